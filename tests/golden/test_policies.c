/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_policies.c - who pays for a rescale, by hand: 20 coins at 50 000 on 1 000 000. 100
 * 000.000001 leave, 2.001 coins are sold for a fee of 55.027500 (spec 4.6).
 */
#include <math.h>
#include <stdlib.h>

#include "../../cli/trial.h"
#include "../../reports/policy.h"
#include "../support/suite.h"
#include "../support/world.h"

#define HOURS(x) ((int64_t)(x)*WORLD_HOUR)

static bl_policy measure(bool costs_flow, const char *mode)
{
    world *w = world_new();
    bl_trial *trial = malloc(sizeof *trial);
    bl_policy out;
    bl_err err;
    ck_assert_ptr_nonnull(trial);
    w->setup.instruments[0].target_ppb = BL_PPB;
    w->setup.venue.taker_ppb = 550000;
    w->setup.vault.costs_flow = costs_flow;
    world_mode(w, mode);
    world_bar(w, 0, 0, 5000000, 0);
    world_flow(w, HOURS(1), 0, BL_FLOW_WITHDRAW_AMOUNT, UINT64_C(100000000001));
    ck_assert_int_eq(world_run(w, HOURS(9), &err), BL_OK);
    *trial = (bl_trial){.setup = w->setup};
    ck_assert_msg(bl_trial_run(trial, &err) == BL_OK, "%s", err.text);
    ck_assert(bl_policy_measure(&trial->log, &trial->metrics, &out, &err));
    bl_trial_fini(trial);
    free(trial);
    world_free(w);
    return out;
}

START_TEST(a_pool_shares_the_cost_and_a_flow_bears_its_own)
{
    const bl_policy pool = measure(false, "immediate");
    ck_assert_double_eq_tol(pool.cost, 55.0275, 1e-9);
    ck_assert_double_eq_tol(pool.leavers, 5.502751, 1e-6);
    ck_assert_double_eq_tol(pool.stayers, 49.524749, 1e-6);
    const bl_policy flow = measure(true, "immediate");
    ck_assert_double_eq_tol(flow.leavers, 55.0275, 1e-6);
    ck_assert_double_eq_tol(flow.stayers, 0, 1e-6);
    ck_assert_uint_eq(flow.waits.lps, 0);
}
END_TEST

/* From 1:00 to the tick of 4:00 leverage is 1 000 000 / 900 000: 3 h of 9 at 11.11 %. */
START_TEST(at_a_tick_who_stays_pays_it_all_and_drifts_until_then)
{
    const bl_policy tick = measure(false, "4h");
    ck_assert_double_eq_tol(tick.cost, 55.0275, 1e-9);
    ck_assert_double_eq(tick.leavers, 0);
    ck_assert_double_eq_tol(tick.drift, 100.0 / 9 * 3 / 9, 0.01);
    ck_assert_uint_eq(tick.trips, 0);
}
END_TEST

int main(void)
{
    return suite_run("policies", (const TTest *const[]){
                                     a_pool_shares_the_cost_and_a_flow_bears_its_own,
                                     at_a_tick_who_stays_pays_it_all_and_drifts_until_then, NULL});
}
