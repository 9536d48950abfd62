/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * muldiv.c - exact multiply and divide. Magnitudes and sign are handled apart: the quotient of
 * the magnitudes is truncated, then the rounding decides from the sign and whether anything was
 * left over. Products that fit in 128 bits take the processor's or the compiler's division; wider
 * ones (sizing a large book, scaling intended quantities) a schoolbook division in base 2^64.
 */
#include "muldiv.h"

typedef struct {
    bl_u128 low, high;
} wide;

static bl_u128 magnitude(bl_i128 x)
{
    return x < 0 ? -(bl_u128)x : (bl_u128)x;
}

static wide multiply(bl_u128 a, bl_u128 b)
{
    uint64_t a0 = (uint64_t)a;
    uint64_t a1 = (uint64_t)(a >> 64);
    uint64_t b0 = (uint64_t)b;
    uint64_t b1 = (uint64_t)(b >> 64);
    bl_u128 low = (bl_u128)a0 * b0;
    bl_u128 cross = (bl_u128)a0 * b1;
    bl_u128 other = (bl_u128)a1 * b0;
    bl_u128 middle = (low >> 64) + (uint64_t)cross + (uint64_t)other;
    wide product = {
        .low = (middle << 64) | (uint64_t)low,
        .high = (bl_u128)a1 * b1 + (cross >> 64) + (other >> 64) + (middle >> 64),
    };
    return product;
}

/* One digit of the quotient: (rest : digit) / d in base 2^64, where rest < d and d has its top bit
 * set. Knuth's algorithm D, step D3: the estimate from the top digits is at most two too large. */
static uint64_t divide_digit(bl_u128 *rest, uint64_t digit, bl_u128 d)
{
    uint64_t d1 = (uint64_t)(d >> 64);
    uint64_t d0 = (uint64_t)d;
    bl_u128 estimate = *rest / d1;
    bl_u128 left = *rest % d1;
    while (estimate >> 64 != 0 || estimate * d0 > ((left << 64) | digit)) {
        estimate--;
        left += d1;
        if (left >> 64 != 0) {
            break;
        }
    }
    *rest = ((*rest << 64) | digit) - estimate * d;
    return (uint64_t)estimate;
}

/* Quotient of a 256-bit number and d; false where it needs more than 128 bits. */
static bool divide(wide n, bl_u128 d, bl_u128 *quotient, bool *exact)
{
    if (n.high == 0) {
        *quotient = n.low / d;
        *exact = *quotient * d == n.low; /* a product is far cheaper than a second division */
        return true;
    }
    if (n.high >= d) {
        return false;
    }
    if (d >> 64 == 0) { /* then the high half is below 2^64: two steps of 128 by 64 */
        const bl_u128 upper = (n.high << 64) | (n.low >> 64);
        const bl_u128 first = upper / d;
        const bl_u128 lower = ((upper - first * d) << 64) | (uint64_t)n.low;
        const bl_u128 second = lower / d;
        *quotient = (first << 64) | second;
        *exact = second * d == lower;
        return true;
    }
    int shift = __builtin_clzll((uint64_t)(d >> 64));
    d <<= shift;
    if (shift > 0) {
        n.high = (n.high << shift) | (n.low >> (128 - shift));
        n.low <<= shift;
    }
    bl_u128 rest = n.high;
    uint64_t q1 = divide_digit(&rest, (uint64_t)(n.low >> 64), d);
    uint64_t q0 = divide_digit(&rest, (uint64_t)n.low, d);
    *quotient = ((bl_u128)q1 << 64) | q0;
    *exact = rest == 0;
    return true;
}

/* Magnitudes of 64 bits, which amounts, shares and prices mostly are, need no wide product. */
static bool quotient_of(bl_u128 a, bl_u128 b, bl_u128 d, bl_u128 *quotient, bool *exact)
{
    if ((a | b | d) >> 64 != 0) {
        return divide(multiply(a, b), d, quotient, exact);
    }
    bl_u128 product = a * b;
    *quotient = product >> 64 == 0 ? (uint64_t)product / (uint64_t)d : product / d;
    *exact = *quotient * d == product;
    return true;
}

bool bl_muldiv_wide(bl_i128 a, bl_i128 b, bl_i128 d, bl_round round, bl_i128 *out)
{
    bl_u128 quotient;
    bool exact;
    if (d <= 0 || !quotient_of(magnitude(a), magnitude(b), (bl_u128)d, &quotient, &exact)) {
        return false;
    }
    bool negative = (a < 0) != (b < 0);
    if (!exact && ((round == BL_FLOOR && negative) || (round == BL_CEIL && !negative))) {
        quotient++;
    }
    if (quotient >> 127 != 0) {
        return false;
    }
    *out = negative ? -(bl_i128)quotient : (bl_i128)quotient;
    return true;
}

bool bl_muldiv_signed(bl_i128 a, bl_i128 b, bl_i128 d, bl_round round, int64_t *out)
{
    bl_i128 quotient;
    if (!bl_muldiv_wide(a, b, d, round, &quotient) || quotient < INT64_MIN ||
        quotient > INT64_MAX) {
        return false;
    }
    *out = (int64_t)quotient;
    return true;
}

bool bl_muldiv_amount(bl_i128 a, bl_i128 b, bl_i128 d, bl_round round, uint64_t *out)
{
    bl_i128 quotient;
    if (!bl_muldiv_wide(a, b, d, round, &quotient) || quotient < 0 || quotient > UINT64_MAX) {
        return false;
    }
    *out = (uint64_t)quotient;
    return true;
}
