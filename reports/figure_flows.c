/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_flows.c - LP flows at the time of their request. Where bars would touch, flows are summed
 * per bin of a round length of time, deposits and withdrawals apart.
 *
 * The amount of a flow is what the first mode that settled it moved; what no mode settled counts
 * by the amount asked for. Pale: not settled in every mode.
 */
#include "figure_flows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "typeface.h"

enum { STRIP_PX = 140, BAR_PX = 6, ROOM_PX = 24, LABELS_MAX = 16, BINS_MAX = 256 };

typedef struct {
    double x;                  /* of the only flow, or the middle of the bin */
    double all[2], settled[2]; /* deposits, withdrawals; both positive */
    size_t flows;
} bin;

typedef struct {
    const bl_figure_view *view;
    bin bins[BINS_MAX];
    size_t bins_len;
    int64_t bin_ns;
    bool summed, pale;
    bl_axis_scale scale;
} strip;

typedef struct {
    double amount;
    bool is_withdrawal, is_pale;
} flow;

static size_t count_flows(const bl_figure_view *view)
{
    size_t len = SIZE_MAX;
    for (size_t i = 0; i < view->in->runs_len; i++) {
        if (view->in->runs[i].log->flows_len < len) {
            len = view->in->runs[i].log->flows_len;
        }
    }
    return len;
}

double bl_figure_flows_height(const bl_figure_view *view)
{
    return count_flows(view) > 0 ? STRIP_PX : 0;
}

static flow read_flow(const bl_figure_view *view, size_t i)
{
    const bl_setup *setup = view->in->runs[0].log->setup;
    const double unit = bl_facts_unit(setup);
    const uint8_t kind = setup->flows.kind[i];
    flow f = {.is_withdrawal = kind != BL_FLOW_DEPOSIT};
    bool known = false;
    for (size_t k = 0; k < view->in->runs_len; k++) {
        const bl_flow_row *row = &view->in->runs[k].log->flows[i];
        const bool settled = row->outcome == BL_OUTCOME_SETTLED;
        f.is_pale = f.is_pale || !settled;
        if (settled && !known) {
            f.amount = (double)row->amount.v * unit;
        }
        known = known || settled;
    }
    if (!known && (kind == BL_FLOW_DEPOSIT || kind == BL_FLOW_WITHDRAW_AMOUNT)) {
        f.amount = (double)setup->flows.amount[i] * unit;
    }
    return f;
}

/* The shortest round length of time that is at least a bar wide. */
static int64_t choose_bin(const bl_figure_view *view)
{
    static const int64_t minutes[] = {1,    5,    15,    30,    60,    120,   240,    360,   720,
                                      1440, 2880, 10080, 20160, 40320, 80640, 161280, 322560};
    const double least_s = view->span_s * BAR_PX / (BL_PAGE_RIGHT - BL_PAGE_LEFT);
    for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
        if ((double)minutes[i] * 60 >= least_s) {
            return minutes[i] * 60 * BL_NS_PER_S;
        }
    }
    return 645120 * 60 * BL_NS_PER_S;
}

static void add_flow(strip *s, size_t i)
{
    const int64_t time_ns = s->view->in->runs[0].log->setup->flows.time_ns[i];
    const int64_t at = time_ns / s->bin_ns - s->view->start_ns / s->bin_ns;
    const flow f = read_flow(s->view, i);
    if (at < 0 || at >= BINS_MAX || f.amount <= 0) {
        return;
    }
    bin *b = &s->bins[at];
    const int64_t middle_ns = time_ns / s->bin_ns * s->bin_ns + s->bin_ns / 2;
    b->x = bl_figure_x(s->view, b->flows > 0 ? middle_ns : time_ns);
    b->flows++;
    b->all[f.is_withdrawal] += f.amount;
    b->settled[f.is_withdrawal] += f.is_pale ? 0 : f.amount;
    s->summed = s->summed || b->flows > 1;
    s->pale = s->pale || f.is_pale;
    s->bins_len = (size_t)at + 1 > s->bins_len ? (size_t)at + 1 : s->bins_len;
}

static void set_range(strip *s, bl_panel *panel)
{
    double most[2] = {0, 0};
    for (size_t i = 0; i < s->bins_len; i++) {
        for (size_t k = 0; k < 2; k++) {
            most[k] = fmax(most[k], s->bins[i].all[k]);
        }
    }
    s->scale = bl_axis_pick_scale(fmax(most[0], most[1]));
    const double up = most[0] / s->scale.factor;
    const double down = most[1] / s->scale.factor;
    const double height = panel->bottom - panel->top;
    const double air = up + down > 0 ? ROOM_PX * (up + down) / (height - 2 * ROOM_PX) : 1;
    panel->y_low = -down - air;
    panel->y_high = up + air;
}

static size_t put_bars(const strip *s, bl_script *script, size_t kind, bool settled)
{
    const double sign = kind == 0 ? 1 : -1;
    bl_script_open_block(script);
    for (size_t i = 0; i < s->bins_len; i++) {
        const double *amounts = settled ? s->bins[i].settled : s->bins[i].all;
        if (amounts[kind] > 0 && (settled || s->bins[i].settled[kind] < amounts[kind])) {
            bl_script_put_row(
                script, (const double[]){s->bins[i].x, sign * amounts[kind] / s->scale.factor}, 2);
        }
    }
    return bl_script_close_block(script);
}

