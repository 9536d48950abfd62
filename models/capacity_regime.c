/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * capacity_regime.c - a share of the last visible bar's volume, in a market that is normal, thin or
 * frozen for exponential times: a Markov chain in continuous time, drawn exactly (a holding time,
 * then the next state; no time steps) before the run begins, normal at start. Normal leads to thin,
 * thin to frozen with probability `freezes`, else back, frozen to thin. A thin market takes `depth`
 * of the share at `widens` times the price adjustment, up; a frozen one takes nothing. The venue
 * has one chain for all of its instruments.
 *
 * With freezes 0 it is the two-state chain: thin for a part q01/(q01+q10) of the time.
 */
#include "registry.h"

#include "draw.h"
#include "real.h"
#include "share.h"

extern const bl_capacity_model bl_capacity_regime;

enum { LIMIT, NORMAL, THIN, FROZEN, FREEZES, DEPTH, WIDENS };

/* States, and the entities of the two draws at each of them. */
enum { IS_NORMAL, IS_THIN, IS_FROZEN };
enum { HOLDS, GOES };

#define MEAN(text)                                                                                 \
    .kind = BL_PARAM_DURATION, .unit = "duration", .low = BL_NS_PER_S,                             \
    .high = 3650 * BL_NS_PER_DAY, .help = text

static const bl_param params[] = {
    {.name = "limit",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of bar volume",
     .low = 0,
     .high = BL_PPB,
     .required = true,
     .help = "share of the bar's volume that all fills together may take when normal"},
    {.name = "normal", .fallback = 7 * BL_NS_PER_DAY, MEAN("mean time for which it is normal")},
    {.name = "thin", .fallback = BL_NS_PER_DAY / 2, MEAN("mean time for which it is thin")},
    {.name = "frozen", .fallback = 3600 * BL_NS_PER_S, MEAN("mean time for which it is frozen")},
    {.name = "freezes",
     .kind = BL_PARAM_RATIO,
     .unit = "probability",
     .low = 0,
     .high = BL_PPB,
     .fallback = 0,
     .help = "that a thin market becomes frozen and not normal"},
    {.name = "depth",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = BL_PPB,
     .fallback = 200000000,
     .help = "part of the share that a thin market takes"},
    {.name = "widens",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = BL_PPB,
     .high = 1000 * BL_PPB,
     .fallback = 5 * BL_PPB,
     .help = "times the price adjustment in a thin market"},
};

static uint64_t draw_bits(const bl_regime_plan *plan, uint16_t entity, size_t index)
{
    const bl_draw_key key = {.seed = plan->seed, .purpose = BL_DRAW_REGIME, .entity = entity};
    return bl_draw(&key, (uint32_t)index);
}

/* mean*Exp, up to ns; doubles from 2^52 on are whole. */
static int64_t draw_hold_ns(const bl_regime_plan *plan, int64_t mean_ns, size_t index)
{
    return bl_real_round_time((double)mean_ns *
                              bl_draw_exponential(draw_bits(plan, HOLDS, index)));
}

static uint8_t next_state(const int64_t *values, const bl_regime_plan *plan, uint8_t state,
                          size_t index)
{
    if (state != IS_THIN) {
        return IS_THIN;
    }
    return bl_draw_happens(draw_bits(plan, GOES, index), values[FREEZES]) ? IS_FROZEN : IS_NORMAL;
}

static size_t draw(const int64_t *values, const bl_regime_plan *plan, int64_t *begin_ns,
                   uint8_t *states, size_t cap)
{
    int64_t time_ns = plan->start_ns;
    uint8_t state = IS_NORMAL;
    size_t len = 0;
    while (time_ns <= plan->end_ns && len <= BL_REGIMES_MAX) {
        if (len < cap) {
            begin_ns[len] = time_ns;
            states[len] = state;
        }
        const int64_t hold_ns = draw_hold_ns(plan, values[NORMAL + state], len);
        state = next_state(values, plan, state, len);
        len++;
        if (__builtin_add_overflow(time_ns, hold_ns, &time_ns)) {
            break;
        }
    }
    return len;
}

/* Normal where nothing is drawn. */
static int state_at(const bl_order_view *view)
{
    const bl_regimes *regime = view->regime;
    size_t low = 0;
    size_t high = regime->len;
    while (low < high) { /* first state that begins after the order */
        const size_t middle = low + (high - low) / 2;
        if (regime->begin_ns[middle] <= view->time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? IS_NORMAL : regime->state[low - 1];
}

static bool capacity(const int64_t *values, const bl_order_view *view, int64_t *out)
{
    const int state = state_at(view);
    int64_t limit_ppb = values[LIMIT];
    if (state == IS_THIN &&
        !bl_muldiv_signed(limit_ppb, values[DEPTH], BL_PPB, BL_FLOOR, &limit_ppb)) {
        return false;
    }
    return bl_share_left(view, state == IS_FROZEN ? 0 : limit_ppb, out);
}

static int64_t widen(const int64_t *values, const bl_order_view *view, int64_t adjustment_ppb)
{
    int64_t wide_ppb = adjustment_ppb;
    if (state_at(view) == IS_THIN &&
        (!bl_muldiv_signed(adjustment_ppb, values[WIDENS], BL_PPB, BL_CEIL, &wide_ppb) ||
         wide_ppb > BL_PPB)) {
        wide_ppb = BL_PPB;
    }
    return wide_ppb;
}

static int64_t limit(const int64_t *values)
{
    return values[LIMIT];
}

const bl_capacity_model bl_capacity_regime = {
    .info =
        {
            .kind = "capacity",
            .name = "regime",
            .summary = "takes a share of volume, in a market that is thin or frozen at times",
            .source = "spec 11.2",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .draw = draw,
    .capacity = capacity,
    .limit = limit,
    .widen = widen,
};
