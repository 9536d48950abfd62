/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * summary.c - summary.json of one run (spec 13.4).
 *
 * Invariant: every metric of metrics.def and every count stands in the document, defined or not.
 */
#include "summary.h"

#include "json.h"

static uint64_t count_partial(const bl_runlog *log)
{
    uint64_t len = 0;
    for (size_t i = 0; i < log->fills_len; i++) {
        len += log->fills[i].reason == BL_FILL_PARTIAL;
    }
    return len;
}

static uint64_t count_nulls(const bl_metrics *metrics)
{
    uint64_t len = 0;
    for (size_t i = 0; i < metrics->len; i++) {
        len += !metrics->items[i].defined;
    }
    return len;
}

static size_t list_reasons(const char *name, const uint64_t *by_reason, bl_summary_count *out)
{
    size_t len = 0;
    for (int reason = BL_REASON_NONE + 1; reason < BL_REASON_COUNT; reason++) {
        if (by_reason[reason] > 0) {
            out[len++] = (bl_summary_count){name, bl_venue_reason_name((bl_reason)reason),
                                            by_reason[reason], true};
        }
    }
    return len;
}

/* Counts that only some scenarios have; none of them is listed where it is 0. */
static size_t list_world(const bl_summary *s, bl_summary_count *out)
{
    const bl_world_facts *facts = &s->log->setup->facts;
    const bl_summary_count some[] = {
        {"rail_waits", NULL, s->counts->rail_waits, true},
        {"outages_drawn", NULL, facts->windows_drawn, true},
        {"outages_drawn_s", NULL, (uint64_t)(facts->drawn_ns / BL_NS_PER_S), true},
        {"bars_late", NULL, facts->bars_late, true},
        {"bars_lost", NULL, facts->bars_lost, true},
    };
    size_t len = 0;
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        if (some[i].value > 0) {
            out[len++] = some[i];
        }
    }
    return len;
}

static size_t list_data(const bl_summary *s, bl_summary_count *out)
{
    uint64_t gaps = 0;
    uint64_t zero_volume = 0;
    uint64_t rounded = 0;
    for (size_t i = 0; i < s->feeds_len; i++) {
        gaps += s->feeds[i].report->gaps;
        zero_volume += s->feeds[i].report->zero_volume;
        rounded += s->feeds[i].report->rounded;
    }
    const bl_summary_count data[] = {
        {"gaps", NULL, gaps, true},
        {"zero_volume_bars", NULL, zero_volume, false},
        {"rounded_in_feeds", NULL, rounded, true},
        {"rounded_in_scenario", NULL, s->rounded, true},
        {"metrics_undefined", NULL, count_nulls(s->metrics), true},
    };
    const size_t len = sizeof data / sizeof *data;
    for (size_t i = 0; i < len; i++) {
        out[i] = data[i];
    }
    return len;
}

/* Counts of keys that a scenario may not have; not told where it has none. */
static size_t list_asked(const bl_summary *s, bl_summary_count *out)
{
    size_t len = 0;
    if (s->scaled) {
        out[len++] = (bl_summary_count){"clipped_by_severity", NULL, s->clipped, true};
    }
    if (s->expected > 0) {
        out[len++] = (bl_summary_count){"expectations", NULL, s->expected, true};
        out[len++] = (bl_summary_count){"expectations_failed", NULL, s->expected_failed, true};
    }
    return len;
}

size_t bl_summary_list_counts(const bl_summary *s, bl_summary_count out[BL_SUMMARY_COUNTS_MAX])
{
    const bl_run_counts *n = s->counts;
    const uint64_t late = n->flows_late > s->late_flows ? n->flows_late : s->late_flows;
    const bl_summary_count plain[] = {
        {"instants", NULL, n->instants, false},
        {"events", NULL, n->events, false},
        {"bars", NULL, n->bars, true},
        {"fills", NULL, n->fills, true},
        {"fills_partial", NULL, count_partial(s->log), true},
        {"dust_legs", NULL, n->dust_legs, true},
        {"attempts", NULL, n->attempts, false},
        {"attempts_whole", NULL, n->attempts_whole, false},
        {"attempts_failed", NULL, n->attempts_failed, false},
        {"attempts_idle", NULL, n->attempts_idle, false},
        {"attempts_unwound", NULL, n->attempts_unwound, false},
        {"attempts_called_off", NULL, n->attempts_called_off, false},
        {"attempts_open", NULL, n->attempts_open, false},
        {"trips", NULL, n->trips, false},
        {"reviews", NULL, n->reviews, false},
        {"liquidations", NULL, n->liquidations, false},
        {"flows_settled", NULL, n->flows_settled, true},
        {"flows_pending", NULL, n->flows_pending, true},
        {"flows_late", NULL, late, false},
        {"flows_refused", NULL, n->flows_refused, true},
    };
    size_t len = 0;
    for (; len < sizeof plain / sizeof *plain; len++) {
        out[len] = plain[len];
    }
    len += list_reasons("refusals", n->refusals, out + len);
    len += list_reasons("failures", n->failures, out + len);
    len += list_world(s, out + len);
    len += list_data(s, out + len);
    return len + list_asked(s, out + len);
}

