/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_pause.c - what pausing costs, in a world made for a pencil: 20 coins at 50 000 on 1 000 000.
 * The venue is down from 0:30 to 2:00. At 1:00 a tenth of the shares wants out and somebody wants
 * in; at 2:00 the price is 45 000 and stays there.
 *
 * With a pause of two hours the tenth leaves at once, unscaled, for 100 000: 20 coins stand on
 * 900 000, at 2:00 on 800 000, and two of them are sold at 3:00. Without one it waits for the venue
 * and leaves at 2:00 with its share of the loss, for 90 000.
 */
#include "../../cli/trial.h"
#include "../../reports/pause.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <math.h>
#include <stdlib.h>

#define PRICE(x) ((int64_t)(x)*100000000)
#define HOURS(x) ((int64_t)(x)*WORLD_HOUR)

static const int64_t outage_begin = WORLD_HOUR / 2;
static const int64_t outage_end = 2 * WORLD_HOUR;

static bl_pause measure(uint32_t without, int64_t review_delay_ns)
{
    world *w = world_new();
    bl_trial *trial = malloc(sizeof *trial);
    bl_err err;
    bl_pause out;
    ck_assert_ptr_nonnull(trial);
    w->setup.instruments[0].target_ppb = BL_PPB;
    w->setup.failsafe.without = without;
    w->setup.failsafe.review_delay_ns = review_delay_ns;
    world_slot(w, "availability", "windows");
    w->setup.venue.windows = (bl_windows){1, &outage_begin, &outage_end};
    for (int64_t hour = 0; hour <= 4; hour++) {
        world_mark(w, 0, HOURS(hour), PRICE(hour < 2 ? 50000 : 45000), 0);
    }
    world_flow(w, HOURS(1), 0, BL_FLOW_WITHDRAW_PART, BL_PPB / 10);
    world_flow(w, HOURS(1) + 1, 1, BL_FLOW_DEPOSIT, 5000 * WORLD_UNIT);
    ck_assert_int_eq(world_run(w, HOURS(4), &err), BL_OK);
    *trial = (bl_trial){.setup = w->setup};
    ck_assert_msg(bl_trial_run(trial, &err) == BL_OK, "%s", err.text);
    ck_assert(bl_pause_measure(&trial->log, &trial->metrics, &out, &err));
    bl_trial_fini(trial);
    free(trial);
    world_free(w);
    return out;
}

START_TEST(a_pause_pays_who_leaves_and_charges_who_stays)
{
    const bl_pause with = measure(0, HOURS(2));
    ck_assert_double_eq_tol(with.price, 0.888888888888, 1e-12);
    ck_assert_uint_eq(with.trips, 1);
    ck_assert_double_eq(with.detect_s, 1800);
    ck_assert_double_eq(with.review_s, 7200);
    ck_assert_uint_eq(with.waits.blocked_len, 1);
    ck_assert_double_eq_tol(with.waits.blocked, 5000, 1e-9);
    ck_assert_uint_eq(with.waits.late_len, 0);
    ck_assert_uint_eq(with.waits.lps, 0);
    ck_assert_double_eq_tol(with.leverage, 1.125, 1e-9);
}
END_TEST

START_TEST(without_a_pause_who_leaves_waits_for_the_venue_and_bears_the_fall)
{
    const bl_pause without = measure(BL_RULE_TRIP, HOURS(2));
    ck_assert_double_eq_tol(without.price, 0.9, 1e-12);
    ck_assert_uint_eq(without.trips, 0);
    ck_assert(!without.tripped);
    ck_assert_double_eq(without.review_s, 0);
    ck_assert_uint_eq(without.waits.blocked_len, 0);
    ck_assert_uint_eq(without.waits.late_len, 1);
    ck_assert_double_eq_tol(without.waits.late, 90000, 1e-6);
    ck_assert_uint_eq(without.waits.lps, 2); /* the deposit waits too */
    ck_assert_double_eq_tol(without.waits.hours, 2, 1e-9);
    ck_assert_double_eq_tol(without.leverage, 1, 1e-9);
}
END_TEST

START_TEST(the_cost_of_pausing_is_the_share_price_against_the_run_without)
{
    const bl_pause without = measure(BL_RULE_TRIP, HOURS(2));
    const bl_pause with = measure(0, HOURS(2));
    const bl_pause none = {.price = NAN};
    ck_assert_double_eq_tol(bl_pause_cost_bps(&with, &without), 1e4 / 90, 1e-6);
    ck_assert(isnan(bl_pause_cost_bps(&none, &without)));
}
END_TEST

START_TEST(a_review_that_comes_too_late_leaves_the_vault_paused)
{
    const bl_pause late = measure(0, HOURS(24));
    ck_assert_double_eq(late.review_s, 3 * 3600);
}
END_TEST

int main(void)
{
    return suite_run("pause", (const TTest *const[]){
                                  a_pause_pays_who_leaves_and_charges_who_stays,
                                  without_a_pause_who_leaves_waits_for_the_venue_and_bears_the_fall,
                                  the_cost_of_pausing_is_the_share_price_against_the_run_without,
                                  a_review_that_comes_too_late_leaves_the_vault_paused, NULL});
}
