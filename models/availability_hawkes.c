/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * availability_hawkes.c - outages that come in clusters: each makes more of them likely for a
 * while. Intensity mu + sum of alpha*exp(-beta*age), mu = 1/every, beta = 1/decay, alpha =
 * branching*beta, so that an outage triggers `branching` others in the mean and their rate is
 * mu/(1-branching). Drawn exactly by Ogata's thinning (1981): intensity only falls between two
 * outages. Those that overlap are one. Source: models 1.9 (b), 2.2.
 */
#include "registry.h"

#include "../sim/calendar.h"
#include "outage.h"
#include "real.h"

extern const bl_availability_model bl_availability_hawkes;

enum { BRANCHING = BL_OUTAGE_OWN, DECAY };

static const bl_param params[] = {
    BL_OUTAGE_MEAN("every", "mean time between outages that no other triggers"),
    BL_OUTAGE_LENGTH,
    {.name = "branching",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = 990000000,
     .fallback = 500000000,
     .help = "how many others an outage triggers in the mean"},
    {.name = "decay",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = BL_NS_PER_S,
     .high = 365 * BL_NS_PER_DAY,
     .fallback = 6 * 3600 * BL_NS_PER_S,
     .help = "mean time after which it triggers one"},
};

static size_t draw(const int64_t *values, const bl_outage_plan *plan, int64_t *begin_ns,
                   int64_t *end_ns, size_t cap)
{
    bl_outage_list list = {plan, begin_ns, end_ns, cap, 0, 0};
    const double base = 1 / (double)values[BL_OUTAGE_APART];
    const double beta = 1 / (double)values[DECAY];
    const double alpha = beta * (double)values[BRANCHING] / (double)BL_PPB;
    double excited = 0;
    int64_t time_ns = plan->start_ns;
    for (uint32_t candidate = 0;; candidate++) {
        const double bound = base + excited;
        const int64_t gap_ns = bl_real_round_time(
            bl_draw_exponential(bl_outage_bits(plan, BL_OUTAGE_GAP, candidate)) / bound);
        time_ns = bl_calendar_later(time_ns, gap_ns);
        if (!bl_outage_goes_on(&list, time_ns)) {
            return list.len;
        }
        excited *= bl_real_exp(-beta * (double)gap_ns);
        const uint64_t bits = bl_outage_bits(plan, BL_OUTAGE_THINNING, candidate);
        if (bl_draw_uniform(bits) * bound <= base + excited) {
            (void)bl_outage_begin(&list, values, time_ns);
            excited += alpha;
        }
    }
}

const bl_availability_model bl_availability_hawkes = {
    .info =
        {
            .kind = "availability",
            .name = "hawkes",
            .summary = "is down for random times that come in clusters",
            .source = "spec 11.1, models 1.9, Ogata 1981",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .draw = draw,
    .is_up = bl_outage_is_up,
};
