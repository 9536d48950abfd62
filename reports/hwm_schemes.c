/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hwm_schemes.c - a deposit is a lot of units of the price before fees, worth units x price; a fee
 * takes units away. So in every scheme a lot grows with the same price and only marks differ.
 *
 * Simplifications: the whole fee leaves (a carry that stays with the payer is counted as paid); the
 * price is that of the run, whose own fees and rebalances would differ a little under another
 * scheme; a withdrawal takes the part of an LP's units that it took of its shares.
 */
#include "hwm_schemes.h"

#include "../sim/calendar.h"
#include "../sim/muldiv.h"
#include "sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double usual_rate = 0.2;
static const uint32_t nowhere = UINT32_MAX;

typedef struct {
    uint32_t lp;
    uint32_t next; /* the next one of its LP */
    size_t month;  /* place of the pool of its cohort */
    double units[BL_HWM_COUNT];
    double seen[BL_HWM_COUNT]; /* fees of its pool a unit, when it was settled last */
    double mark[BL_HWM_COUNT]; /* the price above which it pays: SERIES, EQUALISED */
} lot;

/* Units that have one mark: all of them, or a month's. A fee takes the same part of each. */
typedef struct {
    double left; /* of a unit that was there from the first */
    double mark; /* on price x left */
    double fees; /* taken of such a unit so far */
} pool;

typedef struct {
    const bl_runlog *log;
    bl_hwm *out;
    double unit, price, factor; /* price before fees; what own fees took of it */
    lot *lots;
    size_t lots_len;
    double *basis; /* an LP, PER_LP */
    bl_i128 *held; /* shares an LP, of the run */
    uint32_t *first, *last; /* lots, an LP */
    double *sums;  /* an LP, scratch */
    pool all;
    pool *months; /* of cohorts, by month since the start */
    size_t months_len;
    double vault_mark; /* EQUALISED */
    int64_t month_ns;  /* the next month end */
    size_t share;
    double price_before;
    uint64_t fees_before;
} walk;

const char *bl_hwm_name(bl_hwm_scheme scheme)
{
    static const char *const names[] = {
#define X(id, name) name,
        BL_HWM_LIST(X)
#undef X
    };
    return names[scheme];
}

/* ---- one fee */

static double above(double x)
{
    return x > 0 ? x : 0;
}

static void charge(walk *w, lot *it, bl_hwm_scheme scheme, double fee)
{
    w->out->fees[it->lp * BL_HWM_COUNT + scheme] += fee;
    it->units[scheme] -= fee / w->price;
}

/* A pool above its mark pays; the mark rises to the price before the fee (spec 7.4). */
static void pass_mark(const walk *w, pool *of)
{
    const double price = w->price * of->left;
    if (price > of->mark) {
        const double fee = w->out->rate * (price - of->mark);
        of->mark = price;
        of->fees += fee;
        of->left *= 1 - fee / price;
    }
}

static void charge_pools(walk *w)
{
    pass_mark(w, &w->all);
    for (size_t m = 0; m <= w->months_len; m++) {
        pass_mark(w, &w->months[m]);
    }
}

/* What a lot has paid with its pool since it was settled last; its units count as if they had been
 * there from the first. */
static void settle(walk *w, lot *it, bl_hwm_scheme scheme, const pool *of)
{
    w->out->fees[it->lp * BL_HWM_COUNT + scheme] +=
        it->units[scheme] * (of->fees - it->seen[scheme]);
    it->seen[scheme] = of->fees;
}

static void settle_pools(walk *w, lot *it)
{
    settle(w, it, BL_HWM_GLOBAL, &w->all);
    settle(w, it, BL_HWM_COHORT, &w->months[it->month]);
}

static double fee_of_series(const walk *w, const lot *it)
{
    return w->out->rate * it->units[BL_HWM_SERIES] * above(w->price - it->mark[BL_HWM_SERIES]);
}

/* The fee of all, less the credit of a lot that came in above the mark, and what one below owes. */
static double fee_of_equalised(const walk *w, const lot *it)
{
    const double own = it->mark[BL_HWM_EQUALISED];
    const double common = above(w->price - w->vault_mark);
    const double credit = above(fmin(w->price, own) - w->vault_mark);
    const double owed = above(fmin(w->price, w->vault_mark) - own);
    return w->out->rate * it->units[BL_HWM_EQUALISED] * (common - credit + owed);
}

