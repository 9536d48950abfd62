/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_time.c - times as other files write them, brought into the one form that timestamp.c
 * reads. The calendar and its limits stay there.
 */
#include "import_time.h"

#include <string.h>

enum {
    ISO_TEXT = 48,
    DATE_LEN = 10,
    MINUTES_LEN = 16,
    SECONDS_LEN = 19,
    DAY_DIGITS = 8,
    FORMAT_MAX = 64
};

#define NEEDS_TZ "the time has no offset: say --tz UTC or --tz +hh:mm"

/* Seconds reach the first in 5138, milliseconds did in 1973; and so on. */
static const int64_t unit_max[] = {INT64_C(100000000000), INT64_C(100000000000000),
                                   INT64_C(100000000000000000)};

static bool set_offset(const char *tz, bl_import_time_rule *out)
{
    if (!tz) {
        return true;
    }
    const bool utc = strcmp(tz, "UTC") == 0 || strcmp(tz, "Z") == 0;
    const char *text = utc ? "+00:00" : tz;
    if (strlen(text) != sizeof out->offset - 1) {
        return false;
    }
    char probe[ISO_TEXT] = "2000-01-02T00:00:00";
    int64_t ignored;
    memcpy(probe + SECONDS_LEN, text, sizeof out->offset);
    memcpy(out->offset, text, sizeof out->offset);
    return bl_timestamp_parse_iso(probe, strlen(probe), &ignored);
}

typedef struct {
    const char *name;
    bl_import_time_style style;
    bl_time_unit unit;
} unit_name;

static const unit_name *find_unit(const char *name)
{
    static const unit_name units[] = {{"iso", BL_IMPORT_TIME_ISO, BL_TIME_ISO},
                                      {"s", BL_IMPORT_TIME_NUMBER, BL_TIME_S},
                                      {"ms", BL_IMPORT_TIME_NUMBER, BL_TIME_MS},
                                      {"us", BL_IMPORT_TIME_NUMBER, BL_TIME_US},
                                      {"ns", BL_IMPORT_TIME_NUMBER, BL_TIME_NS},
                                      {"auto", BL_IMPORT_TIME_MAGNITUDE, BL_TIME_ISO},
                                      {"midnight", BL_IMPORT_TIME_MIDNIGHT, BL_TIME_MS},
                                      {"block", BL_IMPORT_TIME_BLOCK, BL_TIME_NS}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(name, units[i].name) == 0) {
            return &units[i];
        }
    }
    return NULL;
}

bool bl_import_time_make_rule(const char *unit, const char *tz, bl_import_time_rule *out,
                              const char **problem)
{
    *out = (bl_import_time_rule){.style = BL_IMPORT_TIME_ISO};
    if (!set_offset(tz, out)) {
        *problem = "--tz: allowed are UTC and an offset such as +02:00";
        return false;
    }
    const unit_name *const found = find_unit(unit ? unit : "iso");
    if (found) {
        out->style = found->style;
        out->unit = found->unit;
        return true;
    }
    out->style = strchr(unit, '|') ? BL_IMPORT_TIME_SEVERAL : BL_IMPORT_TIME_FORMAT;
    out->format = unit;
    *problem = "--time-unit: allowed are s, ms, us, ns, auto, iso, midnight, block and a format "
               "such as %Y-%m-%d %H:%M";
    return out->style == BL_IMPORT_TIME_SEVERAL || strchr(unit, '%') != NULL;
}

bool bl_import_time_set_blocks(const char *text, bl_import_time_rule *rule)
{
    static const bl_import_time_rule iso = {.style = BL_IMPORT_TIME_ISO, .offset = "+00:00"};
    const char *const sign = strchr(text, '=');
    const char *const comma = sign ? strchr(sign, ',') : NULL;
    const char *ignored;
    return comma &&
           bl_timestamp_parse_number(text, (size_t)(sign - text), BL_TIME_NS, &rule->base) &&
           bl_import_time_parse(&iso, sign + 1, (size_t)(comma - sign - 1), &rule->base_ns,
                                &ignored) &&
           bl_timestamp_parse_duration(comma + 1, strlen(comma + 1), &rule->step_ns) &&
           rule->step_ns > 0;
}

bool bl_import_time_set_day(const char *name, bl_import_time_rule *rule)
{
    static const bl_import_time_rule day = {
        .style = BL_IMPORT_TIME_FORMAT, .format = "%Y%m%d", .offset = "+00:00"};
    const char *ignored;
    for (const char *at = name; strlen(at) >= DAY_DIGITS; at++) {
        if (bl_import_time_parse(&day, at, DAY_DIGITS, &rule->base_ns, &ignored)) {
            return true;
        }
    }
    return false;
}

