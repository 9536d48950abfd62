/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process_utilisation.c - the borrowed share of a lender's supply. Its logit returns to its mean,
 * so rates jump where the share comes near the kink and never leave their curve.
 */
#include "process.h"
#include "real.h"

extern const bl_process_model bl_process_utilisation;

enum { MEAN, FIRST, SPREAD, REVERSION };

static const bl_param params[] = {
    {.name = "mean",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 1000000,
     .high = 999000000,
     .fallback = 800000000,
     .help = "share at the mean of the logit"},
    {.name = "first",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 1000000,
     .high = 999000000,
     .fallback = 800000000,
     .help = "share at the start"},
    {.name = "spread",
     .kind = BL_PARAM_NUMBER,
     .unit = "logit",
     .low = 0,
     .high = 10 * BL_PPB,
     .fallback = 500000000,
     .help = "standard deviation of ln(share / (1 - share)) in the long run"},
    {.name = "reversion",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = BL_NS_PER_S,
     .high = 3650 * BL_NS_PER_DAY,
     .fallback = 3 * BL_NS_PER_DAY,
     .help = "in which the mean distance from the mean falls to 1/e"},
};

static double find_logit(int64_t share_ppb)
{
    return bl_real_log((double)share_ppb / (double)(BL_PPB - share_ppb));
}

static const char *fill(const int64_t *values, const bl_process_world *world, bl_process_tape *out)
{
    const bl_draw_key shocks = bl_process_key(world, BL_DRAW_SHOCK);
    bl_process_returning logit = bl_process_begin_returning(
        find_logit(values[MEAN]), find_logit(values[FIRST]), bl_process_ratio(values[SPREAD]),
        values[REVERSION], world->step_ns);
    size_t row;
    for (size_t i = 0; i <= world->len; i++) {
        if (!bl_process_take_row(out, world->start_ns + (int64_t)i * world->step_ns, &row)) {
            break;
        }
        const double share = (double)BL_PPB / (1 + bl_real_exp(-logit.value));
        BL_ASSERT(bl_real_round_half_even(share, &out->value[row]));
        bl_process_step_returning(&logit, bl_draw_normal(bl_draw(&shocks, (uint32_t)i)));
    }
    return NULL;
}

const bl_process_model bl_process_utilisation = {
    .info =
        {
            .kind = "process",
            .name = "utilisation",
            .summary = "utilisation: a share whose logit returns to its mean",
            .source = "Uhlenbeck, Ornstein 1930",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .feed = BL_PROCESS_UTILISATION,
    .has_steps = true,
    .fill = fill,
};
