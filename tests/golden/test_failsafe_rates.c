/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_failsafe_rates.c - how often outages trip a vault, the engine against closed forms (models
 * 1.9). Prices stand still; outages come one a month, at random against the ticks. Before each an
 * LP enters, so that the next tick has something to trade. D is an outage's length, m its mean, h
 * the interval, nu the rate of flows:
 *
 *   a grid trips        E min(1, D/h); for exponential lengths (m/h)(1 - e^(-h/m))
 *   ticks that fail     m/h an outage
 *   immediate trips     nu m/(1 + nu m)
 *
 * A tolerance is 4 standard errors. `test_failsafe_rates 20` takes twenty times as many outages.
 */
#include "../support/draws.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <math.h>
#include <stdlib.h>

enum { OUTAGES = 1200, FLOWS_MAX = 40 * OUTAGES };
#define MONTH (30 * BL_NS_PER_DAY)
#define MEAN_H 11.025 /* of Solana's halts from 2021 to 2025, */
#define A_YEAR 1.712  /* and how many there were */
#define HOURS(x) llround((x)*3600e9)

static uint64_t effort = 1;

typedef struct {
    int64_t begin_ns[OUTAGES], end_ns[OUTAGES];
    int64_t flow_ns[FLOWS_MAX];
    uint32_t flow_lp[FLOWS_MAX];
    uint8_t flow_kind[FLOWS_MAX];
    uint64_t flow_amount[FLOWS_MAX];
    size_t flows_len;
} outages;

static double draw_exponential(draws *d, double mean)
{
    return -log(draws_uniform(d)) * mean;
}

static void add_flow(outages *o, double at_ns)
{
    ck_assert_uint_lt(o->flows_len, FLOWS_MAX);
    o->flow_ns[o->flows_len] = llround(at_ns);
    o->flow_lp[o->flows_len] = 1;
    o->flow_amount[o->flows_len] = 1000 * WORLD_UNIT;
    o->flows_len++;
}

/* Outages of a mean length, or of exactly that; ten days into each month and up to one more. */
static outages *draw_outages(draws *d, double mean_h, bool fixed)
{
    outages *o = calloc(1, sizeof *o);
    ck_assert_ptr_nonnull(o);
    for (int64_t k = 0; k < OUTAGES; k++) {
        const double late_ns = draws_uniform(d) * (double)BL_NS_PER_DAY;
        const double length_h = fixed ? mean_h : draw_exponential(d, mean_h);
        o->begin_ns[k] = k * MONTH + 10 * BL_NS_PER_DAY + llround(late_ns);
        o->end_ns[k] = o->begin_ns[k] + HOURS(length_h);
    }
    return o;
}

static void enter_before_each(outages *o)
{
    for (size_t k = 0; k < OUTAGES; k++) {
        add_flow(o, (double)(o->begin_ns[k] - BL_NS_PER_S));
    }
}

/* Flows from a day before each outage until two days after it, so many an hour. */
static void enter_at_random(outages *o, draws *d, double an_hour)
{
    for (size_t k = 0; k < OUTAGES; k++) {
        double at_ns = (double)o->begin_ns[k] - (double)BL_NS_PER_DAY;
        for (;;) {
            at_ns += draw_exponential(d, 3600e9 / an_hour);
            if (at_ns > (double)o->end_ns[k] + 2 * (double)BL_NS_PER_DAY) {
                break;
            }
            add_flow(o, at_ns);
        }
    }
}

static bool ignore_series(void *context, const bl_series_row *row)
{
    (void)context;
    (void)row;
    return true;
}

static bool ignore_fill(void *context, const bl_fill_row *row)
{
    (void)context;
    (void)row;
    return true;
}

static bool ignore_audit(void *context, const bl_audit_row *row)
{
    (void)context;
    (void)row;
    return true;
}

static bool ignore_flow(void *context, const bl_flow_row *row)
{
    (void)context;
    (void)row;
    return true;
}

static bool ignore_lp(void *context, const bl_lp_row *row)
{
    (void)context;
    (void)row;
    return true;
}

