/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figures.c - the list of figures, and the loop that writes each script and draws it in each
 * format asked for.
 */
#include "figures.h"

#include <stdio.h>
#include <stdlib.h>

#include "figure.h"
#include "gnuplot.h"

static const struct {
    const char *name;
    bl_figure_write *write;
} figures[] = {
    {"leverage_drift", bl_figure_leverage_drift_write},
    {"drift_hours", bl_figure_drift_hours_write},
    {"attribution", bl_figure_attribution_write},
    {"cost_drift", bl_figure_cost_drift_write},
    {"fees_and_costs", bl_figure_fees_and_costs_write},
    {"fee_schemes", bl_figure_fee_schemes_write},
    {"nav_share_price", bl_figure_nav_share_price_write},
    {"drawdown", bl_figure_drawdown_write},
    {"holding_fan", bl_figure_holding_fan_write},
    {"lp_transfers", bl_figure_lp_transfers_write},
    {"locked_profit", bl_figure_locked_profit_write},
};
enum { KINDS = sizeof figures / sizeof *figures };
_Static_assert(sizeof figures / sizeof *figures <= BL_FIGURES_KINDS_MAX, "each may be absent");

static const char *name_absence(int answer)
{
    static const char *const reasons[] = {
#define X(id, text) text,
        BL_FIGURE_ABSENT_LIST(X)
#undef X
    };
    return reasons[answer - BL_FIGURE_ABSENT - 1];
}

static bl_status draw_format(const bl_figures_input *in, const bl_gnuplot_job *job,
                             bl_figures_files *files, bl_err *err)
{
    const bl_status status = bl_gnuplot_draw(job, err);
    if (status == BL_OK && files->len < BL_FIGURES_FILES_MAX) {
        snprintf(files->names[files->len++], BL_FIGURES_NAME, "%.30s.%s", job->name,
                 bl_gnuplot_suffix(job->format));
    }
    if (status == BL_OK && in->keep_gp && job->keep_script && files->len < BL_FIGURES_FILES_MAX) {
        snprintf(files->names[files->len++], BL_FIGURES_NAME, "%.30s.gp", job->name);
    }
    return status;
}

bl_status bl_figures_put(const bl_figures_input *in, const char *name, const bl_script *script,
                         int height, bl_figures_files *files, bl_err *err)
{
    bl_status status = height > 0 && !script->out_of_memory
                           ? BL_OK
                           : bl_err_set(err, BL_MEMORY, "no memory for a figure");
    bool keeps = in->keep_gp;
    for (int f = 0; f < BL_GNUPLOT_FORMATS && status == BL_OK; f++) {
        if (!(in->formats & 1U << f)) {
            continue;
        }
        const bl_gnuplot_job job = {.script = script->text,
                                    .script_len = script->len,
                                    .format = (bl_gnuplot_format)f,
                                    .width = BL_PAGE_WIDTH,
                                    .height = height,
                                    .folder = in->folder,
                                    .name = name,
                                    .keep_script = keeps};
        status = draw_format(in, &job, files, err);
        keeps = false; /* one script is enough */
    }
    return status;
}

static bl_status draw_figure(const bl_figure_view *view, size_t figure, bl_figures_files *files,
                             bl_err *err)
{
    bl_script script;
    bl_status status = BL_OK;
    bl_script_open(&script);
    const int height = figures[figure].write(view, &script);
    if (height < 0) {
        files->absent[files->absent_len].figure = figures[figure].name;
        files->absent[files->absent_len++].why = name_absence(height);
    } else {
        status = bl_figures_put(view->in, figures[figure].name, &script, height, files, err);
    }
    bl_script_close(&script);
    return status;
}

static void set_view(const bl_figures_input *in, const bl_facts *facts, bl_figure_view *view)
{
    const bl_setup *setup = in->runs[0].log->setup;
    *view = (bl_figure_view){
        .in = in, .facts = facts, .start_ns = setup->start_ns, .end_ns = setup->end_ns};
    if (view->end_ns <= view->start_ns) {
        view->end_ns = view->start_ns + BL_NS_PER_S; /* a run of one instant still has an axis */
    }
    view->panels = in->runs_len;
    if (view->panels > BL_FIGURE_PANELS_MAX) {
        view->panels = BL_FIGURE_PANELS_MAX;
        snprintf(view->note, sizeof view->note, " The first %zu of %zu modes.", view->panels,
                 in->runs_len);
    }
    view->span_s = bl_figure_x(view, view->end_ns);
    bl_axis_set_times(&view->times, view->start_ns, view->end_ns, BL_PAGE_RIGHT - BL_PAGE_LEFT);
    bl_axis_name_times(view->start_ns, view->end_ns, view->axis_title);
}

bl_status bl_figures_draw(const bl_figures_input *in, bl_figures_files *files, bl_err *err)
{
    files->len = 0;
    files->absent_len = 0;
    if (in->runs_len == 0) {
        return bl_err_set(err, BL_BUG, "figures of no run");
    }
    bl_facts *facts = calloc(in->runs_len, sizeof *facts);
    if (!facts) {
        return bl_err_set(err, BL_MEMORY, "no memory for figures");
    }
    for (size_t i = 0; i < in->runs_len; i++) {
        bl_facts_gather(in->runs[i].log, in->band_ppb, &facts[i]);
    }
    bl_figure_view view;
    set_view(in, facts, &view);
    bl_status status = BL_OK;
    for (size_t i = 0; i < KINDS && status == BL_OK; i++) {
        status = draw_figure(&view, i, files, err);
    }
    free(facts);
    return status;
}
