/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process_return_chasing.c - LPs that chase what a price did: at every step the net flow is a
 * part of the capital, base + up * R (R above 0) or down * R (below) + noise, R the return over
 * the trailing window. Outflows that answer losses more than inflows answer gains: down above up
 * (Chen, Goldstein, Jiang 2010). Before the window is full the first price stands at its far end.
 */
#include "holders.h"
#include "real.h"

extern const bl_process_model bl_process_return_chasing;

enum { WINDOW, BASE, UP, DOWN, NOISE, LPS, CAPITAL };

static const bl_param params[] = {
    {.name = "window",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = BL_NS_PER_S,
     .high = 3650 * BL_NS_PER_DAY,
     .fallback = 7 * BL_NS_PER_DAY,
     .help = "over which the return is looked at"},
    {.name = "base",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of capital",
     .low = -BL_PPB,
     .high = BL_PPB,
     .fallback = 0,
     .help = "net flow of a step without a return"},
    {.name = "up",
     .kind = BL_PARAM_NUMBER,
     .unit = "ratio of capital",
     .low = -100 * BL_PPB,
     .high = 100 * BL_PPB,
     .fallback = 100000000,
     .help = "net flow of a step for a return of one, above 0"},
    {.name = "down",
     .kind = BL_PARAM_NUMBER,
     .unit = "ratio of capital",
     .low = -100 * BL_PPB,
     .high = 100 * BL_PPB,
     .fallback = 200000000,
     .help = "and below 0"},
    {.name = "noise",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio of capital",
     .low = 0,
     .high = BL_PPB,
     .fallback = 5000000,
     .help = "standard deviation of the net flow that is not explained"},
    BL_HOLDERS_PARAMS,
};

static double find_return(const bl_bars *prices, size_t visible, size_t visible_then)
{
    const size_t far = visible_then > 0 ? visible_then - 1 : 0;
    return (double)prices->close[visible - 1] / (double)prices->close[far] - 1;
}

static double find_flow(const int64_t *values, double gain, double normal)
{
    const double slope = bl_process_ratio(gain > 0 ? values[UP] : values[DOWN]);
    const double part =
        bl_process_ratio(values[BASE]) + slope * gain + bl_process_ratio(values[NOISE]) * normal;
    return part * (double)values[CAPITAL] * 1e6;
}

static bool put_flow(bl_holders *holders, int64_t time_ns, size_t lp, double flow,
                     bl_process_tape *out)
{
    int64_t units = flow < 0 ? 1 - (INT64_C(1) << 52) : (INT64_C(1) << 52) - 1;
    out->cut += bl_real_round_half_even(flow, &units) ? 0 : 1;
    if (units == 0) {
        return true;
    }
    return units > 0 ? bl_holders_deposit(holders, time_ns, lp, (uint64_t)units, out)
                     : bl_holders_withdraw(holders, time_ns, lp, (uint64_t)-units, out);
}

static const char *fill(const int64_t *values, const bl_process_world *world, bl_process_tape *out)
{
    const bl_bars *const prices = &world->prices;
    const bl_draw_key shocks = bl_process_key(world, BL_DRAW_SHOCK);
    const bl_draw_key lps = bl_process_key(world, BL_DRAW_LP);
    bl_holders holders;
    size_t visible = 0;
    size_t visible_then = 0;
    bool good = bl_holders_open(&holders, &values[LPS], world, out);
    for (size_t i = 1; good && i <= world->len; i++) {
        const int64_t time_ns = world->start_ns + (int64_t)i * world->step_ns;
        visible = bl_bars_count_visible(prices, visible, time_ns);
        visible_then = bl_bars_count_visible(prices, visible_then, time_ns - values[WINDOW]);
        const double gain = visible > 0 ? find_return(prices, visible, visible_then) : 0;
        const double z = bl_draw_normal(bl_draw(&shocks, (uint32_t)i));
        const size_t lp = (size_t)bl_draw_below(bl_draw(&lps, (uint32_t)i), holders.len);
        good = put_flow(&holders, time_ns, lp, find_flow(values, gain, z), out);
    }
    return NULL;
}

const bl_process_model bl_process_return_chasing = {
    .info =
        {
            .kind = "process",
            .name = "return_chasing",
            .summary = "flows: LPs enter after gains of a given price and leave after losses",
            .source = "Chen, Goldstein, Jiang 2010",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .feed = BL_PROCESS_FLOWS,
    .reads_prices = true,
    .has_steps = true,
    .fill = fill,
};
