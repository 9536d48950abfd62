/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_prices.c - price models against numbers of their papers (models.md 1.1 to 1.7, 3.5), through
 * the engine's own orders: what is asserted is what a vault would pay.
 */
#include "../../models/registry.h"
#include "../support/stall.h"
#include "../support/suite.h"

#include <math.h>
#include <stdlib.h>

enum { BP_PPB = 100000, SLICES = 20000 };

/* How far the price of an order is from 100, in ppb. */
static int64_t moved_ppb(const bl_quote *quote)
{
    const int64_t away = quote->price.v - 100 * STALL_COIN;
    return llabs(away) / 10;
}

static stall *open_hundred(stall *s, const char *price)
{
    stall_open(s, 100 * STALL_COIN, 1000 * STALL_COIN);
    stall_price(s, price);
    return s;
}

/* -- without memory --------------------------------------------------------------------------- */

START_TEST(fixed_adds_half_the_spread_and_the_slippage)
{
    stall s;
    open_hundred(&s, "fixed");
    s.venue.price_params[0] = 2 * BP_PPB;
    s.venue.price_params[1] = 5 * BP_PPB;
    ck_assert_int_eq(stall_order(&s, 0, STALL_COIN).price.v, INT64_C(10007000000));
    ck_assert_int_eq(stall_order(&s, 0, -STALL_COIN).price.v, INT64_C(9993000000));
}
END_TEST

/* zipline's VolumeShareSlippage: an order for 60 fills over three bars of 1000. */
START_TEST(an_order_for_60_fills_25_25_10_at_zipline_s_prices)
{
    static const struct {
        int64_t asked, filled, price;
    } bars[] = {{60, 25, INT64_C(10000625000)},
                {35, 25, INT64_C(10000625000)},
                {10, 10, INT64_C(10000100000)}};
    stall s;
    open_hundred(&s, "quadratic");
    stall_capacity(&s, "volume_share");
    s.venue.capacity_params[0] = 25000000;
    for (size_t k = 0; k < 3; k++) {
        bl_order_show_bar(&s.market, 0, k);
        const bl_quote quote = stall_order(&s, 0, bars[k].asked * STALL_COIN);
        ck_assert_int_eq(quote.filled.v, bars[k].filled * STALL_COIN);
        ck_assert_int_eq(quote.price.v, bars[k].price);
    }
}
END_TEST

/* Its first quirk: the share is that of all fills of the bar, not of the order. */
START_TEST(zipline_s_share_is_cumulative_within_the_bar)
{
    stall s;
    open_hundred(&s, "quadratic");
    bl_quote quote = stall_order(&s, 0, 10 * STALL_COIN);
    ck_assert_int_eq(moved_ppb(&quote), 10000); /* 0.1 * 0.01^2 */
    quote = stall_order(&s, 0, 10 * STALL_COIN);
    ck_assert_int_eq(moved_ppb(&quote), 40000); /* 0.1 * 0.02^2 */
}
END_TEST

START_TEST(linear_pays_half_of_what_it_moves)
{
    stall s;
    open_hundred(&s, "linear"); /* 10 M within 1 %: 400 k move 4 bp */
    s.venue.price_params[0] = 10000000 * STALL_UNIT;
    bl_quote quote = stall_order(&s, 0, 4000 * STALL_COIN);
    ck_assert_int_eq(moved_ppb(&quote), 2 * BP_PPB);
    s.venue.price_params[0] = 300 * STALL_UNIT; /* Kyle's lambda 1/3: three coins move by 1 */
    quote = stall_order(&s, 0, -3 * STALL_COIN);
    ck_assert_int_eq(quote.price.v, INT64_C(9950000000));
}
END_TEST

START_TEST(the_square_root_law_pays_two_thirds_of_its_peak)
{
    stall s;
    open_hundred(&s, "sqrt");
    s.venue.price_params[1] = 30000000;
    s.venue.price_params[2] = 100000 * STALL_UNIT; /* 1000 coins a day */
    bl_quote quote = stall_order(&s, 0, 10 * STALL_COIN);
    ck_assert_int_eq(moved_ppb(&quote), 20 * BP_PPB);
    quote = stall_order(&s, 0, 20 * STALL_COIN);
    ck_assert_int_eq(moved_ppb(&quote), 2828427);  /* 20 bp times the root of 2 */
    quote = stall_order(&s, 0, 4000 * STALL_COIN); /* four days of volume: nothing is clamped */
    ck_assert_int_eq(moved_ppb(&quote), 400 * BP_PPB);
    s.venue.price_params[4] = 489000000; /* as measured in Tokyo */
    quote = stall_order(&s, 0, 10 * STALL_COIN);
    ck_assert_int_eq(moved_ppb(&quote), llround(0.03e9 * pow(0.01, 0.489) / 1.489));
}
END_TEST

