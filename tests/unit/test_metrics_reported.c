/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_metrics_reported.c - a book under `reported` accounting, on a log written by hand: equity
 * moves with every mark, what shares are dealt at only with cranks and unlocking.
 */
#include "../support/handlog.h"
#include "../support/lending.h"
#include "../support/metric_checks.h"
#include "../support/suite.h"

#include <math.h>

#define HOUR (3600 * BL_NS_PER_S)
#define ASSETS UINT64_C(1000000)

static bl_handlog h;
static lending *world;
static bl_metrics metrics;

#define IS(name, expected) METRIC_IS(&metrics, name, expected)
#define IS_NULL(name, reason) METRIC_IS_NULL(&metrics, name, reason)

/* What the vault has on record, and what of it is locked, in whole assets. */
static void say(int64_t time_ns, bl_event event, uint64_t total, uint64_t locked)
{
    bl_handlog_row(&h, time_ns, event);
    bl_series_row *row = &h.log.series[h.log.series_len - 1];
    row->has_capital = true;
    row->total.v = total * ASSETS;
    row->locked.v = locked * ASSETS;
    row->unlocked.v = row->total.v - row->locked.v;
}

/* 1 000 assets in ten coins at 100, all of them a book's. */
static void open_vault(const double *closes, uint64_t locked)
{
    bl_handlog_init(&h, 0, HOUR, closes, 5, 1000, BL_PPB);
    world = lending_new();
    (void)lending_strategy(world, "perp_book", 10000);
    h.setup.accounting = BL_ACCOUNTING_REPORTED;
    h.setup.pool = world->setup.pool;
    bl_handlog_fill(&h, 0, 10, 0, 0, BL_FILL_OPEN);
    const bl_share_row seed = {.event = BL_EVENT_OPEN,
                               .flow = BL_NO_CAUSE,
                               .gained = (bl_i128)h.supply};
    ck_assert(h.sink.share(h.sink.context, &seed));
    say(0, BL_EVENT_OPEN, 1000, locked);
}

static void finish(uint64_t total, uint64_t locked)
{
    const bl_metrics_options options = BL_METRICS_OPTIONS_DEFAULT;
    bl_err err = {0};
    say(h.setup.end_ns, BL_EVENT_END, total, locked);
    ck_assert(bl_metrics_compute(&h.log, &h.counts, &options, &metrics, &err));
    bl_handlog_fini(&h);
    lending_free(world);
}

START_TEST(what_a_book_earns_is_a_return_once_and_when_it_is_reported)
{
    const double closes[] = {100, 110, 110, 110, 110};
    open_vault(closes, 0);
    say(2 * HOUR, BL_EVENT_CRANK, 1100, 0);
    finish(1100, 0);
    IS("twr", 10);
    IS("return_revision", 1000);
    IS("return_residual", 0);
    IS("leverage_change_price", 0);
    IS_NULL("return_price", "not_apart_from_interest");
}
END_TEST

START_TEST(leverage_on_dealing_nav_is_on_what_is_unlocked)
{
    const double closes[] = {100, 100, 100, 100, 100};
    open_vault(closes, 500);
    finish(1000, 166);
    IS("leverage_max", 1);
    IS("leverage_dealing_max", 2);
    const double seen = 1000 / 500. + 1000 / (1000 - 500 * 5 / 6.) + 1000 / (1000 - 500 * 4 / 6.) +
                        1000 / (1000 - 500 * 3 / 6.);
    ck_assert_double_eq_tol(metric_named(&metrics, "leverage_dealing_mean")->value, seen / 4, 1e-6);
}
END_TEST

/* A tenth more shares, whatever the fee is said to be worth. */
START_TEST(a_fee_costs_the_holders_what_its_shares_thin_them_by)
{
    const double closes[] = {100, 110, 110, 110, 110};
    open_vault(closes, 0);
    const bl_i128 minted = (bl_i128)h.supply / 10;
    const bl_share_row fee = {.time_ns = 2 * HOUR,
                              .event = BL_EVENT_CRANK,
                              .holder = BL_HOLDER_VAULT,
                              .flow = BL_NO_CAUSE,
                              .gained = minted,
                              .fee = {90 * ASSETS}};
    ck_assert(h.sink.share(h.sink.context, &fee));
    h.supply += (uint64_t)minted;
    h.fees = 90 * ASSETS;
    say(2 * HOUR, BL_EVENT_CRANK, 1100, 0);
    finish(1100, 0);
    IS("twr", 0);
    ck_assert_double_eq_tol(metric_named(&metrics, "return_fund_fees")->value, -1e4 * log(1.1),
                            1e-4);
    ck_assert_double_eq_tol(metric_named(&metrics, "return_revision")->value, 1e4 * log(1.1),
                            1e-4);
}
END_TEST

START_TEST(a_crank_that_a_strategy_refused_is_a_rejection)
{
    const double closes[] = {100, 100, 100, 100, 100};
    open_vault(closes, 0);
    bl_handlog_audit(&h, HOUR, BL_EVENT_FAILED, BL_REASON_WITHDRAWAL_LIMIT, 10, 10, 10, 0);
    say(HOUR, BL_EVENT_FAILED, 1000, 0);
    bl_handlog_audit(&h, 2 * HOUR, BL_EVENT_CRANK, BL_REASON_NONE, 10, 10, 10, 0);
    say(2 * HOUR, BL_EVENT_CRANK, 1000, 0);
    finish(1000, 0);
    IS("rejections", 1);
}
END_TEST

START_TEST(what_cranks_wanted_to_trade_is_not_recorded)
{
    const double closes[] = {100, 100, 100, 100, 100};
    open_vault(closes, 0);
    finish(1000, 0);
    IS_NULL("fill_ratio", "not_recorded");
    IS_NULL("implementation_shortfall", "not_recorded");
    IS_NULL("time_to_complete_p50", "not_recorded");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        what_a_book_earns_is_a_return_once_and_when_it_is_reported,
        leverage_on_dealing_nav_is_on_what_is_unlocked,
        a_fee_costs_the_holders_what_its_shares_thin_them_by,
        a_crank_that_a_strategy_refused_is_a_rejection,
        what_cranks_wanted_to_trade_is_not_recorded,
        NULL,
    };
    return suite_run("metrics of reported vaults", tests);
}
