/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_run.c - random worlds: what holds in every run, with money counted a second time from the
 * fills. The engine checks conservation itself after every event and aborts; a crash report names
 * the world by its seed. `test_run 100000` tries that many.
 */
#include "../support/random_world.h"
#include "../support/suite.h"

#include <stdlib.h>
#include <string.h>

static uint64_t worlds_len = 400;

/* -- money, counted again --------------------------------------------------------------------- */

static bl_i128 floor_div(bl_i128 a, bl_i128 b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

static bl_i128 scale_of(const world *w, size_t i)
{
    const bl_instrument *what = &w->setup.instruments[i];
    bl_i128 scale = 1;
    int places = what->price_decimals + what->quantity_decimals - w->setup.vault.decimals;
    while (places-- > 0) {
        scale *= 10;
    }
    return scale;
}

static int64_t mark_at(const world *w, size_t i, int64_t time_ns)
{
    const bl_bars *bars = &w->setup.instruments[i].bars;
    size_t row = 0;
    while (row + 1 < bars->len && bars->visible_ns[row + 1] <= time_ns) {
        row++;
    }
    return bars->close[row];
}

typedef struct {
    bl_i128 cash;
    bl_i128 q[2];
} account;

static void book_fill(const world *w, account *a, const bl_fill_row *fill)
{
    size_t i = fill->instrument;
    bl_i128 scale = scale_of(w, i);
    bl_i128 after = a->q[i] + fill->quantity.v;
    if (fill->reason == BL_FILL_OPEN || fill->reason == BL_FILL_IDEAL) {
        a->cash -=
            floor_div(after * fill->mark.v, scale) - floor_div(a->q[i] * fill->mark.v, scale);
    } else {
        a->cash += floor_div(-(bl_i128)fill->quantity.v * fill->price.v, scale);
    }
    a->cash -= (bl_i128)fill->fee.v;
    a->q[i] = after;
    ck_assert_int_eq(fill->mark.v, mark_at(w, i, fill->time_ns));
}

/* How many fills come before funding at an instant: all of earlier ones, and what orders that rest
 * or are on their way did just now, in phase VENUE. False: cash did not move, though something
 * traded, in one phase or another. */
static bool fills_before(const world *w, int64_t time_ns, size_t *len)
{
    *len = 0;
    while (*len < w->fills_len && w->fills[*len].time_ns < time_ns) {
        (*len)++;
    }
    for (size_t k = 0; k < w->series_len && w->series[k].time_ns <= time_ns; k++) {
        if (w->series[k].time_ns == time_ns && w->series[k].event == BL_EVENT_FUNDING) {
            *len = w->fills_before[k];
            return true;
        }
    }
    return *len == w->fills_len || w->fills[*len].time_ns > time_ns;
}

/* One row, on the position of phase FUNDING; at start, as it was opened. */
static void book_funding(const world *w, account *a, size_t i, size_t row)
{
    const bl_rates *funding = &w->setup.instruments[i].funding;
    int64_t time_ns = funding->time_ns[row];
    const bool at_start = time_ns == w->setup.start_ns;
    bl_i128 held = at_start ? w->audit[0].post[i].v : 0;
    size_t len = 0;
    if (!at_start && !fills_before(w, time_ns, &len)) {
        return;
    }
    for (size_t k = 0; k < len; k++) {
        held += w->fills[k].instrument == i ? w->fills[k].quantity.v : 0;
    }
    bl_i128 product = held * mark_at(w, i, time_ns) * funding->rate_ppb[row];
    a->cash += floor_div(-product, scale_of(w, i) * BL_PPB);
}

static account count_again(const world *w)
{
    account a = {.cash = (bl_i128)w->setup.vault.capital};
    for (size_t k = 0; k < w->fills_len; k++) {
        book_fill(w, &a, &w->fills[k]);
    }
    for (size_t i = 0; i < w->setup.instruments_len; i++) {
        const bl_rates *funding = &w->setup.instruments[i].funding;
        for (size_t row = 0; row < funding->len; row++) {
            if (funding->time_ns[row] >= w->setup.start_ns &&
                funding->time_ns[row] <= w->setup.end_ns) {
                book_funding(w, &a, i, row);
            }
        }
    }
    for (size_t k = 0; k < w->flow_rows_len; k++) {
        bl_i128 amount = (bl_i128)w->flows[k].amount.v;
        bool settled = w->flows[k].outcome == BL_OUTCOME_SETTLED;
        a.cash += settled ? (w->flow_kind[k] == BL_FLOW_DEPOSIT ? amount : -amount) : 0;
    }
    for (size_t k = 0; k < w->audit_len; k++) {
        a.cash -= w->audit[k].event == BL_EVENT_LIQUIDATION ? w->audit[k].cost.v : 0;
    }
    return a;
}

/* -- what holds in every run ------------------------------------------------------------------ */

static void check_money(const world *w)
{
    account a = count_again(w);
    const bl_series_row *end = &w->series[w->series_len - 1];
    const bl_audit_row *last = &w->audit[w->audit_len - 1];
    bl_i128 equity = a.cash;
    for (size_t i = 0; i < w->setup.instruments_len; i++) {
        equity += floor_div(a.q[i] * mark_at(w, i, w->setup.end_ns), scale_of(w, i));
        ck_assert(a.q[i] == last->post[i].v);
    }
    ck_assert_int_eq(end->event, BL_EVENT_END);
    ck_assert_int_eq((int64_t)equity, end->equity.v);
    ck_assert_int_eq(last->nav.v, end->equity.v);
}

static void check_shares(const world *w)
{
    const bl_series_row *end = &w->series[w->series_len - 1];
    bl_u128 shares = 0;
    bl_i128 value = 0;
    bl_u128 paid_in = 0;
    bl_u128 flows_in = w->setup.vault.capital;
    for (size_t i = 0; i < w->lps_len; i++) {
        ck_assert_uint_le(w->lps[i].shares.v, end->supply.v);
        shares += w->lps[i].shares.v;
        value += w->lps[i].value.v;
        paid_in += w->lps[i].paid_in.v;
    }
    for (size_t k = 0; k < w->flow_rows_len; k++) {
        bool came = w->flows[k].outcome == BL_OUTCOME_SETTLED && w->flow_kind[k] == BL_FLOW_DEPOSIT;
        flows_in += came ? w->flows[k].amount.v : 0;
    }
    ck_assert(shares == end->supply.v);
    ck_assert(end->supply.v == 0 || value <= end->equity.v);
    ck_assert(paid_in == flows_in);
}

static void check_flows(const world *w)
{
    const bl_run_counts *counts = &w->counts;
    ck_assert_uint_eq(counts->flows_settled + counts->flows_refused + counts->flows_pending,
                      w->flow_rows_len);
    ck_assert_uint_eq(w->flow_rows_len + counts->flows_late, w->flows_len);
    uint64_t refused = 0;
    for (size_t k = 0; k < w->flow_rows_len; k++) {
        const bl_flow_row *row = &w->flows[k];
        ck_assert_uint_eq(row->seq, k);
        ck_assert(row->outcome != BL_OUTCOME_REFUSED || row->reason != BL_REASON_NONE);
        ck_assert(row->outcome != BL_OUTCOME_SETTLED || row->settled_ns >= w->flow_ns[k]);
        refused += row->outcome == BL_OUTCOME_REFUSED ? 1 : 0;
    }
    ck_assert_uint_eq(refused, counts->flows_refused);
}

/* Every change of a position has a record, and a record that is no trade changes none. A
 * rebalance that takes time has one at its end for all its fills. */
static void check_sizes(const world *w)
{
    const bl_rebalance_rule *rule = &w->setup.rebalance;
    const bl_latency_model *latency = w->setup.venue.latency;
    const bool in_time = rule->carry != BL_CARRY_NONE || rule->slices > 1 ||
                         (latency != NULL && latency->delay != NULL);
    bool dust = false;
    for (size_t i = 0; i < w->setup.instruments_len; i++) {
        dust |= w->setup.instruments[i].min_qty > 0 || w->setup.instruments[i].min_notional > 0;
    }
    for (size_t k = 0; k < w->audit_len; k++) {
        const bl_audit_row *row = &w->audit[k];
        bool trades = row->event == BL_EVENT_REBALANCE || row->event == BL_EVENT_OPEN ||
                      row->event == BL_EVENT_LIQUIDATION || row->event == BL_EVENT_CALLED_OFF ||
                      (row->event == BL_EVENT_FAILED &&
                       (in_time || rule->atomicity != BL_ATOMIC_ALL_OR_NONE));
        for (size_t i = 0; i < w->setup.instruments_len; i++) {
            ck_assert(in_time || row->pre[i].v == (k == 0 ? 0 : w->audit[k - 1].post[i].v));
            ck_assert(trades || row->pre[i].v == row->post[i].v);
            ck_assert(row->event != BL_EVENT_REBALANCE || dust ||
                      row->post[i].v == row->target[i].v);
        }
    }
}

/* Deposits shut and open with a record, one alert follows each time they shut. */
static void check_gates(const world *w)
{
    bool shut = false;
    for (size_t k = 0; k < w->audit_len; k++) {
        const bl_audit_row *row = &w->audit[k];
        bool flips = row->event == BL_EVENT_GATE;
        bool alert = row->event == BL_EVENT_ALERT;
        bool shut_before = shut;
        shut = (row->gates & BL_GATE_D) != 0;
        ck_assert(flips == (shut != shut_before));
        ck_assert(alert == (k > 0 && w->audit[k - 1].event == BL_EVENT_GATE && shut_before));
    }
    shut = false;
    for (size_t k = 0; k < w->series_len; k++) {
        const bl_series_row *row = &w->series[k];
        bool shut_before = shut;
        shut = (row->gates & BL_GATE_D) != 0;
        ck_assert((row->event == BL_EVENT_GATE) == (shut != shut_before));
        ck_assert(k == 0 || row->time_ns >= w->series[k - 1].time_ns);
    }
}

static void check_options(const world *w)
{
    const bl_series_row *end = &w->series[w->series_len - 1];
    bool fees = w->setup.fees.model->basis != BL_FEE_BASIS_NONE;
    ck_assert(fees || end->fees.v == 0);
    ck_assert(w->setup.rebalance.atomicity == BL_ATOMIC_UNWIND || w->counts.attempts_unwound == 0);
    ck_assert_uint_eq(w->counts.attempts, w->counts.attempts_whole + w->counts.attempts_failed +
                                              w->counts.attempts_idle +
                                              w->counts.attempts_called_off);
}

/* -- two runs --------------------------------------------------------------------------------- */

static void mix(uint64_t *hash, uint64_t value)
{
    *hash = (*hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    *hash ^= *hash >> 29;
}

static uint64_t hash_of(const world *w)
{
    uint64_t hash = 1;
    for (size_t k = 0; k < w->series_len; k++) {
        mix(&hash, (uint64_t)w->series[k].time_ns ^ (uint64_t)w->series[k].event);
        mix(&hash, (uint64_t)w->series[k].equity.v);
        mix(&hash, (uint64_t)w->series[k].leverage_ppb);
        mix(&hash, (uint64_t)w->series[k].intended_ppb ^ w->series[k].gates);
    }
    for (size_t k = 0; k < w->fills_len; k++) {
        mix(&hash, (uint64_t)w->fills[k].quantity.v);
        mix(&hash, (uint64_t)w->fills[k].price.v ^ w->fills[k].fee.v);
    }
    for (size_t k = 0; k < w->audit_len; k++) {
        mix(&hash, (uint64_t)w->audit[k].event ^ (uint64_t)w->audit[k].cause);
        mix(&hash, (uint64_t)w->audit[k].target[0].v ^ (uint64_t)w->audit[k].reason);
    }
    for (size_t k = 0; k < w->flow_rows_len; k++) {
        mix(&hash, w->flows[k].amount.v ^ w->flows[k].shares.v);
        mix(&hash, (uint64_t)w->flows[k].reason);
    }
    return hash;
}

static void replay(random_world *r)
{
    bl_err err = {0};
    ck_assert_msg(world_run(r->w, r->end_ns, &err) == BL_OK, "%s", err.text);
}

START_TEST(what_every_run_promises_holds_in_random_worlds)
{
    uint64_t busy = 0;
    uint64_t failed = 0;
    for (uint64_t number = 0; number < worlds_len; number++) {
        random_world *r = random_world_new(number);
        replay(r);
        uint64_t first = hash_of(r->w);
        check_money(r->w);
        check_shares(r->w);
        check_flows(r->w);
        check_sizes(r->w);
        check_gates(r->w);
        check_options(r->w);
        replay(r);
        ck_assert_msg(hash_of(r->w) == first, "world %llu differs", (unsigned long long)number);
        busy += r->w->counts.attempts_whole > 0 && r->w->counts.flows_settled > 0 ? 1 : 0;
        failed += r->w->counts.attempts_failed > 0 ? 1 : 0;
        random_world_free(r);
    }
    /* a generator of empty worlds would prove nothing */
    ck_assert_uint_gt(busy, worlds_len / 5);
    ck_assert_uint_gt(failed, worlds_len / 5);
}
END_TEST

/* Limits that limit nothing make the run look at every bar. */
START_TEST(skipping_bars_nobody_looks_at_changes_nothing)
{
    uint64_t compared = 0;
    for (uint64_t number = 0; number < worlds_len; number++) {
        random_world *r = random_world_new(number);
        if (!r->w->setup.limits.on) {
            replay(r);
            uint64_t skipping = hash_of(r->w);
            r->w->setup.limits = (bl_limits_rule){true, -1, -1, -1};
            replay(r);
            ck_assert_msg(hash_of(r->w) == skipping, "world %llu", (unsigned long long)number);
            compared++;
        }
        random_world_free(r);
    }
    ck_assert_uint_gt(compared, worlds_len / 5);
}
END_TEST

/* -- a quiet round trip ----------------------------------------------------------------------- */

/* The world's rules over a flat market: LP 7 comes in the fourth hour and goes two hours later. */
static void make_quiet(random_world *r, draws *d)
{
    world *w = r->w;
    uint64_t capital = w->setup.vault.capital;
    w->setup.start_ns = 0;
    w->setup.venue.windows.len = 0;
    w->setup.targets.len = 0;
    w->setup.failsafe.reviews_len = 0;
    w->setup.oracle.on = false;
    w->flows_len = 0;
    w->setup.vault.delay_ns = 0;
    w->setup.vault.lockup_ns = 0;
    for (size_t i = 0; i < w->setup.instruments_len; i++) {
        bl_instrument *what = &w->setup.instruments[i];
        what->funding.len = 0;
        what->gap = BL_GAP_HOLD;
        for (size_t k = 0; k < what->bars.len; k++) { /* moves first, then stands still */
            w->visible_ns[i][k] = (int64_t)k * WORLD_HOUR;
            w->close[i][k] = k < 3 ? w->close[i][k] : w->close[i][2];
        }
    }
    uint64_t amount = 1 + draws_below(d, 2 * capital);
    world_flow(w, 4 * WORLD_HOUR, 7, BL_FLOW_DEPOSIT, amount);
    world_flow(w, 6 * WORLD_HOUR, 7, BL_FLOW_WITHDRAW_ALL, 0);
    r->end_ns = 60 * WORLD_HOUR;
}

START_TEST(coming_and_going_at_one_mark_never_gains)
{
    uint64_t trips = 0;
    for (uint64_t number = 0; number < worlds_len; number++) {
        random_world *r = random_world_new(number);
        draws d = draws_new(7, number);
        if (r->w->setup.instruments[0].bars.len < 5) {
            random_world_free(r);
            continue;
        }
        make_quiet(r, &d);
        replay(r);
        if (r->w->flows[1].outcome == BL_OUTCOME_SETTLED) {
            trips++;
            ck_assert_msg(r->w->flows[1].amount.v <= r->w->flows[0].amount.v, "world %llu gains",
                          (unsigned long long)number);
        }
        random_world_free(r);
    }
    ck_assert_uint_gt(trips, worlds_len / 5);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1) {
        worlds_len = strtoull(argv[1], NULL, 10);
    }
    return suite_run("run", (const TTest *const[]){what_every_run_promises_holds_in_random_worlds,
                                                   skipping_bars_nobody_looks_at_changes_nothing,
                                                   coming_and_going_at_one_mark_never_gains, NULL});
}
