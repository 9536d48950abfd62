/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * compare_verdict.c - the comparison in words: what each mode did with the limits, the failsafe,
 * the drift and the cost, and what was refused, clipped or rounded on the way.
 */
#include "compare_rows.h"

#include "../data/timestamp.h"
#include "paired.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    char *text;
    size_t len;
} sentence;

__attribute__((format(printf, 2, 3))) static void say(sentence *s, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    const int wrote = vsnprintf(s->text + s->len, BL_COMPARE_VERDICT - s->len, format, list);
    va_end(list);
    const size_t room = BL_COMPARE_VERDICT - 1 - s->len;
    if (wrote > 0) {
        s->len += (size_t)wrote < room ? (size_t)wrote : room;
    }
}

/* A number as the table prints one. */
static void say_number(sentence *s, double value, int places)
{
    const bl_compare_cell cell = {.defined = true, .value = value, .places = places};
    char text[BL_COMPARE_TEXT];
    bl_compare_rows_print_cell(&cell, text);
    say(s, "%s", text);
}

static void say_metric(sentence *s, const bl_summary *column, bl_metric_id id, int places)
{
    say_number(s, column->metrics->items[id].value, places);
}

static void say_time(sentence *s, const bl_metric *metric)
{
    char text[BL_TIMESTAMP_TEXT];
    if (metric->at_ns == BL_METRICS_NO_TIME) {
        return;
    }
    say(s, " at %.*s", (int)bl_timestamp_print(metric->at_ns, text), text);
}

static void say_times(sentence *s, double times)
{
    if (times > 1) {
        say_number(s, times, 0);
    }
    say(s, times > 1 ? " times" : "once");
}

static const char *find_alert(const bl_summary *column)
{
    const bl_runlog *log = column->log;
    for (size_t i = 0; i < log->audit_len; i++) {
        if (log->audit[i].event == BL_EVENT_ALERT) {
            return bl_venue_reason_name(log->audit[i].reason);
        }
    }
    return "";
}

/* "drawdown 12.31 %, allowed 20 %". A drawdown counts from the last review that cleared; where the
 * whole run has a larger one, both are said. */
static void say_limit(sentence *s, const bl_summary *column, const bl_course_limit *limit)
{
    const bl_metric *whole = &column->metrics->items[BL_METRIC_MAX_DRAWDOWN];
    const char *word = strchr(limit->name, '_') + 1;
    const bool falls = strcmp(word, "drawdown") == 0;
    say(s, "%s ", strcmp(word, "loss") == 0 ? "daily loss" : word);
    say_number(s, limit->worst, 2);
    say(s, " %s", limit->unit);
    if (falls && whole->defined && -whole->value > limit->worst + 0.01) {
        say(s, " since a review cleared (");
        say_number(s, -whole->value, 2);
        say(s, " %% in all)");
    }
    say(s, ", allowed %.10g %s", limit->allowed, limit->unit);
}

static void say_broken(sentence *s, const bl_summary *column, const bl_course_limit *limit)
{
    char text[BL_TIMESTAMP_TEXT];
    say(s, "Limit broken: ");
    say_limit(s, column, limit);
    say(s, limit->trips == 1 ? ", at %.*s " : ", first at %.*s ",
        (int)bl_timestamp_print(limit->broken_ns, text), text);
    if (limit->trips > 0) {
        say(s, "(tripped ");
        say_times(s, (double)limit->trips);
        say(s, "). ");
    } else {
        say(s, "(%s). ", limit->enforced ? "under review, when none trips" : "switched off");
    }
}

static void say_kept(sentence *s, const bl_summary *column)
{
    const bl_course *course = column->course;
    const char *between = bl_course_find_broken(course) ? "Kept: " : "Limits kept: ";
    const char *end = "";
    for (size_t i = 0; i < course->limits_len; i++) {
        if (!course->limits[i].broken) {
            say(s, "%s", between);
            say_limit(s, column, &course->limits[i]);
            between = "; ";
            end = ". ";
        }
    }
    say(s, "%s", end);
}

