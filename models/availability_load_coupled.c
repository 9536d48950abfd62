/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * availability_load_coupled.c - outages come when prices move: the hazard is exp(b*|r|/s)/every,
 * at most `cap`/every, r the logarithmic return over the last hour of the first instrument, s its
 * root mean square over the run. It is constant from bar to bar, so a hazard used up at the rate
 * of an exponential draw gives the times exactly; with b = 0 they are a Poisson process of the
 * same draws. Where bars are longer than an hour, r is that of one bar; without an instrument it
 * is 0. Overlapping outages are one. Source: models 1.9 (c).
 */
#include "registry.h"

#include "../sim/calendar.h"
#include "outage.h"
#include "real.h"

extern const bl_availability_model bl_availability_load_coupled;

enum { COUPLING = BL_OUTAGE_OWN, CAP };

#define HOUR_NS (3600 * BL_NS_PER_S)

static const bl_param params[] = {
    BL_OUTAGE_MEAN("every", "mean time between outages in a market that does not move"),
    BL_OUTAGE_LENGTH,
    {.name = "b",
     .kind = BL_PARAM_RATIO,
     .unit = "number",
     .low = 0,
     .high = 100 * BL_PPB,
     .fallback = BL_PPB,
     .help = "exponent of the hazard for each hourly standard deviation of the last hour's return"},
    {.name = "cap",
     .kind = BL_PARAM_COUNT,
     .unit = "number",
     .low = 1,
     .high = 1000000,
     .fallback = 100,
     .help = "the hazard is never more than so many times that of a market that does not move"},
};

/* A walk over bars, and the bar an hour before. */
typedef struct {
    const bl_bars *bars;
    size_t row, before;
} walk;

/* The return over the hour up to the bar's visible instant; 0 where there is no bar before. */
static double hourly_return(walk *w)
{
    const bl_bars *bars = w->bars;
    while (w->before < w->row &&
           bl_bars_time(bars, w->before + 1) <= bl_bars_time(bars, w->row) - HOUR_NS) {
        w->before++;
    }
    if (w->row == 0) {
        return 0;
    }
    const size_t then =
        bl_bars_time(bars, w->before) <= bl_bars_time(bars, w->row) - HOUR_NS ? w->before : w->row;
    return bl_real_log((double)bars->close[w->row] / (double)bars->close[then]);
}

/* The root mean square of what the run's bars return in an hour. */
static double deviation(const bl_outage_plan *plan)
{
    const bl_bars *bars = &plan->bars;
    walk w = {bars, 0, 0};
    double squares = 0;
    double len = 0;
    for (; w.row < bars->len && bl_bars_time(bars, w.row) <= plan->end_ns; w.row++) {
        if (bl_bars_time(bars, w.row) > plan->start_ns) {
            const double r = hourly_return(&w);
            squares += r * r;
            len += 1;
        }
    }
    return len > 0 ? bl_real_pow(squares / len, 0.5) : 0;
}

/* How many times that of a market that does not move, at a bar. */
static double hazard(const int64_t *values, double r, double s)
{
    const double b = (double)values[COUPLING] / (double)BL_PPB;
    const double cap = (double)values[CAP];
    const double times = s > 0 ? bl_real_exp(b * (r < 0 ? -r : r) / s) : 1;
    return times < cap ? times : cap;
}

static double next_share(const bl_outage_list *list)
{
    return bl_draw_exponential(bl_outage_bits(list->plan, BL_OUTAGE_GAP, list->drawn));
}

static size_t draw(const int64_t *values, const bl_outage_plan *plan, int64_t *begin_ns,
                   int64_t *end_ns, size_t cap)
{
    bl_outage_list list = {plan, begin_ns, end_ns, cap, 0, 0};
    const bl_bars *bars = &plan->bars;
    const double s = deviation(plan);
    walk w = {bars, 0, 0};
    double left = next_share(&list); /* of the hazard until the next outage */
    int64_t time_ns = plan->start_ns;
    while (bl_outage_goes_on(&list, time_ns)) {
        for (; w.row + 1 < bars->len && bl_bars_time(bars, w.row + 1) <= time_ns; w.row++) {
        }
        const int64_t until_ns = w.row + 1 < bars->len ? bl_bars_time(bars, w.row + 1) : INT64_MAX;
        const double r = bars->len > 0 ? hourly_return(&w) : 0;
        const double rate = hazard(values, r, s) / (double)values[BL_OUTAGE_APART];
        const double ahead = (double)(until_ns - time_ns) * rate;
        if (ahead <= left) {
            left -= ahead;
            time_ns = until_ns;
            continue;
        }
        time_ns = bl_calendar_later(time_ns, bl_real_round_time(left / rate));
        if (bl_outage_goes_on(&list, time_ns)) {
            (void)bl_outage_begin(&list, values, time_ns);
            left = next_share(&list);
        }
    }
    return list.len;
}

const bl_availability_model bl_availability_load_coupled = {
    .info =
        {
            .kind = "availability",
            .name = "load_coupled",
            .summary = "is down more often when prices move",
            .source = "spec 11.1, models 1.9",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
        },
    .draw = draw,
    .is_up = bl_outage_is_up,
};
