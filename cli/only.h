/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * only.h - `ballast run --only`: an answer without a run folder.
 */
#ifndef BL_ONLY_H
#define BL_ONLY_H

#include "options.h"

/* Replays each mode and prints the metrics that options ask for; nothing is written, and what they
 * do not need is not worked out. Returns the exit status; what went wrong was said. */
int bl_only_run(const bl_options *options);

#endif
