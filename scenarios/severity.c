/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * severity.c - new columns in the scenario's pool; what the feeds read stays as it is. Integers,
 * rounded down, so one severity gives one tape.
 */
#include "severity.h"

#include "../sim/muldiv.h"

/* One column under way: its values times the severity. */
typedef struct {
    const bl_reading *reading;
    const char *file; /* of the feed, for complaints */
    int64_t ppb;
} scaling;

static bool scales(const bl_reading *reading, unsigned what)
{
    return reading->draft->severity_ppb != BL_PPB && (reading->draft->severity_scales & what) != 0;
}

static scaling begin(const bl_reading *reading, const char *file)
{
    return (scaling){reading, file, reading->draft->severity_ppb};
}

/* floor(value * severity); a row is counted from 1, the header being no row. */
static bool scale(const scaling *s, size_t row, int64_t value, int64_t *out)
{
    if (bl_muldiv_signed(value, s->ppb, BL_PPB, BL_FLOOR, out)) {
        return true;
    }
    bl_diag_add(s->reading->diags, BL_DIAG_ERROR, s->file, 0, 0,
                "stress.severity: row %zu times the severity does not fit", row + 1);
    return false;
}

static void *take(const scaling *s, size_t len, size_t bytes)
{
    void *column = bl_pool_take(s->reading->pool, (len + 1) * bytes);
    if (column == NULL) {
        bl_diag_add(s->reading->diags, BL_DIAG_ERROR, s->file, 0, 0,
                    "stress.severity: out of memory");
    }
    return column;
}

/* p' = p0 + floor(severity * (p - p0)), p0 the first close; it must stay a price. */
static void scale_bars(const bl_reading *reading, const char *file, bl_bars *bars)
{
    const scaling s = begin(reading, file);
    int64_t *close = take(&s, bars->len, sizeof *close);
    for (size_t i = 0; i < bars->len && close != NULL; i++) {
        int64_t moved;
        if (!scale(&s, i, bars->close[i] - bars->close[0], &moved)) {
            return;
        }
        if (__builtin_add_overflow(bars->close[0], moved, &close[i]) || close[i] <= 0) {
            bl_diag_add(reading->diags, BL_DIAG_ERROR, file, 0, 0,
                        "stress.severity: row %zu would have a price that is not above 0, a "
                        "smaller severity is allowed",
                        i + 1);
            return;
        }
    }
    bars->close = close != NULL ? close : bars->close;
}

static void scale_rates(const bl_reading *reading, const char *file, bl_rates *rates)
{
    const scaling s = begin(reading, file);
    int64_t *rate = take(&s, rates->len, sizeof *rate);
    for (size_t i = 0; i < rates->len && rate != NULL; i++) {
        if (!scale(&s, i, rates->rate_ppb[i], &rate[i])) {
            return;
        }
    }
    rates->rate_ppb = rate != NULL ? rate : rates->rate_ppb;
}

/* Ends of windows: begin + floor(severity * length). NULL: said. */
static const int64_t *scale_ends(const bl_reading *reading, const char *file,
                                 const int64_t *begin_ns, const int64_t *end_ns, size_t len)
{
    const scaling s = begin(reading, file);
    int64_t *ends = take(&s, len, sizeof *ends);
    for (size_t i = 0; i < len && ends != NULL; i++) {
        int64_t length_ns;
        if (!scale(&s, i, end_ns[i] - begin_ns[i], &length_ns)) {
            return NULL;
        }
        if (__builtin_add_overflow(begin_ns[i], length_ns, &ends[i])) {
            ends[i] = INT64_MAX;
        }
    }
    return ends;
}

void bl_severity_scale_windows(const bl_reading *reading, bl_windows *windows, bl_scenario *out)
{
    if (!scales(reading, BL_SCALES_OUTAGES)) {
        return;
    }
    const int64_t *ends = scale_ends(reading, out->windows.report.path, windows->begin_ns,
                                     windows->end_ns, windows->len);
    windows->end_ns = ends != NULL ? ends : windows->end_ns;
    out->severity.outages += windows->len;
}

void bl_severity_scale_faults(const bl_reading *reading, bl_scenario *out)
{
    bl_faults *faults = &out->base.oracle.faults;
    if (!scales(reading, BL_SCALES_FAULTS)) {
        return;
    }
    const int64_t *ends =
        scale_ends(reading, out->faults.report.path, faults->begin_ns, faults->end_ns, faults->len);
    faults->end_ns = ends != NULL ? ends : faults->end_ns;
    out->severity.faults += faults->len;
}

void bl_severity_scale_market(const bl_reading *reading, bl_scenario *out)
{
    for (size_t i = 0; i < out->base.instruments_len; i++) {
        bl_instrument *it = &out->base.instruments[i];
        if (scales(reading, BL_SCALES_PRICES)) {
            scale_bars(reading, out->bars[i].report.path, &it->bars);
            out->severity.prices += it->bars.len;
        }
        if (scales(reading, BL_SCALES_FUNDING)) {
            scale_rates(reading, out->funding[i].report.path, &it->funding);
            out->severity.funding += it->funding.len;
        }
    }
}

/* `all` is a part of 100 %; no part is more than that. */
static bool scale_part(const scaling *s, size_t row, uint64_t *amount, uint8_t *kind,
                       uint64_t *clipped)
{
    int64_t part;
    const uint64_t whole = *kind == BL_FLOW_WITHDRAW_ALL ? BL_PPB : *amount;
    if (!scale(s, row, (int64_t)whole, &part)) {
        return false;
    }
    *clipped += part > BL_PPB ? 1 : 0;
    *amount = part > BL_PPB ? BL_PPB : (uint64_t)part;
    *kind = BL_FLOW_WITHDRAW_PART;
    return true;
}

static bool scale_amount(const scaling *s, size_t row, uint64_t *amount)
{
    if (bl_muldiv_unsigned((bl_i128)*amount, (bl_i128)s->ppb, BL_PPB, BL_FLOOR, amount)) {
        return true;
    }
    bl_diag_add(s->reading->diags, BL_DIAG_ERROR, s->file, 0, 0,
                "stress.severity: the amount of row %zu does not fit", row + 1);
    return false;
}

void bl_severity_scale_flows(const bl_reading *reading, bl_scenario *out)
{
    bl_flows *flows = &out->base.flows;
    const scaling s = begin(reading, out->flows.report.path);
    if (!scales(reading, BL_SCALES_FLOWS)) {
        return;
    }
    uint64_t *amounts = take(&s, flows->len, sizeof *amounts);
    uint8_t *kinds = take(&s, flows->len, sizeof *kinds);
    bool ok = amounts != NULL && kinds != NULL;
    for (size_t i = 0; i < flows->len && ok; i++) {
        amounts[i] = flows->amount[i];
        kinds[i] = flows->kind[i];
        const bool is_part = kinds[i] == BL_FLOW_WITHDRAW_PART || kinds[i] == BL_FLOW_WITHDRAW_ALL;
        ok = is_part ? scale_part(&s, i, &amounts[i], &kinds[i], &out->severity.clipped)
                     : scale_amount(&s, i, &amounts[i]);
    }
    if (ok) {
        flows->amount = amounts;
        flows->kind = kinds;
        out->severity.flows += flows->len;
    }
}
