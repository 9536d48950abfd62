/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * compare_rows.c - rows and cells of the comparison. The fixed rows are a table; counts follow as
 * far as they say something.
 */
#include "compare_rows.h"

#include "deflated.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define HOURS (1.0 / 3600) /* of seconds */
#define GROUP(label)                                                                               \
    {                                                                                              \
        BL_COMPARE_GROUP, label, NULL, 0, 1, 0, NULL                                               \
    }
#define METRIC(id, label, unit, scale, places)                                                     \
    {                                                                                              \
        BL_COMPARE_METRIC, label, unit, BL_METRIC_##id, scale, places, NULL                        \
    }

static const bl_compare_row fixed_rows[] = {
    GROUP("Limits and failsafe"),
    {BL_COMPARE_LIMITS, "limits of the scenario", NULL, 0, 1, 0, NULL},
    METRIC(LEVERAGE_MAX, "worst leverage", "x", 1, 4),
    METRIC(MAX_DRAWDOWN, "largest drawdown", "%", 1, 2),
    METRIC(MARGIN_HEADROOM_MIN, "smallest margin headroom", "%", 1, 2),
    METRIC(LIQUIDATIONS, "liquidations", NULL, 1, 0),
    METRIC(TRIPS, "failsafe trips", NULL, 1, 0),
    METRIC(PAUSE_D_SHARE, "deposits shut", "% of time", 1, 2),
    METRIC(PAUSE_D_MAX, "longest pause", "h", HOURS, 1),
    METRIC(BLOCKED_DEPOSITS, "deposits turned away", "q", 1, 0),
    METRIC(WAIT_P95, "withdrawal wait p95", "h", HOURS, 1),
    METRIC(WAIT_MAX, "longest withdrawal wait", "h", HOURS, 1),
    GROUP("Leverage drift"),
    METRIC(LEVERAGE_MEAN, "mean leverage", "x", 1, 4),
    METRIC(DRIFT_RMS, "RMS drift", "%", 1, 2),
    METRIC(DRIFT_P95, "p95 drift", "%", 1, 2),
    METRIC(DRIFT_MAX, "largest drift", "%", 1, 2),
    METRIC(TIME_ABOVE_BAND, "outside the band", "% of time", 1, 2),
    METRIC(STAY_ABOVE_BAND_MAX, "longest stay outside", "h", HOURS, 1),
    METRIC(EXCURSIONS, "excursions", NULL, 1, 0),
    METRIC(RESTORE_MEDIAN, "median time back into band", "h", HOURS, 1),
    METRIC(ENTRANT_EXPOSURE, "exposure error of new LPs", "%", 1, 2),
    GROUP("Why leverage changed"),
    METRIC(CHANGE, "end less open", "x", 1, 6),
    METRIC(CHANGE_PRICE, "by price", "x", 1, 6),
    METRIC(CHANGE_FLOW, "by flows", "x", 1, 6),
    METRIC(CHANGE_RESCALE, "by rescaling", "x", 1, 6),
    METRIC(CHANGE_SHORTFALL, "by shortfall", "x", 1, 6),
    METRIC(CHANGE_SLIPPAGE, "by slippage", "x", 1, 6),
    METRIC(CHANGE_FEE, "by venue fees", "x", 1, 6),
    METRIC(CHANGE_FUNDING, "by funding", "x", 1, 6),
    METRIC(CHANGE_LIQUIDATION, "by liquidation", "x", 1, 6),
    METRIC(CHANGE_REVISION, "by revision", "x", 1, 6),
    GROUP("Cost"),
    METRIC(REBALANCES_COMPLETE, "rebalances complete", NULL, 1, 0),
    METRIC(REBALANCES_FAILED, "rebalances failed", NULL, 1, 0),
    METRIC(FILL_RATIO, "filled of what was asked", "%", 1, 2),
    METRIC(FILL_ALL_LEGS, "chance that every leg fills", "%", 1, 2),
    METRIC(TURNOVER, "turnover", "x equity", 1, 3),
    METRIC(COST_FEES, "venue fees", "q", 1, 2),
    METRIC(COST_SLIPPAGE, "slippage", "q", 1, 2),
    METRIC(COST_BPS, "cost", "bps of equity", 1, 2),
    METRIC(COST_PER_FLOW, "cost", "bps of flows", 1, 2),
    METRIC(PARTICIPATION_MAX, "largest share of a bar", "%", 1, 2),
    METRIC(NETTING_RATIO, "flows netted away", "%", 1, 2),
    GROUP("Fees"),
    METRIC(FEES_TOTAL, "performance fees taken", "q", 1, 2),
    METRIC(FEES_ACCRUED, "performance fees owed", "q", 1, 2),
    METRIC(FEES_OF_EQUITY, "performance fees", "bps of equity", 1, 2),
    METRIC(EFFECTIVE_FEE, "effective fee", "% of gains", 1, 2),
    METRIC(SCHEME_PER_LP, "fee by each LP's own basis", "q", 1, 2),
    METRIC(SCHEME_GLOBAL, "by one mark for all", "q", 1, 2),
    METRIC(SCHEME_COHORT, "by month of entry", "q", 1, 2),
    METRIC(SCHEME_SERIES, "by deposit", "q", 1, 2),
    METRIC(GAP_OVER, "one mark over-charges", "q", 1, 2),
    METRIC(GAP_UNDER, "one mark lets ride free", "q", 1, 2),
    GROUP("Locked profit"),
    METRIC(VIRTUAL_PRICE, "virtual price at the end", NULL, 1, 9),
    METRIC(GAIN_TOTAL, "gains reported", "q", 1, 2),
    METRIC(LOCKED_MAX, "most locked", "q", 1, 2),
    METRIC(LOCKED_MEAN, "mean locked", "q", 1, 2),
    METRIC(LOCKED_END, "locked at the end", "q", 1, 2),
    METRIC(PRICE_STEP, "largest step of the price", "bps", 1, 4),
    METRIC(PRICE_UNLOCK, "largest unlock in a second", "bps", 1, 6),
    METRIC(UNLOCK_FULL, "a gain is unlocked after", "h", HOURS, 3),
    METRIC(LOSS_TOTAL, "losses reported", "q", 1, 2),
    METRIC(LOSS_COVER, "losses covered by the lock", "%", 1, 2),
    METRIC(LOSS_UNCOVERED, "losses not covered", "q", 1, 2),
    METRIC(SUBSIDY, "passed to late entrants", "q", 1, 2),
    METRIC(FORFEIT, "forfeit on exit", "q", 1, 2),
    METRIC(FEE_WORTH, "fee vault worth at the end", "q", 1, 2),
    METRIC(FEE_BY_LOCK, "fees paid out of the lock", "q", 1, 2),
    METRIC(FEE_BY_HOLDERS, "fees paid by a lower price", "q", 1, 2),
    METRIC(RESERVE_DRIFT, "mean reserve drift", "%", 1, 2),
    METRIC(ALLOCATION_DRIFT, "mean allocation drift", "%", 1, 2),
    METRIC(ALLOCATION_DRIFT_MAX, "largest allocation drift", "%", 1, 2),
    GROUP("Between LPs"),
    METRIC(FLOW_COST, "cost that flows caused", "q", 1, 2),
    METRIC(SWING_FACTOR, "swing that would pay it", "bps of flows", 1, 2),
    METRIC(CROSS_SUBSIDY, "passed between LPs", "q", 1, 2),
    METRIC(LPS_LOSING, "LPs losing over 5 bps", "%", 1, 2),
    METRIC(TRANSFER_WORST_COHORT, "worst cohort's loss to others", "q", 1, 2),
    METRIC(COHORT_SPREAD, "best less worst cohort's TWR", "%", 1, 2),
    GROUP("Return"),
    METRIC(TWR, "share price (TWR)", "%", 1, 3),
    METRIC(MWR, "money-weighted", "%", 1, 3),
    METRIC(IDEAL_TWR, "ideal vault", "%", 1, 3),
    METRIC(TRACKING_DIFFERENCE, "against the ideal vault", "bps", 1, 1),
    {BL_COMPARE_REGRET, "behind the best mode", "bps", BL_METRIC_TRACKING_DIFFERENCE, 1, 1, NULL},
    METRIC(TRACKING_ERROR, "tracking error", "%/y", 1, 2),
    METRIC(VOLATILITY, "volatility", "%/y", 1, 2),
    METRIC(SHARPE, "Sharpe", NULL, 1, 2),
    {BL_COMPARE_DEFLATED, "chance it is above luck", "%", BL_METRIC_SHARPE, 1, 2, NULL},
    METRIC(CAGR, "yearly growth", "%/y", 1, 2),
    METRIC(PNL_FUNDING, "funding", "q", 1, 2),
    GROUP("Why the share price changed"),
    METRIC(RETURN_PRICE, "price at target exposure", "bps", 1, 2),
    METRIC(RETURN_IDLE, "exposure off its target", "bps", 1, 2),
    METRIC(RETURN_FUNDING, "funding", "bps", 1, 2),
    METRIC(RETURN_SLIPPAGE, "slippage", "bps", 1, 2),
    METRIC(RETURN_VENUE_FEES, "venue fees", "bps", 1, 2),
    METRIC(RETURN_LIQUIDATION, "liquidation", "bps", 1, 2),
    METRIC(RETURN_FUND_FEES, "performance fees", "bps", 1, 2),
    METRIC(RETURN_REVISION, "interest, cranks, unlocking", "bps", 1, 2),
    METRIC(RETURN_RESIDUAL, "residual", "bps", 1, 4),
    GROUP("Counts"),
};

