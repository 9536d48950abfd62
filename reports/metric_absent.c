/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_absent.c - what a kind of vault does not have is null, not 0: leverage, venue costs and
 * funding without instruments, an ideal
 * vault under `reported`, where rows hold funding and interest as one sum.
 */
#include "metric.h"

typedef struct {
    bl_metric_id first, last; /* in the order of metrics.def */
} range;

static void blank(bl_metrics *out, const range *ranges, size_t len, const char *why)
{
    for (size_t i = 0; i < len; i++) {
        for (int id = (int)ranges[i].first; id <= (int)ranges[i].last; id++) {
            bl_metric_put_null(out, (bl_metric_id)id, why);
        }
    }
}

void bl_metric_absent_put(const bl_setup *setup, bl_metrics *out)
{
    static const range of_books[] = {
        {BL_METRIC_LEVERAGE_MEAN, BL_METRIC_DEALING_MAX},
        {BL_METRIC_DRIFT_ABS_MAX, BL_METRIC_NEED_TRADED},
        {BL_METRIC_ENTRANT_EXPOSURE, BL_METRIC_NETTING_RATIO},
        {BL_METRIC_TRADED, BL_METRIC_REBALANCES},
        {BL_METRIC_REBALANCES_COMPLETE, BL_METRIC_COST_PER_REBALANCE},
        {BL_METRIC_IS, BL_METRIC_LIQUIDATE_COST_MAX},
        {BL_METRIC_LIQUIDATIONS, BL_METRIC_LIQUIDATIONS},
        {BL_METRIC_DUST_TRADE, BL_METRIC_DUST_FUNDING},
        {BL_METRIC_PNL_FUNDING, BL_METRIC_PNL_PRICE},
    };
    static const range of_ideals[] = {{BL_METRIC_NEED_PRICE, BL_METRIC_TRACKING_ERROR}};
    static const range of_marks[] = {{BL_METRIC_PNL_FUNDING, BL_METRIC_PNL_PRICE}};
    static const range of_returns[] = {{BL_METRIC_RETURN_PRICE, BL_METRIC_RETURN_LIQUIDATION}};
    if (setup->instruments_len == 0) {
        blank(out, of_books, sizeof of_books / sizeof *of_books, "no_book");
    }
    if (setup->accounting == BL_ACCOUNTING_REPORTED) {
        blank(out, of_ideals, sizeof of_ideals / sizeof *of_ideals, "no_ideal");
        blank(out, of_marks, setup->instruments_len > 0, "not_apart_from_interest");
        blank(out, of_returns, 1, "not_apart_from_interest");
    }
}