static void charge_lots(walk *w)
{
    for (size_t i = 0; i < w->lots_len; i++) {
        lot *it = &w->lots[i];
        charge(w, it, BL_HWM_SERIES, fee_of_series(w, it));
        charge(w, it, BL_HWM_EQUALISED, fee_of_equalised(w, it));
        it->mark[BL_HWM_SERIES] = fmax(it->mark[BL_HWM_SERIES], w->price);
        it->mark[BL_HWM_EQUALISED] = fmax(it->mark[BL_HWM_EQUALISED], w->price);
    }
    w->vault_mark = fmax(w->vault_mark, w->price);
}

/* Each LP above its basis pays the same part of all its lots. */
static void charge_lps(walk *w)
{
    memset(w->sums, 0, w->out->lps_len * sizeof *w->sums);
    for (size_t i = 0; i < w->lots_len; i++) {
        w->sums[w->lots[i].lp] += w->lots[i].units[BL_HWM_PER_LP] * w->price;
    }
    for (size_t lp = 0; lp < w->out->lps_len; lp++) {
        const double value = w->sums[lp];
        const double fee = w->out->rate * above(value - w->basis[lp]);
        w->basis[lp] = fee > 0 ? value - fee : w->basis[lp];
        w->sums[lp] = fee > 0 ? fee / value : 0;
    }
    for (size_t i = 0; i < w->lots_len; i++) {
        lot *it = &w->lots[i];
        charge(w, it, BL_HWM_PER_LP, w->sums[it->lp] * it->units[BL_HWM_PER_LP] * w->price);
    }
}

static void close_month(walk *w)
{
    if (w->price > 0) {
        charge_lps(w);
        charge_pools(w);
        charge_lots(w);
    }
}

/* ---- flows */

/* The place of a month in `months`, counted from that of the start. */
static size_t place_month(const walk *w, int64_t time_ns)
{
    int64_t year[2];
    int month[2];
    int day;
    bl_calendar_date(w->log->setup->start_ns / BL_NS_PER_DAY, &year[0], &month[0], &day);
    bl_calendar_date(time_ns / BL_NS_PER_DAY, &year[1], &month[1], &day);
    return (size_t)((year[1] - year[0]) * 12 + month[1] - month[0]);
}

static void enter(walk *w, const bl_share_row *row)
{
    const double paid = (double)row->paid.v * w->unit;
    const uint32_t at = (uint32_t)w->lots_len++;
    lot *it = &w->lots[at];
    *it = (lot){.lp = row->lp, .next = nowhere, .month = place_month(w, row->time_ns)};
    if (w->last[row->lp] == nowhere) {
        w->first[row->lp] = at;
    } else {
        w->lots[w->last[row->lp]].next = at;
    }
    w->last[row->lp] = at;
    for (int s = 0; s < BL_HWM_COUNT; s++) {
        it->units[s] = paid / w->price;
        it->mark[s] = w->price;
    }
    pool *cohort = &w->months[it->month];
    if (cohort->left <= 0) {
        *cohort = (pool){1, w->price, 0};
    }
    it->units[BL_HWM_GLOBAL] /= w->all.left;
    it->units[BL_HWM_COHORT] /= cohort->left;
    it->seen[BL_HWM_GLOBAL] = w->all.fees;
    it->seen[BL_HWM_COHORT] = cohort->fees;
    w->basis[row->lp] += paid;
    w->out->paid[row->lp] += paid;
}

/* A part of an LP's units leaves in a scheme where all its lots are alike. */
static void leave_evenly(walk *w, uint32_t lp, bl_hwm_scheme scheme, double part)
{
    for (uint32_t i = w->first[lp]; i != nowhere; i = w->lots[i].next) {
        w->lots[i].units[scheme] *= 1 - part;
    }
}