static void say_limits(sentence *s, const bl_summary *column)
{
    if (column->course->limits_len == 0) {
        say(s, "No limits set. ");
    }
    for (size_t i = 0; i < column->course->limits_len; i++) {
        if (column->course->limits[i].broken) {
            say_broken(s, column, &column->course->limits[i]);
        }
    }
    say_kept(s, column);
    if (column->counts->liquidations > 0) {
        say(s, "Liquidated");
        say_time(s, &column->metrics->items[BL_METRIC_LIQUIDATIONS]);
        say(s, ". ");
    }
}

static void say_failsafe(sentence *s, const bl_summary *column)
{
    const bl_metric *trips = &column->metrics->items[BL_METRIC_TRIPS];
    if (trips->value <= 0) {
        say(s, "Failsafe never tripped. ");
        return;
    }
    const char *reason = find_alert(column);
    say(s, "Failsafe tripped ");
    say_times(s, trips->value);
    say(s, trips->value > 1 ? ", first" : ",");
    say_time(s, trips);
    if (reason[0] != '\0') {
        say(s, " (%s)", reason);
    }
    say(s, "; deposits shut ");
    say_metric(s, column, BL_METRIC_PAUSE_D_SHARE, 1);
    say(s, " %% of the time. ");
}

static void say_drift(sentence *s, const bl_summary *column)
{
    const bl_metric *above = &column->metrics->items[BL_METRIC_TIME_ABOVE_BAND];
    const bl_metric *most = &column->metrics->items[BL_METRIC_DRIFT_MAX];
    if (bl_compare_rows_is_absent(above)) {
        return;
    }
    if (!above->defined || !most->defined) {
        say(s, "No drift to measure. ");
        return;
    }
    say(s, "Outside the band ");
    say_number(s, above->value, 1);
    say(s, " %% of the time, worst ");
    say_number(s, most->value, 1);
    say(s, " %%");
    say_time(s, most);
    say(s, ". ");
}

static void say_cost(sentence *s, const bl_summary *column)
{
    const bl_metric *cost = &column->metrics->items[BL_METRIC_COST_BPS];
    const bl_metric *gap = &column->metrics->items[BL_METRIC_TRACKING_DIFFERENCE];
    if (!cost->defined) {
        return;
    }
    say(s, "Trading cost ");
    say_number(s, cost->value, 1);
    say(s, " bps of equity%s", gap->defined ? "; " : ". ");
    if (!gap->defined) {
        return;
    }
    if (fabs(gap->value) < 0.05) {
        say(s, "level with the ideal vault. ");
        return;
    }
    say_number(s, fabs(gap->value), 1);
    say(s, " bps %s the ideal vault. ", gap->value < 0 ? "behind" : "ahead of");
}

/* A vault with locked profit: what was gained, lost and passed on. */
static void say_lock(sentence *s, const bl_summary *column)
{
    const bl_metric *gain = &column->metrics->items[BL_METRIC_GAIN_TOTAL];
    const bl_metric *loss = &column->metrics->items[BL_METRIC_LOSS_TOTAL];
    if (!gain->defined) {
        return;
    }
    say(s, "Gains ");
    say_number(s, gain->value, 2);
    say(s, ", at most ");
    say_metric(s, column, BL_METRIC_LOCKED_MAX, 2);
    say(s, " locked");
    say_time(s, &column->metrics->items[BL_METRIC_LOCKED_MAX]);
    if (loss->value >= 0.005) {
        say(s, "; losses ");
        say_number(s, loss->value, 2);
        say(s, ", ");
        say_metric(s, column, BL_METRIC_LOSS_COVER, 1);
        say(s, " %% of them covered by the lock");
    }
    say(s, "; late entrants got ");
    say_metric(s, column, BL_METRIC_SUBSIDY, 2);
    say(s, " of it. ");
}