static void plot_bars(const strip *s, bl_script *script, double width)
{
    static const char *const colors[2][2] = {{"#9BC9E4", "#F3B990"}, {BL_COLOR_IN, BL_COLOR_OUT}};
    size_t blocks[2][2];
    for (size_t settled = 0; settled < 2; settled++) {
        for (size_t kind = 0; kind < 2; kind++) {
            blocks[settled][kind] = put_bars(s, script, kind, settled);
        }
    }
    bl_script_plot(script, "0 with lines ls 10");
    for (size_t settled = 0; settled < 2; settled++) {
        for (size_t kind = 0; kind < 2; kind++) {
            if (blocks[settled][kind] > 0) {
                bl_script_plot(script, "$d%zu using 1:2 with impulses lw %g lc rgb '%s'",
                               blocks[settled][kind], width, colors[settled][kind]);
            }
        }
    }
}

/* ---- amounts in words ---- */

typedef struct {
    double amount;
    size_t bin, kind;
} word;

static int compare(const void *a, const void *b)
{
    const word *x = a;
    const word *y = b;
    if (x->amount != y->amount) {
        return x->amount < y->amount ? 1 : -1;
    }
    if (x->bin != y->bin) {
        return x->bin < y->bin ? -1 : 1;
    }
    return (x->kind > y->kind) - (x->kind < y->kind);
}

static void take_bars(const strip *s, const bl_panel *panel, bl_boxes *boxes)
{
    const double zero = bl_page_y(panel, 0);
    for (size_t i = 0; i < s->bins_len; i++) {
        const double x = bl_page_x(panel, s->bins[i].x);
        const double up = bl_page_y(panel, s->bins[i].all[0] / s->scale.factor);
        const double down = bl_page_y(panel, -s->bins[i].all[1] / s->scale.factor);
        if (s->bins[i].flows > 0) {
            bl_page_take(boxes, (bl_box){x - 3, fmin(up, zero), x + 3, fmax(down, zero)});
        }
    }
}

static void put_word(const strip *s, bl_page *page, const bl_panel *panel, const word *w,
                     bl_boxes *boxes)
{
    char number[BL_AXIS_TEXT];
    char text[BL_AXIS_TEXT + 8];
    const double value = w->amount / s->scale.factor;
    bl_axis_name_number(value, number);
    snprintf(text, sizeof text, "%s%s", w->kind == 0 ? "+" : "−", number);
    const double tip = bl_page_y(panel, w->kind == 0 ? value : -value);
    const double half = bl_typeface_width(text, 11, false) / 2 + 4;
    const double x = fmax(bl_page_x(panel, s->bins[w->bin].x), panel->left + half);
    const bl_label label = {.text = text,
                            .x = fmin(x, panel->right - half),
                            .y = w->kind == 0 ? tip - 11 : tip + 11,
                            .points = 11,
                            .color = "#000000",
                            .align = BL_ALIGN_CENTER};
    const bl_box box = bl_page_box(&label);
    if (!bl_page_is_free(boxes, box)) {
        return;
    }
    bl_page_take(boxes, box);
    bl_page_put_label(page, &label);
}

static void put_words(const strip *s, bl_page *page, const bl_panel *panel, bl_boxes *boxes)
{
    word words[2 * BINS_MAX];
    size_t len = 0;
    for (size_t i = 0; i < s->bins_len; i++) {
        for (size_t kind = 0; kind < 2; kind++) {
            if (s->bins[i].all[kind] > 0) {
                words[len++] = (word){s->bins[i].all[kind], i, kind};
            }
        }
    }
    qsort(words, len, sizeof *words, compare);
    take_bars(s, panel, boxes);
    for (size_t i = 0; i < len && i < LABELS_MAX && words[i].amount * 12 > words[0].amount; i++) {
        put_word(s, page, panel, &words[i], boxes);
    }
}

static void draw_strip(strip *s, bl_page *page, double top, bl_boxes *boxes)
{
    const bl_figure_view *view = s->view;
    bl_panel panel = bl_figure_panel(view, 0, STRIP_PX);
    panel.top = top;
    panel.bottom = top + STRIP_PX;
    set_range(s, &panel);
    bl_axis y;
    char name[BL_FIGURE_TEXT];
    char hours[BL_AXIS_TEXT];
    bl_axis_set_numbers(&y, panel.y_low, panel.y_high, 4, "");
    bl_page_open_panel(page, &panel, &view->times, &y, true);
    snprintf(name, sizeof name, "LP flows, %sasset units", s->scale.word);
    bl_axis_name_hours((double)s->bin_ns / 3.6e12, hours);
    if (s->summed) {
        bl_figure_append(name, sizeof name, ", summed per %s", hours);
    }
    bl_page_put_heading(page, &panel, name, BL_COLOR_INK,
                        s->pale ? "pale: not settled in every mode" : "");
    bl_page_put_axis_title(page, &panel, view->axis_title);
    put_words(s, page, &panel, boxes);
    plot_bars(s, page->script, s->summed ? 3.4 : 4.2);
    bl_page_close_panel(page);
}

bool bl_figure_flows_draw(const bl_figure_view *view, bl_page *page, double top)
{
    strip *s = calloc(1, sizeof *s);
    bl_boxes *boxes = calloc(1, sizeof *boxes);
    const bool good = s && boxes;
    if (good) {
        s->view = view;
        s->bin_ns = choose_bin(view);
        const size_t len = count_flows(view);
        for (size_t i = 0; i < len; i++) {
            add_flow(s, i);
        }
        draw_strip(s, page, top, boxes);
    }
    free(s);
    free(boxes);
    return good;
}
