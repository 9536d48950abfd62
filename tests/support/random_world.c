/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * random_world.c - see random_world.h. Draws stand in statements of their own, since C leaves the
 * order within one open. A month ends two days after the start, so fees fall due.
 */
#include "random_world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define START (29 * 24 * WORLD_HOUR)

static int64_t power_of_ten(int64_t exponent)
{
    int64_t power = 1;
    while (exponent-- > 0) {
        power *= 10;
    }
    return power;
}

static int64_t pick(draws *d, const int64_t *from, uint64_t len)
{
    return from[draws_below(d, len)];
}
#define PICK(d, ...)                                                                               \
    pick(d, (const int64_t[]){__VA_ARGS__},                                                        \
         sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

/* Times that never decrease, in the run and an hour around it. */
static void draw_times(draws *d, const random_world *r, int64_t *time_ns, size_t len)
{
    int64_t hours = (r->end_ns - START) / WORLD_HOUR + 2;
    int64_t at = START - WORLD_HOUR;
    for (size_t i = 0; i < len; i++) {
        at += WORLD_HOUR * draws_between(d, 0, 2 * hours / (int64_t)len);
        time_ns[i] = at + (draws_once_in(d, 3) ? draws_between(d, 0, WORLD_HOUR - 1) : 0);
        at = time_ns[i];
    }
}

/* -- the market ------------------------------------------------------------------------------- */

static void draw_bars(draws *d, random_world *r, size_t i)
{
    bl_instrument *what = &r->w->setup.instruments[i];
    double price = (double)(PICK(d, 1, 30, 2000, 50000) * power_of_ten(what->price_decimals));
    double sigma = 0.001 * (double)PICK(d, 0, 1, 5, 30);
    int64_t coin = power_of_ten(what->quantity_decimals);
    for (int64_t t = START; t <= r->end_ns; t += WORLD_HOUR) {
        price *= exp(sigma * draws_normal(d));
        price *= draws_once_in(d, 150) ? 0.7 : 1.0;
        price *= draws_once_in(d, 150) ? 1.5 : 1.0;
        int64_t volume = draws_between(d, 0, 1000) * coin;
        int64_t early_ns = draws_between(d, 0, 9) == 0 && t > START ? WORLD_HOUR / 3 : 0;
        if (t == START || !draws_once_in(d, 12)) {
            world_mark(r->w, i, t - early_ns, (int64_t)price + 1, volume);
        }
    }
}

static void draw_funding(draws *d, random_world *r, size_t i)
{
    bl_rates *funding = &r->w->setup.instruments[i].funding;
    *funding = (bl_rates){draws_below(d, RANDOM_ROWS), r->rate_ns[i], r->rate_ppb[i]};
    draw_times(d, r, r->rate_ns[i], funding->len);
    for (size_t k = 0; k < funding->len; k++) {
        r->rate_ppb[i][k] = draws_between(d, -1000000, 1000000);
    }
}

static void draw_instrument(draws *d, random_world *r, size_t i)
{
    static const bl_gap gaps[] = {BL_GAP_NO_TRADE, BL_GAP_HOLD, BL_GAP_OUTAGE};
    bl_instrument *what = &r->w->setup.instruments[i];
    what->price_decimals = (int)PICK(d, 3, 5, 8);
    what->quantity_decimals = (int)PICK(d, 6, 8);
    what->step = draws_once_in(d, 3) ? 1 : power_of_ten(what->quantity_decimals - 3);
    what->min_qty = draws_once_in(d, 3) ? what->step * draws_between(d, 0, 100) : 0;
    what->min_notional =
        draws_once_in(d, 3) ? (uint64_t)(5 * power_of_ten(r->w->setup.vault.decimals)) : 0;
    what->target_ppb = draws_between(d, -25, 30) * (BL_PPB / 10);
    what->gap = gaps[draws_below(d, 3)];
    draw_bars(d, r, i);
    draw_funding(d, r, i);
}

/* Joined windows into columns of RANDOM_ROWS. */
static bl_windows draw_windows(draws *d, int64_t *begin_ns, int64_t *end_ns)
{
    const size_t len = draws_below(d, 6);
    int64_t at = START;
    for (size_t k = 0; k < len; k++) {
        begin_ns[k] = at + draws_between(d, 0, 40 * WORLD_HOUR);
        end_ns[k] = begin_ns[k] + draws_between(d, 1, 20 * WORLD_HOUR);
        at = end_ns[k] + 1;
    }
    return (bl_windows){len, begin_ns, end_ns};
}

/* Three tiers of margin about the size of the vault. */
static bl_tiers draw_tiers(draws *d, random_world *r)
{
    const int64_t capital = (int64_t)r->w->setup.vault.capital;
    r->tier_above[0] = 0;
    r->tier_above[1] = 1 + capital / draws_between(d, 2, 9);
    r->tier_above[2] = r->tier_above[1] + draws_between(d, 1, capital);
    for (int k = 0; k < 3; k++) {
        r->tier_ppb[k] = draws_between(d, 0, 100000000);
    }
    return (bl_tiers){3, r->tier_above, r->tier_ppb};
}

/* Random fills, and prices by size that leave the mark alone. */
static void draw_rarer_venue(draws *d, random_world *r)
{
    static const char *const capacities[] = {"beta", "prob_fill_on_limit"};
    static const char *const prices[] = {"linear", "sqrt", "volatility_volume_share",
                                         "prob_slippage"};
    bl_venue *venue = &r->w->setup.venue;
    if (draws_once_in(d, 2)) {
        world_slot(r->w, "capacity", capacities[draws_below(d, 2)]);
    }
    if (draws_once_in(d, 2)) {
        world_slot(r->w, "price", prices[draws_below(d, 4)]);
        venue->price_params[0] = strcmp(venue->price->info.name, "linear") == 0
                                     ? (int64_t)r->w->setup.vault.capital
                                     : venue->price_params[0];
    }
}

static void draw_venue(draws *d, random_world *r)
{
    bl_venue *venue = &r->w->setup.venue;
    if (draws_once_in(d, 2)) {
        world_slot(r->w, "availability", "windows");
        venue->windows = draw_windows(d, r->window_begin, r->window_end);
    }
    if (draws_once_in(d, 2)) {
        world_slot(r->w, "capacity", "volume_share");
        venue->capacity_params[0] = PICK(d, 1000000, 25000000, BL_PPB);
    }
    if (draws_once_in(d, 2)) {
        world_slot(r->w, "price", "quadratic");
    } else {
        venue->price_params[0] = PICK(d, 0, 100000, 5000000);
        venue->price_params[1] = PICK(d, 0, 200000);
    }
    venue->taker_ppb = PICK(d, 0, 550000);
    venue->max_slippage_ppb = PICK(d, -1, -1, 50000, 50000000);
    venue->mm_ppb = PICK(d, 0, 5000000, 50000000);
    if (draws_once_in(d, 4)) {
        draw_rarer_venue(d, r);
    }
}

/* -- the vault and its LPs -------------------------------------------------------------------- */

static void draw_vault(draws *d, random_world *r)
{
    bl_vault_terms *vault = &r->w->setup.vault;
    vault->decimals = (int)PICK(d, 0, 6, 9);
    vault->capital = (uint64_t)(PICK(d, 1, 1000, 1000000) * power_of_ten(vault->decimals));
    vault->open_traded = draws_once_in(d, 3);
    vault->entry_tick = draws_once_in(d, 2);
    vault->costs_flow = draws_once_in(d, 2);
    vault->lockup_first = draws_once_in(d, 2);
    vault->min_deposit = draws_once_in(d, 3) ? vault->capital / 20 : 0;
    vault->delay_ns = PICK(d, 0, 0, 1, 48) * WORLD_HOUR;
    vault->lockup_ns = PICK(d, 0, 0, 24) * WORLD_HOUR;
    static const char *const fees[] = {"none", "per_lp", "vault_hwm"};
    world_slot(r->w, "fees", fees[draws_below(d, 3)]);
}

static void draw_flows(draws *d, random_world *r)
{
    size_t len = draws_below(d, 60);
    int64_t time_ns[60];
    uint64_t capital = r->w->setup.vault.capital;
    draw_times(d, r, time_ns, len);
    for (size_t k = 0; k < len; k++) {
        bl_flow_kind kind = (bl_flow_kind)PICK(d, BL_FLOW_DEPOSIT, BL_FLOW_DEPOSIT, BL_FLOW_DEPOSIT,
                                               BL_FLOW_WITHDRAW_AMOUNT, BL_FLOW_WITHDRAW_PART,
                                               BL_FLOW_WITHDRAW_ALL);
        uint32_t lp = (uint32_t)draws_below(d, 4);
        uint64_t amount = draws_once_in(d, 8) ? draws_below(d, 10) : draws_below(d, capital);
        if (kind == BL_FLOW_WITHDRAW_PART) {
            amount = draws_below(d, (uint64_t)BL_PPB + 1);
        }
        if (time_ns[k] >= START) {
            world_flow(r->w, time_ns[k], lp, kind, kind == BL_FLOW_WITHDRAW_ALL ? 0 : amount);
        }
    }
}

/* -- the rules -------------------------------------------------------------------------------- */

/* Modes that know the schedule, the queue, the cost or the clock. */
static void draw_knowing_mode(draws *d, random_world *r)
{
    static const char *const named[] = {"anticipate", "interval-band", "band:auto", "daily"};
    const size_t which = draws_below(d, 4);
    int64_t *params = r->w->setup.mode.params;
    world_mode(r->w, named[which]);
    if (which == 2) {
        params[0] = PICK(d, BL_PPB / 100, BL_PPB, 50 * BL_PPB);
    } else if (which == 3) {
        params[0] = draws_between(d, 0, 1439) * 60 * BL_NS_PER_S;
        params[1] = PICK(d, 0, 11, 16); /* UTC, Tokyo, Dubai: known in 1970 */
    } else {
        params[0] = draws_between(d, 1, 10) * WORLD_HOUR / 2;
        params[1] = which == 1 ? PICK(d, 0, 20000000, 200000000) : 0;
        params[2] = which == 1 ? draws_between(d, 0, 1) : 0;
    }
}

static void draw_mode(draws *d, random_world *r)
{
    static const char *const named[] = {"immediate", "4h", "24h", "never", "ideal"};
    size_t which = draws_below(d, 12);
    if (which < 5) {
        world_mode(r->w, named[which]);
    } else if (which == 5) {
        world_interval(r->w, draws_between(d, 1, 10) * WORLD_HOUR / 2);
    } else if (which < 8) {
        world_band(r->w, PICK(d, 0, 20000000, 200000000), which == 6);
    } else {
        draw_knowing_mode(d, r);
    }
    r->w->setup.rebalance.sizing = (bl_sizing)draws_below(d, 2);
    r->w->setup.rebalance.atomicity = (bl_atomicity)draws_below(d, 3);
    r->w->setup.rebalance.on_failure = (bl_on_failure)draws_below(d, 2);
}

static void draw_failsafe(draws *d, random_world *r)
{
    bl_failsafe_rule *rule = &r->w->setup.failsafe;
    rule->queue_deposits = draws_once_in(d, 2);
    rule->retry_next_tick = draws_once_in(d, 2);
    rule->withdrawals_wait = draws_once_in(d, 3);
    rule->review_delay_ns = PICK(d, 1, 6, 30) * WORLD_HOUR;
    size_t len = draws_once_in(d, 2) ? draws_below(d, RANDOM_ROWS) : 0;
    draw_times(d, r, r->review_ns, len);
    rule->reviews_ns = r->review_ns;
    for (size_t k = 0; k < len; k++) { /* no two are equal */
        r->review_ns[rule->reviews_len] = r->review_ns[k];
        rule->reviews_len += k + 1 == len || r->review_ns[k + 1] != r->review_ns[k] ? 1 : 0;
    }
}

static void draw_oracle(draws *d, random_world *r)
{
    bl_oracle_rule *rule = &r->w->setup.oracle;
    rule->on = true;
    rule->report_every_ns = PICK(d, 60, 3600, 7200) * BL_NS_PER_S;
    rule->faults =
        (bl_faults){draws_below(d, 5), r->fault_begin, r->fault_end, r->fault_kind, r->fault_value};
    draw_times(d, r, r->fault_begin, rule->faults.len);
    for (size_t k = 0; k < rule->faults.len; k++) {
        r->fault_end[k] = r->fault_begin[k] + draws_between(d, 1, 10 * WORLD_HOUR);
        r->fault_kind[k] = (uint8_t)draws_below(d, 4);
        const bool scales =
            r->fault_kind[k] == BL_FAULT_SCALE || r->fault_kind[k] == BL_FAULT_OUTLIER;
        r->fault_value[k] =
            scales ? draws_between(d, 950000000, 1050000000) : draws_between(d, 0, 2 * WORLD_HOUR);
    }
}

static void draw_limits(draws *d, random_world *r)
{
    bl_limits_rule *limits = &r->w->setup.limits;
    limits->on = true;
    limits->max_drawdown_ppb = PICK(d, -1, 100000000);
    limits->daily_loss_ppb = PICK(d, -1, 50000000);
    limits->max_leverage_ppb = PICK(d, -1, 2000000000);
}

static void draw_targets(draws *d, random_world *r)
{
    bl_targets *targets = &r->w->setup.targets;
    *targets = (bl_targets){draws_below(d, 6), r->target_ns, r->target_instrument, r->target_ppb};
    draw_times(d, r, r->target_ns, targets->len);
    for (size_t k = 0; k < targets->len; k++) {
        r->target_instrument[k] = (uint32_t)draws_below(d, r->w->setup.instruments_len);
        r->target_ppb[k] = draws_between(d, -20, 30) * (BL_PPB / 10);
    }
}

/* Rebalances that take time. */
static void draw_time(draws *d, random_world *r)
{
    bl_rebalance_rule *rule = &r->w->setup.rebalance;
    rule->carry = (bl_carry)draws_below(d, 3);
    rule->slices = PICK(d, 1, 2, 5);
    rule->window_ns = PICK(d, 0, 1, 7) * WORLD_HOUR;
    rule->deadline_ns = PICK(d, 0, 1, 9) * WORLD_HOUR + 1;
}

/* Orders that are minutes on their way, and longer in slow windows. */
static void draw_latency(draws *d, random_world *r)
{
    bl_venue *venue = &r->w->setup.venue;
    world_slot(r->w, "latency", draws_once_in(d, 2) ? "constant" : "exponential");
    venue->latency_params[0] = PICK(d, 0, 1, 3) * WORLD_HOUR / 2;
    venue->slow = draw_windows(d, r->slow_begin, r->slow_end);
}

random_world *random_world_new(uint64_t number)
{
    random_world *r = calloc(1, sizeof *r);
    BL_ASSERT(r != NULL);
    draws d = draws_new(20240229, number);
    r->w = world_new();
    bl_setup *setup = &r->w->setup;
    setup->seed = number;
    setup->start_ns = START;
    r->end_ns = START + draws_between(&d, 0, 150) * WORLD_HOUR;
    setup->record_ns = PICK(&d, 0, 1, 7) * WORLD_HOUR;
    setup->instruments_len = 1 + draws_below(&d, 2);
    draw_vault(&d, r);
    for (size_t i = 0; i < setup->instruments_len; i++) {
        draw_instrument(&d, r, i);
    }
    draw_venue(&d, r);
    draw_flows(&d, r);
    draw_mode(&d, r);
    draw_failsafe(&d, r);
    draw_targets(&d, r);
    if (draws_once_in(&d, 4)) {
        draw_oracle(&d, r);
    }
    if (draws_once_in(&d, 4)) {
        draw_limits(&d, r);
    }
    if (draws_once_in(&d, 4)) {
        draw_time(&d, r);
    }
    if (draws_once_in(&d, 4)) {
        draw_latency(&d, r);
    }
    if (draws_once_in(&d, 4)) {
        setup->vault.rail = draw_windows(&d, r->rail_begin, r->rail_end);
    }
    if (draws_once_in(&d, 4)) {
        setup->venue.tiers = draw_tiers(&d, r);
    }
    return r;
}

void random_world_free(random_world *r)
{
    world_free(r->w);
    free(r);
}