/* Trips and failed ticks of all of them; a review five days after a trip finds the venue up. */
static bl_run_counts replay(const outages *o, const char *mode)
{
    const int64_t visible_ns = 0;
    const int64_t close = INT64_C(5000000000000);
    const int64_t volume = 0;
    world *w = world_new();
    world_mode(w, mode);
    world_slot(w, "availability", "windows");
    bl_setup setup = w->setup;
    world_free(w);
    setup.vault.capital = UINT64_C(1000000000) * WORLD_UNIT;
    setup.instruments[0].target_ppb = BL_PPB;
    setup.instruments[0].gap = BL_GAP_HOLD;
    setup.instruments[0].step = 1;
    setup.instruments[0].bars =
        (bl_bars){.len = 1, .visible_ns = &visible_ns, .close = &close, .volume = &volume};
    setup.failsafe.retry_next_tick = true;
    setup.failsafe.review_delay_ns = 5 * BL_NS_PER_DAY;
    setup.venue.windows = (bl_windows){OUTAGES, o->begin_ns, o->end_ns};
    setup.flows = (bl_flows){o->flows_len, o->flow_ns, o->flow_lp, o->flow_kind, o->flow_amount, 2};
    setup.end_ns = OUTAGES * MONTH;
    const bl_sink sink = {.series = ignore_series,
                          .fill = ignore_fill,
                          .audit = ignore_audit,
                          .flow = ignore_flow,
                          .lp = ignore_lp};
    bl_run_counts counts;
    bl_err err = {0};
    ck_assert_msg(world_replay(&setup, &sink, &counts, &err) == BL_OK, "%s", err.text);
    ck_assert_uint_eq(counts.failures[BL_REASON_VENUE_DOWN], counts.attempts_failed);
    return counts;
}

typedef struct {
    double outages, trips, failed;
} tally;

static tally on_a_grid(const char *mode, double mean_h, bool fixed)
{
    tally t = {0};
    for (uint64_t batch = 0; batch < 4 * effort; batch++) {
        draws d = draws_new(11, batch);
        outages *o = draw_outages(&d, mean_h, fixed);
        enter_before_each(o);
        const bl_run_counts counts = replay(o, mode);
        t.outages += OUTAGES;
        t.trips += (double)counts.trips;
        t.failed += (double)counts.attempts_failed;
        free(o);
    }
    return t;
}

static void check_share(double part, double of, double wanted)
{
    ck_assert_double_eq_tol(part / of, wanted, 4 * sqrt(wanted * (1 - wanted) / of));
}

/* Failed ticks of an outage given the trip: geometric with mean 1/(1 - e^(-h/m)), none without. */
static void check_grid(const char *mode, double h, double wanted)
{
    const tally t = on_a_grid(mode, MEAN_H, false);
    const double rest = exp(-h / MEAN_H);
    ck_assert_double_eq_tol(MEAN_H / h * (1 - rest), wanted, 5e-6);
    check_share(t.trips, t.outages, wanted);
    const double second = wanted * (1 + rest) / ((1 - rest) * (1 - rest));
    const double mean = MEAN_H / h;
    ck_assert_double_eq_tol(t.failed / t.outages, mean,
                            4 * sqrt((second - mean * mean) / t.outages));
    ck_assert_double_eq_tol(A_YEAR * t.trips / t.outages, A_YEAR * wanted,
                            4 * A_YEAR * sqrt(wanted * (1 - wanted) / t.outages));
}

START_TEST(an_exponential_outage_trips_a_grid_of_4_h_with_probability_0_83868)
{
    check_grid("4h", 4, 0.83868);
}
END_TEST

START_TEST(an_exponential_outage_trips_a_grid_of_24_h_with_probability_0_40728)
{
    check_grid("24h", 24, 0.40728);
}
END_TEST

START_TEST(an_outage_of_37_minutes_trips_a_grid_in_proportion_to_its_length)
{
    const tally four = on_a_grid("4h", 37. / 60, true);
    const tally daily = on_a_grid("24h", 37. / 60, true);
    check_share(four.trips, four.outages, 37. / 240);    /* 0.154 */
    check_share(daily.trips, daily.outages, 37. / 1440); /* 0.0257 */
    ck_assert_double_eq(four.failed, four.trips);
    ck_assert_double_eq(daily.failed, daily.trips);
}
END_TEST

START_TEST(six_flows_a_day_trip_immediate_with_probability_0_73378)
{
    const double an_hour = 0.25;
    double trips = 0;
    double all = 0;
    for (uint64_t batch = 0; batch < 4 * effort; batch++) {
        draws d = draws_new(12, batch);
        outages *o = draw_outages(&d, MEAN_H, false);
        enter_at_random(o, &d, an_hour);
        trips += (double)replay(o, "immediate").trips;
        all += OUTAGES;
        free(o);
    }
    const double wanted = an_hour * MEAN_H / (1 + an_hour * MEAN_H);
    ck_assert_double_eq_tol(wanted, 0.73378, 5e-6);
    check_share(trips, all, wanted);
}
END_TEST

int main(int argc, char **argv)
{
    effort = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    return suite_run(
        "failsafe rates",
        (const TTest *const[]){an_exponential_outage_trips_a_grid_of_4_h_with_probability_0_83868,
                               an_exponential_outage_trips_a_grid_of_24_h_with_probability_0_40728,
                               an_outage_of_37_minutes_trips_a_grid_in_proportion_to_its_length,
                               six_flows_a_day_trip_immediate_with_probability_0_73378, NULL});
}
