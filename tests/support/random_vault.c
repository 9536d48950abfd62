/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * random_vault.c - see random_vault.h. Draws stand in statements of their own, since C leaves the
 * order within one open.
 */
#include "random_vault.h"

#define HOUR (3600 * BL_NS_PER_S)

typedef struct {
    draws d;
    lending *l;
    random_vault *v;
    int64_t now_ns;
    int64_t price[BL_STRATEGIES_MAX];
} maker;

/* As many small numbers as large ones. */
static uint64_t size_below(draws *d, unsigned bits)
{
    uint64_t high = UINT64_C(1) << draws_below(d, bits);
    return high - 1 + draws_below(d, high);
}

static uint64_t draw_amount(maker *m)
{
    if (m->v->extreme && draws_once_in(&m->d, 2)) {
        uint64_t off = size_below(&m->d, 40);
        return draws_once_in(&m->d, 2) ? (uint64_t)INT64_MAX - off : UINT64_MAX - off;
    }
    return size_below(&m->d, m->v->extreme ? 63 : 40);
}

/* -- rules ------------------------------------------------------------------------------------ */

static void draw_rules(maker *m)
{
    static const char *const schemes[] = {"meteora",  "meteora",  "meteora_legacy",
                                          "yearn_v2", "yearn_v3", "none"};
    bl_setup *setup = &m->l->setup;
    draws *d = &m->d;
    lending_unlock(m->l, schemes[draws_below(d, 6)]);
    setup->pool.buffer_bps = draws_once_in(d, 3) ? draws_between(d, 0, 10000) : 1000;
    setup->pool.min_move_bps = draws_once_in(d, 2) ? 10 : 0;
    setup->failsafe.withdrawals_wait = draws_once_in(d, 6);
    setup->failsafe.queue_deposits = draws_once_in(d, 4);
    setup->failsafe.retry_next_tick = draws_once_in(d, 4);
    setup->failsafe.review_delay_ns = draws_between(d, 1, 8) * HOUR;
    uint64_t mode = draws_below(d, 3);
    lending_mode(m->l, mode == 0 ? "never" : "immediate",
                 mode == 2 ? draws_between(d, 2000, 60000) * BL_NS_PER_S : 0);
    setup->vault.entry_tick = mode == 2 && draws_once_in(d, 4);
}

static void draw_strategies(maker *m)
{
    int64_t weight_left = 10000;
    size_t len = 1 + draws_below(&m->d, 4);
    for (size_t j = 0; j < len; j++) {
        int64_t weight = j + 1 == len ? weight_left : draws_between(&m->d, 0, weight_left);
        weight_left -= weight;
        (void)lending_strategy(m->l, draws_once_in(&m->d, 5) ? "idle" : "jup_lend", weight);
        m->price[j] = BL_PRICE_ONE;
    }
}

/* -- operations ------------------------------------------------------------------------------- */

/* The same second, the next, minutes, six hours to the second and one more, days. */
static int64_t draw_pause(draws *d)
{
    switch (draws_below(d, 8)) {
    case 0:
    case 1:
        return 2;
    case 2:
        return BL_NS_PER_S;
    case 3:
        return draws_between(d, 21599, 21601) * BL_NS_PER_S;
    case 4:
        return draws_between(d, 0, 200000) * BL_NS_PER_S;
    default:
        return draws_between(d, 2, 4 * HOUR);
    }
}

static size_t draw_strategy(maker *m)
{
    return draws_below(&m->d, m->l->setup.pool.strategies_len);
}