int bl_import_time_unit(const char *text, size_t len)
{
    const char *const point = memchr(text, '.', len);
    int64_t whole;
    if (!bl_timestamp_parse_number(text, point ? (size_t)(point - text) : len, BL_TIME_NS,
                                   &whole)) {
        return -1;
    }
    return whole < unit_max[0]   ? BL_TIME_S
           : whole < unit_max[1] ? BL_TIME_MS
           : whole < unit_max[2] ? BL_TIME_US
                                 : BL_TIME_NS;
}

static bool is_offset(const char *text, size_t len)
{
    return (len == 1 && *text == 'Z') || (len == 6 && (*text == '+' || *text == '-'));
}

/* Date, time and what follows, put together as timestamp.c wants them. */
static bool parse_parts(const bl_import_time_rule *rule, const char *seconds, const char *rest,
                        size_t rest_len, int64_t *out_ns, const char **problem)
{
    char text[ISO_TEXT];
    const bool has_offset = (rest_len >= 1 && is_offset(rest + rest_len - 1, 1)) ||
                            (rest_len >= 6 && is_offset(rest + rest_len - 6, 6));
    if (SECONDS_LEN + rest_len + sizeof rule->offset > sizeof text) {
        return false;
    }
    memcpy(text, seconds, SECONDS_LEN);
    memcpy(text + SECONDS_LEN, rest, rest_len);
    size_t len = SECONDS_LEN + rest_len;
    if (!has_offset) {
        const bool known = rule->offset[0] != '\0';
        memcpy(text + len, known ? rule->offset : "+00:00", sizeof rule->offset - 1);
        len += sizeof rule->offset - 1;
        if (!known && bl_timestamp_parse_iso(text, len, out_ns)) {
            *problem = NEEDS_TZ;
            return false;
        }
    }
    return bl_timestamp_parse_iso(text, len, out_ns);
}

/* Whether the seconds are there is seen by what stands where their colon would. */
static bool parse_iso(const bl_import_time_rule *rule, const char *text, size_t len,
                      int64_t *out_ns, const char **problem)
{
    char seconds[SECONDS_LEN + 1] = "0000-00-00T00:00:00";
    size_t taken = len < DATE_LEN ? len : DATE_LEN;
    if (len >= MINUTES_LEN && (text[DATE_LEN] == ' ' || text[DATE_LEN] == 'T')) {
        taken = len >= SECONDS_LEN && text[MINUTES_LEN] == ':' ? SECONDS_LEN : MINUTES_LEN;
    }
    *problem = "not a time from 1970 on: allowed are 2024-01-31, 2024-01-31 23:59 and "
               "2024-01-31T23:59:59Z";
    memcpy(seconds, text, taken);
    if (taken > DATE_LEN) {
        seconds[DATE_LEN] = 'T';
    }
    return parse_parts(rule, seconds, text + taken, len - taken, out_ns, problem);
}

/* What a format has found; -1: not mentioned. */
typedef struct {
    int year, month, day, hour, minute, second;
    bool twelve_hours, afternoon;
    char offset[7];
} time_parts;

static bool take_number(const char **at, const char *end, int digits, int *out)
{
    if (end - *at < digits) {
        return false;
    }
    *out = 0;
    for (int i = 0; i < digits; i++, ++*at) {
        if (**at < '0' || **at > '9') {
            return false;
        }
        *out = *out * 10 + (**at - '0');
    }
    return true;
}

static bool take_half_day(const char **at, const char *end, time_parts *parts)
{
    if (end - *at < 2 || (*at)[1] != 'M' || (**at != 'A' && **at != 'P')) {
        return false;
    }
    parts->afternoon = **at == 'P';
    *at += 2;
    return true;
}

static bool take_offset(const char **at, const char *end, time_parts *parts)
{
    const size_t len = *at < end && **at == 'Z' ? 1 : 6;
    if ((size_t)(end - *at) < len || !is_offset(*at, len)) {
        return false;
    }
    memcpy(parts->offset, *at, len);
    parts->offset[len] = '\0';
    *at += len;
    return true;
}

static bool take_conversion(char conversion, const char **at, const char *end, time_parts *parts)
{
    switch (conversion) {
    case 'Y':
        return take_number(at, end, 4, &parts->year);
    case 'm':
        return take_number(at, end, 2, &parts->month);
    case 'd':
        return take_number(at, end, 2, &parts->day);
    case 'H':
        return take_number(at, end, 2, &parts->hour);
    case 'M':
        return take_number(at, end, 2, &parts->minute);
    case 'S':
        return take_number(at, end, 2, &parts->second);
    case 'I':
        parts->twelve_hours = true;
        return take_number(at, end, 2, &parts->hour) && parts->hour >= 1 && parts->hour <= 12;
    case 'p':
        return take_half_day(at, end, parts);
    case 'z':
        return take_offset(at, end, parts);
    default:
        return conversion == '%' && *at < end && *(*at)++ == '%';
    }
}

static bool match_format(const char *format, const char *at, const char *end, time_parts *parts)
{
    for (; *format; format++) {
        if (*format == '%' && format[1] != '\0') {
            if (!take_conversion(*++format, &at, end, parts)) {
                return false;
            }
        } else if (at == end || *at++ != *format) {
            return false;
        }
    }
    if (parts->twelve_hours) {
        parts->hour = parts->hour % 12 + (parts->afternoon ? 12 : 0);
    }
    return at == end;
}

