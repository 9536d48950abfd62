/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_failsafe.c - what became of the scenario's limits, and each time deposits were shut: by
 * what, how much was left unfilled, which rule opened them again; then every record. Long lists
 * are cut, and say so.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../data/decimal.h"
#include "chain.h"
#include "report_part.h"

enum { RECORDS_LISTED = 60, PAUSES_LISTED = 40 };

/* ---- limits */

static const char *say_outcome(const bl_course_limit *limit)
{
    if (!limit->broken) {
        return limit->enforced ? "kept" : "kept, though switched off";
    }
    if (limit->trips > 0) {
        return "broken";
    }
    return limit->enforced ? "broken under review, when none trips" : "broken, switched off";
}

static void put_limit(bl_report_page *page, size_t mode, const bl_course_limit *limit)
{
    char text[BL_COMPARE_TEXT];
    const bl_compare_row row = {.label = limit->name};
    bl_report_print_label(&row, text);
    bl_report_put_row_head(page, bl_report_mode(page, mode));
    bl_report_put_cell(page, text, true);
    snprintf(text, sizeof text, "%.10g %s", limit->allowed, limit->unit);
    bl_report_put_cell(page, text, false);
    snprintf(text, sizeof text, "%.4f %s", limit->worst, limit->unit);
    bl_report_put_cell(page, limit->worst_ns == BL_METRICS_NO_TIME ? "-" : text, false);
    text[0] = '\0';
    if (limit->broken_ns != BL_METRICS_NO_TIME) {
        bl_report_print_time(limit->broken_ns, text);
    } else if (limit->worst_ns != BL_METRICS_NO_TIME) {
        bl_report_print_time(limit->worst_ns, text);
    }
    bl_report_put_cell(page, text, false);
    bl_report_put_number(page, (double)limit->trips, 0);
    bl_html_print(page->html, "<td class=\"left %s\">%s</td></tr>\n",
                  limit->broken ? "broken" : "kept", say_outcome(limit));
}

static void put_limits(bl_report_page *page)
{
    size_t len = 0;
    for (size_t i = 0; i < page->in->len; i++) {
        len += page->columns[i].course->limits_len;
    }
    if (len == 0) {
        bl_html_add(page->html, "<p>The scenario sets no limits (<code>limits</code>), so none "
                                "could break.</p>\n");
        return;
    }
    bl_report_open_list(page, "Limits of the scenario: what is allowed, the worst that was seen, "
                              "and since when it was broken, or when it was worst. Peak and day "
                              "start anew where a review clears");
    bl_report_put_heads(page, (const char *const[]){"<Mode", "<Limit", "Allowed", "Worst", "When",
                                                    "Trips", "<Outcome", NULL});
    for (size_t i = 0; i < page->in->len; i++) {
        for (size_t k = 0; k < page->columns[i].course->limits_len; k++) {
            put_limit(page, i, &page->columns[i].course->limits[k]);
        }
    }
    bl_report_close_table(page);
}

/* ---- pauses */

typedef struct {
    int64_t from_ns, until_ns; /* BL_METRICS_NO_TIME: not opened again */
    bl_reason reason;
    size_t reviews;  /* that did not clear */
    double unfilled; /* the largest part of a leg that a failed attempt left; NAN: none failed */
    bool cleared;    /* by a review */
} pause;

static double find_size(const json_t *sizes, size_t leg)
{
    const json_t *size = json_array_get(sizes, leg);
    const char *text = json_string_value(size);
    int64_t value = 0;
    bool rounded;
    if (!text) {
        return json_number_value(size);
    }
    bl_decimal_parse(text, strlen(text), 0, &value, &rounded);
    return (double)value;
}

