/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * readback.c - see readback.h. Whatever is not understood is refused with its place: a report that
 * guesses is worse than none.
 */
#include "readback.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data/decimal.h"
#include "../data/manifest.h"
#include "../data/timestamp.h"

static bl_status refuse(bl_err *err, const bl_readback *stored, const char *file, const char *what)
{
    char text[sizeof err->text];
    snprintf(text, sizeof text, "%.220s/%s: %.200s", stored->run.folder, file, what);
    return bl_err_set(err, BL_INPUT, text);
}

static bool has_schema(const json_t *document, const char *schema)
{
    return strcmp(bl_stored_word(document, "schema"), schema) == 0;
}

/* ---- summary.json */

static bool read_time(const json_t *value, int64_t *out)
{
    const char *text = json_string_value(value);
    return text && bl_timestamp_parse_iso(text, strlen(text), out);
}

/* A text that is there. */
static bool read_text(const json_t *object, const char *key, const char **out)
{
    *out = json_string_value(json_object_get(object, key));
    return *out;
}

static bool read_head(bl_readback *s)
{
    const json_t *window = json_object_get(s->run.summary, "window");
    const json_t *rules = json_object_get(s->run.summary, "conventions");
    const json_t *band = json_object_get(rules, "band_percent");
    const json_t *hours = json_object_get(rules, "entrant_hours");
    if (!json_is_number(band) || !json_is_number(hours) ||
        !read_time(json_object_get(window, "start"), &s->setup.start_ns) ||
        !read_time(json_object_get(window, "end"), &s->setup.end_ns)) {
        return false;
    }
    s->summary.place = (size_t)json_integer_value(json_object_get(s->run.summary, "place"));
    s->options.band_ppb = (int64_t)nearbyint(json_number_value(band) * 1e7);
    s->options.entrant_ns = (int64_t)nearbyint(json_number_value(hours) * 3600e9);
    return read_text(s->run.summary, "scenario", &s->summary.scenario) &&
           read_text(s->run.summary, "mode", &s->setup.mode.text);
}

static bool read_metric(const json_t *entry, bl_metric *metric)
{
    const json_t *value = json_object_get(entry, "value");
    const json_t *at = json_object_get(entry, "at");
    if (at && !read_time(at, &metric->at_ns)) {
        return false;
    }
    if (json_is_number(value)) {
        metric->defined = true;
        metric->value = json_number_value(value);
        metric->why_null = NULL;
        return true;
    }
    return json_is_null(value) && read_text(entry, "reason", &metric->why_null);
}

/* Metrics that this version does not know, or does not find, mean another version. */
static const char *read_metrics(bl_readback *s)
{
    const json_t *all = json_object_get(s->run.summary, "metrics");
    bl_metrics_list(&s->metrics);
    if (json_object_size(all) != s->metrics.len) {
        return "metrics: not those of this version";
    }
    for (size_t i = 0; i < s->metrics.len; i++) {
        if (!read_metric(json_object_get(all, s->metrics.items[i].name), &s->metrics.items[i])) {
            return s->metrics.items[i].name;
        }
    }
    return NULL;
}

static uint64_t find_count(const bl_readback *s, const char *name)
{
    const json_t *counts = json_object_get(s->run.summary, "counts");
    return (uint64_t)json_integer_value(json_object_get(counts, name));
}

static void read_reasons(const bl_readback *s, const char *name, uint64_t out[BL_REASON_COUNT])
{
    const json_t *all = json_object_get(json_object_get(s->run.summary, "counts"), name);
    for (int i = BL_REASON_NONE + 1; i < BL_REASON_COUNT; i++) {
        out[i] =
            (uint64_t)json_integer_value(json_object_get(all, bl_venue_reason_name((bl_reason)i)));
    }
}

