/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lp_ledger.c - one pass over the rows. What all holders bear together is not booked one by one but
 * spread: an index per share grows, and a holder takes its part when it changes next or at the end.
 * What has been spread and not been taken is `outstanding`; taken and outstanding add up to zero at
 * every row, and what is outstanding when all have taken theirs is rounding.
 *
 * Simplifications: a batch's cost is laid on the flows since the last whole batch by their size;
 * where the mode also trades for other reasons than flows, only the part that L* times their net
 * sum explains. Under `reported` costs are part of what strategies report and are laid on nobody.
 */
#include "lp_ledger.h"

#include "../sim/money.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ONE_SHARE ((bl_i128)1000000000000000000) /* the index counts 10^-18 units a share */
enum { FEE_ACCOUNTS = 3 };
static const uint32_t nowhere = UINT32_MAX;

typedef struct {
    uint32_t lp;
    int64_t flow;
    bl_i128 amount; /* signed */
} pending;

typedef struct {
    const bl_runlog *log;
    bl_lp_ledger *out;
    bl_lp_tell *tell;
    void *context;
    bl_i128 index, outstanding, taken;
    bl_i128 held;  /* shares of all accounts but cohorts */
    pending *flows; /* since the last whole batch */
    size_t flows_len, audit, share, fill;
    bl_i128 traded; /* of the batch */
} walk;

/* ---- who bears what */

static bl_i128 divide(bl_i128 a, bl_i128 b, bl_i128 d)
{
    bl_i128 out = 0;
    BL_ASSERT(bl_muldiv_wide(a, b, d, BL_FLOOR, &out));
    return out;
}

static void give(walk *w, bl_lp_account *to, bl_i128 units)
{
    bl_i128 *side = units > 0 ? &to->received : &to->given;
    *side += units > 0 ? units : -units;
    w->taken += units;
}

/* Takes its part of what has been spread since it was settled last; how much. */
static bl_i128 settle(walk *w, bl_lp_account *account)
{
    const bl_i128 part =
        account->shares > 0 ? divide(account->shares, w->index - account->index, ONE_SHARE) : 0;
    account->index = w->index;
    w->outstanding -= part;
    give(w, account, part);
    return part;
}

/* Units for all holders but one, by shares; with no other holder they stay outstanding. */
static void spread(walk *w, bl_i128 units, bl_lp_account *but)
{
    const bl_i128 shares = w->held - (but ? but->shares : 0);
    if (shares > 0) {
        w->index += divide(units, ONE_SHARE, shares);
    }
    w->outstanding += units;
    if (but) {
        but->index = w->index;
    }
}

static void check_zero(const walk *w)
{
    BL_ASSERT(w->taken + w->outstanding == 0);
}

/* ---- one holder */

static bl_lp_account *find_account(const walk *w, const bl_share_row *row)
{
    const size_t lps_len = w->out->lps_len;
    return &w->out->accounts[row->holder == BL_HOLDER_LP ? row->lp
                                                         : lps_len + (size_t)row->holder - 1];
}

static void tell_entry(const walk *w, const bl_lp_entry *entry)
{
    if (w->tell && entry->account->kind == BL_LP_ACCOUNT_LP) {
        w->tell(w->context, entry);
    }
}

/* Growth of an account up to a change at a price, its fee there, and what it holds after. */
static void chain(bl_lp_account *account, double price, double kept, bl_i128 shares_after,
                  double price_after)
{
    if (account->open_value > 0) {
        account->twr *= (double)account->shares * price / account->open_value * kept;
    }
    account->open_value = (double)shares_after * price_after;
}

