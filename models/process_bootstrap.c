/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process_bootstrap.c - prices put together from blocks of a given history: after every step the
 * next return follows the last one's neighbour or, with probability one over the mean block
 * length, begins anew anywhere; the history is a ring. Each return brings the volume of its bar.
 */
#include "process.h"

#include "blocks.h"
#include "real.h"

extern const bl_process_model bl_process_bootstrap;

enum { BLOCK, PRICE };

static const bl_param params[] = {
    {.name = "block",
     .kind = BL_PARAM_NUMBER,
     .unit = "steps",
     .low = 0,
     .high = 1000000 * BL_PPB,
     .fallback = 0,
     .help = "mean length of a block, 1 or more; 0: the longer of those that the rule of Patton, "
             "Politis and White gives returns and absolute returns"},
    {.name = "price",
     .kind = BL_PARAM_NUMBER,
     .unit = "quote per coin",
     .low = 0,
     .high = 45000000 * BL_PPB,
     .fallback = 0,
     .help = "at the start; 0: the last close of the history"},
};

static double choose_block(double *returns, size_t len)
{
    const double signed_block = bl_blocks_choose(returns, len);
    for (size_t i = 0; i < len; i++) {
        returns[i] = returns[i] < 0 ? -returns[i] : returns[i];
    }
    const double absolute = bl_blocks_choose(returns, len);
    return absolute > signed_block ? absolute : signed_block;
}

static void take_returns(const bl_bars *prices, double *out)
{
    for (size_t i = 0; i + 1 < prices->len; i++) {
        out[i] = bl_real_log((double)prices->close[i + 1] / (double)prices->close[i]);
    }
}

static const char *resample(const bl_process_world *world, bl_process_path *path, double block,
                            bl_process_tape *out)
{
    const bl_draw_key ends = bl_process_key(world, BL_DRAW_BLOCK);
    const bl_draw_key places = bl_process_key(world, BL_DRAW_PLACE);
    const size_t len = world->prices.len - 1;
    int64_t end_ppb = BL_PPB;
    bool good = bl_real_round_half_even((double)BL_PPB / block, &end_ppb) &&
                bl_process_begin_path(world, path, out);
    size_t at = 0;
    for (size_t i = 0; good && i < world->len; i++) {
        if (i == 0 || bl_draw_happens(bl_draw(&ends, (uint32_t)i), end_ppb)) {
            at = (size_t)bl_draw_below(bl_draw(&places, (uint32_t)i), len);
        } else {
            at = at + 1 < len ? at + 1 : 0;
        }
        path->growth += world->room[at];
        path->volume = world->prices.volume[at + 1];
        good = bl_process_put_bar(world, path, i, out);
    }
    return good || out->full ? NULL : BL_PROCESS_TOO_LARGE;
}

static const char *fill(const int64_t *values, const bl_process_world *world, bl_process_tape *out)
{
    const bl_bars *const prices = &world->prices;
    if (prices->len < 2) {
        return "the given prices have fewer than two bars";
    }
    if (values[BLOCK] > 0 && values[BLOCK] < BL_PPB) {
        return "a block is shorter than a step";
    }
    take_returns(prices, world->room);
    out->block = bl_process_ratio(values[BLOCK]);
    if (values[BLOCK] == 0) {
        out->block = choose_block(world->room, prices->len - 1);
        take_returns(prices, world->room);
    }
    bl_process_path path = bl_process_make_path(values[PRICE], 0);
    if (values[PRICE] == 0) {
        path.first = (double)prices->close[prices->len - 1];
    }
    path.volume = prices->volume[prices->len - 1];
    return resample(world, &path, out->block, out);
}

const bl_process_model bl_process_bootstrap = {
    .info =
        {
            .kind = "process",
            .name = "bootstrap",
            .summary = "prices: blocks of a given history in a new order",
            .source = "Politis, Romano 1994; Politis, White 2004; Patton, Politis, White 2009",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .feed = BL_PROCESS_PRICES,
    .reads_prices = true,
    .has_steps = true,
    .fill = fill,
};