static void read_counts(bl_readback *s)
{
    bl_run_counts *n = &s->counts;
    const struct {
        const char *name;
        uint64_t *out;
    } plain[] = {
        {"instants", &n->instants},
        {"events", &n->events},
        {"bars", &n->bars},
        {"fills", &n->fills},
        {"dust_legs", &n->dust_legs},
        {"attempts", &n->attempts},
        {"attempts_whole", &n->attempts_whole},
        {"attempts_failed", &n->attempts_failed},
        {"attempts_idle", &n->attempts_idle},
        {"attempts_unwound", &n->attempts_unwound},
        {"attempts_called_off", &n->attempts_called_off},
        {"attempts_open", &n->attempts_open},
        {"trips", &n->trips},
        {"reviews", &n->reviews},
        {"liquidations", &n->liquidations},
        {"flows_settled", &n->flows_settled},
        {"flows_pending", &n->flows_pending},
        {"flows_late", &n->flows_late},
        {"flows_refused", &n->flows_refused},
        {"rounded_in_scenario", &s->summary.rounded},
        {"clipped_by_severity", &s->summary.clipped},
        {"expectations", &s->summary.expected},
        {"expectations_failed", &s->summary.expected_failed},
    };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        *plain[i].out = find_count(s, plain[i].name);
    }
    read_reasons(s, "refusals", n->refusals);
    read_reasons(s, "failures", n->failures);
    s->summary.scaled =
        json_object_get(json_object_get(s->run.summary, "counts"), "clipped_by_severity");
}

static bool read_feed(const json_t *entry, bl_feed_report *report)
{
    const json_t *first = json_object_get(entry, "first");
    const json_t *last = json_object_get(entry, "last");
    const double gap = json_number_value(json_object_get(entry, "gap_longest_s"));
    report->rows = (size_t)json_integer_value(json_object_get(entry, "rows"));
    report->rounded = (uint64_t)json_integer_value(json_object_get(entry, "rounded"));
    report->gaps = (uint64_t)json_integer_value(json_object_get(entry, "gaps"));
    report->zero_volume = (uint64_t)json_integer_value(json_object_get(entry, "zero_volume"));
    report->gap_longest_ns = (int64_t)nearbyint(gap * (double)BL_NS_PER_S);
    return report->rows == 0 ||
           (read_time(first, &report->first_ns) && read_time(last, &report->last_ns));
}

static bl_status read_feeds(bl_readback *s, bl_err *err)
{
    json_t *all = json_object_get(s->run.summary, "feeds");
    const char *role;
    json_t *entry;
    s->reports = calloc(json_object_size(all) + 1, sizeof *s->reports);
    s->feeds = calloc(json_object_size(all) + 1, sizeof *s->feeds);
    if (!s->reports || !s->feeds) {
        return bl_err_set(err, BL_MEMORY, "no memory for the feeds of a run");
    }
    json_object_foreach(all, role, entry)
    {
        bl_feed_report *report = &s->reports[s->summary.feeds_len];
        s->feeds[s->summary.feeds_len++] = (bl_summary_feed){role, report};
        if (!read_feed(entry, report)) {
            return refuse(err, s, "summary.json", "feeds: expected times in first and last");
        }
    }
    return BL_OK;
}

/* ---- limits and days */

/* A time, or null for none. */
static bool read_when(const json_t *value, int64_t *out)
{
    *out = BL_METRICS_NO_TIME;
    return json_is_null(value) || read_time(value, out);
}

/* A limit that this version knows, by its name. */
static bool read_kind(const json_t *entry, bl_course_limit *limit)
{
    const char *name = bl_stored_word(entry, "name");
    for (size_t i = 0; i < BL_COURSE_LIMITS; i++) {
        if (strcmp(name, bl_course_limit_name(i)) == 0) {
            limit->name = bl_course_limit_name(i);
            limit->unit = bl_course_limit_unit(i);
            return strcmp(bl_stored_word(entry, "unit"), limit->unit) == 0;
        }
    }
    return false;
}

