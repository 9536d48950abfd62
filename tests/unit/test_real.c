/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_real.c - the kernels against MPFR, on random arguments and on those that are hard, and what
 * they promise at the ends of their range. `test_real N` tries N arguments of each.
 */
#define _GNU_SOURCE
#include "../../models/draw.h"
#include "../../models/real.h"
#include "../../models/selftest.h"
#include "../support/suite.h"

#include <fenv.h>
#include <float.h>
#include <math.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PRECISION = 160 };

static uint32_t effort = 100000;

typedef enum { EXP, LOG, POW } function;

/* Of the place a double of that size has; subnormal numbers have the least one's. */
static double ulp_of(double x)
{
    int exponent;
    frexp(x, &exponent);
    return ldexp(1, exponent < -1021 ? -1074 : exponent - 53);
}

static double error_ulp(function f, double x, double y, double found)
{
    mpfr_t exact;
    mpfr_t other;
    mpfr_init2(exact, PRECISION);
    mpfr_init2(other, PRECISION);
    mpfr_set_d(exact, x, MPFR_RNDN);
    mpfr_set_d(other, y, MPFR_RNDN);
    if (f == EXP) {
        mpfr_exp(exact, exact, MPFR_RNDN);
    } else if (f == LOG) {
        mpfr_log(exact, exact, MPFR_RNDN);
    } else {
        mpfr_pow(exact, exact, other, MPFR_RNDN);
    }
    const double place = ulp_of(mpfr_get_d(exact, MPFR_RNDN));
    mpfr_sub_d(exact, exact, found, MPFR_RNDN);
    mpfr_div_d(exact, exact, place, MPFR_RNDN);
    const double error = fabs(mpfr_get_d(exact, MPFR_RNDN));
    mpfr_clear(exact);
    mpfr_clear(other);
    return error;
}

static double uniform(uint16_t entity, uint32_t index)
{
    const bl_draw_key key = {.seed = 5, .purpose = BL_DRAW_SHOCK, .entity = entity};
    return bl_draw_uniform(bl_draw(&key, index));
}

/* A double of any size: its bits are drawn. */
static double any_size(uint32_t index)
{
    const bl_draw_key key = {.seed = 5, .purpose = BL_DRAW_SIZE};
    const uint64_t bits = bl_draw(&key, index);
    return ldexp(1 + (double)(bits & 0xfffffffffffff) * 0x1p-52, (int)(bits >> 52) % 2046 - 1022);
}

static void check_exp(double x, double *worst)
{
    const double found = bl_real_exp(x);
    *worst = fmax(*worst, error_ulp(EXP, x, 0, found));
    ck_assert_msg(*worst < 1, "exp(%a) is %a", x, found);
}

START_TEST(exp_is_within_one_place_of_the_last_digit)
{
    double worst = 0;
    for (uint32_t i = 0; i < effort; i++) {
        const double u = uniform(0, i);
        check_exp(i % 2 ? u * 1454 - 745 : (u - 0.5) * 4, &worst);
    }
    for (int k = -1074; k <= 1023; k++) { /* halfway between two reductions, and around */
        for (int side = -3; side <= 3; side++) {
            check_exp((k + 0.5) * M_LN2 * (1 + side * DBL_EPSILON), &worst);
            check_exp(k * M_LN2 * (1 + side * DBL_EPSILON), &worst);
        }
        check_exp(ldexp(k % 2 ? 1 : -1, k < 9 ? k : -k), &worst);
    }
    /* results within 2^-52 of a place of the middle between two doubles (Lefevre, Muller 2001) */
    static const double hard[] = {-0x1.12d31a20fb38bp+5, 0x1.1a0408712e00ap-2,
                                  0x1.d6479eba7c971p+8,  -0x1.ed318efb627eap-27,
                                  0x1.83d4bcdebb3f4p+2,  -0x1.02393d5976769p+1};
    for (size_t i = 0; i < sizeof hard / sizeof *hard; i++) {
        check_exp(hard[i], &worst);
    }
    printf("exp: %.3f ulp\n", worst);
}
END_TEST

static void check_log(double x, double *worst)
{
    const double found = bl_real_log(x);
    *worst = fmax(*worst, error_ulp(LOG, x, 0, found));
    ck_assert_msg(*worst < 1, "log(%a) is %a", x, found);
}

START_TEST(log_is_within_one_place_of_the_last_digit)
{
    double worst = 0;
    for (uint32_t i = 0; i < effort; i++) {
        const double u = uniform(1, i);
        check_log(i % 3 == 0 ? any_size(i) : i % 3 == 1 ? u * 2 : 1 + (u - 0.5) * 0.02, &worst);
    }
    for (int k = -1074; k <= 1023; k++) {
        check_log(ldexp(1, k), &worst);
        for (int side = -3; side <= 3; side++) {
            check_log(fmax(ldexp(M_SQRT1_2 * (1 + side * DBL_EPSILON), k), 0x1p-1074), &worst);
        }
    }
    for (int k = 1; k <= 53; k++) {
        check_log(1 - ldexp(1, -k), &worst);
        check_log(k < 53 ? 1 + ldexp(1, -k) : 2, &worst);
    }
    check_log(DBL_MAX, &worst);
    printf("log: %.3f ulp\n", worst);
}
END_TEST