/* Of what an attempt wanted to trade, the part it did not, in the leg that fell shortest. */
static double find_unfilled(const bl_stored_record *record)
{
    const json_t *pre = json_object_get(record->json, "pre");
    const json_t *target = json_object_get(record->json, "target");
    const json_t *post = json_object_get(record->json, "post");
    double most = NAN;
    for (size_t i = 0; i < json_array_size(pre); i++) {
        const double wanted = fabs(find_size(target, i) - find_size(pre, i));
        if (wanted > 0) {
            most = fmax(most, fabs(find_size(target, i) - find_size(post, i)) / wanted);
        }
    }
    return most;
}

static void take_record(pause *p, const bl_runlog_audit *record, const bl_stored_record *stored)
{
    if (record->event == BL_EVENT_ALERT && p->reason == BL_REASON_NONE) {
        p->reason = record->reason;
    }
    if (record->event == BL_EVENT_REVIEW) {
        p->reviews += record->reason != BL_REASON_NONE;
        p->cleared = record->reason == BL_REASON_NONE;
    }
    if (record->event == BL_EVENT_FAILED) {
        p->unfilled = fmax(p->unfilled, find_unfilled(stored));
    }
}

/* The next pause from record *at on; false: there is none. *at is behind it then. */
static bool find_pause(const bl_readback *mode, size_t *at, pause *out)
{
    const bl_runlog *log = &mode->log;
    size_t i = *at;
    while (i < log->audit_len && !(log->audit[i].gates & BL_GATE_D)) {
        i++;
    }
    if (i == log->audit_len) {
        return false;
    }
    *out = (pause){.from_ns = log->audit[i].time_ns,
                   .until_ns = BL_METRICS_NO_TIME,
                   .reason = log->audit[i].reason,
                   .unfilled = NAN};
    /* the attempt that failed stands before the gate it shut */
    for (size_t k = i; k > 0 && log->audit[k - 1].time_ns == out->from_ns; k--) {
        take_record(out, &log->audit[k - 1], &mode->run.records[k - 1]);
    }
    for (; i < log->audit_len && (log->audit[i].gates & BL_GATE_D); i++) {
        take_record(out, &log->audit[i], &mode->run.records[i]);
    }
    if (i < log->audit_len) {
        out->until_ns = log->audit[i].time_ns;
    }
    *at = i;
    return true;
}

static void put_pause(bl_report_page *page, size_t mode, const pause *p)
{
    const bl_setup *setup = &page->in->modes[mode].setup;
    const bool open = p->until_ns != BL_METRICS_NO_TIME;
    char text[BL_REPORT_TIME] = "not before the end";
    bl_report_put_when(page, p->from_ns,
                       page->timelines[BL_TIMELINE_LEVERAGE].drawn > 0 ? BL_TIMELINE_LEVERAGE
                                                                       : BL_TIMELINE_SHARE_PRICE);
    bl_report_put_cell(page, bl_report_mode(page, mode), true);
    bl_report_put_cell(page, bl_chain_reason(bl_venue_reason_name(p->reason)), true);
    bl_report_put_number(page, 100 * p->unfilled, 1);
    bl_report_put_number(page, (double)p->reviews, 0);
    if (open) {
        bl_report_print_time(p->until_ns, text);
    }
    bl_report_put_cell(page, text, false);
    bl_report_put_number(page, (double)((open ? p->until_ns : setup->end_ns) - p->from_ns) / 3600e9,
                         1);
    bl_report_put_cell(page, !open ? "-" : p->cleared ? "a review" : "its cause ending", true);
    bl_html_add(page->html, "</tr>\n");
}

/* The pauses of all modes, as rows or only counted. */
static size_t list_pauses(bl_report_page *page, bool puts)
{
    size_t len = 0;
    for (size_t i = 0; i < page->in->len; i++) {
        pause p;
        for (size_t at = 0; find_pause(&page->in->modes[i], &at, &p);) {
            if (len++ < PAUSES_LISTED && puts) {
                put_pause(page, i, &p);
            }
        }
    }
    return len;
}

