/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * axis.h - where tics stand and what they say, for numbers, decades and calendar time from minutes
 * to years. Everything is decided here; gnuplot only prints literals.
 */
#ifndef BL_AXIS_H
#define BL_AXIS_H

#include "../sim/base.h"

enum { BL_AXIS_TICS_MAX = 64, BL_AXIS_TEXT = 24 };

typedef struct {
    struct {
        double at;
        char text[BL_AXIS_TEXT]; /* "": a tic without words */
    } tics[BL_AXIS_TICS_MAX];
    size_t len;
    double step; /* between two tics; 0 on a log axis */
} bl_axis;

/* Round numbers in [low, high], about `wanted` of them, followed by suffix. */
void bl_axis_set_numbers(bl_axis *axis, double low, double high, size_t wanted, const char *suffix);
/* 1, 2, 5 of each decade; over many decades 1 only. low above 0. */
void bl_axis_set_decades(bl_axis *axis, double low, double high);
/* Calendar steps (UTC); `at` is seconds since start_ns. Labels fit in width pixels. */
void bl_axis_set_times(bl_axis *axis, int64_t start_ns, int64_t end_ns, double width);

enum { BL_AXIS_TITLE = 96 };
/* What the tics leave out: "Date (UTC), 2024" or "Time (UTC), 1 to 3 Jan 2024". */
void bl_axis_name_times(int64_t start_ns, int64_t end_ns, char out[BL_AXIS_TITLE]);

/* A date for a sentence: "5 Jan 2024, 14:00 UTC". */
void bl_axis_name_instant(int64_t time_ns, char out[BL_AXIS_TITLE]);

/* A number for a sentence: about three digits, thousands set apart. */
void bl_axis_name_number(double value, char out[BL_AXIS_TEXT]);
/* A length of time for a sentence: "45 h", "12 min", "9.5 days". */
void bl_axis_name_hours(double hours, char out[BL_AXIS_TEXT]);

/* A factor for amounts up to `most`: 1, 10^3 or 10^6, and how to say it: "", "thousand ". */
typedef struct {
    double factor;
    const char *word;
} bl_axis_scale;
bl_axis_scale bl_axis_pick_scale(double most);

#endif
