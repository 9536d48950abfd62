/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_run_on_reserve.c - who is paid when all ask and not all can be (models 1.17): a vault whose
 * reserve is a part l of what it owes, the rest lent where nothing comes back for a while.
 */
#include "../support/lending.h"
#include "../support/suite.h"
#include "../support/world.h"

enum { LPS = 7, EACH = 100000, PAID = 2, FROZEN_H = 2, RUN_H = 3, THAWED_H = 5, REVIEW_H = 9 };
#define AT(hours) ((int64_t)(hours)*WORLD_HOUR)

/* Eight who hold the same, the seed among them, of which 0.3 of the money stays in reserve; all
 * ask for everything at once. */
static lending *run_on_vault(void)
{
    lending *l = lending_new();
    lending_clear(l, EACH);
    const size_t lent = lending_strategy(l, "jup_lend", 7000);
    for (uint32_t lp = 1; lp <= LPS; lp++) {
        lending_flow(l, 1, lp, BL_FLOW_DEPOSIT, EACH);
    }
    lending_crank(l, AT(1), lent, false, LPS * EACH / 10 * 7); /* the seed's is lent at start */
    lending_price(l, lent, AT(FROZEN_H), BL_PRICE_ONE, 0);
    lending_price(l, lent, AT(THAWED_H), BL_PRICE_ONE, BL_NO_LIMIT);
    for (uint32_t lp = 1; lp <= LPS; lp++) {
        lending_flow(l, AT(RUN_H), lp, BL_FLOW_WITHDRAW_ALL, 0);
    }
    lending_flow(l, AT(RUN_H), 0, BL_FLOW_WITHDRAW_ALL, 0);
    return l;
}

static void run_until(lending *l, int64_t hours)
{
    bl_err err = {0};
    ck_assert_msg(lending_run(l, AT(hours), &err) == BL_OK, "%s", err.text);
}

/* First come, first served: 0.3 of eight pays two in full and nobody in part. */
START_TEST(the_first_are_paid_in_full_and_the_rest_wait)
{
    lending *l = run_on_vault();
    run_until(l, RUN_H + 1);
    for (size_t k = 0; k <= LPS; k++) {
        const bl_flow_row *row = &l->flows[LPS + k];
        const bool paid = k < PAID;
        ck_assert_int_eq(row->outcome, paid ? BL_OUTCOME_SETTLED : BL_OUTCOME_PENDING);
        ck_assert_uint_eq(row->amount.v, paid ? EACH : 0);
        ck_assert(paid || row->reason == BL_REASON_RESERVE_SHORT);
    }
    const bl_series_row *end = lending_last(l, BL_EVENT_END);
    ck_assert_uint_eq(end->reserve.v, (LPS + 1) * EACH * 3 / 10 - PAID * EACH);
    lending_free(l);
}
END_TEST

/* The crank that failed shut the gates for six hours; the review that opens them finds the lender
 * able to pay. */
START_TEST(who_waited_is_paid_in_full_when_the_money_comes_back)
{
    lending *l = run_on_vault();
    run_until(l, REVIEW_H);
    for (size_t k = 0; k <= LPS; k++) {
        const bl_flow_row *row = &l->flows[LPS + k];
        ck_assert_int_eq(row->outcome, BL_OUTCOME_SETTLED);
        ck_assert_int_eq(row->settled_ns, AT(k < PAID ? RUN_H : REVIEW_H));
        ck_assert_uint_eq(row->amount.v, EACH);
    }
    lending_free(l);
}
END_TEST

int main(void)
{
    return suite_run("run on the reserve",
                     (const TTest *const[]){the_first_are_paid_in_full_and_the_rest_wait,
                                            who_waited_is_paid_in_full_when_the_money_comes_back,
                                            NULL});
}
