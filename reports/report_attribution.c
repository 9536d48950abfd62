/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_attribution.c - why leverage and equity changed, added up from attribution.csv, and which
 * LPs paid for others, from lp_returns.csv.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "attribution.h"
#include "report_part.h"

/* ---- classes of change */

static const char *const words[BL_ATTRIBUTION_COUNT] = {
    [BL_ATTRIBUTION_PRICE] = "prices",
    [BL_ATTRIBUTION_FLOW] = "deposits and withdrawals",
    [BL_ATTRIBUTION_RESCALE] = "rescaling",
    [BL_ATTRIBUTION_SHORTFALL] = "what rescaling fell short of",
    [BL_ATTRIBUTION_SLIPPAGE] = "slippage",
    [BL_ATTRIBUTION_FEE] = "venue fees",
    [BL_ATTRIBUTION_FUNDING] = "funding",
    [BL_ATTRIBUTION_FEE_ACCRUAL] = "performance fees",
    [BL_ATTRIBUTION_LIQUIDATION] = "liquidation",
    [BL_ATTRIBUTION_REVISION] = "interest, cranks, write-offs",
};

/* The exact sum of a column of attribution.csv; NAN where the table is missing. */
static double add_up(const bl_stored_table *table, const char *name)
{
    const size_t column = bl_stored_column(table, name);
    const int places = bl_stored_places(table, column);
    bl_i128 sum = 0;
    for (size_t i = 0; i < table->rows; i++) {
        int64_t value;
        sum += bl_stored_number(table, i, column, places, &value) ? value : 0;
    }
    double power = 1;
    for (int i = 0; i < places; i++) {
        power *= 10;
    }
    return column < table->columns ? (double)sum / power : (double)NAN;
}

/* The change of equity in each mode by one cause; true where it is not 0 everywhere. */
static bool find_changes(const bl_report_page *page, int cause, double out[BL_REPORT_MODES_MAX])
{
    char column[48];
    bool some = false;
    snprintf(column, sizeof column, "equity_%s", bl_attribution_name((bl_attribution_class)cause));
    for (size_t i = 0; i < page->in->len; i++) {
        out[i] = add_up(&page->in->modes[i].run.tables[BL_STORED_ATTRIBUTION], column);
        some = some || out[i] > 0 || out[i] < 0;
    }
    return some;
}

static void put_changes(bl_report_page *page, const char *name,
                        const double changes[BL_REPORT_MODES_MAX])
{
    bl_report_put_row_head(page, name);
    for (size_t i = 0; i < page->in->len; i++) {
        bl_report_put_number(page, changes[i], 2);
    }
    bl_html_add(page->html, "</tr>\n");
}

static void put_equity(bl_report_page *page)
{
    double whole[BL_REPORT_MODES_MAX] = {0};
    double changes[BL_REPORT_MODES_MAX];
    bl_report_open_table(page, "Why equity changed, asset units");
    bl_report_put_mode_heads(page, "Cause");
    for (int c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
        if (find_changes(page, c, changes)) {
            put_changes(page, words[c], changes);
        }
        for (size_t i = 0; i < page->in->len; i++) {
            whole[i] += changes[i];
        }
    }
    put_changes(page, "all of it", whole);
    bl_report_close_table(page);
}

static bool has_table(const bl_report_page *page, bl_stored_kind kind)
{
    for (size_t i = 0; i < page->in->len; i++) {
        if (page->in->modes[i].run.tables[kind].rows > 0) {
            return true;
        }
    }
    return false;
}

bool bl_report_attribution_applies(const bl_report_page *page)
{
    return has_table(page, BL_STORED_ATTRIBUTION);
}

bl_status bl_report_attribution_write(bl_report_page *page)
{
    bl_html_add(page->html,
                "<p>Every step of the run, added up by what caused it: the rows of a table add up "
                "to the whole change. Large numbers of opposite sign are what drift and rescaling "
                "did to each other. Causes that are 0 in every mode are left out. Steps: "
                "<code>attribution.csv</code>.</p>\n");
    const bl_status status = bl_report_put_figure(
        page, "attribution", "From the first record to the last, cause by cause",
        "Each bar begins where the one above it ends. What was rescaled and what was not filled "
        "cancel in part: attempts that failed are tried again.",
        "Another mode moves rescaling, shortfall and cost; prices are given.");
    bl_report_put_group(page, "Why leverage changed", "Why leverage changed, x", false);
    put_equity(page);
    bl_report_put_group(page, "Why the share price changed",
                        "Why the share price changed, bps of the opening price", false);
    return status;
}

/* ---- LPs */