static json_t *make_metric(const bl_metric *metric)
{
    json_t *made = json_object();
    int failed = json_object_set_new(
        made, "value",
        metric->defined ? bl_json_make_number(metric->value, metric->places) : json_null());
    failed |= json_object_set_new(made, "unit", json_string(metric->unit));
    failed |= json_object_set_new(made, "places", json_integer(metric->places));
    failed |= json_object_set_new(made, "definition", json_string(metric->place));
    failed |= json_object_set_new(made, "formula", json_string(metric->formula));
    failed |= json_object_set_new(made, "inputs", json_string(metric->inputs));
    failed |= json_object_set_new(made, "day_count",
                                  metric->day_count ? json_string(metric->day_count) : json_null());
    failed |= json_object_set_new(made, "ddof",
                                  metric->ddof >= 0 ? json_integer(metric->ddof) : json_null());
    if (!metric->defined) {
        failed |= json_object_set_new(made, "reason", json_string(metric->why_null));
    }
    if (metric->at_ns != BL_METRICS_NO_TIME) {
        failed |= json_object_set_new(made, "at", bl_json_make_time(metric->at_ns));
    }
    if (!failed) {
        return made;
    }
    json_decref(made);
    return NULL;
}

static int add_metrics(json_t *root, const bl_metrics *metrics)
{
    json_t *all = json_object();
    int failed = json_object_set_new(root, "metrics", all);
    for (size_t i = 0; i < metrics->len && !failed; i++) {
        failed |= json_object_set_new(all, metrics->items[i].name, make_metric(&metrics->items[i]));
    }
    return failed;
}

static int add_counts(json_t *root, const bl_summary *summary)
{
    bl_summary_count counts[BL_SUMMARY_COUNTS_MAX];
    const size_t len = bl_summary_list_counts(summary, counts);
    json_t *all = json_object();
    int failed = json_object_set_new(root, "counts", all);
    failed |= json_object_set_new(all, "refusals", json_object());
    failed |= json_object_set_new(all, "failures", json_object());
    for (size_t i = 0; i < len && !failed; i++) {
        json_t *into = counts[i].reason ? json_object_get(all, counts[i].name) : all;
        const char *key = counts[i].reason ? counts[i].reason : counts[i].name;
        failed |= json_object_set_new(into, key, json_integer((json_int_t)counts[i].value));
    }
    return failed;
}

static json_t *make_feed(const bl_feed_report *report)
{
    return json_pack(
        "{s:I, s:o, s:o, s:I, s:I, s:o, s:I}", "rows", (json_int_t)report->rows, "first",
        bl_feed_has_times(report) ? bl_json_make_time(report->first_ns) : json_null(), "last",
        bl_feed_has_times(report) ? bl_json_make_time(report->last_ns) : json_null(), "rounded",
        (json_int_t)report->rounded, "gaps", (json_int_t)report->gaps, "gap_longest_s",
        bl_json_make_number((double)report->gap_longest_ns / (double)BL_NS_PER_S, 9), "zero_volume",
        (json_int_t)report->zero_volume);
}

static int add_feeds(json_t *root, const bl_summary *summary)
{
    json_t *all = json_object();
    int failed = json_object_set_new(root, "feeds", all);
    for (size_t i = 0; i < summary->feeds_len && !failed; i++) {
        failed |=
            json_object_set_new(all, summary->feeds[i].role, make_feed(summary->feeds[i].report));
    }
    return failed;
}

