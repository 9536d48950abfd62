/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_process_flows.c - synthetic flows, utilisation and funding against what is known of their
 * processes. Seeds are fixed; tolerances are four standard errors. `test_process_flows N` takes N
 * times as many worlds.
 */
#include "../../models/holders.h"
#include "../support/suite.h"
#include "../support/synthetic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NO_BIAS = 0 };
#define DAY BL_NS_PER_DAY
#define YEAR BL_PROCESS_YEAR_NS

static size_t effort = 1;

/* Nobody has anything at the start and all pay in: every event is a row. */
static void only_events(synthetic *s)
{
    synthetic_set(s, "capital", 0);
    synthetic_set(s, "deposits", 1);
    synthetic_set(s, "lps", 1);
}

START_TEST(poisson_events_come_independently_at_their_rate)
{
    const size_t worlds = 2000 * effort;
    synthetic *const s = synthetic_new("poisson", 10 * DAY, 1, 400);
    double *const counts = calloc(worlds, sizeof *counts);
    double *const firsts = calloc(worlds, sizeof *firsts);
    only_events(s);
    synthetic_set(s, "rate", 7.5);
    for (size_t i = 0; i < worlds; i++) {
        const bl_process_tape *tape = synthetic_make(s, i);
        counts[i] = (double)tape->len;
        firsts[i] = (double)tape->time_ns[0] / (double)DAY;
    }
    synthetic_check("the mean count", synthetic_mean, counts, worlds, 75, NO_BIAS);
    synthetic_check("its variance", synthetic_variance, counts, worlds, 75, NO_BIAS);
    synthetic_check("the first gap", synthetic_mean, firsts, worlds, 1 / 7.5, NO_BIAS);
    synthetic_check("its variance", synthetic_variance, firsts, worlds, pow(7.5, -2), NO_BIAS);
    free(counts);
    free(firsts);
    synthetic_free(s);
}
END_TEST

/* The first event is the first nanosecond that is not before its time; so far on that a double of
 * seconds has no nanoseconds left. */
START_TEST(times_are_rounded_up_to_the_nanosecond)
{
    synthetic *const s = synthetic_new("poisson", 10000 * DAY, 1, 20000);
    const bl_draw_key gaps = {.seed = 1, .purpose = BL_DRAW_GAP};
    only_events(s);
    synthetic_set(s, "rate", 1);
    s->world.start_ns = 10000 * DAY;
    const bl_process_tape *const tape = synthetic_make(s, 0);
    int64_t before_ns = s->world.start_ns;
    ck_assert_uint_gt(tape->len, 9000);
    for (uint32_t i = 0; i < tape->len; i++) {
        const double wait = bl_draw_exponential(bl_draw(&gaps, i)) / (1.0 / 86400);
        const double fraction = wait - floor(wait);
        const int64_t wait_ns =
            (int64_t)floor(wait) * BL_NS_PER_S + (int64_t)ceil(fraction * (double)BL_NS_PER_S);
        ck_assert_int_eq(tape->time_ns[i] - before_ns, wait_ns);
        before_ns = tape->time_ns[i];
    }
    synthetic_free(s);
}
END_TEST

START_TEST(sizes_are_lognormal_around_their_mean)
{
    synthetic *const s = synthetic_new("poisson", 1000 * DAY, 1, 200000);
    double *const sizes = calloc(200000, sizeof *sizes);
    only_events(s);
    synthetic_set(s, "rate", 100);
    synthetic_set(s, "size", 7919);
    synthetic_set(s, "spread", 0.8);
    const bl_process_tape *tape = synthetic_make(s, 0);
    for (size_t i = 0; i < tape->len; i++) {
        sizes[i] = (double)tape->value[i] / 1e6;
    }
    synthetic_check("the mean", synthetic_mean, sizes, tape->len, 7919, NO_BIAS);
    for (size_t i = 0; i < tape->len; i++) {
        sizes[i] = log(sizes[i]);
    }
    synthetic_check("of the logarithm", synthetic_mean, sizes, tape->len, log(7919) - 0.32,
                    NO_BIAS);
    synthetic_check("its variance", synthetic_variance, sizes, tape->len, 0.64, NO_BIAS);
    free(sizes);
    synthetic_free(s);
}
END_TEST