/* What a share row means for one account: the LP's own or its cohort's. */
static void change(bl_lp_account *account, const bl_share_row *row, double price, bl_i128 moved,
                   double price_after)
{
    const double kept =
        moved > 0 && account->shares > 0 ? 1 - (double)moved / (double)account->shares : 1;
    const bool enters = row->event == BL_EVENT_DEPOSIT || row->event == BL_EVENT_OPEN;
    chain(account, price, kept, account->shares + row->gained, price_after);
    account->shares += row->gained;
    account->fees += row->fee.v;
    if (enters) {
        account->minted += row->gained;
        account->paid_in += row->paid.v;
        account->first_ns = account->used ? account->first_ns : row->time_ns;
        account->used = true;
    } else {
        account->paid_out += row->paid.v;
    }
    account->flowed += row->event == BL_EVENT_OPEN ? 0 : (bl_i128)row->paid.v;
    account->last_ns = row->paid.v > 0 ? row->time_ns : account->last_ns;
}

/* ---- rows */

typedef struct { /* of a row: worth and shares at which it dealt, and after it */
    bl_i128 worth, shares, worth_after, shares_after;
    bl_i128 moved; /* shares from an LP to fee accounts */
} dealing;

static bl_i128 worth_of(const bl_series_row *row)
{
    return row->has_capital ? (bl_i128)row->unlocked.v : row->equity.v;
}

static dealing find_dealing(const walk *w, const bl_series_row *row, size_t told)
{
    const bl_fees_model *fees = w->log->setup->fees.model;
    const bool moves = fees && fees->basis == BL_FEE_BASIS_LP;
    dealing d = {.worth = worth_of(row),
                 .worth_after = worth_of(row),
                 .shares = (bl_i128)row->supply.v,
                 .shares_after = (bl_i128)row->supply.v};
    for (size_t k = w->share; k < told; k++) {
        const bl_share_row *it = &w->log->shares[k];
        const bl_i128 paid = (bl_i128)it->paid.v;
        d.worth -= it->event == BL_EVENT_WITHDRAW ? -paid : paid;
        d.shares -= it->holder == BL_HOLDER_LP || moves ? it->gained : 0;
        d.moved += it->holder != BL_HOLDER_LP && moves ? it->gained : 0;
    }
    return d;
}

static double price_of(bl_i128 worth, bl_i128 shares)
{
    return shares > 0 ? (double)worth / (double)shares : 0;
}

static bl_i128 value_of(bl_i128 shares, bl_i128 worth, bl_i128 supply)
{
    return supply > 0 ? divide(shares, worth, supply) : 0;
}

/* What the flow's shares gained beyond what was paid for them. */
static bl_i128 find_transfer(const bl_lp_account *account, const bl_share_row *row,
                             const dealing *d)
{
    const bl_i128 paid = (bl_i128)row->paid.v;
    const bl_i128 shares = account->shares + row->gained;
    const bl_i128 before = value_of(account->shares - d->moved, d->worth, d->shares);
    const bl_i128 after = value_of(shares, d->worth_after, d->shares_after);
    return after - before + (row->event == BL_EVENT_WITHDRAW ? paid : -paid);
}

static void book_flow(walk *w, const bl_share_row *row, const dealing *d)
{
    bl_lp_account *account = find_account(w, row);
    bl_lp_account *cohort = &w->out->accounts[account->cohort];
    const double price = price_of(d->worth, d->shares);
    const double price_after = price_of(d->worth_after, d->shares_after);
    bl_i128 transfer = settle(w, account);
    const bool opens = row->event == BL_EVENT_OPEN;
    const bl_i128 own = opens ? 0 : find_transfer(account, row, d);
    change(cohort, row, price, d->moved, price_after);
    change(account, row, price, d->moved, price_after);
    account->basis = (bl_i128)row->basis.v;
    w->held += row->gained;
    give(w, account, own);
    spread(w, -own, account);
    transfer += own;
    if (!opens) {
        const bl_i128 paid = (bl_i128)row->paid.v;
        w->out->flowed += paid;
        w->flows[w->flows_len++] = (pending){
            row->lp, row->flow, row->event == BL_EVENT_WITHDRAW ? -paid : paid};
    }
    tell_entry(w, &(bl_lp_entry){.time_ns = row->time_ns,
                           .event = row->event,
                           .account = account,
                           .paid = (bl_i128)row->paid.v,
                           .shares = row->gained,
                           .fee = (bl_i128)row->fee.v,
                           .transfer = transfer,
                           .value =
                               value_of(account->shares, d->worth_after, d->shares_after)});
}

