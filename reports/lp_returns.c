/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lp_returns.c - the money-weighted return of each LP and cohort, over its own time: from the first
 * entry to the last flow, or to the end where it still holds shares.
 */
#include "lp_ledger.h"

#include "rate.h"

#include <math.h>
#include <stdlib.h>

static const uint32_t nowhere = UINT32_MAX;

typedef struct {
    const bl_runlog *log;
    uint32_t *next[2]; /* of the LP, of the cohort: share rows in order of time */
    double *amount, *gone;
} solver;

/* Chains the share rows that moved money, from the last to the first. */
static void chain(const solver *s, bl_lp_ledger *ledger)
{
    for (size_t k = s->log->shares_len; k-- > 0;) {
        const bl_share_row *row = &s->log->shares[k];
        if (row->holder != BL_HOLDER_LP || row->paid.v == 0) {
            continue;
        }
        bl_lp_account *lp = &ledger->accounts[row->lp];
        bl_lp_account *cohort = &ledger->accounts[lp->cohort];
        s->next[0][k] = lp->share;
        lp->share = (uint32_t)k;
        s->next[1][k] = cohort->share;
        cohort->share = (uint32_t)k;
    }
}

static void solve(const solver *s, const uint32_t *next, bl_lp_account *account)
{
    bl_rate_flows flows = {s->amount, s->gone, 0, 0, (double)account->value};
    const double span = (double)(account->last_ns - account->first_ns);
    if (!account->used || span <= 0) {
        account->why = "no_time";
        return;
    }
    for (uint32_t k = account->share; k != nowhere; k = next[k]) {
        const bl_share_row *row = &s->log->shares[k];
        const bool leaves = row->event == BL_EVENT_WITHDRAW;
        s->amount[flows.len] = leaves ? -(double)row->paid.v : (double)row->paid.v;
        s->gone[flows.len++] = (double)(row->time_ns - account->first_ns) / span;
    }
    const bl_rate rate = bl_rate_solve(&flows);
    account->why = rate.out_of_memory ? "no_memory" : rate.why_null;
    account->mwr = account->why ? (double)NAN : expm1(rate.u);
}

bool bl_lp_returns_solve(const bl_runlog *log, bl_lp_ledger *ledger)
{
    const size_t len = log->shares_len + 1;
    solver s = {.log = log};
    s.next[0] = malloc(len * sizeof(uint32_t));
    s.next[1] = malloc(len * sizeof(uint32_t));
    s.amount = malloc(len * sizeof(double));
    s.gone = malloc(len * sizeof(double));
    const bool good = s.next[0] && s.next[1] && s.amount && s.gone;
    if (good) {
        chain(&s, ledger);
    }
    for (size_t i = 0; good && i < ledger->len; i++) {
        bl_lp_account *it = &ledger->accounts[i];
        if (it->kind == BL_LP_ACCOUNT_LP || it->kind == BL_LP_ACCOUNT_COHORT) {
            solve(&s, s.next[it->kind == BL_LP_ACCOUNT_COHORT], it);
        }
    }
    free(s.next[0]);
    free(s.next[1]);
    free(s.amount);
    free(s.gone);
    return good;
}