/* True where a count is listed for that column, with its value. */
static bool find_count(const bl_summary *column, const char *name, const char *reason,
                       uint64_t *value)
{
    bl_summary_count counts[BL_SUMMARY_COUNTS_MAX];
    const size_t len = bl_summary_list_counts(column, counts);
    for (size_t i = 0; i < len; i++) {
        const bool same_reason =
            reason ? counts[i].reason && !strcmp(counts[i].reason, reason) : !counts[i].reason;
        if (same_reason && strcmp(counts[i].name, name) == 0) {
            *value = counts[i].value;
            return true;
        }
    }
    return false;
}

static bool has_row(const bl_compare_row *rows, size_t len, const bl_summary_count *count)
{
    for (size_t i = 0; i < len; i++) {
        const bool same_reason = count->reason
                                     ? rows[i].reason && !strcmp(rows[i].reason, count->reason)
                                     : !rows[i].reason;
        if (rows[i].kind == BL_COMPARE_COUNT && same_reason &&
            strcmp(rows[i].label, count->name) == 0) {
            return true;
        }
    }
    return false;
}

static size_t add_counts(const bl_summary *columns, size_t len, const char *name, bool always,
                         bl_compare_row *rows, size_t rows_len)
{
    for (size_t i = 0; i < len; i++) {
        bl_summary_count counts[BL_SUMMARY_COUNTS_MAX];
        const size_t counts_len = bl_summary_list_counts(&columns[i], counts);
        for (size_t k = 0; k < counts_len; k++) {
            const bl_summary_count *it = &counts[k];
            const bool wanted = strcmp(it->name, name) == 0 && (always || it->value > 0);
            if (wanted && !has_row(rows, rows_len, it) && rows_len < BL_COMPARE_ROWS_MAX) {
                rows[rows_len++] =
                    (bl_compare_row){BL_COMPARE_COUNT, it->name, NULL, 0, 1, 0, it->reason};
            }
        }
    }
    return rows_len;
}

