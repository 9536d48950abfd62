/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_sections.c - which section makes a metric, and which sections it needs made before.
 *
 * Invariant: the ranges follow metrics.def and leave no metric out (tests/prop/test_metrics_only).
 */
#include "metric.h"

#include <string.h>

/* A section makes the metrics from `first` up to the next range's. */
static const struct {
    bl_metric_id first;
    bl_metric_section section;
} ranges[] = {
    {BL_METRIC_LEVERAGE_MEAN, BL_METRIC_SECTION_LEVERAGE},
    {BL_METRIC_DEALING_MEAN, BL_METRIC_SECTION_DEALING},
    {BL_METRIC_INSOLVENT_TIME, BL_METRIC_SECTION_LEVERAGE},
    {BL_METRIC_CHANGE, BL_METRIC_SECTION_ATTRIBUTION},
    {BL_METRIC_AREA_PRICE, BL_METRIC_SECTION_LEVERAGE},
    {BL_METRIC_NEED_PRICE, BL_METRIC_SECTION_RELEVEL},
    {BL_METRIC_IDEAL_TWR, BL_METRIC_SECTION_TRACKING},
    {BL_METRIC_TD_EXPOSURE, BL_METRIC_SECTION_ATTRIBUTION},
    {BL_METRIC_TRACKING_ERROR, BL_METRIC_SECTION_TRACKING},
    {BL_METRIC_TRADED, BL_METRIC_SECTION_COST},
    {BL_METRIC_IS, BL_METRIC_SECTION_SHORTFALL},
    {BL_METRIC_CARRY_BARS, BL_METRIC_SECTION_LIQUIDITY},
    {BL_METRIC_PAUSE_D_TIME, BL_METRIC_SECTION_FAILSAFE},
    {BL_METRIC_DETECT_MEAN, BL_METRIC_SECTION_RESPONSE},
    {BL_METRIC_LIMIT_BREACHES, BL_METRIC_SECTION_FAILSAFE},
    {BL_METRIC_FEES_TOTAL, BL_METRIC_SECTION_FEES},
    {BL_METRIC_DUST_MINT, BL_METRIC_SECTION_DUST},
    {BL_METRIC_LOCKED_MAX, BL_METRIC_SECTION_LOCK},
    {BL_METRIC_FLOW_COST, BL_METRIC_SECTION_LP},
    {BL_METRIC_TWR, BL_METRIC_SECTION_RETURNS},
    {BL_METRIC_PSR, BL_METRIC_SECTION_RISK},
    {BL_METRIC_EQUITY_END, BL_METRIC_SECTION_RETURNS},
    {BL_METRIC_RETURN_PRICE, BL_METRIC_SECTION_ATTRIBUTION},
};

enum { RANGES = sizeof ranges / sizeof *ranges };

#define ONE(section) (1U << BL_METRIC_SECTION_##section)

/* What a section reads of others: the outcome of the returns, or what they put. */
static const unsigned needs[BL_METRIC_SECTIONS] = {
    [BL_METRIC_SECTION_DEALING] = ONE(LEVERAGE),     [BL_METRIC_SECTION_FEES] = ONE(RETURNS),
    [BL_METRIC_SECTION_TRACKING] = ONE(RETURNS),     [BL_METRIC_SECTION_COST] = ONE(RETURNS),
    [BL_METRIC_SECTION_RISK] = ONE(RETURNS),         [BL_METRIC_SECTION_LP] = ONE(RETURNS),
    [BL_METRIC_SECTION_RETURNS] = ONE(COST),         [BL_METRIC_SECTION_RELEVEL] = ONE(COST),
    [BL_METRIC_SECTION_ATTRIBUTION] = ONE(TRACKING),
};

static unsigned list_asked(const bool *only)
{
    unsigned asked = 0;
    size_t range = 0;
    for (size_t id = 0; id < BL_METRICS_MAX; id++) {
        while (range + 1 < RANGES && ranges[range + 1].first <= id) {
            range++;
        }
        if (only[id]) {
            asked |= 1U << ranges[range].section;
        }
    }
    return asked;
}

unsigned bl_metric_sections_find(const bool *only)
{
    if (only == NULL) {
        return (1U << BL_METRIC_SECTIONS) - 1;
    }
    unsigned all = list_asked(only);
    for (unsigned before = 0; before != all;) {
        before = all;
        for (size_t section = 0; section < BL_METRIC_SECTIONS; section++) {
            all |= before >> section & 1 ? needs[section] : 0;
        }
    }
    return all;
}

/* The distance to liquidation is not among them: nearest to 0 may be a mark between one that is
 * beyond the margin and one that is not. */
bool bl_metric_sections_need_extremes(const bool *only)
{
    static const bl_metric_id extremes[] = {
        BL_METRIC_LEVERAGE_MAX,  BL_METRIC_LEVERAGE_MIN, BL_METRIC_LEVERAGE_END,
        BL_METRIC_DRIFT_ABS_MAX, BL_METRIC_DRIFT_MAX,    BL_METRIC_MARGIN_HEADROOM_MIN,
    };
    bool others[BL_METRICS_MAX];
    if (only == NULL) {
        return false;
    }
    memcpy(others, only, sizeof others);
    for (size_t i = 0; i < sizeof extremes / sizeof *extremes; i++) {
        others[extremes[i]] = false;
    }
    const unsigned walking = ONE(LEVERAGE) | ONE(TRACKING) | ONE(RETURNS);
    return (list_asked(only) & ONE(LEVERAGE)) != 0 &&
           (bl_metric_sections_find(others) & walking) == 0;
}
