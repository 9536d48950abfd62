/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_events.c - what happened: the largest flows and the dearest fills. Lists are cut, and say
 * so.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_part.h"

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

/* The head of a row: its time, a link to its place in a chart where there is one. */
void bl_report_put_when(bl_report_page *page, int64_t time_ns, bl_timeline_id chart)
{
    const bl_timeline *t = &page->timelines[chart];
    char text[BL_REPORT_TIME];
    bl_report_print_time(time_ns, text);
    bl_html_print(page->html, "<tr id=\"row-%zu\"><th scope=\"row\">", ++page->rows);
    if (t->drawn > 0) {
        bl_html_print(page->html, "<a href=\"#figure-%s\" data-at=\"%.3f\">%s</a></th>",
                      t->kind->id, (double)time_ns / (double)BL_NS_PER_S, text);
    } else {
        bl_html_print(page->html, "%s</th>", text);
    }
}

static int64_t find_time(const bl_stored_table *rows, size_t row, const char *column)
{
    int64_t time_ns = BL_METRICS_NO_TIME;
    bl_stored_number(rows, row, bl_stored_column(rows, column), 0, &time_ns);
    return time_ns;
}

static void put_time(bl_report_page *page, int64_t time_ns)
{
    char text[BL_REPORT_TIME] = "-";
    if (time_ns != BL_METRICS_NO_TIME) {
        bl_report_print_time(time_ns, text);
    }
    bl_report_put_cell(page, text, false);
}

/* A decimal as it stands in the table, digits in groups, without the zeros at its end. */
static void put_decimal(bl_report_page *page, const bl_stored_table *rows, size_t row,
                        const char *column)
{
    const char *text = bl_stored_cell(rows, row, bl_stored_column(rows, column));
    const char *point = strchr(text, '.');
    size_t len = strlen(text);
    double value = NAN;
    while (point && len > (size_t)(point - text) + 3 && text[len - 1] == '0') {
        len--;
    }
    bl_readback_number(rows, row, bl_stored_column(rows, column), &value);
    bl_report_put_number(page, value, point ? (int)(len - (size_t)(point - text) - 1) : 0);
}

static void put_word(bl_report_page *page, const bl_stored_table *rows, size_t row,
                     const char *column)
{
    bl_report_put_cell(page, bl_stored_cell(rows, row, bl_stored_column(rows, column)), true);
}

static void put_flows(bl_report_page *page, size_t mode)
{
    const bl_stored_table *rows = &page->in->modes[mode].run.tables[BL_STORED_FLOWS];
    bl_report_ranked largest[BL_REPORT_LISTED];
    char name[200];
    const size_t len = bl_report_rank(rows, amount_of, largest);
    snprintf(name, sizeof name, "%.100s: the %zu largest of %zu flow%s, by what was settled",
             bl_report_mode(page, mode), len, rows->rows, rows->rows == 1 ? "" : "s");
    bl_report_open_list(page, name);
    bl_report_put_heads(page, (const char *const[]){"<Asked", "<LP", "<Kind", "Requested",
                                                    "Settled", "Amount", "Share price", "<Outcome",
                                                    "<Reason", NULL});
    for (size_t i = 0; i < len; i++) {
        const size_t row = largest[i].row;
        bl_report_put_when(page, find_time(rows, row, "time_ns"), BL_TIMELINE_EQUITY);
        put_word(page, rows, row, "lp");
        put_word(page, rows, row, "kind");
        bl_report_put_cell(page, bl_stored_cell(rows, row, bl_stored_column(rows, "requested")),
                           false);
        put_time(page, find_time(rows, row, "settled_ns"));
        put_decimal(page, rows, row, "amount");
        put_decimal(page, rows, row, "share_price");
        put_word(page, rows, row, "outcome");
        put_word(page, rows, row, "reason");
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
    const size_t len = bl_report_rank(rows, slippage_of, worst);
    snprintf(name, sizeof name, "%.100s: of %zu fill%s the %zu with the most slippage",
             bl_report_mode(page, mode), rows->rows, rows->rows == 1 ? "" : "s", len);
    bl_report_open_list(page, name);
    bl_report_put_heads(page, (const char *const[]){"<Time", "<Instrument", "Quantity", "Mark",
                                                    "Price", "Fee", "Slippage", "<Reason", NULL});
    for (size_t i = 0; i < len; i++) {
        const size_t row = worst[i].row;
        bl_report_put_when(page, find_time(rows, row, "time_ns"), BL_TIMELINE_COST);
        put_word(page, rows, row, "instrument");
        put_decimal(page, rows, row, "quantity");
        put_decimal(page, rows, row, "mark");
        put_decimal(page, rows, row, "price");
        put_decimal(page, rows, row, "fee");
        bl_report_put_number(page, worst[i].size, 2);
        put_word(page, rows, row, "reason");
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
        bl_html_print(page->html, ": %zu flow%s, %zu fill%s</summary>\n", flows_len,
                      flows_len == 1 ? "" : "s", fills_len, fills_len == 1 ? "" : "s");
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

/* ---- stays outside the band */

void bl_report_put_stays(bl_report_page *page)
{
    static const char *const words[BL_STAY_CAUSES] = {[BL_STAY_PRICE] = "prices",
                                                      [BL_STAY_FLOW] = "a deposit or withdrawal",
                                                      [BL_STAY_TRADING] = "a rebalance",
                                                      [BL_STAY_FUNDING] = "funding",
                                                      [BL_STAY_OTHER] = "another event"};
    size_t len = 0;
    for (size_t i = 0; i < page->in->len; i++) {
        len += page->columns[i].metrics->stays.len;
    }
    if (len == 0) {
        bl_html_add(page->html, "<p>Leverage was never outside the band.</p>\n");
        return;
    }
    bl_report_open_list(page, "Outside the band: at most the 20 longest stays of each mode");
    bl_report_put_heads(page,
                        (const char *const[]){"<Since", "<Mode", "Lasted, h", "Worst drift, %",
                                              "When it was worst", "<Opened by", NULL});
    for (size_t i = 0; i < page->in->len; i++) {
        const bl_stays *stays = &page->columns[i].metrics->stays;
        for (size_t k = 0; k < stays->len; k++) {
            const bl_stay *stay = &stays->items[k];
            bl_report_put_when(page, stay->from_ns, BL_TIMELINE_LEVERAGE);
            bl_report_put_cell(page, bl_report_mode(page, i), true);
            bl_report_put_number(page, (double)(stay->until_ns - stay->from_ns) / 3600e9, 2);
            bl_report_put_number(page, stay->worst, 2);
            put_time(page, stay->worst_ns);
            bl_report_put_cell(page, words[stay->cause], true);
            bl_html_add(page->html, "</tr>\n");
        }
    }
    bl_report_close_table(page);
}