static void check_pow(double x, double y, double *near, double *far)
{
    const double found = bl_real_pow(x, y);
    const double size = fabs(y * log(x));
    const double error = error_ulp(POW, x, y, found);
    *(size < 4 ? near : far) = fmax(error, size < 4 ? *near : *far);
    ck_assert_msg(error < (size < 4 ? 1 : 256), "pow(%a, %a) is %a, %g ulp away", x, y, found,
                  error);
}

START_TEST(pow_is_as_near_as_its_header_says)
{
    double near = 0;
    double far = 0;
    for (uint32_t i = 0; i < effort; i++) {
        const double x = i % 2 ? any_size(i) : uniform(2, i) * 3;
        const double y =
            i % 4 < 2 ? uniform(3, i) : (uniform(3, i) - 0.5) * 1400 / (1 + fabs(log(x)));
        check_pow(x, y, &near, &far);
    }
    printf("pow: %.3f ulp near 1, %.3f far\n", near, far);
}
END_TEST

/* z is right as far as the probability below it is. */
static double error_of_normal(double u, double z)
{
    mpfr_t below;
    mpfr_init2(below, PRECISION);
    mpfr_set_d(below, z < 0 ? -z : z, MPFR_RNDN);
    mpfr_div_d(below, below, 2, MPFR_RNDN);
    mpfr_mul(below, below, below, MPFR_RNDN);
    mpfr_mul_ui(below, below, 2, MPFR_RNDN);
    mpfr_sqrt(below, below, MPFR_RNDN); /* |z| / sqrt 2 */
    mpfr_erfc(below, below, MPFR_RNDN);
    mpfr_div_ui(below, below, 2, MPFR_RNDN);
    mpfr_sub_d(below, below, z < 0 ? u : 1 - u, MPFR_RNDN);
    const double density = exp(-z * z / 2) / sqrt(2 * M_PI);
    const double error = fabs(mpfr_get_d(below, MPFR_RNDN)) / density;
    mpfr_clear(below);
    return error / (z == 0 ? 1 : fabs(z));
}

START_TEST(the_inverse_normal_has_the_probability_below_it)
{
    double worst = 0;
    for (uint32_t i = 0; i < effort / 25; i++) {
        double u = uniform(4, i);
        u = i % 4 == 0 ? u * 0x1p-20 : i % 4 == 1 ? 1 - u * 0x1p-12 : u;
        const double z = bl_real_normal_inverse(u);
        worst = fmax(worst, error_of_normal(u, z));
        ck_assert_msg(worst < 9e-16, "the inverse normal of %a is %a", u, z);
    }
    for (int k = 1; k < 1000; k += k < 100 ? 1 : 50) {
        const double z = bl_real_normal_inverse(ldexp(1, -k));
        worst = fmax(worst, error_of_normal(ldexp(1, -k), z));
        ck_assert_msg(worst < 9e-16, "the inverse normal of 2^-%d is %a", k, z);
        ck_assert(z <= 0 && z > bl_real_normal_inverse(ldexp(1, -k - 1)));
    }
    printf("inverse normal: %.3g of the result\n", worst);
}
END_TEST

START_TEST(the_inverse_normal_is_odd_around_a_half)
{
    ck_assert(bl_real_normal_inverse(0.5) == 0);
    for (int k = 2; k < 53; k++) {
        const double u = ldexp(1, -k);
        ck_assert(bl_real_normal_inverse(u) == -bl_real_normal_inverse(1 - u));
    }
}
END_TEST

