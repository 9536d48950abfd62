/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calendar.h - instants that recur: UTC midnights, months (spec 7.1), interval ticks (spec 2.5).
 * Proleptic Gregorian, no leap seconds, integers only. Each answers the first instant strictly
 * after a time, or INT64_MAX where it would not fit.
 */
#ifndef BL_CALENDAR_H
#define BL_CALENDAR_H

#include "base.h"

/* a + b; INT64_MAX where it lies beyond. */
int64_t bl_calendar_later(int64_t a_ns, int64_t b_ns);
/* The first t above after_ns with (t - offset_ns) mod every_ns = 0; every_ns above 0. */
int64_t bl_calendar_next_tick(int64_t after_ns, int64_t every_ns, int64_t offset_ns);
/* The first instant of a UTC month above after_ns. */
int64_t bl_calendar_next_month(int64_t after_ns);
/* Days since 1970-01-01 of a date; month 1 to 12. */
int64_t bl_calendar_days(int64_t year, int month, int day);
/* The date of a day number. */
void bl_calendar_date(int64_t days, int64_t *year, int *month, int *day);

#endif
