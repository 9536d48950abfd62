/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_muldiv.c - exact multiply and divide at its limits, and against a slow division.
 */
#include "../../sim/muldiv.h"

#include <check.h>
#include <stdlib.h>

static const bl_i128 top = (bl_i128)(~(bl_u128)0 >> 1);

static int64_t small(bl_i128 a, bl_i128 b, bl_i128 d, bl_round round)
{
    int64_t out = 424242;
    ck_assert(bl_muldiv_signed(a, b, d, round, &out));
    return out;
}

START_TEST(each_rounding_goes_the_way_its_name_says)
{
    ck_assert_int_eq(small(7, 1, 2, BL_FLOOR), 3);
    ck_assert_int_eq(small(7, 1, 2, BL_CEIL), 4);
    ck_assert_int_eq(small(7, 1, 2, BL_TRUNC), 3);
    ck_assert_int_eq(small(-7, 1, 2, BL_FLOOR), -4);
    ck_assert_int_eq(small(-7, 1, 2, BL_CEIL), -3);
    ck_assert_int_eq(small(-7, 1, 2, BL_TRUNC), -3);
    ck_assert_int_eq(small(7, -1, 2, BL_FLOOR), -4);
    ck_assert_int_eq(small(-8, -1, 2, BL_FLOOR), 4);
    ck_assert_int_eq(small(-8, 1, 2, BL_FLOOR), -4);
    ck_assert_int_eq(small(0, -5, 3, BL_CEIL), 0);
}
END_TEST

START_TEST(what_does_not_fit_is_told_and_leaves_the_result_alone)
{
    int64_t out = 7919;
    uint64_t unsigned_out = 7919;
    bl_i128 wide_out = 7919;
    ck_assert(!bl_muldiv_signed(INT64_MAX, 2, 1, BL_FLOOR, &out));
    ck_assert(!bl_muldiv_signed(1, 1, 0, BL_FLOOR, &out));
    ck_assert(!bl_muldiv_signed(1, 1, -3, BL_FLOOR, &out));
    ck_assert_int_eq(out, 7919);
    ck_assert(!bl_muldiv_unsigned(-1, 1, 2, BL_FLOOR, &unsigned_out));
    ck_assert(bl_muldiv_unsigned(-1, 1, 2, BL_CEIL, &unsigned_out));
    ck_assert_uint_eq(unsigned_out, 0);
    ck_assert(!bl_muldiv_wide(top, 2, 1, BL_FLOOR, &wide_out));
    ck_assert(wide_out == 7919);
}
END_TEST

START_TEST(extremes_of_64_bits_are_exact)
{
    ck_assert_int_eq(small(INT64_MIN, 1, 1, BL_FLOOR), INT64_MIN);
    ck_assert_int_eq(small(INT64_MAX, INT64_MAX, INT64_MAX, BL_FLOOR), INT64_MAX);
    int64_t out = 0;
    ck_assert(bl_muldiv_floor64(INT64_MAX, INT64_MAX, INT64_MAX, &out));
    ck_assert_int_eq(out, INT64_MAX);
    ck_assert(bl_muldiv_floor64(-1, 1, 1000000, &out));
    ck_assert_int_eq(out, -1);
    ck_assert(!bl_muldiv_floor64(INT64_MAX, INT64_MAX, 1, &out));
}
END_TEST

/* A quotient of products is checked by multiplying back in three limbs of 2^85, the slow way. */
static uint64_t random_state = 7919;

static uint64_t random_word(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static bl_i128 random_wide(int bits)
{
    bl_u128 x = ((bl_u128)random_word() << 64) | random_word();
    return (bl_i128)(x >> (128 - bits));
}

/* a * b as four limbs of 64 bits, by adding shifted a once for each bit of b */
static void slow_product(bl_u128 a, bl_u128 b, uint64_t limbs[4])
{
    uint64_t shifted[4] = {(uint64_t)a, (uint64_t)(a >> 64), 0, 0};
    for (int i = 0; i < 4; i++) {
        limbs[i] = 0;
    }
    for (int bit = 0; bit < 128; bit++) {
        bl_u128 carry = 0;
        for (int i = 0; (b >> bit & 1) != 0 && i < 4; i++) {
            carry += (bl_u128)limbs[i] + shifted[i];
            limbs[i] = (uint64_t)carry;
            carry >>= 64;
        }
        for (int i = 3; i > 0; i--) {
            shifted[i] = shifted[i] << 1 | shifted[i - 1] >> 63;
        }
        shifted[0] <<= 1;
    }
}

static int compare_limbs(const uint64_t a[4], const uint64_t b[4])
{
    for (int i = 3; i >= 0; i--) {
        if (a[i] != b[i]) {
            return a[i] < b[i] ? -1 : 1;
        }
    }
    return 0;
}

START_TEST(wide_quotients_multiply_back_to_their_products)
{
    for (int i = 0; i < 20000; i++) {
        bl_i128 a = random_wide(1 + (int)(random_word() % 127));
        bl_i128 b = random_wide(1 + (int)(random_word() % 127));
        bl_i128 d = random_wide(1 + (int)(random_word() % 127)) | 1;
        bl_i128 q;
        if (!bl_muldiv_wide(a, b, d, BL_FLOOR, &q)) {
            continue;
        }
        uint64_t product[4];
        uint64_t low[4];
        uint64_t high[4];
        slow_product((bl_u128)a, (bl_u128)b, product);
        slow_product((bl_u128)q, (bl_u128)d, low);
        slow_product((bl_u128)q + 1, (bl_u128)d, high);
        ck_assert_int_le(compare_limbs(low, product), 0);
        ck_assert_int_gt(compare_limbs(high, product), 0);
        bl_i128 up;
        if (bl_muldiv_wide(a, b, d, BL_CEIL, &up)) {
            ck_assert(up == q + (compare_limbs(low, product) < 0 ? 1 : 0));
        }
    }
}
END_TEST

START_TEST(a_shifted_mark_is_the_same_the_short_and_the_long_way)
{
    static const int64_t edges[] = {0,          1,           -1,        999999999,
                                    -999999999, -1000000000, INT64_MAX, INT64_MIN};
    size_t fitted = 0;
    for (int i = 0; i < 40000; i++) {
        const int64_t a = (int64_t)(random_word() >> (1 + random_word() % 62));
        const int64_t any = (int64_t)random_word() >> (random_word() % 63);
        const int64_t shift = i % 4 == 0 ? edges[random_word() % 8] : any;
        int64_t plain = -1;
        int64_t quick = -1;
        const bool fits = bl_muldiv_signed(a, BL_PPB + (bl_i128)shift, BL_PPB, BL_FLOOR, &plain);
        ck_assert(bl_muldiv_shifted(a, shift, &quick) == fits);
        ck_assert_int_eq(quick, plain);
        fitted += fits;
    }
    ck_assert_uint_gt(fitted, 10000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("muldiv");
    TCase *tests = tcase_create("muldiv");
    tcase_add_test(tests, each_rounding_goes_the_way_its_name_says);
    tcase_add_test(tests, what_does_not_fit_is_told_and_leaves_the_result_alone);
    tcase_add_test(tests, extremes_of_64_bits_are_exact);
    tcase_add_test(tests, a_shifted_mark_is_the_same_the_short_and_the_long_way);
    tcase_add_test(tests, wide_quotients_multiply_back_to_their_products);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
