/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * locktrack.c - the wrapper of spec 8.4 over rows: T, S and the time of each row are all a scheme
 * is told.
 *
 * Simplification: a change of the rate shows from the next row on; a row that still disagrees
 * starts the lock anew with what it says.
 */
#include "locktrack.h"

#include <math.h>

enum { FEE_NUMERATOR = 500, FEE_DENOMINATOR = 10000 };

static const int64_t century_s = INT64_C(100) * 365 * 86400;

static int64_t seconds_of(int64_t time_ns)
{
    return time_ns / BL_NS_PER_S - (time_ns % BL_NS_PER_S < 0 ? 1 : 0);
}

static uint64_t locked_at(const bl_setup *setup, const bl_lock *lock, int64_t degradation,
                          int64_t now_s)
{
    uint64_t locked = 0;
    return setup->pool.unlock->locked(lock, degradation, now_s, &locked) ? locked : 0;
}

static uint64_t released_at(const bl_setup *setup, const bl_lock *lock, int64_t now_s)
{
    uint64_t released = 0;
    if (setup->pool.unlock->released == NULL ||
        !setup->pool.unlock->released(lock, now_s, &released)) {
        return 0;
    }
    return released < lock->shares ? released : lock->shares;
}

static bool locks_shares(const bl_setup *setup)
{
    return setup->pool.unlock->released != NULL;
}

/* S_e a while after the row: own shares go on vanishing. */
static uint64_t supply_at(const bl_locktrack *track, int64_t now_s)
{
    const bl_setup *setup = track->setup;
    const uint64_t then = released_at(setup, &track->lock, seconds_of(track->row.time_ns));
    const uint64_t now = released_at(setup, &track->lock, now_s);
    const uint64_t gone = now > then ? now - then : 0;
    return track->row.supply.v > gone ? track->row.supply.v - gone : 0;
}

void bl_locktrack_begin(bl_locktrack *track, const bl_setup *setup)
{
    *track = (bl_locktrack){.setup = setup,
                            .degradation = setup->pool.degradation,
                            .unit = 1 / pow(10, setup->vault.decimals)};
}

bl_lockview bl_locktrack_view(const bl_locktrack *track, int64_t time_ns)
{
    const int64_t now_s = seconds_of(time_ns);
    const double total = (double)track->row.total.v;
    const double supply = (double)supply_at(track, now_s);
    const double amount = (double)locked_at(track->setup, &track->lock, track->degradation, now_s);
    const double own =
        (double)(track->lock.shares - released_at(track->setup, &track->lock, now_s));
    const bool in_shares = locks_shares(track->setup);
    const double held = in_shares ? supply - own : supply;
    const double price = supply > 0 ? (total - (in_shares ? 0 : amount)) / supply : 0;
    return (bl_lockview){
        .total = total * track->unit,
        .reserve = (double)track->row.reserve.v * track->unit,
        .locked = (in_shares ? own * price : amount) * track->unit,
        .supply = supply * track->unit,
        .price = price,
        .price_full = held > 0 ? total / held : 0,
    };
}

/* The crank of a row, told to the scheme as the run told it. */
static void report(bl_locktrack *track, const bl_series_row *row)
{
    const bl_setup *setup = track->setup;
    const int64_t now_s = seconds_of(row->time_ns);
    const uint64_t before = track->row.total.v;
    const uint64_t after = row->total.v;
    const uint64_t locked = locked_at(setup, &track->lock, track->degradation, now_s);
    bl_unlock_report crank = {
        .now_s = now_s,
        .total_before = before,
        .total_after = after,
        .unlocked = before > locked ? before - locked : 0,
        .supply = supply_at(track, now_s),
        .locked = locked,
        .gain = after > before ? after - before : 0,
        .loss = after < before ? before - after : 0,
        .degradation = track->degradation,
    };
    if (crank.unlocked > 0) {
        crank.fee = (uint64_t)((bl_u128)crank.gain * FEE_NUMERATOR / FEE_DENOMINATOR);
    }
    track->lock.shares -= released_at(setup, &track->lock, now_s);
    bl_unlock_result result = {.fee_shares = 0};
    bl_lock next = track->lock;
    if (setup->pool.unlock->report(&next, &crank, &result)) {
        track->lock = next;
    }
}

