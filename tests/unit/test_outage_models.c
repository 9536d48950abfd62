/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_outage_models.c - what drawn outages and latencies are like, against theory
 * (models 1.9, 1.12, 2.2, 3.8). All is drawn from fixed seeds; a tolerance is 4 standard errors, or
 * says what it is.
 */
#include "../../models/registry.h"
#include "../support/draws.h"
#include "../support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HOUR (INT64_C(3600) * BL_NS_PER_S)
#define YEAR (365 * BL_NS_PER_DAY)
enum { CAP = BL_OUTAGES_MAX, BARS_MAX = 40000 };

static int64_t begin_ns[CAP], end_ns[CAP];
static int64_t visible_ns[BARS_MAX], closes[BARS_MAX], volumes[BARS_MAX];

typedef struct {
    double n, sum, squares;
} sample;

static void add(sample *s, double x)
{
    s->n += 1;
    s->sum += x;
    s->squares += x * x;
}

static double mean(const sample *s)
{
    return s->sum / s->n;
}

static double variance(const sample *s)
{
    return (s->squares - s->sum * s->sum / s->n) / (s->n - 1);
}

static void check_mean(const sample *s, double wanted)
{
    ck_assert_double_eq_tol(mean(s), wanted, 4 * sqrt(variance(s) / s->n));
}

/* A model with parameters by name, the others at their defaults. */
typedef struct {
    const bl_availability_model *model;
    int64_t params[BL_PARAMS_MAX];
} configured;

static configured configure(const char *name)
{
    const bl_model_info *info = bl_registry_find("availability", name);
    ck_assert_ptr_nonnull(info);
    configured c = {.model = (const bl_availability_model *)(const void *)info};
    for (size_t k = 0; k < info->params_len; k++) {
        c.params[k] = info->params[k].fallback;
    }
    return c;
}

static void set(configured *c, const char *name, int64_t value)
{
    const bl_model_info *info = &c->model->info;
    size_t k = 0;
    while (k < info->params_len && strcmp(info->params[k].name, name) != 0) {
        k++;
    }
    ck_assert_uint_lt(k, info->params_len);
    c->params[k] = value;
}

static size_t draw(const configured *c, uint64_t seed, int64_t span_ns)
{
    const bl_outage_plan plan = {.seed = seed, .end_ns = span_ns};
    const size_t len = c->model->draw(c->params, &plan, begin_ns, end_ns, CAP);
    ck_assert_uint_le(len, CAP);
    return len;
}

/* -- renewal (models 1.9 a, d) ---------------------------------------------------------------- */

static configured renewal(int64_t up_ns, int64_t down_ns, bool lognormal)
{
    configured c = configure("renewal");
    set(&c, "up", up_ns);
    set(&c, "down", down_ns);
    set(&c, "law", lognormal ? 1 : 0);
    return c;
}

static void check_renewal(bool lognormal, double logs_mean, double logs_sd)
{
    const configured c = renewal(100 * HOUR, 11 * HOUR, lognormal);
    const size_t len = draw(&c, 7, 200 * YEAR);
    sample up = {0};
    sample down = {0};
    sample logs = {0};
    for (size_t k = 1; k < len; k++) {
        add(&up, (double)(begin_ns[k] - end_ns[k - 1]) / (double)HOUR);
        add(&down, (double)(end_ns[k] - begin_ns[k]) / (double)HOUR);
        add(&logs, log((double)(end_ns[k] - begin_ns[k]) / (double)HOUR));
    }
    ck_assert_double_gt(down.n, 15000);
    check_mean(&up, 100);
    check_mean(&down, 11);
    check_mean(&logs, logs_mean);
    ck_assert_double_eq_tol(sqrt(variance(&logs)), logs_sd, 0.02);
    const double available = up.sum / (up.sum + down.sum);
    ck_assert_double_eq_tol(available, 1 / (1 + 0.11), 0.002);
}

START_TEST(a_renewal_venue_is_up_and_down_for_exponential_times)
{
    check_renewal(false, log(11) - 0.57721566, 3.14159265 / sqrt(6)); /* of a Gumbel */
}
END_TEST

START_TEST(lognormal_outages_keep_the_mean_and_have_the_spread)
{
    check_renewal(true, log(11) - 0.662 * 0.662 / 2, 0.662);
}
END_TEST

/* Solana's six halts from September 2021 to March 2025, hours and minutes: 1.71 a year of 11.03 h
 * leave it up 0.99785 of the time. */
