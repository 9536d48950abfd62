/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trips.c - see trips.h.
 *
 * Simplification: a trip while deposits are shut already has no alert and is not seen.
 */
#include "trips.h"

#include "metric.h"
#include "pause.h"

#include <math.h>
#include <stdlib.h>

/* ---- the world without a pause */

typedef struct {
    bl_metric_input in;
    bl_trips_world *out;
    size_t cap;
    bool failed;
} reader;

static bool make_room(reader *r)
{
    if (r->out->len < r->cap) {
        return true;
    }
    const size_t wanted = r->cap ? 2 * r->cap : 1024;
    bl_trips_point *grown = realloc(r->out->points, wanted * sizeof *grown);
    r->failed = grown == NULL;
    if (grown != NULL) {
        r->out->points = grown;
        r->cap = wanted;
    }
    return grown != NULL;
}

static void keep(void *context, const bl_mark *mark)
{
    reader *r = context;
    if (r->failed || bl_metric_is_inside_act(&r->in, mark) || !make_room(r)) {
        return;
    }
    const bool known = !isnan(mark->leverage) && mark->target > 0;
    r->out->points[r->out->len++] = (bl_trips_point){
        .time_ns = mark->time_ns,
        .drift = known ? fabs(mark->leverage / mark->target - 1) : 0,
        .price = mark->supply > 0 ? mark->value / mark->supply : (double)NAN,
    };
}

/* The highest price of the last H at each point: `high` holds falling prices, oldest first. */
static bool find_exceeding(bl_trips_world *w)
{
    size_t *high = malloc((w->len + 1) * sizeof *high);
    size_t first = 0;
    size_t len = 0;
    for (size_t i = 0; i < w->len && high != NULL; i++) {
        bl_trips_point *at = &w->points[i];
        while (first < len && w->points[high[first]].time_ns < at->time_ns - w->rule.horizon_ns) {
            first++;
        }
        while (len > first && w->points[high[len - 1]].price <= at->price) {
            len--;
        }
        if (!isnan(at->price)) {
            high[len++] = i;
        }
        const bool falls = len > first && at->price < w->points[high[first]].price *
                                                          (1 - w->rule.loss);
        at->exceeds = at->drift > w->rule.drift || falls;
    }
    free(high);
    return high != NULL;
}

bool bl_trips_read(const bl_runlog *without, const bl_trips_rule *rule, bl_trips_world *out,
                   bl_err *err)
{
    *out = (bl_trips_world){.rule = *rule,
                            .start_ns = without->setup->start_ns,
                            .end_ns = without->setup->end_ns};
    reader r = {.in = {.log = without}, .out = out};
    bl_runlog_walk(without, keep, &r);
    if (r.failed || !find_exceeding(out)) {
        bl_trips_fini(out);
        bl_err_set(err, BL_MEMORY, "no memory for the world without a pause");
        return false;
    }
    return true;
}

void bl_trips_fini(bl_trips_world *world)
{
    free(world->points);
    *world = (bl_trips_world){.points = NULL};
}

/* ---- trips */

/* The first point after a time. */
static size_t find_after(const bl_trips_world *w, int64_t time_ns)
{
    size_t low = 0;
    size_t high = w->len;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (w->points[middle].time_ns <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Whether the vault without a pause passes a limit in the H after a time. */
static bool is_right(const bl_trips_world *w, int64_t trip_ns)
{
    const size_t after = find_after(w, trip_ns);
    const double price = after > 0 ? w->points[after - 1].price : (double)NAN;
    for (size_t i = after; i < w->len && w->points[i].time_ns - trip_ns <= w->rule.horizon_ns;
         i++) {
        if (w->points[i].drift > w->rule.drift ||
            w->points[i].price < price * (1 - w->rule.loss)) {
            return true;
        }
    }
    return false;
}

static bool trips_within(const bl_runlog *with, int64_t from_ns, int64_t until_ns)
{
    for (size_t k = 0; k < with->audit_len; k++) {
        const bl_runlog_audit *it = &with->audit[k];
        if (bl_pause_is_trip(it) && it->time_ns >= from_ns && it->time_ns <= until_ns) {
            return true;
        }
    }
    return false;
}

static void judge_trips(const bl_trips_world *w, const bl_runlog *with, bl_trips_quality *out)
{
    for (size_t k = 0; k < with->audit_len; k++) {
        if (bl_pause_is_trip(&with->audit[k])) {
            out->trips++;
            out->right += is_right(w, with->audit[k].time_ns);
        }
    }
}

/* A danger is over where no limit is passed for H after it was last. */
static void judge_dangers(const bl_trips_world *w, const bl_runlog *with, bl_trips_quality *out)
{
    const int64_t ahead_ns = w->rule.horizon_ns;
    for (size_t i = 0; i < w->len; i++) {
        if (!w->points[i].exceeds) {
            continue;
        }
        const int64_t begin_ns = w->points[i].time_ns;
        int64_t last_ns = begin_ns;
        for (; i < w->len && w->points[i].time_ns - last_ns <= ahead_ns; i++) {
            last_ns = w->points[i].exceeds ? w->points[i].time_ns : last_ns;
        }
        i--; /* the loop moves on */
        out->dangers++;
        out->met += trips_within(with, begin_ns - ahead_ns, last_ns);
    }
}

static bool has_wrong_trip(const bl_trips_world *w, const bl_runlog *with, int64_t from_ns)
{
    for (size_t k = 0; k < with->audit_len; k++) {
        const bl_runlog_audit *it = &with->audit[k];
        if (bl_pause_is_trip(it) && it->time_ns >= from_ns &&
            it->time_ns - from_ns < w->rule.horizon_ns && !is_right(w, it->time_ns)) {
            return true;
        }
    }
    return false;
}

static void judge_windows(const bl_trips_world *w, const bl_runlog *with, bl_trips_quality *out)
{
    size_t at = 0;
    for (int64_t from_ns = w->start_ns; from_ns < w->end_ns; from_ns += w->rule.horizon_ns) {
        bool quiet = true;
        for (; at < w->len && w->points[at].time_ns - from_ns < w->rule.horizon_ns; at++) {
            quiet = quiet && !w->points[at].exceeds;
        }
        out->quiet += quiet;
        out->wrong += quiet && has_wrong_trip(w, with, from_ns);
        if (w->end_ns - from_ns <= w->rule.horizon_ns) {
            break;
        }
    }
}

static double find_share(size_t part, size_t whole)
{
    return whole > 0 ? 100 * (double)part / (double)whole : (double)NAN;
}

void bl_trips_judge(const bl_trips_world *world, const bl_runlog *with, bl_trips_quality *out)
{
    *out = (bl_trips_quality){.trips = 0};
    judge_trips(world, with, out);
    judge_dangers(world, with, out);
    judge_windows(world, with, out);
    out->precision = find_share(out->right, out->trips);
    out->recall = find_share(out->met, out->dangers);
    out->false_rate = find_share(out->wrong, out->quiet);
}
