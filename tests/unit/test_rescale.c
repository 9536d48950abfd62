/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_rescale.c - one attempt (spec 6.3, 6.4, 6.14, 11): the order of an order's tests, dust, what
 * stands under each atomicity, and that a round trip through the venue never gains.
 */
#include "../../models/registry.h"
#include "../../sim/rescale.h"
#include "../support/draws.h"
#include "../support/suite.h"

enum { HOUR = 3600 };

/* A market of three instruments, K = 10, and a venue of volume_share, fixed and windows. */
typedef struct {
    bl_instrument instruments[3];
    bl_market market;
    bl_venue venue;
    bl_trap trap;
    int64_t volume[3], window_begin, window_end;
} bench;

static bench *bench_new(bench *b)
{
    *b = (bench){.window_begin = 500, .window_end = 600};
    b->market = (bl_market){.instruments = b->instruments, .len = 3, .trap = &b->trap};
    for (size_t i = 0; i < 3; i++) {
        b->instruments[i] = (bl_instrument){.step = 1, .bar_ns = HOUR, .gap = BL_GAP_NO_TRADE};
        b->market.scale[i] = 10;
        b->market.mark[i].v = 1000;
        b->volume[i] = 100;
        b->market.volume[i] = &b->volume[i];
    }
    b->venue = (bl_venue){
        .availability = (const bl_availability_model *)bl_registry_find("availability", "windows"),
        .windows = {1, &b->window_begin, &b->window_end},
        .capacity = (const bl_capacity_model *)bl_registry_find("capacity", "volume_share"),
        .capacity_params = {BL_PPB},
        .price = (const bl_price_model *)bl_registry_find("price", "fixed"),
        .max_slippage_ppb = -1,
    };
    return b;
}

static bl_quote quote(const bench *b, int64_t now_ns, int64_t quantity)
{
    bl_desk desk;
    bl_order_open_desk(&desk, &b->market, &b->venue, now_ns);
    return bl_order_quote(&desk, 0, (bl_qty){quantity});
}

static void attempt(const bench *b, const bl_book *book, bl_atomicity atomicity, bl_attempt *out)
{
    bl_rescale_try(book, &b->market, &b->venue, atomicity, 0, out);
}

static bl_intended whole(int64_t quantity)
{
    return (bl_intended){(bl_i128)quantity * BL_PPB};
}

/* -- one order -------------------------------------------------------------------------------- */

START_TEST(tests_of_an_order_come_in_their_order)
{
    bench b;
    bench_new(&b);
    b.venue.price_params[0] = 2000000;
    b.venue.max_slippage_ppb = 1000000;
    b.volume[0] = 0;
    b.window_begin = HOUR;
    b.window_end = 2 * HOUR;
    ck_assert_int_eq(quote(&b, HOUR, 150).reason, BL_REASON_VENUE_DOWN);
    b.venue.windows.len = 0;
    ck_assert_int_eq(quote(&b, HOUR, 150).reason, BL_REASON_STALE);
    ck_assert_int_eq(quote(&b, HOUR - 1, 150).reason, BL_REASON_NO_LIQUIDITY);
    b.volume[0] = 100;
    ck_assert_int_eq(quote(&b, 0, 150).reason, BL_REASON_PRICE_BOUND);
    ck_assert_int_eq(quote(&b, 0, 150).filled.v, 0);
    b.venue.max_slippage_ppb = 2000000; /* a bound that is met exactly holds */
    ck_assert_int_eq(quote(&b, 0, 150).reason, BL_REASON_PARTIAL);
    ck_assert_int_eq(quote(&b, 0, 150).filled.v, 100);
    ck_assert_int_eq(quote(&b, 0, -100).reason, BL_REASON_NONE);
    ck_assert_int_eq(quote(&b, 0, -100).filled.v, -100);
}
END_TEST

START_TEST(prices_round_against_the_order_and_never_reach_zero)
{
    bench b;
    bench_new(&b);
    b.venue.price_params[0] = 500000; /* 0.5 of a unit of price */
    b.venue.taker_ppb = 1000000;
    ck_assert_int_eq(quote(&b, 0, 10).price.v, 1001);
    ck_assert_int_eq(quote(&b, 0, -10).price.v, 999);
    ck_assert_uint_eq(quote(&b, 0, 10).fee.v, 2); /* ceil(1001 / 1000) */
    b.market.mark[0].v = 1;
    ck_assert_int_eq(quote(&b, 0, -10).reason, BL_REASON_PRICE_BOUND); /* floor: 0 */
    ck_assert_int_eq(quote(&b, 0, 10).price.v, 2);
    b.market.mark[0].v = 1000;
    b.venue.price_params[0] = BL_PPB;
    ck_assert_int_eq(quote(&b, 0, 10).reason, BL_REASON_PRICE_BOUND);
}
END_TEST