/* The counts nobody may overlook, as far as they are not 0. */
static void say_counts(sentence *s, const bl_summary *column)
{
    static const struct {
        const char *name, *word;
    } worth[] = {
        {"flows_refused", "requests refused"},
        {"flows_pending", "requests pending"},
        {"flows_late", "late flows ignored"},
        {"fills_partial", "orders clipped"},
        {"dust_legs", "legs left out as dust"},
        {"gaps", "gaps in prices"},
        {"rounded_in_feeds", "numbers rounded"},
        {"rounded_in_scenario", "scenario values rounded"},
        {"rail_waits", "withdrawals held by the rail"},
        {"bars_late", "bars shown late"},
        {"bars_lost", "bars never shown"},
        {"outages_drawn", "outages drawn"},
    };
    bl_summary_count counts[BL_SUMMARY_COUNTS_MAX];
    const size_t len = bl_summary_list_counts(column, counts);
    const char *between = "Counted: ";
    for (size_t k = 0; k < sizeof worth / sizeof *worth; k++) {
        for (size_t i = 0; i < len; i++) {
            if (counts[i].value > 0 && strcmp(counts[i].name, worth[k].name) == 0) {
                say(s, "%s%s ", between, worth[k].word);
                say_number(s, (double)counts[i].value, 0);
                between = ", ";
            }
        }
    }
    say(s, between[0] == ',' ? "." : "Nothing refused, clipped, left out or rounded.");
}

void bl_compare_verdict_write(const bl_summary *column, char out[BL_COMPARE_VERDICT])
{
    sentence s = {.text = out};
    out[0] = '\0';
    say_limits(&s, column);
    say_failsafe(&s, column);
    say_drift(&s, column);
    say_cost(&s, column);
    say_lock(&s, column);
    say_counts(&s, column);
}

/* A mode that trades for free is a reference and cannot be chosen. */
static bool can_be_chosen(const bl_summary *column)
{
    return !column->log->setup->mode.model->free_trades &&
           column->metrics->items[BL_METRIC_TWR].defined;
}

/* Of those that can be chosen the columns whose metric is least (sign 1) or greatest (sign -1),
 * with the value. */
static void say_best(sentence *s, const bl_summary *columns, size_t len, const char *title,
                     bl_metric_id id, double sign, const char *unit)
{
    double best = INFINITY;
    for (size_t i = 0; i < len; i++) {
        const bl_metric *metric = &columns[i].metrics->items[id];
        if (can_be_chosen(&columns[i]) && metric->defined && sign * metric->value < best) {
            best = sign * metric->value;
        }
    }
    if (!isfinite(best)) {
        return;
    }
    const char *between = "";
    say(s, "%s: ", title);
    for (size_t i = 0; i < len; i++) {
        const bl_metric *metric = &columns[i].metrics->items[id];
        if (!can_be_chosen(&columns[i]) || !metric->defined || sign * metric->value > best) {
            continue;
        }
        say(s, "%s%s", between, columns[i].log->setup->mode.text);
        between = ", ";
    }
    say(s, " (");
    say_number(s, sign * best, 2);
    say(s, " %s). ", unit);
}

/* One scenario over one window: what else is set beside each other was not asked the same. */
static bool is_one_world(const bl_summary *columns, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        const bl_setup *first = columns[0].log->setup;
        const bl_setup *it = columns[i].log->setup;
        if (strcmp(columns[i].scenario, columns[0].scenario) != 0 ||
            it->start_ns != first->start_ns || it->end_ns != first->end_ns) {
            return false;
        }
    }
    return true;
}

void bl_compare_verdict_write_best(const bl_summary *columns, size_t len,
                                   char out[BL_COMPARE_VERDICT])
{
    sentence s = {.text = out};
    out[0] = '\0';
    if (len < 2 || !is_one_world(columns, len)) {
        return;
    }
    say_best(&s, columns, len, "Closest to the target", BL_METRIC_DRIFT_RMS, 1, "% RMS drift");
    say_best(&s, columns, len, "Cheapest", BL_METRIC_COST_BPS, 1, "bps of equity");
    say_best(&s, columns, len, "Best share price", BL_METRIC_TWR, -1, "%");
}