static bool read_limit(const json_t *entry, bl_course_limit *limit)
{
    const json_t *worst = json_object_get(entry, "worst");
    limit->allowed = json_number_value(json_object_get(entry, "allowed"));
    limit->worst = json_number_value(worst);
    limit->enforced = json_is_true(json_object_get(entry, "enforced"));
    limit->trips = (uint64_t)json_integer_value(json_object_get(entry, "trips"));
    limit->broken = json_is_true(json_object_get(entry, "broken"));
    return read_kind(entry, limit) &&
           read_when(json_object_get(entry, "worst_at"), &limit->worst_ns) &&
           read_when(json_object_get(entry, "broken_at"), &limit->broken_ns) &&
           json_is_number(worst) == (limit->worst_ns != BL_METRICS_NO_TIME) &&
           limit->broken == (limit->broken_ns != BL_METRICS_NO_TIME);
}

static bool read_limits(bl_readback *s)
{
    const json_t *all = json_object_get(s->run.summary, "limits");
    s->course.limits_len = json_array_size(all);
    if (!json_is_array(all) || s->course.limits_len > BL_COURSE_LIMITS) {
        return false;
    }
    for (size_t i = 0; i < s->course.limits_len; i++) {
        if (!read_limit(json_array_get(all, i), &s->course.limits[i])) {
            return false;
        }
    }
    return true;
}

static bool read_stays(bl_readback *s)
{
    const json_t *all = json_object_get(s->run.summary, "stays");
    bl_stays *stays = &s->metrics.stays;
    const json_t *entry;
    size_t i;
    if (!json_is_array(all) || json_array_size(all) > BL_STAYS_KEPT) {
        return false;
    }
    json_array_foreach(all, i, entry)
    {
        bl_stay *stay = &stays->items[stays->len++];
        stay->worst = json_number_value(json_object_get(entry, "worst"));
        if (!read_time(json_object_get(entry, "from"), &stay->from_ns) ||
            !read_time(json_object_get(entry, "until"), &stay->until_ns) ||
            !read_time(json_object_get(entry, "worst_at"), &stay->worst_ns) ||
            !bl_stays_find_cause(bl_stored_word(entry, "cause"), &stay->cause)) {
            return false;
        }
    }
    return true;
}

static bl_status read_days(bl_readback *s, bl_err *err)
{
    const json_t *days = json_object_get(s->run.summary, "days");
    const json_t *prices = json_object_get(days, "share_price");
    s->course.days_len = json_array_size(prices);
    s->course.days = calloc(s->course.days_len + 1, sizeof *s->course.days);
    if (!s->course.days) {
        return bl_err_set(err, BL_MEMORY, "no memory for the days of a run");
    }
    if (s->course.days_len > 0 && !read_time(json_object_get(days, "first"), &s->course.first_ns)) {
        return refuse(err, s, "summary.json", "days: expected the time of the first");
    }
    for (size_t i = 0; i < s->course.days_len; i++) {
        const json_t *price = json_array_get(prices, i);
        s->course.days[i] = json_is_number(price) ? json_number_value(price) : (double)NAN;
    }
    return BL_OK;
}

static bl_status read_course(bl_readback *s, bl_err *err)
{
    if (!read_limits(s)) {
        return refuse(err, s, "summary.json", "limits: expected the list that this version writes");
    }
    if (!read_stays(s)) {
        return refuse(err, s, "summary.json", "stays: expected the list that this version writes");
    }
    return read_days(s, err);
}

static bool is_defined(const bl_readback *s, bl_metric_id id, const char *why_not)
{
    const bl_metric *metric = &s->metrics.items[id];
    return metric->defined || strcmp(metric->why_null, why_not) != 0;
}

/* Mode `ideal`, and whatever has fills at the mark for nothing, is a reference
 * (models/mode_ideal.c). */