/* -- self-exciting flows ---------------------------------------------------------------------- */

typedef struct {
    double mu, alpha, beta, window; /* days */
    double rate, mean, variance, covariance;
} hawkes_case;

static const hawkes_case hawkes_cases[] = {
    {0.5, 0.6, 1, 5, 1.25, 6.25, 24.8765944906, 6.13302598466},
    {1.2, 0.6, 0.8, 1, 4.8, 4.8, 11.5430711081, 5.91453717834},
    {0.2, 3, 5, 10, 0.5, 5, 29.9375000027, 0.656249997295}};

static synthetic *hawkes_world(const hawkes_case *with, size_t days)
{
    synthetic *const s = synthetic_new("hawkes", DAY, days, 400000);
    only_events(s);
    synthetic_set(s, "rate", with->mu);
    synthetic_set(s, "branching", with->alpha / with->beta);
    synthetic_set(s, "decay", 86400 / with->beta);
    return s;
}

static void count_events(const bl_process_tape *tape, double window_days, double *counts,
                         size_t windows)
{
    for (size_t i = 0; i < tape->len; i++) {
        const size_t window = (size_t)((double)tape->time_ns[i] / (double)DAY / window_days);
        if (window < windows) {
            counts[window] += 1;
        }
    }
}

static double covariance(const double *sample, size_t len)
{
    const double mean = synthetic_mean(sample, len);
    double sum = 0;
    for (size_t i = 0; i + 1 < len; i++) {
        sum += (sample[i] - mean) * (sample[i + 1] - mean);
    }
    return sum / (double)(len - 1);
}

START_TEST(hawkes_windows_have_the_moments_of_the_theory)
{
    enum { DAYS = 50000 };
    for (size_t k = 0; k < 3; k++) {
        const hawkes_case *const with = &hawkes_cases[k];
        const size_t windows = (size_t)(DAYS / with->window);
        const size_t worlds = (with->window > 1 ? 6 : 2) * effort;
        synthetic *const s = hawkes_world(with, DAYS);
        double *const counts = calloc(windows * worlds, sizeof *counts);
        for (size_t i = 0; i < worlds; i++) {
            count_events(synthetic_make(s, i), with->window, counts + i * windows, windows);
        }
        synthetic_check("the mean", synthetic_mean, counts, windows * worlds, with->mean, NO_BIAS);
        synthetic_check("the variance", synthetic_variance, counts, windows * worlds,
                        with->variance, NO_BIAS);
        synthetic_check("the covariance", covariance, counts, windows * worlds, with->covariance,
                        NO_BIAS);
        free(counts);
        synthetic_free(s);
    }
}
END_TEST

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Largest distance of the sample's distribution from 1 - e^-x. */
static double exponential_distance(double *sample, size_t len)
{
    double worst = 0;
    qsort(sample, len, sizeof *sample, compare);
    for (size_t i = 0; i < len; i++) {
        const double below = 1 - exp(-sample[i]);
        worst = fmax(worst,
                     fmax(below - (double)i / (double)len, (double)(i + 1) / (double)len - below));
    }
    return worst;
}

