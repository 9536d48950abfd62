/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_aave.c - a real lending index, imported and lent at, cranked every minute, every 4 h, once a
 * day: the numbers of docs/cases/aave-2023.md, and the lock in steady state against its theory,
 * locked* = 0.95 * gain * 21600 / (seconds between cranks).
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/cases.h"
#include "../support/program.h"
#include "../support/retell.h"
#include "../support/story.h"

typedef struct {
    int64_t start_ns;
    bl_series_row end;
    uint64_t locked_max, locked_sum, samples; /* the latter two from the second day on */
    uint64_t total_day, locked_day;           /* at the first midnight */
    size_t cranks;
} told;

static bool take_series(void *context, const bl_series_row *row)
{
    told *const out = context;
    out->start_ns = row->event == BL_EVENT_OPEN ? row->time_ns : out->start_ns;
    out->end = *row;
    out->cranks += row->event == BL_EVENT_CRANK ? 1 : 0;
    out->locked_max = row->locked.v > out->locked_max ? row->locked.v : out->locked_max;
    if (row->event != BL_EVENT_SAMPLE || row->time_ns < out->start_ns + BL_NS_PER_DAY) {
        return true;
    }
    if (out->samples == 0) {
        out->total_day = row->total.v;
        out->locked_day = row->locked.v;
    }
    out->locked_sum += row->locked.v;
    out->samples++;
    return true;
}

/* What the document says of a mode, in base units; prices in 10^-12. */
static const struct {
    const char *mode;
    size_t cranks;
    uint64_t total, locked_max, locked_end, fees;
    int64_t share_price;
} documented[] = {
    {"interval:1m", 4320, 1000344277010, 31372770, 24670524, 17210514, 1000302394504},
    {"4h", 18, 1000329861691, 30768869, 9988504, 16492755, 1000303377728},
    {"24h", 3, 1000239562222, 114081938, 0, 11976747, 1000227583431},
};

static void open_case(bl_scenario *scenario)
{
    story_import("docs/cases/aave-2023.import.yaml", "build/cases/aave-2023");
    program_expect_in(program_err, "index: 4320 of 4320 rows");
    program_expect_in(program_err, "4320 rounded");
    retell_open("docs/cases/aave-2023.yaml", scenario);
    ck_assert_uint_eq(scenario->modes_len, sizeof documented / sizeof documented[0]);
}

START_TEST(three_rhythms_of_cranks_give_the_numbers_of_the_document)
{
    static bl_scenario scenario;
    open_case(&scenario);
    for (size_t mode = 0; mode < scenario.modes_len; mode++) {
        told found = {0};
        retell_series(&scenario, mode, take_series, &found);
        ck_assert_str_eq(scenario.modes[mode].text, documented[mode].mode);
        ck_assert_uint_eq(found.cranks, documented[mode].cranks);
        ck_assert_uint_eq(found.end.total.v, documented[mode].total);
        ck_assert_uint_eq(found.locked_max, documented[mode].locked_max);
        ck_assert_uint_eq(found.end.locked.v, documented[mode].locked_end);
        ck_assert_uint_eq(found.end.fees.v, documented[mode].fees);
        ck_assert(found.end.share_price == documented[mode].share_price);
    }
    bl_scenario_close(&scenario);
}
END_TEST

/* In t seconds the lock takes in 0.95 of the gain and lets out mean * t / 21600; what it grew by is
 * the difference. So the mean is known from both ends. */
START_TEST(the_lock_of_a_crank_a_minute_stands_where_theory_says)
{
    static bl_scenario scenario;
    open_case(&scenario);
    told found = {0};
    retell_series(&scenario, 0, take_series, &found);
    const double seconds =
        (double)(found.end.time_ns - found.start_ns) / (double)BL_NS_PER_S - 86400;
    const double gain = (double)(found.end.total.v - found.total_day);
    const double grown = (double)found.end.locked.v - (double)found.locked_day;
    const double mean = (double)found.locked_sum / (double)found.samples;
    const double theory = 0.95 * gain * 21600 / seconds;
    printf("locked: mean %.2f, theory %.2f, with what the lock changed by %.2f\n", mean / 1e6,
           theory / 1e6, (0.95 * gain - grown) * 21600 / seconds / 1e6);
    ck_assert_double_eq_tol(mean / theory, 1, 0.02);
    ck_assert_double_eq_tol(mean / ((0.95 * gain - grown) * 21600 / seconds), 1, 0.001);
    bl_scenario_close(&scenario);
}
END_TEST

int main(void)
{
    if (!story_find()) {
        return EXIT_SUCCESS;
    }
    TCase *const tests = tcase_create("aave");
    tcase_add_checked_fixture(tests, story_begin, story_finish);
    tcase_add_test(tests, three_rhythms_of_cranks_give_the_numbers_of_the_document);
    tcase_add_test(tests, the_lock_of_a_crank_a_minute_stands_where_theory_says);
    return cases_run("aave", tests);
}
