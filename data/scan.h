/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scan.h - plain unsigned decimals, eight digits at a time in a 64-bit word. Made for the inner
 * loop of a reader, hence inline. Whatever these refuse (signs, exponents, many digits, digits
 * past the places) may still be good: data/decimal.h decides. Up to BL_SCAN_SLACK bytes past the
 * number are read, though never trusted.
 */
#ifndef BL_SCAN_H
#define BL_SCAN_H

#include "../sim/base.h"

#include <string.h>

enum { BL_SCAN_SLACK = 17, BL_SCAN_PLACES_MAX = 16 };

static const int64_t bl_scan_powers[BL_SCAN_PLACES_MAX + 1] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    INT64_C(10000000000),
    INT64_C(100000000000),
    INT64_C(1000000000000),
    INT64_C(10000000000000),
    INT64_C(100000000000000),
    INT64_C(1000000000000000),
    INT64_C(10000000000000000),
};

/* Eight bytes, each minus '0': a digit is below 10. */
static inline uint64_t bl_scan_load(const char *at)
{
    uint64_t word;
    memcpy(&word, at, 8);
    return word ^ UINT64_C(0x3030303030303030);
}

/* How many of the first bytes are digits. A byte's carry reaches only bytes after a non-digit. */
static inline unsigned bl_scan_count(uint64_t word)
{
    uint64_t other = (word | (word + UINT64_C(0x7676767676767676))) & UINT64_C(0x8080808080808080);
    return other != 0 ? (unsigned)__builtin_ctzll(other) / 8 : 8;
}

static inline bool bl_scan_is_digit(char byte)
{
    return (unsigned char)(byte - '0') <= 9;
}

/* The first `count` (1 to 8) digits, moved up behind leading zeros. */
static inline uint64_t bl_scan_align(uint64_t word, unsigned count)
{
    return word << (64 - 8 * count);
}

/* Eight digits, the first in the lowest byte: pairs, then all four pairs in two products. */
static inline uint64_t bl_scan_eight(uint64_t digits)
{
    const uint64_t mask = UINT64_C(0x000000ff000000ff);
    digits = digits * 10 + (digits >> 8);
    uint64_t odd = (digits & mask) * UINT64_C(0x000f424000000064);
    uint64_t even = (digits >> 16 & mask) * UINT64_C(0x0000271000000001);
    return (odd + even) >> 32;
}

/* One to sixteen digits at *at, which moves behind them. */
static inline bool bl_scan_run(const char **at, uint64_t *out, unsigned *out_count)
{
    uint64_t word = bl_scan_load(*at);
    unsigned count = bl_scan_count(word);
    if (count == 0) {
        return false;
    }
    *out = bl_scan_eight(bl_scan_align(word, count));
    *out_count = count;
    *at += count;
    if (count < 8) {
        return true;
    }
    if (!bl_scan_is_digit(**at)) {
        return true;
    }
    word = bl_scan_load(*at);
    count = bl_scan_count(word);
    *out = *out * (uint64_t)bl_scan_powers[count] + bl_scan_eight(bl_scan_align(word, count));
    *out_count += count;
    *at += count;
    return count < 8 || !bl_scan_is_digit(**at);
}

/* digits[.digits] at *at times 10^places, exact; *at moves behind it. */
static inline bool bl_scan_decimal(const char **at, unsigned places, int64_t *out)
{
    uint64_t digits;
    unsigned count;
    int64_t value;
    if (!bl_scan_run(at, &digits, &count) ||
        __builtin_mul_overflow((int64_t)digits, bl_scan_powers[places], &value)) {
        return false;
    }
    if (**at == '.') {
        ++*at;
        if (!bl_scan_run(at, &digits, &count) || count > places) {
            return false;
        }
        int64_t fraction = (int64_t)digits * bl_scan_powers[places - count];
        if (__builtin_add_overflow(value, fraction, &value)) {
            return false;
        }
    }
    *out = value;
    return true;
}

/* The same form, only looked at: up to sixteen digits before and after the point, not all 0. */
static inline bool bl_scan_positive(const char **at)
{
    uint64_t seen = 0;
    for (int part = 0; part < 2; part++) {
        uint64_t word = bl_scan_load(*at);
        unsigned count = bl_scan_count(word);
        if (count == 0) {
            return false;
        }
        seen |= bl_scan_align(word, count);
        *at += count;
        if (count == 8 && bl_scan_is_digit(**at)) {
            word = bl_scan_load(*at);
            count = bl_scan_count(word);
            if (count == 8) {
                return false;
            }
            seen |= bl_scan_align(word, count);
            *at += count;
        }
        if (part == 1 || **at != '.') {
            break;
        }
        ++*at;
    }
    return seen != 0;
}

#endif