static void put_two(char *at, int value)
{
    at[0] = (char)('0' + value / 10);
    at[1] = (char)('0' + value % 10);
}

static bool parse_format(const bl_import_time_rule *rule, const char *text, size_t len,
                         int64_t *out_ns, const char **problem)
{
    char seconds[SECONDS_LEN + 1] = "0000-00-00T00:00:00";
    time_parts parts = {.year = 0, .month = 1, .day = 1};
    *problem = "the time does not follow the format of --time-unit";
    if (!match_format(rule->format, text, text + len, &parts)) {
        return false;
    }
    put_two(seconds, parts.year / 100);
    put_two(seconds + 2, parts.year % 100);
    put_two(seconds + 5, parts.month);
    put_two(seconds + 8, parts.day);
    put_two(seconds + 11, parts.hour);
    put_two(seconds + 14, parts.minute);
    put_two(seconds + 17, parts.second);
    return parse_parts(rule, seconds, parts.offset, strlen(parts.offset), out_ns, problem);
}

/* Milliseconds of one day. */
static bool parse_midnight(const bl_import_time_rule *rule, const char *text, size_t len,
                           int64_t *out_ns, const char **problem)
{
    *problem = "not a number of milliseconds since midnight";
    return bl_timestamp_parse_number(text, len, BL_TIME_MS, out_ns) && *out_ns < BL_NS_PER_DAY &&
           !__builtin_add_overflow(*out_ns, rule->base_ns, out_ns);
}

static bool parse_block(const bl_import_time_rule *rule, const char *text, size_t len,
                        int64_t *out_ns, const char **problem)
{
    int64_t number;
    *problem = "not the number of a block after 1970";
    return bl_timestamp_parse_number(text, len, BL_TIME_NS, &number) &&
           !__builtin_mul_overflow(number - rule->base, rule->step_ns, out_ns) &&
           !__builtin_add_overflow(*out_ns, rule->base_ns, out_ns) && *out_ns >= 0;
}

static bool parse_number(bl_time_unit unit, const char *text, size_t len, int64_t *out_ns,
                         const char **problem)
{
    *problem = "not a number of --time-unit since 1970";
    return bl_timestamp_parse_number(text, len, unit, out_ns);
}

static bool parse_magnitude(const char *text, size_t len, int64_t *out_ns, const char **problem)
{
    const int unit = bl_import_time_unit(text, len);
    *problem = "not a number of s, ms, us or ns since 1970";
    return unit >= 0 && bl_timestamp_parse_number(text, len, (bl_time_unit)unit, out_ns);
}

static bool parse_one(const bl_import_time_rule *rule, const char *text, size_t len,
                      int64_t *out_ns, const char **problem)
{
    switch (rule->style) {
    case BL_IMPORT_TIME_ISO:
        return parse_iso(rule, text, len, out_ns, problem);
    case BL_IMPORT_TIME_FORMAT:
        return parse_format(rule, text, len, out_ns, problem);
    case BL_IMPORT_TIME_NUMBER:
        return parse_number(rule->unit, text, len, out_ns, problem);
    case BL_IMPORT_TIME_MAGNITUDE:
        return parse_magnitude(text, len, out_ns, problem);
    case BL_IMPORT_TIME_MIDNIGHT:
        return parse_midnight(rule, text, len, out_ns, problem);
    case BL_IMPORT_TIME_BLOCK:
        return parse_block(rule, text, len, out_ns, problem);
    case BL_IMPORT_TIME_SEVERAL:
        break;
    }
    return false;
}

/* One after the other; the last complaint stands. */
static bool parse_several(const bl_import_time_rule *rule, const char *text, size_t len,
                          int64_t *out_ns, const char **problem)
{
    *problem = "--time-unit: one of several forms is too long";
    for (const char *at = rule->format; *at;) {
        char format[FORMAT_MAX];
        const size_t part = strcspn(at, "|");
        if (part >= sizeof format) {
            return false;
        }
        memcpy(format, at, part);
        format[part] = '\0';
        bl_import_time_rule one = *rule;
        const unit_name *const found = find_unit(format);
        one.style = found ? found->style : BL_IMPORT_TIME_FORMAT;
        one.unit = found ? found->unit : BL_TIME_ISO;
        one.format = format;
        if (parse_one(&one, text, len, out_ns, problem)) {
            return true;
        }
        at += part + (at[part] == '|');
    }
    return false;
}

bool bl_import_time_parse(const bl_import_time_rule *rule, const char *text, size_t len,
                          int64_t *out_ns, const char **problem)
{
    return rule->style == BL_IMPORT_TIME_SEVERAL ? parse_several(rule, text, len, out_ns, problem)
                                                 : parse_one(rule, text, len, out_ns, problem);
}
