/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_attribution.c - why leverage and equity changed, added up from attribution.csv, and which
 * LPs paid for others, from lp_returns.csv.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../data/decimal.h"
#include "attribution.h"
#include "report_part.h"

/* ---- classes of change */

/* The exact sum of a column, printed with its places; "-" where the table is missing. */
static void print_sum(const bl_stored_table *table, const char *name, char out[BL_DECIMAL_TEXT + 1])
{
    const size_t column = bl_stored_column(table, name);
    const int places = bl_stored_places(table, column);
    bl_i128 sum = 0;
    for (size_t i = 0; i < table->rows; i++) {
        int64_t value;
        sum += bl_stored_number(table, i, column, places, &value) ? value : 0;
    }
    size_t len = 1;
    out[0] = '-';
    if (column < table->columns) {
        len = bl_decimal_print(sum, places, out);
    }
    out[len] = '\0';
}

static void put_classes(bl_report_page *page, const char *name, const char *prefix)
{
    char text[BL_DECIMAL_TEXT + 1];
    char column[48];
    bl_report_open_table(page, name);
    bl_report_put_mode_heads(page, "Cause");
    for (int c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
        const char *class = bl_attribution_name((bl_attribution_class)c);
        snprintf(column, sizeof column, "%s%s", prefix, class);
        bl_report_put_row_head(page, class);
        for (size_t i = 0; i < page->in->len; i++) {
            print_sum(&page->in->modes[i].run.tables[BL_STORED_ATTRIBUTION], column, text);
            bl_report_put_cell(page, text, false);
        }
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
}

bool bl_report_attribution_applies(const bl_report_page *page)
{
    for (size_t i = 0; i < page->in->len; i++) {
        if (page->in->modes[i].run.tables[BL_STORED_ATTRIBUTION].rows > 0) {
            return true;
        }
    }
    return false;
}

bl_status bl_report_attribution_write(bl_report_page *page)
{
    bl_html_add(page->html,
                "<p>Every step of the run, added up by what caused it, to the last unit: a column "
                "adds up to the whole change. Large numbers of opposite sign are what drift and "
                "rescaling did to each other. Steps: <code>attribution.csv</code>.</p>\n");
    put_classes(page, "Change of leverage by cause, x", "");
    put_classes(page, "Change of equity by cause, asset units", "equity_");
    return BL_OK;
}

/* ---- LPs */

/* Cohorts and fee holders, which stand there too, come last. */
static double transfer_of(const bl_stored_table *table, size_t row)
{
    double transfer = 0;
    if (strcmp(bl_stored_cell(table, row, bl_stored_column(table, "kind")), "lp") != 0) {
        return -1;
    }
    bl_readback_number(table, row, bl_stored_column(table, "transfer"), &transfer);
    return fabs(transfer);
}

static void put_lps(bl_report_page *page, size_t mode)
{
    static const char *const columns[] = {"paid_in",  "paid_out", "value",
                                          "received", "given",    "transfer"};
    const bl_stored_table *table = &page->in->modes[mode].run.tables[BL_STORED_RETURNS];
    bl_report_ranked most[BL_REPORT_LISTED];
    char name[240];
    size_t len = bl_report_rank(table, transfer_of, most);
    while (len > 0 && most[len - 1].size < 0) {
        len--;
    }
    snprintf(name, sizeof name, "%.100s: the %zu LPs for whom or by whom most was paid",
             bl_report_mode(page, mode), len);
    bl_report_open_table(page, name);
    bl_report_put_heads(page, (const char *const[]){"LP", "Paid in", "Paid out", "Value",
                                                    "Received", "Given", "Transfer", NULL});
    for (size_t i = 0; i < len; i++) {
        bl_report_put_row_head(
            page, bl_stored_cell(table, most[i].row, bl_stored_column(table, "name")));
        for (size_t c = 0; c < sizeof columns / sizeof *columns; c++) {
            const size_t column = bl_stored_column(table, columns[c]);
            bl_report_put_cell(page, bl_stored_cell(table, most[i].row, column), false);
        }
        bl_html_add(page->html, "</tr>\n");
    }
    bl_report_close_table(page);
}

bool bl_report_lps_applies(const bl_report_page *page)
{
    for (size_t i = 0; i < page->in->len; i++) {
        if (page->in->modes[i].run.tables[BL_STORED_RETURNS].rows > 0) {
            return true;
        }
    }
    return false;
}

bl_status bl_report_lps_write(bl_report_page *page)
{
    bl_html_add(page->html,
                "<p>What trading and waiting cost is borne by those who hold shares then. "
                "<i>Transfer</i> is what others bore for an LP, less what the LP bore for others. "
                "All LPs: <code>lp_returns.csv</code>.</p>\n");
    for (size_t i = 0; i < page->in->len; i++) {
        if (page->in->modes[i].run.tables[BL_STORED_RETURNS].rows > 0) {
            put_lps(page, i);
        }
    }
    return BL_OK;
}