/* Shares that move or are minted for a fee: no transfer between LPs. */
static void book_fee(walk *w, const bl_share_row *row, const dealing *d)
{
    bl_lp_account *account = find_account(w, row);
    const bl_i128 transfer = settle(w, account);
    const double price = price_of(d->worth, d->shares);
    w->held += row->gained;
    if (account->kind == BL_LP_ACCOUNT_LP) {
        change(&w->out->accounts[account->cohort], row, price, -row->gained, price);
        change(account, row, price, -row->gained, price);
        account->basis = (bl_i128)row->basis.v;
    } else {
        account->used = true;
        account->shares += row->gained;
        account->fees += row->fee.v;
    }
    tell_entry(w, &(bl_lp_entry){.time_ns = row->time_ns,
                           .event = row->event,
                           .account = account,
                           .shares = row->gained,
                           .fee = (bl_i128)row->fee.v,
                           .transfer = transfer,
                           .value =
                               value_of(account->shares, d->worth_after, d->shares_after)});
}

/* Shares that no row has told of stand in no account: those a vault locks for itself. */
static void book_shares(walk *w, const bl_series_row *row)
{
    const size_t told = w->log->row_shares ? w->log->row_shares[row - w->log->series] : 0;
    const dealing d = find_dealing(w, row, told);
    for (; w->share < told; w->share++) {
        const bl_share_row *it = &w->log->shares[w->share];
        const bool is_flow = it->holder == BL_HOLDER_LP &&
                             (it->event == BL_EVENT_DEPOSIT || it->event == BL_EVENT_WITHDRAW ||
                              it->event == BL_EVENT_OPEN);
        if (is_flow) {
            book_flow(w, it, &d);
        } else {
            book_fee(w, it, &d);
        }
    }
}

/* ---- cost of rebalances */

/* Value of the fills told up to a row, for a batch. */
static void add_traded(walk *w, const bl_series_row *row)
{
    const bl_runlog *log = w->log;
    const size_t told = log->row_fills ? log->row_fills[row - log->series] : 0;
    for (; w->fill < told; w->fill++) {
        const bl_fill_row *fill = &log->fills[w->fill];
        const bl_instrument *it = &log->setup->instruments[fill->instrument];
        bl_cash value = {0};
        BL_ASSERT(bl_money_value(fill->quantity, fill->mark,
                                 bl_money_scale(it->price_decimals, it->quantity_decimals,
                                                log->setup->vault.decimals),
                                 &value));
        w->traded += value.v < 0 ? -(bl_i128)value.v : value.v;
    }
}

static bl_i128 size_of(const pending *flow)
{
    return flow->amount < 0 ? -flow->amount : flow->amount;
}

/* One flow's cost to its LP. */
static void charge(walk *w, const bl_series_row *row, const pending *flow, bl_i128 cost)
{
    bl_lp_account *account = &w->out->accounts[flow->lp];
    const bl_i128 transfer = settle(w, account) + cost;
    account->cost += cost;
    w->out->accounts[account->cohort].cost += cost;
    w->out->caused += cost;
    give(w, account, cost);
    spread(w, -cost, NULL);
    tell_entry(w, &(bl_lp_entry){.time_ns = row->time_ns,
                           .event = BL_EVENT_REBALANCE,
                           .account = account,
                           .cost = cost,
                           .transfer = transfer,
                           .value = value_of(account->shares, worth_of(row),
                                             (bl_i128)row->supply.v),
                           .caused_by = size_of(flow)});
}

/* The part of a batch's cost that its flows caused. Under `proportional` ticks and reviews trade
 * for nothing else, and what has no cause is a new target or a limit. */
