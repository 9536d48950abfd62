/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure.h - what each figure is given and how it answers: one file a figure, one function each.
 */
#ifndef BL_FIGURE_H
#define BL_FIGURE_H

#include "facts.h"
#include "figures.h"
#include "m4.h"
#include "page.h"

enum { BL_FIGURE_PANELS_MAX = 5, BL_FIGURE_TEXT = 512, BL_FIGURE_COLUMNS = 1252 };

typedef struct {
    const bl_figures_input *in;
    const bl_facts *facts; /* one a run */
    int64_t start_ns, end_ns;
    double span_s;
    size_t panels; /* how many modes get a panel of their own: the first ones */
    char note[48]; /* " The first 5 of 8 modes." where that is not all */
    bl_axis times; /* tics of the shared time axis */
    char axis_title[BL_AXIS_TITLE];
} bl_figure_view;

/* Why a figure has nothing to say about these runs: it is not drawn, and the reason is told. */
#define BL_FIGURE_ABSENT_LIST(X)                                                                   \
    X(BOOK, "no position was traded")                                                              \
    X(LOCK, "no profit is locked in this accounting")                                              \
    X(CHANGE, "neither leverage nor equity changed")                                               \
    X(FEE, "no scheme takes a fee: no LP gained above its mark")                                   \
    X(LPS, "no flow or rebalance moved value between LPs")                                         \
    X(DRAWDOWN, "the share price never fell by more than rounding")                                \
    X(DRIFT, "leverage never had a target")                                                        \
    X(SHARES, "too few share prices for a spread")

/* Answers of bl_figure_write in place of a height. */
enum {
    BL_FIGURE_ABSENT = -1000, /* no reason yet: they follow */
#define X(id, text) BL_FIGURE_NO_##id,
    BL_FIGURE_ABSENT_LIST(X)
#undef X
};

/* Writes a figure's script. Returns its height in pixels, 0 when out of memory, or why there is
 * nothing to draw. */
typedef int bl_figure_write(const bl_figure_view *view, bl_script *script);

bl_figure_write bl_figure_leverage_drift_write;
bl_figure_write bl_figure_fees_and_costs_write;
bl_figure_write bl_figure_cost_drift_write;
bl_figure_write bl_figure_nav_share_price_write;
bl_figure_write bl_figure_locked_profit_write;
bl_figure_write bl_figure_attribution_write;
bl_figure_write bl_figure_fee_schemes_write;
bl_figure_write bl_figure_lp_transfers_write;
bl_figure_write bl_figure_drawdown_write;
bl_figure_write bl_figure_drift_hours_write;
bl_figure_write bl_figure_holding_fan_write;

/* A written script in every format asked for; `runs` of the input may be empty. */
bl_status bl_figures_put(const bl_figures_input *in, const char *name, const bl_script *script,
                         int height, bl_figures_files *files, bl_err *err);

/* A time on the x axis: seconds since start. */
double bl_figure_x(const bl_figure_view *view, int64_t time_ns);
/* Panel k of a column of panels `height` pixels high, sharing the time axis. */
bl_panel bl_figure_panel(const bl_figure_view *view, size_t k, double height);
/* A mode's name, cut to what a title can bear. */
const char *bl_figure_mode(const bl_figure_view *view, size_t run, char out[48]);

/* The curve as a data block `x value`, drawn as it holds: each value until the next point. Step
 * corners closer than half a pixel are left out. The block's number, 0 if there is no point. */
size_t bl_figure_put_curve(const bl_figure_view *view, bl_script *script, const bl_m4 *m4,
                           double scale);
/* Adds ", 4 960 of 200 000 points drawn" where the curves were thinned. */
void bl_figure_say_thinned(char *text, size_t text_bytes, size_t drawn, size_t seen);

/* printf onto the end of a text. */
void bl_figure_append(char *text, size_t text_bytes, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