/* The admin may change the rate: what is locked then is locked anew (docs/formats.md). */
static void follow_rate(bl_locktrack *track, int64_t until_ns)
{
    const bl_setup *setup = track->setup;
    const bl_admin *admin = &setup->pool.admin;
    for (size_t *i = &track->admin_next; *i < admin->len && admin->time_ns[*i] <= until_ns;
         (*i)++) {
        const bool changes = admin->action[*i] == BL_ADMIN_SET_DEGRADATION && !setup->pool.idle &&
                             admin->signer[*i] == BL_SIGNER_ADMIN && admin->value[*i] > 0 &&
                             admin->value[*i] <= (uint64_t)BL_PRICE_ONE;
        if (!changes) {
            continue;
        }
        if (!locks_shares(setup)) {
            const int64_t now_s = seconds_of(admin->time_ns[*i]);
            track->lock.amount = locked_at(setup, &track->lock, track->degradation, now_s);
            track->lock.report_s = now_s;
        }
        track->degradation = (int64_t)admin->value[*i];
    }
}

static bool is_crank(const bl_locktrack *track, const bl_series_row *row)
{
    return row->event == BL_EVENT_CRANK ||
           (row->event == BL_EVENT_FAILED && row->total.v != track->row.total.v);
}

bl_lockstep bl_locktrack_step(bl_locktrack *track, const bl_series_row *row)
{
    bl_lockstep step = {.has_before = track->started};
    follow_rate(track, row->time_ns);
    if (track->started) {
        step.before = bl_locktrack_view(track, row->time_ns);
    }
    if (track->started && is_crank(track, row)) {
        report(track, row);
        const double change = ((double)row->total.v - (double)track->row.total.v) * track->unit;
        step.gain = fmax(change, 0);
        step.loss = fmax(-change, 0);
    }
    const int64_t now_s = seconds_of(row->time_ns);
    if (!locks_shares(track->setup) &&
        locked_at(track->setup, &track->lock, track->degradation, now_s) != row->locked.v) {
        track->lock.amount = row->locked.v;
        track->lock.report_s = now_s;
    }
    track->row = *row;
    track->started = true;
    step.after = bl_locktrack_view(track, row->time_ns);
    return step;
}

typedef struct {
    const bl_setup *setup;
    const bl_lock *lock;
    int64_t degradation;
} curve;

static double left_at(const curve *c, int64_t now_s)
{
    if (locks_shares(c->setup)) {
        return (double)(c->lock->shares - released_at(c->setup, c->lock, now_s));
    }
    return (double)locked_at(c->setup, c->lock, c->degradation, now_s);
}

/* The first second from `from_s` on with at most `most` left; -1: not within a century. */
static int64_t find_second(const curve *c, int64_t from_s, double most)
{
    int64_t low = from_s;
    int64_t high = from_s + century_s;
    if (left_at(c, high) > most) {
        return -1;
    }
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (left_at(c, middle) <= most) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

int64_t bl_locktrack_end_ns(const bl_locktrack *track)
{
    const curve c = {track->setup, &track->lock, track->degradation};
    const int64_t from_s = seconds_of(track->row.time_ns);
    const int64_t end_s = left_at(&c, from_s) > 0 ? find_second(&c, from_s, 0) : -1;
    return end_s < 0 || end_s > INT64_MAX / BL_NS_PER_S ? INT64_MAX : end_s * BL_NS_PER_S;
}

int64_t bl_locktrack_unlock_s(const bl_setup *setup, double part)
{
    const uint64_t total = UINT64_C(1000000000000000);
    const uint64_t gain = UINT64_C(10000000000000);
    const bl_unlock_report crank = {
        .now_s = 1,
        .total_before = total,
        .total_after = total + gain,
        .unlocked = total,
        .supply = total,
        .gain = gain,
        .degradation = setup->pool.degradation,
    };
    bl_lock lock = {.amount = 0};
    bl_unlock_result result = {.fee_shares = 0};
    if (!setup->pool.unlock->report(&lock, &crank, &result)) {
        return -1;
    }
    const curve c = {setup, &lock, setup->pool.degradation};
    const int64_t found = find_second(&c, 1, part * left_at(&c, 1));
    return found < 0 ? -1 : found - 1;
}
