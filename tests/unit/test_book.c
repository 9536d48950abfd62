/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_book.c - valuing, sizing and trading (spec 1.5, 5, 6.1) by hand: every rounding on both
 * sides of zero, and what leaves a run because it does not fit.
 */
#include "../../sim/book.h"
#include "../support/suite.h"

/* Two instruments with K = 10, at 7 and 13 a coin; steps of 1 and 5. */
static const bl_instrument instruments[2] = {{.name = "A", .step = 1}, {.name = "B", .step = 5}};

static bl_market market_of(bl_trap *trap)
{
    return (bl_market){
        .instruments = instruments, .len = 2, .trap = trap, .scale = {10, 10}, .mark = {{7}, {13}}};
}

START_TEST(equity_is_cash_and_floored_values_and_gross_their_sizes)
{
    bl_trap trap;
    bl_market market = market_of(&trap);
    bl_book book = {.cash = {100}, .q = {{3}, {-3}}}; /* 2.1 and -3.9 */
    bl_worth worth = bl_book_worth(&book, &market);
    ck_assert_int_eq(worth.equity.v, 100 + 2 - 4);
    ck_assert(worth.gross == 2 + 4);
    ck_assert(bl_book_leverage(worth, &trap) == 61224489); /* floor(6e9/98) */
}
END_TEST

START_TEST(margin_rounds_up_and_the_free_balance_stops_at_nothing)
{
    bl_trap trap;
    ck_assert(bl_book_margin(1001, 100000000, &trap) == 101);
    ck_assert(bl_book_margin(0, 100000000, &trap) == 0);
    ck_assert_int_eq(bl_book_free_balance((bl_worth){{200}, 1001}, 100000000, &trap), 99);
    ck_assert_int_eq(bl_book_free_balance((bl_worth){{101}, 1001}, 100000000, &trap), 0);
    ck_assert_int_eq(bl_book_free_balance((bl_worth){{-5}, 0}, 100000000, &trap), 0);
}
END_TEST

START_TEST(a_book_is_underwater_below_its_margin_and_only_with_a_position)
{
    bl_trap trap;
    bl_market market = market_of(&trap);
    bl_book open = {.q = {{1}}};
    bl_book flat = {.q = {{0}}};
    const bl_venue venue = {.mm_ppb = 10000000};
    ck_assert(bl_book_is_underwater(&open, &market, (bl_worth){{9}, 1000}, &venue));
    ck_assert(!bl_book_is_underwater(&open, &market, (bl_worth){{10}, 1000}, &venue));
    ck_assert(!bl_book_is_underwater(&flat, &market, (bl_worth){{-1}, 0}, &venue));
}
END_TEST

START_TEST(tiers_take_each_position_for_itself_and_have_no_jumps)
{
    static const int64_t above[] = {0, 100, 1000};
    static const int64_t mm_ppb[] = {10000000, 50000000, 200000000}; /* 1 %, 5 %, 20 % */
    const bl_venue venue = {.mm_ppb = BL_PPB, .tiers = {3, above, mm_ppb}};
    bl_trap trap;
    bl_market market = market_of(&trap);
    market.scale[0] = market.scale[1] = 1;
    market.mark[0].v = market.mark[1].v = 1;
    bl_book book = {.q = {{2000}, {-80}}};
    /* 100 at 1 %, 900 at 5 %, 1000 at 20 %; the other position begins anew: 80 at 1 % */
    const bl_worth worth = bl_book_worth(&book, &market);
    ck_assert(bl_book_maintenance(&book, &market, worth, &venue) ==
              (1 + 45 + 200) * BL_PPB + 80 * mm_ppb[0]);
    bl_i128 before = 0;
    for (int64_t q = 0; q < 1200; q++) {
        const bl_book one = {.q = {{q}}};
        const bl_i128 margin = bl_book_maintenance(&one, &market, worth, &venue);
        ck_assert(margin >= before && margin <= before + mm_ppb[2]);
        before = margin;
    }
}
END_TEST

START_TEST(sizes_are_cut_toward_zero_to_a_step)
{
    bl_trap trap;
    bl_market market = market_of(&trap);
    bl_book book = {.cash = {0}};
    bl_book_size(&book, &market, 1, 2 * BL_PPB, (bl_cash){100}); /* 200*10/13 = 153.8 */
    ck_assert(book.b[1].v == (bl_i128)150 * BL_PPB);
    bl_book_size(&book, &market, 1, -2 * BL_PPB, (bl_cash){100});
    ck_assert(book.b[1].v == (bl_i128)-150 * BL_PPB);
    bl_book_size(&book, &market, 1, 2 * BL_PPB, (bl_cash){0});
    ck_assert(book.b[1].v == 0);
    bl_book_size(&book, &market, 1, 2 * BL_PPB, (bl_cash){-100});
    ck_assert(book.b[1].v == 0);
}
END_TEST

START_TEST(the_intended_book_keeps_what_steps_drop)
{
    bl_trap trap;
    bl_market market = market_of(&trap);
    bl_book book = {.b = {{(bl_i128)10 * BL_PPB}, {(bl_i128)-10 * BL_PPB}}};
    bl_book_scale(&book, &market, (bl_cash){3}, (bl_cash){2});
    ck_assert(book.b[0].v == 6666666666);
    ck_assert(book.b[1].v == -6666666666);
    ck_assert_int_eq(bl_book_intended(&book, &market, 0).v, 6);
    ck_assert_int_eq(bl_book_intended(&book, &market, 1).v, -5);
    ck_assert(bl_book_intended_gross(&book, &market) == 4 + 8); /* 4.2, and -6 at 13: -7.8 */
    bl_book_scale(&book, &market, (bl_cash){2}, (bl_cash){3});
    ck_assert_int_eq(bl_book_intended(&book, &market, 0).v, 9); /* 9.999999999 */
}
END_TEST

