/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timestamp.c - times and durations as text. Dates go through years that begin in March, so that
 * the leap day is a year's last and month lengths follow one formula.
 */
#include "timestamp.h"

#include "decimal.h"

#include <string.h>

enum { DAYS_400_YEARS = 146097, DAYS_100_YEARS = 36524, DAYS_4_YEARS = 1461 };
enum { EPOCH_DAY = 719468 }; /* 1970-01-01 counted from 0000-03-01 */

typedef struct {
    int64_t year;
    int month, day; /* from 1 */
} civil_date;

static int64_t count_days(civil_date date)
{
    int64_t year = date.month > 2 ? date.year : date.year - 1;
    int month = date.month > 2 ? date.month - 3 : date.month + 9;
    int64_t leaps = year / 4 - year / 100 + year / 400;
    return year * 365 + leaps + (153 * month + 2) / 5 + date.day - 1 - EPOCH_DAY;
}

/* The inverse for days >= 0; the last day of a 4 or 400 year cycle must not begin the next. */
static civil_date find_date(int64_t days)
{
    days += EPOCH_DAY;
    int64_t era = days / DAYS_400_YEARS;
    int64_t rest = days % DAYS_400_YEARS;
    int64_t century = rest / DAYS_100_YEARS;
    century -= century == 4;
    rest -= century * DAYS_100_YEARS;
    int64_t cycle = rest / DAYS_4_YEARS;
    rest -= cycle * DAYS_4_YEARS;
    int64_t year = rest / 365;
    year -= year == 4;
    rest -= year * 365;
    int month = (int)((5 * rest + 2) / 153);
    civil_date date = {.year = era * 400 + century * 100 + cycle * 4 + year,
                       .month = month < 10 ? month + 3 : month - 9,
                       .day = (int)rest - (153 * month + 2) / 5 + 1};
    date.year += date.month <= 2;
    return date;
}

static int month_days(int64_t year, int month)
{
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (month == 2) {
        return leap ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* `count` digits at text as a number, -1 where one is none. */
static int read_digits(const char *text, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static bool in_range(int value, int low, int high)
{
    return value >= low && value <= high;
}

/* YYYY-MM-DDThh:mm:ss to seconds since 1970. */
static bool read_seconds(const char *text, int64_t *out_s)
{
    if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') {
        return false;
    }
    civil_date date = {read_digits(text, 4), read_digits(text + 5, 2), read_digits(text + 8, 2)};
    int hour = read_digits(text + 11, 2);
    int minute = read_digits(text + 14, 2);
    int second = read_digits(text + 17, 2);
    if (date.year < 1969 || !in_range(date.month, 1, 12) ||
        !in_range(date.day, 1, month_days(date.year, date.month)) || !in_range(hour, 0, 23) ||
        !in_range(minute, 0, 59) || !in_range(second, 0, 59)) {
        return false;
    }
    *out_s = count_days(date) * 86400 + hour * 3600 + minute * 60 + second;
    return true;
}

/* `.f` with one to nine digits, or nothing, at *at. */
static bool read_fraction(const char **at, const char *end, int64_t *out_ns)
{
    *out_ns = 0;
    if (*at == end || **at != '.') {
        return true;
    }
    int64_t place = BL_NS_PER_S / 10;
    const char *begin = ++*at;
    for (; *at < end && **at >= '0' && **at <= '9'; ++*at) {
        if (place == 0) {
            return false;
        }
        *out_ns += place * (**at - '0');
        place /= 10;
    }
    return *at > begin;
}

/* `Z` or +hh:mm or -hh:mm up to the end, as seconds to subtract. */
static bool read_offset(const char *at, const char *end, int64_t *out_s)
{
    *out_s = 0;
    if (end - at == 1) {
        return *at == 'Z';
    }
    if (end - at != 6 || (*at != '+' && *at != '-') || at[3] != ':') {
        return false;
    }
    int hour = read_digits(at + 1, 2);
    int minute = read_digits(at + 4, 2);
    int64_t offset = hour * 3600 + minute * 60;
    *out_s = *at == '-' ? -offset : offset;
    return in_range(hour, 0, 23) && in_range(minute, 0, 59);
}

bool bl_timestamp_parse_iso(const char *text, size_t len, int64_t *out_ns)
{
    const char *at = text + 19;
    const char *end = text + len;
    int64_t seconds;
    int64_t fraction;
    int64_t offset;
    if (len < 20 || !read_seconds(text, &seconds) || !read_fraction(&at, end, &fraction) ||
        !read_offset(at, end, &offset)) {
        return false;
    }
    int64_t time;
    if (__builtin_mul_overflow(seconds - offset, BL_NS_PER_S, &time) ||
        __builtin_add_overflow(time, fraction, &time) || time < 0) {
        return false;
    }
    *out_ns = time;
    return true;
}

int bl_timestamp_places(bl_time_unit unit)
{
    static const int places[] = {0, 9, 6, 3, 0};
    return places[unit];
}

bool bl_timestamp_parse_number(const char *text, size_t len, bl_time_unit unit, int64_t *out_ns)
{
    int64_t time;
    bool rounded;
    if (bl_decimal_parse(text, len, bl_timestamp_places(unit), &time, &rounded) != BL_DECIMAL_OK ||
        rounded || time < 0) {
        return false;
    }
    *out_ns = time;
    return true;
}

/* Eleven places of a day or an hour, ten of a minute, nine of a second are whole ns times the
 * factor, and no further place can be exact: 5^11 is all the fives a day's ns hold. */
bool bl_timestamp_parse_duration(const char *text, size_t len, int64_t *out_ns)
{
    static const char units[] = "smhd";
    static const int places[] = {9, 10, 11, 11};
    static const int64_t factors[] = {1, 6, 36, 864};
    if (len < 2 || text[0] < '0' || text[0] > '9' || text[len - 2] < '0' || text[len - 2] > '9') {
        return false;
    }
    const char *unit = memchr(units, text[len - 1], sizeof units - 1);
    if (unit == NULL) {
        return false;
    }
    int64_t value;
    bool rounded;
    if (bl_decimal_parse(text, len - 1, places[unit - units], &value, &rounded) != BL_DECIMAL_OK ||
        rounded || __builtin_mul_overflow(value, factors[unit - units], &value)) {
        return false;
    }
    *out_ns = value;
    return true;
}

static void put_digits(char *out, int64_t value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

size_t bl_timestamp_print(int64_t time_ns, char *out)
{
    BL_ASSERT(time_ns >= 0);
    int64_t fraction = time_ns % BL_NS_PER_S;
    int64_t seconds = time_ns / BL_NS_PER_S;
    civil_date date = find_date(seconds / 86400);
    int64_t of_day = seconds % 86400;
    memcpy(out, "0000-00-00T00:00:00Z", 20);
    put_digits(out, date.year, 4);
    put_digits(out + 5, date.month, 2);
    put_digits(out + 8, date.day, 2);
    put_digits(out + 11, of_day / 3600, 2);
    put_digits(out + 14, of_day / 60 % 60, 2);
    put_digits(out + 17, of_day % 60, 2);
    if (fraction == 0) {
        return 20;
    }
    out[19] = '.';
    put_digits(out + 20, fraction, 9);
    out[29] = 'Z';
    return 30;
}
