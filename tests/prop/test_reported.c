/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_reported.c - laws of locked profit over random sequences of operations (domain B.6). The
 * engine itself checks conservation and T = R + sum c after every event and aborts; a crash report
 * names the vault by its seed. `test_reported 1000000` tries that many.
 */
#include "../support/random_vault.h"
#include "../support/suite.h"

#include <stdlib.h>
#include <string.h>

static uint64_t vaults_len = 6000;

typedef struct {
    uint64_t gains, losses_within, losses_beyond, late, trips, trips_cranked, ranges;
} seen;

/* A vault that has run, and which laws its scheme keeps. */
typedef struct {
    const lending *l;
    seen *s;
    bool keeps_price;  /* a gain crank never lowers the price */
    bool holds_price;  /* and raises it by less than a share's rounding */
    bool locks_shares; /* a share's rounding may also go against the price */
} trial;

/* ck_assert writes to a file each time it holds; a vault has a thousand of these. */
#define HOLDS(t, law, condition)                                                                   \
    ((condition) ? (void)0                                                                         \
                 : ck_abort_msg("vault %llu: %s", (unsigned long long)(t)->l->setup.seed, (law)))

static trial trial_of(const lending *l, seen *s)
{
    const char *name = l->setup.pool.unlock->info.name;
    bool legacy = strcmp(name, "meteora_legacy") == 0;
    bool none = strcmp(name, "none") == 0;
    return (trial){l, s, !legacy, !legacy && !none, strcmp(name, "yearn_v3") == 0};
}

/* -- laws of one event ------------------------------------------------------------------------ */

/* U and S just before an event: told in the same second, with nothing in between. */
typedef struct {
    bool known;
    int64_t second;
    uint64_t unlocked, supply;
} view;

static view view_of(int64_t time_ns, uint64_t unlocked, uint64_t supply)
{
    return (view){true, time_ns / BL_NS_PER_S, unlocked, supply};
}

/* a/s >= b/t */
static bool is_at_least(bl_u128 a, bl_u128 s, bl_u128 b, bl_u128 t)
{
    return a * t >= b * s;
}

static void check_gain(const trial *t, const view *was, const bl_series_row *row)
{
    bl_u128 slack = t->locks_shares ? 1 : 0;
    bl_u128 unlocked = row->unlocked.v;
    bl_u128 supply = row->supply.v;
    HOLDS(t, "a gain lowers the price",
          !t->keeps_price || is_at_least(unlocked, supply, was->unlocked, was->supply + slack));
    HOLDS(t, "a gain raises the price by more than a share's rounding",
          !t->holds_price || is_at_least(was->unlocked, was->supply, unlocked, supply + 1));
    t->s->gains++;
}

/* The lock pays first; what it cannot pay is gone. */
static void check_loss(const trial *t, const view *was, const bl_series_row *row, uint64_t total)
{
    uint64_t loss = total - row->total.v;
    bool within = loss <= total - was->unlocked;
    HOLDS(t, "a loss within the lock changes the unlocked amount",
          row->unlocked.v == (within ? was->unlocked : total - loss));
    HOLDS(t, "a loss mints or burns", row->supply.v == was->supply);
    *(within ? &t->s->losses_within : &t->s->losses_beyond) += 1;
}

/* Own shares pay at the price before, rounded up, as far as they reach. */
static void check_burn(const trial *t, const view *was, const bl_series_row *row, uint64_t total)
{
    uint64_t loss = total - row->total.v;
    bl_u128 burn = ((bl_u128)loss * was->supply + total - 1) / total;
    bool within = was->supply - row->supply.v == burn;
    HOLDS(t, "a loss burns more than it is worth", was->supply - row->supply.v <= burn);
    HOLDS(t, "a loss within the lock lowers the price",
          !within || is_at_least(row->total.v, row->supply.v, total, was->supply));
    *(within ? &t->s->losses_within : &t->s->losses_beyond) += 1;
}