static void draw_price(maker *m)
{
    size_t j = draw_strategy(m);
    if (!m->l->setup.pool.strategies[j].model->takes_index) {
        return;
    }
    int64_t step = (int64_t)size_below(&m->d, draws_once_in(&m->d, 4) ? 40 : 33);
    if (m->v->extreme && draws_once_in(&m->d, 3)) {
        step = (int64_t)size_below(&m->d, 63);
    }
    if (m->v->falls && draws_once_in(&m->d, 3)) {
        m->price[j] -= step < m->price[j] ? step : m->price[j] - 1;
    } else {
        m->price[j] += step < INT64_MAX - m->price[j] ? step : 0;
    }
    uint64_t available = draws_once_in(&m->d, 6) ? draw_amount(m) : BL_NO_LIMIT;
    lending_price(m->l, j, m->now_ns, m->price[j], available);
}

static void draw_crank(maker *m)
{
    size_t j = draw_strategy(m);
    bool withdraws = draws_once_in(&m->d, 2);
    uint64_t amount = draws_once_in(&m->d, 2) ? 10 + draws_below(&m->d, 10) : draw_amount(m);
    size_t row = m->l->setup.pool.cranks.len;
    lending_crank(m->l, m->now_ns, j, withdraws, amount);
    if (draws_once_in(&m->d, 20)) {
        m->l->crank_signer[row] = BL_SIGNER_OTHER;
    } else if (draws_once_in(&m->d, 20)) {
        m->l->crank_strategy[row] = UINT32_MAX;
    }
}

static void draw_flow(maker *m)
{
    uint32_t lp = (uint32_t)draws_below(&m->d, 5);
    uint64_t amount = draw_amount(m);
    switch (draws_below(&m->d, 6)) {
    case 0:
        lending_flow(m->l, m->now_ns, lp, BL_FLOW_WITHDRAW_ALL, 0);
        break;
    case 1:
        lending_flow(m->l, m->now_ns, lp, BL_FLOW_WITHDRAW_AMOUNT, amount);
        break;
    case 2:
        lending_flow(m->l, m->now_ns, lp, BL_FLOW_WITHDRAW_PART, amount % (BL_PPB + 1));
        break;
    default:
        lending_flow(m->l, m->now_ns, lp, BL_FLOW_DEPOSIT, amount);
        break;
    }
}

static void draw_trip(maker *m)
{
    uint64_t amount = draw_amount(m);
    BL_ASSERT(m->v->trips_len < RANDOM_VAULT_TRIPS_MAX);
    m->v->trips[m->v->trips_len++] = m->l->setup.flows.len;
    lending_flow(m->l, m->now_ns, RANDOM_VAULT_TRIPPER, BL_FLOW_DEPOSIT, amount);
    m->now_ns++;
    lending_flow(m->l, m->now_ns, RANDOM_VAULT_WITNESS, BL_FLOW_WITHDRAW_ALL, 0);
    lending_flow(m->l, m->now_ns, RANDOM_VAULT_TRIPPER, BL_FLOW_WITHDRAW_ALL, 0);
}

random_vault random_vault_draw(lending *l, uint64_t number, bool extreme)
{
    random_vault v = {.number = number, .extreme = extreme};
    maker m = {.d = draws_new(number, extreme ? 1 : 0), .l = l, .v = &v};
    v.falls = draws_once_in(&m.d, 3);
    uint64_t capital = draw_amount(&m);
    lending_clear(l, capital < INT64_MAX ? capital + 1 : INT64_MAX);
    l->setup.seed = number;
    draw_rules(&m);
    draw_strategies(&m);
    int64_t ops = draws_between(&m.d, 20, 50);
    while (ops-- > 0) {
        m.now_ns += draw_pause(&m.d);
        lending_flow(l, m.now_ns, RANDOM_VAULT_WITNESS, BL_FLOW_WITHDRAW_ALL, 0);
        switch (draws_below(&m.d, 6)) {
        case 0:
            draw_trip(&m);
            break;
        case 1:
            draw_flow(&m);
            break;
        case 2:
            draw_crank(&m);
            break;
        default: /* a price that a crank sees at once */
            draw_price(&m);
            draw_crank(&m);
            break;
        }
    }
    v.end_ns = m.now_ns + draw_pause(&m.d);
    return v;
}
