/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_attribution.c - waterfalls from the first row of a run to its last: why leverage changed
 * and why equity changed, a row a cause, a column a mode. The numbers are those of attribution.csv
 * added up, so they close to the last unit.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "attribution.h"
#include "ladder.h"

static const char *const causes[BL_ATTRIBUTION_COUNT] = {
    [BL_ATTRIBUTION_PRICE] = "prices",
    [BL_ATTRIBUTION_FLOW] = "LP flows",
    [BL_ATTRIBUTION_RESCALE] = "rescaling",
    [BL_ATTRIBUTION_SHORTFALL] = "what was not filled",
    [BL_ATTRIBUTION_SLIPPAGE] = "spread and impact",
    [BL_ATTRIBUTION_FEE] = "venue fees",
    [BL_ATTRIBUTION_FUNDING] = "funding",
    [BL_ATTRIBUTION_FEE_ACCRUAL] = "performance fees",
    [BL_ATTRIBUTION_LIQUIDATION] = "liquidation",
    [BL_ATTRIBUTION_REVISION] = "reports, interest",
};

typedef struct { /* of one mode, in x or asset units */
    double first, last, part[BL_ATTRIBUTION_COUNT];
} fall;

typedef struct {
    const bl_figure_view *view;
    fall leverage[BL_FIGURE_PANELS_MAX], equity[BL_FIGURE_PANELS_MAX];
    bl_ladder ladder;
} sheet;

static void gather(sheet *s, size_t run)
{
    const bl_runlog *log = s->view->in->runs[run].log;
    const double unit = bl_facts_unit(log->setup);
    fall *leverage = &s->leverage[run];
    fall *equity = &s->equity[run];
    bl_attribution_total total;
    bl_attribution_add_up(log, &total);
    leverage->first = (double)total.leverage_first / (double)BL_PPB;
    leverage->last = (double)total.leverage_last / (double)BL_PPB;
    if (log->series_len > 0) {
        equity->first = (double)log->series[0].equity.v * unit;
        equity->last = (double)log->series[log->series_len - 1].equity.v * unit;
    }
    for (size_t c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
        leverage->part[c] = (double)total.leverage[c] / (double)BL_PPB;
        equity->part[c] = (double)total.equity[c] * unit;
    }
}

static double find_most(const fall *falls, size_t len)
{
    double most = 0;
    for (size_t k = 0; k < len; k++) {
        most = fmax(most, fmax(fabs(falls[k].first), fabs(falls[k].last)));
        for (size_t c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
            most = fmax(most, fabs(falls[k].part[c]));
        }
    }
    return most;
}

/* ---- drawing ---- */

static void name_rows(bl_ladder *ladder, const fall *falls, size_t len, size_t *row_of)
{
    snprintf(ladder->rows[0], BL_LADDER_NAME, "at the start");
    ladder->rows_len = 1;
    for (size_t c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
        bool moves = false;
        for (size_t k = 0; k < len; k++) {
            moves = moves || falls[k].part[c] != 0;
        }
        row_of[c] = moves ? ladder->rows_len : 0;
        if (moves) {
            snprintf(ladder->rows[ladder->rows_len++], BL_LADDER_NAME, "%s", causes[c]);
        }
    }
    snprintf(ladder->rows[ladder->rows_len++], BL_LADDER_NAME, "at the end");
}

static void say_level(bl_ladder *ladder, size_t column, size_t row, double value)
{
    char number[BL_AXIS_TEXT];
    bl_axis_name_number(value, number);
    snprintf(ladder->texts[column][row], BL_AXIS_TEXT, "%.20s", number);
}

static void fill(bl_ladder *ladder, const fall *falls, size_t len, double factor)
{
    static const char level_color[] = "#6B6B6B";
    size_t row_of[BL_ATTRIBUTION_COUNT];
    ladder->joins = true;
    ladder->columns_len = len;
    ladder->len = 0;
    name_rows(ladder, falls, len, row_of);
    for (size_t k = 0; k < len; k++) {
        double level = falls[k].first / factor;
        bl_ladder_add(ladder, k, 0, 0, level, level_color);
        say_level(ladder, k, 0, level);
        for (size_t c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
            const double part = falls[k].part[c] / factor;
            if (row_of[c] == 0) {
                continue;
            }
            bl_ladder_add(ladder, k, row_of[c], level, level + part,
                          part < 0 ? BL_COLOR_OUT : BL_COLOR_IN);
            bl_ladder_say_change(ladder, k, row_of[c], part);
            level += part;
        }
        bl_ladder_add(ladder, k, ladder->rows_len - 1, 0, falls[k].last / factor, level_color);
        say_level(ladder, k, ladder->rows_len - 1, falls[k].last / factor);
    }
}

