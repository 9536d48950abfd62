/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * readback.c - see readback.h. Whatever is not understood is refused with its place: a report that
 * guesses is worse than none.
 */
#define _GNU_SOURCE
#include "readback.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data/manifest.h"
#include "../data/timestamp.h"

static bl_status refuse(bl_err *err, const bl_readback *stored, const char *file, const char *what)
{
    char text[sizeof err->text];
    snprintf(text, sizeof text, "%.220s/%s: %.200s", stored->folder, file, what);
    return bl_err_set(err, BL_INPUT, text);
}

static bl_status load(const bl_readback *stored, const char *name, const char *schema, json_t **out,
                      bl_err *err)
{
    char path[4096];
    char text[240];
    json_error_t where;
    const int len = snprintf(path, sizeof path, "%s/%s", stored->folder, name);
    if (len < 0 || (size_t)len >= sizeof path) {
        return bl_err_set(err, BL_SYSTEM, "the path of a run is too long");
    }
    *out = json_load_file(path, JSON_REJECT_DUPLICATES, &where);
    if (!*out) {
        snprintf(text, sizeof text, "%d:%d: %.180s", where.line, where.column, where.text);
        return refuse(err, stored, name, text);
    }
    const char *found = json_string_value(json_object_get(*out, "schema"));
    if (!found || strcmp(found, schema) != 0) {
        snprintf(text, sizeof text, "schema: expected %s", schema);
        return refuse(err, stored, name, text);
    }
    return BL_OK;
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
    const json_t *window = json_object_get(s->document, "window");
    const json_t *rules = json_object_get(s->document, "conventions");
    const json_t *band = json_object_get(rules, "band_percent");
    const json_t *hours = json_object_get(rules, "entrant_hours");
    if (!json_is_number(band) || !json_is_number(hours) ||
        !read_time(json_object_get(window, "start"), &s->setup.start_ns) ||
        !read_time(json_object_get(window, "end"), &s->setup.end_ns)) {
        return false;
    }
    s->options.band_ppb = (int64_t)nearbyint(json_number_value(band) * 1e7);
    s->options.entrant_ns = (int64_t)nearbyint(json_number_value(hours) * 3600e9);
    return read_text(s->document, "scenario", &s->summary.scenario) &&
           read_text(s->document, "mode", &s->setup.mode.text);
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
    const json_t *all = json_object_get(s->document, "metrics");
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
    const json_t *counts = json_object_get(s->document, "counts");
    return (uint64_t)json_integer_value(json_object_get(counts, name));
}