START_TEST(a_venue_like_solana_is_up_0_99785_of_the_time)
{
    static const int halts[][2] = {{17, 21}, {13, 44}, {4, 10}, {7, 18}, {18, 50}, {4, 46}};
    int64_t down_ns = 0;
    for (size_t k = 0; k < 6; k++) {
        down_ns += (halts[k][0] * HOUR + halts[k][1] * (HOUR / 60)) / 6;
    }
    ck_assert_double_eq_tol((double)down_ns / (double)HOUR, 11.03, 0.01);
    const configured c = renewal(llround((double)YEAR / 1.712), down_ns, false);
    sample up = {0};
    for (uint64_t seed = 0; seed < 100; seed++) {
        const size_t len = draw(&c, seed, 200 * YEAR);
        int64_t sum_ns = 0;
        for (size_t k = 0; k < len; k++) {
            sum_ns += (end_ns[k] < 200 * YEAR ? end_ns[k] : 200 * YEAR) - begin_ns[k];
        }
        add(&up, 1 - (double)sum_ns / (200.0 * (double)YEAR));
    }
    check_mean(&up, 0.99785);
}
END_TEST

/* -- maintenance only: up for a century in the mean -- */
START_TEST(maintenance_begins_at_its_offset_and_lasts_as_long_as_it_says)
{
    configured c = renewal(36500 * BL_NS_PER_DAY, HOUR, false);
    set(&c, "maintenance", HOUR);
    set(&c, "every", 7 * BL_NS_PER_DAY);
    set(&c, "offset", 3 * BL_NS_PER_DAY);
    const size_t len = draw(&c, 1, 70 * BL_NS_PER_DAY);
    ck_assert_uint_eq(len, 10);
    for (size_t k = 0; k < len; k++) {
        ck_assert_int_eq(begin_ns[k], (3 + 7 * (int64_t)k) * BL_NS_PER_DAY);
        ck_assert_int_eq(end_ns[k], begin_ns[k] + HOUR);
    }
}
END_TEST

START_TEST(begins_ascend_where_maintenance_and_outages_mix)
{
    configured c = renewal(30 * HOUR, 20 * HOUR, false);
    set(&c, "maintenance", 5 * HOUR);
    set(&c, "every", 24 * HOUR);
    const size_t len = draw(&c, 2, 2 * YEAR);
    size_t planned = 0;
    for (size_t k = 0; k < len; k++) {
        ck_assert(k == 0 || begin_ns[k - 1] <= begin_ns[k]);
        planned += begin_ns[k] % (24 * HOUR) == 0 && end_ns[k] - begin_ns[k] == 5 * HOUR;
    }
    ck_assert_uint_eq(planned, 731); /* both ends of two years */
    ck_assert_uint_gt(len, planned + 250);
}
END_TEST

START_TEST(more_outages_than_fit_are_said_to_be_more)
{
    const configured c = renewal(BL_NS_PER_S, BL_NS_PER_S, false);
    const bl_outage_plan plan = {.end_ns = YEAR};
    ck_assert_uint_eq(c.model->draw(c.params, &plan, begin_ns, end_ns, 100), 101);
}
END_TEST

/* -- hawkes (models 2.2, 3.8) ----------------------------------------------------------------- */

/* Counts in windows of tau: mean L tau and variance L(tau k^2 + (1-k^2)(1-e^(-g tau))/g), with L
 * the rate, k = 1/(1-n), g = beta - alpha; the three rows of the table, in days. */
START_TEST(counts_of_clustered_outages_have_the_mean_and_variance_of_theory)
{
    static const struct {
        double mu, alpha, beta, tau, mean, variance;
    } rows[] = {{.5, .6, 1, 5, 6.25, 24.8765944906},
                {1.2, .6, .8, 1, 4.8, 11.5430711081},
                {.2, 3, 5, 10, 5, 29.9375000027}};
    for (size_t i = 0; i < 3; i++) {
        const double day = (double)BL_NS_PER_DAY;
        configured c = configure("hawkes");
        set(&c, "every", llround(day / rows[i].mu));
        set(&c, "down", BL_NS_PER_S);
        set(&c, "branching", llround(rows[i].alpha / rows[i].beta * 1e9));
        set(&c, "decay", llround(day / rows[i].beta));
        sample counts = {0};
        sample squares = {0};
        for (uint64_t seed = 0; seed < 20; seed++) {
            const size_t len = draw(&c, seed, 8000 * BL_NS_PER_DAY);
            const int64_t tau_ns = llround(rows[i].tau * day);
            size_t k = 0;
            for (int64_t at = 200 * BL_NS_PER_DAY; at + tau_ns <= 8000 * BL_NS_PER_DAY;
                 at += tau_ns) { /* long past its start, which is calm */
                for (; k < len && begin_ns[k] < at; k++) {
                }
                const size_t first = k;
                for (; k < len && begin_ns[k] < at + tau_ns; k++) {
                }
                add(&counts, (double)(k - first));
                add(&squares, pow((double)(k - first) - rows[i].mean, 2));
            }
        }
        /* windows hang together a little: twice the error of independent ones */
        ck_assert_double_eq_tol(mean(&counts), rows[i].mean,
                                8 * sqrt(variance(&counts) / counts.n));
        ck_assert_double_eq_tol(mean(&squares), rows[i].variance,
                                8 * sqrt(variance(&squares) / squares.n));
    }
}
END_TEST