enum { COHORTS_LISTED = 40 };
static const struct {
    const char *column, *head;
    int places;
} lp_columns[] = {
    {"paid_in", "Paid in", 2},   {"paid_out", "Paid out", 2}, {"value", "Value", 2},
    {"received", "Received", 2}, {"given", "Given", 2},       {"transfer", "Transfer", 2},
    {"mwr", "Return, %", 2},
};
enum { LP_COLUMNS = sizeof lp_columns / sizeof *lp_columns };

static bool is_kind(const bl_stored_table *table, size_t row, const char *kind)
{
    return strcmp(bl_stored_cell(table, row, bl_stored_column(table, "kind")), kind) == 0;
}

/* Cohorts and fee holders, which stand there too, come last. */
static double transfer_of(const bl_stored_table *table, size_t row)
{
    double transfer = 0;
    if (!is_kind(table, row, "lp")) {
        return -1;
    }
    bl_readback_number(table, row, bl_stored_column(table, "transfer"), &transfer);
    return fabs(transfer);
}

static void put_holder(bl_report_page *page, const bl_stored_table *table, size_t row)
{
    bl_report_put_row_head(page, bl_stored_cell(table, row, bl_stored_column(table, "name")));
    for (size_t c = 0; c < LP_COLUMNS; c++) {
        double value = NAN;
        bl_readback_number(table, row, bl_stored_column(table, lp_columns[c].column), &value);
        bl_report_put_number(page, value, lp_columns[c].places);
    }
    bl_html_add(page->html, "</tr>\n");
}

static void open_holders(bl_report_page *page, const char *name, const char *first)
{
    const char *heads[LP_COLUMNS + 2] = {first};
    for (size_t c = 0; c < LP_COLUMNS; c++) {
        heads[c + 1] = lp_columns[c].head;
    }
    bl_report_open_list(page, name);
    bl_report_put_heads(page, heads);
}

static void put_lps(bl_report_page *page, size_t mode)
{
    const bl_stored_table *table = &page->in->modes[mode].run.tables[BL_STORED_RETURNS];
    bl_report_ranked most[BL_REPORT_LISTED];
    char name[240];
    size_t len = bl_report_rank(table, transfer_of, most);
    while (len > 0 && most[len - 1].size < 0) {
        len--;
    }
    snprintf(name, sizeof name, "%.100s: the %zu LP%s for whom or by whom most was paid",
             bl_report_mode(page, mode), len, len == 1 ? "" : "s");
    open_holders(page, name, "<LP");
    for (size_t i = 0; i < len; i++) {
        put_holder(page, table, most[i].row);
    }
    bl_report_close_table(page);
}

/* LPs by the day of their first deposit. */
static void put_cohorts(bl_report_page *page, size_t mode)
{
    const bl_stored_table *table = &page->in->modes[mode].run.tables[BL_STORED_RETURNS];
    char name[240];
    size_t len = 0;
    for (size_t i = 0; i < table->rows; i++) {
        len += is_kind(table, i, "cohort");
    }
    if (len == 0) {
        return;
    }
    snprintf(name, sizeof name, "%.100s: %s%zu cohort%s, LPs by the day they first paid in",
             bl_report_mode(page, mode), len > COHORTS_LISTED ? "the first 40 of " : "", len,
             len == 1 ? "" : "s");
    open_holders(page, name, "<Cohort");
    for (size_t i = 0, put = 0; i < table->rows && put < COHORTS_LISTED; i++) {
        if (is_kind(table, i, "cohort")) {
            put_holder(page, table, i);
            put++;
        }
    }
    bl_report_close_table(page);
}

bool bl_report_lps_applies(const bl_report_page *page)
{
    return has_table(page, BL_STORED_RETURNS) || bl_report_has_group(page, "Between LPs");
}

bl_status bl_report_lps_write(bl_report_page *page)
{
    bl_html_add(page->html,
                "<p>What trading and waiting cost is borne by those who hold shares then. "
                "<i>Transfer</i> is what others bore for an LP, less what the LP bore for others. "
                "All LPs: <code>lp_returns.csv</code>.</p>\n");
    const bl_status status = bl_report_put_figure(
        page, "lp_transfers", "What each LP got from the others less what it gave",
        "To the right got, to the left gave; a column adds up to zero.",
        "A swing price, or flows that pay their own cost.");
    bl_report_put_group(page, "Between LPs", "What passed between LPs", true);
    for (size_t i = 0; i < page->in->len; i++) {
        if (page->in->modes[i].run.tables[BL_STORED_RETURNS].rows == 0) {
            continue;
        }
        bl_html_add(page->html, "<details><summary>LPs and cohorts of ");
        bl_html_put_text(page->html, bl_report_mode(page, i));
        bl_html_add(page->html, "</summary>\n");
        put_lps(page, i);
        put_cohorts(page, i);
        bl_html_add(page->html, "</details>\n");
    }
    return status;
}
