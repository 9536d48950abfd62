/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * axis.c - tics. The calendar is that of data/timestamp.h, reached through its text form: tics
 * are few, so there is no second calendar here.
 */
#include "axis.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../data/timestamp.h"

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

typedef struct {
    int year, month, day, hour, minute; /* month and day from 1 */
} civil;

static void put_tic(bl_axis *axis, double at, const char *text)
{
    if (axis->len == BL_AXIS_TICS_MAX) {
        return;
    }
    axis->tics[axis->len].at = at;
    snprintf(axis->tics[axis->len].text, BL_AXIS_TEXT, "%.23s", text);
    axis->len++;
}

/* ---- numbers ---- */

/* With thousands set apart and a true minus. */
static void print_grouped(double value, int places, char out[BL_AXIS_TEXT])
{
    char plain[BL_AXIS_TEXT];
    snprintf(plain, sizeof plain, "%.*f", places, fabs(value));
    const size_t len = strcspn(plain, ".");
    size_t to = 0;
    if (value < 0 && strspn(plain, "0.") < strlen(plain)) {
        to = (size_t)snprintf(out, BL_AXIS_TEXT, "−");
    }
    for (size_t i = 0; plain[i] && to + 2 < BL_AXIS_TEXT; i++) {
        if (i > 0 && i < len && (len - i) % 3 == 0) {
            out[to++] = ' ';
        }
        out[to++] = plain[i];
    }
    out[to] = '\0';
}

/* The smallest of 1, 2, 5 times a power of ten that is not below x. */
static double round_up(double x)
{
    const double power = pow(10, floor(log10(x)));
    const double lead = x / power;
    return (lead <= 1.0001 ? 1 : lead <= 2.0001 ? 2 : lead <= 5.0001 ? 5 : 10) * power;
}

void bl_axis_set_numbers(bl_axis *axis, double low, double high, size_t wanted, const char *suffix)
{
    const double span = high > low ? high - low : 1;
    *axis = (bl_axis){.step = round_up(span / (double)wanted)};
    const double places = ceil(-log10(axis->step) - 1e-9);
    const int digits = places > 0 ? (int)places : 0;
    const double first = ceil(low / axis->step - 1e-6);
    for (double k = first; k * axis->step <= high + span * 1e-6; k++) {
        char number[BL_AXIS_TEXT];
        char text[2 * BL_AXIS_TEXT];
        print_grouped(k * axis->step, digits, number);
        snprintf(text, sizeof text, "%s%s", number, suffix);
        put_tic(axis, k * axis->step, text);
        if (axis->len == BL_AXIS_TICS_MAX) {
            break;
        }
    }
}

void bl_axis_set_decades(bl_axis *axis, double low, double high)
{
    *axis = (bl_axis){0};
    static const double leads[] = {1, 2, 5};
    const size_t used = log10(high / low) > 4 ? 1 : 3;
    for (double power = floor(log10(low)); power <= ceil(log10(high)); power++) {
        for (size_t i = 0; i < used; i++) {
            const double at = leads[i] * pow(10, power);
            char text[BL_AXIS_TEXT];
            snprintf(text, sizeof text, "%.6g", at);
            if (at >= low * (1 - 1e-9) && at <= high * (1 + 1e-9)) {
                put_tic(axis, at, text);
            }
        }
    }
}

/* ---- time ---- */

