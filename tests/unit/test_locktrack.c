/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_locktrack.c - the lock read back from rows is the run's own, under every scheme.
 */
#include "../../reports/locktrack.h"
#include "../support/lending.h"
#include "../support/suite.h"

#include <math.h>
#include <stdlib.h>

#define SECOND BL_NS_PER_S

static const char *const schemes[] = {"meteora", "meteora_legacy", "yearn_v2", "yearn_v3", "none"};

/* Two lenders, gains, a loss of rounding at every deposit, LPs in between, samples. */
static lending *make_world(const char *scheme)
{
    lending *l = lending_new();
    lending_clear(l, 1000000000);
    lending_unlock(l, scheme);
    lending_mode(l, "immediate", 0);
    l->setup.pool.buffer_bps = 1000;
    l->setup.record_ns = 977 * SECOND;
    for (size_t j = 0; j < 2; j++) {
        lending_strategy(l, "jup_lend", 5000);
        for (int64_t i = 1; i < 100; i++) {
            lending_price(l, j, i * 1800 * SECOND,
                          BL_PRICE_ONE + i * (3000003 + 1000001 * (int64_t)j), BL_NO_LIMIT);
        }
    }
    for (int64_t i = 1; i < 60; i++) {
        lending_flow(l, i * 2700 * SECOND + i, (uint32_t)(1 + i % 3),
                     i % 4 == 3 ? BL_FLOW_WITHDRAW_PART : BL_FLOW_DEPOSIT,
                     i % 4 == 3 ? 700000000 : 10000000 + 12345 * (uint64_t)i);
    }
    return l;
}

static void expect_same_lock(lending *l)
{
    bl_err err;
    ck_assert_int_eq(lending_run(l, 180000 * SECOND, &err), BL_OK);
    bl_locktrack track;
    bl_locktrack_begin(&track, &l->setup);
    size_t gains = 0;
    for (size_t i = 0; i < l->series_len; i++) {
        const bl_series_row *row = &l->series[i];
        const bl_lockstep step = bl_locktrack_step(&track, row);
        gains += step.gain > 0;
        ck_assert_double_eq(step.after.total, (double)row->total.v * track.unit);
        ck_assert_double_eq_tol(step.after.price, (double)row->share_price / 1e12, 2e-12);
        if (step.has_before && row->event == BL_EVENT_SAMPLE) { /* nothing happened there */
            ck_assert_double_eq(step.before.locked, step.after.locked);
            ck_assert_double_eq(step.before.supply, step.after.supply);
            ck_assert_double_eq(step.after.supply, (double)row->supply.v * track.unit);
        }
        if (l->setup.pool.unlock->released == NULL) {
            ck_assert_double_eq(step.after.locked, (double)row->locked.v * track.unit);
        }
    }
    ck_assert_uint_gt(gains, 40);
}

START_TEST(the_lock_read_back_from_rows_is_that_of_the_run)
{
    lending *l = make_world(schemes[_i]);
    expect_same_lock(l);
    lending_free(l);
}
END_TEST

START_TEST(a_change_of_the_rate_is_followed)
{
    static const int64_t time_ns[] = {50000 * SECOND, 70000 * SECOND, 90000 * SECOND};
    static const uint8_t signer[] = {BL_SIGNER_ADMIN, BL_SIGNER_OTHER, BL_SIGNER_ADMIN};
    static const uint8_t action[] = {BL_ADMIN_SET_DEGRADATION, BL_ADMIN_SET_DEGRADATION,
                                     BL_ADMIN_SET_DEGRADATION};
    static const uint32_t none[] = {UINT32_MAX, UINT32_MAX, UINT32_MAX};
    static const uint64_t value[] = {1000000000, 1, 11574074};
    static const uint64_t least[] = {0, 0, 0};
    lending *l = make_world("meteora");
    l->setup.pool.admin = (bl_admin){3, time_ns, signer, action, none, none, value, least};
    expect_same_lock(l);
    lending_free(l);
}
END_TEST

START_TEST(six_units_are_left_at_six_hours_and_none_a_second_later)
{
    lending *l = lending_new();
    bl_locktrack track;
    bl_locktrack_begin(&track, &l->setup);
    const bl_series_row row = {.event = BL_EVENT_OPEN,
                               .supply = {5000000000},
                               .has_capital = true,
                               .total = {5000000000},
                               .locked = {1000000000},
                               .unlocked = {4000000000}};
    (void)bl_locktrack_step(&track, &row);
    ck_assert_double_eq_tol(bl_locktrack_view(&track, 21600 * SECOND).locked, 6e-6, 1e-12);
    ck_assert_double_eq(bl_locktrack_view(&track, 21601 * SECOND).locked, 0);
    ck_assert_int_eq(bl_locktrack_end_ns(&track), 21601 * SECOND);
    lending_free(l);
}
END_TEST

START_TEST(each_scheme_has_its_full_unlock_time)
{
    static const struct {
        const char *scheme;
        int64_t full_s;
    } expected[] = {{"meteora", 21601},
                    {"meteora_legacy", 21601},
                    {"yearn_v2", 21740},
                    {"yearn_v3", 864000},
                    {"none", 0}};
    lending *l = lending_new();
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        lending_unlock(l, expected[i].scheme);
        ck_assert_int_eq(bl_locktrack_unlock_s(&l->setup, 0), expected[i].full_s);
    }
    lending_unlock(l, "meteora");
    ck_assert_int_eq(bl_locktrack_unlock_s(&l->setup, 0.5), 10801);
    lending_free(l);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("locktrack");
    TCase *tests = tcase_create("locktrack");
    tcase_add_loop_test(tests, the_lock_read_back_from_rows_is_that_of_the_run, 0, 5);
    tcase_add_test(tests, a_change_of_the_rate_is_followed);
    tcase_add_test(tests, six_units_are_left_at_six_hours_and_none_a_second_later);
    tcase_add_test(tests, each_scheme_has_its_full_unlock_time);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