START_TEST(an_instrument_is_stale_a_bar_after_its_last_unless_its_gaps_hold)
{
    bench b;
    bench_new(&b);
    b.market.visible_ns[0] = 10;
    ck_assert(!bl_order_is_stale(&b.market, 0, 10 + HOUR - 1));
    ck_assert(bl_order_is_stale(&b.market, 0, 10 + HOUR));
    b.instruments[0].gap = BL_GAP_HOLD;
    ck_assert(!bl_order_is_stale(&b.market, 0, INT64_MAX));
    b.instruments[0].gap = BL_GAP_NO_TRADE;
    b.instruments[0].bar_ns = INT64_MAX;
    ck_assert(!bl_order_is_stale(&b.market, 0, INT64_MAX));
}
END_TEST

START_TEST(one_silent_instrument_of_policy_outage_takes_the_venue_down)
{
    bench b;
    bench_new(&b);
    ck_assert(bl_order_is_up(&b.market, &b.venue, HOUR)); /* silent, but no outage */
    b.instruments[2].gap = BL_GAP_OUTAGE;
    ck_assert(!bl_order_is_up(&b.market, &b.venue, HOUR));
    ck_assert(bl_order_is_up(&b.market, &b.venue, HOUR - 1));
    ck_assert(!bl_order_is_up(&b.market, &b.venue, 500));
}
END_TEST

/* -- the plan --------------------------------------------------------------------------------- */

START_TEST(legs_below_either_minimum_are_dust_and_a_plan_of_dust_is_empty)
{
    bench b;
    bench_new(&b);
    b.instruments[0].min_qty = 5;
    b.instruments[1].min_notional = 500;
    bl_attempt got;
    bl_book book = {.q = {{4}}, .b = {whole(0), whole(-4)}}; /* -4 at 1000: -400 */
    attempt(&b, &book, BL_ATOMIC_ALL_OR_NONE, &got);
    ck_assert(got.whole && got.empty);
    ck_assert_uint_eq(got.dust_len, 2);
    ck_assert_int_eq(got.target[0].v, 0);
    book = (bl_book){.b = {whole(5), whole(5)}}; /* at the minimum is enough */
    attempt(&b, &book, BL_ATOMIC_ALL_OR_NONE, &got);
    ck_assert_uint_eq(got.fills_len, 2);
    ck_assert_uint_eq(got.dust_len, 0);
}
END_TEST

START_TEST(a_plan_with_nothing_to_trade_is_whole_and_empty)
{
    bench b;
    bench_new(&b);
    bl_attempt got;
    bl_book book = {.q = {{7}, {-7}}, .b = {whole(7), whole(-7)}};
    attempt(&b, &book, BL_ATOMIC_UNWIND, &got);
    ck_assert(got.whole && got.empty);
    ck_assert_uint_eq(got.fills_len, 0);
    ck_assert_int_eq(got.cost.v, 0);
}
END_TEST

/* Three buys; the second meets a market of 30 for its 50. */
static bench *short_of_liquidity(bench *b, bl_book *book)
{
    bench_new(b);
    b->volume[1] = 30;
    b->venue.price_params[0] = 1000000; /* 1 of price: a tenth of a unit a coin */
    *book = (bl_book){.b = {whole(50), whole(50), whole(50)}};
    return b;
}

static void check_fill(const bl_fill *fill, size_t instrument, int64_t quantity,
                       bl_fill_reason reason)
{
    ck_assert_uint_eq(fill->instrument, instrument);
    ck_assert_int_eq(fill->quantity.v, quantity);
    ck_assert_int_eq(fill->reason, reason);
}

START_TEST(all_or_none_trades_nothing_when_one_leg_is_short)
{
    bench b;
    bl_book book;
    bl_attempt got;
    attempt(short_of_liquidity(&b, &book), &book, BL_ATOMIC_ALL_OR_NONE, &got);
    ck_assert(!got.whole && !got.empty && !got.unwound);
    ck_assert_int_eq(got.reason, BL_REASON_PARTIAL);
    ck_assert_uint_eq(got.fills_len, 0);
    ck_assert_int_eq(got.cost.v, 0);
    ck_assert_int_eq(got.target[2].v, 50); /* it tells what it aimed at */
}
END_TEST

