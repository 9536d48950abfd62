/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book.c - valuing, sizing and trading a perp book. Every result is checked for fit; one that does
 * not fit leaves the run through the market's trap with the formula's name.
 */
#include "book.h"

#include "money.h"

static bl_cash value_of(const bl_market *market, size_t i, bl_qty q)
{
    bl_cash value = {0};
    BL_FITS(market->trap, "V(q,m)", bl_money_value(q, market->mark[i], market->scale[i], &value));
    return value;
}

/* The same of what the book holds, which is asked for many times between two changes. */
static bl_cash value_held(const bl_market *market, size_t i, bl_qty q)
{
    if (market->valued == NULL) {
        return value_of(market, i, q);
    }
    bl_valued *last = &market->valued[i];
    if (last->quantity.v != q.v || last->mark.v != market->mark[i].v) {
        *last = (bl_valued){q, market->mark[i], value_of(market, i, q)};
    }
    return last->value;
}

static bl_i128 absolute(bl_i128 x)
{
    return x < 0 ? -x : x;
}

bl_worth bl_book_worth(const bl_book *book, const bl_market *market)
{
    bl_i128 net = book->cash.v;
    bl_i128 gross = 0;
    for (size_t i = 0; i < market->len; i++) {
        bl_cash value = value_held(market, i, book->q[i]);
        net += value.v;
        gross += absolute(value.v);
    }
    BL_FITS(market->trap, "E", net >= INT64_MIN && net <= INT64_MAX);
    return (bl_worth){{(int64_t)net}, gross};
}

/* ceil(gross*ratio/10^9) */
bl_i128 bl_book_margin(bl_i128 gross, int64_t ratio_ppb, bl_trap *trap)
{
    bl_i128 margin = 0;
    BL_FITS(trap, "margin", bl_muldiv_wide(gross, ratio_ppb, BL_PPB, BL_CEIL, &margin));
    return margin;
}

/* What one position of this value needs, times 10^9; sizes below 2^63 and 10^9 always fit. */
static bl_i128 tiered_margin(const bl_tiers *tiers, bl_i128 value)
{
    bl_i128 margin = 0;
    for (size_t i = 0; i < tiers->len && value > tiers->above[i]; i++) {
        const bool last = i + 1 == tiers->len || value <= tiers->above[i + 1];
        margin += ((last ? value : tiers->above[i + 1]) - tiers->above[i]) * tiers->mm_ppb[i];
    }
    return margin;
}

bl_i128 bl_book_maintenance(const bl_book *book, const bl_market *market, bl_worth worth,
                            const bl_venue *venue)
{
    if (venue->tiers.len == 0) {
        return worth.gross * venue->mm_ppb; /* fewer than 2^67 units by 2^30 */
    }
    bl_i128 sum = 0;
    for (size_t i = 0; i < market->len; i++) {
        sum += tiered_margin(&venue->tiers, absolute(value_of(market, i, book->q[i]).v));
    }
    return sum;
}

int64_t bl_book_free_balance(bl_worth worth, int64_t im_ppb, bl_trap *trap)
{
    bl_i128 free = worth.equity.v - bl_book_margin(worth.gross, im_ppb, trap);
    return free > 0 ? (int64_t)free : 0;
}

bl_i128 bl_book_leverage(bl_worth worth, bl_trap *trap)
{
    bl_i128 leverage = 0;
    BL_FITS(trap, "L", bl_muldiv_wide(worth.gross, BL_PPB, worth.equity.v, BL_FLOOR, &leverage));
    return leverage;
}

bl_i128 bl_book_intended_gross(const bl_book *book, const bl_market *market)
{
    bl_i128 gross = 0;
    for (size_t i = 0; i < market->len; i++) {
        bl_i128 whole = book->b[i].v / BL_PPB;
        BL_FITS(market->trap, "b", whole >= INT64_MIN && whole <= INT64_MAX);
        gross += absolute(value_of(market, i, (bl_qty){(int64_t)whole}).v);
    }
    return gross;
}

bl_qty bl_book_intended(const bl_book *book, const bl_market *market, size_t instrument)
{
    int64_t step = market->instruments[instrument].step;
    bl_i128 quantity = book->b[instrument].v / ((bl_i128)BL_PPB * step) * step;
    BL_FITS(market->trap, "intended quantity", quantity >= INT64_MIN && quantity <= INT64_MAX);
    return (bl_qty){(int64_t)quantity};
}

void bl_book_size(bl_book *book, const bl_market *market, size_t instrument, int64_t weight_ppb,
                  bl_cash equity)
{
    if (equity.v <= 0) {
        book->b[instrument].v = 0;
        return;
    }
    int64_t step = market->instruments[instrument].step;
    bl_i128 quantity = 0;
    BL_FITS(market->trap, "size",
            bl_muldiv_wide((bl_i128)weight_ppb * equity.v, market->scale[instrument],
                           (bl_i128)market->mark[instrument].v * BL_PPB, BL_TRUNC, &quantity));
    quantity = quantity / step * step;
    BL_FITS(market->trap, "size", absolute(quantity) <= INT64_MAX);
    book->b[instrument].v = quantity * BL_PPB;
}

void bl_book_scale(bl_book *book, const bl_market *market, bl_cash from, bl_cash to)
{
    for (size_t i = 0; i < market->len; i++) {
        BL_FITS(market->trap, "b*E'/E",
                bl_muldiv_wide(book->b[i].v, to.v, from.v, BL_TRUNC, &book->b[i].v));
    }
}

static bool is_flat(const bl_book *book, const bl_market *market)
{
    for (size_t i = 0; i < market->len; i++) {
        if (book->q[i].v != 0) {
            return false;
        }
    }
    return true;
}

bool bl_book_is_underwater(const bl_book *book, const bl_market *market, bl_worth worth,
                           const bl_venue *venue)
{
    /* whole E is below ceil(x) where it is below x: no division */
    return (bl_i128)worth.equity.v * BL_PPB < bl_book_maintenance(book, market, worth, venue) &&
           !is_flat(book, market);
}

/* What a fill takes from cash. Free trades leave E as it is (spec 1.5). */
static bl_i128 cash_of(const bl_book *book, const bl_market *market, const bl_fill *fill)
{
    size_t i = fill->instrument;
    if (fill->reason == BL_FILL_OPEN || fill->reason == BL_FILL_IDEAL) {
        bl_qty after = {book->q[i].v + fill->quantity.v};
        return (bl_i128)value_of(market, i, after).v - value_of(market, i, book->q[i]).v;
    }
    bl_cash paid = {0};
    BL_FITS(market->trap, "pay(x,p)",
            bl_money_pay(fill->quantity, fill->price, market->scale[i], &paid));
    return (bl_i128)paid.v + fill->fee.v;
}

void bl_book_trade(bl_book *book, const bl_market *market, const bl_fill *fill)
{
    size_t i = fill->instrument;
    int64_t quantity;
    BL_FITS(market->trap, "q", !__builtin_add_overflow(book->q[i].v, fill->quantity.v, &quantity));
    bl_i128 cash = book->cash.v - cash_of(book, market, fill);
    BL_FITS(market->trap, "cash", cash >= INT64_MIN && cash <= INT64_MAX);
    book->cash.v = (int64_t)cash;
    book->q[i].v = quantity;
}
