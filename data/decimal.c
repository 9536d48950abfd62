/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * decimal.c - exact decimal text to scaled integers and back (spec 1.7, 13.0). Every loop is
 * bounded by the text's length or by the 19 digits that 63 bits can hold, whatever the exponent.
 */
#include "decimal.h"

#include <string.h>

enum {
    DIGITS_MAX = 40,       /* of 128 bits: five groups of eight */
    DIGITS_63 = 19,        /* most digits of a value below 2^63 */
    EXPONENT_MAX = 1 << 24 /* beyond any text's length, far from overflow */
};

#define ALL_ZEROS UINT64_C(0x3030303030303030) /* "00000000" */

/* The parts of a number's text: digits without sign, point and exponent. */
typedef struct {
    const char *whole, *fraction;
    size_t whole_len, fraction_len;
    int64_t exponent;
    bool negative;
} decimal_parts;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t count_digits(const char *text, const char *end)
{
    const char *at = text;
    while (at < end && is_digit(*at)) {
        at++;
    }
    return (size_t)(at - text);
}

static bool take_sign(const char **at, const char *end)
{
    if (*at == end || (**at != '-' && **at != '+')) {
        return false;
    }
    return *(*at)++ == '-';
}

/* Saturates: a larger exponent cannot change what happens. */
static int64_t read_exponent(const char *digits, size_t len, bool negative)
{
    int64_t value = 0;
    for (size_t i = 0; i < len && value < EXPONENT_MAX; i++) {
        value = value * 10 + (digits[i] - '0');
    }
    return negative ? -value : value;
}

static bool split(const char *text, const char *end, decimal_parts *parts)
{
    const char *at = text;
    *parts = (decimal_parts){.negative = take_sign(&at, end)};
    parts->whole = at;
    parts->whole_len = count_digits(at, end);
    at += parts->whole_len;
    if (parts->whole_len == 0) {
        return false;
    }
    if (at < end && *at == '.') {
        parts->fraction = ++at;
        parts->fraction_len = count_digits(at, end);
        at += parts->fraction_len;
        if (parts->fraction_len == 0) {
            return false;
        }
    }
    if (at < end && *at == 'e') {
        at++;
        bool negative = take_sign(&at, end);
        size_t len = count_digits(at, end);
        if (len == 0) {
            return false;
        }
        parts->exponent = read_exponent(at, len, negative);
        at += len;
    }
    return at == end;
}

static int digit_at(const decimal_parts *parts, size_t i)
{
    return (i < parts->whole_len ? parts->whole[i] : parts->fraction[i - parts->whole_len]) - '0';
}

/* Whether the digits from `from` on are above, at or below half of the place before: 1, 0, -1.
 * *any tells whether one of them is not zero. */
static int compare_half(const decimal_parts *parts, size_t from, bool *any)
{
    size_t len = parts->whole_len + parts->fraction_len;
    size_t i = from + 1;
    while (i < len && digit_at(parts, i) == 0) {
        i++;
    }
    int first = from < len ? digit_at(parts, from) : 0;
    bool more = i < len;
    *any = first != 0 || more;
    return first != 5 ? (first > 5) - (first < 5) : more;
}

static bl_decimal_status scale(const decimal_parts *parts, int places, uint64_t *out, bool *rounded)
{
    size_t len = parts->whole_len + parts->fraction_len;
    size_t first = 0;
    while (first < len && digit_at(parts, first) == 0) {
        first++;
    }
    *out = 0;
    if (first == len) {
        return BL_DECIMAL_OK;
    }
    /* digits that stay left of the point once the value is scaled */
    int64_t stay = (int64_t)parts->whole_len - (int64_t)first + parts->exponent + places;
    if (stay > DIGITS_63) {
        return BL_DECIMAL_RANGE;
    }
    *rounded = stay < 0;
    if (stay < 0) {
        return BL_DECIMAL_OK;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < (size_t)stay; i++) {
        value = value * 10 + (first + i < len ? (uint64_t)digit_at(parts, first + i) : 0);
    }
    int half = compare_half(parts, first + (size_t)stay, rounded);
    *out = value + (half > 0 || (half == 0 && (value & 1)));
    return *out > INT64_MAX ? BL_DECIMAL_RANGE : BL_DECIMAL_OK;
}

bl_decimal_status bl_decimal_parse(const char *text, size_t len, int places, int64_t *out,
                                   bool *rounded)
{
    const char *end = text + len;
    while (text < end && (*text == ' ' || *text == '\t')) {
        text++;
    }
    while (end > text && (end[-1] == ' ' || end[-1] == '\t')) {
        end--;
    }
    if (text == end) {
        return BL_DECIMAL_EMPTY;
    }
    decimal_parts parts;
    if (!split(text, end, &parts)) {
        return BL_DECIMAL_GRAMMAR;
    }
    uint64_t magnitude;
    bool lost = false;
    bl_decimal_status status = scale(&parts, places, &magnitude, &lost);
    if (status != BL_DECIMAL_OK) {
        return status;
    }
    *out = parts.negative ? -(int64_t)magnitude : (int64_t)magnitude;
    *rounded = lost;
    return BL_DECIMAL_OK;
}