static int digits_at(const char *text, size_t len)
{
    int value = 0;
    for (size_t i = 0; i < len; i++) {
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static civil split(int64_t time_ns)
{
    char t[BL_TIMESTAMP_TEXT];
    bl_timestamp_print(time_ns, t); /* 2024-01-01T00:00:00Z */
    return (civil){digits_at(t, 4), digits_at(t + 5, 2), digits_at(t + 8, 2), digits_at(t + 11, 2),
                   digits_at(t + 14, 2)};
}

/* The first instant of a month counted from January of year 0; false past the calendar's end. */
static bool join_month(int count, int64_t *out_ns)
{
    char t[BL_TIMESTAMP_TEXT];
    const int len = snprintf(t, sizeof t, "%04d-%02d-01T00:00:00Z", count / 12, count % 12 + 1);
    return bl_timestamp_parse_iso(t, (size_t)len, out_ns);
}

static double seconds(int64_t time_ns, int64_t start_ns)
{
    return (double)(time_ns - start_ns) / (double)BL_NS_PER_S;
}

static void set_months(bl_axis *axis, int64_t start_ns, int64_t end_ns, int step)
{
    const civil from = split(start_ns);
    const int first = (from.year * 12 + from.month - 1) / step * step;
    for (int at = first; axis->len < BL_AXIS_TICS_MAX; at += step) {
        int64_t time_ns;
        if (!join_month(at, &time_ns) || time_ns > end_ns) {
            return;
        }
        if (time_ns < start_ns) {
            continue;
        }
        char text[BL_AXIS_TEXT];
        if (step >= 12) {
            snprintf(text, sizeof text, "%d", at / 12);
        } else if (at % 12 == 0) {
            snprintf(text, sizeof text, "Jan %d", at / 12);
        } else {
            snprintf(text, sizeof text, "%s", months[at % 12]);
        }
        put_tic(axis, seconds(time_ns, start_ns), text);
    }
}

static void set_durations(bl_axis *axis, int64_t start_ns, int64_t end_ns, int64_t step_ns)
{
    /* Steps of several days count from the first midnight, shorter ones from midnight. */
    const int64_t grid_ns = step_ns < BL_NS_PER_DAY ? step_ns : BL_NS_PER_DAY;
    int64_t time_ns = (start_ns + grid_ns - 1) / grid_ns * grid_ns;
    for (; time_ns <= end_ns; time_ns += step_ns) {
        char text[BL_AXIS_TEXT];
        const civil c = split(time_ns);
        if (time_ns % BL_NS_PER_DAY == 0) {
            snprintf(text, sizeof text, "%02d %s", c.day, months[c.month - 1]);
        } else {
            snprintf(text, sizeof text, "%02d:%02d", c.hour, c.minute);
        }
        put_tic(axis, seconds(time_ns, start_ns), text);
    }
}

void bl_axis_set_times(bl_axis *axis, int64_t start_ns, int64_t end_ns, double width)
{
    static const int minutes[] = {1,   2,   5,   10,   15,       30,       60,       120,
                                  180, 360, 720, 1440, 2 * 1440, 4 * 1440, 7 * 1440, 14 * 1440};
    static const int month_steps[] = {1, 2, 3, 6, 12, 24, 60, 120, 240};
    const double span_ns = (double)(end_ns - start_ns);
    const double most = width / 95; /* labels beside each other */
    *axis = (bl_axis){0};
    for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
        const int64_t step_ns = minutes[i] * 60 * BL_NS_PER_S;
        if (span_ns / (double)step_ns <= most) {
            axis->step = (double)minutes[i] * 60;
            set_durations(axis, start_ns, end_ns, step_ns);
            return;
        }
    }
    for (size_t i = 0; i < sizeof month_steps / sizeof *month_steps; i++) {
        axis->step = month_steps[i] * 30.4375 * 86400;
        if (span_ns / (axis->step * (double)BL_NS_PER_S) <= most) {
            set_months(axis, start_ns, end_ns, month_steps[i]);
            return;
        }
    }
}

void bl_axis_name_times(int64_t start_ns, int64_t end_ns, char out[BL_AXIS_TITLE])
{
    const civil a = split(start_ns);
    const civil b = split(end_ns > start_ns ? end_ns - 1 : end_ns);
    if (end_ns - start_ns > 14 * BL_NS_PER_DAY && a.year != b.year) {
        snprintf(out, BL_AXIS_TITLE, "Date (UTC), %d to %d", a.year, b.year);
    } else if (end_ns - start_ns > 14 * BL_NS_PER_DAY) {
        snprintf(out, BL_AXIS_TITLE, "Date (UTC), %d", a.year);
    } else if (a.year == b.year && a.month == b.month && a.day == b.day) {
        snprintf(out, BL_AXIS_TITLE, "Time (UTC), %d %s %d", a.day, months[a.month - 1], a.year);
    } else {
        snprintf(out, BL_AXIS_TITLE, "Time (UTC), %d %s %d to %d %s %d", a.day, months[a.month - 1],
                 a.year, b.day, months[b.month - 1], b.year);
    }
}

void bl_axis_name_instant(int64_t time_ns, char out[BL_AXIS_TITLE])
{
    const civil c = split(time_ns);
    snprintf(out, BL_AXIS_TITLE, "%d %s %d, %02d:%02d UTC", c.day, months[c.month - 1], c.year,
             c.hour, c.minute);
}

/* ---- words ---- */

void bl_axis_name_number(double value, char out[BL_AXIS_TEXT])
{
    const double size = fabs(value);
    const int places = size >= 99.95 || size == floor(size) ? 0
                       : size >= 9.995                      ? 1
                       : size >= 0.095                      ? 2
                                                            : 3;
    print_grouped(value, places, out);
}

void bl_axis_name_hours(double hours, char out[BL_AXIS_TEXT])
{
    if (hours >= 48 && fmod(hours, 24) == 0) {
        snprintf(out, BL_AXIS_TEXT, "%.0f days", hours / 24);
    } else if (hours >= 24 * 14) {
        snprintf(out, BL_AXIS_TEXT, "%.*f days", hours < 24 * 30 ? 1 : 0, hours / 24);
    } else if (hours >= 10 || (hours >= 1 && hours == floor(hours))) {
        snprintf(out, BL_AXIS_TEXT, "%.0f h", hours);
    } else if (hours >= 1) {
        snprintf(out, BL_AXIS_TEXT, "%.1f h", hours);
    } else if (hours * 60 >= 1) {
        snprintf(out, BL_AXIS_TEXT, "%.0f min", hours * 60);
    } else {
        snprintf(out, BL_AXIS_TEXT, "%.0f s", hours * 3600);
    }
}

bl_axis_scale bl_axis_pick_scale(double most)
{
    if (most >= 2e6) {
        return (bl_axis_scale){1e6, "million "};
    }
    if (most >= 2e3) {
        return (bl_axis_scale){1e3, "thousand "};
    }
    return (bl_axis_scale){1, ""};
}
