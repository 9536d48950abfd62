/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * orders.h - `ballast stress SCENARIO --orders`: one world with requests of one instant in other
 * orders than the file's.
 */
#ifndef BL_ORDERS_H
#define BL_ORDERS_H

#include "ask.h"

/* Runs at most `most` orders a mode and answers; the exit status. What went wrong was said. */
int bl_orders_answer(const bl_ask *ask, uint64_t most);

#endif
