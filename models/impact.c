/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * impact.c - see impact.h. Sums over bars run from the newest to the oldest, so their bits depend
 * on the bars alone.
 */
#include "impact.h"

#include "../sim/muldiv.h"
#include "real.h"

#include <math.h>

#define FINE 1000000 /* parts of one ppb that a word counts */

int64_t bl_impact_close(const bl_order_view *view)
{
    return view->past.len > 0 ? view->past.close[view->past.len - 1] : view->mark.v;
}

/* Exact for a power of ten up to 10^22, and one rounding beyond. */
static double to_real(bl_i128 value)
{
    const bl_u128 bits = (bl_u128)value;
    return (double)(uint64_t)(bits >> 64) * 0x1p64 + (double)(uint64_t)bits;
}

double bl_impact_part(const bl_order_view *view, int64_t amount)
{
    return (double)bl_impact_close(view) / to_real(view->scale) / (double)amount;
}

bool bl_impact_measure(const bl_order_view *view, const bl_impact_terms *terms, bl_impact_day *out)
{
    const bl_bars *past = &view->past;
    const bool asks = terms->volatility_ppb == 0 || terms->volume == 0;
    *out = (bl_impact_day){.volatility = (double)terms->volatility_ppb / 1e9};
    double volume = 0;
    double squares = 0;
    if (asks && past->len > 1) {
        const size_t last = past->len - 1;
        const int64_t last_ns = bl_bars_time(past, last);
        const size_t old = bl_bars_count_visible(past, 0, last_ns - terms->window_ns);
        const size_t first = old > 0 ? old - 1 : 0; /* the close that the first change is from */
        double close = (double)past->close[last];
        for (size_t k = last; k > first; k--) {
            const double before = (double)past->close[k - 1];
            const double change = close / before - 1;
            volume += (double)past->volume[k];
            squares += change * change;
            close = before;
        }
        out->span_ns = last_ns - bl_bars_time(past, first);
    }
    if (asks && out->span_ns == 0) {
        return false;
    }
    const double days = (double)out->span_ns / (double)BL_NS_PER_DAY;
    if (terms->volatility_ppb == 0) {
        out->volatility = sqrt(squares / days);
    }
    out->volume = terms->volume == 0 ? volume / days : 1 / bl_impact_part(view, terms->volume);
    return out->volume > 0;
}

int64_t bl_impact_quantise(double ratio)
{
    int64_t ppb = BL_PPB;
    if (ratio < 1) {
        BL_ASSERT(bl_real_round_half_even(ratio * 1e9, &ppb));
    }
    return ppb;
}

/* The price wanted is close*(10^9+shift±adjustment)/10^9; the mark has been rounded down. */
int64_t bl_impact_at_mark(const bl_order_view *view, int64_t close_ppb)
{
    const bl_i128 moved = BL_PPB + (bl_i128)view->left->shift_ppb;
    const bl_i128 wanted = view->buys ? moved + close_ppb : moved - close_ppb;
    int64_t factor;
    if (!bl_muldiv_signed(bl_impact_close(view), wanted, view->mark.v,
                          view->buys ? BL_CEIL : BL_FLOOR, &factor) ||
        factor < 0 || factor > 2 * BL_PPB) {
        return BL_PPB;
    }
    const int64_t ppb = view->buys ? factor - BL_PPB : BL_PPB - factor;
    return ppb > 0 ? ppb : 0;
}

static bool stays(double per_unit, int64_t net, int64_t *out_ppb)
{
    return bl_real_round_half_even(per_unit * (double)net * 1e9, out_ppb);
}

bool bl_impact_note(const bl_order_view *view, int64_t *words)
{
    const int64_t signed_quantity = view->buys ? view->quantity : -view->quantity;
    return !__builtin_add_overflow(words[BL_IMPACT_NET], signed_quantity, &words[BL_IMPACT_NET]);
}

static bool leaves_a_mark(const bl_order_view *view, int64_t down_ppb)
{
    const bl_i128 moved = BL_PPB + (bl_i128)view->left->shift_ppb - down_ppb;
    int64_t mark;
    return bl_muldiv_signed(bl_impact_close(view), moved, BL_PPB, BL_FLOOR, &mark) && mark > 0;
}

bool bl_impact_shift(const bl_order_view *view, double per_unit, int64_t *out_ppb)
{
    int64_t words[BL_SLOT_WORDS] = {[BL_IMPACT_NET] = view->left->price[BL_IMPACT_NET]};
    int64_t before;
    int64_t after;
    if (!stays(per_unit, words[BL_IMPACT_NET], &before) || !bl_impact_note(view, words) ||
        !stays(per_unit, words[BL_IMPACT_NET], &after)) {
        return false;
    }
    *out_ppb = view->buys ? after - before : before - after;
    return view->buys || leaves_a_mark(view, *out_ppb);
}

int64_t bl_impact_standing(const bl_order_view *view)
{
    const int64_t word = view->left->price[view->buys ? BL_IMPACT_ASKS : BL_IMPACT_BIDS];
    return (word + FINE - 1) / FINE;
}

bool bl_impact_raise(const bl_order_view *view, double ratio, int64_t *words)
{
    int64_t *word = &words[view->buys ? BL_IMPACT_ASKS : BL_IMPACT_BIDS];
    int64_t left;
    return bl_real_round_half_even(ratio * 1e9 * FINE, &left) &&
           !__builtin_add_overflow(*word, left, word);
}

int64_t bl_impact_decay(int64_t word, int64_t elapsed_ns, int64_t half_life_ns)
{
    static const double ln2 = 0x1.62e42fefa39efp-1;
    const int64_t whole = INT64_C(1) << 51;
    int64_t part = 0;
    if (word == 0 || elapsed_ns <= 0 || half_life_ns == 0) {
        return half_life_ns == 0 ? 0 : word;
    }
    const double kept = bl_real_exp(-ln2 * ((double)elapsed_ns / (double)half_life_ns));
    BL_ASSERT(bl_real_round_half_even(kept * (double)whole, &part));
    BL_ASSERT(bl_muldiv_signed(word, part, whole, BL_CEIL, &word));
    return word;
}