/* A unit stands right behind the last digit. */
bl_decimal_status bl_decimal_parse_ratio(const char *text, size_t len, int64_t *out_ppb,
                                         bool *rounded)
{
    size_t unit = len > 1 && text[len - 1] == '%'                           ? 1
                  : len > 2 && text[len - 2] == 'b' && text[len - 1] == 'p' ? 2
                                                                            : 0;
    static const int places[] = {9, 7, 5};
    if (unit != 0 && !is_digit(text[len - unit - 1])) {
        return BL_DECIMAL_GRAMMAR;
    }
    return bl_decimal_parse(text, len - unit, places[unit], out_ppb, rounded);
}

/* The eight digits of value < 10^8 as text, first digit in the lowest byte: halves, quarters and
 * eighths of one word at a time, each division a multiplication that is exact in its range. */
static uint64_t spell_eight(uint64_t value)
{
    uint64_t high = value / 10000;
    uint64_t fours = high | (value - high * 10000) << 32;
    uint64_t high_twos = (fours * 10486 >> 20) & UINT64_C(0x0000007f0000007f);
    uint64_t twos = high_twos | (fours - high_twos * 100) << 16;
    uint64_t high_ones = (twos * 103 >> 10) & UINT64_C(0x000f000f000f000f);
    uint64_t ones = high_ones | (twos - high_ones * 10) << 8;
    return ones | ALL_ZEROS;
}

/* Any value: digits into memory, then cut. */
static size_t print_wide(bl_i128 value, int places, char *out)
{
    BL_ASSERT(places >= 0 && places < DIGITS_MAX);
    bl_u128 magnitude = value < 0 ? -(bl_u128)value : (bl_u128)value;
    char digits[DIGITS_MAX];
    for (size_t at = DIGITS_MAX; at > 0; at -= 8) {
        uint64_t eight = spell_eight((uint64_t)(magnitude % 100000000));
        memcpy(digits + at - 8, &eight, 8);
        magnitude /= 100000000;
    }
    size_t point = DIGITS_MAX - (size_t)places;
    size_t first = 0;
    while (first < point - 1 && digits[first] == '0') {
        first++;
    }
    size_t len = value < 0;
    out[0] = '-';
    memcpy(out + len, digits + first, point - first);
    len += point - first;
    if (places == 0) {
        return len;
    }
    out[len++] = '.';
    memcpy(out + len, digits + point, (size_t)places);
    return len + (size_t)places;
}

/* Two words: measured faster than one copy of sixteen bytes. */
static void put_sixteen(bl_u128 digits, char *out)
{
    uint64_t low = (uint64_t)digits;
    uint64_t high = (uint64_t)(digits >> 64);
    memcpy(out, &low, 8);
    memcpy(out + 8, &high, 8);
}

/* Sixteen digits stay in registers: a shift drops the leading zeros, another cuts at the point.
 * Each store writes sixteen bytes, of which those past the number are overwritten or ignored. */
size_t bl_decimal_print64(int64_t value, int places, char *out)
{
    uint64_t magnitude = value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value;
    if (magnitude >= UINT64_C(10000000000000000) || places > 15) {
        return print_wide(value, places, out);
    }
    uint64_t top = magnitude / 100000000;
    uint64_t high = spell_eight(top);
    uint64_t low = spell_eight(magnitude - top * 100000000);
    /* the lowest byte that is not '0' holds the first digit to print; a bit stops the search */
    uint64_t nonzero = (top != 0 ? high : low) ^ ALL_ZEROS;
    unsigned zeros = (unsigned)__builtin_ctzll(nonzero | UINT64_C(1) << 63) / 8;
    zeros += top != 0 ? 0 : 8;
    unsigned point = 16 - (unsigned)places;
    unsigned first = zeros < point ? zeros : point - 1;
    bl_u128 digits = (bl_u128)low << 64 | high;
    out[0] = '-';
    out += value < 0;
    put_sixteen(digits >> 8 * first, out);
    if (places == 0) {
        return point - first + (value < 0);
    }
    out[point - first] = '.';
    put_sixteen(digits >> 8 * point, out + point - first + 1);
    return 16 - first + 1 + (value < 0);
}

size_t bl_decimal_print(bl_i128 value, int places, char *out)
{
    if (value >= INT64_MIN && value <= INT64_MAX) {
        return bl_decimal_print64((int64_t)value, places, out);
    }
    return print_wide(value, places, out);
}
