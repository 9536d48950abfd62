/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * course.c - see course.h. Limits are looked at where the engine looks: at bars and funding, on
 * what the instant before left behind. Doubles: a price is within a part in 10^12 of the engine's,
 * so what did not trip counts as broken only where it shows in the places that are kept.
 */
#include "course.h"

#include <math.h>
#include <stdlib.h>

#include "metric.h"

enum { DRAWDOWN, DAILY_LOSS, MAX_LEVERAGE };

static const struct {
    const char *name, *unit;
    double scale; /* of the unit in a ratio */
    int places;   /* of a part in 10^9 */
    bl_rule rule;
    bl_reason reason;
} kinds[BL_COURSE_LIMITS] = {
    [DRAWDOWN] = {"max_drawdown", "%", 100, 7, BL_RULE_DRAWDOWN, BL_REASON_DRAWDOWN},
    [DAILY_LOSS] = {"daily_loss", "%", 100, 7, BL_RULE_DAILY_LOSS, BL_REASON_DAILY_LOSS},
    [MAX_LEVERAGE] = {"max_leverage", "x", 1, 9, BL_RULE_MAX_LEVERAGE, BL_REASON_MAX_LEVERAGE},
};

typedef struct {
    const bl_runlog *log;
    bl_course_limit *limit[BL_COURSE_LIMITS]; /* NULL: not set */
    size_t record;                            /* next of the audit */
    int64_t midnight_ns;                      /* the next one */
    bool set;
    double peak, day;
    double price; /* of the point before; NAN without shares */
    bl_metric_days days;
} path;

const char *bl_course_limit_name(size_t place)
{
    return kinds[place].name;
}

const char *bl_course_limit_unit(size_t place)
{
    return kinds[place].unit;
}

static double keep(double value, int places)
{
    const double power = pow(10, places);
    return nearbyint(value * power) / power + 0.0;
}

/* ---- the limits */

static void begin(path *p, bl_course *out)
{
    const bl_setup *setup = p->log->setup;
    const int64_t allowed[BL_COURSE_LIMITS] = {[DRAWDOWN] = setup->limits.max_drawdown_ppb,
                                               [DAILY_LOSS] = setup->limits.daily_loss_ppb,
                                               [MAX_LEVERAGE] = setup->limits.max_leverage_ppb};
    for (size_t i = 0; i < BL_COURSE_LIMITS && setup->limits.on; i++) {
        if (allowed[i] < 0) {
            continue;
        }
        p->limit[i] = &out->limits[out->limits_len++];
        *p->limit[i] = (bl_course_limit){.name = kinds[i].name,
                                         .unit = kinds[i].unit,
                                         .allowed = (double)allowed[i] * kinds[i].scale / 1e9,
                                         .worst_ns = BL_METRICS_NO_TIME,
                                         .enforced = (setup->failsafe.without & kinds[i].rule) == 0,
                                         .broken_ns = BL_METRICS_NO_TIME};
    }
}

static void see(path *p, size_t kind, double ratio, int64_t time_ns)
{
    bl_course_limit *limit = p->limit[kind];
    if (!limit || !isfinite(ratio)) {
        return;
    }
    const double value = keep(ratio * kinds[kind].scale, kinds[kind].places);
    if (limit->worst_ns == BL_METRICS_NO_TIME || value > limit->worst) {
        limit->worst = value;
        limit->worst_ns = time_ns;
    }
    if (value > limit->allowed && !limit->broken) {
        limit->broken = true;
        limit->broken_ns = time_ns;
    }
}

static void note_trip(path *p, const bl_runlog_audit *record)
{
    for (size_t i = 0; i < BL_COURSE_LIMITS; i++) {
        bl_course_limit *limit = p->limit[i];
        if (!limit || record->reason != kinds[i].reason) {
            continue;
        }
        limit->trips++;
        if (!limit->broken || limit->broken_ns > record->time_ns) {
            limit->broken_ns = record->time_ns;
        }
        limit->broken = true;
    }
}