/* ---- words ---- */

/* "Under 24h leverage goes from 1.20x to 1.02x: +2.70x by prices, −2.53x by rescaling", of the
 * mode moved furthest. */
static void say_title(const sheet *s, bool by_leverage, char out[BL_FIGURE_TEXT])
{
    const fall *falls = by_leverage ? s->leverage : s->equity;
    const char *unit = by_leverage ? "x" : "";
    size_t run = 0;
    size_t up = 0;
    size_t down = 0;
    char mode[48];
    char from[BL_AXIS_TEXT];
    char to[BL_AXIS_TEXT];
    for (size_t k = 1; k < s->view->panels; k++) {
        run = find_most(&falls[k], 1) > find_most(&falls[run], 1) ? k : run;
    }
    const fall *it = &falls[run];
    for (size_t c = 1; c < BL_ATTRIBUTION_COUNT; c++) {
        up = it->part[c] > it->part[up] ? c : up;
        down = it->part[c] < it->part[down] ? c : down;
    }
    bl_axis_name_number(it->first, from);
    bl_axis_name_number(it->last, to);
    snprintf(out, BL_FIGURE_TEXT, "Under %s %s goes from %s%s to %s%s",
             bl_figure_mode(s->view, run, mode), by_leverage ? "leverage" : "equity", from, unit,
             to, unit);
    bl_axis_name_number(it->part[up], to);
    if (it->part[up] > 0) {
        bl_figure_append(out, BL_FIGURE_TEXT, ": +%s%s by %s", to, unit, causes[up]);
    }
    bl_axis_name_number(it->part[down], to);
    if (it->part[down] < 0) {
        bl_figure_append(out, BL_FIGURE_TEXT, "%s %s%s by %s", it->part[up] > 0 ? "," : ":", to,
                         unit, causes[down]);
    }
}

static double draw_block(sheet *s, bl_page *page, double top, bool by_leverage)
{
    const fall *falls = by_leverage ? s->leverage : s->equity;
    const bl_axis_scale scale =
        bl_axis_pick_scale(by_leverage ? 1 : find_most(falls, s->view->panels));
    char unit[BL_FIGURE_TEXT];
    fill(&s->ladder, falls, s->view->panels, scale.factor);
    s->ladder.title = by_leverage ? "Leverage" : "Equity";
    s->ladder.suffix = by_leverage ? "x" : "";
    snprintf(unit, sizeof unit, "%s%s%s", by_leverage ? "Gross leverage, x" : "Equity, ",
             by_leverage ? "" : scale.word, by_leverage ? "" : "asset units");
    bl_figure_append(unit, sizeof unit, "%s",
                     bl_ladder_is_cut(&s->ladder) ? "; the axis does not begin at 0" : "");
    s->ladder.unit = unit;
    if (page) {
        bl_ladder_draw(s->view, page, top, &s->ladder);
    }
    return top + bl_ladder_height(&s->ladder);
}

static int draw_page(sheet *s, bl_script *script)
{
    const bl_figure_view *view = s->view;
    const bool has_book = view->in->runs[0].log->setup->instruments_len > 0;
    const double top = BL_PAGE_TOP - 10;
    const double middle = has_book ? draw_block(s, NULL, top, true) + 8 : top;
    const double height = draw_block(s, NULL, middle, false) + 40;
    char title[BL_FIGURE_TEXT];
    char subtitle[BL_FIGURE_TEXT];
    bl_page page;
    say_title(s, has_book, title);
    snprintf(subtitle, sizeof subtitle,
             "From the first record to the last, by cause. Blue adds, pale orange takes away; "
             "causes that moved nothing are left out.%s",
             view->note);
    bl_page_open(&page, script, height, title, subtitle);
    if (has_book) {
        draw_block(s, &page, top, true);
    }
    draw_block(s, &page, middle, false);
    bl_page_close(&page, view->in->scenario, view->in->footer);
    return (int)height;
}

int bl_figure_attribution_write(const bl_figure_view *view, bl_script *script)
{
    sheet *s = calloc(1, sizeof *s);
    if (!s) {
        return 0;
    }
    s->view = view;
    double moved = 0;
    for (size_t k = 0; k < view->panels; k++) {
        gather(s, k);
        for (size_t c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
            moved += fabs(s->leverage[k].part[c]) + fabs(s->equity[k].part[c]);
        }
    }
    const int height = moved > 0 ? draw_page(s, script) : BL_FIGURE_NO_CHANGE;
    free(s);
    return height;
}