/* The integral of the intensity from one outage to the next is Exp(1). */
START_TEST(rescaled_by_their_intensity_clustered_outages_are_a_poisson_process)
{
    configured c = configure("hawkes");
    set(&c, "every", 20 * HOUR);
    set(&c, "down", BL_NS_PER_S);
    const size_t len = draw(&c, 3, 40 * YEAR);
    const double beta = 1 / (6. * 3600e9);
    sample gaps = {0};
    double excited = 0;
    for (size_t k = 1; k < len; k++) {
        const double gap = (double)(begin_ns[k] - begin_ns[k - 1]);
        excited += 0.5 * beta;
        add(&gaps, gap / (20. * 3600e9) + excited / beta * (1 - exp(-beta * gap)));
        excited *= exp(-beta * gap);
    }
    ck_assert_double_gt(gaps.n, 30000);
    check_mean(&gaps, 1);
    ck_assert_double_eq_tol(variance(&gaps), 1, 4 * sqrt(8 / gaps.n)); /* E(x-1)^4 = 9 */
}
END_TEST

/* -- load-coupled (models 1.9 c) -------------------------------------------------------------- */

static bl_outage_plan moving_market(uint64_t seed, int64_t bars)
{
    draws d = draws_new(seed, 0);
    double price = 5e12;
    for (int64_t k = 0; k < bars; k++) {
        visible_ns[k] = k * HOUR;
        closes[k] = llround(price);
        price *= exp(0.006 * draws_normal(&d));
    }
    return (bl_outage_plan){
        .seed = seed,
        .end_ns = (bars - 1) * HOUR,
        .bars = {
            .len = (size_t)bars, .visible_ns = visible_ns, .close = closes, .volume = volumes}};
}

static configured coupled(int64_t b_ppb)
{
    configured c = configure("load_coupled");
    set(&c, "every", 20 * HOUR);
    set(&c, "down", HOUR);
    set(&c, "b", b_ppb);
    return c;
}

/* Outages of 40 000 hours, and those of them in hours that follow a move beyond 2 s. */
static void count_coupled(int64_t b_ppb, double *all, double *moved, double *moves)
{
    const configured c = coupled(b_ppb);
    *all = *moved = *moves = 0;
    for (uint64_t seed = 0; seed < 5; seed++) {
        const bl_outage_plan plan = moving_market(seed, BARS_MAX);
        const size_t len = c.model->draw(c.params, &plan, begin_ns, end_ns, CAP);
        ck_assert_uint_le(len, CAP);
        for (int64_t k = 1; k < BARS_MAX; k++) {
            *moves += fabs(log((double)closes[k] / (double)closes[k - 1])) > 0.012;
        }
        for (size_t i = 0; i < len; i++) {
            const int64_t k = begin_ns[i] / HOUR;
            *all += 1;
            *moved += k > 0 && fabs(log((double)closes[k] / (double)closes[k - 1])) > 0.012;
        }
    }
}

START_TEST(uncoupled_outages_are_poisson_whatever_prices_do)
{
    double all;
    double moved;
    double moves;
    count_coupled(0, &all, &moved, &moves);
    const double wanted = 5 * (BARS_MAX - 1) / 20.;
    ck_assert_double_eq_tol(all, wanted, 4 * sqrt(wanted));
    const double share = moves / (5. * BARS_MAX);
    ck_assert_double_eq_tol(moved / all, share, 4 * sqrt(share / all));
}
END_TEST

/* E e^|z| = 2 e^(1/2) Phi(1), and the part of it beyond 2: Phi(-1)/Phi(1). */
START_TEST(coupled_outages_come_when_prices_move)
{
    double all;
    double moved;
    double moves;
    count_coupled(BL_PPB, &all, &moved, &moves);
    const double phi = 0.8413447461;
    const double wanted = 5 * (BARS_MAX - 1) / 20. * 2 * exp(0.5) * phi;
    ck_assert_double_eq_tol(all, wanted, 4 * sqrt(wanted) + 0.01 * wanted); /* s is a sample's */
    const double share = (1 - phi) / phi;
    ck_assert_double_eq_tol(moved / all, share, 4 * sqrt(share / all) + 0.005);
}
END_TEST

