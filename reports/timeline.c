/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timeline.c - see timeline.h. Of an instant the last record counts: what stood between a flow and
 * the rebalance of the same instant lasted no time. Leverage has two points more than the table:
 * its highest and lowest value on the price grid, which summary.json knows and samples may miss.
 */
#include "timeline.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "axis.h"
#include "compare_rows.h"

static const bl_timeline_kind kinds[BL_TIMELINES] = {
    {"leverage", "Leverage", "leverage", "x", 4, "goes highest,", false,
     "Gross value over equity. A jump at a flow is the drift it causes; the next rebalance takes "
     "the line back to the target.",
     "A mode that looks more often, a smaller flow, or a venue that fills more at once."},
    {"equity", "Equity", "equity", "asset units", 2, "ends highest,", true,
     "What the vault is worth at the marks. Steps are deposits and withdrawals, the rest is price "
     "and cost.",
     "Flows that are refused, wait, or settle at another price."},
    {"cost", "Cost of trading so far", NULL, "asset units", 2, "pays most,", true,
     "Venue fees and slippage against the mark, added up over the fills. Steep parts are trading "
     "in a thin book.",
     "Fewer rebalances, a wider band, a lower fee or a deeper market."},
    {"share-price", "Share price", "share_price", "asset units a share", 6, "ends highest,", true,
     "What one share is dealt at. Modes part where one of them held another leverage while prices "
     "moved.",
     "Other prices in the hours outside the band; the cost above."},
    {"locked-profit", "Locked profit", "locked", "asset units", 2, "locks most,", false,
     "Profit that is reported and not yet in the share price. Who leaves now forgoes the share of "
     "it.",
     "How often gains are reported, and how long they take to unlock."},
};

const bl_timeline_kind *bl_timeline_kind_of(bl_timeline_id id)
{
    return &kinds[id];
}

/* ---- gathering */

/* Whole days, hours or minutes, about 30 of them. */
static void set_ticks(bl_timeline *t)
{
    static const int64_t steps_s[] = {1,     60,    300,    900,    3600,    7200,    14400,  21600,
                                      43200, 86400, 172800, 604800, 1209600, 2592000, 7862400};
    const size_t steps_len = sizeof steps_s / sizeof *steps_s;
    const int64_t span_ns = t->end_ns - t->start_ns;
    size_t i = 0;
    while (i + 1 < steps_len && span_ns / (steps_s[i] * BL_NS_PER_S) > BL_TIMELINE_TICKS - 4) {
        i++;
    }
    int64_t step_ns = steps_s[i] * BL_NS_PER_S;
    while (span_ns / step_ns > BL_TIMELINE_TICKS - 4) {
        step_ns *= 2;
    }
    t->ticks_ns[t->ticks_len++] = t->start_ns;
    for (int64_t at = (t->start_ns / step_ns + 1) * step_ns; at < t->end_ns; at += step_ns) {
        t->ticks_ns[t->ticks_len++] = at;
    }
    if (t->end_ns > t->start_ns) {
        t->ticks_ns[t->ticks_len++] = t->end_ns;
    }
}

/* Tells what was in force at the ticks before a time. */
static void tell(const bl_timeline *t, bl_timeline_curve *curve, int64_t time_ns)
{
    while (curve->told < t->ticks_len && t->ticks_ns[curve->told] < time_ns) {
        curve->at[curve->told++] = curve->now;
    }
}

static void put(bl_timeline_curve *curve, int64_t time_ns, double value)
{
    bl_m4_put(&curve->m4, (bl_m4_point){time_ns, value, 0});
    if (!isfinite(value)) {
        return;
    }
    if (value > curve->high) {
        curve->high = value;
        curve->high_ns = time_ns;
    }
    curve->low = fmin(curve->low, value);
    curve->last = value;
}

typedef struct {
    int64_t time_ns;
    double value;
} extreme;

static size_t find_extremes(const bl_readback *mode, extreme out[2])
{
    static const bl_metric_id ids[] = {BL_METRIC_LEVERAGE_MAX, BL_METRIC_LEVERAGE_MIN};
    size_t len = 0;
    for (size_t i = 0; i < 2; i++) {
        const bl_metric *metric = &mode->metrics.items[ids[i]];
        if (metric->defined && metric->at_ns != BL_METRICS_NO_TIME) {
            out[len++] = (extreme){metric->at_ns, metric->value};
        }
    }
    if (len == 2 && out[1].time_ns < out[0].time_ns) {
        const extreme first = out[1];
        out[1] = out[0];
        out[0] = first;
    }
    return len;
}

/* A record of the run: in force until the next. */
static void put_record(const bl_timeline *t, bl_timeline_curve *curve, int64_t time_ns,
                       double value)
{
    tell(t, curve, time_ns);
    put(curve, time_ns, value);
    curve->now = value;
}

