/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_lp_ledger_random.c - random worlds: the ledger of the LPs ends on the shares, sums and
 * values that the run itself ends on, and transfers add up to nothing. The walk asserts at every
 * row that they do, and that all shares are in somebody's account.
 */
#include "../../reports/lp_ledger.h"
#include "../support/random_world.h"
#include "../support/suite.h"

enum { WORLDS_LEN = 300 };

static const bl_lp_account *find(const bl_lp_ledger *ledger, const bl_lp_row *row)
{
    return &ledger->accounts[row->holder == BL_HOLDER_LP
                                 ? row->lp
                                 : ledger->lps_len + (size_t)row->holder - 1];
}

static void check_row(const bl_lp_ledger *ledger, const bl_lp_row *row, uint64_t number)
{
    const bl_lp_account *it = find(ledger, row);
    const bool is_lp = row->holder == BL_HOLDER_LP;
    const bool same = it->shares == (bl_i128)row->shares.v && it->value == row->value.v &&
                      it->paid_in == (bl_i128)row->paid_in.v &&
                      it->paid_out == (bl_i128)row->paid_out.v &&
                      (!is_lp || it->fees == (bl_i128)row->fees.v) &&
                      (!row->has_basis || it->basis == (bl_i128)row->basis.v);
    ck_assert_msg(same, "world %lu, holder %d %u", (unsigned long)number, row->holder, row->lp);
}

static void check(const bl_runlog *log, uint64_t number)
{
    bl_lp_ledger ledger;
    bl_i128 sum = 0;
    ck_assert(bl_lp_ledger_make(log, NULL, NULL, &ledger));
    for (size_t i = 0; i < log->lps_len; i++) {
        check_row(&ledger, &log->lps[i], number);
    }
    for (size_t i = 0; i < ledger.len; i++) {
        const bl_lp_account *it = &ledger.accounts[i];
        sum += it->kind == BL_LP_ACCOUNT_COHORT ? 0 : it->received - it->given;
    }
    ck_assert(sum + ledger.rounding == 0);
    bl_lp_ledger_fini(&ledger);
}

START_TEST(the_ledger_ends_where_the_run_ends)
{
    for (uint64_t number = 0; number < WORLDS_LEN; number++) {
        random_world *r = random_world_new(number);
        bl_err err = {0};
        bl_runlog log;
        world_end(r->w, r->end_ns);
        bl_runlog_init(&log, &r->w->setup, NULL);
        const bl_sink sink = bl_runlog_sink(&log);
        if (world_replay(&r->w->setup, &sink, NULL, &err) == BL_OK) {
            check(&log, number);
        }
        bl_runlog_fini(&log);
        random_world_free(r);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {the_ledger_ends_where_the_run_ends, NULL};
    return suite_run("ledger of the LPs on random worlds", tests);
}