static void guess_mode(bl_readback *s)
{
    static const bl_mode_model plain;
    static const bl_mode_model free_of_cost = {.free_trades = true};
    s->setup.mode.model = strcmp(s->setup.mode.text, "ideal") == 0 ? &free_of_cost : &plain;
    for (size_t i = 0; i < s->log.fills_len; i++) {
        if (s->log.fills[i].reason == BL_FILL_IDEAL) {
            s->setup.mode.model = &free_of_cost;
        }
    }
}

/* What the setup of the run must have been, as far as the report asks. */
static void guess_setup(bl_readback *s)
{
    s->setup.instruments_len = is_defined(s, BL_METRIC_LEVERAGE_MEAN, "no_book") ? 1 : 0;
    s->setup.accounting = is_defined(s, BL_METRIC_LOCKED_MAX, "no_locked_profit")
                              ? BL_ACCOUNTING_REPORTED
                              : BL_ACCOUNTING_NAV;
}

static bl_status read_summary(bl_readback *s, bl_err *err)
{
    if (!has_schema(s->run.summary, "ballast.summary/1")) {
        return refuse(err, s, "summary.json", "schema: expected ballast.summary/1");
    }
    if (!read_head(s)) {
        return refuse(err, s, "summary.json",
                      "expected scenario, mode, window and conventions as this version has them");
    }
    const char *wrong = read_metrics(s);
    if (wrong) {
        return refuse(err, s, "summary.json", wrong);
    }
    read_counts(s);
    const bl_status status = read_course(s, err);
    return status == BL_OK ? read_feeds(s, err) : status;
}

static bl_status read_manifest(bl_readback *s, bl_err *err)
{
    const json_t *results = json_object_get(s->run.manifest, "results_version");
    if (!has_schema(s->run.manifest, "ballast.manifest/1")) {
        return refuse(err, s, "manifest.json", "schema: expected ballast.manifest/1");
    }
    if (json_integer_value(results) != BL_RESULTS_VERSION) {
        return refuse(err, s, "manifest.json", "results_version: not the one of this ballast");
    }
    return BL_OK;
}

/* ---- the tables */

static bool find_fill(const char *text, bl_fill_reason *out)
{
    for (int i = BL_FILL_FILLED; i <= BL_FILL_LIQUIDATED; i++) {
        if (strcmp(text, bl_record_fill_name((bl_fill_reason)i)) == 0) {
            *out = (bl_fill_reason)i;
            return true;
        }
    }
    return false;
}

static bl_status read_fills(bl_readback *s, bl_err *err)
{
    const bl_stored_table *fills = &s->run.tables[BL_STORED_FILLS];
    const size_t reason = bl_stored_column(fills, "reason");
    const size_t time = bl_stored_column(fills, "time_ns");
    s->log.fills = calloc(fills->rows + 1, sizeof *s->log.fills);
    if (!s->log.fills) {
        return bl_err_set(err, BL_MEMORY, "no memory for the fills of a run");
    }
    for (size_t i = 0; i < fills->rows; i++) {
        bl_fill_row *row = &s->log.fills[s->log.fills_len++];
        if (!bl_stored_number(fills, i, time, 0, &row->time_ns) ||
            !find_fill(bl_stored_cell(fills, i, reason), &row->reason)) {
            return refuse(err, s, "fills.csv", "expected time_ns and reason in every row");
        }
    }
    return BL_OK;
}

static unsigned read_gates(const char *text)
{
    unsigned gates = 0;
    gates |= strchr(text, 'd') ? (unsigned)BL_GATE_D : 0U;
    gates |= strchr(text, 'w') ? (unsigned)BL_GATE_W : 0U;
    gates |= strchr(text, 't') ? (unsigned)BL_GATE_T : 0U;
    return gates;
}

