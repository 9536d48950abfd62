/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * delay.c - a second is a bucket of time (spec 11.5): two decisions within one meet one latency,
 * whichever mode made them.
 */
#include "delay.h"

#include "draw.h"
#include "real.h"

uint64_t bl_delay_bits(const bl_latency_view *view)
{
    const uint64_t bucket = (uint64_t)(view->time_ns / BL_NS_PER_S);
    const bl_draw_key key = {.seed = view->seed,
                             .purpose = BL_DRAW_LATENCY,
                             .entity = (uint16_t)(bucket >> 32)}; /* from 2106 on */
    return bl_draw(&key, (uint32_t)bucket);
}

bool bl_delay_answer(double delay, int64_t slow, const bl_latency_view *view, int64_t *out_ns)
{
    return bl_real_round_up(view->slow ? delay * (double)slow : delay, out_ns);
}
