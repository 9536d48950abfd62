/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_round_trips.c - no venue pays for being traded against (models.md 1.16; Huberman and Stanzl
 * 2004, Gatheral 2010): whatever orders come back to where they began, at a price that stands
 * still, cost something or nothing, in whole units; and a larger order never costs less a coin.
 */
#include "../../models/registry.h"
#include "../support/draws.h"
#include "../support/stall.h"
#include "../support/suite.h"

#include <string.h>

enum { TRIPS = 400, ORDERS = 12 };

/* Every capacity with every price that it takes. */
typedef void visit(const bl_capacity_model *capacity, const bl_price_model *price);

static const bl_model_info *of_kind(size_t place, const char *kind)
{
    const bl_model_info *info = bl_registry_at(place);
    return strcmp(info->kind, kind) == 0 ? info : NULL;
}

static void each_pair(visit *look)
{
    size_t pairs = 0;
    for (size_t i = 0; i < bl_registry_count(); i++) {
        const bl_capacity_model *capacity =
            (const bl_capacity_model *)(const void *)of_kind(i, "capacity");
        for (size_t k = 0; capacity != NULL && k < bl_registry_count(); k++) {
            const bl_price_model *price = (const bl_price_model *)(const void *)of_kind(k, "price");
            if (price != NULL && (capacity->takes_depth || !price->takes_depth)) {
                look(capacity, price);
                pairs++;
            }
        }
    }
    ck_assert_uint_gt(pairs, 20);
}

/* The least, the most that is no nonsense, the default, or anything up to a few times it. */
static int64_t draw_param(draws *d, const bl_param *param)
{
    const bool amount = param->kind == BL_PARAM_AMOUNT;
    const int64_t usual = amount ? 1000 * STALL_UNIT : param->fallback;
    const int64_t most = param->kind == BL_PARAM_RATIO ? BL_PPB : param->high / 20;
    const int64_t top = usual > 0 && usual < most / 4 ? 4 * usual : most / 20;
    const int64_t values[] = {param->low, amount ? usual : most, usual, draws_between(d, 0, top),
                              draws_between(d, 0, top)};
    const int64_t value = values[draws_below(d, 5)];
    const int64_t floored = value > param->low ? value : param->low;
    return floored < param->high ? floored : param->high;
}

static void draw_params(draws *d, const bl_model_info *info, int64_t *out)
{
    for (size_t i = 0; i < info->params_len; i++) {
        out[i] = draw_param(d, &info->params[i]);
    }
}

static bool gains(const bl_price_model *price, const int64_t *params)
{
    return price->gains != NULL && price->gains(params) != NULL;
}

static void draw_stall(stall *s, draws *d, const bl_capacity_model *capacity,
                       const bl_price_model *price)
{
    stall_open(s,
               draws_once_in(d, 3) ? draws_between(d, 1000, 100000)
                                   : draws_between(d, STALL_COIN, 10000 * STALL_COIN),
               draws_between(d, STALL_COIN, 1000 * STALL_COIN));
    for (int k = 1; k < STALL_BARS && draws_once_in(d, 2); k += 2) {
        s->close[k - 1] += s->close[k - 1] / draws_between(d, 10, 1000); /* some volatility */
    }
    stall_capacity(s, capacity->info.name);
    stall_price(s, price->info.name);
    draw_params(d, &capacity->info, s->venue.capacity_params);
    do {
        draw_params(d, &price->info, s->venue.price_params);
    } while (gains(price, s->venue.price_params));
    s->instruments[0].step = draws_once_in(d, 2) ? 1 : STALL_COIN / 1000;
    s->instruments[0].tick = draws_once_in(d, 2) ? 1 : draws_between(d, 1, 100);
    const int64_t mid = draws_between(d, 1000, 100000);
    for (int level = 1; level <= 4; level++) {
        const int64_t rests = draws_between(d, 1, 20 * STALL_COIN);
        stall_level(s, STALL_NOW, false, mid + level * mid / 500 + 1, rests);
        stall_level(s, STALL_NOW, true, mid - level * mid / 500 - 1, rests);
    }
}

