/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process.c - see process.h.
 */
#include "process.h"

#include <math.h>

#include "real.h"

bl_draw_key bl_process_key(const bl_process_world *world, bl_draw_purpose purpose)
{
    return (bl_draw_key){.seed = world->seed,
                         .replicate = world->replicate,
                         .purpose = purpose,
                         .entity = world->entity};
}

int64_t bl_process_end(const bl_process_world *world)
{
    return world->start_ns + (int64_t)world->len * world->step_ns;
}

double bl_process_ratio(int64_t ppb)
{
    return (double)ppb / (double)BL_PPB;
}

double bl_process_years(int64_t ns)
{
    return (double)ns / (double)BL_PROCESS_YEAR_NS;
}

/* Whole seconds apart, so that a nanosecond is one in a century too. */
bool bl_process_wait(const bl_process_world *world, double seconds, int64_t *time_ns)
{
    const int64_t left_ns = bl_process_end(world) - *time_ns;
    if (!(seconds <= (double)(left_ns / BL_NS_PER_S + 1))) {
        return false;
    }
    const int64_t whole = (int64_t)seconds;
    int64_t rest_ns = 0;
    const bool fits = bl_real_round_up((seconds - (double)whole) * (double)BL_NS_PER_S, &rest_ns);
    if (!fits || rest_ns > left_ns || whole > (left_ns - rest_ns) / BL_NS_PER_S) {
        return false;
    }
    *time_ns += whole * BL_NS_PER_S + rest_ns;
    return true;
}

bool bl_process_take_row(bl_process_tape *out, int64_t time_ns, size_t *row)
{
    if (out->len == out->cap) {
        out->full = true;
        return false;
    }
    *row = out->len++;
    out->time_ns[*row] = time_ns;
    return true;
}

/* To 10^-8 from 10^-9; never 0. */
static bool quantise(double units, bl_process_tape *out, int64_t *price)
{
    if (!bl_real_round_half_even(units, price)) {
        return false;
    }
    out->raised += *price < 1 ? 1 : 0;
    *price = *price < 1 ? 1 : *price;
    return true;
}

bl_process_path bl_process_make_path(int64_t price_ppb, int64_t volume_ppb)
{
    return (bl_process_path){.first = (double)price_ppb / 10, .volume = volume_ppb / 10};
}

static bool put_bar(const bl_process_path *path, int64_t time_ns, bl_process_tape *out)
{
    int64_t close;
    size_t row;
    if (!quantise(path->first * bl_real_exp(path->growth), out, &close) ||
        !bl_process_take_row(out, time_ns, &row)) {
        return false;
    }
    out->value[row] = close;
    out->volume[row] = path->volume;
    return true;
}

bool bl_process_begin_path(const bl_process_world *world, const bl_process_path *path,
                           bl_process_tape *out)
{
    return put_bar(path, world->start_ns - world->step_ns, out);
}

bool bl_process_put_bar(const bl_process_world *world, const bl_process_path *path, size_t step,
                        bl_process_tape *out)
{
    return put_bar(path, world->start_ns + (int64_t)step * world->step_ns, out);
}

bl_process_returning bl_process_begin_returning(double mean, double value, double spread,
                                                int64_t reversion_ns, int64_t step_ns)
{
    const double keep = bl_real_exp(-(double)step_ns / (double)reversion_ns);
    return (bl_process_returning){
        .mean = mean, .value = value, .keep = keep, .sd = spread * sqrt(1 - keep * keep)};
}

void bl_process_step_returning(bl_process_returning *returning, double normal)
{
    const double distance = returning->value - returning->mean;
    returning->value = returning->mean + distance * returning->keep + returning->sd * normal;
}
