/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_process_prices.c - synthetic prices against the moments and option prices of their models.
 * Seeds are fixed; tolerances are four standard errors and the bias of the scheme where it has
 * one. `test_process_prices N` takes N paths.
 */
#include "../support/suite.h"
#include "../support/synthetic.h"

#include <math.h>
#include <stdlib.h>

enum { NO_BIAS = 0 };
#define YEAR BL_PROCESS_YEAR_NS

static size_t effort = 40000;

static double *gather_growth(synthetic *s, size_t paths)
{
    double *const sample = calloc(paths, sizeof *sample);
    for (size_t i = 0; i < paths; i++) {
        sample[i] = synthetic_growth(synthetic_make(s, i));
    }
    return sample;
}

/* Of a payoff of the price at the end. */
typedef double payoff(double growth, double strike);

static double call(double growth, double strike)
{
    return fmax(100 * exp(growth) - strike, 0);
}

static double price(double growth, double strike)
{
    (void)strike;
    return 100 * exp(growth);
}

static double distance(double growth, double strike)
{
    (void)strike;
    return fabs(exp(growth) - 1);
}

static double square(double growth, double strike)
{
    (void)strike;
    return exp(2 * growth);
}

static void check_payoff(const char *what, payoff *of, double strike, const double *growth,
                         size_t paths, double expected, double bias)
{
    double *const paid = calloc(paths, sizeof *paid);
    for (size_t i = 0; i < paths; i++) {
        paid[i] = of(growth[i], strike);
    }
    synthetic_check(what, synthetic_mean, paid, paths, expected, bias);
    free(paid);
}

START_TEST(brownian_motion_has_lognormal_moments)
{
    synthetic *const s = synthetic_new("gbm", YEAR, 1, 1);
    synthetic_set(s, "volatility", 0.6);
    double *growth = gather_growth(s, effort);
    synthetic_check("the mean", synthetic_mean, growth, effort, -0.18, NO_BIAS);
    synthetic_check("the variance", synthetic_variance, growth, effort, 0.36, NO_BIAS);
    synthetic_check("the third cumulant", synthetic_cumulant3, growth, effort, 0, NO_BIAS);
    synthetic_check("the fourth", synthetic_cumulant4, growth, effort, 0, NO_BIAS);
    check_payoff("the mean price", price, 0, growth, effort, 100, NO_BIAS);
    check_payoff("the mean distance", distance, 0, growth, effort, 2 * erf(0.6 / sqrt(8)), NO_BIAS);
    free(growth);
    synthetic_set(s, "drift", 0.25);
    growth = gather_growth(s, effort);
    check_payoff("the mean price", price, 0, growth, effort, 100 * exp(0.25), NO_BIAS);
    check_payoff("its square", square, 0, growth, effort, exp(0.5) * 1.4333294146, NO_BIAS);
    free(growth);
    synthetic_free(s);
}
END_TEST

START_TEST(a_year_of_days_moves_as_far_as_one_step_of_a_year)
{
    const size_t paths = effort / 100;
    synthetic *const s = synthetic_new("gbm", YEAR / 365, 365, 365);
    double *const growth = gather_growth(s, paths);
    synthetic_check("the mean", synthetic_mean, growth, paths, -0.18, NO_BIAS);
    synthetic_check("the variance", synthetic_variance, growth, paths, 0.36, NO_BIAS);
    free(growth);
    synthetic_free(s);
}
END_TEST