START_TEST(a_fill_moves_cash_and_position)
{
    bl_trap trap;
    bl_market market = market_of(&trap);
    bl_book book = {.cash = {100}};
    bl_book_trade(&book, &market, &(bl_fill){0, {3}, {8}, {2}, BL_FILL_FILLED});
    ck_assert_int_eq(book.cash.v, 100 - 3 - 2); /* ceil(2.4) and the fee */
    bl_book_trade(&book, &market, &(bl_fill){0, {-5}, {8}, {1}, BL_FILL_PARTIAL});
    ck_assert_int_eq(book.cash.v, 95 + 4 - 1);
    ck_assert_int_eq(book.q[0].v, -2);
}
END_TEST

START_TEST(free_trades_leave_equity_alone)
{
    static const bl_fill_reason free_reasons[] = {BL_FILL_OPEN, BL_FILL_IDEAL};
    bl_trap trap;
    bl_market market = market_of(&trap);
    for (size_t i = 0; i < 2; i++) {
        bl_book book = {.cash = {100}, .q = {{3}, {0}}};
        bl_worth before = bl_book_worth(&book, &market);
        for (int64_t x = -9; x <= 9; x++) {
            bl_book_trade(&book, &market, &(bl_fill){0, {x}, {7}, {0}, free_reasons[i]});
            ck_assert_int_eq(bl_book_worth(&book, &market).equity.v, before.equity.v);
        }
    }
    bl_book closed = {.cash = {100}, .q = {{3}, {0}}};
    bl_book_trade(&closed, &market, &(bl_fill){0, {-3}, {7}, {0}, BL_FILL_LIQUIDATED});
    ck_assert_int_eq(closed.cash.v, 102);
}
END_TEST

/* -- what does not fit ------------------------------------------------------------------------ */

typedef void (*deed)(bl_book *book, bl_market *market);

/* The formula that sprang the trap; "" where nothing did. */
static const char *formula_of(bl_book book, deed act)
{
    static bl_trap trap; /* a local one need not survive the jump */
    trap.formula = "";
    bl_market market = market_of(&trap);
    if (setjmp(trap.out) == 0) {
        act(&book, &market);
    }
    return trap.formula;
}

static void value_it(bl_book *book, bl_market *market)
{
    (void)bl_book_worth(book, market);
}

static void size_it(bl_book *book, bl_market *market)
{
    bl_book_size(book, market, 0, INT64_MAX, (bl_cash){INT64_MAX});
}

static void scale_it(bl_book *book, bl_market *market)
{
    bl_book_scale(book, market, (bl_cash){1}, (bl_cash){INT64_MAX});
}

static void intend_it(bl_book *book, bl_market *market)
{
    (void)bl_book_intended(book, market, 0);
}

static void buy_one(bl_book *book, bl_market *market)
{
    bl_book_trade(book, market, &(bl_fill){0, {1}, {10}, {0}, BL_FILL_FILLED});
}

static void buy_the_world(bl_book *book, bl_market *market)
{
    bl_book_trade(book, market, &(bl_fill){0, {INT64_MAX}, {11}, {0}, BL_FILL_FILLED});
}

START_TEST(what_does_not_fit_leaves_the_run_with_the_formulas_name)
{
    const bl_i128 large = (bl_i128)1 << 120;
    ck_assert_str_eq(formula_of((bl_book){.q = {{0}, {INT64_MAX}}}, value_it), "V(q,m)");
    ck_assert_str_eq(formula_of((bl_book){.cash = {INT64_MAX}, .q = {{10}}}, value_it), "E");
    ck_assert_str_eq(formula_of((bl_book){.cash = {INT64_MIN}, .q = {{-1}}}, value_it), "E");
    ck_assert_str_eq(formula_of((bl_book){.cash = {INT64_MAX}}, value_it), "");
    ck_assert_str_eq(formula_of((bl_book){.cash = {0}}, size_it), "size");
    ck_assert_str_eq(formula_of((bl_book){.b = {{large}}}, scale_it), "b*E'/E");
    ck_assert_str_eq(formula_of((bl_book){.b = {{large}}}, intend_it), "intended quantity");
    ck_assert_str_eq(formula_of((bl_book){.q = {{INT64_MAX}}}, buy_one), "q");
    ck_assert_str_eq(formula_of((bl_book){.cash = {INT64_MIN}}, buy_one), "cash");
    ck_assert_str_eq(formula_of((bl_book){.cash = {0}}, buy_the_world), "pay(x,p)");
    ck_assert_str_eq(formula_of((bl_book){.cash = {0}}, buy_one), "");
}
END_TEST

int main(void)
{
    return suite_run("book", (const TTest *const[]){
                                 equity_is_cash_and_floored_values_and_gross_their_sizes,
                                 margin_rounds_up_and_the_free_balance_stops_at_nothing,
                                 a_book_is_underwater_below_its_margin_and_only_with_a_position,
                                 tiers_take_each_position_for_itself_and_have_no_jumps,
                                 sizes_are_cut_toward_zero_to_a_step,
                                 the_intended_book_keeps_what_steps_drop,
                                 a_fill_moves_cash_and_position, free_trades_leave_equity_alone,
                                 what_does_not_fit_leaves_the_run_with_the_formulas_name, NULL});
}