/* ---- which mode */

static bool keeps_limits(const bl_summary *column)
{
    return !bl_course_find_broken(column->course) && column->counts->liquidations == 0;
}

/* What comes before any number: 2 as it should be, 1 the failsafe tripped, 0 worse. A vault that
 * is shut more than half of the time serves nobody, whatever its share price. */
static int find_class(const bl_summary *column)
{
    const double shut = column->metrics->items[BL_METRIC_PAUSE_D_SHARE].value;
    if (!keeps_limits(column) || shut > 50) {
        return 0;
    }
    return column->metrics->items[BL_METRIC_TRIPS].value <= 0 ? 2 : 1;
}

/* The class first, then the share price, then the order in which the modes were asked for. */
static bool is_better(const bl_summary *a, const bl_summary *b)
{
    if (find_class(a) != find_class(b)) {
        return find_class(a) > find_class(b);
    }
    return a->metrics->items[BL_METRIC_TWR].value > b->metrics->items[BL_METRIC_TWR].value;
}

/* Why the class decided, or that none is good. */
static void say_class(sentence *s, const bl_summary *best, const bl_summary *next)
{
    if (find_class(best) == 0) {
        say(s, keeps_limits(best) ? "No mode keeps the limits and is open half of the time. "
                                  : "No mode keeps the limits. ");
    } else if (!keeps_limits(next)) {
        say(s, "It alone keeps the limits. ");
    } else if (find_class(next) == 0) {
        say(s, "It alone is open more than half of the time. ");
    } else if (find_class(best) > find_class(next)) {
        say(s, "It alone never trips the failsafe. ");
    }
}

static bool is_same(const bl_summary *a, const bl_summary *b)
{
    static const bl_metric_id ids[] = {BL_METRIC_TWR, BL_METRIC_DRIFT_RMS, BL_METRIC_COST_BPS,
                                       BL_METRIC_PAUSE_D_TIME};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const bl_metric *of_a = &a->metrics->items[ids[i]];
        const bl_metric *of_b = &b->metrics->items[ids[i]];
        if (of_a->defined != of_b->defined || of_a->value < of_b->value ||
            of_a->value > of_b->value) {
            return false;
        }
    }
    return true;
}

/* The best of those that did not do the same as `other`. */
static const bl_summary *find_better(const bl_summary *columns, size_t len, const bl_summary *other)
{
    const bl_summary *best = NULL;
    for (size_t i = 0; i < len; i++) {
        if (can_be_chosen(&columns[i]) && !(other && is_same(&columns[i], other)) &&
            (!best || is_better(&columns[i], best))) {
            best = &columns[i];
        }
    }
    return best;
}

static bool is_least(const bl_summary *columns, size_t len, const bl_summary *it, bl_metric_id id)
{
    const bl_metric *metric = &it->metrics->items[id];
    for (size_t i = 0; i < len && metric->defined; i++) {
        const bl_metric *other = &columns[i].metrics->items[id];
        const bool counts = can_be_chosen(&columns[i]) && find_class(&columns[i]) == find_class(it);
        if (counts && other->defined && other->value < metric->value) {
            return false;
        }
    }
    return metric->defined;
}

/* The mode that both drifts and pays least of the best class: whatever its share price did on this
 * path, being off the target did it. NULL: there is none, drift is bought with cost. */
static const bl_summary *find_dominant(const bl_summary *columns, size_t len)
{
    const bl_summary *best = find_better(columns, len, NULL);
    for (size_t i = 0; i < len && best; i++) {
        const bl_summary *it = &columns[i];
        if (can_be_chosen(it) && find_class(it) == find_class(best) &&
            is_least(columns, len, it, BL_METRIC_DRIFT_RMS) &&
            is_least(columns, len, it, BL_METRIC_COST_BPS)) {
            return it;
        }
    }
    return NULL;
}