/* The share of two entities' variance that is common is their correlation. */
START_TEST(entities_are_as_correlated_as_they_are_told)
{
    synthetic *const s = synthetic_new("gbm", YEAR / 365, 1, 1);
    double *const products = calloc(effort, sizeof *products);
    const double variance = 0.36 / 365;
    static const double shares[] = {0, 0.7, 1};
    for (size_t k = 0; k < 3; k++) {
        synthetic_set(s, "common", shares[k]);
        for (size_t i = 0; i < effort; i++) {
            s->world.entity = 0;
            const double first = synthetic_growth(synthetic_make(s, i)) + variance / 2;
            s->world.entity = 1;
            products[i] = first * (synthetic_growth(synthetic_make(s, i)) + variance / 2);
        }
        double *const growth = gather_growth(s, effort);
        synthetic_check("the variance", synthetic_variance, growth, effort, variance, NO_BIAS);
        free(growth);
        synthetic_check("the covariance", synthetic_mean, products, effort, shares[k] * variance,
                        NO_BIAS);
    }
    free(products);
    synthetic_free(s);
}
END_TEST

static void set_merton(synthetic *s, double volatility, double jumps, double mean, double sd)
{
    synthetic_set(s, "volatility", volatility);
    synthetic_set(s, "jumps", jumps);
    synthetic_set(s, "jump_mean", mean);
    synthetic_set(s, "jump_sd", sd);
}

START_TEST(jumps_have_the_cumulants_of_merton)
{
    static const struct {
        int64_t step_ns;
        double c1, c2, skew, kurtosis;
    } rows[] = {{YEAR / 365, -0.000414594254499, 0.000832876712329, -0.480091944897, 2.8024303151},
                {YEAR, -0.000414594254499 * 365, 0.304, -0.0251291609, 0.00767789127}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        synthetic *const s = synthetic_new("merton", rows[i].step_ns, 1, 1);
        set_merton(s, 0.5, 12, -0.03, 0.06);
        double *const growth = gather_growth(s, effort);
        const double c2 = rows[i].c2;
        synthetic_check("c1", synthetic_mean, growth, effort, rows[i].c1, NO_BIAS);
        synthetic_check("c2", synthetic_variance, growth, effort, c2, NO_BIAS);
        synthetic_check("c3", synthetic_cumulant3, growth, effort, rows[i].skew * pow(c2, 1.5),
                        NO_BIAS);
        synthetic_check("c4", synthetic_cumulant4, growth, effort, rows[i].kurtosis * c2 * c2,
                        NO_BIAS);
        free(growth);
        synthetic_free(s);
    }
}
END_TEST

START_TEST(jumps_price_a_call_as_merton_does)
{
    synthetic *const s = synthetic_new("merton", YEAR, 1, 1);
    set_merton(s, 0.2, 1, -0.1, 0.15);
    synthetic_set(s, "drift", 0.05);
    double *const growth = gather_growth(s, effort);
    check_payoff("the call", call, 100, growth, effort, 12.761288593629 * exp(0.05), NO_BIAS);
    check_payoff("the forward", price, 100, growth, effort, 100 * exp(0.05), NO_BIAS);
    free(growth);
    synthetic_free(s);
}
END_TEST

/* Without jumps that is Black and Scholes, which gbm prices as well. */
START_TEST(without_jumps_a_call_costs_what_black_and_scholes_say)
{
    static const char *const processes[] = {"gbm", "merton"};
    for (size_t i = 0; i < 2; i++) {
        synthetic *const s = synthetic_new(processes[i], YEAR, 1, 1);
        synthetic_set(s, "volatility", 0.2);
        synthetic_set(s, "drift", 0.05);
        if (i > 0) {
            synthetic_set(s, "jumps", 0);
        }
        double *const growth = gather_growth(s, effort);
        check_payoff("the call", call, 100, growth, effort, 10.450583572186 * exp(0.05), NO_BIAS);
        free(growth);
        synthetic_free(s);
    }
}
END_TEST

START_TEST(more_jumps_than_can_be_drawn_are_refused)
{
    synthetic *const s = synthetic_new("merton", YEAR, 1, 1);
    synthetic_set(s, "jumps", 501);
    ck_assert_str_eq(synthetic_fill(s, 0), "more than 500 jumps a step");
    synthetic_free(s);
}
END_TEST

typedef struct {
    double drift, variance, mean, reversion, vol_of_vol, leverage;
} heston;

