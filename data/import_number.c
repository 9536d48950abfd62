/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_number.c - exact decimals of any exponent. A mantissa stays below 10^38, an exponent
 * within 120 of zero, so every loop is short and no product of ten overflows unseen.
 */
#include "import_number.h"

#include <string.h>

enum { DIGITS_MAX = 38, EXPONENT_MAX = 60 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Appends digits up to the first other byte; *kept counts them without leading zeros. */
static const char *take_digits(const char *at, const char *end, bl_import_number *out, int *kept)
{
    for (; at < end && is_digit(*at); at++) {
        if (*kept == 0 && *at == '0') {
            continue;
        }
        if (++*kept <= DIGITS_MAX) {
            out->mantissa = out->mantissa * 10 + (unsigned)(*at - '0');
        }
    }
    return at;
}

static const char *take_sign(const char *at, const char *end, bool *negative)
{
    *negative = at < end && *at == '-';
    return at < end && (*at == '-' || *at == '+') ? at + 1 : at;
}

/* Digits after an `e`; saturates. NULL: there are none. */
static const char *take_exponent(const char *at, const char *end, int *exponent)
{
    bool negative;
    const char *digits = take_sign(at, end, &negative);
    int value = 0;
    for (at = digits; at < end && is_digit(*at); at++) {
        value = value > EXPONENT_MAX ? value : value * 10 + (*at - '0');
    }
    *exponent = negative ? -value : value;
    return at == digits ? NULL : at;
}

bl_import_number_status bl_import_number_parse(const char *text, size_t len, bl_import_number *out)
{
    const char *const end = text + len;
    int kept = 0;
    int exponent = 0;
    *out = (bl_import_number){0};
    const char *const whole = take_sign(text, end, &out->negative);
    const char *at = take_digits(whole, end, out, &kept);
    ptrdiff_t places = 0;
    if (at == whole) {
        return BL_IMPORT_NUMBER_GRAMMAR;
    }
    if (at < end && *at == '.') {
        const char *const fraction = at + 1;
        at = take_digits(fraction, end, out, &kept);
        places = at - fraction;
        if (places == 0) {
            return BL_IMPORT_NUMBER_GRAMMAR;
        }
    }
    if (at < end && *at == 'e') {
        at = take_exponent(at + 1, end, &exponent);
        if (!at) {
            return BL_IMPORT_NUMBER_GRAMMAR;
        }
    }
    if (at != end) {
        return BL_IMPORT_NUMBER_GRAMMAR;
    }
    if (kept > DIGITS_MAX || places > EXPONENT_MAX || exponent > EXPONENT_MAX ||
        exponent < -EXPONENT_MAX) {
        return BL_IMPORT_NUMBER_LONG;
    }
    out->exponent = exponent - (int)places;
    return BL_IMPORT_NUMBER_OK;
}

/* Drops the zeros at the end of the mantissa, where the exponent is below 0. */
static bl_import_number shorten(bl_import_number number)
{
    while (number.exponent < 0 && number.mantissa % 10 == 0 && number.mantissa > 0) {
        number.mantissa /= 10;
        number.exponent++;
    }
    return number;
}

static bl_u128 ten_to_38(void)
{
    return (bl_u128)UINT64_C(10000000000000000000) * UINT64_C(10000000000000000000);
}

bool bl_import_number_multiply(bl_import_number a, bl_import_number b, bl_import_number *out)
{
    const bl_import_number x = shorten(a);
    const bl_import_number y = shorten(b);
    if (y.mantissa != 0 && x.mantissa >= ten_to_38() / y.mantissa) {
        return false;
    }
    const bl_import_number product = {x.mantissa * y.mantissa, x.exponent + y.exponent,
                                      x.negative != y.negative};
    *out = shorten(product);
    return true;
}

/* Times ten until the exponent is as low as that; false past 38 digits. */
static bool lower(bl_import_number *number, int exponent)
{
    while (number->exponent > exponent && number->mantissa > 0) {
        if (number->mantissa >= ten_to_38() / 10) {
            return false;
        }
        number->mantissa *= 10;
        number->exponent--;
    }
    number->exponent = number->mantissa > 0 ? number->exponent : exponent;
    return true;
}

bool bl_import_number_align(bl_import_number *a, bl_import_number *b)
{
    return lower(a, b->exponent) && lower(b, a->exponent);
}

bool bl_import_number_add(bl_import_number a, bl_import_number b, bl_import_number *out)
{
    if (!bl_import_number_align(&a, &b)) {
        return false;
    }
    const bool a_larger = a.mantissa >= b.mantissa;
    *out = a_larger ? a : b;
    out->exponent = a.exponent;
    if (a.negative == b.negative) {
        out->mantissa = a.mantissa + b.mantissa;
        return out->mantissa < ten_to_38();
    }
    out->mantissa = a_larger ? a.mantissa - b.mantissa : b.mantissa - a.mantissa;
    out->negative = out->mantissa > 0 && out->negative;
    return true;
}

int64_t bl_import_number_move_ppb(bl_import_number from, bl_import_number to)
{
    static const bl_u128 ppb = 1000000000;
    from = shorten(from);
    to = shorten(to);
    if (!bl_import_number_align(&from, &to)) {
        return from.exponent < to.exponent ? INT64_MAX : (int64_t)ppb;
    }
    bl_u128 moved =
        from.mantissa > to.mantissa ? from.mantissa - to.mantissa : to.mantissa - from.mantissa;
    bl_u128 base = from.mantissa;
    while (moved >> 96 != 0) {
        moved >>= 1;
        base >>= 1;
    }
    const bl_u128 ratio = base == 0 ? (bl_u128)INT64_MAX : moved * ppb / base;
    return ratio > (bl_u128)INT64_MAX ? INT64_MAX : (int64_t)ratio;
}

bool bl_import_number_fix(bl_import_number number, int places, bl_import_number *out, bool *lost)
{
    bool above_half = false; /* what was cut off, beside its first digit */
    unsigned first = 0;
    *lost = false;
    for (; number.exponent < -places; number.exponent++) {
        above_half = above_half || first > 0;
        first = (unsigned)(number.mantissa % 10);
        number.mantissa /= 10;
        *lost = *lost || first > 0;
    }
    const bool up = first > 5 || (first == 5 && (above_half || number.mantissa % 2 == 1));
    number.mantissa += up ? 1 : 0;
    *out = number;
    return lower(out, -places);
}

bool bl_import_number_is_below(bl_import_number a, bl_import_number b)
{
    if (a.exponent > b.exponent) {
        return lower(&a, b.exponent) && a.mantissa < b.mantissa;
    }
    return !lower(&b, a.exponent) || a.mantissa < b.mantissa;
}

/* Digits of the mantissa, least first, with the zeros the exponent adds or needs. */
size_t bl_import_number_print(bl_import_number number, char *out)
{
    char digits[BL_IMPORT_NUMBER_TEXT];
    int len = 0;
    for (int i = 0; i < number.exponent && number.mantissa > 0; i++) {
        digits[len++] = '0';
    }
    for (bl_u128 rest = number.mantissa; rest > 0; rest /= 10) {
        digits[len++] = (char)('0' + (int)(rest % 10));
    }
    const int places = number.exponent < 0 && number.mantissa > 0 ? -number.exponent : 0;
    while (len <= places) {
        digits[len++] = '0';
    }
    size_t written = 0;
    while (len > 0) {
        out[written++] = digits[--len];
        if (len == places && places > 0) {
            out[written++] = '.';
        }
    }
    return written;
}
