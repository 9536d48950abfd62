/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_margin.c - where a book is liquidated: the levels of models 1.14 at one rate, tiers worked
 * by hand, and the same bar whether or not the kernel looks at every one.
 */
#include "../support/draws.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <math.h>
#include <stdlib.h>

#define PRICE(x) ((int64_t)(x)*100000000)

/* A vault that never trades, `leverage_ppb` of its capital in coins at 50 000. */
static world *margin_world(int64_t leverage_ppb, int64_t mm_ppb)
{
    world *w = world_new();
    world_mode(w, "never");
    w->setup.instruments[0].step = 1;
    w->setup.instruments[0].target_ppb = leverage_ppb;
    w->setup.venue.mm_ppb = mm_ppb;
    world_mark(w, 0, 0, PRICE(50000), 0);
    return w;
}

/* The bar, from 0 at start, at which the book was liquidated; -1: it was not. */
static int64_t liquidation_bar(world *w, int64_t bars_len)
{
    bl_err err = {0};
    ck_assert_msg(world_run(w, (bars_len - 1) * WORLD_HOUR, &err) == BL_OK, "%s", err.text);
    for (size_t i = 0; i < w->audit_len; i++) {
        if (w->audit[i].event == BL_EVENT_LIQUIDATION) {
            return w->audit[i].time_ns / WORLD_HOUR;
        }
    }
    return -1;
}

/* -- one rate (models 1.14) ------------------------------------------------------------------- */

START_TEST(a_book_is_liquidated_at_the_first_mark_past_its_level)
{
    static const struct {
        int leverage;
        double level; /* as the table prints it */
    } rows[] = {{2, 0.506329},  {3, 0.675105},  {5, 0.810127},  {10, 0.911392},
                {-1, 1.975309}, {-2, 1.481481}, {-3, 1.316872}, {-5, 1.185185}};
    const double m = 0.0125;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const double l = rows[i].leverage;
        const double level = (l - 1) / (l - fabs(l) * m);
        ck_assert_double_eq_tol(level, rows[i].level, 5e-7);
        world *w = margin_world(rows[i].leverage * BL_PPB, 12500000);
        /* five marks toward the level, a part in 10^9 apart; the fourth is the first past it */
        const double toward = l > 0 ? -1 : 1;
        for (int k = 1; k <= 5; k++) {
            world_mark(w, 0, k * WORLD_HOUR,
                       llround(5e12 * level * (1 + toward * (k - 3.5) * 1e-9)), 0);
        }
        ck_assert_int_eq(liquidation_bar(w, 6), 4);
        world_free(w);
    }
}
END_TEST

START_TEST(ten_times_at_50000_is_liquidated_at_45569_62025316)
{
    world *w = margin_world(10 * BL_PPB, 12500000);
    world_mark(w, 0, 1 * WORLD_HOUR, INT64_C(4556962025400), 0);
    world_mark(w, 0, 2 * WORLD_HOUR, INT64_C(4556962025200), 0);
    ck_assert_int_eq(liquidation_bar(w, 3), 2);
    world_free(w);
}
END_TEST

/* -- tiers ------------------------------------------------------------------------------------ */

static const int64_t above[] = {0, INT64_C(100000000000)}; /* 100 000 */
static const int64_t rates[] = {10000000, 50000000};       /* 1 %, then 5 % */

/* Ten coins on 100 000: V - 400 000 < 1 000 + 5 % (V - 100 000) where V < 396 000 / 0.95. */
START_TEST(two_tiers_tax_what_lies_above_each)
{
    world *w = margin_world(5 * BL_PPB, BL_PPB);
    w->setup.vault.capital = 100000 * WORLD_UNIT;
    w->setup.venue.tiers = (bl_tiers){2, above, rates};
    world_mark(w, 0, 1 * WORLD_HOUR, INT64_C(4168421052640), 0); /* V = 416 842.105264 */
    world_mark(w, 0, 2 * WORLD_HOUR, INT64_C(4168421052631), 0); /* V = 416 842.105263 */
    ck_assert_int_eq(liquidation_bar(w, 3), 2);
    world_free(w);
}
END_TEST

/* A short walk in tiers; the oracle makes the kernel look at every bar. */
static int64_t walk_until_liquidated(uint64_t number, bool watched)
{
    enum { BARS = 400 };
    static const int64_t leverages[] = {3 * BL_PPB, -2 * BL_PPB, 8 * BL_PPB, -5 * BL_PPB};
    draws d = draws_new(6, number);
    world *w = margin_world(leverages[number % 4], 0);
    w->setup.venue.tiers = (bl_tiers){2, above, rates};
    w->setup.oracle.on = watched;
    w->setup.oracle.report_every_ns = 300 * BL_NS_PER_S;
    double price = 5e12;
    for (int k = 1; k < BARS; k++) {
        price *= exp(0.02 * draws_normal(&d));
        world_mark(w, 0, k * WORLD_HOUR, llround(price), 0);
    }
    const int64_t bar = liquidation_bar(w, BARS);
    world_free(w);
    return bar;
}

START_TEST(bars_that_are_skipped_hide_no_liquidation)
{
    int liquidated = 0;
    for (uint64_t number = 0; number < 24; number++) {
        const int64_t bar = walk_until_liquidated(number, false);
        ck_assert_int_eq(bar, walk_until_liquidated(number, true));
        liquidated += bar > 0;
    }
    ck_assert_int_gt(liquidated, 6);
    ck_assert_int_lt(liquidated, 24);
}
END_TEST

int main(void)
{
    return suite_run("margin",
                     (const TTest *const[]){a_book_is_liquidated_at_the_first_mark_past_its_level,
                                            ten_times_at_50000_is_liquidated_at_45569_62025316,
                                            two_tiers_tax_what_lies_above_each,
                                            bars_that_are_skipped_hide_no_liquidation, NULL});
}