bool bl_compare_rows_is_absent(const bl_metric *metric)
{
    static const char *const whys[] = {
        "no_book",  "no_ideal", "no_locked_profit", "not_recorded", "not_apart_from_interest",
        "not_drawn"};
    for (size_t i = 0; i < sizeof whys / sizeof *whys; i++) {
        if (!metric->defined && strcmp(metric->why_null, whys[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* A row that makes sense for no column is left out, not shown as a gap. */
static bool applies(const bl_compare_row *row, const bl_summary *columns, size_t len)
{
    const bool measures = row->kind == BL_COMPARE_METRIC || row->kind == BL_COMPARE_REGRET ||
                          row->kind == BL_COMPARE_DEFLATED;
    for (size_t i = 0; i < len && measures; i++) {
        if (!bl_compare_rows_is_absent(&columns[i].metrics->items[row->id])) {
            return true;
        }
    }
    return !measures || len == 0;
}

static size_t add_fixed(const bl_summary *columns, size_t len, bl_compare_row *rows)
{
    size_t rows_len = 0;
    for (size_t i = 0; i < sizeof fixed_rows / sizeof *fixed_rows; i++) {
        const bool opens = fixed_rows[i].kind == BL_COMPARE_GROUP;
        if (opens && rows_len > 0 && rows[rows_len - 1].kind == BL_COMPARE_GROUP) {
            rows_len--; /* nothing came of the group before */
        }
        if (opens || applies(&fixed_rows[i], columns, len)) {
            rows[rows_len++] = fixed_rows[i];
        }
    }
    return rows_len;
}

size_t bl_compare_rows_list(const bl_summary *columns, size_t len,
                            bl_compare_row out[BL_COMPARE_ROWS_MAX])
{
    const bool trades = len == 0 || columns[0].log->setup->instruments_len > 0;
    const struct {
        const char *name;
        bool always;
    } shown[] = {
        {"bars", trades},
        {"fills", trades},
        {"fills_partial", trades},
        {"dust_legs", trades},
        {"flows_settled", true},
        {"flows_pending", true},
        {"flows_late", false},
        {"flows_refused", true},
        {"refusals", true},
        {"failures", true},
        {"expectations_failed", true},
        {"clipped_by_severity", false},
        {"gaps", true},
        {"zero_volume_bars", false},
        {"rounded_in_feeds", true},
        {"rounded_in_scenario", true},
    };
    size_t rows_len = add_fixed(columns, len, out);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        rows_len = add_counts(columns, len, shown[i].name, shown[i].always, out, rows_len);
    }
    return rows_len;
}

static void fill_limits(const bl_summary *column, bl_compare_cell *cell)
{
    const double trips = column->metrics->items[BL_METRIC_LIMIT_BREACHES].value;
    const char *word = "kept";
    if (column->course->limits_len == 0) {
        word = "none set";
    } else if (bl_course_find_broken(column->course)) {
        word = trips > 0 ? "broken once" : "broken";
    }
    snprintf(cell->word, sizeof cell->word, "%s", word);
    if (trips > 1) {
        snprintf(cell->word, sizeof cell->word, "broken %.0f times", trips);
    }
}

static void fill_metric(const bl_compare_row *row, const bl_summary *column, bl_compare_cell *cell)
{
    const bl_metric *metric = &column->metrics->items[row->id];
    cell->defined = metric->defined;
    cell->value = metric->value * row->scale;
    cell->why_null = metric->why_null;
}

static void fill_regret(const bl_compare_row *row, const bl_summary *columns, size_t len,
                        size_t column, bl_compare_cell *cell)
{
    double best = -INFINITY;
    for (size_t i = 0; i < len; i++) {
        const bl_metric *metric = &columns[i].metrics->items[row->id];
        if (metric->defined && metric->value > best) {
            best = metric->value;
        }
    }
    fill_metric(row, &columns[column], cell);
    cell->value = best - cell->value;
}

static void fill_deflated(const bl_summary *columns, size_t len, size_t column,
                          bl_compare_cell *cell)
{
    cell->defined = bl_deflated_find(columns, len, column, &cell->value, &cell->why_null);
    cell->value *= 100;
}

bl_compare_cell bl_compare_rows_find_cell(const bl_compare_row *row, const bl_summary *columns,
                                          size_t len, size_t column)
{
    bl_compare_cell cell = {.defined = true, .places = row->places};
    uint64_t count = 0;
    switch (row->kind) {
    case BL_COMPARE_METRIC:
        fill_metric(row, &columns[column], &cell);
        break;
    case BL_COMPARE_LIMITS:
        fill_limits(&columns[column], &cell);
        break;
    case BL_COMPARE_REGRET:
        fill_regret(row, columns, len, column, &cell);
        break;
    case BL_COMPARE_DEFLATED:
        fill_deflated(columns, len, column, &cell);
        break;
    case BL_COMPARE_COUNT:
        find_count(&columns[column], row->label, row->reason, &count);
        cell.value = (double)count;
        break;
    case BL_COMPARE_GROUP:
        break;
    }
    return cell;
}

/* 1234567.89 to 1 234 567.89; text ends with NUL and has room. */
static void group_digits(const char *text, char *out)
{
    const size_t sign = text[0] == '-';
    const size_t whole = strcspn(text + sign, ".") + sign;
    size_t len = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (i > sign && i < whole && (whole - i) % 3 == 0) {
            out[len++] = ' ';
        }
        out[len++] = text[i];
    }
    out[len] = '\0';
}

void bl_compare_rows_print_cell(const bl_compare_cell *cell, char out[BL_COMPARE_TEXT])
{
    const bl_metric value = {
        .defined = cell->defined, .value = cell->value, .places = cell->places};
    char text[BL_METRICS_TEXT];
    bl_metrics_print_value(&value, text);
    if (cell->word[0] != '\0') {
        snprintf(out, BL_COMPARE_TEXT, "%s", cell->word);
    } else {
        group_digits(text, out);
    }
}
