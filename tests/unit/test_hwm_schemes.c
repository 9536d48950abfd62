/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_hwm_schemes.c - fees of five kinds of high-water mark on prices and flows small enough for a
 * pencil: one coin a share, 20 %.
 */
#include "../../reports/hwm_schemes.h"
#include "../support/suite.h"
#include "../support/world.h"

#include <math.h>

static const int64_t day = BL_NS_PER_DAY;
static world *w;
static bl_runlog runlog;
static bl_hwm hwm;

#define FEE(lp, scheme) hwm.fees[(lp)*BL_HWM_COUNT + BL_HWM_##scheme]
#define IS(value, expected) ck_assert_double_eq_tol(value, expected, 1e-6)

/* 1 000 000 shares from 1.00, all in coins; a price on the last day of January, February, ... */
static void open_vault(const int64_t *cents, size_t len)
{
    w = world_new();
    w->setup.instruments[0].target_ppb = BL_PPB;
    w->setup.instruments[0].bar_ns = 10 * day;
    w->setup.instruments[0].step = 1;
    world_mode(w, "never");
    world_bar(w, 0, 0, 100, 1);
    for (size_t i = 0; i < len; i++) {
        world_bar(w, 0, (int64_t)(30 + 31 * i) * day, cents[i], 1);
    }
}

static void run(int64_t end_ns)
{
    bl_err err = {0};
    world_end(w, end_ns);
    bl_runlog_init(&runlog, &w->setup, NULL);
    const bl_sink sink = bl_runlog_sink(&runlog);
    ck_assert_msg(world_replay(&w->setup, &sink, NULL, &err) == BL_OK, "%s", err.text);
    ck_assert(bl_hwm_compare(&runlog, &hwm));
}

static void close_world(void)
{
    bl_hwm_fini(&hwm);
    bl_runlog_fini(&runlog);
    world_free(w);
}

/* domain H 6, a thousand times as large: 40, 0, 0, 19.333333. */
START_TEST(a_lone_lp_pays_as_in_the_worked_example)
{
    const int64_t cents[] = {120, 90, 115, 130};
    open_vault(cents, 4);
    run(124 * day);
    IS(FEE(0, PER_LP), 40000 + 58000 / 3.0);
    IS(FEE(0, SERIES), 40000 + 58000 / 3.0);
    IS(FEE(0, EQUALISED), 40000 + 58000 / 3.0);
    /* the mark stays at 1.20, before the fee: 1.30 x 29/30 is 0.056667 above it (spec 7.4) */
    IS(FEE(0, GLOBAL), 40000 + 0.2 * (1.3 * 29 / 30 - 1.2) * 1e6);
    IS(FEE(0, COHORT), FEE(0, GLOBAL));
    close_world();
}
END_TEST

/* One who enters at 0.50, half the mark, when the price comes back to 1. */
START_TEST(below_a_common_mark_an_entrant_rides_free)
{
    const int64_t cents[] = {50, 100};
    open_vault(cents, 2);
    world_flow(w, 35 * day, 1, BL_FLOW_DEPOSIT, 500000 * WORLD_UNIT);
    w->setup.instruments[0].gap = BL_GAP_HOLD;
    run(62 * day);
    IS(FEE(1, GLOBAL), 0);
    IS(FEE(1, PER_LP), 50000); /* half the vault is cash now: 500 000 becomes 750 000 */
    IS(FEE(1, SERIES), FEE(1, PER_LP));
    IS(FEE(1, EQUALISED), FEE(1, PER_LP));
    IS(FEE(1, COHORT), FEE(1, PER_LP));
    IS(hwm.under[BL_HWM_GLOBAL], FEE(1, PER_LP));
    IS(hwm.over[BL_HWM_GLOBAL], 0);
    close_world();
}
END_TEST

/* Two who enter at 1 and at 1.50, above the mark, and end at 1.50: the later one gained nothing. */
START_TEST(above_a_common_mark_an_entrant_pays_for_what_was_before_it)
{
    const int64_t cents[] = {150};
    open_vault(cents, 1);
    world_flow(w, 30 * day + WORLD_HOUR, 1, BL_FLOW_DEPOSIT, 1500000 * WORLD_UNIT);
    run(30 * day + 2 * WORLD_HOUR);
    IS(FEE(0, PER_LP), 100000);
    IS(FEE(1, PER_LP), 0);
    IS(FEE(1, SERIES), 0);
    IS(FEE(1, EQUALISED), 0);
    IS(FEE(0, GLOBAL), 100000);
    IS(FEE(1, GLOBAL), 100000); /* as many shares, as much above the mark */
    IS(hwm.over[BL_HWM_GLOBAL], 100000);
    IS(FEE(1, COHORT), 100000); /* of the same month */
    close_world();
}
END_TEST

/* One LP's deposits at 1 and at 2, half the vault cash, and a price of 1.50: shares at 1.75. */
START_TEST(an_own_basis_nets_what_series_do_not)
{
    const int64_t cents[] = {200};
    open_vault(cents, 1);
    world_bar(w, 0, 30 * day + 2 * WORLD_HOUR, 150, 1);
    world_flow(w, 30 * day + WORLD_HOUR, 0, BL_FLOW_DEPOSIT, 2000000 * WORLD_UNIT);
    run(30 * day + 2 * WORLD_HOUR);
    IS(FEE(0, PER_LP), 0.2 * (3500000 - 3000000));
    IS(FEE(0, SERIES), 0.2 * 750000);
    IS(FEE(0, EQUALISED), 0.2 * 750000);
    close_world();
}
END_TEST

START_TEST(who_leaves_pays_on_what_leaves)
{
    const int64_t cents[] = {150};
    open_vault(cents, 1);
    world_flow(w, 30 * day + WORLD_HOUR, 0, BL_FLOW_WITHDRAW_PART, BL_PPB / 4);
    run(30 * day + WORLD_HOUR);
    for (int s = 0; s < BL_HWM_COUNT; s++) {
        IS(hwm.total[s], 100000); /* a quarter at the door, the rest at the end */
    }
    close_world();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_lone_lp_pays_as_in_the_worked_example,
        below_a_common_mark_an_entrant_rides_free,
        above_a_common_mark_an_entrant_pays_for_what_was_before_it,
        an_own_basis_nets_what_series_do_not,
        who_leaves_pays_on_what_leaves,
        NULL,
    };
    return suite_run("fee schemes", tests);
}
