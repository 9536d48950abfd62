/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * windows.h - looking a time up in joined windows: sorted, none overlaps or touches the next.
 */
#ifndef BL_WINDOWS_H
#define BL_WINDOWS_H

#include "tape.h"

/* True where begin <= time_ns < end for one of them. */
bool bl_windows_hold(const bl_windows *windows, int64_t time_ns);
/* The first end after time_ns; INT64_MAX: none. */
int64_t bl_windows_next_end(const bl_windows *windows, int64_t time_ns);

#endif
