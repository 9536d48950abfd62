/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_lending_scenarios.c - the shipped scenarios of vaults that lend tell the stories they open
 * with; the numbers are those of docs/cases/lending.md, cut to what it prints.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/retell.h"
#include "../support/suite.h"

enum { MODES = 3, SAMPLES_MAX = 2000, CENT = 10000 };

typedef struct {
    bl_series_row end;
    uint64_t locked_max;
    int64_t step_ppm, over_ppm; /* lowest step of the price at a crank; unlocked above equity */
    uint64_t locked_at_step;
    int64_t price_before;
    uint64_t locked_before;
    int64_t shut_first_ns; /* deposits; 0: never */
    uint64_t locked[SAMPLES_MAX];
    size_t samples;
} story;

static void note_step(story *out, const bl_series_row *row)
{
    const int64_t price = (int64_t)row->share_price;
    if (row->event == BL_EVENT_CRANK && out->price_before > 0) {
        const int64_t step_ppm = (price - out->price_before) / (out->price_before / 1000000);
        if (step_ppm < out->step_ppm) {
            out->step_ppm = step_ppm;
            out->locked_at_step = out->locked_before;
        }
    }
    out->price_before = price;
    out->locked_before = row->locked.v;
}

static bool take(void *context, const bl_series_row *row)
{
    story *const out = context;
    const int64_t over = (int64_t)row->unlocked.v - row->equity.v;
    const int64_t over_ppm = over / (int64_t)(row->unlocked.v / 1000000);
    out->over_ppm = over_ppm > out->over_ppm ? over_ppm : out->over_ppm;
    out->locked_max = row->locked.v > out->locked_max ? row->locked.v : out->locked_max;
    note_step(out, row);
    if (row->event == BL_EVENT_GATE && out->shut_first_ns == 0) {
        out->shut_first_ns = row->time_ns;
    }
    if (row->event == BL_EVENT_SAMPLE && out->samples < SAMPLES_MAX) {
        out->locked[out->samples++] = row->locked.v;
    }
    out->end = *row;
    return true;
}

static story stories[MODES];

static void run(const char *path)
{
    static bl_scenario scenario;
    retell_open(path, &scenario);
    ck_assert_uint_eq(scenario.modes_len, MODES);
    for (size_t mode = 0; mode < MODES; mode++) {
        memset(&stories[mode], 0, sizeof stories[mode]);
        retell_series(&scenario, mode, take, &stories[mode]);
    }
    bl_scenario_close(&scenario);
}

START_TEST(a_calm_month_never_lowers_the_price_by_more_than_rounding)
{
    static const int64_t prices[] = {1003385318, 1003508801, 1003415996}; /* 9 places */
    static const uint64_t most[] = {12642, 4647, 17452};                  /* cents */
    run("scenarios/lending-calm.yaml");
    for (size_t mode = 0; mode < MODES; mode++) {
        ck_assert_int_eq(stories[mode].step_ppm, 0);
        ck_assert_int_eq(stories[mode].shut_first_ns, 0);
        ck_assert_int_eq((int64_t)(stories[mode].end.share_price + 500) / 1000, prices[mode]);
        ck_assert_uint_eq((stories[mode].locked_max + CENT / 2) / CENT, most[mode]);
    }
}
END_TEST

START_TEST(frequent_cranks_unlock_like_an_exponential_and_daily_ones_along_a_line)
{
    enum { DAY = 96, HOUR = 4, FIFTH = 4 * DAY - 1 }; /* samples: every 15 min after start */
    run("scenarios/lending-cranks.yaml");
    const uint64_t *often = &stories[0].locked[FIFTH];
    const uint64_t *daily = &stories[2].locked[FIFTH];
    ck_assert_uint_eq((daily[0] + CENT / 2) / CENT, 11675);
    for (size_t hour = 1; hour <= 6; hour++) { /* equal steps down to nothing */
        const uint64_t line = daily[0] * (6 - hour) / 6;
        ck_assert_uint_le(
            daily[hour * HOUR] > line ? daily[hour * HOUR] - line : line - daily[hour * HOUR], 10);
    }
    ck_assert_uint_eq((often[0] + CENT / 2) / CENT, 3401);
    for (size_t i = 0; i < DAY; i++) {
        ck_assert_uint_gt(often[i], 20 * 100 * CENT); /* never empty */
    }
}
END_TEST

START_TEST(a_loss_larger_than_the_lock_falls_on_the_price_of_the_crank_that_sees_it)
{
    static const int64_t steps_ppm[] = {-18009, -65376, -77841};
    static const uint64_t locked[] = {2168, 9235, 19953}; /* cents */
    static const int64_t over_ppm[] = {17992, 66079, 91080};
    run("scenarios/lending-loss.yaml");
    for (size_t mode = 0; mode < MODES; mode++) {
        ck_assert_int_le(llabs(stories[mode].step_ppm - steps_ppm[mode]), 1);
        ck_assert_uint_eq((stories[mode].locked_at_step + CENT / 2) / CENT, locked[mode]);
        ck_assert_int_le(llabs(stories[mode].over_ppm - over_ppm[mode]), 1);
    }
}
END_TEST

START_TEST(a_run_against_the_limit_shuts_deposits_and_reports_its_interest_at_once)
{
    static const int64_t shut_s[] = {11128, 14400, 36671}; /* after 2025-09-08T00:00:00Z */
    static const uint64_t most[] = {1069591, 1080222, 1080187};
    run("scenarios/lending-run.yaml");
    for (size_t mode = 0; mode < MODES; mode++) {
        const int64_t day_s = INT64_C(1757289600);
        ck_assert_int_eq(stories[mode].shut_first_ns / BL_NS_PER_S - day_s, shut_s[mode]);
        ck_assert_uint_eq((stories[mode].locked_max + CENT / 2) / CENT, most[mode]);
        ck_assert_uint_eq(stories[mode].end.gates & BL_GATE_D, 0); /* open again at the end */
    }
}
END_TEST

START_TEST(a_hybrid_pays_more_fee_the_more_often_its_book_is_looked_at)
{
    static const uint64_t fees[] = {360604, 1196299, 553671};
    run("scenarios/hybrid.yaml");
    for (size_t mode = 0; mode < MODES; mode++) {
        ck_assert_uint_eq((stories[mode].end.fees.v + CENT / 2) / CENT, fees[mode]);
        ck_assert(stories[mode].end.has_book && stories[mode].end.has_capital);
        ck_assert_int_eq(stories[mode].shut_first_ns, 0);
    }
    ck_assert_uint_gt(stories[0].end.total.v, (uint64_t)stories[0].end.equity.v); /* stale */
    ck_assert_uint_eq(stories[1].end.total.v, (uint64_t)stories[1].end.equity.v);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_calm_month_never_lowers_the_price_by_more_than_rounding,
        frequent_cranks_unlock_like_an_exponential_and_daily_ones_along_a_line,
        a_loss_larger_than_the_lock_falls_on_the_price_of_the_crank_that_sees_it,
        a_run_against_the_limit_shuts_deposits_and_reports_its_interest_at_once,
        a_hybrid_pays_more_fee_the_more_often_its_book_is_looked_at,
        NULL};
    return suite_run("lending_scenarios", tests);
}
