/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * impact.h - what price models share: the day's volume and volatility, impact that stays in the
 * mark, impact that dies away, and the one place where a real number becomes parts per billion.
 *
 * Impact that stays is F(net) = c*net, rounded half to even to ppb of the close, of the net
 * quantity bought so far: what a fill adds is a difference of F, so however an order is cut, the
 * mark ends at the same place (Huberman and Stanzl 2004: it must be linear). Impact that dies away
 * is kept for each side of the book, 10^-15 of the price: a sale is no cheaper for a purchase
 * before it, and no round trip gains.
 */
#ifndef BL_IMPACT_H
#define BL_IMPACT_H

#include "../sim/venue.h"

/* What the words of a price slot hold. */
enum { BL_IMPACT_ASKS, BL_IMPACT_BIDS, BL_IMPACT_NET };

/* What a scenario gives of a market's day; 0: measured over the bars of the window. */
typedef struct {
    int64_t volatility_ppb, volume, window_ns; /* volume in base units of the asset */
} bl_impact_terms;

/* The parameters that give them. */
#define BL_IMPACT_VOLATILITY                                                                       \
    {                                                                                              \
        .name = "volatility", .kind = BL_PARAM_RATIO, .unit = "ratio a day", .low = 0,             \
        .high = 10 * BL_PPB, .fallback = 0,                                                        \
        .help = "daily volatility; 0: measured over the window"                                    \
    }
#define BL_IMPACT_VOLUME                                                                           \
    {                                                                                              \
        .name = "volume", .kind = BL_PARAM_AMOUNT, .unit = "amount", .low = 0, .high = INT64_MAX,  \
        .fallback = 0, .help = "value traded a day; 0: measured over the window"                   \
    }
#define BL_IMPACT_WINDOW(standard_days)                                                            \
    {                                                                                              \
        .name = "window", .kind = BL_PARAM_DURATION, .unit = "duration", .low = 1,                 \
        .high = 3650 * BL_NS_PER_DAY, .fallback = (standard_days)*BL_NS_PER_DAY,                   \
        .help = "of the bars that are measured, up to the last visible one"                        \
    }

typedef struct {
    double volatility; /* of a day, as a ratio: root of the summed squared returns */
    double volume;     /* quantity units a day, above 0 */
    int64_t span_ns;   /* what was measured: up to the last bar; 0: nothing was */
} bl_impact_day;

/* False: fewer than two bars are visible, or nothing traded. */
bool bl_impact_measure(const bl_order_view *view, const bl_impact_terms *terms, bl_impact_day *out);

/* The close of the last visible bar: the mark without the impact that stays. */
int64_t bl_impact_close(const bl_order_view *view);
/* One quantity unit at that close, as a part of an amount. */
double bl_impact_part(const bl_order_view *view, int64_t amount);

/* Half to even to ppb (spec 1.9); 10^9 where it is more. */
int64_t bl_impact_quantise(double ratio);
/* An adjustment in ppb of the close as one of the mark, against the order. */
int64_t bl_impact_at_mark(const bl_order_view *view, int64_t close_ppb);

/* What the order adds to F, in its direction; c per quantity unit. False: does not fit, or a sale
 * would leave no mark: adjust then says 10^9, and the order is PRICE_BOUND. */
bool bl_impact_shift(const bl_order_view *view, double per_unit, int64_t *out_ppb);
/* Notes its quantity in the net. */
bool bl_impact_note(const bl_order_view *view, int64_t *words);

/* ppb of the price, up, that earlier orders have left on the order's side. */
int64_t bl_impact_standing(const bl_order_view *view);
/* Adds what this one leaves. False: does not fit. */
bool bl_impact_raise(const bl_order_view *view, double ratio, int64_t *words);
/* A word after a time: halved with each half-life, up; 0: nothing stays. */
int64_t bl_impact_decay(int64_t word, int64_t elapsed_ns, int64_t half_life_ns);

#endif
