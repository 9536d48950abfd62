/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_ledger.c - lots, escrows and fees taken from them (spec 4.3, 7.2): by hand, and that free
 * shares are the open lots and escrowed shares the waiting withdrawals, whatever happened.
 */
#include "../../sim/ledger.h"
#include "../support/draws.h"
#include "../support/suite.h"

#include <stdlib.h>

enum { LPS = 4, FLOWS = 400 };

typedef struct {
    bl_ledger ledger;
    void *memory;
} book_of_lps;

static book_of_lps book_new(void)
{
    const bl_flows flows = {.len = FLOWS, .lps_len = LPS};
    book_of_lps out;
    out.memory = aligned_alloc(16, (bl_ledger_bytes(&flows) + 15) / 16 * 16);
    ck_assert_ptr_nonnull(out.memory);
    bl_ledger_init(&out.ledger, &flows, out.memory);
    return out;
}

static int64_t escrow(bl_ledger *ledger, uint32_t lp, size_t flow, uint64_t shares)
{
    return bl_ledger_escrow(ledger, lp, flow, (bl_shares){shares});
}

START_TEST(holders_are_listed_once_by_their_first_settled_deposit)
{
    book_of_lps b = book_new();
    bl_ledger_credit(&b.ledger, 2, (bl_shares){10}, 100);
    bl_ledger_credit(&b.ledger, 0, (bl_shares){20}, 200);
    bl_ledger_credit(&b.ledger, 2, (bl_shares){30}, 300);
    ck_assert_uint_eq(b.ledger.settled_len, 2);
    ck_assert_uint_eq(b.ledger.settled[0], 2);
    ck_assert_uint_eq(b.ledger.settled[1], 0);
    ck_assert_int_eq(b.ledger.lps[2].first_settled_ns, 100);
    ck_assert_uint_eq(b.ledger.lps[2].free.v, 40);
    ck_assert(bl_ledger_total(&b.ledger) == 60);
    free(b.memory);
}
END_TEST

START_TEST(a_request_uses_up_the_oldest_lots_and_matures_with_the_last_it_touches)
{
    book_of_lps b = book_new();
    bl_ledger_credit(&b.ledger, 1, (bl_shares){10}, 100);
    bl_ledger_credit(&b.ledger, 1, (bl_shares){0}, 150); /* a lot of nothing is never touched */
    bl_ledger_credit(&b.ledger, 1, (bl_shares){10}, 200);
    bl_ledger_credit(&b.ledger, 1, (bl_shares){10}, 300);
    ck_assert_int_eq(escrow(&b.ledger, 1, 0, 4), 100);
    ck_assert_int_eq(escrow(&b.ledger, 1, 1, 6), 100); /* exactly the rest of the first */
    ck_assert_int_eq(escrow(&b.ledger, 1, 2, 11), 300);
    ck_assert_int_eq(escrow(&b.ledger, 1, 3, 9), 300);
    ck_assert_uint_eq(b.ledger.lps[1].free.v, 0);
    ck_assert_uint_eq(b.ledger.lps[1].escrowed.v, 30);
    bl_ledger_credit(&b.ledger, 1, (bl_shares){5}, 400); /* after the list of lots ran empty */
    ck_assert_int_eq(escrow(&b.ledger, 1, 4, 5), 400);
    free(b.memory);
}
END_TEST

START_TEST(withdrawals_leave_escrow_in_any_order)
{
    static const size_t orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {1, 2, 0}};
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        book_of_lps b = book_new();
        bl_ledger_credit(&b.ledger, 0, (bl_shares){60}, 1);
        for (size_t flow = 0; flow < 3; flow++) {
            escrow(&b.ledger, 0, flow, 10 * (flow + 1));
        }
        for (size_t k = 0; k < 3; k++) {
            bl_ledger_release(&b.ledger, 0, orders[i][k]);
        }
        ck_assert_uint_eq(b.ledger.lps[0].escrowed.v, 0);
        ck_assert_uint_eq(b.ledger.lps[0].withdrawal_first, BL_NOWHERE);
        ck_assert_uint_eq(b.ledger.lps[0].withdrawal_last, BL_NOWHERE);
        ck_assert_uint_eq(b.ledger.lps[0].free.v, 0);
        free(b.memory);
    }
}
END_TEST

