/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policies.h - `ballast stress SCENARIO --policies`: one world under three failure policies and
 * three kinds of atomicity.
 */
#ifndef BL_POLICIES_H
#define BL_POLICIES_H

#include "ask.h"

/* Runs and answers; the exit status. What went wrong was said. */
int bl_policies_answer(const bl_ask *ask);

#endif