/* What an order took from cash, in units of price times quantity. */
static bl_i128 paid(const bl_quote *quote)
{
    return (bl_i128)quote->filled.v * quote->price.v;
}

static int64_t draw_quantity(draws *d, const stall *s)
{
    const int64_t size = INT64_C(1) << draws_below(d, 32);
    const int64_t step = s->instruments[0].step;
    const int64_t quantity = draws_between(d, 1, size) / step * step + step;
    return draws_once_in(d, 2) ? quantity : -quantity;
}

/* Random orders, then the position back in one piece or in several; false: it never came back. */
static bool go_round(stall *s, draws *d, bl_i128 *cost)
{
    int64_t position = 0;
    *cost = 0;
    for (int k = 0; k < 4 * ORDERS && (k < ORDERS || position != 0); k++) {
        int64_t wanted = draw_quantity(d, s);
        if (k >= ORDERS) {
            const int64_t part = draws_once_in(d, 3) ? position / 2 : position;
            wanted = -(part / s->instruments[0].step * s->instruments[0].step);
            wanted = wanted == 0 ? -position : wanted;
        }
        const bl_quote quote = stall_order(s, 0, wanted);
        position += quote.filled.v;
        *cost += paid(&quote);
        s->now_ns += draws_once_in(d, 3) ? draws_between(d, 0, 600 * BL_NS_PER_S) : 0;
    }
    return position == 0;
}

static void check_trips(const bl_capacity_model *capacity, const bl_price_model *price)
{
    draws d = draws_new(16, 0);
    size_t round = 0;
    size_t costly = 0;
    for (int trip = 0; trip < TRIPS; trip++) {
        stall s;
        bl_i128 cost;
        draw_stall(&s, &d, capacity, price);
        s.venue.max_slippage_ppb = 300000000;
        if (go_round(&s, &d, &cost)) {
            ck_assert_msg(cost >= 0, "%s with %s gains %g on trip %d", capacity->info.name,
                          price->info.name, -(double)cost, trip);
            costly += cost > 0;
            round++;
        }
    }
    ck_assert_msg(round > TRIPS / 10, "%s with %s: %zu came back", capacity->info.name,
                  price->info.name, round);
    ck_assert_msg(costly > 0, "%s with %s: all free", capacity->info.name, price->info.name);
}

START_TEST(orders_that_come_back_to_where_they_began_never_gain)
{
    each_pair(check_trips);
}
END_TEST

/* A larger order, a wider spread: never a better price. */
static void check_sizes(const bl_capacity_model *capacity, const bl_price_model *price)
{
    draws d = draws_new(17, 0);
    for (int trip = 0; trip < TRIPS; trip++) {
        stall s;
        bl_desk desk;
        draw_stall(&s, &d, capacity, price);
        (void)stall_order(&s, 0, draw_quantity(&d, &s));
        bl_order_open_desk(&desk, &s.market, &s.venue, s.now_ns);
        int64_t quantity = draw_quantity(&d, &s);
        bl_quote last = bl_order_quote(&desk, 0, (bl_qty){quantity});
        for (int k = 0; k < 6 && last.filled.v == quantity; k++) {
            const bl_price price_before = last.price;
            quantity +=
                quantity / draws_between(&d, 1, 9) / s.instruments[0].step * s.instruments[0].step;
            last = bl_order_quote(&desk, 0, (bl_qty){quantity});
            const int64_t worse =
                quantity > 0 ? last.price.v - price_before.v : price_before.v - last.price.v;
            ck_assert_msg(last.filled.v == 0 || worse >= 0, "%s with %s: a larger order is cheaper",
                          capacity->info.name, price->info.name);
        }
    }
}

START_TEST(a_larger_order_is_never_cheaper)
{
    each_pair(check_sizes);
}
END_TEST

/* Almgren and Chriss at the edge of what is allowed, Obizhaeva and Wang with all impact staying:
 * what is paid and what is moved cancel but for the rounding, which must be the vault's loss. */
