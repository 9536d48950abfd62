/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_almgren_chriss.c - the example of Almgren and Chriss (2000) as models 3.5 tabulates it,
 * three ways that must agree: the closed forms of holdings, expected cost E and variance V against
 * the table, to its digits or 1e-9; E of the holdings as the sum that the paper optimises; and that
 * sum with what the price model asks of each order, through the engine, to a ppb of the price.
 */
#include "../support/cases.h"
#include "../support/stall.h"

#include <math.h>

enum { DAYS = 5, STRATEGIES = 6 };

/* X coins at S over T days in N steps of tau; sigma a root day, epsilon, gamma and eta as there. */
static const double coins = 1e6;
static const double sigma = 0.95;
static const double epsilon = 0.0625;
static const double gamma_per_coin = 2.5e-7;
static const double eta = 2.5e-6;
static const double tau = 1;

typedef struct {
    double lambda, kappa, holdings[DAYS - 1], cost, variance, deviation;
} strategy;

/* Holdings to the coin, kappa to ten digits, sd to ten. */
static const strategy table[STRATEGIES] = {
    {0, 0, {800000, 600000, 400000, 200000}, 662500, 1.083e12, 1040672.859},
    {1e-7,
     0.1946285505,
     {757882, 544564, 351940, 172689},
     670057.460045,
     9.24718606140e11,
     961622.9023},
    {1e-6,
     0.6070761632,
     {541956, 289854, 147897, 62142},
     911226.986304,
     3.64128572058e11,
     603430.6688},
    {2e-6,
     0.8462971345,
     {428599, 182933, 76296, 27643},
     1140715.16705,
     2.01931287151e11,
     449367.6525},
    {1e-5, 1.726710866, {177868, 31636, 5622, 969}, 1845211.26162, 2.94851502883e10, 171712.4057},
    {-2e-7, 0, {910056, 750949, 534769, 277946}, 717958.104273, 1.58421070965e12, 1258654.325},
};

static double eta_tilde(void)
{
    return eta - 0.5 * gamma_per_coin * tau;
}

/* The rate of the exponential, or of the sine where risk is sought. */
static double find_kappa(double lambda)
{
    const double step = 1 + 0.5 * lambda * sigma * sigma / eta_tilde() * tau * tau;
    return (step >= 1 ? acosh(step) : acos(step)) / tau;
}

/* x_j = X sinh(kappa (T - t_j)) / sinh(kappa T); a straight line without lambda. */
static void find_holdings(double lambda, double holdings[DAYS + 1])
{
    const double kappa = find_kappa(lambda);
    for (int j = 0; j <= DAYS; j++) {
        const double left = (DAYS - j) * tau;
        holdings[j] = coins * (DAYS - j) / DAYS;
        if (lambda > 0) {
            holdings[j] = coins * sinh(kappa * left) / sinh(kappa * DAYS * tau);
        } else if (lambda < 0) {
            holdings[j] = coins * sin(kappa * left) / sin(kappa * DAYS * tau);
        }
    }
}

/* The paper's (20) for lambda > 0, of the holdings' closed form. */
static double closed_cost(double kappa)
{
    const double t = DAYS * tau;
    const double spread = epsilon * coins;
    const double s = sinh(kappa * t);
    const double shape =
        tanh(0.5 * kappa * tau) * (tau * sinh(2 * kappa * t) + 2 * t * sinh(kappa * tau));
    return 0.5 * gamma_per_coin * coins * coins + spread +
           eta_tilde() * coins * coins * shape / (2 * tau * tau * s * s);
}

static double closed_variance(double kappa)
{
    const double t = DAYS * tau;
    const double s = sinh(kappa * t);
    const double shape = tau * sinh(kappa * t) * cosh(kappa * (t - tau)) - t * sinh(kappa * tau);
    return 0.5 * sigma * sigma * coins * coins * shape / (s * s * sinh(kappa * tau));
}

/* E as a sum over the trades of what each pays and what it leaves for the rest. */
static double sum_cost(const double holdings[DAYS + 1])
{
    double cost = 0;
    for (int k = 0; k < DAYS; k++) {
        const double sold = holdings[k] - holdings[k + 1];
        cost += gamma_per_coin * sold * holdings[k + 1] + epsilon * sold + eta * sold * sold / tau;
    }
    return cost;
}

