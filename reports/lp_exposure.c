/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lp_exposure.c - how far leverage was from its target while a deposit was new, LP by LP. The
 * integral of d runs once over the marks and is read where a deposit begins and ceases to be new.
 */
#include "lp_ledger.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    double sum, weight; /* d ns, ns */
} integral;

typedef struct {
    uint32_t lp;
    int64_t from_ns, to_ns;
    integral before;
} entry;

typedef struct {
    entry *entries; /* by time */
    size_t len, begun, ended;
    integral now;
    integral *of; /* one an account */
    const bl_lp_ledger *ledger;
} walk;

static integral reach(const integral *now, double d, int64_t from_ns, int64_t to_ns)
{
    const double weight = isnan(d) ? 0 : (double)(to_ns - from_ns);
    return (integral){now->sum + (weight > 0 ? d * weight : 0), now->weight + weight};
}

static void close_entry(walk *w, const entry *it, const integral *at)
{
    const size_t cohort = w->ledger->accounts[it->lp].cohort;
    const size_t accounts[] = {it->lp, cohort};
    for (size_t i = 0; i < 2; i++) {
        w->of[accounts[i]].sum += at->sum - it->before.sum;
        w->of[accounts[i]].weight += at->weight - it->before.weight;
    }
}

static void step(void *context, const bl_stretch *at)
{
    walk *w = context;
    for (size_t i = 0; i < at->len; i++) {
        const int64_t from_ns = at->time_ns[i];
        const int64_t until_ns = at->time_ns[i + 1];
        for (; w->begun < w->len && w->entries[w->begun].from_ns < until_ns; w->begun++) {
            entry *it = &w->entries[w->begun];
            it->before = reach(&w->now, at->drift[i], from_ns, it->from_ns);
        }
        for (; w->ended < w->begun && w->entries[w->ended].to_ns <= until_ns; w->ended++) {
            const entry *it = &w->entries[w->ended];
            const integral end = reach(&w->now, at->drift[i], from_ns, it->to_ns);
            close_entry(w, it, &end);
        }
        w->now = reach(&w->now, at->drift[i], from_ns, until_ns);
    }
}

static size_t gather(const bl_runlog *log, int64_t entrant_ns, entry *out)
{
    size_t len = 0;
    for (size_t k = 0; k < log->shares_len; k++) {
        const bl_share_row *row = &log->shares[k];
        if (row->holder == BL_HOLDER_LP && row->event == BL_EVENT_DEPOSIT) {
            out[len++] = (entry){row->lp, row->time_ns, row->time_ns + entrant_ns, {0, 0}};
        }
    }
    return len;
}

bool bl_lp_exposure_measure(const bl_runlog *log, int64_t entrant_ns, bl_lp_ledger *ledger)
{
    walk w = {.ledger = ledger};
    w.entries = malloc((log->shares_len + 1) * sizeof *w.entries);
    w.of = calloc(ledger->len, sizeof *w.of);
    const bool good = w.entries && w.of;
    if (good) {
        w.len = gather(log, entrant_ns, w.entries);
    }
    if (good && w.len > 0) {
        bl_runlog_walk_stretches(log, step, &w);
        for (; w.ended < w.begun; w.ended++) { /* still new at the end */
            close_entry(&w, &w.entries[w.ended], &w.now);
        }
    }
    for (size_t i = 0; good && i < ledger->len; i++) {
        ledger->accounts[i].exposure = w.of[i].weight > 0 ? w.of[i].sum / w.of[i].weight : NAN;
    }
    free(w.entries);
    free(w.of);
    return good;
}
