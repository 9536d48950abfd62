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

enum { PLOT_PX = 420, WORDS_PX = 220, TIMED_WORDS_PX = 290 };

static const char *const dashes[] = {"1", "(12,5)", "(3,4)", "(12,5,3,5)", "1", "(8,4)", "1", "1"};
static const char *const timed[] = {"1",          "(14,5)",         "(3,4)",
                                    "(14,5,3,5)", "(14,5,3,5,3,5)", "(1,6)"};

typedef struct {
    size_t color;
    const char *dash;
} look;

/* One color a scheme; with unlock times each time has its dash, in all schemes the same. */
static look look_of(const bl_probe_input *asked, size_t scheme)
{
    size_t color = 0;
    size_t place = 0;
    for (size_t s = 1; s <= scheme; s++) {
        const bl_probe_scheme *it = &asked->schemes[s];
        const bool other =
            it->unlock_s == 0 || it->model != it[-1].model || it->unlock_s <= it[-1].unlock_s;
        color += other;
        place = other ? 0 : place + 1;
    }
    return bl_probe_is_timed(asked)
               ? (look){color, timed[place % (sizeof timed / sizeof *timed)]}
               : (look){color, dashes[color % (sizeof dashes / sizeof *dashes)]};
}

/* As many as have room for their words beside that of who stayed. */
static size_t count_drawn(const bl_probe_input *asked)
{
    return asked->schemes_len < BL_ENDS_MAX ? asked->schemes_len : BL_ENDS_MAX - 1;
}

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
    for (size_t s = 0; s < count_drawn(asked); s++) {
        const double bps = bl_probe_profit_bps(probe, s, last);
        if (isfinite(bps)) {
            char name[BL_PROBE_NAME];
            bl_probe_name_scheme(&asked->schemes[s], name);
            ends[len] = (bl_end){.y = bps, .color = bl_script_text_color(look_of(asked, s).color)};
            snprintf(ends[len].text, sizeof ends[len].text, "%s %.3f", name, bps);
            len++;
        }
    }
    const double fair = probe->fair_bps[last];
    ends[len] = (bl_end){.y = fair, .color = BL_COLOR_INK};
    snprintf(ends[len].text, sizeof ends[len].text, "an LP who stayed %.3f", fair);
    bl_ends_put(page, panel, ends, len + 1);
}

/* Three places, no minus before a rounded nothing. */
static void say_bps(double bps, char out[BL_AXIS_TEXT])
{
    snprintf(out, BL_AXIS_TEXT, "%s%.3f", bps <= -0.0005 ? "−" : "", fabs(bps));
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
    char name[BL_PROBE_NAME];
    char bps[BL_AXIS_TEXT];
    bl_probe_name_scheme(&asked->schemes[most], name);
    bl_axis_name_hours((double)asked->holds_ns[0] / 3600e9, hold);
    say_bps(bl_probe_profit_bps(probe, most, 0), bps);
    snprintf(out, BL_FIGURE_TEXT, "Held %s, a sandwich yields %s bps under %s",
             asked->holds_ns[0] > 0 ? hold : "an instant", bps, name);
    if (most != least) {
        bl_probe_name_scheme(&asked->schemes[least], name);
        say_bps(bl_probe_profit_bps(probe, least, 0), bps);
        bl_figure_append(out, BL_FIGURE_TEXT, ", %s under %s", bps, name);
    }
}

static void plot_curves(const bl_probe_input *asked, const bl_probe *probe, bl_script *script)
{
    size_t blocks[BL_PROBE_SCHEMES_MAX];
    for (size_t s = 0; s < count_drawn(asked); s++) {
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
    for (size_t s = 0; s < count_drawn(asked); s++) {
        const look is = look_of(asked, s);
        if (blocks[s] > 0) {
            bl_script_plot(script,
                           "$d%zu using 1:2 with linespoints lc rgb '%s' lw 1.8 dt %s "
                           "pt %d ps 0.9",
                           blocks[s], bl_script_color(is.color), is.dash,
                           bl_script_point_type(is.color));
        }
    }
}

static int write_curves(const bl_figures_input *in, const bl_probe_input *asked,
                        const bl_probe *probe, bl_script *script)
{
    const bool with_times = bl_probe_is_timed(asked);
    bl_panel panel = {.left = BL_PAGE_LEFT,
                      .right = BL_PAGE_RIGHT - (with_times ? TIMED_WORDS_PX : WORDS_PX),
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
    if (count_drawn(asked) < asked->schemes_len) {
        bl_figure_append(subtitle, sizeof subtitle, " The first %zu of %zu columns.",
                         count_drawn(asked), asked->schemes_len);
    }
    snprintf(heading, sizeof heading, "Profit, bps of the deposit");
    bl_axis_set_numbers(&x, 0, panel.x_high, 8, "");
    bl_axis_set_numbers(&y, panel.y_low, panel.y_high, 6, "");
    bl_page_open(&page, script, height, title, subtitle);
    bl_page_open_panel(&page, &panel, &x, &y, true);
    bl_page_put_heading(&page, &panel, heading, BL_COLOR_INK,
                        with_times ? "one color a scheme, one dash an unlock time; thin: an LP "
                                     "who stayed"
                                   : "dashed: an LP who stayed");
    bl_page_put_axis_title(&page, &panel, "Hours held after the report");
    put_words(asked, probe, &page, &panel);
    plot_curves(asked, probe, script);
    bl_page_close_panel(&page);
    bl_page_close(&page, in->scenario, in->footer);
    return (int)height;
}

/* At their default rates, each scheme once however many unlock times it has. */
static bl_status draw_tails(const bl_figures_input *in, const bl_probe_input *asked,
                            bl_figures_files *files, bl_err *err)
{
    const bl_unlock_model *models[BL_PROBE_SCHEMES_MAX];
    size_t len = 0;
    for (size_t s = 0; s < asked->schemes_len; s++) {
        if (len == 0 || asked->schemes[s].unlock_s == 0 ||
            models[len - 1] != asked->schemes[s].model) {
            models[len++] = asked->schemes[s].model;
        }
    }
    return bl_figure_unlock_tail_draw(in, models, len, files, err);
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
    return status == BL_OK ? draw_tails(in, asked, files, err) : status;
}