static void gather_column(const bl_timeline *t, const bl_readback *mode, bl_timeline_curve *curve)
{
    const bl_stored_table *rows = &mode->run.tables[BL_STORED_SERIES];
    const size_t time = bl_stored_column(rows, "time_ns");
    const size_t column = bl_stored_column(rows, t->kind->column);
    extreme extremes[2];
    const size_t extremes_len =
        t->kind == &kinds[BL_TIMELINE_LEVERAGE] ? find_extremes(mode, extremes) : 0;
    size_t next = 0;
    for (size_t i = 0; i < rows->rows; i++) {
        int64_t time_ns;
        double value = NAN;
        int64_t next_ns;
        if (!bl_stored_number(rows, i, time, 0, &time_ns) ||
            (i + 1 < rows->rows && bl_stored_number(rows, i + 1, time, 0, &next_ns) &&
             next_ns == time_ns)) {
            continue;
        }
        for (; next < extremes_len && extremes[next].time_ns < time_ns; next++) {
            put(curve, extremes[next].time_ns, extremes[next].value);
        }
        bl_readback_number(rows, i, column, &value);
        put_record(t, curve, time_ns, value);
    }
}

static void gather_cost(const bl_timeline *t, const bl_readback *mode, bl_timeline_curve *curve)
{
    const bl_stored_table *rows = &mode->run.tables[BL_STORED_FILLS];
    const size_t columns[] = {bl_stored_column(rows, "quantity"), bl_stored_column(rows, "mark"),
                              bl_stored_column(rows, "price"), bl_stored_column(rows, "fee")};
    double paid = 0;
    put_record(t, curve, mode->setup.start_ns, 0);
    for (size_t i = 0; i < rows->rows; i++) {
        double cell[4] = {0, 0, 0, 0};
        for (size_t k = 0; k < 4; k++) {
            bl_readback_number(rows, i, columns[k], &cell[k]);
        }
        paid += cell[3] + cell[0] * (cell[2] - cell[1]);
        put_record(t, curve, mode->log.fills[i].time_ns, paid);
    }
}

/* The target of all rows of all modes; NAN where there are two, or none, or where it is that of a
 * part of the vault. */
static double find_target(const bl_readback *modes, size_t len)
{
    double target = NAN;
    for (size_t i = 0; i < len; i++) {
        const bl_stored_table *rows = &modes[i].run.tables[BL_STORED_SERIES];
        const size_t column = bl_stored_column(rows, "target");
        if (modes[i].setup.accounting != BL_ACCOUNTING_NAV) {
            return NAN;
        }
        for (size_t k = 0; k < rows->rows; k++) {
            double value;
            if (!bl_readback_number(rows, k, column, &value)) {
                continue;
            }
            if (value < target || value > target) {
                return NAN;
            }
            target = value;
        }
    }
    return target;
}

/* Half of the band, NAN where the runs were asked for with different ones. */
static double find_width(const bl_readback *modes, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        if (modes[i].options.band_ppb != modes[0].options.band_ppb) {
            return NAN;
        }
    }
    return (double)modes[0].options.band_ppb / 1e9;
}

bool bl_timeline_gather(bl_timeline_id id, const bl_readback *modes, size_t len, bl_timeline *out)
{
    *out = (bl_timeline){
        .kind = &kinds[id], .start_ns = INT64_MAX, .end_ns = INT64_MIN, .band = {NAN, NAN}};
    if (id == BL_TIMELINE_LEVERAGE && len > 0) {
        const double width = find_width(modes, len);
        const double target = find_target(modes, len);
        out->band[0] = target * (1 - width);
        out->band[1] = target * (1 + width);
    }
    out->curves = calloc(len + 1, sizeof *out->curves);
    bool good = out->curves;
    bool says = false;
    for (size_t i = 0; i < len; i++) {
        const bl_setup *setup = &modes[i].setup;
        out->start_ns = setup->start_ns < out->start_ns ? setup->start_ns : out->start_ns;
        out->end_ns = setup->end_ns > out->end_ns ? setup->end_ns : out->end_ns;
    }
    set_ticks(out);
    for (size_t i = 0; i < len && good; i++) {
        bl_timeline_curve *curve = &out->curves[out->len++];
        *curve = (bl_timeline_curve){
            .name = modes[i].setup.mode.text, .low = INFINITY, .high = -INFINITY, .now = NAN};
        good = bl_m4_open(&curve->m4, out->start_ns, out->end_ns, BL_TIMELINE_COLUMNS);
        if (good && kinds[id].column) {
            gather_column(out, &modes[i], curve);
        } else if (good) {
            gather_cost(out, &modes[i], curve);
        }
        tell(out, curve, INT64_MAX);
        out->drawn += bl_m4_count(&curve->m4);
        out->seen += curve->m4.seen;
        says = says || (curve->m4.seen > 0 && (curve->high > 0 || curve->low < 0));
    }
    out->drawn = says ? out->drawn : 0;
    if (!good) {
        bl_timeline_close(out);
    }
    return good;
}

