/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * capacity_beta.c - a random part R of an order fills: nothing with probability p0, all with p1,
 * else R is Beta(a, b), and floor(R*quantity/step)*step fills. a and b are whole, so R is the a-th
 * smallest of a+b-1 uniforms (Johnson, Kotz and Balakrishnan 1995, 25.1): integers of 64 bits, no
 * rounding. One draw for all orders of an instrument within a bucket of time.
 */
#include "registry.h"

#include "bucket.h"

extern const bl_capacity_model bl_capacity_beta;

enum { A, B, P0, P1, BUCKET, SHAPE_MAX = 64 };

static const bl_param params[] = {
    {.name = "a",
     .kind = BL_PARAM_COUNT,
     .unit = "number",
     .low = 1,
     .high = SHAPE_MAX,
     .fallback = 8,
     .help = "first shape; the mean of R is a/(a+b)"},
    {.name = "b",
     .kind = BL_PARAM_COUNT,
     .unit = "number",
     .low = 1,
     .high = SHAPE_MAX,
     .fallback = 2,
     .help = "second shape"},
    {.name = "p0",
     .kind = BL_PARAM_RATIO,
     .unit = "probability",
     .low = 0,
     .high = BL_PPB,
     .fallback = 0,
     .help = "that nothing fills"},
    {.name = "p1",
     .kind = BL_PARAM_RATIO,
     .unit = "probability",
     .low = 0,
     .high = BL_PPB,
     .fallback = 0,
     .help = "that all fills"},
    BL_BUCKET_PARAM,
};

/* R in 2^-64. */
static uint64_t draw_part(const int64_t *values, const bl_order_view *view)
{
    uint64_t smallest[2 * SHAPE_MAX]; /* ascending */
    const uint32_t draws = (uint32_t)(values[A] + values[B] - 1);
    for (uint32_t k = 0; k < draws; k++) {
        const uint64_t bits = bl_bucket_draw(view, BL_DRAW_CAPACITY, values[BUCKET], k + 1);
        uint32_t at = k;
        for (; at > 0 && smallest[at - 1] > bits; at--) {
            smallest[at] = smallest[at - 1];
        }
        smallest[at] = bits;
    }
    return smallest[values[A] - 1];
}

static bool capacity(const int64_t *values, const bl_order_view *view, int64_t *out)
{
    const uint64_t bits = bl_bucket_draw(view, BL_DRAW_CAPACITY, values[BUCKET], 0);
    if (bl_draw_happens(bits, values[P0])) {
        *out = 0;
    } else if (bl_draw_happens(bits, values[P0] + values[P1])) {
        *out = view->quantity;
    } else {
        const bl_u128 steps = (bl_u128)(view->quantity / view->step) * draw_part(values, view);
        *out = (int64_t)(steps >> 64) * view->step;
    }
    return true;
}

/* What is Beta distributed is never all of it. */
static int64_t whole(const int64_t *values)
{
    return values[P1];
}

static const char *refuse(const int64_t *values)
{
    return values[P0] + values[P1] > BL_PPB ? "p0 and p1 are more than 100% together" : NULL;
}

const bl_capacity_model bl_capacity_beta = {
    .info =
        {
            .kind = "capacity",
            .name = "beta",
            .summary = "takes a random part of an order, Beta distributed",
            .source = "spec 11.2",
            .version = 1,
            .params = params,
            .params_len = sizeof params / sizeof params[0],
            .refuse = refuse,
        },
    .capacity = capacity,
    .whole = whole,
};
