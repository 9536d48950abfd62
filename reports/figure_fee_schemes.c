/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_fee_schemes.c - what performance fees come to under five kinds of high-water mark on the
 * same flows (hwm_schemes.h), a column a mode; below, what LPs pay above and below the mark of
 * their own, which is what they owe.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "hwm_schemes.h"
#include "ladder.h"

static const char *const names[BL_HWM_COUNT] = {
    [BL_HWM_PER_LP] = "each LP its own mark", [BL_HWM_GLOBAL] = "one mark for all",
    [BL_HWM_COHORT] = "a mark a month",       [BL_HWM_SERIES] = "a mark a deposit",
    [BL_HWM_EQUALISED] = "equalised",
};

typedef struct {
    double total, over, under;
} paid;

typedef struct {
    const bl_figure_view *view;
    paid of[BL_FIGURE_PANELS_MAX][BL_HWM_COUNT];
    double rate, most, most_gap;
    bl_ladder ladder;
} sheet;

static bool gather(sheet *s)
{
    for (size_t k = 0; k < s->view->panels; k++) {
        bl_hwm hwm;
        if (!bl_hwm_compare(s->view->in->runs[k].log, &hwm)) {
            bl_hwm_fini(&hwm);
            return false;
        }
        for (size_t h = 0; h < BL_HWM_COUNT; h++) {
            s->of[k][h] = (paid){hwm.total[h], fabs(hwm.over[h]), fabs(hwm.under[h])};
            s->most = fmax(s->most, hwm.total[h]);
        }
        for (size_t h = 0; h < BL_HWM_COUNT; h++) { /* the rounding of a lot is no gap */
            paid *it = &s->of[k][h];
            it->over = it->over > 1e-6 * hwm.total[BL_HWM_PER_LP] ? it->over : 0;
            it->under = it->under > 1e-6 * hwm.total[BL_HWM_PER_LP] ? it->under : 0;
            s->most_gap = fmax(s->most_gap, fmax(it->over, it->under));
        }
        s->rate = hwm.rate;
        bl_hwm_fini(&hwm);
    }
    return true;
}

/* ---- drawing ---- */

static void fill_totals(sheet *s, double factor)
{
    for (size_t k = 0; k < s->view->panels; k++) {
        for (size_t h = 0; h < BL_HWM_COUNT; h++) {
            const double total = s->of[k][h].total / factor;
            bl_ladder_add(&s->ladder, k, h, 0, total,
                          h == BL_HWM_PER_LP ? "#6B6B6B" : bl_script_color(k));
            bl_axis_name_number(total, s->ladder.texts[k][h]);
        }
    }
}

static void say_gap(const paid *it, double factor, char out[BL_AXIS_TEXT])
{
    char over[BL_AXIS_TEXT];
    char under[BL_AXIS_TEXT];
    bl_axis_name_number(it->over / factor, over);
    bl_axis_name_number(it->under / factor, under);
    if (it->over > 0 && it->under > 0) {
        snprintf(out, BL_AXIS_TEXT, "+%.8s −%.8s", over, under);
    } else {
        snprintf(out, BL_AXIS_TEXT, "%s%.8s",
                 it->over > 0    ? "+"
                 : it->under > 0 ? "−"
                                 : "",
                 it->over > 0 ? over : under);
    }
}

static void fill_gaps(sheet *s, double factor)
{
    for (size_t k = 0; k < s->view->panels; k++) {
        snprintf(s->ladder.texts[k][BL_HWM_PER_LP], BL_AXIS_TEXT, "what is owed");
        for (size_t h = BL_HWM_PER_LP + 1; h < BL_HWM_COUNT; h++) {
            const paid *it = &s->of[k][h];
            say_gap(it, factor, s->ladder.texts[k][h]);
            if (it->over > 0) {
                bl_ladder_add(&s->ladder, k, h, 0, it->over / factor, BL_COLOR_OUT);
            }
            if (it->under > 0) {
                bl_ladder_add(&s->ladder, k, h, 0, -it->under / factor, BL_COLOR_IN);
            }
        }
    }
}