START_TEST(results_that_are_too_large_stop_at_the_largest_double)
{
    ck_assert(bl_real_exp(709.7) < BL_REAL_MAX);
    ck_assert(bl_real_exp(709.8) == BL_REAL_MAX && bl_real_exp(INFINITY) == BL_REAL_MAX);
    ck_assert(bl_real_exp(-745.1) == 0x1p-1074);
    ck_assert(bl_real_exp(-746) == 0 && bl_real_exp(-INFINITY) == 0);
    ck_assert(bl_real_exp(0) == 1 && bl_real_exp(-0.0) == 1);
    ck_assert(bl_real_log(0) == -BL_REAL_MAX && bl_real_log(-0.0) == -BL_REAL_MAX);
    ck_assert(bl_real_log(INFINITY) == BL_REAL_MAX && bl_real_log(1) == 0);
    ck_assert(bl_real_pow(0, 0) == 1 && bl_real_pow(0, 2) == 0);
    ck_assert(bl_real_pow(0, -2) == BL_REAL_MAX && bl_real_pow(INFINITY, 2) == BL_REAL_MAX);
    ck_assert(bl_real_pow(INFINITY, -2) == 0 && bl_real_pow(1, INFINITY) == 1);
    ck_assert(bl_real_pow(2, INFINITY) == BL_REAL_MAX && bl_real_pow(2, -INFINITY) == 0);
    ck_assert(bl_real_pow(2, 1024) == BL_REAL_MAX && bl_real_pow(2, -1080) == 0);
    ck_assert(bl_real_pow(2, 10) == 1024 && bl_real_pow(2, -1074) == 0x1p-1074);
    ck_assert(bl_real_pow(BL_REAL_MAX, 1e-300) == 1 && bl_real_pow(0.5, -0x1p+1000) == BL_REAL_MAX);
    ck_assert(bl_real_normal_inverse(0) == bl_real_normal_inverse(0x1p-1074));
    ck_assert(bl_real_normal_inverse(-7) == bl_real_normal_inverse(0x1p-1074));
    ck_assert(bl_real_normal_inverse(7) == bl_real_normal_inverse(1 - 0x1p-53));
    ck_assert_double_eq_tol(bl_real_normal_inverse(0), -38.4674, 1e-4);
    ck_assert_double_eq_tol(bl_real_normal_inverse(1), 8.2095, 1e-4);
}
END_TEST

START_TEST(halves_are_rounded_to_even_and_what_does_not_fit_is_told)
{
    static const struct {
        double x;
        int64_t even, up;
    } rows[] = {{0.5, 0, 1},
                {1.5, 2, 2},
                {2.5, 2, 3},
                {-0.5, 0, 0},
                {-1.5, -2, -1},
                {-2.5, -2, -2},
                {0.49999999999999994, 0, 1},
                {7919.385, 7919, 7920},
                {-7919.385, -7919, -7919},
                {0x1p+52 - 1, (INT64_C(1) << 52) - 1, (INT64_C(1) << 52) - 1},
                {1 - 0x1p+52, 1 - (INT64_C(1) << 52), 1 - (INT64_C(1) << 52)},
                {0x1p+51 + 0.5, INT64_C(1) << 51, (INT64_C(1) << 51) + 1}};
    static const double too_large[] = {0x1p+52, -0x1p+52, 1e300, -1e300, INFINITY, -INFINITY, NAN};
    int64_t out = 7919;
    for (size_t i = 0; i < sizeof too_large / sizeof *too_large; i++) {
        ck_assert(!bl_real_round_half_even(too_large[i], &out) && out == 7919);
        ck_assert(!bl_real_round_up(too_large[i], &out) && out == 7919);
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert(bl_real_round_half_even(rows[i].x, &out));
        ck_assert_int_eq(out, rows[i].even);
        ck_assert(bl_real_round_up(rows[i].x, &out));
        ck_assert_int_eq(out, rows[i].up);
    }
}
END_TEST

START_TEST(ten_thousand_values_have_the_frozen_bits)
{
    static const uint64_t frozen[BL_SELFTEST_KERNELS] = {0xdb1b273ccd6fb0b4, 0x04d5068e6f2467ae,
                                                         0x774d87749979cdff, 0xdabfbb3b9c9f1c0b};
    uint64_t found[BL_SELFTEST_KERNELS];
    bl_selftest_hash(10000, found);
    for (int i = 0; i < BL_SELFTEST_KERNELS; i++) {
        ck_assert_msg(found[i] == frozen[i], "kernel %d: %#llx", i, (unsigned long long)found[i]);
    }
    ck_assert_msg(bl_selftest_run() == NULL, "%s", bl_selftest_run());
}
END_TEST

START_TEST(the_selftest_sees_a_wrong_rounding_mode)
{
    ck_assert_ptr_null(bl_selftest_run());
    fesetround(FE_UPWARD);
    const char *const complaint = bl_selftest_run();
    fesetround(FE_TONEAREST);
    ck_assert_ptr_nonnull(complaint);
    ck_assert_ptr_nonnull(strstr(complaint, "nearest"));
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1) {
        effort = (uint32_t)strtoul(argv[1], NULL, 10);
    }
    return suite_run(
        "real", (const TTest *const[]){exp_is_within_one_place_of_the_last_digit,
                                       log_is_within_one_place_of_the_last_digit,
                                       pow_is_as_near_as_its_header_says,
                                       the_inverse_normal_has_the_probability_below_it,
                                       the_inverse_normal_is_odd_around_a_half,
                                       results_that_are_too_large_stop_at_the_largest_double,
                                       halves_are_rounded_to_even_and_what_does_not_fit_is_told,
                                       ten_thousand_values_have_the_frozen_bits,
                                       the_selftest_sees_a_wrong_rounding_mode, NULL});
}