static void set_heston(synthetic *s, const heston *h)
{
    synthetic_set(s, "drift", h->drift);
    synthetic_set(s, "variance", h->variance);
    synthetic_set(s, "mean_variance", h->mean);
    synthetic_set(s, "reversion", h->reversion);
    synthetic_set(s, "vol_of_vol", h->vol_of_vol);
    synthetic_set(s, "leverage", h->leverage);
}

START_TEST(heston_prices_five_calls_as_the_transform_does)
{
    static const double calls[] = {26.77475874399885, 20.93334900059671, 16.07015491702883,
                                   12.13221151670984, 9.024913483457836};
    static const heston lewis = {-0.01, 0.04, 0.25, 4, 1, -0.5};
    synthetic *const s = synthetic_new("heston", YEAR / 32, 32, 32);
    set_heston(s, &lewis);
    double *const growth = gather_growth(s, effort);
    for (size_t i = 0; i < 5; i++) {
        check_payoff("the call", call, 80 + 10 * (double)i, growth, effort, calls[i] * exp(0.01),
                     0.03);
    }
    check_payoff("the forward", price, 0, growth, effort, 100 * exp(-0.01), NO_BIAS);
    synthetic_check("c1", synthetic_mean, growth, effort, -0.10923078552083, 0.001);
    synthetic_check("c2", synthetic_variance, growth, effort, 0.217857818118, 0.002);
    synthetic_check("c3", synthetic_cumulant3, growth, effort, -0.069257944038522, 0.002);
    synthetic_check("c4", synthetic_cumulant4, growth, effort, 0.052636187097399, 0.003);
    free(growth);
    synthetic_free(s);
}
END_TEST

/* The two calls that Broadie and Kaya simulate exactly; steps are short against the reversion. */
START_TEST(heston_prices_the_calls_of_broadie_and_kaya)
{
    static const struct {
        heston with;
        size_t years;
        double price;
    } rows[] = {{{0.0319, 0.010201, 0.019, 6.21, 0.61, -0.7}, 1, 6.806113313},
                {{0.05, 0.09, 0.09, 2, 1, -0.3}, 5, 34.99975835}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const size_t steps = rows[i].years * 32;
        const double discount = exp(-rows[i].with.drift * (double)rows[i].years);
        synthetic *const s = synthetic_new("heston", YEAR / 32, steps, steps);
        set_heston(s, &rows[i].with);
        double *const growth = gather_growth(s, effort / 2);
        check_payoff("the call", call, 100, growth, effort / 2, rows[i].price / discount, 0.03);
        free(growth);
        synthetic_free(s);
    }
}
END_TEST

/* Long lives and a vol of vol that brings the variance to 0 again and again. */
START_TEST(heston_prices_the_hard_cases_of_andersen)
{
    static const struct {
        heston with;
        int years;
        double at_100, at_140, at_60;
    } rows[] = {{{0, 0.04, 0.04, 0.5, 1, -0.9}, 10, 13.084670137, 0.295774435798, 44.3299750702},
                {{0, 0.04, 0.04, 0.3, 0.9, -0.5}, 15, 16.6492229204, 5.13819049378, 45.28686397},
                {{0, 0.09, 0.09, 1, 1, -0.3}, 5, 21.7952877425, 9.9830678238, 45.9968539763}};
    const size_t paths = effort / 10;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const size_t steps = (size_t)rows[i].years * 16;
        synthetic *const s = synthetic_new("heston", YEAR / 16, steps, steps);
        set_heston(s, &rows[i].with);
        double *const growth = gather_growth(s, paths);
        check_payoff("the call at 100", call, 100, growth, paths, rows[i].at_100, 0.03);
        check_payoff("the call at 140", call, 140, growth, paths, rows[i].at_140, 0.03);
        check_payoff("the call at 60", call, 60, growth, paths, rows[i].at_60, 0.03);
        check_payoff("the forward", price, 0, growth, paths, 100, NO_BIAS);
        free(growth);
        synthetic_free(s);
    }
}
END_TEST

