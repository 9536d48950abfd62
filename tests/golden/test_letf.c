/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_letf.c - a vault rescaled to a multiple of its capital at every close, against the funds
 * that do the same for a living: QLD (2x) and TQQQ (3x) over QQQ, all with dividends. Daily
 * returns are compared; the bounds are what docs/cases/qqq.md reports, with a little room.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../scenarios/scenario.h"
#include "../../sim/run.h"
#include "../support/cases.h"
#include "../support/story.h"

enum { DAYS_MAX = 10000, TRADING_DAYS = 252 };

/* Share prices at the samples, one a day from the start. */
typedef struct {
    int64_t start_ns;
    size_t len;
    double price[DAYS_MAX];
} share_prices;

static bool take_series(void *context, const bl_series_row *row)
{
    share_prices *const out = context;
    if (row->event != BL_EVENT_OPEN && row->event != BL_EVENT_SAMPLE) {
        return true;
    }
    if (out->len == DAYS_MAX) {
        return false;
    }
    out->start_ns = out->len == 0 ? row->time_ns : out->start_ns;
    out->price[out->len++] = (double)row->share_price / 1e12;
    return true;
}

/* Rows that are of no interest here. */
static bool pass_fill(void *context, const bl_fill_row *row)
{
    return context && row;
}

static bool pass_audit(void *context, const bl_audit_row *row)
{
    return context && row;
}

static bool pass_flow(void *context, const bl_flow_row *row)
{
    return context && row;
}

static bool pass_lp(void *context, const bl_lp_row *row)
{
    return context && row;
}

static void replay(const bl_scenario *scenario, share_prices *out)
{
    const bl_setup setup = bl_scenario_setup(scenario, 0);
    const bl_sink sink = {out, take_series, pass_fill, pass_audit, pass_flow, pass_lp, NULL, NULL};
    const size_t bytes = bl_run_bytes(&setup);
    void *const memory = aligned_alloc(16, (bytes + 15) / 16 * 16);
    bl_err err = {0};
    ck_assert_ptr_nonnull(memory);
    bl_run *const run = bl_run_seal(&setup, &sink, memory, bytes, &err);
    ck_assert_msg(run != NULL, "%s", err.text);
    ck_assert_msg(bl_run_replay(run, &err) == BL_OK, "%s", err.text);
    free(memory);
}

/* Daily returns of two series: sums of x, y, their products and of y - x. */
typedef struct {
    double x, y, xx, yy, xy, d, dd;
    double n;
} sums;

static void add_pair(sums *to, double x, double y)
{
    const double d = y - x;
    to->x += x;
    to->y += y;
    to->xx += x * x;
    to->yy += y * y;
    to->xy += x * y;
    to->d += d;
    to->dd += d * d;
    to->n++;
}

static double spread(double n, double products, double a, double b)
{
    return products / n - a / n * (b / n);
}

static double beta(const sums *of)
{
    return spread(of->n, of->xy, of->x, of->y) / spread(of->n, of->xx, of->x, of->x);
}

static double correlation(const sums *of)
{
    return spread(of->n, of->xy, of->x, of->y) /
           sqrt(spread(of->n, of->xx, of->x, of->x) * spread(of->n, of->yy, of->y, of->y));
}

enum { VAULT, FUND, INDEX, SERIES };

/* The three prices on each of the fund's days up to the vault's end. */
typedef struct {
    size_t len;
    int64_t span_ns;
    double price[DAYS_MAX][SERIES];
} closes;

static void align(const share_prices *vault, const bl_bars *fund, const bl_bars *index, closes *out)
{
    size_t at = 0;
    out->len = 0;
    for (size_t i = 0; i < fund->len && i < DAYS_MAX; i++) {
        const int64_t time_ns = bl_bars_time(fund, i);
        const size_t day = (size_t)((time_ns - vault->start_ns) / BL_NS_PER_DAY);
        while (at < index->len && bl_bars_time(index, at) < time_ns) {
            at++;
        }
        if (day >= vault->len) {
            break;
        }
        ck_assert(at < index->len && bl_bars_time(index, at) == time_ns);
        out->price[i][VAULT] = vault->price[day];
        out->price[i][FUND] = (double)fund->close[i];
        out->price[i][INDEX] = (double)index->close[at];
        out->len++;
        out->span_ns = time_ns - bl_bars_time(fund, 0);
    }
    ck_assert_uint_gt(out->len, 3000);
}

typedef struct {
    double beta, correlation, tracking_pct; /* of the vault's days on the fund's; a year's sd */
    double vault_on_index, fund_on_index;
    double drag_pct; /* by which the fund falls behind, log, a year */
} likeness;

