/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timestamp.h - times and durations as text (spec 1.1, 1.8, 12.3, 13.0). Proleptic Gregorian
 * calendar, UTC, no leap seconds, 1970-01-01 to 2262-04-11. No libc time functions.
 */
#ifndef BL_TIMESTAMP_H
#define BL_TIMESTAMP_H

#include "../sim/base.h"

/* The unit of a time column, from its name: time, time_s, time_ms, time_us, time_ns. */
typedef enum { BL_TIME_ISO, BL_TIME_S, BL_TIME_MS, BL_TIME_US, BL_TIME_NS } bl_time_unit;

/* ISO 8601 with seconds required and `Z` or +hh:mm / -hh:mm required; fraction to 9 digits. */
bool bl_timestamp_parse_iso(const char *text, size_t len, int64_t *out_ns);
/* Decimal places from a unit down to ns: 9 for seconds; 0 for ISO times. */
int bl_timestamp_places(bl_time_unit unit);
/* A decimal number of units since 1970, exact down to ns. */
bool bl_timestamp_parse_number(const char *text, size_t len, bl_time_unit unit, int64_t *out_ns);
/* One number and one of s m h d: `90m`, `1.5h`. At least 0; exact to ns. */
bool bl_timestamp_parse_duration(const char *text, size_t len, int64_t *out_ns);

enum { BL_TIMESTAMP_TEXT = 40 };

/* 2024-01-01T00:00:00Z, nine more digits where seconds are not whole; returns the length, not
 * terminated. */
size_t bl_timestamp_print(int64_t time_ns, char *out);

#endif
