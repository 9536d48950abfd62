/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * outage.c - lengths are exponential, or lognormal with the same mean: exp(ln m - s^2/2 + s z).
 */
#include "outage.h"

#include "../sim/calendar.h"
#include "../sim/windows.h"
#include "real.h"

uint64_t bl_outage_bits(const bl_outage_plan *plan, bl_outage_draw what, uint32_t index)
{
    const bl_draw_key key = {
        .seed = plan->seed, .purpose = BL_DRAW_AVAILABILITY, .entity = (uint16_t)what};
    return bl_draw(&key, index);
}

bool bl_outage_goes_on(const bl_outage_list *list, int64_t time_ns)
{
    return time_ns <= list->plan->end_ns && list->len <= list->cap;
}

void bl_outage_put(bl_outage_list *list, int64_t begin_ns, int64_t end_ns)
{
    if (list->len < list->cap) {
        list->begin_ns[list->len] = begin_ns;
        list->end_ns[list->len] = end_ns;
    }
    list->len++;
}

static double length_of(const bl_outage_list *list, const int64_t *params)
{
    const double mean = (double)params[BL_OUTAGE_DOWN];
    const uint64_t bits = bl_outage_bits(list->plan, BL_OUTAGE_LASTS, list->drawn);
    if (params[BL_OUTAGE_LAW] == 0) {
        return mean * bl_draw_exponential(bits);
    }
    const double spread = (double)params[BL_OUTAGE_SPREAD] / (double)BL_PPB;
    return mean * bl_real_exp(spread * bl_draw_normal(bits) - spread * spread / 2);
}

int64_t bl_outage_begin(bl_outage_list *list, const int64_t *params, int64_t time_ns)
{
    const int64_t end_ns = bl_calendar_later(time_ns, bl_real_round_time(length_of(list, params)));
    bl_outage_put(list, time_ns, end_ns);
    list->drawn++;
    return end_ns;
}

bool bl_outage_is_up(const int64_t *params, const bl_windows *windows, int64_t time_ns)
{
    (void)params;
    return !bl_windows_hold(windows, time_ns);
}