START_TEST(heston_keeps_the_mean_price_at_long_steps)
{
    static const heston cases[] = {{0.05, 0.09, 0.25, 4, 1, -0.9}, {0.05, 0.09, 0.25, 1, 0.6, 0.9}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        synthetic *const s = synthetic_new("heston", YEAR / 2, 2, 2);
        set_heston(s, &cases[i]);
        double *const growth = gather_growth(s, effort);
        check_payoff("the forward", price, 0, growth, effort, 100 * exp(0.05), NO_BIAS);
        free(growth);
        synthetic_free(s);
    }
}
END_TEST

/* Here the mean price of a step is infinite; the mean of its logarithm still is half the variance.
 */
START_TEST(heston_without_a_correction_keeps_the_mean_logarithm)
{
    static const heston wild = {0.1, 1, 1, 4, 4, 1};
    static const heston wild_from_2 = {0.1, 2, 1, 4, 4, 1};
    synthetic *const s = synthetic_new("heston", 2 * YEAR, 1, 1);
    set_heston(s, &wild);
    double *growth = gather_growth(s, effort);
    synthetic_check("the mean", synthetic_mean, growth, effort, 0.2 - 1, NO_BIAS);
    free(growth);
    set_heston(s, &wild_from_2);
    growth = gather_growth(s, effort);
    /* k0 + k1 V + k2 m with m = 1 + e^-8 */
    const double m = 1 + exp(-8);
    synthetic_check("the mean", synthetic_mean, growth, effort,
                    0.2 - 2 + (0.5 - 0.25) * 2 + (0.5 + 0.25) * m, NO_BIAS);
    free(growth);
    synthetic_free(s);
}
END_TEST

START_TEST(heston_has_the_cumulants_of_a_month)
{
    static const heston vault = {0, 0.36, 0.36, 3, 0.9, -0.4};
    synthetic *const s = synthetic_new("heston", YEAR / 12 / 30, 30, 30);
    set_heston(s, &vault);
    double *const growth = gather_growth(s, effort / 2);
    synthetic_check("c1", synthetic_mean, growth, effort / 2, -0.015, NO_BIAS);
    synthetic_check("c2", synthetic_variance, growth, effort / 2, 0.0304264391142, 3e-5);
    synthetic_check("c3", synthetic_cumulant3, growth, effort / 2, -0.00132740514551, 3e-5);
    synthetic_check("c4", synthetic_cumulant4, growth, effort / 2, 0.000196965833318, 1e-5);
    free(growth);
    synthetic_free(s);
}
END_TEST

static double kurtosis(const double *sample, size_t len)
{
    return 3 + synthetic_cumulant4(sample, len) / pow(synthetic_variance(sample, len), 2);
}

static double lagged(const double *sample, size_t len, size_t lag)
{
    const double mean = synthetic_mean(sample, len);
    double sum = 0;
    for (size_t i = 0; i + lag < len; i++) {
        sum += (sample[i] - mean) * (sample[i + lag] - mean);
    }
    return sum / (double)(len - lag) / synthetic_variance(sample, len);
}

static double lag1(const double *sample, size_t len)
{
    return lagged(sample, len, 1);
}

static double lag4(const double *sample, size_t len)
{
    return lagged(sample, len, 4);
}

/* Volatilities of 2 % and 6 % a day; the mean return of a state, half its variance, shifts the
 * moments by less than the biases below. */
