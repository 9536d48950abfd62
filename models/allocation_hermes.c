/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * allocation_hermes.c - portion after portion to the best rate that would hold with it, capped by
 * venue; leaves a venue that is used too much (domain.md B.7, a policy described in documentation
 * up to 2026). Greedy: right where rates fall with what is added, as a lender's do.
 */
#include "registry.h"

extern const bl_allocation_model bl_allocation_hermes;

enum { PORTIONS, TRIGGER, EXIT, STOP, CAP, PARAMS };

static const bl_param params[PARAMS] = {
    {.name = "portions",
     .kind = BL_PARAM_COUNT,
     .unit = "number",
     .low = 100,
     .high = 10000,
     .fallback = 100,
     .help = "equal parts that what is invested is split into"},
    {.name = "trigger",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = BL_PPB,
     .fallback = 1000000,
     .help = "nothing moves while no target is further off than this part "
             "of the total"},
    {.name = "utilisation_exit",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = BL_PPB,
     .fallback = 800000000,
     .help = "a strategy used more than this is left"},
    {.name = "exit_stop",
     .kind = BL_PARAM_DURATION,
     .unit = "duration",
     .low = 1,
     .high = 365 * BL_NS_PER_DAY,
     .fallback = BL_NS_PER_DAY / 2,
     .help = "how long nothing is lent to a strategy that was left"},
    {.name = "venue_cap",
     .kind = BL_PARAM_RATIO,
     .unit = "ratio",
     .low = 0,
     .high = BL_PPB,
     .fallback = 300000000,
     .help = "the most a strategy gets, of the total"},
};

/* The rate that would hold with so much lent in all; false: it has none. */
static bool rate_with(const bl_allocation_place *place, bl_i128 lent, int64_t *out_ppb)
{
    bl_i128 extra = lent - (bl_i128)place->recorded;
    return place->model->rate_after != NULL && extra >= INT64_MIN && extra <= INT64_MAX &&
           place->model->rate_after(&place->view, place->holding, place->lender, (int64_t)extra,
                                    out_ppb);
}

/* The open place with the best rate for one portion more, the first on a tie; len: none. */
static size_t find_best(const bl_allocation_view *view, const bl_qty *given, uint64_t portion,
                        uint64_t cap)
{
    size_t best = view->len;
    int64_t best_ppb = 0;
    for (size_t j = 0; j < view->len; j++) {
        const bl_allocation_place *place = &view->places[j];
        const bl_i128 lent = (bl_i128)given[j].v + portion;
        int64_t rate_ppb = 0;
        if (place->shut || lent > (bl_i128)cap || !rate_with(place, lent, &rate_ppb)) {
            continue;
        }
        if (best == view->len || rate_ppb > best_ppb) {
            best = j;
            best_ppb = rate_ppb;
        }
    }
    return best;
}

/* floor(invested/portions) each; what no place takes stays in the reserve. */
static bool targets(const int64_t *values, const bl_allocation_view *view, bl_qty *out)
{
    const uint64_t portion = view->invested / (uint64_t)values[PORTIONS];
    const bl_u128 cap = (bl_u128)view->total * (uint64_t)values[CAP] / (uint64_t)BL_PPB;
    for (size_t j = 0; j < view->len; j++) {
        out[j].v = 0;
    }
    for (int64_t k = 0; k < values[PORTIONS] && portion > 0; k++) {
        size_t best = find_best(view, out, portion, (uint64_t)cap);
        if (best == view->len) {
            break;
        }
        if (portion > (uint64_t)(INT64_MAX - out[best].v)) {
            return false;
        }
        out[best].v += (int64_t)portion;
    }
    return true;
}

/* |target - c_j| > floor(T*trigger/10^9) for some place */
static bool is_due(const int64_t *values, const bl_allocation_view *view, const bl_qty *wanted)
{
    const bl_i128 reach =
        (bl_i128)((bl_u128)view->total * (uint64_t)values[TRIGGER] / (uint64_t)BL_PPB);
    for (size_t j = 0; j < view->len; j++) {
        const bl_i128 off = (bl_i128)wanted[j].v - (bl_i128)view->places[j].recorded;
        if ((off < 0 ? -off : off) > reach) {
            return true;
        }
    }
    return false;
}

static int64_t stop_ns(const int64_t *values, int64_t utilisation_ppb)
{
    return utilisation_ppb > values[EXIT] ? values[STOP] : 0;
}

const bl_allocation_model bl_allocation_hermes = {
    .info =
        {
            .kind = "allocation",
            .name = "hermes",
            .summary = "gives portion after portion to the best rate, and leaves what is used too "
                       "much",
            .source = "Meteora's Hermes documentation",
            .version = 1,
            .params = params,
            .params_len = PARAMS,
        },
    .targets = targets,
    .is_due = is_due,
    .stop_ns = stop_ns,
};