START_TEST(keep_tries_every_leg_and_lets_the_fills_stand)
{
    bench b;
    bl_book book;
    bl_attempt got;
    attempt(short_of_liquidity(&b, &book), &book, BL_ATOMIC_KEEP, &got);
    ck_assert(!got.whole && !got.unwound);
    ck_assert_uint_eq(got.fills_len, 3);
    check_fill(&got.fills[0], 0, 50, BL_FILL_FILLED);
    check_fill(&got.fills[1], 1, 30, BL_FILL_PARTIAL);
    check_fill(&got.fills[2], 2, 50, BL_FILL_FILLED);
    ck_assert_int_eq(got.cost.v, 5 + 3 + 5);
}
END_TEST

START_TEST(unwind_stops_at_the_short_leg_and_reverses_last_first_what_it_can)
{
    bench b;
    bl_book book;
    bl_attempt got;
    short_of_liquidity(&b, &book);
    b.volume[1] = 100;
    b.volume[2] = 30;
    attempt(&b, &book, BL_ATOMIC_UNWIND, &got);
    ck_assert(!got.whole && got.unwound);
    ck_assert_uint_eq(got.fills_len, 5); /* the short leg has used up its bar and stays */
    check_fill(&got.fills[1], 1, 50, BL_FILL_FILLED);
    check_fill(&got.fills[2], 2, 30, BL_FILL_PARTIAL);
    check_fill(&got.fills[3], 1, -50, BL_FILL_UNWIND);
    check_fill(&got.fills[4], 0, -50, BL_FILL_UNWIND);
    b.volume[1] = 30;
    attempt(&b, &book, BL_ATOMIC_UNWIND, &got);
    ck_assert_uint_eq(got.fills_len, 3); /* the third leg is not tried */
    b.venue.capacity = (const bl_capacity_model *)bl_registry_find("capacity", "unlimited");
    attempt(&b, &book, BL_ATOMIC_UNWIND, &got);
    ck_assert(got.whole && !got.unwound);
}
END_TEST

START_TEST(what_was_used_before_leaves_less_for_an_attempt)
{
    bench b;
    bench_new(&b);
    bl_attempt got;
    bl_book book = {.b = {whole(50)}};
    b.market.left[0].used = 60;
    attempt(&b, &book, BL_ATOMIC_KEEP, &got);
    ck_assert_int_eq(got.reason, BL_REASON_PARTIAL);
    check_fill(&got.fills[0], 0, 40, BL_FILL_PARTIAL);
    b.market.left[0].used = 100;
    attempt(&b, &book, BL_ATOMIC_KEEP, &got);
    ck_assert_int_eq(got.reason, BL_REASON_NO_LIQUIDITY);
    ck_assert_uint_eq(got.fills_len, 0);
}
END_TEST

START_TEST(fills_use_up_the_bars_volume_and_free_trades_do_not)
{
    bench b;
    bench_new(&b);
    static const bl_fill_reason trades[] = {BL_FILL_FILLED, BL_FILL_PARTIAL, BL_FILL_UNWIND};
    static const bl_fill_reason free[] = {BL_FILL_OPEN, BL_FILL_IDEAL, BL_FILL_LIQUIDATED};
    for (size_t k = 0; k < 3; k++) {
        bl_order_leave(&b.market, &b.venue, 0, &(bl_fill){0, {-4}, {8}, {0}, trades[k]});
        bl_order_leave(&b.market, &b.venue, 0, &(bl_fill){0, {9}, {8}, {0}, free[k]});
    }
    ck_assert_int_eq(b.market.left[0].used, 12);
    ck_assert_int_eq(b.market.left[1].used, 0);
    const int64_t visible_ns = 7;
    const int64_t close = 50;
    const int64_t volume = 60;
    b.instruments[0].bars =
        (bl_bars){.len = 1, .visible_ns = &visible_ns, .close = &close, .volume = &volume};
    bl_order_show_bar(&b.market, 0, 0);
    ck_assert_int_eq(b.market.left[0].used, 0);
    ck_assert_int_eq(b.market.mark[0].v, 50);
    ck_assert_int_eq(*b.market.volume[0], 60);
    ck_assert_int_eq(b.market.visible_ns[0], 7);
}
END_TEST

START_TEST(a_used_volume_that_does_not_fit_leaves_the_run_with_its_name)
{
    bench b;
    bench_new(&b);
    b.market.left[0].used = INT64_MAX;
    if (setjmp(b.trap.out) == 0) {
        bl_order_leave(&b.market, &b.venue, 0, &(bl_fill){0, {1}, {8}, {0}, BL_FILL_FILLED});
        ck_abort_msg("it fitted");
    }
    ck_assert_str_eq(b.trap.formula, "used volume");
}
END_TEST

