/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_latency.c - what orders that arrive late cost: the price goes its own way meanwhile, so with
 * a geometric Brownian motion the extra cost has mean 0 and standard deviation sigma*sqrt(T)
 * (models 1.12: 60 % a year, 5 s, 2.389 bps).
 */
#include "../support/draws.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <math.h>
#include <stdlib.h>

enum { ORDERS = 15000 };
#define MINUTE (60 * BL_NS_PER_S)
#define LATE (5 * BL_NS_PER_S)

/* A bar at each decision and one when its order arrives. */
static void draw_prices(world *w)
{
    draws d = draws_new(13, 0);
    const double year = 365. * 86400;
    double price = 5e12;
    for (int64_t k = 0; k <= ORDERS; k++) {
        world_mark(w, 0, k * MINUTE, llround(price), 0);
        const double late = 0.6 * sqrt(5 / year);
        price *= exp(late * draws_normal(&d) - late * late / 2);
        world_mark(w, 0, k * MINUTE + LATE, llround(price), 0);
        const double rest = 0.6 * sqrt(55 / year);
        price *= exp(rest * draws_normal(&d) - rest * rest / 2);
    }
}

START_TEST(five_seconds_late_costs_nothing_in_the_mean_and_2_389_bps_either_way)
{
    world *w = world_new();
    bl_err err = {0};
    w->bar_ns = w->setup.instruments[0].bar_ns = MINUTE;
    w->setup.instruments[0].target_ppb = BL_PPB;
    w->setup.instruments[0].gap = BL_GAP_HOLD;
    w->setup.instruments[0].step = 1;
    w->setup.vault.capital = UINT64_C(1000000000) * WORLD_UNIT;
    w->setup.venue.taker_ppb = 0;
    w->setup.rebalance.on_failure = BL_FAILURE_KEEP;
    world_interval(w, MINUTE);
    world_slot(w, "latency", "constant");
    w->setup.venue.latency_params[0] = LATE;
    draw_prices(w);
    for (int64_t k = 1; k <= ORDERS; k++) {
        world_flow(w, k * MINUTE, 1, BL_FLOW_DEPOSIT, 1000 * WORLD_UNIT);
    }
    ck_assert_msg(world_run(w, ORDERS * MINUTE + LATE, &err) == BL_OK, "%s", err.text);
    double n = 0;
    double sum = 0;
    double squares = 0;
    for (size_t i = 0; i < w->fills_len; i++) {
        const bl_fill_row *fill = &w->fills[i];
        if (fill->reason == BL_FILL_OPEN) {
            continue;
        }
        ck_assert_int_eq(fill->time_ns % MINUTE, LATE);
        const double decided = (double)w->close[0][2 * (fill->time_ns / MINUTE)];
        const double cost = (double)fill->price.v / decided - 1;
        n += 1;
        sum += cost;
        squares += cost * cost;
    }
    const double sd = sqrt(squares / n);
    ck_assert_double_eq(n, ORDERS);
    ck_assert_double_eq_tol(sum / n, 0, 4 * sd / sqrt(n));
    ck_assert_double_eq_tol(sd * 1e4, 2.389, 4 * 2.389 / sqrt(2 * n));
    world_free(w);
}
END_TEST

int main(void)
{
    return suite_run(
        "latency", (const TTest *const[]){
                       five_seconds_late_costs_nothing_in_the_mean_and_2_389_bps_either_way, NULL});
}