START_TEST(regimes_have_fat_tails_and_a_memory_of_their_size)
{
    enum { DAYS = 4000 };
    const size_t paths = effort / 500;
    const size_t len = paths * DAYS;
    synthetic *const s = synthetic_new("regime", YEAR / 365, DAYS, DAYS);
    double *const returns = calloc(len, sizeof *returns);
    synthetic_set(s, "price", 1000);
    synthetic_set(s, "calm", 0.02 * sqrt(365));
    synthetic_set(s, "turbulent", 0.06 * sqrt(365));
    synthetic_set(s, "calm_time", 50 * 86400);
    synthetic_set(s, "turbulent_time", 10 * 86400);
    for (size_t i = 0; i < paths; i++) {
        const bl_process_tape *tape = synthetic_make(s, i);
        for (size_t t = 0; t < DAYS; t++) {
            returns[i * DAYS + t] = log((double)tape->value[t + 1] / (double)tape->value[t]);
        }
    }
    synthetic_check("the variance", synthetic_variance, returns, len, pow(0.03055050463, 2), 4e-6);
    synthetic_check("the kurtosis", kurtosis, returns, len, 7.897959184, 0.05);
    for (size_t i = 0; i < len; i++) {
        returns[i] *= returns[i];
    }
    synthetic_check("the memory", lag1, returns, len, 0.2082840237, 0.005);
    synthetic_check("four days on", lag4, returns, len, 0.2082840237 * pow(0.88, 3), 0.005);
    free(returns);
    synthetic_free(s);
}
END_TEST

START_TEST(a_price_is_never_0_and_one_beyond_the_range_is_refused)
{
    synthetic *const s = synthetic_new("gbm", YEAR, 40, 40);
    synthetic_set(s, "drift", -5);
    const bl_process_tape *tape = synthetic_make(s, 0);
    ck_assert_int_eq(tape->value[40], 1);
    ck_assert_uint_gt(tape->raised, 0);
    synthetic_set(s, "drift", 5);
    ck_assert_str_eq(synthetic_fill(s, 0), BL_PROCESS_TOO_LARGE);
    synthetic_free(s);
}
END_TEST

START_TEST(without_volatility_prices_grow_as_written_and_are_rounded_half_to_even)
{
    synthetic *const s = synthetic_new("gbm", YEAR, 3, 3);
    synthetic_set(s, "volatility", 0);
    synthetic_set(s, "drift", log(2));
    synthetic_set(s, "price", 0.000000125); /* 12.5 units */
    synthetic_set(s, "volume", 2.5);
    const bl_process_tape *tape = synthetic_make(s, 0);
    ck_assert_uint_eq(tape->len, 4);
    ck_assert_int_eq(tape->value[0], 12);
    ck_assert_int_eq(tape->value[1], 25);
    ck_assert_int_eq(tape->value[2], 50);
    ck_assert_int_eq(tape->value[3], 100);
    ck_assert_int_eq(tape->volume[3], 250000000);
    ck_assert_int_eq(tape->time_ns[0], -YEAR);
    ck_assert_int_eq(tape->time_ns[3], 2 * YEAR);
    synthetic_free(s);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1) {
        effort = strtoull(argv[1], NULL, 10);
    }
    return suite_run(
        "process prices",
        (const TTest *const[]){
            brownian_motion_has_lognormal_moments,
            a_year_of_days_moves_as_far_as_one_step_of_a_year,
            entities_are_as_correlated_as_they_are_told, jumps_have_the_cumulants_of_merton,
            jumps_price_a_call_as_merton_does,
            without_jumps_a_call_costs_what_black_and_scholes_say,
            more_jumps_than_can_be_drawn_are_refused,
            heston_prices_five_calls_as_the_transform_does,
            heston_prices_the_calls_of_broadie_and_kaya, heston_prices_the_hard_cases_of_andersen,
            heston_keeps_the_mean_price_at_long_steps,
            heston_without_a_correction_keeps_the_mean_logarithm,
            heston_has_the_cumulants_of_a_month, regimes_have_fat_tails_and_a_memory_of_their_size,
            a_price_is_never_0_and_one_beyond_the_range_is_refused,
            without_volatility_prices_grow_as_written_and_are_rounded_half_to_even, NULL});
}