/* The intensity summed between two events is exponential with mean 1, whatever came before. */
START_TEST(hawkes_events_are_exponential_in_the_time_of_their_intensity)
{
    enum { DAYS = 20000 };
    for (size_t k = 0; k < 3; k++) {
        const hawkes_case *const with = &hawkes_cases[k];
        synthetic *const s = hawkes_world(with, DAYS);
        const bl_process_tape *const tape = synthetic_make(s, 77);
        double *const sums = calloc(tape->len, sizeof *sums);
        double excitation = with->rate - with->mu;
        int64_t before_ns = 0;
        for (size_t i = 0; i < tape->len; i++) {
            const double gap = (double)(tape->time_ns[i] - before_ns) / (double)DAY;
            const double kept = exp(-with->beta * gap);
            sums[i] = with->mu * gap + excitation / with->beta * (1 - kept);
            excitation = excitation * kept + with->alpha;
            before_ns = tape->time_ns[i];
        }
        const double distance = exponential_distance(sums, tape->len);
        ck_assert_msg(distance * sqrt((double)tape->len) < 1.628, "case %zu: %g", k, distance);
        free(sums);
        synthetic_free(s);
    }
}
END_TEST

/* Integrals of the excitation x e^-bt and of its square over a gap, added to two sums. */
static void add_excitation(double beta, double gap, double excitation, double sums[2])
{
    sums[0] += excitation / beta * (1 - exp(-beta * gap));
    sums[1] += excitation * excitation / (2 * beta) * (1 - exp(-2 * beta * gap));
}

/* alpha^2 rate / (2 (beta - alpha)), over all of time and not only at events; the mean is known, so
 * the variance is the mean of a square. A sample is a world of 2000 days from where it begins, at
 * its mean: it lacks the first days' spread, 1 / (2 (beta - alpha)) of them. */
START_TEST(hawkes_intensity_has_the_variance_of_the_theory)
{
    enum { DAYS = 2000 };
    static const double variances[] = {0.5625, 4.32, 1.125};
    const size_t worlds = 100 * effort;
    double *const squares = calloc(worlds, sizeof *squares);
    for (size_t k = 0; k < 3; k++) {
        const hawkes_case *const with = &hawkes_cases[k];
        synthetic *const s = hawkes_world(with, DAYS);
        const double excited = with->rate - with->mu;
        for (size_t i = 0; i < worlds; i++) {
            const bl_process_tape *const tape = synthetic_make(s, i);
            double sums[2] = {0, 0};
            double excitation = excited;
            double before = 0;
            for (size_t row = 0; row <= tape->len; row++) {
                const double at = row < tape->len ? (double)tape->time_ns[row] / (double)DAY : DAYS;
                add_excitation(with->beta, at - before, excitation, sums);
                excitation = excitation * exp(-with->beta * (at - before)) + with->alpha;
                before = at;
            }
            squares[i] = sums[1] / DAYS - 2 * excited * sums[0] / DAYS + excited * excited;
        }
        synthetic_check("the variance", synthetic_mean, squares, worlds, variances[k],
                        variances[k] / (2 * (with->beta - with->alpha)) / DAYS);
        synthetic_free(s);
    }
    free(squares);
}
END_TEST

/* -- who has what ----------------------------------------------------------------------------- */

START_TEST(the_first_deposits_follow_zipf_and_add_up_to_the_capital)
{
    synthetic *const s = synthetic_new("poisson", DAY, 1, 100);
    synthetic_set(s, "rate", 0);
    synthetic_set(s, "lps", 7);
    synthetic_set(s, "capital", 1000003);
    synthetic_set(s, "skew", 1.5);
    const bl_process_tape *tape = synthetic_make(s, 0);
    int64_t total = 0;
    ck_assert_uint_eq(tape->len, 7);
    for (size_t i = 0; i < 7; i++) {
        ck_assert_int_eq(tape->time_ns[i], 0);
        ck_assert_uint_eq(tape->lp[i], i);
        ck_assert_int_eq(tape->kind[i], BL_FLOW_DEPOSIT);
        ck_assert_double_eq_tol((double)tape->value[i],
                                (double)tape->value[0] * pow((double)(i + 1), -1.5), 10);
        total += tape->value[i];
    }
    ck_assert_int_eq(total, INT64_C(1000003000000));
    synthetic_free(s);
}
END_TEST

