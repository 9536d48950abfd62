/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feeds.h - joins a checked draft with its feeds into a scenario.
 */
#ifndef BL_FEEDS_H
#define BL_FEEDS_H

#include "draft.h"

/* Reads every feed the draft names and completes out->base, out->feeds and the window of the run
 * (spec 2.3, 2.5). out->path is set. What was opened stays open, errors or not. */
void bl_feeds_load(bl_reading *reading, const bl_scenario_options *options, bl_scenario *out);
void bl_feeds_close(bl_scenario *scenario);

#endif