static double sum_variance(const double holdings[DAYS + 1])
{
    double sum = 0;
    for (int k = 1; k <= DAYS; k++) {
        sum += tau * holdings[k] * holdings[k];
    }
    return sigma * sigma * sum;
}

static double off(double is, double should)
{
    return fabs(is / should - 1);
}

START_TEST(holdings_are_the_table_s_to_the_coin)
{
    double holdings[DAYS + 1];
    find_holdings(table[_i].lambda, holdings);
    for (int k = 1; k < DAYS; k++) {
        ck_assert_double_eq_tol(holdings[k], table[_i].holdings[k - 1], 0.5 + 1e-6);
    }
    if (table[_i].lambda > 0) {
        ck_assert_double_lt(off(find_kappa(table[_i].lambda), table[_i].kappa), 1e-9);
    }
}
END_TEST

START_TEST(cost_and_variance_of_the_holdings_are_the_table_s)
{
    double holdings[DAYS + 1];
    find_holdings(table[_i].lambda, holdings);
    const double cost = sum_cost(holdings);
    const double variance = sum_variance(holdings);
    ck_assert_msg(off(cost, table[_i].cost) < 1e-9, "E %.9g", cost);
    ck_assert_msg(off(variance, table[_i].variance) < 1e-9, "V %.12g", variance);
    ck_assert_double_lt(off(sqrt(variance), table[_i].deviation), 1e-9);
}
END_TEST

START_TEST(the_closed_forms_of_cost_and_variance_are_the_sums)
{
    const double kappa = find_kappa(table[_i].lambda);
    double holdings[DAYS + 1];
    if (table[_i].lambda > 0) {
        find_holdings(table[_i].lambda, holdings);
        ck_assert_double_lt(off(closed_cost(kappa), table[_i].cost), 1e-9);
        ck_assert_double_lt(off(closed_variance(kappa), table[_i].variance), 1e-9);
        ck_assert_double_lt(off(closed_cost(kappa), sum_cost(holdings)), 1e-12);
    }
}
END_TEST

/* -- the model -------------------------------------------------------------------------------- */

/* A day's volume of 5 million at 50: half a spread of 1/8, a spread for a hundredth and a tenth. */
static void open_example(stall *s)
{
    stall_open(s, 50 * STALL_COIN, STALL_COIN);
    stall_price(s, "almgren_chriss");
    const int64_t params[] = {
        1250000, 250000000, 25000000, BL_NS_PER_DAY, 250000000 * STALL_UNIT, BL_NS_PER_DAY};
    for (size_t i = 0; i < sizeof params / sizeof params[0]; i++) {
        s->venue.price_params[i] = params[i];
    }
}

/* What each order is paid below the mark that those before it left: the model's epsilon, eta and
 * gamma to a few ppb, which is all an order knows of a price; so E to 3e-7. */
START_TEST(orders_of_the_model_pay_what_the_formula_says_to_a_few_ppb)
{
    const double ppb = 50e-9; /* of the close */
    double holdings[DAYS + 1];
    double cost = 0;
    stall s;
    open_example(&s);
    find_holdings(table[_i].lambda, holdings);
    for (int k = 0; k < DAYS; k++) {
        const double sold = holdings[k] - holdings[k + 1];
        const double moved = gamma_per_coin * (coins - holdings[k]);
        const int64_t units = llround(sold * (double)STALL_COIN);
        const bl_quote quote = stall_order(&s, 0, -units);
        const double below = 50 - (double)quote.price.v / (double)STALL_COIN;
        ck_assert_int_eq(quote.filled.v, -units);
        ck_assert_double_eq_tol(below, moved + epsilon + eta * sold / tau, 3.5 * ppb);
        cost += sold * below;
        s.now_ns += BL_NS_PER_DAY;
    }
    ck_assert_msg(off(cost, table[_i].cost) < 3e-7, "E %.6f", cost);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("table");
    tcase_add_loop_test(tcase, holdings_are_the_table_s_to_the_coin, 0, STRATEGIES);
    tcase_add_loop_test(tcase, cost_and_variance_of_the_holdings_are_the_table_s, 0, STRATEGIES);
    tcase_add_loop_test(tcase, the_closed_forms_of_cost_and_variance_are_the_sums, 0, STRATEGIES);
    tcase_add_loop_test(tcase, orders_of_the_model_pay_what_the_formula_says_to_a_few_ppb, 0,
                        STRATEGIES);
    return cases_run("almgren_chriss", tcase);
}