/* Replays the rows with a ledger of its own. */
static void check_ledger(const bl_process_tape *tape)
{
    uint64_t held[BL_HOLDERS_MAX] = {0};
    for (size_t i = 0; i < tape->len; i++) {
        uint64_t *const own = &held[tape->lp[i]];
        const uint64_t amount = (uint64_t)tape->value[i];
        if (tape->kind[i] == BL_FLOW_DEPOSIT) {
            ck_assert_uint_gt(amount, 0);
            *own += amount;
        } else if (tape->kind[i] == BL_FLOW_WITHDRAW_ALL) {
            ck_assert_uint_gt(*own, 0);
            ck_assert_uint_eq(amount, 0);
            *own = 0;
        } else {
            ck_assert_int_eq(tape->kind[i], BL_FLOW_WITHDRAW_AMOUNT);
            ck_assert_uint_gt(amount, 0);
            ck_assert_uint_lt(amount, *own);
            *own -= amount;
        }
    }
}

START_TEST(nobody_asks_for_more_than_was_paid_in)
{
    static const char *const processes[] = {"poisson", "hawkes", "run_cascade", "run_threshold"};
    for (size_t k = 0; k < 4; k++) {
        synthetic *const s = synthetic_new(processes[k], 400 * DAY, 1, 20000);
        synthetic_set(s, "lps", 20);
        for (uint64_t i = 0; i < 20; i++) {
            check_ledger(synthetic_make(s, i));
        }
        synthetic_free(s);
    }
}
END_TEST

START_TEST(withdrawals_nobody_can_make_are_counted)
{
    synthetic *const s = synthetic_new("poisson", 10 * DAY, 1, 1000);
    synthetic_set(s, "deposits", 0);
    synthetic_set(s, "capital", 0);
    const bl_process_tape *tape = synthetic_make(s, 0);
    ck_assert_uint_eq(tape->len, 0);
    ck_assert_uint_gt(tape->dropped, 30);
    synthetic_set(s, "capital", 10);
    synthetic_set(s, "lps", 1);
    synthetic_set(s, "size", 1000000);
    tape = synthetic_make(s, 0);
    ck_assert_uint_eq(tape->len, 2);
    ck_assert_int_eq(tape->kind[1], BL_FLOW_WITHDRAW_ALL);
    ck_assert_uint_eq(tape->cut, 1);
    synthetic_free(s);
}
END_TEST

/* -- runs ------------------------------------------------------------------------------------- */

START_TEST(a_run_has_the_size_of_a_branching_process)
{
    enum { SIZES = 5 };
    static const double chances[SIZES] = {0, 0.548812, 0.180717, 0.089261, 0.052254};
    const size_t worlds = 40000 * effort;
    synthetic *const s = synthetic_new("run_cascade", 3650 * DAY, 1, 1000);
    double *const exits = calloc(worlds, sizeof *exits);
    size_t seen[SIZES] = {0};
    synthetic_set(s, "branching", 0.6);
    synthetic_set(s, "lps", 150);
    synthetic_set(s, "skew", 0);
    for (size_t i = 0; i < worlds; i++) {
        exits[i] = (double)(synthetic_make(s, i)->len - 150);
        if (exits[i] < SIZES) {
            seen[(size_t)exits[i]]++;
        }
    }
    synthetic_check("the mean", synthetic_mean, exits, worlds, 2.5, NO_BIAS);
    synthetic_check("the variance", synthetic_variance, exits, worlds, 9.375, NO_BIAS);
    for (size_t k = 0; k < SIZES; k++) {
        const double n = (double)worlds;
        ck_assert_double_eq_tol((double)seen[k] / n, chances[k],
                                4 * sqrt(chances[k] * (1 - chances[k]) / n) + 1e-6);
    }
    free(exits);
    synthetic_free(s);
}
END_TEST