static bool read_record(const bl_stored_record *record, bl_runlog_audit *out)
{
    *out = (bl_runlog_audit){.time_ns = record->time_ns,
                             .event = BL_EVENT_COUNT,
                             .cause = record->cause,
                             .reason = BL_REASON_NONE,
                             .gates = read_gates(record->gates)};
    for (int i = 0; i < BL_EVENT_COUNT; i++) {
        if (strcmp(record->kind, bl_record_event_name((bl_event)i)) == 0) {
            out->event = (bl_event)i;
        }
    }
    for (int i = BL_REASON_NONE + 1; record->reason && i < BL_REASON_COUNT; i++) {
        if (strcmp(record->reason, bl_venue_reason_name((bl_reason)i)) == 0) {
            out->reason = (bl_reason)i;
        }
    }
    return out->event != BL_EVENT_COUNT;
}

static bl_status read_audit(bl_readback *s, bl_err *err)
{
    s->log.audit = calloc(s->run.records_len + 1, sizeof *s->log.audit);
    if (!s->log.audit) {
        return bl_err_set(err, BL_MEMORY, "no memory for the records of a run");
    }
    for (size_t i = 0; i < s->run.records_len; i++) {
        if (!read_record(&s->run.records[i], &s->log.audit[s->log.audit_len++])) {
            return refuse(err, s, "audit.jsonl", "expected records as this version writes them");
        }
    }
    return BL_OK;
}

bl_status bl_readback_open(bl_readback *s, const char *folder, bl_err *err)
{
    bl_diags diags;
    bl_diag_init(&diags);
    *s = (bl_readback){0};
    if (!bl_stored_open(&s->run, folder, &diags)) {
        const bl_diag *first = &diags.items[0];
        char text[sizeof err->text];
        snprintf(text, sizeof text, "%.200s:%zu:%zu: %.200s", first->file, first->line,
                 first->column, diags.len > 0 ? first->message : "cannot be read");
        return bl_err_set(err, BL_INPUT, text);
    }
    bl_status status = read_summary(s, err);
    if (status == BL_OK) {
        status = read_manifest(s, err);
    }
    if (status == BL_OK) {
        guess_setup(s);
        status = read_fills(s, err);
    }
    if (status == BL_OK) {
        guess_mode(s);
        status = read_audit(s, err);
    }
    s->log.setup = &s->setup;
    s->summary.log = &s->log;
    s->summary.counts = &s->counts;
    s->summary.metrics = &s->metrics;
    s->summary.options = &s->options;
    s->summary.course = &s->course;
    s->summary.feeds = s->feeds;
    if (status != BL_OK) {
        bl_readback_close(s);
    }
    return status;
}

size_t bl_readback_find_place(const char *folder)
{
    char path[4200];
    if (snprintf(path, sizeof path, "%s/summary.json", folder) >= (int)sizeof path) {
        return 0;
    }
    json_t *summary = json_load_file(path, 0, NULL);
    const size_t place = (size_t)json_integer_value(json_object_get(summary, "place"));
    json_decref(summary);
    return place;
}

void bl_readback_close(bl_readback *s)
{
    bl_runlog_fini(&s->log);
    bl_stored_close(&s->run);
    bl_course_fini(&s->course);
    free(s->reports);
    free(s->feeds);
    *s = (bl_readback){0};
}

/* Digits after the point; of a number that is too long for 63 bits fewer are kept. */
bool bl_readback_number(const bl_stored_table *table, size_t row, size_t column, double *out)
{
    const char *text = bl_stored_cell(table, row, column);
    const char *point = strchr(text, '.');
    int places = point ? (int)strlen(point + 1) : 0;
    int64_t scaled = 0;
    bool rounded;
    bl_decimal_status status = bl_decimal_parse(text, strlen(text), places, &scaled, &rounded);
    while (status == BL_DECIMAL_RANGE && places > 0) {
        places--;
        status = bl_decimal_parse(text, strlen(text), places, &scaled, &rounded);
    }
    double power = 1;
    for (int i = 0; i < places; i++) {
        power *= 10;
    }
    if (status == BL_DECIMAL_OK) {
        *out = (double)scaled / power;
    }
    return status == BL_DECIMAL_OK;
}
