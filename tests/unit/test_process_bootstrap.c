/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_process_bootstrap.c - the stationary bootstrap against its exact variance, and the rule
 * that chooses the length of its blocks against the best one. `test_process_bootstrap N` takes N
 * resamples.
 */
#include "../../models/blocks.h"
#include "../support/draws.h"
#include "../support/suite.h"
#include "../support/synthetic.h"

#include <math.h>
#include <stdlib.h>

enum { DATA_MAX = 16, HOUR_S = 3600 };
#define HOUR (HOUR_S * BL_NS_PER_S)

static size_t effort = 40000;

static const double ten[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
static const double twelve[] = {.3, -1.2, .5, 2.2, -.7, .1, 1.9, -2.4, .8, .4, -.6, 1.1};

/* Prices whose returns are a hundredth of the data; bar k has volume k. */
typedef struct {
    int64_t visible_ns[DATA_MAX + 1], close[DATA_MAX + 1], volume[DATA_MAX + 1];
} history;

static bl_bars make_history(history *h, const double *data, size_t len)
{
    double growth = 0;
    for (size_t i = 0; i <= len; i++) {
        h->visible_ns[i] = (int64_t)(i + 1) * HOUR;
        h->close[i] = llround(1e13 * exp(growth));
        h->volume[i] = (int64_t)i;
        growth += i < len ? data[i] / 100 : 0;
    }
    return (bl_bars){
        .len = len + 1, .visible_ns = h->visible_ns, .close = h->close, .volume = h->volume};
}

static void check_variance(const double *data, size_t len, double block, double mean,
                           double variance)
{
    history h;
    synthetic *const s = synthetic_new("bootstrap", HOUR, len, len);
    double *const means = calloc(effort, sizeof *means);
    s->world.prices = make_history(&h, data, len);
    synthetic_set(s, "block", block);
    for (size_t i = 0; i < effort; i++) {
        means[i] = synthetic_growth(synthetic_make(s, i)) * 100 / sqrt((double)len);
    }
    synthetic_check("the mean", synthetic_mean, means, effort, mean * sqrt((double)len), 1e-7);
    synthetic_check("the variance", synthetic_variance, means, effort, variance, 1e-7);
    free(means);
    synthetic_free(s);
}

START_TEST(a_resampled_mean_has_the_exact_variance)
{
    check_variance(ten, 10, 1, 5.5, 8.25);
    check_variance(ten, 10, 2, 5.5, 10.86162109375);
    check_variance(ten, 10, 4, 5.5, 9.128406715393066);
    check_variance(ten, 10, 10, 5.5, 4.984205772749998);
    check_variance(twelve, 12, 2, 0.2, 0.8116880289713541);
    check_variance(twelve, 12, 5, 0.2, 0.38329556452693336);
}
END_TEST

enum { STEPS = 600, WORLDS = 100 };

/* How often each bar came, and how often a bar followed its neighbour; the volume says which bar a
 * step came from. */
static size_t count_bars(const bl_process_tape *tape, size_t *seen)
{
    size_t followed = 0;
    ck_assert_int_eq(tape->volume[0], 12);
    for (size_t i = 1; i <= STEPS; i++) {
        const int64_t bar = tape->volume[i];
        ck_assert(bar >= 1 && bar <= 12);
        ck_assert_double_eq_tol(log((double)tape->value[i] / (double)tape->value[i - 1]) * 100,
                                twelve[bar - 1], 1e-3);
        seen[bar - 1]++;
        followed += i > 1 && bar == tape->volume[i - 1] % 12 + 1 ? 1 : 0;
    }
    return followed;
}

START_TEST(blocks_are_as_long_as_asked_and_every_bar_comes_as_often)
{
    history h;
    synthetic *const s = synthetic_new("bootstrap", HOUR, STEPS, STEPS);
    const double steps = STEPS * WORLDS;
    const double stays = 0.8 + 0.2 / 12;
    size_t seen[12] = {0};
    size_t followed = 0;
    s->world.prices = make_history(&h, twelve, 12);
    synthetic_set(s, "block", 5);
    synthetic_set(s, "price", 500);
    for (uint64_t i = 0; i < WORLDS; i++) {
        followed += count_bars(synthetic_make(s, i), seen);
        ck_assert_int_eq(s->tape.value[0], 50000000000);
    }
    ck_assert_double_eq_tol((double)followed / (steps - WORLDS), stays,
                            4 * sqrt(stays * (1 - stays) / steps));
    for (size_t k = 0; k < 12; k++) { /* a block counts at most nine times as much as a draw */
        ck_assert_double_eq_tol((double)seen[k] / steps, 1 / 12.0,
                                4 * sqrt(11 / 144.0 * 9 / steps));
    }
    synthetic_free(s);
}
END_TEST

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void make_series(double *out, size_t len, double keep, uint64_t stream)
{
    draws d = draws_new(9, stream);
    double value = draws_normal(&d) / sqrt(1 - keep * keep);
    for (size_t i = 0; i < len; i++) {
        out[i] = value;
        value = keep * value + draws_normal(&d);
    }
}

/* (2 rho / (1 - rho^2))^(2/3) n^(1/3) */
START_TEST(the_rule_finds_the_best_block_of_an_autoregression)
{
    enum { LEN = 8760, SERIES = 300 };
    static const struct {
        double keep;
        size_t len, series;
        double best;
    } rows[] = {
        {0.5, 1000, SERIES, 12.1141}, {0.8, 1000, SERIES, 27.0320}, {0.5, LEN, 60, 24.9724}};
    static double series[LEN];
    double blocks[SERIES];
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const size_t half = rows[k].series / 2;
        for (uint64_t i = 0; i < rows[k].series; i++) {
            make_series(series, rows[k].len, rows[k].keep, i);
            blocks[i] = bl_blocks_choose(series, rows[k].len);
        }
        qsort(blocks, rows[k].series, sizeof *blocks, compare);
        ck_assert_double_eq_tol(blocks[half], rows[k].best, 0.15 * rows[k].best);
    }
}
END_TEST