START_TEST(a_run_begins_when_it_is_told_and_takes_every_lp_once)
{
    synthetic *const s = synthetic_new("run_cascade", 3650 * DAY, 1, 1000);
    bool gone[300] = {false};
    synthetic_set(s, "branching", 8);
    synthetic_set(s, "lps", 300);
    synthetic_set(s, "after", 3 * 86400 + 5);
    synthetic_set(s, "delay", 60);
    const bl_process_tape *tape = synthetic_make(s, 0);
    ck_assert_uint_eq(tape->len, 600);
    ck_assert_int_eq(tape->time_ns[300], 3 * DAY + 5 * BL_NS_PER_S);
    for (size_t i = 300; i < 600; i++) {
        ck_assert_int_eq(tape->kind[i], BL_FLOW_WITHDRAW_ALL);
        ck_assert(!gone[tape->lp[i]]);
        gone[tape->lp[i]] = true;
    }
    s->world.step_ns = 3 * DAY;
    ck_assert_uint_eq(synthetic_make(s, 0)->len, 300);
    synthetic_free(s);
}
END_TEST

/* Everybody's threshold, as a part of the capital. */
static void read_thresholds(const synthetic *s, uint64_t replicate, double mean, double spread,
                            double *out, size_t lps)
{
    const bl_draw_key key = {
        .seed = s->world.seed, .replicate = replicate, .purpose = BL_DRAW_THRESHOLD};
    for (size_t lp = 0; lp < lps; lp++) {
        out[lp] = mean + spread * bl_draw_normal(bl_draw(&key, (uint32_t)lp));
    }
}

/* The run stops where the next threshold in order is above what the ones before it hold: found by
 * sorting, not by rounds. Equal parts, so that F counts LPs. */
START_TEST(a_run_of_followers_ends_at_the_smallest_fixed_point)
{
    enum { CROWD = 200 };
    static const double spreads[] = {0, 0.1, 0.15, 0.2, 0.5};
    synthetic *const s = synthetic_new("run_threshold", 3650 * DAY, 1, 2 * CROWD);
    size_t partial = 0;
    synthetic_set(s, "lps", CROWD);
    synthetic_set(s, "skew", 0);
    synthetic_set(s, "mean", 0.3);
    for (uint64_t i = 0; i < 100; i++) {
        const double spread = spreads[i % 5];
        double thresholds[CROWD];
        size_t exits = 0;
        synthetic_set(s, "spread", spread);
        read_thresholds(s, i, 0.3, spread, thresholds, CROWD);
        qsort(thresholds, CROWD, sizeof *thresholds, compare);
        while (exits < CROWD && thresholds[exits] * CROWD <= (double)exits) {
            exits++;
        }
        ck_assert_uint_eq(synthetic_make(s, i)->len, CROWD + exits);
        partial += exits > 0 && exits < CROWD;
    }
    ck_assert_uint_gt(partial, 20);
    synthetic_free(s);
}
END_TEST

/* x = Phi((x - mean)/spread) from below. Granovetter's crowd of a mean of 25 % goes from 6 % to
 * nearly all where the spread passes 12.2 %. */
START_TEST(a_little_more_spread_turns_a_few_exits_into_a_run)
{
    enum { CROWD = 1000 };
    static const struct {
        double spread, least, most; /* where x lies */
        double tolerance;           /* near the jump small crowds differ */
    } rows[] = {{0.10, 0.005, 0.01, 0.001},
                {0.12, 0.03, 0.06, 0.006},
                {0.13, 0.99, 1, 0.001},
                {0.20, 0.99, 1, 0.001}};
    const size_t worlds = 200 * effort;
    synthetic *const s = synthetic_new("run_threshold", 3650 * DAY, 1, 2 * CROWD);
    double *const shares = calloc(worlds, sizeof *shares);
    synthetic_set(s, "lps", CROWD);
    synthetic_set(s, "skew", 0);
    synthetic_set(s, "mean", 0.25);
    for (size_t k = 0; k < 4; k++) {
        double x = 0;
        synthetic_set(s, "spread", rows[k].spread);
        for (int round = 0; round < 10000; round++) {
            x = erfc((0.25 - x) / rows[k].spread / sqrt(2)) / 2;
        }
        ck_assert(x > rows[k].least && x < rows[k].most);
        for (size_t i = 0; i < worlds; i++) {
            shares[i] = (double)(synthetic_make(s, i)->len - CROWD) / CROWD;
        }
        qsort(shares, worlds, sizeof *shares, compare);
        ck_assert_double_eq_tol(shares[worlds / 2], x, rows[k].tolerance);
    }
    free(shares);
    synthetic_free(s);
}
END_TEST