void bl_timeline_close(bl_timeline *timeline)
{
    for (size_t i = 0; i < timeline->len; i++) {
        bl_m4_close(&timeline->curves[i].m4);
    }
    free(timeline->curves);
    *timeline = (bl_timeline){0};
}

/* ---- words */

static void say(double value, int places, char out[BL_COMPARE_TEXT])
{
    const bl_compare_cell cell = {.defined = isfinite(value), .value = value, .places = places};
    bl_compare_rows_print_cell(&cell, out);
}

void bl_timeline_say_title(const bl_timeline *t, char out[BL_TIMELINE_TEXT])
{
    size_t most = 0;
    char value[BL_COMPARE_TEXT];
    char when[BL_AXIS_TITLE];
    for (size_t i = 1; i < t->len; i++) {
        const bl_timeline_curve *a = &t->curves[i];
        const bl_timeline_curve *b = &t->curves[most];
        const bool more = t->kind->by_end ? a->last > b->last : a->high > b->high;
        if (a->m4.seen > 0 && (more || b->m4.seen == 0)) {
            most = i;
        }
    }
    const bl_timeline_curve *curve = &t->curves[most];
    say(t->kind->by_end ? curve->last : curve->high, t->kind->places, value);
    bl_axis_name_instant(t->kind->by_end ? t->end_ns : curve->high_ns, when);
    snprintf(out, BL_TIMELINE_TEXT, "%s: %.60s %s %s %s%s%s", t->kind->title, curve->name,
             t->len > 1        ? t->kind->most
             : t->kind->by_end ? "ends at"
                               : "reaches",
             value, t->kind->unit, t->kind->by_end ? "" : " on ", t->kind->by_end ? "" : when);
}

void bl_timeline_say_range(const bl_timeline *t, size_t curve, char out[BL_TIMELINE_TEXT])
{
    const bl_timeline_curve *c = &t->curves[curve];
    char low[BL_COMPARE_TEXT];
    char high[BL_COMPARE_TEXT];
    char last[BL_COMPARE_TEXT];
    if (c->m4.seen == 0) {
        snprintf(out, BL_TIMELINE_TEXT, "no value");
        return;
    }
    say(c->low, t->kind->places, low);
    say(c->high, t->kind->places, high);
    say(c->last, t->kind->places, last);
    snprintf(out, BL_TIMELINE_TEXT, "%s to %s, at the end %s", low, high, last);
}

/* ---- data for the script */

static void put_numbers(const bl_timeline *t, const bl_m4 *m4, bool times, bl_html *html)
{
    bl_m4_point points[BL_M4_KEPT];
    const char *between = "";
    for (size_t i = 0; i < m4->columns_len; i++) {
        const size_t len = bl_m4_take(m4, i, points);
        for (size_t k = 0; k < len; k++) {
            const double since = (double)(points[k].time_ns - t->start_ns) / (double)BL_NS_PER_S;
            bl_html_print(html, "%s%.12g", between, times ? since : points[k].value);
            between = ",";
        }
    }
}

void bl_timeline_put_json(const bl_timeline *t, bl_html *html)
{
    bl_html_print(html, "{\"id\":\"%s\",\"title\":\"%s\",\"unit\":\"%s\",\"places\":%d,",
                  t->kind->id, t->kind->title, t->kind->unit, t->kind->places);
    if (isfinite(t->band[0])) {
        bl_html_print(html, "\"band\":[%.9g,%.9g],", t->band[0], t->band[1]);
    }
    bl_html_print(html, "\"start\":%.3f,\"end\":%.3f,\"curves\":[",
                  (double)t->start_ns / (double)BL_NS_PER_S,
                  (double)t->end_ns / (double)BL_NS_PER_S);
    for (size_t i = 0; i < t->len; i++) {
        bl_html_add(html, i > 0 ? ",{\"mode\":" : "{\"mode\":");
        bl_html_put_json(html, t->curves[i].name);
        bl_html_print(html, ",\"color\":\"%s\",\"t\":[", bl_script_color(i));
        put_numbers(t, &t->curves[i].m4, true, html);
        bl_html_add(html, "],\"v\":[");
        put_numbers(t, &t->curves[i].m4, false, html);
        bl_html_add(html, "]}");
    }
    bl_html_add(html, "]}");
}