/* Oldest lots first; what leaves pays its own fee. */
static void leave_in_order(walk *w, uint32_t lp, bl_hwm_scheme scheme, double part)
{
    double left = 0;
    for (uint32_t i = w->first[lp]; i != nowhere; i = w->lots[i].next) {
        left += w->lots[i].units[scheme] * part;
    }
    for (uint32_t i = w->first[lp]; i != nowhere && left > 0; i = w->lots[i].next) {
        lot *it = &w->lots[i];
        if (it->units[scheme] <= 0) {
            continue;
        }
        const double units = fmin(left, it->units[scheme]);
        const double fee =
            scheme == BL_HWM_SERIES ? fee_of_series(w, it) : fee_of_equalised(w, it);
        w->out->fees[lp * BL_HWM_COUNT + scheme] += fee * units / it->units[scheme];
        it->units[scheme] -= units;
        left -= units;
    }
}

static void leave_own(walk *w, uint32_t lp, double part)
{
    double value = 0;
    for (uint32_t i = w->first[lp]; i != nowhere; i = w->lots[i].next) {
        value += w->lots[i].units[BL_HWM_PER_LP] * w->price;
    }
    w->out->fees[lp * BL_HWM_COUNT + BL_HWM_PER_LP] +=
        w->out->rate * above(value - w->basis[lp]) * part;
    w->basis[lp] *= 1 - part;
    leave_evenly(w, lp, BL_HWM_PER_LP, part);
}

static void leave(walk *w, const bl_share_row *row)
{
    const double held = (double)w->held[row->lp];
    const double part = held > 0 ? fmin((double)-row->gained / held, 1) : 0;
    charge_pools(w); /* a withdrawal is priced after the fee of its pool, spec 7.4 */
    for (uint32_t i = w->first[row->lp]; i != nowhere; i = w->lots[i].next) {
        settle_pools(w, &w->lots[i]);
    }
    leave_evenly(w, row->lp, BL_HWM_GLOBAL, part);
    leave_evenly(w, row->lp, BL_HWM_COHORT, part);
    leave_own(w, row->lp, part);
    leave_in_order(w, row->lp, BL_HWM_SERIES, part);
    leave_in_order(w, row->lp, BL_HWM_EQUALISED, part);
}

static void take_shares(walk *w, const bl_series_row *row)
{
    const bl_runlog *log = w->log;
    const size_t told = log->row_shares ? log->row_shares[row - log->series] : 0;
    for (; w->share < told; w->share++) {
        const bl_share_row *it = &log->shares[w->share];
        if (it->holder != BL_HOLDER_LP) {
            continue;
        }
        if (it->event == BL_EVENT_DEPOSIT || it->event == BL_EVENT_OPEN) {
            enter(w, it);
        } else if (it->event == BL_EVENT_WITHDRAW) {
            leave(w, it);
        }
        w->held[it->lp] += it->gained;
    }
}

/* ---- time */

/* Fees that the run itself minted lower its price at their row; the price before fees goes on. */
static void undo_fees(walk *w, const bl_series_row *row, double price)
{
    const bl_fees_model *model = w->log->setup->fees.model;
    const bool mints = model && model->basis == BL_FEE_BASIS_VAULT;
    if (mints && row->fees.v > w->fees_before && price > 0 && w->price_before > 0) {
        w->factor *= w->price_before / price;
    }
    w->fees_before = row->fees.v;
}

static void step(void *context, const bl_mark *mark)
{
    walk *w = context;
    while (mark->time_ns > w->month_ns || (mark->time_ns == w->month_ns && mark->row)) {
        close_month(w);
        w->month_ns = bl_calendar_next_month(w->month_ns);
    }
    const double price = mark->supply > 0 ? mark->value / mark->supply : w->price_before;
    if (mark->row) {
        undo_fees(w, mark->row, price);
    }
    w->price_before = price;
    if (price * w->factor > 0) {
        w->price = price * w->factor;
    }
    if (mark->row) {
        take_shares(w, mark->row);
    }
}