/* Each round as long after the last as it is told, and nobody twice. */
START_TEST(followers_go_a_delay_after_those_they_follow)
{
    enum { CROWD = 300 };
    synthetic *const s = synthetic_new("run_threshold", 3650 * DAY, 1, 2 * CROWD);
    bool gone[CROWD] = {false};
    synthetic_set(s, "lps", CROWD);
    synthetic_set(s, "spread", 0.3);
    synthetic_set(s, "after", 3 * 86400 + 5);
    synthetic_set(s, "delay", 60);
    const bl_process_tape *tape = synthetic_make(s, 0);
    const int64_t first_ns = 3 * DAY + 5 * BL_NS_PER_S;
    double thresholds[CROWD];
    double held[CROWD];
    double before = 0; /* gone before the round, and now */
    double now = 0;
    int64_t round_ns = first_ns;
    read_thresholds(s, 0, 0.3, 0.3, thresholds, CROWD);
    ck_assert_uint_gt(tape->len, CROWD + CROWD / 2);
    for (size_t i = 0; i < CROWD; i++) {
        held[i] = (double)tape->value[i] / 1e12; /* of the capital */
    }
    for (size_t i = CROWD; i < tape->len; i++) {
        const uint32_t lp = tape->lp[i];
        if (tape->time_ns[i] != round_ns) {
            ck_assert_int_eq(tape->time_ns[i], round_ns + 60 * BL_NS_PER_S);
            round_ns = tape->time_ns[i];
            before = now;
        }
        ck_assert_int_eq(tape->kind[i], BL_FLOW_WITHDRAW_ALL);
        ck_assert(!gone[lp]);
        ck_assert(thresholds[lp] <= before + 1e-9);
        gone[lp] = true;
        now += held[lp];
    }
    ck_assert_int_gt(round_ns, first_ns);
    s->world.step_ns = 3 * DAY;
    ck_assert_uint_eq(synthetic_make(s, 0)->len, CROWD);
    synthetic_free(s);
}
END_TEST

/* -- return chasers --------------------------------------------------------------------------- */

/* Bars of a day with returns of 4 %. */
static synthetic *chased_prices(size_t days)
{
    synthetic *const made = synthetic_new("gbm", DAY, days, days);
    synthetic_set(made, "volatility", 0.04 * sqrt(365));
    synthetic_set(made, "drift", 0.29);
    synthetic_set(made, "price", 1000);
    synthetic_make(made, 3);
    for (size_t i = 0; i <= days; i++) {
        made->tape.time_ns[i] += DAY; /* visible at their close */
    }
    return made;
}

static bl_bars bars_of(const synthetic *s)
{
    return (bl_bars){.len = s->tape.len,
                     .visible_ns = s->tape.time_ns,
                     .close = s->tape.value,
                     .volume = s->tape.volume};
}

static synthetic *chasers(const synthetic *prices, size_t days)
{
    synthetic *const s = synthetic_new("return_chasing", DAY, days, 2 * days);
    s->world.prices = bars_of(prices);
    synthetic_set(s, "window", 86400);
    synthetic_set(s, "capital", 1000000000);
    synthetic_set(s, "lps", 1);
    return s;
}

static double flow_of(const bl_process_tape *tape, size_t row)
{
    const double amount = (double)tape->value[row] * 1e-15; /* of the capital */
    return tape->kind[row] == BL_FLOW_DEPOSIT ? amount : -amount;
}

