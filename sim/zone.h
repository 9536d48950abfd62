/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * zone.h - wall clocks of a few places, by rules of integers; no database of the system is read,
 * so a result is the same on every machine. Rules are those in force in 2025, each from the year
 * since which it holds without a change; before that year there is no answer.
 */
#ifndef BL_ZONE_H
#define BL_ZONE_H

#include "base.h"

/* X(name, minutes ahead of UTC in winter, rule of summer time, year since which both hold) */
#define BL_ZONE_LIST(X)                                                                            \
    X("UTC", 0, NONE, 1678)                                                                        \
    X("Europe/London", 0, EU, 1996)                                                                \
    X("Europe/Berlin", 60, EU, 1996)                                                               \
    X("Europe/Paris", 60, EU, 1996)                                                                \
    X("Europe/Zurich", 60, EU, 1996)                                                               \
    X("Europe/Amsterdam", 60, EU, 1996)                                                            \
    X("Europe/Madrid", 60, EU, 1996)                                                               \
    X("Europe/Rome", 60, EU, 1996)                                                                 \
    X("America/New_York", -300, US, 2007)                                                          \
    X("America/Chicago", -360, US, 2007)                                                           \
    X("America/Los_Angeles", -480, US, 2007)                                                       \
    X("Asia/Tokyo", 540, NONE, 1952)                                                               \
    X("Asia/Singapore", 480, NONE, 1983)                                                           \
    X("Asia/Hong_Kong", 480, NONE, 1980)                                                           \
    X("Asia/Seoul", 540, NONE, 1989)                                                               \
    X("Asia/Kolkata", 330, NONE, 1946)                                                             \
    X("Asia/Dubai", 240, NONE, 1921)                                                               \
    X("Australia/Sydney", 600, AU, 2008)

/* A zone is a place in the list. The first instant for which its rule holds: */
int64_t bl_zone_since(int64_t zone);
/* What clocks show less UTC; at or after bl_zone_since. */
int64_t bl_zone_offset(int64_t zone, int64_t time_ns);
/* The first instant strictly after a time at which clocks show clock_ns after midnight. A time of
 * day that a change to summer time leaves out is the instant of the change; one that a change back
 * repeats is the first of the two. INT64_MAX where it would not fit. */
int64_t bl_zone_next(int64_t zone, int64_t clock_ns, int64_t after_ns);

#endif
