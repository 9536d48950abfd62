/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * real.h - the real functions that models may compute with: + - * / sqrt and bit operations only,
 * so that the same bits come out on every machine, compiler and level (libm promises no such
 * thing). What leaves a model is an integer, quantised once (spec 1.9).
 *
 * None of them answers NaN, and none infinity: results that are too large stop at the largest
 * double. An argument that is NaN, or below 0 where it says so, is a bug and ends the process.
 */
#ifndef BL_REAL_H
#define BL_REAL_H

#include "../sim/base.h"

#define BL_REAL_MAX 0x1.fffffffffffffp+1023 /* the largest double */

/* e^x within 1 ulp; 0 below -745.2, BL_REAL_MAX above 709.79. */
double bl_real_exp(double x);
/* Natural logarithm within 1 ulp; x at least 0. Of 0: -BL_REAL_MAX. */
double bl_real_log(double x);
/* x^y, x at least 0; within 1 ulp while |y ln x| is below 4, 2^-44 of the result anywhere.
 * 0^0 is 1, 0^y is BL_REAL_MAX for y below 0. */
double bl_real_pow(double x, double y);
/* The z below which a standard normal falls with probability u, to 9e-16 of it. Outside (0, 1):
 * that of the nearest double inside, so -38.5 to 8.3. Wichura 1988, AS 241. */
double bl_real_normal_inverse(double u);

/* The nearest integer, halves to even. False where |x| is not below 2^52; *out is untouched. */
bool bl_real_round_half_even(double x, int64_t *out);
/* The least integer not below x; as above. */
bool bl_real_round_up(double x, int64_t *out);
/* A time of x nanoseconds, up to whole ones; INT64_MAX from 2^62 on. x at least 0. */
int64_t bl_real_round_time(double x);

#endif
