/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * draws.c - see draws.h. Normals by Box and Muller: libm is good enough for tests.
 */
#include "draws.h"

#include "../../models/draw.h"

#include <math.h>

draws draws_new(uint64_t seed, uint64_t stream)
{
    return (draws){.seed = seed, .stream = stream};
}

static void next_pair(draws *d, uint64_t pair[2])
{
    uint32_t counter[4] = {(uint32_t)d->count, (uint32_t)(d->count >> 32), (uint32_t)d->stream,
                           (uint32_t)(d->stream >> 32)};
    uint32_t key[2] = {(uint32_t)d->seed, (uint32_t)(d->seed >> 32)};
    uint32_t out[4];
    bl_draw_block(counter, key, out);
    d->count++;
    pair[0] = (uint64_t)out[1] << 32 | out[0];
    pair[1] = (uint64_t)out[3] << 32 | out[2];
}

uint64_t draws_bits(draws *d)
{
    uint64_t pair[2];
    next_pair(d, pair);
    return pair[0];
}

uint64_t draws_below(draws *d, uint64_t bound)
{
    return draws_bits(d) % bound;
}

int64_t draws_between(draws *d, int64_t low, int64_t high)
{
    return low + (int64_t)draws_below(d, (uint64_t)(high - low) + 1);
}

int draws_once_in(draws *d, uint64_t n)
{
    return draws_below(d, n) == 0;
}

double draws_uniform(draws *d)
{
    return bl_draw_uniform(draws_bits(d));
}

double draws_normal(draws *d)
{
    if (d->has_spare) {
        d->has_spare = 0;
        return d->spare;
    }
    uint64_t pair[2];
    next_pair(d, pair);
    double radius = sqrt(-2.0 * log(bl_draw_uniform(pair[0])));
    double angle = 6.283185307179586 * bl_draw_uniform(pair[1]);
    d->spare = radius * sin(angle);
    d->has_spare = 1;
    return radius * cos(angle);
}
