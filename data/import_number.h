/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_number.h - decimals of any exponent with up to 38 digits, exact: enough to see what a
 * text is worth and to multiply it by a factor.
 */
#ifndef BL_IMPORT_NUMBER_H
#define BL_IMPORT_NUMBER_H

#include "../sim/base.h"

/* mantissa * 10^exponent, negative or not. */
typedef struct {
    bl_u128 mantissa;
    int exponent;
    bool negative;
} bl_import_number;

typedef enum {
    BL_IMPORT_NUMBER_OK,
    BL_IMPORT_NUMBER_GRAMMAR,
    BL_IMPORT_NUMBER_LONG
} bl_import_number_status;

/* The grammar of spec 1.7, no spaces around. LONG: more than 38 digits or an exponent past 60. */
bl_import_number_status bl_import_number_parse(const char *text, size_t len, bl_import_number *out);
/* a * b, or false where it takes more than 38 digits. */
bool bl_import_number_multiply(bl_import_number a, bl_import_number b, bl_import_number *out);
/* a + b, signs and all, or false where it takes more than 38 digits. */
bool bl_import_number_add(bl_import_number a, bl_import_number b, bl_import_number *out);
/* Writes both with one exponent; false where that takes more than 38 digits. */
bool bl_import_number_align(bl_import_number *a, bl_import_number *b);
/* |to - from| / from in 10^-9, down; at most INT64_MAX. from above 0, signs are not looked at. */
int64_t bl_import_number_move_ppb(bl_import_number from, bl_import_number to);

/* Brings it to exactly that many places (a 0 prints without them), half to even; *lost: digits
 * other than 0 went. False where it takes more than 38 digits. */
bool bl_import_number_fix(bl_import_number number, int places, bl_import_number *out, bool *lost);
/* True where a < b, exactly; both 0 or more. */
bool bl_import_number_is_below(bl_import_number a, bl_import_number b);

enum { BL_IMPORT_NUMBER_TEXT = 200 };

/* Plain digits without sign or exponent, no zeros at the end of a fraction; returns the length. */
size_t bl_import_number_print(bl_import_number number, char *out);

#endif