START_TEST(a_fee_takes_free_shares_first_and_then_escrows_in_request_order)
{
    book_of_lps b = book_new();
    bl_ledger_credit(&b.ledger, 0, (bl_shares){10}, 100);
    bl_ledger_credit(&b.ledger, 0, (bl_shares){10}, 200);
    escrow(&b.ledger, 0, 3, 8);
    escrow(&b.ledger, 0, 5, 6);
    bl_ledger_take(&b.ledger, 0, (bl_shares){2}); /* of the 6 that are free */
    ck_assert_uint_eq(b.ledger.lps[0].free.v, 4);
    ck_assert_uint_eq(b.ledger.lps[0].escrowed.v, 14);
    bl_ledger_take(&b.ledger, 0, (bl_shares){4 + 8 + 1});
    ck_assert_uint_eq(b.ledger.lps[0].free.v, 0);
    ck_assert_uint_eq(b.ledger.flows[3].shares.v, 0);
    ck_assert_uint_eq(b.ledger.flows[5].shares.v, 5);
    ck_assert_uint_eq(b.ledger.lps[0].escrowed.v, 5);
    bl_ledger_release(&b.ledger, 0, 3); /* a withdrawal the fee took whole */
    bl_ledger_release(&b.ledger, 0, 5);
    ck_assert(bl_ledger_total(&b.ledger) == 0);
    free(b.memory);
}
END_TEST

static void check_sums(const bl_ledger *ledger)
{
    for (size_t id = 0; id < LPS; id++) {
        const bl_lp *lp = &ledger->lps[id];
        uint64_t in_lots = 0;
        uint64_t waiting = 0;
        for (uint32_t at = lp->lot_first; at != BL_NOWHERE; at = ledger->lots[at].next) {
            in_lots += ledger->lots[at].left.v;
        }
        for (uint32_t at = lp->withdrawal_first; at != BL_NOWHERE; at = ledger->flows[at].next) {
            waiting += ledger->flows[at].shares.v;
        }
        ck_assert_uint_eq(in_lots, lp->free.v);
        ck_assert_uint_eq(waiting, lp->escrowed.v);
    }
}

/* One thing that happens to an LP; returns by how much the total should change. */
static int64_t happen(bl_ledger *ledger, draws *d, size_t flow, uint8_t *owner)
{
    uint32_t id = (uint32_t)draws_below(d, LPS);
    bl_lp *lp = &ledger->lps[id];
    uint64_t held = lp->free.v + lp->escrowed.v;
    switch (draws_below(d, 4)) {
    case 0: {
        int64_t minted = draws_between(d, 0, 1000);
        bl_ledger_credit(ledger, id, (bl_shares){(uint64_t)minted}, (int64_t)flow);
        return minted;
    }
    case 1:
        if (lp->free.v > 0) {
            escrow(ledger, id, flow, 1 + draws_below(d, lp->free.v));
            owner[flow] = (uint8_t)(id + 1);
        }
        return 0;
    case 2: {
        int64_t taken = (int64_t)draws_below(d, held / 3 + 1);
        bl_ledger_take(ledger, id, (bl_shares){(uint64_t)taken});
        return -taken;
    }
    default: {
        size_t out = draws_below(d, flow + 1);
        if (owner[out] == 0) {
            return 0;
        }
        int64_t left = (int64_t)ledger->flows[out].shares.v;
        bl_ledger_release(ledger, owner[out] - 1U, out);
        owner[out] = 0;
        return -left;
    }
    }
}

START_TEST(free_shares_are_lots_and_escrowed_ones_withdrawals_whatever_happens)
{
    for (uint64_t life = 0; life < 50; life++) {
        draws d = draws_new(1, life);
        book_of_lps b = book_new();
        uint8_t owner[FLOWS] = {0};
        int64_t total = 0;
        for (size_t flow = 0; flow < FLOWS; flow++) {
            total += happen(&b.ledger, &d, flow, owner);
            check_sums(&b.ledger);
            ck_assert((bl_i128)bl_ledger_total(&b.ledger) == total);
        }
        free(b.memory);
    }
}
END_TEST

int main(void)
{
    return suite_run(
        "ledger", (const TTest *const[]){
                      holders_are_listed_once_by_their_first_settled_deposit,
                      a_request_uses_up_the_oldest_lots_and_matures_with_the_last_it_touches,
                      withdrawals_leave_escrow_in_any_order,
                      a_fee_takes_free_shares_first_and_then_escrows_in_request_order,
                      free_shares_are_lots_and_escrowed_ones_withdrawals_whatever_happens, NULL});
}