static void check_crank(const trial *t, const view *was, const bl_series_row *row, uint64_t total)
{
    if (!was->known || was->supply == 0) {
        return;
    }
    if (row->total.v > total) {
        check_gain(t, was, row);
    } else if (row->total.v == total) {
        HOLDS(t, "a crank that changes nothing changes the price",
              row->unlocked.v == was->unlocked && row->supply.v == was->supply);
    } else if (t->locks_shares) {
        check_burn(t, was, row, total);
    } else {
        check_loss(t, was, row, total);
    }
}

/* Who comes late, or leaves, takes nothing from those who stay. */
static void check_flow(const trial *t, const view *was, const bl_series_row *row)
{
    if (!was->known || was->supply == 0 || t->l->setup.vault.entry_tick) {
        return;
    }
    HOLDS(t, "a flow lowers the price",
          is_at_least(row->unlocked.v, row->supply.v, was->unlocked, was->supply));
    t->s->late++;
}

static void check_series(const trial *t, size_t k, const view *before)
{
    const bl_series_row *row = &t->l->series[k];
    const bl_series_row *last = &t->l->series[k > 0 ? k - 1 : 0];
    view was = *before;
    was.known = was.known && was.second == row->time_ns / BL_NS_PER_S;
    HOLDS(t, "locked and unlocked are not the total",
          row->locked.v <= row->total.v && row->locked.v + row->unlocked.v == row->total.v);
    HOLDS(t, "more is in reserve than there is", row->reserve.v <= row->total.v);
    HOLDS(t, "fees fall", row->fees.v >= last->fees.v);
    HOLDS(t, "the lock grows with time",
          row->event == BL_EVENT_CRANK || row->locked.v <= last->locked.v);
    if (row->event == BL_EVENT_CRANK) {
        check_crank(t, &was, row, last->total.v);
    } else if (row->event == BL_EVENT_DEPOSIT || row->event == BL_EVENT_WITHDRAW) {
        check_flow(t, &was, row);
    }
}

/* The record just before a crank's row lists what the strategies are worth. */
static void check_sum(const trial *t, size_t k, size_t records)
{
    const lending *l = t->l;
    HOLDS(t, "a crank's row has no record before it",
          records > 0 && l->audit_told[records - 1] + 1 == l->series_told[k]);
    HOLDS(t, "the total is not reserve and strategies",
          l->sums[records - 1] + l->series[k].reserve.v == l->series[k].total.v);
}

static void walk(const trial *t)
{
    const lending *l = t->l;
    view was = {.known = false};
    size_t row = 0;
    size_t record = 0;
    for (size_t told = 0; told < l->told; told++) {
        const bl_series_row *series = &l->series[row];
        const bl_audit_row *audit = &l->audit[record];
        if (row < l->series_len && l->series_told[row] == told) {
            if (series->event == BL_EVENT_CRANK) {
                check_sum(t, row, record);
            }
            check_series(t, row++, &was);
            was = view_of(series->time_ns, series->unlocked.v, series->supply.v);
            continue;
        }
        if (audit->event != BL_EVENT_CRANK && audit->event != BL_EVENT_FAILED) {
            was = view_of(audit->time_ns, (uint64_t)audit->nav.v, audit->supply.v);
        }
        record++;
    }
}

/* -- coming and going ------------------------------------------------------------------------- */

/* Cranks between two instants that may round in favour of a share: gains, and losses where own
 * shares are burned for them, rounded up. price: the highest of a share, in whole units. */
static uint64_t cranks_between(const trial *t, int64_t from_ns, int64_t to_ns, bl_i128 *price)
{
    uint64_t cranks = 0;
    *price = 1;
    for (size_t k = 1; k < t->l->series_len; k++) {
        const bl_series_row *row = &t->l->series[k];
        if (row->time_ns < from_ns || row->time_ns > to_ns) {
            continue;
        }
        uint64_t before = t->l->series[k - 1].total.v;
        bool counts = row->total.v > before || (t->locks_shares && row->total.v < before);
        cranks += row->event == BL_EVENT_CRANK && counts ? 1 : 0;
        bl_i128 units = row->share_price / BL_PRICE_ONE + 1;
        *price = units > *price ? units : *price;
    }
    return cranks;
}