/* "pays 3.1 bps of equity less": how much less one column has of a metric than another. */
static bool say_less(sentence *s, const char *verb, const char *unit, bl_metric_id id, int places,
                     const bl_summary *a, const bl_summary *b)
{
    const bl_metric *of_a = &a->metrics->items[id];
    const bl_metric *of_b = &b->metrics->items[id];
    if (!of_a->defined || !of_b->defined) {
        return false;
    }
    say(s, "%s ", verb);
    say_number(s, fabs(of_b->value - of_a->value), places);
    say(s, " %s %s", unit, of_b->value >= of_a->value ? "less" : "more");
    return true;
}

static void say_confidence(sentence *s, const bl_summary *best, const bl_summary *next)
{
    bl_paired paired;
    bl_paired_compare(best->course, next->course, &paired);
    if (paired.days < BL_PAIRED_DAYS_MIN) {
        say(s, "Too short to say how sure that is: %zu whole day%s, where %d are needed.",
            paired.days, paired.days == 1 ? "" : "s", BL_PAIRED_DAYS_MIN);
        return;
    }
    say(s, "Over %zu days that is ", paired.days);
    say_number(s, paired.mean, 2);
    say(s, " bps a day, 95 %% interval ");
    say_number(s, paired.low, 2);
    say(s, " to ");
    say_number(s, paired.high, 2);
    say(s, paired.low > 0 || paired.high < 0
               ? ": more than the chance of single days, on this one path."
               : ": on this one path the two cannot be told apart.");
}

/* Those that ended as one did: "24h, 48h". Returns how many. */
static size_t say_alike(sentence *s, const bl_summary *columns, size_t len, const bl_summary *best)
{
    size_t alike = 0;
    for (size_t i = 0; i < len; i++) {
        if (&columns[i] != best && can_be_chosen(&columns[i]) && is_same(&columns[i], best)) {
            say(s, "%s%s", alike++ > 0 ? ", " : "", columns[i].log->setup->mode.text);
        }
    }
    return alike;
}

/* Nothing to choose between, or only one mode. */
static void say_no_choice(sentence *s, const bl_summary *columns, size_t len,
                          const bl_summary *best)
{
    say(s, "No decision: on this path ");
    const size_t alike = say_alike(s, columns, len, best);
    say(s, " ended as %s did, in share price, drift and cost.", best->log->setup->mode.text);
    s->text[alike > 0 ? s->len : 0] = '\0';
}

void bl_compare_verdict_write_decision(const bl_summary *columns, size_t len,
                                       char out[BL_COMPARE_VERDICT])
{
    sentence s = {.text = out};
    const bl_summary *dominant = find_dominant(columns, len);
    const bl_summary *best = dominant ? dominant : find_better(columns, len, NULL);
    const bl_summary *next = best ? find_better(columns, len, best) : NULL;
    out[0] = '\0';
    if (!is_one_world(columns, len)) {
        say(&s, "No decision: the runs are of different scenarios or times.");
        return;
    }
    if (!next) {
        if (best) {
            say_no_choice(&s, columns, len, best);
        }
        return;
    }
    const char *name = next->log->setup->mode.text;
    const double ahead = 100 * (best->metrics->items[BL_METRIC_TWR].value -
                                next->metrics->items[BL_METRIC_TWR].value);
    say(&s, "Decision: %s. ", best->log->setup->mode.text);
    if (say_alike(&s, columns, len, best) > 0) {
        say(&s, " did the same. ");
    }
    say_class(&s, best, next);
    if (dominant) {
        say(&s, "It both drifts least and pays least. ");
    }
    say(&s, "Its share price ends ");
    say_number(&s, fabs(ahead), 1);
    say(&s, " bps %s that of %s", ahead < 0 ? "below" : "above", name);
    const bool drifts =
        say_less(&s, "; it drifts", "points of RMS", BL_METRIC_DRIFT_RMS, 2, best, next);
    say_less(&s, drifts ? " and pays" : "; it pays", "bps of equity", BL_METRIC_COST_BPS, 2, best,
             next);
    say(&s, ". ");
    say_confidence(&s, best, next);
}
