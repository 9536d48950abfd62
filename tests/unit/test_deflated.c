/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_deflated.c - the deflated Sharpe ratio of a few columns with numbers put in by hand; the
 * expected ones are by Python's NormalDist.
 */
#include "../../reports/deflated.h"
#include "../support/suite.h"

enum { COLUMNS = 3 };
static bl_setup setups[COLUMNS];
static bl_runlog logs[COLUMNS];
static bl_metrics metrics[COLUMNS];
static bl_summary columns[COLUMNS];

static void put(size_t column, bl_metric_id id, double value)
{
    bl_metric *it = &metrics[column].items[id];
    it->defined = true;
    it->value = value;
    it->why_null = NULL;
}

/* 101 days under a normal law. */
static void fill(size_t column, const char *mode, double sharpe)
{
    bl_metrics_list(&metrics[column]);
    setups[column].mode.text = mode;
    logs[column].setup = &setups[column];
    columns[column] = (bl_summary){.log = &logs[column], .metrics = &metrics[column]};
    put(column, BL_METRIC_SHARPE, sharpe);
    put(column, BL_METRIC_DAYS, 101);
    put(column, BL_METRIC_SKEWNESS, 0);
    put(column, BL_METRIC_KURTOSIS, 3);
}

static double chance(size_t len, size_t column)
{
    const char *why;
    double value;
    ck_assert(bl_deflated_find(columns, len, column, &value, &why));
    return value;
}

static const char *why(size_t len, size_t column)
{
    const char *text;
    double value;
    ck_assert(!bl_deflated_find(columns, len, column, &value, &text));
    return text;
}

START_TEST(the_best_of_two_is_held_against_the_luck_of_two)
{
    fill(0, "4h", 2);
    fill(1, "24h", 1);
    ck_assert_double_eq_tol(chance(2, 0), 0.8029335524925194, 1e-12); /* alone 0.8518 */
    ck_assert_double_eq_tol(chance(2, 1), 0.6296125392696907, 1e-12);
}
END_TEST

START_TEST(more_trials_ask_for_more)
{
    fill(0, "4h", 2);
    fill(1, "24h", 1);
    fill(2, "never", 1);
    ck_assert_double_eq_tol(chance(3, 0), 0.7843526478793175, 1e-12);
}
END_TEST

START_TEST(a_skewed_law_with_fat_tails_is_believed_less)
{
    fill(0, "4h", 2);
    fill(1, "24h", 1);
    put(0, BL_METRIC_SKEWNESS, -1);
    put(0, BL_METRIC_KURTOSIS, 9);
    ck_assert_double_eq_tol(chance(2, 0), 0.7896005949177652, 1e-12);
}
END_TEST

START_TEST(the_ideal_vault_is_no_trial)
{
    fill(0, "4h", 2);
    fill(1, "24h", 1);
    fill(2, "ideal", 5);
    ck_assert_double_eq_tol(chance(3, 0), 0.8029335524925194, 1e-12);
    ck_assert_str_eq(why(3, 2), "no_trial");
}
END_TEST

START_TEST(one_trial_has_no_luck_to_be_held_against)
{
    fill(0, "4h", 2);
    fill(1, "24h", 1);
    ck_assert_str_eq(why(1, 0), "one_trial");
    metrics[1].items[BL_METRIC_SHARPE].defined = false;
    metrics[1].items[BL_METRIC_SHARPE].why_null = "too_few_days";
    ck_assert_str_eq(why(2, 0), "one_trial");
    ck_assert_str_eq(why(2, 1), "too_few_days");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {the_best_of_two_is_held_against_the_luck_of_two,
                                  more_trials_ask_for_more,
                                  a_skewed_law_with_fat_tails_is_believed_less,
                                  the_ideal_vault_is_no_trial,
                                  one_trial_has_no_luck_to_be_held_against, NULL};
    return suite_run("deflated Sharpe", tests);
}
