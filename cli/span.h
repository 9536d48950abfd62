/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * span.h - a length of time for people.
 */
#ifndef BL_SPAN_H
#define BL_SPAN_H

#include "../sim/base.h"

/* "1 h", "5 min", "1.5 s": the largest unit that leaves a whole number, else seconds. */
void bl_span_print(int64_t span_ns);

#endif
