/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * decimal.h - exact decimal text to scaled integers and back (spec 1.7, 13.0). No strtod, no
 * printf, no locale.
 */
#ifndef BL_DECIMAL_H
#define BL_DECIMAL_H

#include "../sim/base.h"

typedef enum {
    BL_DECIMAL_OK,
    BL_DECIMAL_EMPTY,   /* nothing but spaces */
    BL_DECIMAL_GRAMMAR, /* not [+-]digits[.digits][e[+-]digits] */
    BL_DECIMAL_RANGE    /* does not fit in 63 bits at this many places */
} bl_decimal_status;

/* text (len bytes, not terminated) times 10^places, half to even; *rounded tells whether digits
 * past the places were dropped (non-zero ones). Spaces and tabs around are trimmed. */
bl_decimal_status bl_decimal_parse(const char *text, size_t len, int places, int64_t *out,
                                   bool *rounded);

/* A ratio to ppb (spec 1.8): `5%`, `5.5bp` or `0.055`. */
bl_decimal_status bl_decimal_parse_ratio(const char *text, size_t len, int64_t *out_ppb,
                                         bool *rounded);

enum { BL_DECIMAL_TEXT = 48 };

/* Prints value / 10^places with exactly that many digits after the point (no point for 0), as
 * spec 13.0; returns the length. out needs BL_DECIMAL_TEXT bytes and is not terminated. */
size_t bl_decimal_print(bl_i128 value, int places, char *out);
/* The same for values known to fit in 64 bits: the fast one. */
size_t bl_decimal_print64(int64_t value, int places, char *out);

#endif