static likeness compare(const closes *in)
{
    const double years = (double)in->span_ns / (365.25 * (double)BL_NS_PER_DAY);
    const double *const first = in->price[0];
    const double *const last = in->price[in->len - 1];
    sums on_fund = {0};
    sums vault = {0};
    sums fund = {0};
    for (size_t i = 1; i < in->len; i++) {
        double moves[SERIES];
        for (size_t s = 0; s < SERIES; s++) {
            moves[s] = in->price[i][s] / in->price[i - 1][s] - 1;
        }
        add_pair(&on_fund, moves[FUND], moves[VAULT]);
        add_pair(&vault, moves[INDEX], moves[VAULT]);
        add_pair(&fund, moves[INDEX], moves[FUND]);
    }
    return (likeness){
        .beta = beta(&on_fund),
        .correlation = correlation(&on_fund),
        .tracking_pct =
            100 * sqrt(spread(on_fund.n, on_fund.dd, on_fund.d, on_fund.d) * TRADING_DAYS),
        .vault_on_index = beta(&vault),
        .fund_on_index = beta(&fund),
        .drag_pct = 100 / years * log(last[VAULT] / first[VAULT] * first[FUND] / last[FUND])};
}

static likeness follow(const char *scenario_path, const bl_scenario_options *asked,
                       const char *fund_path)
{
    static share_prices vault;
    static closes aligned;
    const bl_feed_bars_options options = {
        .price_decimals = 8, .quantity_decimals = 0, .bar_ns = BL_NS_PER_DAY, .stamp_close = true};
    bl_scenario scenario;
    bl_feed_bars fund;
    bl_diags diags;
    bl_diag_init(&diags);
    ck_assert_msg(bl_scenario_open(scenario_path, asked, &scenario, &diags), "%s",
                  diags.items[0].message);
    ck_assert(bl_feed_read_bars(fund_path, &options, &fund, &diags));
    vault.len = 0;
    replay(&scenario, &vault);
    align(&vault, &fund.bars, &scenario.bars[0].bars, &aligned);
    const likeness found = compare(&aligned);
    printf("%s: %zu days, beta %.4f, correlation %.5f, tracking %.2f %% a year, drag %.2f %% a "
           "year; on the index: vault %.4f, fund %.4f\n",
           scenario_path, aligned.len, found.beta, found.correlation, found.tracking_pct,
           found.drag_pct, found.vault_on_index, found.fund_on_index);
    bl_feed_close_bars(&fund);
    bl_scenario_close(&scenario);
    return found;
}

/* Without and with the cost of the borrowed part, which the fund bears and the vault does not. */
static void follow_twice(const char *scenario_path, const char *fund_path, const char *financing,
                         likeness found[2])
{
    const char *const overrides[] = {financing, "end=2024-05-31T21:00:00Z"};
    const bl_scenario_options plain = {0};
    const bl_scenario_options financed = {.overrides = overrides, .overrides_len = 2};
    found[0] = follow(scenario_path, &plain, fund_path);
    found[1] = follow(scenario_path, &financed, fund_path);
}

#define FEEDS "build/cases/qqq/"

START_TEST(a_vault_at_2x_rescaled_daily_follows_qld)
{
    likeness found[2];
    story_import("docs/cases/qqq.import.yaml", FEEDS);
    follow_twice("docs/cases/qqq-2x.yaml", FEEDS "qld.csv",
                 "instruments[0].funding=../../" FEEDS "fedfunds-2x.csv", found);
    ck_assert_double_eq_tol(found[0].vault_on_index, 2.0, 0.0005);
    ck_assert_double_eq_tol(found[0].beta, 1.0, 0.005);
    ck_assert_double_gt(found[0].correlation, 0.995);
    ck_assert_double_lt(found[0].tracking_pct, 4.5);
    ck_assert_double_eq_tol(found[0].drag_pct, 3.05, 0.05);
    ck_assert_double_eq_tol(found[1].drag_pct, 1.43, 0.05);
}
END_TEST

START_TEST(a_vault_at_3x_rescaled_daily_follows_tqqq)
{
    likeness found[2];
    story_import("docs/cases/qqq.import.yaml", FEEDS);
    follow_twice("docs/cases/qqq-3x.yaml", FEEDS "tqqq.csv",
                 "instruments[0].funding=../../" FEEDS "fedfunds-3x.csv", found);
    ck_assert_double_eq_tol(found[0].vault_on_index, 3.0, 0.0005);
    ck_assert_double_eq_tol(found[0].beta, 1.0, 0.02);
    ck_assert_double_gt(found[0].correlation, 0.998);
    ck_assert_double_lt(found[0].tracking_pct, 3.3);
    ck_assert_double_eq_tol(found[0].drag_pct, 4.54, 0.05);
    ck_assert_double_eq_tol(found[1].drag_pct, 1.77, 0.05);
}
END_TEST

int main(void)
{
    if (!story_find()) {
        return EXIT_SUCCESS;
    }
    TCase *const tests = tcase_create("letf");
    tcase_add_checked_fixture(tests, story_begin, story_finish);
    tcase_add_test(tests, a_vault_at_2x_rescaled_daily_follows_qld);
    tcase_add_test(tests, a_vault_at_3x_rescaled_daily_follows_tqqq);
    return cases_run("letf", tests);
}