START_TEST(volume_and_volatility_are_those_of_the_bars_in_the_window)
{
    stall s;
    open_hundred(&s, "sqrt"); /* 1000 coins an hour */
    for (int k = 1; k < STALL_BARS; k += 2) {
        s.close[k - 1] = 99 * STALL_COIN;
    }
    /* 24 hours of up by 1/99 and down by 1/100 */
    const double volatility = sqrt(12 / (99.0 * 99.0) + 12 / (100.0 * 100.0));
    const double expected = volatility * sqrt(240.0 / 24000) / 1.5;
    bl_quote quote = stall_order(&s, 0, 240 * STALL_COIN);
    ck_assert_int_eq(moved_ppb(&quote), llround(expected * 1e9));
    s.market.bars_len[0] = 1; /* one bar is no history */
    ck_assert_int_eq(stall_order(&s, 0, STALL_COIN).reason, BL_REASON_NO_LIQUIDITY);
}
END_TEST

START_TEST(futures_without_twenty_days_of_history_cost_seven_and_a_half_basis_points)
{
    stall s;
    open_hundred(&s, "volatility_volume_share");
    bl_quote quote = stall_order(&s, 0, 240 * STALL_COIN);
    ck_assert_int_eq(moved_ppb(&quote), 750000);
    for (int k = 1; k < STALL_BARS; k += 2) {
        s.close[k - 1] = 99 * STALL_COIN;
    }
    s.venue.price_params[0] = 100 * BL_PPB;
    s.venue.price_params[1] = BL_NS_PER_DAY;
    const double volatility = sqrt(365 * (12 / (99.0 * 99.0) + 12 / (100.0 * 100.0)));
    quote = stall_order(&s, 0, 240 * STALL_COIN);
    ck_assert_int_eq(moved_ppb(&quote), llround(100 * volatility * 0.1 / 1e4 * 1e9));
}
END_TEST

START_TEST(prob_slippage_is_a_whole_tick_with_its_probability)
{
    stall s;
    open_hundred(&s, "prob_slippage");
    s.instruments[0].tick = STALL_COIN / 4;
    s.venue.price_params[0] = 300000000;
    int slipped = 0;
    for (int k = 0; k < 20000; k++) {
        s.now_ns += 60 * BL_NS_PER_S;
        const int64_t paid = stall_order(&s, 0, STALL_COIN).price.v - 100 * STALL_COIN;
        const int64_t lost = 100 * STALL_COIN - stall_order(&s, 0, -STALL_COIN).price.v;
        ck_assert(paid == 0 || paid == STALL_COIN / 4);
        ck_assert_int_eq(lost, paid); /* one draw for the minute, either side */
        slipped += paid != 0;
    }
    ck_assert_int_ge(slipped, 6000 - 4 * 65); /* sd 64.8 */
    ck_assert_int_le(slipped, 6000 + 4 * 65);
}
END_TEST

/* -- Almgren, Thum, Hauptmann and Li ---------------------------------------------------------- */

typedef struct {
    double turnover, volatility; /* Theta/V and sigma */
    double days, impact_bp, cost_bp;
} athl_row;

/* An order of a tenth of the day's volume. */
static void check_athl(const athl_row *row)
{
    stall s;
    open_hundred(&s, "almgren_2005");
    const int64_t params[] = {314000000,
                              142000000,
                              llround(row->turnover * 1e9),
                              llround(row->days * 86400e9),
                              llround(row->volatility * 1e9),
                              100000 * STALL_UNIT,
                              BL_NS_PER_DAY};
    for (size_t i = 0; i < sizeof params / sizeof params[0]; i++) {
        s.venue.price_params[i] = params[i];
    }
    const bl_quote quote = stall_order(&s, 0, 100 * STALL_COIN);
    const int64_t impact_ppb = (s.market.mark[0].v - 100 * STALL_COIN) / 10;
    ck_assert_double_le(fabs((double)impact_ppb / BP_PPB - row->impact_bp), 0.00006);
    ck_assert_double_le(fabs((double)moved_ppb(&quote) / BP_PPB - row->cost_bp), 0.00008);
}

START_TEST(ibm_and_dri_cost_what_the_paper_s_table_says)
{
    static const double days[] = {0.1, 0.2, 0.5};
    static const double ibm_bp[] = {32.2239, 24.6384, 18.4179};
    static const double dri_bp[] = {42.9313, 32.0122, 23.0577};
    for (size_t k = 0; k < 3; k++) {
        check_athl(&(athl_row){1728 / 6.561, 0.0157, days[k], 19.8597, ibm_bp[k]});
        check_athl(&(athl_row){168 / 1.929, 0.0226, days[k], 21.6787, dri_bp[k]});
    }
}
END_TEST

/* -- Obizhaeva and Wang ----------------------------------------------------------------------- */