START_TEST(at_the_edge_of_what_is_allowed_rounding_costs_the_vault)
{
    draws d = draws_new(18, 0);
    for (int trip = 0; trip < 20 * TRIPS; trip++) {
        stall s;
        bl_i128 cost;
        const bool resilient = draws_once_in(&d, 2);
        stall_open(&s, draws_between(&d, STALL_COIN, 100000 * STALL_COIN), STALL_COIN);
        stall_price(&s, resilient ? "resilient" : "almgren_chriss");
        int64_t *params = s.venue.price_params;
        if (resilient) {
            params[0] = draws_between(&d, STALL_UNIT, 1000000 * STALL_UNIT);
            params[2] = BL_PPB;
        } else {
            params[2] = 2 * draws_between(&d, 1, BL_PPB / 10);
            params[1] = params[2] / 2;
            params[3] = BL_NS_PER_DAY;
            params[4] = draws_between(&d, STALL_UNIT, 1000000 * STALL_UNIT);
        }
        s.instruments[0].step = 1;
        s.venue.max_slippage_ppb = 300000000;
        if (go_round(&s, &d, &cost)) {
            ck_assert_msg(cost >= 0, "trip %d gains %g", trip, -(double)cost);
        }
    }
}
END_TEST

/* Buys and sells 1000 coins at once; what that cost. */
static bl_i128 there_and_back(int64_t eta, int64_t gamma, bool *refused)
{
    stall s;
    stall_open(&s, 100 * STALL_COIN, STALL_COIN);
    stall_price(&s, "almgren_chriss");
    const int64_t params[] = {0, eta, gamma, BL_NS_PER_DAY, 1000000 * STALL_UNIT};
    memcpy(s.venue.price_params, params, sizeof params);
    *refused = gains(s.venue.price, s.venue.price_params);
    const bl_quote bought = stall_order(&s, 0, 1000 * STALL_COIN);
    const bl_quote sold = stall_order(&s, 0, -1000 * STALL_COIN);
    ck_assert_int_eq(bought.filled.v, -sold.filled.v);
    return paid(&bought) + paid(&sold);
}

/* What is refused is not refused for nothing: an order that pays less than half of what it moves
 * is paid for by the next one (Huberman and Stanzl). */
START_TEST(just_below_the_edge_a_round_trip_gains_and_is_refused)
{
    bool refused;
    const int64_t gamma = BL_PPB / 10;
    ck_assert(there_and_back(gamma / 2, gamma, &refused) >= 0);
    ck_assert(!refused);
    ck_assert(there_and_back(gamma / 2 - gamma / 100, gamma, &refused) < 0);
    ck_assert(refused);
}
END_TEST

/* Gatheral: impact of size^delta that dies away with age^-gamma needs gamma + delta of 1 at least;
 * exponential decay, the only one here, is slower than any power at first and needs delta 1. */
START_TEST(impact_that_dies_away_must_be_linear_and_impact_that_does_not_need_not)
{
    stall s;
    stall_open(&s, 100 * STALL_COIN, STALL_COIN);
    stall_price(&s, "sqrt");
    int64_t *const exponent = &s.venue.price_params[4];
    int64_t *const half_life_ns = &s.venue.price_params[5];
    for (int tenths = 1; tenths <= 10; tenths++) {
        *exponent = tenths * (BL_PPB / 10);
        *half_life_ns = BL_NS_PER_S;
        ck_assert(gains(s.venue.price, s.venue.price_params) == (tenths < 10));
        *half_life_ns = 0;
        ck_assert(!gains(s.venue.price, s.venue.price_params));
    }
}
END_TEST

int main(void)
{
    return suite_run("round_trips",
                     (const TTest *const[]){
                         orders_that_come_back_to_where_they_began_never_gain,
                         at_the_edge_of_what_is_allowed_rounding_costs_the_vault,
                         just_below_the_edge_a_round_trip_gains_and_is_refused,
                         impact_that_dies_away_must_be_linear_and_impact_that_does_not_need_not,
                         a_larger_order_is_never_cheaper, NULL});
}
