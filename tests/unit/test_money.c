/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_money.c - values, payments and fees (spec 1.5): by hand, at the limits, and against the
 * definition of floor and ceil.
 */
#include "../../sim/money.h"
#include "../support/draws.h"
#include "../support/suite.h"

START_TEST(a_scale_is_a_power_of_ten_from_1_to_10_to_the_29)
{
    ck_assert(bl_money_scale(8, 8, 6) == INT64_C(10000000000));
    ck_assert(bl_money_scale(0, 0, 0) == 1);
    ck_assert(bl_money_scale(4, 5, 9) == 1);
    ck_assert(bl_money_scale(9, 9, 0) == INT64_C(1000000000000000000));
    ck_assert(bl_money_scale(18, 11, 0) ==
              (bl_i128)INT64_C(1000000000000000000) * INT64_C(100000000000));
}
END_TEST

/* Precise prices and quantities of a coarse asset: K is beyond 64 bits. */
START_TEST(values_under_a_wide_scale_are_exact)
{
    const bl_i128 scale = bl_money_scale(12, 10, 0);
    const bl_price p = {INT64_C(2500000000000000000)}; /* 2 500 000 */
    bl_cash cash = {0};
    bl_units fee = {0};
    ck_assert(bl_money_value((bl_qty){INT64_C(70000000000)}, p, scale, &cash));
    ck_assert_int_eq(cash.v, 17500000);
    ck_assert(bl_money_value((bl_qty){-1}, p, scale, &cash));
    ck_assert_int_eq(cash.v, -1);
    ck_assert(bl_money_pay((bl_qty){1}, p, scale, &cash));
    ck_assert_int_eq(cash.v, 1);
    ck_assert(bl_money_fee((bl_qty){INT64_C(70000000000)}, p, 550000, scale, &fee));
    ck_assert_uint_eq(fee.v, 9625);
}
END_TEST

/* The deposit of spec 14.2: 0.279 coins at 65 000, taker 5.5 bp. */
START_TEST(the_worked_example_pays_to_the_unit)
{
    const bl_i128 scale = bl_money_scale(8, 8, 6);
    const bl_price p = {INT64_C(6500000000000)};
    bl_cash cash = {0};
    bl_units fee = {0};
    ck_assert(bl_money_value((bl_qty){643200000}, p, scale, &cash));
    ck_assert_int_eq(cash.v, INT64_C(418080000000));
    ck_assert(bl_money_pay((bl_qty){27900000}, p, scale, &cash));
    ck_assert_int_eq(cash.v, INT64_C(18135000000));
    ck_assert(bl_money_fee((bl_qty){27900000}, p, 550000, scale, &fee));
    ck_assert_uint_eq(fee.v, 9974250);
    ck_assert(bl_money_fee((bl_qty){-27900000}, p, 550000, scale, &fee));
    ck_assert_uint_eq(fee.v, 9974250);
}
END_TEST

START_TEST(rounding_is_always_against_the_vault)
{
    bl_cash cash = {0};
    bl_units fee = {0};
    const bl_price p = {1};
    ck_assert(bl_money_value((bl_qty){19}, p, 10, &cash) && cash.v == 1);
    ck_assert(bl_money_value((bl_qty){-11}, p, 10, &cash) && cash.v == -2);
    ck_assert(bl_money_pay((bl_qty){11}, p, 10, &cash) && cash.v == 2);
    ck_assert(bl_money_pay((bl_qty){-19}, p, 10, &cash) && cash.v == -1);
    ck_assert(bl_money_fee((bl_qty){1}, p, 1, 10, &fee) && fee.v == 1);
    ck_assert(bl_money_fee((bl_qty){1}, p, 0, 10, &fee) && fee.v == 0);
    ck_assert(bl_money_funding((bl_qty){1}, p, 1, 10, &cash) && cash.v == 1);
    ck_assert(bl_money_funding((bl_qty){-1}, p, 1, 10, &cash) && cash.v == 0);
    ck_assert(bl_money_funding((bl_qty){-1}, p, -1, 10, &cash) && cash.v == 1);
}
END_TEST

static bl_i128 floor_of(bl_i128 a, bl_i128 b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

START_TEST(random_values_and_payments_are_floor_and_ceil)
{
    draws d = draws_new(1, 0);
    for (int round = 0; round < 20000; round++) {
        bl_i128 scale = bl_money_scale((int)draws_below(&d, 10), 9, 0);
        int64_t width = INT64_C(1) << draws_below(&d, 40);
        int64_t q = draws_between(&d, -width, width);
        int64_t m = draws_between(&d, 1, INT64_C(1) << draws_below(&d, 40));
        bl_i128 product = (bl_i128)q * m;
        bl_cash value = {0};
        bl_cash paid = {0};
        ck_assert(bl_money_value((bl_qty){q}, (bl_price){m}, scale, &value));
        ck_assert(bl_money_pay((bl_qty){q}, (bl_price){m}, scale, &paid));
        ck_assert(value.v == floor_of(product, scale));
        ck_assert(paid.v == -floor_of(-product, scale));
    }
}
END_TEST

START_TEST(what_does_not_fit_is_told)
{
    bl_cash cash = {77};
    bl_units fee = {77};
    const bl_qty most = {INT64_MAX};
    const bl_qty least = {INT64_MIN};
    const bl_price top = {INT64_MAX};
    ck_assert(!bl_money_value(most, top, INT64_C(1000000000000000000), &cash));
    ck_assert(!bl_money_pay(least, top, 1, &cash));
    ck_assert(!bl_money_funding(most, top, INT64_MAX, 1, &cash));
    ck_assert(!bl_money_fee(least, top, INT64_MAX, 1, &fee));
    ck_assert_int_eq(cash.v, 77);
    ck_assert_uint_eq(fee.v, 77);
    ck_assert(bl_money_value(least, (bl_price){1}, 1, &cash));
    ck_assert_int_eq(cash.v, INT64_MIN);
    ck_assert(bl_money_fee(least, (bl_price){1}, BL_PPB, 1, &fee));
    ck_assert_uint_eq(fee.v, UINT64_C(1) << 63);
}
END_TEST

START_TEST(a_share_is_worth_one_before_there_are_any)
{
    bl_i128 price = 0;
    ck_assert(bl_money_share_price((bl_cash){0}, (bl_shares){0}, &price));
    ck_assert(price == BL_PRICE_ONE);
    ck_assert(bl_money_share_price((bl_cash){-1}, (bl_shares){3}, &price));
    ck_assert(price == -333333333334); /* floor */
    ck_assert(bl_money_share_price((bl_cash){INT64_MAX}, (bl_shares){1}, &price));
    ck_assert(price == (bl_i128)INT64_MAX * BL_PRICE_ONE);
    ck_assert(bl_money_share_price((bl_cash){1}, (bl_shares){UINT64_MAX}, &price));
    ck_assert(price == 0);
}
END_TEST

int main(void)
{
    return suite_run("money",
                     (const TTest *const[]){
                         a_scale_is_a_power_of_ten_from_1_to_10_to_the_29,
                         values_under_a_wide_scale_are_exact, the_worked_example_pays_to_the_unit,
                         rounding_is_always_against_the_vault,
                         random_values_and_payments_are_floor_and_ceil, what_does_not_fit_is_told,
                         a_share_is_worth_one_before_there_are_any, NULL});
}