static const double programme = 1e5; /* X, over a day */

static stall *open_block_book(stall *s, double rho)
{
    static const int64_t day_ns = BL_NS_PER_DAY;
    stall_open(s, 100 * STALL_COIN, STALL_COIN);
    stall_price(s, "resilient"); /* 5000 a unit of price, half of which stays */
    s->venue.price_params[0] = 500000 * STALL_UNIT;
    s->venue.price_params[1] = 10000000;
    s->venue.price_params[2] = 500000000;
    s->venue.price_params[3] = llround(log(2) / rho * (double)day_ns);
    return s;
}

/* Above 100 a coin. */
static double buy(stall *s, double coins)
{
    const int64_t wanted = llround(coins * (double)STALL_COIN);
    const bl_quote quote = stall_order(s, 0, wanted);
    ck_assert_int_eq(quote.filled.v, wanted);
    return coins * (double)(quote.price.v - 100 * STALL_COIN) / 1e8;
}

/* A block at both ends and equal slices between. */
static double buy_over_day(double rho, double block)
{
    stall s;
    open_block_book(&s, rho);
    double cost = block > 0 ? buy(&s, block) : 0;
    for (int k = 0; k < SLICES; k++) {
        s.now_ns = STALL_NOW + (2 * k + 1) * (BL_NS_PER_DAY / (2 * SLICES));
        cost += buy(&s, (programme - 2 * block) / SLICES);
    }
    s.now_ns = STALL_NOW + BL_NS_PER_DAY;
    return cost + (block > 0 ? buy(&s, block) : 0);
}

START_TEST(obizhaeva_and_wang_s_optimum_and_twap_cost_what_the_closed_forms_say)
{
    static const struct {
        double rho, block, best, twap;
    } rows[] = {{0.001, 49975.01, 999750.12, 999833.38}, {0.5, 40000, 900000, 926122.64},
                {1, 33333.33, 833333.33, 867879.44},     {2, 25000, 750000, 783833.82},
                {5, 14285.71, 642857.14, 660269.52},     {20, 4545.45, 545454.55, 547500.00},
                {1000, 99.80, 500998.00, 500999.00}};
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        const double block = programme / (rows[r].rho + 2);
        ck_assert_double_le(fabs(block - rows[r].block), 0.006);
        const double best = buy_over_day(rows[r].rho, block);
        const double twap = buy_over_day(rows[r].rho, 0);
        ck_assert_msg(fabs(best / rows[r].best - 1) < 1e-6, "rho %g: %.4f", rows[r].rho, best);
        ck_assert_msg(fabs(twap / rows[r].twap - 1) < 1e-6, "rho %g: %.4f", rows[r].rho, twap);
    }
}
END_TEST

START_TEST(one_block_costs_half_of_its_impact_whatever_the_resilience)
{
    stall s;
    ck_assert_double_eq_tol(buy(open_block_book(&s, 2), programme), 1e6, 1);
}
END_TEST

START_TEST(what_a_block_leaves_halves_with_its_half_life_and_the_rest_stays)
{
    stall s;
    open_block_book(&s, 1);
    (void)buy(&s, 10000); /* moves 2: 1 stays in the mark, 1 dies away */
    ck_assert_int_eq(s.market.mark[0].v, 101 * STALL_COIN);
    const int64_t half_life_ns = s.venue.price_params[3];
    for (int halves = 0; halves < 4; halves++) {
        const bl_quote quote = stall_order(&s, 0, 1);
        const double expected = 101 + 1 / (double)(1 << halves);
        ck_assert_double_eq_tol((double)quote.price.v / 1e8, expected, 5e-7);
        s.now_ns += half_life_ns;
    }
    const bl_quote sale = stall_order(&s, 0, -1); /* the bids were never touched */
    ck_assert_double_eq_tol((double)sale.price.v / 1e8, 101, 5e-7);
}
END_TEST

int main(void)
{
    return suite_run("prices",
                     (const TTest *const[]){
                         fixed_adds_half_the_spread_and_the_slippage,
                         an_order_for_60_fills_25_25_10_at_zipline_s_prices,
                         zipline_s_share_is_cumulative_within_the_bar,
                         linear_pays_half_of_what_it_moves,
                         the_square_root_law_pays_two_thirds_of_its_peak,
                         volume_and_volatility_are_those_of_the_bars_in_the_window,
                         futures_without_twenty_days_of_history_cost_seven_and_a_half_basis_points,
                         prob_slippage_is_a_whole_tick_with_its_probability,
                         ibm_and_dri_cost_what_the_paper_s_table_says,
                         obizhaeva_and_wang_s_optimum_and_twap_cost_what_the_closed_forms_say,
                         one_block_costs_half_of_its_impact_whatever_the_resilience,
                         what_a_block_leaves_halves_with_its_half_life_and_the_rest_stays, NULL});
}