/* What an empty vault still holds goes to the first who comes (spec 8.2). */
static bool came_first(const lending *l, size_t flow)
{
    for (size_t k = 0; k < l->series_len; k++) {
        if (l->series[k].event == BL_EVENT_DEPOSIT && l->series[k].time_ns == l->flow_ns[flow]) {
            return l->series[k].supply.v == l->flows[flow].shares.v;
        }
    }
    return true;
}

static bool is_round_trip(const lending *l, size_t flow)
{
    const bl_flow_row *in = &l->flows[flow];
    const bl_flow_row *out = &l->flows[flow + 2];
    return in->outcome == BL_OUTCOME_SETTLED && out->outcome == BL_OUTCOME_SETTLED &&
           in->settled_ns == l->flow_ns[flow] && out->settled_ns == l->flow_ns[flow + 2] &&
           in->shares.v == out->shares.v && !came_first(l, flow);
}

static void check_trip(const trial *t, size_t flow)
{
    if (!is_round_trip(t->l, flow)) {
        return;
    }
    const bl_flow_row *in = &t->l->flows[flow];
    const bl_flow_row *out = &t->l->flows[flow + 2];
    bl_i128 price;
    uint64_t cranks = cranks_between(t, in->settled_ns, out->settled_ns, &price);
    if (cranks > 0 && t->keeps_price && !t->holds_price) {
        return; /* `none`: a flow can profit from the crank it causes (spec 8.6) */
    }
    HOLDS(t, "a round trip gains",
          (bl_i128)out->amount.v <= (bl_i128)in->amount.v + price * (bl_i128)cranks);
    *(cranks > 0 ? &t->s->trips_cranked : &t->s->trips) += 1;
}

static void check_holders(const trial *t)
{
    bl_u128 held = 0;
    for (size_t k = 0; k < t->l->lps_len; k++) {
        held += t->l->lps[k].shares.v;
    }
    bl_u128 supply = lending_last(t->l, BL_EVENT_END)->supply.v;
    HOLDS(t, "holders do not hold the supply", t->locks_shares ? held <= supply : held == supply);
}

/* -- many ------------------------------------------------------------------------------------- */

static void try_vault(lending *l, uint64_t number, bool extreme, seen *s)
{
    bl_err err = {0};
    random_vault v = random_vault_draw(l, number, extreme);
    bl_status status = lending_run(l, v.end_ns, &err);
    const trial t = trial_of(l, s);
    HOLDS(&t, err.text, status == BL_OK || status == BL_RANGE);
    walk(&t);
    if (status == BL_RANGE) {
        s->ranges++;
        return;
    }
    check_holders(&t);
    for (size_t k = 0; k < v.trips_len; k++) {
        check_trip(&t, v.trips[k]);
    }
}

START_TEST(the_laws_of_locked_profit_hold_in_random_sequences)
{
    lending *l = lending_new();
    seen s = {0};
    for (uint64_t number = 0; number < vaults_len; number++) {
        try_vault(l, number, false, &s);
    }
    /* sequences in which nothing happens would prove nothing */
    ck_assert_uint_gt(s.gains, vaults_len);
    ck_assert_uint_gt(s.losses_within, vaults_len / 2);
    ck_assert_uint_gt(s.losses_beyond, vaults_len / 2);
    ck_assert_uint_gt(s.late, vaults_len);
    ck_assert_uint_gt(s.trips, vaults_len / 2);
    ck_assert_uint_gt(s.trips_cranked, vaults_len / 20);
    ck_assert_uint_lt(s.ranges, vaults_len / 100);
    lending_free(l);
}
END_TEST

START_TEST(at_the_ends_of_the_types_a_run_refuses_or_stops_and_never_wraps)
{
    lending *l = lending_new();
    seen s = {0};
    for (uint64_t number = 0; number < vaults_len; number++) {
        try_vault(l, number, true, &s);
    }
    ck_assert_uint_gt(s.ranges, vaults_len / 10);
    ck_assert_uint_gt(s.gains, vaults_len / 10);
    lending_free(l);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1) {
        vaults_len = strtoull(argv[1], NULL, 10);
    }
    return suite_run("reported",
                     (const TTest *const[]){
                         the_laws_of_locked_profit_hold_in_random_sequences,
                         at_the_ends_of_the_types_a_run_refuses_or_stops_and_never_wraps, NULL});
}
