/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ledger.c - lots and escrows are singly linked in arrays of fixed size: a run sees at most one lot
 * for each deposit of its feed and one for the seed.
 */
#include "ledger.h"

static size_t round_up(size_t bytes)
{
    return (bytes + 15) / 16 * 16;
}

size_t bl_ledger_bytes(const bl_flows *flows)
{
    return round_up(flows->lps_len * sizeof(bl_lp)) + round_up(flows->lps_len * sizeof(uint32_t)) +
           round_up((flows->len + 1) * sizeof(bl_lot)) +
           round_up((flows->len + 1) * sizeof(bl_flow)) +
           2 * round_up(bl_idset_bytes(flows->len));
}

static void *carve(unsigned char **place, size_t bytes)
{
    void *piece = *place;
    *place += round_up(bytes);
    return piece;
}

void bl_ledger_init(bl_ledger *ledger, const bl_flows *flows, void *memory)
{
    unsigned char *place = memory;
    *ledger = (bl_ledger){.lps_len = flows->lps_len, .flows_len = flows->len};
    ledger->lps = carve(&place, flows->lps_len * sizeof(bl_lp));
    ledger->settled = carve(&place, flows->lps_len * sizeof(uint32_t));
    ledger->lots = carve(&place, (flows->len + 1) * sizeof(bl_lot));
    ledger->flows = carve(&place, (flows->len + 1) * sizeof(bl_flow));
    bl_idset_init(&ledger->waiting, flows->len, carve(&place, bl_idset_bytes(flows->len)));
    bl_idset_init(&ledger->notice, flows->len, carve(&place, bl_idset_bytes(flows->len)));
    for (size_t i = 0; i < ledger->lps_len; i++) {
        ledger->lps[i] = (bl_lp){.lot_first = BL_NOWHERE,
                                 .lot_last = BL_NOWHERE,
                                 .withdrawal_first = BL_NOWHERE,
                                 .withdrawal_last = BL_NOWHERE};
    }
    for (size_t i = 0; i < ledger->flows_len; i++) {
        ledger->flows[i] = (bl_flow){.tried_ns = INT64_MIN, .next = BL_NOWHERE};
    }
}

static void append_lot(bl_ledger *ledger, bl_lp *lp, bl_shares shares, int64_t now_ns)
{
    uint32_t lot = (uint32_t)ledger->lots_len++;
    BL_ASSERT(lot <= ledger->flows_len);
    ledger->lots[lot] = (bl_lot){now_ns, shares, BL_NOWHERE};
    if (lp->lot_last == BL_NOWHERE || lp->lot_first == BL_NOWHERE) {
        lp->lot_first = lot;
    } else {
        ledger->lots[lp->lot_last].next = lot;
    }
    lp->lot_last = lot;
}

void bl_ledger_credit(bl_ledger *ledger, uint32_t id, bl_shares minted, int64_t now_ns)
{
    bl_lp *lp = &ledger->lps[id];
    lp->free.v += minted.v;
    append_lot(ledger, lp, minted, now_ns);
    if (!lp->settled) {
        lp->settled = true;
        lp->first_settled_ns = now_ns;
        ledger->settled[ledger->settled_len++] = id;
    }
}

/* Uses up lots, oldest first; returns when the last one touched was settled. */
static int64_t consume_lots(bl_ledger *ledger, bl_lp *lp, uint64_t shares)
{
    int64_t touched_ns = INT64_MIN;
    while (shares > 0) {
        BL_ASSERT(lp->lot_first != BL_NOWHERE);
        bl_lot *lot = &ledger->lots[lp->lot_first];
        uint64_t part = lot->left.v < shares ? lot->left.v : shares;
        lot->left.v -= part;
        shares -= part;
        if (part > 0) {
            touched_ns = lot->settled_ns;
        }
        if (lot->left.v == 0) {
            lp->lot_first = lot->next;
        }
    }
    return touched_ns;
}

int64_t bl_ledger_escrow(bl_ledger *ledger, uint32_t id, size_t flow, bl_shares shares)
{
    bl_lp *lp = &ledger->lps[id];
    BL_ASSERT(shares.v > 0 && shares.v <= lp->free.v);
    lp->free.v -= shares.v;
    lp->escrowed.v += shares.v;
    ledger->flows[flow].shares = shares;
    if (lp->withdrawal_last == BL_NOWHERE) {
        lp->withdrawal_first = (uint32_t)flow;
    } else {
        ledger->flows[lp->withdrawal_last].next = (uint32_t)flow;
    }
    lp->withdrawal_last = (uint32_t)flow;
    return consume_lots(ledger, lp, shares.v);
}

/* Takes a flow out of its LP's chain: an LP has few waiting withdrawals. */
static void unlink_flow(bl_ledger *ledger, bl_lp *lp, uint32_t flow)
{
    uint32_t before = BL_NOWHERE;
    uint32_t at = lp->withdrawal_first;
    while (at != flow) {
        BL_ASSERT(at != BL_NOWHERE);
        before = at;
        at = ledger->flows[at].next;
    }
    uint32_t after = ledger->flows[flow].next;
    if (before == BL_NOWHERE) {
        lp->withdrawal_first = after;
    } else {
        ledger->flows[before].next = after;
    }
    if (after == BL_NOWHERE) {
        lp->withdrawal_last = before;
    }
}

void bl_ledger_release(bl_ledger *ledger, uint32_t id, size_t flow)
{
    bl_lp *lp = &ledger->lps[id];
    BL_ASSERT(lp->escrowed.v >= ledger->flows[flow].shares.v);
    lp->escrowed.v -= ledger->flows[flow].shares.v;
    unlink_flow(ledger, lp, (uint32_t)flow);
}

void bl_ledger_take(bl_ledger *ledger, uint32_t id, bl_shares shares)
{
    bl_lp *lp = &ledger->lps[id];
    BL_ASSERT(shares.v <= lp->free.v + lp->escrowed.v);
    uint64_t from_free = shares.v < lp->free.v ? shares.v : lp->free.v;
    lp->free.v -= from_free;
    (void)consume_lots(ledger, lp, from_free);
    uint64_t left = shares.v - from_free;
    lp->escrowed.v -= left;
    for (uint32_t at = lp->withdrawal_first; left > 0; at = ledger->flows[at].next) {
        bl_flow *flow = &ledger->flows[at];
        uint64_t part = flow->shares.v < left ? flow->shares.v : left;
        flow->shares.v -= part;
        left -= part;
    }
}

bl_u128 bl_ledger_total(const bl_ledger *ledger)
{
    bl_u128 total = 0;
    for (size_t i = 0; i < ledger->lps_len; i++) {
        total += ledger->lps[i].free.v;
        total += ledger->lps[i].escrowed.v;
    }
    return total;
}
