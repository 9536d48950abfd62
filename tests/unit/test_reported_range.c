/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_reported_range.c - what does not fit stops a `reported` run with the formula's name: found
 * by random sequences, kept here in their smallest form. A lender whose units of collateral are
 * worth a million each swallows what is lent to it, so that few units of asset stand behind many
 * shares.
 */
#include "../support/lending.h"
#include "../support/suite.h"

#include <string.h>

#define S BL_NS_PER_S

static void expect(lending *l, int64_t end_ns, bl_status status, const char *formula)
{
    bl_err err = {0};
    ck_assert_int_eq(lending_run(l, end_ns, &err), status);
    ck_assert_msg(formula == NULL || strstr(err.text, formula) != NULL, "%s", err.text);
    lending_free(l);
}

/* 1 unit is left behind 10^6 shares; whoever brings 18*10^12 then gets 18*10^18. */
static lending *many_shares(const char *unlock)
{
    const int64_t million = 1000000 * BL_PRICE_ONE;
    lending *l = lending_new();
    lending_clear(l, 1000000);
    lending_unlock(l, unlock);
    (void)lending_strategy(l, "jup_lend", 0); /* as the vault opens it is poked with 10 */
    l->index[0].price[0] = million;
    lending_crank(l, 1 * S, 0, false, 999989);
    lending_flow(l, 2 * S, 1, BL_FLOW_DEPOSIT, 18000000000000);
    lending_crank(l, 3 * S, 0, false, 17900000000000);
    for (int64_t i = 1; i <= 40; i++) {
        lending_price(l, 0, (4 + i) * S, million + million / 5 * i, BL_NO_LIMIT);
        lending_crank(l, (4 + i) * S, 0, false, 10);
    }
    return l;
}

START_TEST(fee_shares_beyond_the_largest_supply_stop_the_run)
{
    static const char *const schemes[] = {"meteora", "meteora_legacy", "yearn_v2"};
    for (size_t i = 0; i < 3; i++) {
        expect(many_shares(schemes[i]), 100 * S, BL_RANGE, ": S");
    }
}
END_TEST

/* The collateral has become worth more than an amount can hold, and nearly all of it is asked. */
START_TEST(a_reserve_beyond_the_largest_amount_stops_the_run)
{
    const int64_t forty = 40 * BL_PRICE_ONE;
    lending *l = lending_new();
    lending_clear(l, 1000000000000000000);
    (void)lending_strategy(l, "jup_lend", 5000);
    lending_price(l, 0, 1 * S, forty, BL_NO_LIMIT);
    lending_crank(l, 1 * S, 0, true, UINT64_C(18000000000000000000));
    expect(l, 2 * S, BL_RANGE, ": R");
}
END_TEST

/* What a handler refuses is refused, however large. */
START_TEST(a_refused_withdrawal_of_the_largest_amount_changes_nothing)
{
    lending *l = lending_new();
    (void)lending_strategy(l, "idle", 5000);
    lending_crank(l, 1 * S, 0, true, UINT64_MAX);
    expect(l, 2 * S, BL_OK, NULL);
}
END_TEST

/* Everybody leaves at one tick, at its price: the first keeper's crank finds a loss that nothing
 * covers, the second a gain that is locked, and what was promised is more than is unlocked. */
START_TEST(a_payout_at_the_ticks_price_that_reaches_into_the_lock_stops_the_run)
{
    lending *l = lending_new();
    lending_clear(l, 100);
    lending_mode(l, "interval", 3600 * S);
    l->setup.vault.entry_tick = true;
    (void)lending_strategy(l, "jup_lend", 5000);
    (void)lending_strategy(l, "jup_lend", 5000);
    lending_price(l, 0, 1 * S, BL_PRICE_ONE * 9 / 10, BL_NO_LIMIT);
    lending_price(l, 1, 1 * S, BL_PRICE_ONE * 2, BL_NO_LIMIT);
    lending_flow(l, 2 * S, 0, BL_FLOW_WITHDRAW_ALL, 0);
    expect(l, 3600 * S, BL_RANGE, ": U");
}
END_TEST

int main(void)
{
    return suite_run(
        "reported_range",
        (const TTest *const[]){fee_shares_beyond_the_largest_supply_stop_the_run,
                               a_reserve_beyond_the_largest_amount_stops_the_run,
                               a_refused_withdrawal_of_the_largest_amount_changes_nothing,
                               a_payout_at_the_ticks_price_that_reaches_into_the_lock_stops_the_run,
                               NULL});
}