START_TEST(the_hazard_stops_at_its_cap_and_a_flat_market_has_none)
{
    configured c = coupled(100 * BL_PPB);
    set(&c, "cap", 3);
    const bl_outage_plan plan = moving_market(1, BARS_MAX);
    const double capped = (double)c.model->draw(c.params, &plan, begin_ns, end_ns, CAP);
    ck_assert_double_eq_tol(capped, 3 * BARS_MAX / 20., 4 * sqrt(3 * BARS_MAX / 20.) + 100);
    for (size_t k = 0; k < BARS_MAX; k++) {
        closes[k] = 5;
    }
    const size_t flat = c.model->draw(c.params, &plan, begin_ns, end_ns, CAP);
    const bl_outage_plan none = {.seed = plan.seed, .end_ns = plan.end_ns};
    ck_assert_uint_eq(c.model->draw(c.params, &none, begin_ns, end_ns, CAP), flat);
    ck_assert_double_eq_tol((double)flat, BARS_MAX / 20., 4 * sqrt(BARS_MAX / 20.));
}
END_TEST

/* -- latency (models 1.12) -------------------------------------------------------------------- */

static double latency_s(const char *name, const int64_t *params, int64_t second, bool slow)
{
    const bl_latency_model *model =
        (const bl_latency_model *)(const void *)bl_registry_find("latency", name);
    const bl_latency_view view = {.seed = 5, .time_ns = second * BL_NS_PER_S, .slow = slow};
    int64_t out_ns = -1;
    ck_assert(model->delay(params, &view, &out_ns));
    return (double)out_ns / 1e9;
}

START_TEST(latencies_have_the_mean_or_median_they_are_given_and_the_least)
{
    static const int64_t exponential[] = {400000000, 2000000000, 10};
    static const int64_t lognormal[] = {400000000, 1000000000, 700000000, 10};
    sample beyond = {0};
    sample logs = {0};
    for (int64_t second = 0; second < 20000; second++) {
        const double a = latency_s("exponential", exponential, second, false);
        const double b = latency_s("lognormal", lognormal, second, false);
        ck_assert(a >= 0.4 && b >= 0.4);
        add(&beyond, a - 0.4);
        add(&logs, log(b - 0.4));
        ck_assert_double_eq_tol(latency_s("lognormal", lognormal, second, true), 10 * b, 2e-8);
    }
    check_mean(&beyond, 2);
    check_mean(&logs, 0);
    ck_assert_double_eq_tol(sqrt(variance(&logs)), 0.7, 0.02);
}
END_TEST

START_TEST(two_decisions_of_one_second_meet_one_latency)
{
    static const int64_t params[] = {0, 2000000000, 10};
    const bl_latency_model *model =
        (const bl_latency_model *)(const void *)bl_registry_find("latency", "exponential");
    bl_latency_view view = {.seed = 5, .time_ns = 9 * BL_NS_PER_S};
    int64_t first_ns = -1;
    int64_t second_ns = -2;
    ck_assert(model->delay(params, &view, &first_ns));
    view.time_ns += BL_NS_PER_S - 1;
    ck_assert(model->delay(params, &view, &second_ns));
    ck_assert_int_eq(first_ns, second_ns);
    view.time_ns++;
    ck_assert(model->delay(params, &view, &second_ns));
    ck_assert_int_ne(first_ns, second_ns);
}
END_TEST

int main(void)
{
    return suite_run(
        "outage models",
        (const TTest *const[]){a_renewal_venue_is_up_and_down_for_exponential_times,
                               lognormal_outages_keep_the_mean_and_have_the_spread,
                               a_venue_like_solana_is_up_0_99785_of_the_time,
                               maintenance_begins_at_its_offset_and_lasts_as_long_as_it_says,
                               begins_ascend_where_maintenance_and_outages_mix,
                               more_outages_than_fit_are_said_to_be_more,
                               counts_of_clustered_outages_have_the_mean_and_variance_of_theory,
                               rescaled_by_their_intensity_clustered_outages_are_a_poisson_process,
                               uncoupled_outages_are_poisson_whatever_prices_do,
                               coupled_outages_come_when_prices_move,
                               the_hazard_stops_at_its_cap_and_a_flat_market_has_none,
                               latencies_have_the_mean_or_median_they_are_given_and_the_least,
                               two_decisions_of_one_second_meet_one_latency, NULL});
}
