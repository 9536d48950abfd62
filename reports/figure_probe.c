/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_probe.c - one curve a scheme: what an attacker gains against how long he holds, beside
 * what an LP who stayed earned in that time.
 */
#include "figure_probe.h"

#include <math.h>
#include <stdio.h>

#include "ends.h"
#include "figure.h"
#include "typeface.h"

enum { PLOT_PX = 420, WORDS_PX = 220 };

static const char *const dashes[] = {"1", "(12,5)", "(3,4)", "(12,5,3,5)", "1", "(8,4)", "1", "1"};

static void set_range(const bl_probe_input *asked, const bl_probe *probe, bl_panel *panel)
{
    const int64_t last_ns = asked->holds_ns[asked->holds_len - 1];
    double low = 0;
    double high = 0;
    for (size_t s = 0; s < asked->schemes_len; s++) {
        for (size_t h = 0; h < asked->holds_len; h++) {
            const double bps = bl_probe_profit_bps(probe, s, h);
            low = fmin(fmin(low, bps), probe->fair_bps[h]);
            high = fmax(fmax(high, bps), probe->fair_bps[h]);
        }
    }
    const double air = high > low ? 0.08 * (high - low) : 1;
    panel->y_low = low - air;
    panel->y_high = high + air;
    panel->x_high = last_ns > 0 ? (double)last_ns / 3600e9 * 1.01 : 1;
    panel->x_low = -0.01 * panel->x_high;
}

static size_t put_scheme(const bl_probe_input *asked, const bl_probe *probe, size_t scheme,
                         bl_script *script)
{
    bl_script_open_block(script);
    for (size_t h = 0; h < asked->holds_len; h++) {
        const double bps = bl_probe_profit_bps(probe, scheme, h);
        if (isfinite(bps)) {
            bl_script_put_row(script, (const double[]){(double)asked->holds_ns[h] / 3600e9, bps},
                              2);
        }
    }
    return bl_script_close_block(script);
}

static void put_words(const bl_probe_input *asked, const bl_probe *probe, bl_page *page,
                      const bl_panel *panel)
{
    bl_end ends[BL_ENDS_MAX];
    const size_t last = asked->holds_len - 1;
    size_t len = 0;
    for (size_t s = 0; s < asked->schemes_len; s++) {
        const double bps = bl_probe_profit_bps(probe, s, last);
        if (isfinite(bps)) {
            ends[len] = (bl_end){.y = bps, .color = bl_script_text_color(s)};
            snprintf(ends[len].text, sizeof ends[len].text, "%s %.3f", asked->schemes[s]->info.name,
                     bps);
            len++;
        }
    }
    const double fair = probe->fair_bps[last];
    ends[len] = (bl_end){.y = fair, .color = BL_COLOR_INK};
    snprintf(ends[len].text, sizeof ends[len].text, "an LP who stayed %.3f", fair);
    bl_ends_put(page, panel, ends, len + 1);
}

static void say_title(const bl_probe_input *asked, const bl_probe *probe, char out[BL_FIGURE_TEXT])
{
    size_t most = 0;
    size_t least = 0;
    for (size_t s = 1; s < asked->schemes_len; s++) {
        const double bps = bl_probe_profit_bps(probe, s, 0);
        most = bps > bl_probe_profit_bps(probe, most, 0) ? s : most;
        least = bps < bl_probe_profit_bps(probe, least, 0) ? s : least;
    }
    char hold[BL_AXIS_TEXT];
    bl_axis_name_hours((double)asked->holds_ns[0] / 3600e9, hold);
    snprintf(out, BL_FIGURE_TEXT, "Held %s, a sandwich yields %.3f bps under %s",
             asked->holds_ns[0] > 0 ? hold : "an instant", bl_probe_profit_bps(probe, most, 0),
             asked->schemes[most]->info.name);
    if (most != least) {
        bl_figure_append(out, BL_FIGURE_TEXT, ", %.3f under %s",
                         bl_probe_profit_bps(probe, least, 0), asked->schemes[least]->info.name);
    }
}

static void plot_curves(const bl_probe_input *asked, const bl_probe *probe, bl_script *script)
{
    size_t blocks[BL_PROBE_SCHEMES_MAX];
    for (size_t s = 0; s < asked->schemes_len; s++) {
        blocks[s] = put_scheme(asked, probe, s, script);
    }
    bl_script_open_block(script);
    for (size_t h = 0; h < asked->holds_len; h++) {
        const double hours = (double)asked->holds_ns[h] / 3600e9;
        bl_script_put_row(script, (const double[]){hours, probe->fair_bps[h]}, 2);
    }
    const size_t fair = bl_script_close_block(script);
    bl_script_plot(script, "0 with lines ls 10");
    bl_script_plot(script, "$d%zu using 1:2 with lines lc rgb '#333333' lw 1.4 dt (6,4)", fair);
    for (size_t s = 0; s < asked->schemes_len; s++) {
        if (blocks[s] > 0) {
            bl_script_plot(script,
                           "$d%zu using 1:2 with linespoints lc rgb '%s' lw 1.8 dt %s "
                           "pt %d ps 0.9",
                           blocks[s], bl_script_color(s), dashes[s], bl_script_point_type(s));
        }
    }
}

static int write_curves(const bl_figures_input *in, const bl_probe_input *asked,
                        const bl_probe *probe, bl_script *script)
{
    bl_panel panel = {.left = BL_PAGE_LEFT,
                      .right = BL_PAGE_RIGHT - WORDS_PX,
                      .top = BL_PAGE_TOP + BL_PAGE_HEADING,
                      .bottom = BL_PAGE_TOP + BL_PAGE_HEADING + PLOT_PX};
    const double height = panel.bottom + BL_PAGE_BOTTOM;
    char title[BL_FIGURE_TEXT];
    char subtitle[BL_FIGURE_TEXT];
    char heading[64];
    bl_page page;
    bl_axis x;
    bl_axis y;
    set_range(asked, probe, &panel);
    say_title(asked, probe, title);
    snprintf(subtitle, sizeof subtitle,
             "In with %.4g %% of the total just before a gain report, "
             "out after the time held; %zu of %zu reports, mode %.40s.",
             (double)asked->amount_ppb / 1e7, probe->reports_len, probe->reports_seen,
             asked->setup->mode.text);
    snprintf(heading, sizeof heading, "Profit, bps of the deposit");
    bl_axis_set_numbers(&x, 0, panel.x_high, 8, "");
    bl_axis_set_numbers(&y, panel.y_low, panel.y_high, 6, "");
    bl_page_open(&page, script, height, title, subtitle);
    bl_page_open_panel(&page, &panel, &x, &y, true);
    bl_page_put_heading(&page, &panel, heading, BL_COLOR_INK, "dashed: an LP who stayed");
    bl_page_put_axis_title(&page, &panel, "Hours held after the report");
    put_words(asked, probe, &page, &panel);
    plot_curves(asked, probe, script);
    bl_page_close_panel(&page);
    bl_page_close(&page, in->scenario, in->footer);
    return (int)height;
}

bl_status bl_figure_probe_draw(const bl_figures_input *in, const bl_probe_input *asked,
                               const bl_probe *probe, bl_figures_files *files, bl_err *err)
{
    bl_script script;
    bl_script_open(&script);
    const int height = write_curves(in, asked, probe, &script);
    files->len = 0;
    bl_status status = bl_figures_put(in, "probe", &script, height, files, err);
    bl_script_close(&script);
    return status == BL_OK
               ? bl_figure_unlock_tail_draw(in, asked->schemes, asked->schemes_len, files, err)
               : status;
}
