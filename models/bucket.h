/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bucket.h - draws for orders by buckets of time (spec 11.5): what is asked for within one bucket
 * of one instrument meets one draw, whichever mode asks and how often.
 */
#ifndef BL_BUCKET_H
#define BL_BUCKET_H

#include "draw.h"

#include "../sim/venue.h"

/* How long a bucket is. */
#define BL_BUCKET_PARAM                                                                            \
    {                                                                                              \
        .name = "bucket", .kind = BL_PARAM_DURATION, .unit = "duration", .low = BL_NS_PER_S,       \
        .high = 365 * BL_NS_PER_DAY, .fallback = 60 * BL_NS_PER_S,                                 \
        .help = "orders within it meet one draw"                                                   \
    }

/* 64 fair bits; several draws of a bucket are numbered from 0. */
static inline uint64_t bl_bucket_draw(const bl_order_view *view, bl_draw_purpose purpose,
                                      int64_t bucket_ns, uint32_t number)
{
    const bl_draw_key key = {
        .seed = view->seed,
        .purpose = purpose,
        .entity = (uint16_t)(number * BL_INSTRUMENTS_MAX + view->instrument),
    };
    return bl_draw(&key, (uint32_t)(view->time_ns / bucket_ns));
}

#endif