START_TEST(flows_and_returns_are_as_correlated_as_the_slope_and_the_noise_say)
{
    enum { DAYS = 4000 };
    const double slope = 0.0005;
    const double noise = 0.00003;
    synthetic *const prices = chased_prices(DAYS);
    synthetic *const s = chasers(prices, DAYS);
    synthetic_set(s, "up", slope);
    synthetic_set(s, "down", slope);
    synthetic_set(s, "noise", noise);
    const bl_process_tape *const tape = synthetic_make(s, 0);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    ck_assert_uint_eq(tape->len, DAYS + 1);
    for (size_t i = 1; i <= DAYS; i++) {
        const int64_t *const close = prices->tape.value;
        const double gain = (double)close[i] / (double)close[i - 1] - 1;
        const double flow = flow_of(tape, i);
        ck_assert_int_eq(tape->time_ns[i], (int64_t)i * DAY);
        xy += gain * flow;
        xx += gain * gain;
        yy += flow * flow;
    }
    const double expected = slope * 0.04 / sqrt(pow(slope * 0.04, 2) + noise * noise);
    ck_assert_double_eq_tol(xy / sqrt(xx * yy), expected,
                            4 * (1 - expected * expected) / sqrt(DAYS));
    ck_assert_double_eq_tol(xy / xx, slope, 4 * noise / 0.04 / sqrt(DAYS));
    synthetic_free(s);
    synthetic_free(prices);
}
END_TEST

START_TEST(losses_are_answered_by_their_own_slope)
{
    enum { DAYS = 300 };
    synthetic *const prices = chased_prices(DAYS);
    synthetic *const s = chasers(prices, DAYS);
    synthetic_set(s, "noise", 0);
    synthetic_set(s, "up", 0.001);
    synthetic_set(s, "down", 0.003);
    synthetic_set(s, "window", 2 * 86400);
    const bl_process_tape *const tape = synthetic_make(s, 0);
    const int64_t *const close = prices->tape.value;
    size_t row = 1;
    for (size_t day = 1; day <= DAYS; day++, row++) {
        const size_t far = day > 2 ? day - 2 : 0; /* the first price until the window is full */
        const double gain = (double)close[day] / (double)close[far] - 1;
        ck_assert_int_eq(tape->time_ns[row], (int64_t)day * DAY);
        ck_assert_double_eq_tol(flow_of(tape, row), gain * (gain > 0 ? 0.001 : 0.003), 2e-15);
    }
    ck_assert_uint_eq(row, tape->len);
    synthetic_free(s);
    synthetic_free(prices);
}
END_TEST

/* -- rates ------------------------------------------------------------------------------------ */

START_TEST(the_logit_of_utilisation_returns_to_its_mean)
{
    const size_t worlds = 10000 * effort;
    synthetic *const s = synthetic_new("utilisation", DAY / 2, 10, 11);
    double *const logits = calloc(worlds, sizeof *logits);
    static const size_t rows[] = {1, 4, 10};
    synthetic_set(s, "mean", 0.8);
    synthetic_set(s, "first", 0.5);
    synthetic_set(s, "spread", 0.4);
    synthetic_set(s, "reversion", 2 * 86400);
    for (size_t k = 0; k < 3; k++) {
        const double days = (double)rows[k] / 2;
        for (size_t i = 0; i < worlds; i++) {
            const double share = (double)synthetic_make(s, i)->value[rows[k]] * 1e-9;
            logits[i] = log(share / (1 - share));
        }
        synthetic_check("the mean", synthetic_mean, logits, worlds, log(4) * (1 - exp(-days / 2)),
                        1e-8);
        synthetic_check("the variance", synthetic_variance, logits, worlds, 0.16 * (1 - exp(-days)),
                        1e-8);
    }
    ck_assert_uint_eq(s->tape.len, 11);
    ck_assert_int_eq(s->tape.value[0], 500000000);
    ck_assert_int_eq(s->tape.time_ns[10], 5 * DAY);
    free(logits);
    synthetic_free(s);
}
END_TEST