/* ---- words ---- */

typedef struct {
    size_t run, scheme;
    double amount;
} gap;

static void widen(gap *g, size_t run, size_t scheme, double amount)
{
    *g = amount > g->amount ? (gap){run, scheme, amount} : *g;
}

static void say_title(const sheet *s, char out[BL_FIGURE_TEXT])
{
    static const char *const who[BL_HWM_COUNT] = {
        "Its own mark", "One mark for all", "A mark a month", "A mark a deposit", "Equalisation"};
    gap over = {.run = 0};
    gap under = {.run = 0};
    char mode[48];
    char number[BL_AXIS_TEXT];
    for (size_t k = 0; k < s->view->panels; k++) {
        for (size_t h = 0; h < BL_HWM_COUNT; h++) {
            widen(&over, k, h, s->of[k][h].over);
            widen(&under, k, h, s->of[k][h].under);
        }
    }
    const bool is_more = over.amount > under.amount;
    const gap *it = is_more ? &over : &under;
    if (it->amount <= 0) {
        bl_axis_name_number(s->most, number);
        snprintf(out, BL_FIGURE_TEXT, "Every scheme charges each LP what it owes, up to %s in all",
                 number);
        return;
    }
    bl_axis_name_number(it->amount, number);
    snprintf(out, BL_FIGURE_TEXT, "%s charges LPs %s %s than they owe under %s", who[it->scheme],
             number, is_more ? "more" : "less", bl_figure_mode(s->view, it->run, mode));
}

static bl_axis_scale begin(sheet *s, const char *title, double most, char unit[64])
{
    const bl_axis_scale scale = bl_axis_pick_scale(most);
    snprintf(unit, 64, "%sasset units", scale.word);
    unit[0] = (char)(unit[0] - 'a' + 'A');
    s->ladder.title = title;
    s->ladder.unit = unit;
    s->ladder.suffix = "";
    s->ladder.columns_len = s->view->panels;
    s->ladder.rows_len = BL_HWM_COUNT;
    s->ladder.len = 0;
    for (size_t h = 0; h < BL_HWM_COUNT; h++) {
        snprintf(s->ladder.rows[h], BL_LADDER_NAME, "%s", names[h]);
    }
    return scale;
}

static int draw_page(sheet *s, bl_script *script)
{
    const double top = BL_PAGE_TOP - 10;
    char title[BL_FIGURE_TEXT];
    char subtitle[BL_FIGURE_TEXT];
    char unit[64];
    bl_page page;
    bl_axis_scale scale = begin(s, "Performance fees of all LPs", s->most, unit);
    const double middle = top + bl_ladder_height(&s->ladder) + 8;
    const double height = middle + bl_ladder_height(&s->ladder) + 40;
    say_title(s, title);
    snprintf(subtitle, sizeof subtitle,
             "The same flows and prices under five kinds of high-water mark at %g %%, taken at "
             "month ends, withdrawals and the end.%s",
             100 * s->rate, s->view->note);
    bl_page_open(&page, script, height, title, subtitle);
    fill_totals(s, scale.factor);
    bl_ladder_draw(s->view, &page, top, &s->ladder);
    scale = begin(s, "Against each LP's own mark: charged too much (right), too little (left)",
                  s->most_gap, unit);
    fill_gaps(s, scale.factor);
    bl_ladder_draw(s->view, &page, middle, &s->ladder);
    bl_page_close(&page, s->view->in->scenario, s->view->in->footer);
    return (int)height;
}

int bl_figure_fee_schemes_write(const bl_figure_view *view, bl_script *script)
{
    sheet *s = calloc(1, sizeof *s);
    int height = 0;
    if (s) {
        s->view = view;
        height = !gather(s) ? 0 : s->most > 0 ? draw_page(s, script) : BL_FIGURE_NO_FEE;
    }
    free(s);
    return height;
}