static bl_i128 find_caused(const walk *w, const bl_series_row *row, bl_i128 cost, int64_t cause)
{
    const bl_setup *setup = w->log->setup;
    if (setup->rebalance.sizing == BL_SIZING_PROPORTIONAL && !setup->mode.model->check) {
        return cause != BL_NO_CAUSE ? cost : 0;
    }
    bl_i128 net = 0;
    for (size_t i = 0; i < w->flows_len; i++) {
        net += w->flows[i].amount;
    }
    const bl_i128 need = divide(net < 0 ? -net : net, row->target_ppb, BL_PPB);
    return need < w->traded ? divide(cost, need, w->traded) : cost;
}

/* Lays a cost on the waiting flows by their size, the last one taking what is left. */
static void share_out(walk *w, const bl_series_row *row, bl_i128 cost)
{
    bl_i128 all = 0;
    bl_i128 reached = 0;
    for (size_t i = 0; i < w->flows_len; i++) {
        all += size_of(&w->flows[i]);
    }
    bl_i128 charged = 0;
    for (size_t i = 0; i < w->flows_len && all > 0; i++) {
        reached += size_of(&w->flows[i]);
        const bl_i128 due = divide(cost, reached, all);
        if (due != charged) {
            charge(w, row, &w->flows[i], due - charged);
        }
        charged = due;
    }
}

static void book_cost(walk *w, const bl_series_row *row)
{
    const bl_runlog_audit *record = bl_runlog_find_attempt(w->log, &w->audit, row);
    if (!record || row->has_capital) {
        return;
    }
    const bl_i128 cost = record->cost.v;
    const bool is_act = record->flow != BL_NO_CAUSE;
    const bool stands =
        is_act && w->flows_len > 0 && w->flows[w->flows_len - 1].flow == record->flow;
    w->out->cost += cost;
    if (is_act && cost != 0) {
        const pending undone = {w->log->setup->flows.lp[record->flow], record->flow, 0};
        charge(w, row, stands ? &w->flows[w->flows_len - 1] : &undone, cost);
    } else if (cost != 0 && w->flows_len > 0) {
        share_out(w, row, find_caused(w, row, cost, record->cause));
    }
    if (stands) {
        w->flows_len--; /* it asked for its own rescale and had it */
    } else if (row->event == BL_EVENT_REBALANCE) {
        w->flows_len = 0;
    }
    w->traded = 0;
}

/* ---- the whole */