static bool open_walk(walk *w, const bl_runlog *log, bl_hwm *out)
{
    const size_t lps_len = log->setup->flows.lps_len > 0 ? log->setup->flows.lps_len : 1;
    const bl_fees_choice *fees = &log->setup->fees;
    *w = (walk){.log = log, .out = out, .price = 1, .factor = 1, .price_before = 1};
    *out = (bl_hwm){.lps_len = lps_len, .rate = usual_rate};
    if (fees->model && fees->model->basis != BL_FEE_BASIS_NONE) {
        out->rate = (double)fees->params[0] / (double)BL_PPB;
    }
    w->unit = 1 / pow(10, log->setup->vault.decimals);
    w->all = (pool){1, 1, 0};
    w->vault_mark = 1;
    w->month_ns = bl_calendar_next_month(log->setup->start_ns);
    w->months_len = place_month(w, log->setup->end_ns);
    out->fees = calloc(lps_len * BL_HWM_COUNT, sizeof *out->fees);
    out->paid = calloc(lps_len, sizeof *out->paid);
    w->lots = calloc(log->shares_len + 1, sizeof *w->lots);
    w->basis = calloc(lps_len, sizeof *w->basis);
    w->held = calloc(lps_len, sizeof *w->held);
    w->sums = calloc(lps_len, sizeof *w->sums);
    w->first = malloc(2 * lps_len * sizeof *w->first);
    if (w->first) {
        memset(w->first, 0xff, 2 * lps_len * sizeof *w->first); /* nowhere */
        w->last = w->first + lps_len;
    }
    w->months = calloc(w->months_len + 1, sizeof *w->months);
    return out->fees && out->paid && w->lots && w->basis && w->held && w->sums && w->first &&
           w->months;
}

static void close_walk(walk *w)
{
    free(w->lots);
    free(w->basis);
    free(w->held);
    free(w->sums);
    free(w->first);
    free(w->months);
}

static void add_up(bl_hwm *out)
{
    for (size_t lp = 0; lp < out->lps_len; lp++) {
        const double *fees = out->fees + lp * BL_HWM_COUNT;
        for (int s = 0; s < BL_HWM_COUNT; s++) {
            const double gap = fees[s] - fees[BL_HWM_PER_LP];
            out->total[s] += fees[s];
            out->over[s] += above(gap);
            out->under[s] += above(-gap);
        }
    }
}

bool bl_hwm_compare(const bl_runlog *log, bl_hwm *out)
{
    walk w;
    const bool good = open_walk(&w, log, out);
    if (good) {
        bl_runlog_walk_days(log, step, &w);
        close_month(&w);
        for (size_t i = 0; i < w.lots_len; i++) {
            settle_pools(&w, &w.lots[i]);
        }
        add_up(out);
    }
    close_walk(&w);
    return good;
}

void bl_hwm_fini(bl_hwm *hwm)
{
    free(hwm->fees);
    free(hwm->paid);
    *hwm = (bl_hwm){0};
}

static void write_line(bl_sheet *sheet, const char *name, double paid, const double *fees,
                       int places)
{
    bl_sheet_put_text(sheet, name);
    bl_sheet_put_real(sheet, paid, places);
    for (int s = 0; s < BL_HWM_COUNT; s++) {
        bl_sheet_put_real(sheet, fees[s], places);
    }
    bl_sheet_end_line(sheet);
}

bl_status bl_hwm_write(const bl_runlog *log, const char *const *names, const char *folder,
                       bl_err *err)
{
    static const char header[] = "lp,paid_in"
#define X(id, name) "," name
        BL_HWM_LIST(X)
#undef X
        ;
    bl_hwm hwm;
    bl_sheet sheet;
    const int places = log->setup->vault.decimals;
    bl_status status = BL_OK;
    if (!bl_hwm_compare(log, &hwm)) {
        status = bl_err_set(err, BL_MEMORY, "no memory for the fee schemes");
    } else if (bl_sheet_open(&sheet, folder, "fee_schemes.csv", header, err) != BL_OK) {
        status = err->status;
    } else {
        double paid = 0;
        for (size_t lp = 0; lp < hwm.lps_len; lp++) {
            paid += hwm.paid[lp];
            if (hwm.paid[lp] > 0) {
                write_line(&sheet, names[lp], hwm.paid[lp], hwm.fees + lp * BL_HWM_COUNT, places);
            }
        }
        write_line(&sheet, "fees:all", paid, hwm.total, places);
        status = bl_sheet_close(&sheet, err);
    }
    bl_hwm_fini(&hwm);
    return status;
}