static void put_pauses(bl_report_page *page)
{
    char name[200];
    const size_t len = list_pauses(page, false);
    if (len == 0) {
        bl_html_add(page->html, "<p>Deposits were never shut.</p>\n");
        return;
    }
    snprintf(name, sizeof name,
             "Each time deposits were shut%s. Unfilled: the part of a leg that was left undone, "
             "all of it "
             "where a rescale is whole or not at all",
             len > PAUSES_LISTED ? ", the first 40 of them" : "");
    bl_report_open_list(page, name);
    bl_report_put_heads(page, (const char *const[]){"<Shut", "<Mode", "<Because", "Unfilled, %",
                                                    "Reviews that did not clear", "Open again",
                                                    "Lasted, h", "<Opened by", NULL});
    list_pauses(page, true);
    bl_report_close_table(page);
}

/* ---- every record */

static const char *explain(const bl_runlog_audit *record, unsigned gates_before)
{
    switch (record->event) {
    case BL_EVENT_FAILED:
        return "a rebalance failed";
    case BL_EVENT_ALERT:
        return "tripped";
    case BL_EVENT_REVIEW:
        return record->reason == BL_REASON_NONE ? "reviewed: cleared" : "reviewed: not cleared";
    case BL_EVENT_LIQUIDATION:
        return "liquidated by the venue";
    case BL_EVENT_GATE:
        return (record->gates & ~gates_before) != 0 ? "a gate shut" : "a gate opened";
    default:
        return NULL;
    }
}

static void print_gates(unsigned gates, char out[48])
{
    snprintf(out, 48, "%s%s%s%s", gates & BL_GATE_D ? "deposits " : "",
             gates & BL_GATE_W ? "withdrawals " : "", gates & BL_GATE_T ? "trading " : "",
             gates == 0 ? "none" : "");
}

/* Fills the table, or only counts its rows. */
static size_t list_events(bl_report_page *page, const bl_runlog *log, bool puts)
{
    size_t len = 0;
    unsigned gates = 0;
    char text[48];
    for (size_t i = 0; i < log->audit_len; i++) {
        const bl_runlog_audit *record = &log->audit[i];
        const char *what = explain(record, gates);
        gates = record->gates;
        if (!what || (len++ >= RECORDS_LISTED) || !puts) {
            continue;
        }
        bl_report_print_time(record->time_ns, text);
        bl_report_put_row_head(page, text);
        bl_report_put_cell(page, what, true);
        bl_report_put_cell(page, bl_venue_reason_name(record->reason), true);
        print_gates(gates, text);
        bl_report_put_cell(page, text, true);
        bl_html_add(page->html, "</tr>\n");
    }
    return len;
}

static void put_records(bl_report_page *page, size_t mode)
{
    const bl_runlog *log = &page->in->modes[mode].log;
    const size_t len = list_events(page, log, false);
    char name[200];
    if (len == 0) {
        return;
    }
    bl_html_add(page->html, "<details><summary>Every record of ");
    bl_html_put_text(page->html, bl_report_mode(page, mode));
    bl_html_print(page->html, ": %zu</summary>\n", len);
    snprintf(name, sizeof name, "%.100s: %s%zu record%s of the failsafe",
             bl_report_mode(page, mode), len > RECORDS_LISTED ? "the first 60 of " : "", len,
             len == 1 ? "" : "s");
    bl_report_open_list(page, name);
    bl_report_put_heads(page, (const char *const[]){"<Time", "<What", "<Reason", "<Shut", NULL});
    list_events(page, log, true);
    bl_report_close_table(page);
    bl_html_add(page->html, "</details>\n");
}

bl_status bl_report_failsafe_write(bl_report_page *page)
{
    put_limits(page);
    bl_report_put_group(page, "Limits and failsafe",
                        "What came close to a limit, and what LPs "
                        "had to wait for",
                        true);
    put_pauses(page);
    for (size_t i = 0; i < page->in->len; i++) {
        put_records(page, i);
    }
    return BL_OK;
}
