/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * muldiv.h - a * b / d, exactly, with a named rounding (spec 1.2, 1.4). Products are kept in 256
 * bits, so nothing wraps; a quotient that does not fit, or d of 0, answers false and leaves *out
 * alone.
 */
#ifndef BL_MULDIV_H
#define BL_MULDIV_H

#include "base.h"

typedef enum {
    BL_FLOOR, /* toward minus infinity */
    BL_CEIL,  /* toward plus infinity */
    BL_TRUNC  /* toward zero */
} bl_round;

/* round(a * b / d); d above 0. */
bool bl_muldiv_wide(bl_i128 a, bl_i128 b, bl_i128 d, bl_round round, bl_i128 *out);
/* The same into 64 bits. */
bool bl_muldiv_signed(bl_i128 a, bl_i128 b, bl_i128 d, bl_round round, int64_t *out);
/* The same into an amount, the general way: a negative quotient does not fit. */
bool bl_muldiv_amount(bl_i128 a, bl_i128 b, bl_i128 d, bl_round round, uint64_t *out);

/* The same; three numbers of 64 bits, which amounts, shares and prices are, need no wide product.
 */
static inline bool bl_muldiv_unsigned(bl_i128 a, bl_i128 b, bl_i128 d, bl_round round,
                                      uint64_t *out)
{
    if (((bl_u128)a | (bl_u128)b | (bl_u128)d) >> 64 != 0 || d == 0) {
        return bl_muldiv_amount(a, b, d, round, out);
    }
    bl_u128 product = (bl_u128)a * (bl_u128)b;
    bl_u128 quotient = product >> 64 == 0 ? (uint64_t)product / (uint64_t)d : product / (bl_u128)d;
    quotient += round == BL_CEIL && quotient * (bl_u128)d != product ? 1 : 0;
    if (quotient >> 64 != 0) {
        return false;
    }
    *out = (uint64_t)quotient;
    return true;
}

/* floor(a * b / d) for two 64-bit factors: what marks a position at every bar. */
static inline bool bl_muldiv_floor64(int64_t a, int64_t b, bl_i128 d, int64_t *out)
{
    int64_t product;
    if (d > INT64_MAX || __builtin_mul_overflow(a, b, &product)) {
        return bl_muldiv_signed(a, b, d, BL_FLOOR, out);
    }
    int64_t divisor = (int64_t)d;
    *out = product / divisor - (product % divisor < 0 ? 1 : 0);
    return true;
}

/* floor(a * (10^9 + shift) / 10^9), a at least 0: a mark under permanent impact, at every bar. */
static inline bool bl_muldiv_shifted(int64_t a, int64_t shift_ppb, int64_t *out)
{
    const int64_t whole = a / BL_PPB;
    const int64_t rest = a % BL_PPB;
    int64_t moved;
    int64_t part;
    int64_t sum;
    if (__builtin_mul_overflow(rest, shift_ppb, &part) ||
        __builtin_mul_overflow(whole, shift_ppb, &moved) ||
        __builtin_add_overflow(a, moved, &sum)) {
        return bl_muldiv_signed(a, BL_PPB + (bl_i128)shift_ppb, BL_PPB, BL_FLOOR, out);
    }
    part = part / BL_PPB - (part % BL_PPB < 0 ? 1 : 0);
    return !__builtin_add_overflow(sum, part, out);
}

#endif
