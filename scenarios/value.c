/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * value.c - text to integers by rule; the numbers themselves are read by data/decimal.h and
 * data/timestamp.h.
 */
#include "value.h"

#include <stdio.h>
#include <string.h>

#include "../data/decimal.h"
#include "../data/timestamp.h"

enum { PERCENT_PLACES = 7, QUOTED_BYTES = 64 };

/* What was read, cut so that a message keeps its end. */
static void quote(const char *text, char *out)
{
    static const char dots[] = "...'";
    size_t len = 0;
    out[len++] = '\'';
    for (const char *at = text; *at != '\0' && len < QUOTED_BYTES - sizeof dots; at++) {
        out[len++] = *at;
    }
    const char *end = text[len - 1] == '\0' ? dots + 3 : dots;
    memcpy(out + len, end, strlen(end) + 1);
}

static const char *describe_kind(bl_value_kind kind)
{
    switch (kind) {
    case BL_VALUE_INT:
        return "a whole number";
    case BL_VALUE_RATIO:
        return "a ratio such as 5%, 5.5bp or 0.055";
    case BL_VALUE_DECIMAL:
        return "a number";
    case BL_VALUE_DURATION:
        return "a duration such as 90m (s, m, h or d)";
    case BL_VALUE_CLOCK:
        return "a time of day from 00:00 to 23:59";
    case BL_VALUE_TIME:
        return "a time such as 2024-01-01T00:00:00Z";
    case BL_VALUE_CHOICE:
        return "one of";
    }
    return "";
}

static void show_decimal(int64_t value, int places, const char *unit, char *out, size_t out_bytes)
{
    char digits[BL_DECIMAL_TEXT];
    size_t len = bl_decimal_print64(value, places, digits);
    if (places > 0) {
        while (digits[len - 1] == '0') {
            len--;
        }
        len -= digits[len - 1] == '.' ? 1 : 0;
    }
    snprintf(out, out_bytes, "%.*s%s", (int)len, digits, unit);
}

static void show_duration(int64_t value, char *out, size_t out_bytes)
{
    static const struct {
        int64_t ns;
        const char *unit;
    } steps[] = {{BL_NS_PER_DAY, "d"}, {3600 * BL_NS_PER_S, "h"}, {60 * BL_NS_PER_S, "m"}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (value != 0 && value % steps[i].ns == 0) {
            show_decimal(value / steps[i].ns, 0, steps[i].unit, out, out_bytes);
            return;
        }
    }
    show_decimal(value, 9, "s", out, out_bytes);
}

static void show_bound(const bl_value_rule *rule, int64_t value, char *out, size_t out_bytes)
{
    switch (rule->kind) {
    case BL_VALUE_RATIO:
        show_decimal(value, PERCENT_PLACES, "%", out, out_bytes);
        break;
    case BL_VALUE_DURATION:
        show_duration(value, out, out_bytes);
        break;
    case BL_VALUE_DECIMAL:
        show_decimal(value, rule->places, "", out, out_bytes);
        break;
    default:
        show_decimal(value, 0, "", out, out_bytes);
        break;
    }
}

void bl_value_show_range(const bl_value_rule *rule, char *out, size_t out_bytes)
{
    char low[BL_DECIMAL_TEXT + 4];
    char high[BL_DECIMAL_TEXT + 4];
    const bool smallest = rule->low == 1 && rule->kind != BL_VALUE_INT;
    if (rule->kind == BL_VALUE_CHOICE) {
        bl_value_list_choices(rule->choices, out, out_bytes);
        return;
    }
    if (rule->kind == BL_VALUE_TIME || rule->kind == BL_VALUE_CLOCK) {
        snprintf(out, out_bytes, "%s", "");
        return;
    }
    show_bound(rule, smallest ? 0 : rule->low, low, sizeof low);
    show_bound(rule, rule->high, high, sizeof high);
    if (rule->high == INT64_MAX) {
        snprintf(out, out_bytes, smallest ? "above %s" : "%s or more", low);
    } else if (smallest) {
        snprintf(out, out_bytes, "above %s, up to %s", low, high);
    } else {
        snprintf(out, out_bytes, "%s to %s", low, high);
    }
}

int bl_value_find_choice(const char *choices, const char *word)
{
    const size_t word_len = strlen(word);
    int place = 0;
    for (const char *at = choices; at != NULL; place++) {
        const char *bar = strchr(at, '|');
        const size_t len = bar == NULL ? strlen(at) : (size_t)(bar - at);
        if (len == word_len && memcmp(at, word, len) == 0) {
            return place;
        }
        at = bar == NULL ? NULL : bar + 1;
    }
    return -1;
}

