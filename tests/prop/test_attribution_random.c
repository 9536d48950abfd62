/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_attribution_random.c - random worlds and vaults: every unit by which leverage and equity
 * change has a cause. The walk asserts its sums itself at each row.
 */
#include "../../reports/attribution.h"
#include "../support/random_world.h"
#include "../support/suite.h"


enum { WORLDS_LEN = 300 };

static bl_i128 sum_of(const bl_i128 parts[BL_ATTRIBUTION_COUNT])
{
    bl_i128 sum = 0;
    for (size_t c = 0; c < BL_ATTRIBUTION_COUNT; c++) {
        sum += parts[c];
    }
    return sum;
}

/* Under `nav` nothing is counted anew: marks, fills and flows explain it all. */
static bool is_explained(const bl_runlog *log)
{
    bl_attribution_total total;
    bl_attribution_add_up(log, &total);
    const bl_series_row *rows = log->series;
    return total.leverage[BL_ATTRIBUTION_REVISION] == 0 &&
           total.equity[BL_ATTRIBUTION_REVISION] == 0 &&
           sum_of(total.leverage) == total.leverage_last - total.leverage_first &&
           sum_of(total.equity) ==
               (bl_i128)rows[log->series_len - 1].equity.v - rows[0].equity.v;
}

START_TEST(marks_fills_flows_and_settlements_explain_every_unit)
{
    for (uint64_t number = 0; number < WORLDS_LEN; number++) {
        random_world *r = random_world_new(number);
        bl_err err = {0};
        bl_runlog log;
        world_end(r->w, r->end_ns);
        if (number % 3 == 0) { /* orders that take time */
            r->w->setup.rebalance.slices = 3;
            r->w->setup.rebalance.window_ns = 2 * WORLD_HOUR;
        }
        if (number % 4 == 0) { /* own trades move the marks for good */
            world_slot(r->w, "price", "almgren_chriss");
        }
        bl_runlog_init(&log, &r->w->setup, NULL);
        const bl_sink sink = bl_runlog_sink(&log);
        if (world_replay(&r->w->setup, &sink, NULL, &err) == BL_OK) {
            ck_assert_msg(is_explained(&log), "world %lu", (unsigned long)number);
        }
        bl_runlog_fini(&log);
        random_world_free(r);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {marks_fills_flows_and_settlements_explain_every_unit, NULL};
    return suite_run("attribution on random worlds", tests);
}
