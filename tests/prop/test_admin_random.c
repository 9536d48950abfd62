/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_admin_random.c - any rows of the admin feed among any flows, cranks and prices, losses too:
 * every run keeps the conservation laws (a breach crashes), supply is what holders hold, and what
 * was paid out was there.
 */
#include "../support/draws.h"
#include "../support/lending.h"
#include "../support/suite.h"

#include "../../models/registry.h"

#include <string.h>

enum { WORLDS = 4000, ROWS = 24, END_S = 40000 };

static struct {
    int64_t time_ns[ROWS];
    uint8_t signer[ROWS], action[ROWS];
    uint32_t lp[ROWS], strategy[ROWS];
    uint64_t value[ROWS], min_out[ROWS];
} rows;

static int64_t when(int i)
{
    return (int64_t)(i + 1) * (END_S / (ROWS + 1)) * BL_NS_PER_S;
}

/* Up in small steps, now and then down by much; a limit on half of the rows. */
static void add_prices(lending *l, size_t strategy, draws *d)
{
    int64_t price = BL_PRICE_ONE;
    for (int i = 0; i < ROWS; i++) {
        price = draws_once_in(d, 8) ? price / draws_between(d, 1, 4) + 1
                                    : price + draws_between(d, 0, price / 20);
        uint64_t limit = draws_once_in(d, 2) ? draws_below(d, l->setup.vault.capital) : BL_NO_LIMIT;
        lending_price(l, strategy, when(i), price, limit);
    }
}

static void add_admin(lending *l, draws *d)
{
    const uint64_t capital = l->setup.vault.capital;
    for (int i = 0; i < ROWS; i++) {
        const bl_admin_action action = (bl_admin_action)draws_below(d, 6);
        rows.time_ns[i] = when(i);
        rows.action[i] = (uint8_t)action;
        rows.signer[i] = (uint8_t)draws_below(d, 4);
        rows.lp[i] = draws_once_in(d, 8) ? UINT32_MAX : (uint32_t)draws_below(d, 3);
        rows.strategy[i] = draws_once_in(d, 8) ? UINT32_MAX : (uint32_t)draws_below(d, 2);
        rows.min_out[i] = draws_once_in(d, 4) ? draws_below(d, capital) : 0;
        rows.value[i] = draws_once_in(d, 4) ? BL_NO_LIMIT : draws_below(d, capital / 4);
        if (action == BL_ADMIN_SET_DEGRADATION) {
            rows.value[i] = draws_below(d, 1000000000000);
        } else if (action == BL_ADMIN_SET_OPERATOR) {
            rows.value[i] = draws_below(d, 4);
        } else if (action == BL_ADMIN_REMOVE_STRATEGY && !draws_once_in(d, 6)) {
            rows.action[i] = BL_ADMIN_DIRECT_WITHDRAW;
        }
    }
    l->setup.pool.admin = (bl_admin){ROWS,    rows.time_ns,  rows.signer, rows.action,
                                     rows.lp, rows.strategy, rows.value,  rows.min_out};
}

static void add_flows_and_cranks(lending *l, draws *d)
{
    const uint64_t capital = l->setup.vault.capital;
    for (int i = 0; i < ROWS; i++) {
        if (draws_once_in(d, 2)) {
            lending_flow(l, when(i), (uint32_t)draws_below(d, 3),
                         draws_once_in(d, 2) ? BL_FLOW_DEPOSIT : BL_FLOW_WITHDRAW_AMOUNT,
                         draws_below(d, capital / 2));
        }
        if (draws_once_in(d, 2)) {
            lending_crank(l, when(i), draws_below(d, 2), draws_once_in(d, 2),
                          draws_below(d, capital / 4));
        }
    }
}

static void make_world(lending *l, draws *d)
{
    static const char *const schemes[] = {"meteora", "meteora_legacy", "yearn_v2", "yearn_v3",
                                          "none"};
    lending_clear(
        l, 1000 + (draws_once_in(d, 4) ? draws_below(d, 100000) : draws_below(d, 1000000000000)));
    lending_unlock(l, schemes[draws_below(d, 5)]);
    if (draws_once_in(d, 2)) {
        lending_mode(l, "interval", draws_between(d, 600, 7200) * BL_NS_PER_S);
    } else {
        lending_mode(l, draws_once_in(d, 2) ? "immediate" : "never", 0);
    }
    l->setup.pool.buffer_bps = draws_between(d, 0, 3000);
    l->setup.pool.allocation.model = (const bl_allocation_model *)bl_registry_find(
        "allocation", draws_once_in(d, 2) ? "hermes" : "weights");
    l->setup.pool.allocation.params[0] = 100;
    l->setup.pool.allocation.params[4] = 600000000;
    size_t lent = lending_strategy(l, "jup_lend", 6000);
    lending_strategy(l, draws_once_in(d, 2) ? "jup_lend" : "idle", 4000);
    add_prices(l, lent, d);
    add_admin(l, d);
    add_flows_and_cranks(l, d);
}

START_TEST(whatever_the_admin_does_the_books_agree)
{
    lending *l = lending_new();
    uint64_t removed = 0;
    uint64_t direct = 0;
    for (uint32_t i = 0; i < WORLDS; i++) {
        draws d = draws_new(20, i);
        bl_err err = {.status = BL_OK};
        make_world(l, &d);
        bl_status status = lending_run(l, END_S * BL_NS_PER_S, &err);
        ck_assert_msg(status == BL_OK, "world %u: %s", i, err.text);
        uint64_t shares = 0;
        for (size_t j = 0; j < l->lps_len; j++) {
            shares += l->lps[j].shares.v;
        }
        const bl_series_row *end = lending_last(l, BL_EVENT_END);
        bool locks_shares = l->setup.pool.unlock->released != NULL; /* held by the vault */
        ck_assert_msg(shares == end->supply.v || (locks_shares && shares < end->supply.v),
                      "world %u", i);
        ck_assert_uint_le(end->reserve.v, end->total.v);
        removed += l->counts.refusals[BL_REASON_HAVE_MONEY];
        direct +=
            l->counts.refusals[BL_REASON_SLIPPAGE] + l->counts.refusals[BL_REASON_UNMINT_AMOUNT];
    }
    ck_assert_uint_gt(removed, 0); /* the worlds reach what they are meant to */
    ck_assert_uint_gt(direct, 0);
    lending_free(l);
}
END_TEST

int main(void)
{
    return suite_run("admin at random",
                     (const TTest *const[]){whatever_the_admin_does_the_books_agree, NULL});
}