/* Alerts are counted; true where a review cleared. */
static bool take_records(path *p, int64_t until_ns)
{
    bool cleared = false;
    for (; p->record < p->log->audit_len && p->log->audit[p->record].time_ns <= until_ns;
         p->record++) {
        const bl_runlog_audit *record = &p->log->audit[p->record];
        if (record->event == BL_EVENT_ALERT) {
            note_trip(p, record);
        }
        cleared |= record->event == BL_EVENT_REVIEW && record->reason == BL_REASON_NONE;
    }
    return cleared;
}

static void follow_price(path *p, int64_t time_ns, double price)
{
    const bool cleared = take_records(p, time_ns);
    if (!isfinite(price)) {
        return;
    }
    if (!p->set || cleared) {
        p->peak = price;
        p->day = price;
        p->set = true;
    }
    if (time_ns >= p->midnight_ns) {
        p->day = time_ns == p->midnight_ns || !isfinite(p->price) ? price : p->price;
        p->midnight_ns = (time_ns / BL_NS_PER_DAY + 1) * BL_NS_PER_DAY;
    }
    p->peak = fmax(p->peak, price);
}

/* ---- the walk */

static bool is_looked_at(const bl_stretch *stretch)
{
    const bl_series_row *row = stretch->held->row;
    return !row || row->event == BL_EVENT_FUNDING || row->event == BL_EVENT_OPEN;
}

/* Without limits the last point of a day is enough. */
static void take_day(void *context, const bl_mark *mark)
{
    path *p = context;
    p->price = mark->supply > 0 ? mark->value / mark->supply : NAN;
    bl_metric_days_step(&p->days, mark->until_ns, p->price);
}

static void watch(path *p, int64_t time_ns, double price, double leverage, bool looks)
{
    follow_price(p, time_ns, price);
    if (looks) {
        see(p, DRAWDOWN, (p->peak - price) / p->peak, time_ns);
        see(p, DAILY_LOSS, (p->day - price) / p->day, time_ns);
        see(p, MAX_LEVERAGE, leverage, time_ns);
    }
}

static void take(void *context, const bl_stretch *stretch)
{
    path *p = context;
    const double supply = stretch->held->supply;
    const bool looks = is_looked_at(stretch);
    for (size_t i = 0; i < stretch->len; i++) {
        const double price = supply > 0 ? stretch->value[i] / supply : NAN;
        bl_metric_days_step(&p->days, stretch->time_ns[i + 1], price);
        watch(p, stretch->time_ns[i], price, stretch->leverage[i], looks);
        p->price = price;
    }
}

bool bl_course_follow(const bl_runlog *log, bl_course *out)
{
    const bl_metric_input in = {.log = log};
    path p = {.log = log, .price = NAN};
    *out = (bl_course){0};
    if (!bl_metric_days_begin(&p.days, &in)) {
        return false;
    }
    begin(&p, out);
    p.midnight_ns = (log->setup->start_ns / BL_NS_PER_DAY + 1) * BL_NS_PER_DAY;
    out->first_ns = p.days.next_ns;
    if (out->limits_len > 0) {
        bl_runlog_walk_stretches(log, take, &p);
    } else {
        bl_runlog_walk_days(log, take_day, &p);
    }
    bl_metric_days_end(&p.days, log->setup->end_ns, p.price);
    take_records(&p, INT64_MAX);
    for (size_t i = 0; i < p.days.len; i++) {
        p.days.values[i] = keep(p.days.values[i], BL_COURSE_DAY_PLACES);
    }
    out->days = p.days.values;
    out->days_len = p.days.len;
    return true;
}

void bl_course_fini(bl_course *course)
{
    free(course->days);
    *course = (bl_course){0};
}

const bl_course_limit *bl_course_find_broken(const bl_course *course)
{
    for (size_t i = 0; i < course->limits_len; i++) {
        if (course->limits[i].broken) {
            return &course->limits[i];
        }
    }
    return NULL;
}