START_TEST(prices_are_whole_ticks_against_the_order)
{
    bench b;
    bench_new(&b);
    b.instruments[0].tick = 25;
    b.venue.price_params[0] = 1; /* any adjustment at all */
    ck_assert_int_eq(quote(&b, 0, 10).price.v, 1025);
    ck_assert_int_eq(quote(&b, 0, -10).price.v, 975);
    b.venue.price_params[0] = 0;
    ck_assert_int_eq(quote(&b, 0, 10).price.v, 1000);
    b.market.mark[0].v = 24;
    ck_assert_int_eq(quote(&b, 0, -10).reason, BL_REASON_PRICE_BOUND); /* no tick is left */
    b.market.mark[0].v = INT64_MAX;
    ck_assert_int_eq(quote(&b, 0, 10).reason, BL_REASON_PRICE_BOUND);
}
END_TEST

START_TEST(free_moves_pass_the_venue_and_its_minima)
{
    bench b;
    bench_new(&b);
    b.volume[0] = 0;
    b.instruments[1].min_qty = 1000;
    bl_attempt got;
    bl_book book = {.q = {{7}}, .b = {whole(-50), whole(5), whole(0)}};
    bl_rescale_free(&book, &b.market, BL_FILL_IDEAL, &got);
    ck_assert(got.whole && !got.empty);
    ck_assert_uint_eq(got.fills_len, 2);
    check_fill(&got.fills[0], 0, -57, BL_FILL_IDEAL);
    check_fill(&got.fills[1], 1, 5, BL_FILL_IDEAL);
    ck_assert_int_eq(got.fills[0].price.v, 1000);
    ck_assert_uint_eq(got.fills[0].fee.v, 0);
}
END_TEST

/* -- a round trip ----------------------------------------------------------------------------- */

/* Every price model: in and out at one mark, in either direction, costs or is free. */
START_TEST(a_round_trip_through_the_venue_never_gains)
{
    draws d = draws_new(1, 0);
    for (int round = 0; round < 3000; round++) {
        bench b;
        bench_new(&b);
        const char *const names[] = {"fixed", "quadratic"};
        b.venue.price =
            (const bl_price_model *)bl_registry_find("price", names[draws_below(&d, 2)]);
        b.venue.price_params[0] = draws_between(&d, 0, 100000000);
        b.venue.taker_ppb = draws_between(&d, 0, 1000000);
        b.market.mark[0].v = draws_between(&d, 1, 100000);
        int64_t x = draws_between(&d, -50, 50);
        bl_book book = {.cash = {1000000}};
        bl_attempt got;
        for (int leg = 0; leg < 2; leg++) {
            book.b[0] = whole(leg == 0 ? x : 0);
            attempt(&b, &book, BL_ATOMIC_ALL_OR_NONE, &got);
            ck_assert_int_ge(got.cost.v, 0);
            for (size_t k = 0; k < got.fills_len; k++) {
                bl_book_trade(&book, &b.market, &got.fills[k]);
                bl_order_leave(&b.market, &b.venue, 0, &got.fills[k]);
            }
        }
        ck_assert(book.q[0].v != 0 || book.cash.v <= 1000000);
    }
}
END_TEST

int main(void)
{
    return suite_run(
        "rescale",
        (const TTest *const[]){tests_of_an_order_come_in_their_order,
                               prices_round_against_the_order_and_never_reach_zero,
                               an_instrument_is_stale_a_bar_after_its_last_unless_its_gaps_hold,
                               one_silent_instrument_of_policy_outage_takes_the_venue_down,
                               legs_below_either_minimum_are_dust_and_a_plan_of_dust_is_empty,
                               a_plan_with_nothing_to_trade_is_whole_and_empty,
                               all_or_none_trades_nothing_when_one_leg_is_short,
                               keep_tries_every_leg_and_lets_the_fills_stand,
                               unwind_stops_at_the_short_leg_and_reverses_last_first_what_it_can,
                               what_was_used_before_leaves_less_for_an_attempt,
                               fills_use_up_the_bars_volume_and_free_trades_do_not,
                               a_used_volume_that_does_not_fit_leaves_the_run_with_its_name,
                               prices_are_whole_ticks_against_the_order,
                               free_moves_pass_the_venue_and_its_minima,
                               a_round_trip_through_the_venue_never_gains, NULL});
}