static int64_t funding_at(double premium, int64_t step_ns)
{
    synthetic *const s = synthetic_new("funding", step_ns, 3, 3);
    synthetic_set(s, "premium", premium);
    synthetic_set(s, "spread", 0);
    const bl_process_tape *const tape = synthetic_make(s, 0);
    ck_assert_uint_eq(tape->len, 3);
    ck_assert_int_eq(tape->time_ns[0], step_ns);
    ck_assert_int_eq(tape->value[2], tape->value[0]);
    const int64_t rate = tape->value[0];
    synthetic_free(s);
    return rate;
}

/* Hyperliquid's own example: a premium of 1 % is 0.95 % per 8 hours; 10 coins at 10 000 pay 118.75
 * an hour. */
START_TEST(funding_is_the_premium_held_by_interest_within_the_clamp)
{
    const int64_t hour = DAY / 24;
    ck_assert_int_eq(funding_at(0.01, 8 * hour), 9500000);
    ck_assert_int_eq(funding_at(0.01, hour), 1187500);
    ck_assert_int_eq(funding_at(0, 8 * hour), 100000);
    ck_assert_int_eq(funding_at(0.0006, 8 * hour), 100000);
    ck_assert_int_eq(funding_at(-0.01, 8 * hour), -9500000);
}
END_TEST

START_TEST(funding_beyond_its_cap_is_cut_and_counted)
{
    synthetic *const s = synthetic_new("funding", DAY / 24, 5, 5);
    synthetic_set(s, "premium", 0.5);
    synthetic_set(s, "spread", 0);
    const bl_process_tape *const tape = synthetic_make(s, 0);
    ck_assert_int_eq(tape->value[0], 40000000);
    ck_assert_uint_eq(tape->cut, 5);
    synthetic_free(s);
}
END_TEST

START_TEST(the_premium_has_its_spread)
{
    const size_t worlds = 10000 * effort;
    synthetic *const s = synthetic_new("funding", DAY / 3, 9, 9);
    double *const rates = calloc(worlds, sizeof *rates);
    synthetic_set(s, "premium", 0.002);
    synthetic_set(s, "spread", 0.001);
    synthetic_set(s, "clamp", 0);
    for (size_t i = 0; i < worlds; i++) {
        rates[i] = (double)synthetic_make(s, i)->value[8] * 1e-9;
    }
    synthetic_check("the mean", synthetic_mean, rates, worlds, 0.002, 1e-9);
    synthetic_check("the variance", synthetic_variance, rates, worlds, 1e-6 * (1 - exp(-2 * 3.0)),
                    1e-12);
    free(rates);
    synthetic_free(s);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1) {
        effort = strtoull(argv[1], NULL, 10);
    }
    return suite_run(
        "process flows",
        (const TTest *const[]){poisson_events_come_independently_at_their_rate,
                               times_are_rounded_up_to_the_nanosecond,
                               sizes_are_lognormal_around_their_mean,
                               hawkes_windows_have_the_moments_of_the_theory,
                               hawkes_events_are_exponential_in_the_time_of_their_intensity,
                               hawkes_intensity_has_the_variance_of_the_theory,
                               the_first_deposits_follow_zipf_and_add_up_to_the_capital,
                               nobody_asks_for_more_than_was_paid_in,
                               withdrawals_nobody_can_make_are_counted,
                               a_run_has_the_size_of_a_branching_process,
                               a_run_begins_when_it_is_told_and_takes_every_lp_once,
                               a_run_of_followers_ends_at_the_smallest_fixed_point,
                               a_little_more_spread_turns_a_few_exits_into_a_run,
                               followers_go_a_delay_after_those_they_follow,
                               flows_and_returns_are_as_correlated_as_the_slope_and_the_noise_say,
                               losses_are_answered_by_their_own_slope,
                               the_logit_of_utilisation_returns_to_its_mean,
                               funding_is_the_premium_held_by_interest_within_the_clamp,
                               funding_beyond_its_cap_is_cut_and_counted,
                               the_premium_has_its_spread,
                               NULL});
}