/* The two papers word by word: m is the least with |rho(m + k)| < 2 sqrt(log10 n / n) for k = 1 to
 * 5, M = 2m, and sums go from -M to M. */
static double block_of_the_papers(const double *series, size_t len)
{
    enum { LAGS = 40, RUN = 5 };
    double r[LAGS] = {0};
    double slope = 0;
    double g = 0;
    int m = 0;
    const double mean = synthetic_mean(series, len);
    for (size_t k = 0; k < LAGS; k++) {
        for (size_t t = k; t < len; t++) {
            r[k] += (series[t] - mean) * (series[t - k] - mean) / (double)len;
        }
    }
    for (int k = 1; k <= RUN; k++) {
        if (fabs(r[m + k] / r[0]) >= 2 * sqrt(log10((double)len) / (double)len)) {
            m++;
            k = 0;
        }
    }
    const int wide = m > 0 ? 2 * m : 2;
    for (int k = -wide; k <= wide; k++) {
        const double part = fabs((double)k / wide);
        const double weight = part < 0.5 ? 1 : 2 * (1 - part);
        slope += weight * abs(k) * r[abs(k)];
        g += weight * r[abs(k)];
    }
    return cbrt(2 * slope * slope / (2 * g * g) * (double)len);
}

START_TEST(the_rule_is_that_of_the_papers)
{
    enum { LEN = 700 };
    double series[LEN];
    for (uint64_t i = 0; i < 40; i++) {
        make_series(series, LEN, i % 2 ? 0.3 : 0.6, 500 + i);
        const double block = block_of_the_papers(series, LEN);
        ck_assert_double_eq_tol(bl_blocks_choose(series, LEN), block > 1 ? block : 1, 1e-9);
    }
}
END_TEST

START_TEST(the_rule_stays_within_its_bounds)
{
    double series[400];
    for (size_t i = 0; i < 400; i++) {
        series[i] = (double)i;
    }
    ck_assert(bl_blocks_choose(series, 400) <= 60);
    ck_assert(bl_blocks_choose(series, 400) > 20);
    ck_assert(bl_blocks_choose(series, 1) == 1);
    for (size_t i = 0; i < 400; i++) {
        series[i] = 7;
    }
    ck_assert(bl_blocks_choose(series, 400) == 1);
    make_series(series, 400, 0, 5);
    ck_assert(bl_blocks_choose(series, 400) < 8);
}
END_TEST

/* Returns that do not remember but whose size does. */
START_TEST(without_a_length_the_longer_of_the_rules_for_returns_and_their_size_is_taken)
{
    enum { LEN = 3000 };
    static int64_t visible_ns[LEN + 1];
    static int64_t close[LEN + 1];
    static int64_t volume[LEN + 1];
    static double sizes[LEN];
    static double returns[LEN];
    draws d = draws_new(31, 0);
    double growth = 0;
    make_series(sizes, LEN, 0.9, 8);
    for (size_t i = 0; i <= LEN; i++) {
        visible_ns[i] = (int64_t)(i + 1) * HOUR;
        close[i] = llround(1e13 * exp(growth));
        if (i < LEN) {
            returns[i] = 0.001 * exp(0.3 * sizes[i]) * draws_normal(&d);
            growth += returns[i];
        }
    }
    synthetic *const s = synthetic_new("bootstrap", HOUR, 10, 10);
    s->world.prices =
        (bl_bars){.len = LEN + 1, .visible_ns = visible_ns, .close = close, .volume = volume};
    const double chosen = synthetic_make(s, 0)->block;
    const double plain = bl_blocks_choose(returns, LEN);
    for (size_t i = 0; i < LEN; i++) {
        returns[i] = fabs(returns[i]);
    }
    ck_assert_double_eq_tol(chosen, bl_blocks_choose(returns, LEN), 1e-3);
    ck_assert(chosen > 2 * plain);
    synthetic_free(s);
}
END_TEST

START_TEST(a_history_without_a_return_and_a_block_below_a_step_are_refused)
{
    history h;
    synthetic *const s = synthetic_new("bootstrap", HOUR, 10, 10);
    s->world.prices = make_history(&h, ten, 0);
    ck_assert_str_eq(synthetic_fill(s, 0), "the given prices have fewer than two bars");
    s->world.prices = make_history(&h, ten, 10);
    synthetic_set(s, "block", 0.5);
    ck_assert_str_eq(synthetic_fill(s, 0), "a block is shorter than a step");
    synthetic_free(s);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1) {
        effort = strtoull(argv[1], NULL, 10);
    }
    return suite_run(
        "process bootstrap",
        (const TTest *const[]){
            a_resampled_mean_has_the_exact_variance,
            blocks_are_as_long_as_asked_and_every_bar_comes_as_often,
            the_rule_finds_the_best_block_of_an_autoregression, the_rule_is_that_of_the_papers,
            the_rule_stays_within_its_bounds,
            without_a_length_the_longer_of_the_rules_for_returns_and_their_size_is_taken,
            a_history_without_a_return_and_a_block_below_a_step_are_refused, NULL});
}
