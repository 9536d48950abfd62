/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_events.c - what happened: the largest flows and those that were not settled at once, fills
 * that fell short, and the failsafe's timeline. Lists are cut, and say so.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_part.h"

enum { TIMELINE_LISTED = 60 };

/* ---- flows */

/* Larger first, then earlier. */
static bool goes_before(const bl_report_ranked *a, const bl_report_ranked *b)
{
    return a->size > b->size || (a->size >= b->size && a->row < b->row);
}

static double amount_of(const bl_stored_table *rows, size_t row)
{
    double amount = 0;
    bl_readback_number(rows, row, bl_stored_column(rows, "amount"), &amount);
    return amount;
}

static double slippage_of(const bl_stored_table *rows, size_t row)
{
    double mark = 0;
    double price = 0;
    double quantity = 0;
    bl_readback_number(rows, row, bl_stored_column(rows, "mark"), &mark);
    bl_readback_number(rows, row, bl_stored_column(rows, "price"), &price);
    bl_readback_number(rows, row, bl_stored_column(rows, "quantity"), &quantity);
    return quantity * (price - mark);
}

size_t bl_report_rank(const bl_stored_table *table,
                      double (*size_of)(const bl_stored_table *, size_t),
                      bl_report_ranked out[BL_REPORT_LISTED])
{
    size_t len = 0;
    for (size_t i = 0; i < table->rows; i++) {
        const bl_report_ranked it = {size_of(table, i), i};
        size_t at = len < BL_REPORT_LISTED ? len++ : BL_REPORT_LISTED;
        for (; at > 0 && goes_before(&it, &out[at - 1]); at--) {
            if (at < BL_REPORT_LISTED) {
                out[at] = out[at - 1];
            }
        }
        if (at < BL_REPORT_LISTED) {
            out[at] = it;
        }
    }
    return len;
}

static void put_time(bl_report_page *page, const bl_stored_table *rows, size_t row,
                     const char *column, bool head)
{
    int64_t time_ns;
    char text[BL_REPORT_TIME] = "";
    if (bl_stored_number(rows, row, bl_stored_column(rows, column), 0, &time_ns)) {
        bl_report_print_time(time_ns, text);
    }
    if (head) {
        bl_report_put_row_head(page, text);
    } else {
        bl_report_put_cell(page, text, false);
    }
}

static void put_cells(bl_report_page *page, const bl_stored_table *rows, size_t row,
                      const char *const *columns)
{
    for (size_t i = 0; columns[i]; i++) {
        const size_t column = bl_stored_column(rows, columns[i]);
        bl_report_put_cell(page, bl_stored_cell(rows, row, column), false);
    }
}

static void put_flows(bl_report_page *page, size_t mode)
{
    const bl_stored_table *rows = &page->in->modes[mode].run.tables[BL_STORED_FLOWS];
    bl_report_ranked largest[BL_REPORT_LISTED];
    char name[200];
    const size_t len = bl_report_rank(rows, amount_of, largest);
    snprintf(name, sizeof name, "%.100s: the %zu largest of %zu flows, by what was settled",
             bl_report_mode(page, mode), len, rows->rows);
    bl_report_open_table(page, name);
    bl_report_put_heads(page,
                        (const char *const[]){"Asked", "LP", "Kind", "Requested", "Settled",
                                              "Amount", "Share price", "Outcome", "Reason", NULL});
    for (size_t i = 0; i < len; i++) {
        const size_t row = largest[i].row;
        put_time(page, rows, row, "time_ns", true);
        put_cells(page, rows, row, (const char *const[]){"lp", "kind", "requested", NULL});
        put_time(page, rows, row, "settled_ns", false);
        put_cells(page, rows, row,
                  (const char *const[]){"amount", "share_price", "outcome", "reason", NULL});
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
}

/* ---- fills */

static void put_fills(bl_report_page *page, size_t mode)
{
    const bl_stored_table *rows = &page->in->modes[mode].run.tables[BL_STORED_FILLS];
    bl_report_ranked worst[BL_REPORT_LISTED];
    char name[200];
    char text[40];
    const size_t len = bl_report_rank(rows, slippage_of, worst);
    snprintf(name, sizeof name, "%.100s: the %zu fills of %zu with the most slippage",
             bl_report_mode(page, mode), len, rows->rows);
    bl_report_open_table(page, name);
    bl_report_put_heads(page,
                        (const char *const[]){"Time", "Instrument", "Quantity", "Mark", "Price",
                                              "Fee", "Slippage", "Reason", NULL});
    for (size_t i = 0; i < len; i++) {
        const size_t row = worst[i].row;
        put_time(page, rows, row, "time_ns", true);
        put_cells(page, rows, row,
                  (const char *const[]){"instrument", "quantity", "mark", "price", "fee", NULL});
        snprintf(text, sizeof text, "%.2f", worst[i].size);
        bl_report_put_cell(page, text, false);
        put_cells(page, rows, row, (const char *const[]){"reason", NULL});
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
}

bl_status bl_report_flows_write(bl_report_page *page)
{
    const bl_status status = bl_report_put_chart(page, BL_TIMELINE_EQUITY);
    for (size_t i = 0; i < page->in->len && status == BL_OK; i++) {
        const bl_readback *mode = &page->in->modes[i];
        bl_html_add(page->html, "<details><summary>");
        bl_html_put_text(page->html, bl_report_mode(page, i));
        const size_t flows_len = mode->run.tables[BL_STORED_FLOWS].rows;
        const size_t fills_len = mode->run.tables[BL_STORED_FILLS].rows;
        bl_html_print(page->html, ": %zu flows, %zu fills</summary>\n", flows_len, fills_len);
        if (flows_len > 0) {
            put_flows(page, i);
        }
        if (fills_len > 0) {
            put_fills(page, i);
        }
        bl_html_add(page->html, "</details>\n");
    }
    return status;
}

/* ---- failsafe */

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
        if (!what || (len++ >= TIMELINE_LISTED) || !puts) {
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

bl_status bl_report_failsafe_write(bl_report_page *page)
{
    char name[200];
    bl_html_add(page->html,
                "<p>What tripped, what was shut, and the reviews that opened it again.</p>\n");
    for (size_t i = 0; i < page->in->len; i++) {
        const bl_runlog *log = &page->in->modes[i].log;
        const size_t len = list_events(page, log, false);
        if (len == 0) {
            bl_html_add(page->html, "<p>");
            bl_html_put_text(page->html, bl_report_mode(page, i));
            bl_html_add(page->html, ": nothing failed, nothing tripped.</p>\n");
            continue;
        }
        snprintf(name, sizeof name, "%.100s: %s%zu records", bl_report_mode(page, i),
                 len > TIMELINE_LISTED ? "the first 60 of " : "", len);
        bl_report_open_table(page, name);
        bl_report_put_heads(page, (const char *const[]){"Time", "What", "Reason", "Shut", NULL});
        list_events(page, log, true);
        bl_report_close_table(page);
    }
    return BL_OK;
}