void bl_value_list_choices(const char *choices, char *out, size_t out_bytes)
{
    size_t len = 0;
    for (const char *at = choices; *at != '\0' && len + 3 < out_bytes; at++) {
        if (*at == '|') {
            out[len++] = ',';
        }
        out[len++] = *at == '|' ? ' ' : *at;
    }
    out[len] = '\0';
}

/* Two digits below a bound. */
static bool parse_pair(const char *text, int64_t bound, int64_t *out)
{
    const bool digits = text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
    *out = digits ? 10 * (text[0] - '0') + text[1] - '0' : bound;
    return *out < bound;
}

static bool parse_clock(const char *text, int64_t *out)
{
    int64_t hours;
    int64_t minutes;
    const bool shaped = strlen(text) == 5 && text[2] == ':';
    if (!shaped || !parse_pair(text, 24, &hours) || !parse_pair(text + 3, 60, &minutes)) {
        return false;
    }
    *out = (60 * hours + minutes) * 60 * BL_NS_PER_S;
    return true;
}

/* Scenario times end in Z (spec 1.8); feeds may also write an offset. */
static bool parse_time(const char *text, int64_t *out)
{
    const size_t len = strlen(text);
    return len > 0 && text[len - 1] == 'Z' && bl_timestamp_parse_iso(text, len, out);
}

static bl_decimal_status parse(const bl_value_rule *rule, const char *text, int64_t *out,
                               bool *rounded)
{
    const size_t len = strlen(text);
    bl_decimal_status status = BL_DECIMAL_GRAMMAR;
    switch (rule->kind) {
    case BL_VALUE_INT:
        status = bl_decimal_parse(text, len, 0, out, rounded);
        return status == BL_DECIMAL_OK && *rounded ? BL_DECIMAL_GRAMMAR : status;
    case BL_VALUE_RATIO:
        return bl_decimal_parse_ratio(text, len, out, rounded);
    case BL_VALUE_DECIMAL:
        return bl_decimal_parse(text, len, rule->places, out, rounded);
    case BL_VALUE_DURATION:
        return bl_timestamp_parse_duration(text, len, out) ? BL_DECIMAL_OK : status;
    case BL_VALUE_CLOCK:
        return parse_clock(text, out) ? BL_DECIMAL_OK : status;
    case BL_VALUE_TIME:
        return parse_time(text, out) ? BL_DECIMAL_OK : status;
    case BL_VALUE_CHOICE:
        *out = bl_value_find_choice(rule->choices, text);
        return *out >= 0 ? BL_DECIMAL_OK : status;
    }
    return status;
}

/* "lots", or a range to read beside "expected ...". */
static void explain(const bl_value_rule *rule, const char *quoted, char *why)
{
    char range[BL_VALUE_WHY];
    bl_value_show_range(rule, range, sizeof range);
    const bool is_choice = rule->kind == BL_VALUE_CHOICE;
    snprintf(why, BL_VALUE_WHY, "expected %s%s%.300s, got %s", describe_kind(rule->kind),
             is_choice ? " " : "", is_choice ? range : "", quoted);
}

bool bl_value_read(const bl_value_rule *rule, const char *text, int64_t *out, bool *rounded,
                   char *why)
{
    char quoted[QUOTED_BYTES];
    int64_t value = 0;
    quote(text, quoted);
    *rounded = false;
    const bl_decimal_status status = parse(rule, text, &value, rounded);
    const bool bounded = rule->kind != BL_VALUE_TIME && rule->kind != BL_VALUE_CLOCK &&
                         rule->kind != BL_VALUE_CHOICE;
    if (status == BL_DECIMAL_EMPTY || status == BL_DECIMAL_GRAMMAR) {
        explain(rule, quoted, why);
        return false;
    }
    if (status == BL_DECIMAL_RANGE || (bounded && (value < rule->low || value > rule->high))) {
        char range[BL_VALUE_WHY];
        const char *side = value < rule->low ? "is too small" : "is too large";
        bl_value_show_range(rule, range, sizeof range);
        snprintf(why, BL_VALUE_WHY, "%s %s, allowed is %.90s", quoted,
                 status == BL_DECIMAL_RANGE ? "does not fit" : side, range);
        return false;
    }
    *out = value;
    return true;
}