static int add_head(json_t *root, const bl_summary *summary)
{
    const bl_setup *setup = summary->log->setup;
    const double days = (double)(setup->end_ns - setup->start_ns) / (double)BL_NS_PER_DAY;
    int failed = json_object_set_new(root, "schema", json_string("ballast.summary/1"));
    failed |= json_object_set_new(root, "scenario", bl_json_make_text(summary->scenario));
    failed |= json_object_set_new(root, "mode", bl_json_make_text(setup->mode.text));
    failed |= json_object_set_new(root, "place", json_integer((json_int_t)summary->place));
    failed |= json_object_set_new(
        root, "window",
        json_pack("{s:o, s:o, s:o}", "start", bl_json_make_time(setup->start_ns), "end",
                  bl_json_make_time(setup->end_ns), "days", bl_json_make_number(days, 9)));
    failed |= json_object_set_new(
        root, "conventions",
        json_pack("{s:s, s:s, s:i, s:i, s:i, s:o, s:o}", "mark_grid",
                  "every price record and every event", "step", "daily, marks at 00:00 UTC",
                  "annualisation_days", 365, "ddof", 1, "risk_free", 0, "band_percent",
                  bl_json_make_number((double)summary->options->band_ppb / 1e7, 7), "entrant_hours",
                  bl_json_make_number((double)summary->options->entrant_ns / 3600e9, 9)));
    return failed;
}

static json_t *make_when(int64_t time_ns)
{
    return time_ns == BL_METRICS_NO_TIME ? json_null() : bl_json_make_time(time_ns);
}

static json_t *make_limit(const bl_course_limit *limit)
{
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:b, s:I, s:b, s:o}", "name", limit->name, "unit",
                     limit->unit, "allowed", bl_json_make_number(limit->allowed, 9), "worst",
                     limit->worst_ns == BL_METRICS_NO_TIME ? json_null()
                                                           : bl_json_make_number(limit->worst, 9),
                     "worst_at", make_when(limit->worst_ns), "enforced", limit->enforced, "trips",
                     (json_int_t)limit->trips, "broken", limit->broken, "broken_at",
                     make_when(limit->broken_ns));
}

/* An empty list says that the scenario sets no limit. */
static int add_limits(json_t *root, const bl_course *course)
{
    json_t *all = json_array();
    int failed = json_object_set_new(root, "limits", all);
    for (size_t i = 0; i < course->limits_len && !failed; i++) {
        failed |= json_array_append_new(all, make_limit(&course->limits[i]));
    }
    return failed;
}

static int add_stays(json_t *root, const bl_stays *stays)
{
    json_t *all = json_array();
    int failed = json_object_set_new(root, "stays", all);
    for (size_t i = 0; i < stays->len && !failed; i++) {
        const bl_stay *stay = &stays->items[i];
        failed |= json_array_append_new(
            all, json_pack("{s:o, s:o, s:o, s:o, s:s}", "from", bl_json_make_time(stay->from_ns),
                           "until", bl_json_make_time(stay->until_ns), "worst",
                           bl_json_make_number(stay->worst, 4), "worst_at",
                           bl_json_make_time(stay->worst_ns), "cause",
                           bl_stays_name_cause(stay->cause)));
    }
    return failed;
}

static int add_days(json_t *root, const bl_course *course)
{
    json_t *prices = json_array();
    json_t *days = json_object();
    int failed = json_object_set_new(root, "days", days);
    failed |= json_object_set_new(
        days, "first", course->days_len > 0 ? bl_json_make_time(course->first_ns) : json_null());
    failed |= json_object_set_new(days, "share_price", prices);
    for (size_t i = 0; i < course->days_len && !failed; i++) {
        failed |= json_array_append_new(prices,
                                        bl_json_make_number(course->days[i], BL_COURSE_DAY_PLACES));
    }
    return failed;
}

bool bl_summary_write(const bl_summary *summary, FILE *out, bl_err *err)
{
    json_t *root = json_object();
    if (root && (add_head(root, summary) || add_limits(root, summary->course) ||
                 add_stays(root, &summary->metrics->stays) || add_metrics(root, summary->metrics) ||
                 add_counts(root, summary) || add_feeds(root, summary) ||
                 add_days(root, summary->course))) {
        json_decref(root);
        root = NULL;
    }
    return bl_json_write(root, out, err);
}