static int compare_days(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a;
    const int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t day_of(int64_t time_ns)
{
    return time_ns / BL_NS_PER_DAY - (time_ns % BL_NS_PER_DAY < 0);
}

/* First entries: the day of each LP, -1 where it never came in, and before all days for seed. */
static void find_days(const bl_runlog *log, size_t lps_len, int64_t *days)
{
    for (size_t i = 0; i < lps_len; i++) {
        days[i] = INT64_MAX;
    }
    for (size_t k = log->shares_len; k-- > 0;) {
        const bl_share_row *row = &log->shares[k];
        if (row->holder == BL_HOLDER_LP &&
            (row->event == BL_EVENT_DEPOSIT || row->event == BL_EVENT_OPEN)) {
            days[row->lp] = row->lp == 0 ? INT64_MIN : day_of(row->time_ns);
        }
    }
}

static size_t keep_distinct(int64_t *days, size_t len)
{
    size_t kept = 0;
    for (size_t i = 0; i < len && days[i] != INT64_MAX; i++) {
        if (kept == 0 || days[kept - 1] != days[i]) {
            days[kept++] = days[i];
        }
    }
    return kept;
}

static size_t find_cohort(const int64_t *days, size_t len, int64_t day)
{
    const int64_t *at = bsearch(&day, days, len, sizeof *days, compare_days);
    return at ? (size_t)(at - days) : 0;
}

static bool open_accounts(const bl_runlog *log, bl_lp_ledger *out)
{
    const size_t lps_len = log->setup->flows.lps_len > 0 ? log->setup->flows.lps_len : 1;
    int64_t *days = malloc(2 * lps_len * sizeof *days);
    if (!days) {
        return false;
    }
    int64_t *sorted = days + lps_len;
    find_days(log, lps_len, days);
    memcpy(sorted, days, lps_len * sizeof *days);
    qsort(sorted, lps_len, sizeof *sorted, compare_days);
    const size_t cohorts_len = keep_distinct(sorted, lps_len);
    const size_t nobody = lps_len + FEE_ACCOUNTS + cohorts_len;
    *out = (bl_lp_ledger){.lps_len = lps_len, .len = nobody + 1};
    out->accounts = calloc(out->len, sizeof *out->accounts);
    for (size_t i = 0; i < out->len && out->accounts; i++) {
        bl_lp_account *it = &out->accounts[i];
        *it = (bl_lp_account){.twr = 1, .mwr = NAN, .exposure = NAN, .share = nowhere};
        if (i < lps_len) {
            it->key = (int64_t)i;
            it->cohort = days[i] == INT64_MAX ? nobody
                                              : lps_len + FEE_ACCOUNTS +
                                                    find_cohort(sorted, cohorts_len, days[i]);
        } else if (i < lps_len + FEE_ACCOUNTS) {
            it->kind = (bl_lp_account_kind)(BL_LP_ACCOUNT_MANAGER + (i - lps_len));
        } else {
            it->kind = BL_LP_ACCOUNT_COHORT;
            it->key = i < nobody ? sorted[i - lps_len - FEE_ACCOUNTS] : INT64_MAX;
        }
    }
    free(days);
    return out->accounts != NULL;
}

/* Everybody takes what is left for them, and is worth what the last row says. */
static void close_accounts(walk *w)
{
    const bl_runlog *log = w->log;
    const bl_series_row *row = &log->series[log->series_len - 1];
    const double price = price_of(worth_of(row), (bl_i128)row->supply.v);
    for (size_t i = 0; i < w->out->len; i++) {
        bl_lp_account *it = &w->out->accounts[i];
        const bool is_cohort = it->kind == BL_LP_ACCOUNT_COHORT;
        const bl_i128 transfer = is_cohort ? 0 : settle(w, it);
        chain(it, price, 1, it->shares, price);
        it->value = value_of(it->shares, worth_of(row), (bl_i128)row->supply.v);
        it->last_ns = it->shares > 0 ? row->time_ns : it->last_ns;
        if (it->kind == BL_LP_ACCOUNT_LP && it->used) {
            w->out->accounts[it->cohort].given += it->given;
            w->out->accounts[it->cohort].received += it->received;
            tell_entry(w, &(bl_lp_entry){.time_ns = row->time_ns,
                                   .event = BL_EVENT_END,
                                   .account = it,
                                   .transfer = transfer,
                                   .value = it->value});
        }
        check_zero(w);
    }
    w->out->rounding = w->outstanding;
}

bool bl_lp_ledger_make(const bl_runlog *log, bl_lp_tell *tell, void *context, bl_lp_ledger *out)
{
    walk w = {.log = log, .out = out, .tell = tell, .context = context};
    *out = (bl_lp_ledger){0};
    w.flows = malloc((log->shares_len + 1) * sizeof *w.flows);
    if (!w.flows || !open_accounts(log, out)) {
        free(w.flows);
        return false;
    }
    for (size_t k = 0; k < log->series_len; k++) {
        add_traded(&w, &log->series[k]);
        book_shares(&w, &log->series[k]);
        book_cost(&w, &log->series[k]);
        check_zero(&w);
        BL_ASSERT(log->shares_len == 0 || log->series[k].has_capital ||
                  w.held == (bl_i128)log->series[k].supply.v);
    }
    if (log->series_len > 0) {
        close_accounts(&w);
    }
    free(w.flows);
    return true;
}

void bl_lp_ledger_fini(bl_lp_ledger *ledger)
{
    free(ledger->accounts);
    *ledger = (bl_lp_ledger){0};
}