static void read_reasons(const bl_readback *s, const char *name, uint64_t out[BL_REASON_COUNT])
{
    const json_t *all = json_object_get(json_object_get(s->document, "counts"), name);
    for (int i = BL_REASON_NONE + 1; i < BL_REASON_COUNT; i++) {
        out[i] = (uint64_t)json_integer_value(
            json_object_get(all, bl_venue_reason_name((bl_reason)i)));
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
        json_object_get(json_object_get(s->document, "counts"), "clipped_by_severity");
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
    json_t *all = json_object_get(s->document, "feeds");
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

static bool is_defined(const bl_readback *s, bl_metric_id id, const char *why_not)
{
    const bl_metric *metric = &s->metrics.items[id];
    return metric->defined || strcmp(metric->why_null, why_not) != 0;
}

/* What the setup of the run must have been, as far as the report asks. Whether limits were set is
 * not in the folder; a broken one is. */
static void guess_setup(bl_readback *s)
{
    s->setup.instruments_len = is_defined(s, BL_METRIC_LEVERAGE_MEAN, "no_book") ? 1 : 0;
    s->setup.accounting = is_defined(s, BL_METRIC_LOCKED_MAX, "no_locked_profit")
                              ? BL_ACCOUNTING_REPORTED
                              : BL_ACCOUNTING_NAV;
    s->setup.limits.on = s->metrics.items[BL_METRIC_LIMIT_BREACHES].value > 0;
}

static bl_status read_summary(bl_readback *s, bl_err *err)
{
    if (load(s, "summary.json", "ballast.summary/1", &s->document, err) != BL_OK) {
        return err->status;
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
    return read_feeds(s, err);
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
    const int reason = bl_rows_find(&s->fills, "reason");
    const int time = bl_rows_find(&s->fills, "time_ns");
    s->log.fills = calloc(s->fills.len + 1, sizeof *s->log.fills);
    if (!s->log.fills) {
        return bl_err_set(err, BL_MEMORY, "no memory for the fills of a run");
    }
    for (size_t i = 0; i < s->fills.len; i++) {
        bl_fill_row *row = &s->log.fills[s->log.fills_len++];
        if (!bl_rows_integer(&s->fills, i, time, &row->time_ns) ||
            !find_fill(bl_rows_cell(&s->fills, i, reason), &row->reason)) {
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

static bool read_record(const json_t *line, bl_runlog_audit *out)
{
    const char *kind = json_string_value(json_object_get(line, "kind"));
    const char *time = json_string_value(json_object_get(line, "time_ns"));
    const char *gates = json_string_value(json_object_get(line, "gates"));
    const char *reason = json_string_value(json_object_get(line, "reason"));
    if (!kind || !time || !gates || !bl_timestamp_parse_number(time, strlen(time), BL_TIME_NS,
                                                               &out->time_ns)) {
        return false;
    }
    out->event = BL_EVENT_COUNT;
    for (int i = 0; i < BL_EVENT_COUNT; i++) {
        if (strcmp(kind, bl_record_event_name((bl_event)i)) == 0) {
            out->event = (bl_event)i;
        }
    }
    for (int i = BL_REASON_NONE + 1; reason && i < BL_REASON_COUNT; i++) {
        if (strcmp(reason, bl_venue_reason_name((bl_reason)i)) == 0) {
            out->reason = (bl_reason)i;
        }
    }
    out->gates = read_gates(gates);
    return out->event != BL_EVENT_COUNT;
}

static bool grow_audit(bl_runlog *log, size_t *cap)
{
    if (log->audit_len < *cap) {
        return true;
    }
    const size_t wanted = *cap > 0 ? *cap * 2 : 256;
    bl_runlog_audit *grown = realloc(log->audit, wanted * sizeof *grown);
    if (!grown) {
        return false;
    }
    log->audit = grown;
    *cap = wanted;
    return true;
}

/* Complete rebalances are many and tell nothing that the fills do not: they are passed over. */
static bl_status read_lines(bl_readback *s, FILE *file, bl_err *err)
{
    bl_status status = BL_OK;
    size_t cap = 0;
    size_t line_cap = 0;
    char *line = NULL;
    while (status == BL_OK && getline(&line, &line_cap, file) > 0) {
        if (strstr(line, "\"kind\":\"rebalance\"")) {
            continue;
        }
        bl_runlog_audit record = {.reason = BL_REASON_NONE};
        json_t *parsed = json_loads(line, 0, NULL);
        if (!read_record(parsed, &record)) {
            status = refuse(err, s, "audit.jsonl", "expected records as this version writes them");
        } else if (!grow_audit(&s->log, &cap)) {
            status = bl_err_set(err, BL_MEMORY, "no memory for the records of a run");
        } else {
            s->log.audit[s->log.audit_len++] = record;
        }
        json_decref(parsed);
    }
    free(line);
    return status;
}

static bl_status read_audit(bl_readback *s, bl_err *err)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/audit.jsonl", s->folder);
    FILE *file = fopen(path, "re");
    if (!file) {
        return refuse(err, s, "audit.jsonl", "cannot be read");
    }
    const bl_status status = read_lines(s, file, err);
    fclose(file);
    return status;
}

static bl_status read_tables(bl_readback *s, bl_err *err)
{
    bl_status status = bl_rows_open(&s->series, s->folder, "series.csv", err);
    if (status == BL_OK) {
        status = bl_rows_open(&s->flows, s->folder, "flows.csv", err);
    }
    if (status == BL_OK) {
        status = bl_rows_open(&s->fills, s->folder, "fills.csv", err);
    }
    if (status == BL_OK) {
        status = read_fills(s, err);
    }
    return status == BL_OK ? read_audit(s, err) : status;
}

bl_status bl_readback_open(bl_readback *s, const char *folder, bl_err *err)
{
    *s = (bl_readback){.folder = folder, .summary.read_back = true};
    bl_status status = read_summary(s, err);
    if (status == BL_OK) {
        status = load(s, "manifest.json", "ballast.manifest/1", &s->manifest, err);
    }
    const json_t *results = json_object_get(s->manifest, "results_version");
    if (status == BL_OK && json_integer_value(results) != BL_RESULTS_VERSION) {
        status = refuse(err, s, "manifest.json", "results_version: not the one of this ballast");
    }
    if (status == BL_OK) {
        guess_setup(s);
        status = read_tables(s, err);
    }
    s->log.setup = &s->setup;
    s->summary.log = &s->log;
    s->summary.counts = &s->counts;
    s->summary.metrics = &s->metrics;
    s->summary.options = &s->options;
    s->summary.feeds = s->feeds;
    if (status != BL_OK) {
        bl_readback_close(s);
    }
    return status;
}

void bl_readback_close(bl_readback *s)
{
    bl_runlog_fini(&s->log);
    bl_rows_close(&s->series);
    bl_rows_close(&s->flows);
    bl_rows_close(&s->fills);
    free(s->reports);
    free(s->feeds);
    json_decref(s->document);
    json_decref(s->manifest);
    *s = (bl_readback){0};
}
