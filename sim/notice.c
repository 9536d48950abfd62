/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * notice.c - what is announced is counted anew at each attempt, from the ledger: nothing is kept
 * that a refusal, a fee or a failure could leave behind.
 */
#include "notice.h"

#include "fees.h"
#include "muldiv.h"

/* What a withdrawal would be paid now; 0 where shares are worth nothing. */
static uint64_t value_of(const bl_run *run, const bl_dealing *deal, size_t flow)
{
    uint64_t value = 0;
    if (deal->nav.v > 0) {
        BL_FITS(run->market.trap, "announced",
                bl_muldiv_unsigned((bl_i128)run->ledger.flows[flow].shares.v, deal->nav.v,
                                   (bl_i128)deal->supply.v, BL_FLOOR, &value));
    }
    return value;
}

static uint64_t part_elapsed(const bl_run *run, const bl_dealing *deal, size_t flow)
{
    const int64_t from_ns = run->setup->flows.time_ns[flow];
    const bl_i128 notice_ns = (bl_i128)run->ledger.flows[flow].matures_ns - from_ns;
    uint64_t part = 0;
    BL_FITS(run->market.trap, "announced",
            bl_muldiv_unsigned((bl_i128)value_of(run, deal, flow),
                               (bl_i128)run->now_ns - from_ns, notice_ns, BL_FLOOR, &part));
    return part;
}

/* A */
static bl_i128 announced(const bl_run *run, size_t settling)
{
    const bl_idset *notice = &run->ledger.notice;
    const bl_idset *waiting = &run->ledger.waiting;
    const bl_dealing deal = {bl_engine_nav(run), bl_engine_supply(run)};
    bl_i128 sum = 0;
    for (size_t id = bl_idset_next(notice, 0); id < run->ledger.flows_len;
         id = bl_idset_next(notice, id + 1)) {
        sum += part_elapsed(run, &deal, id);
    }
    for (size_t id = bl_idset_next(waiting, 0); id < run->ledger.flows_len;
         id = bl_idset_next(waiting, id + 1)) {
        if (id != settling && run->setup->flows.kind[id] != BL_FLOW_DEPOSIT) {
            sum += value_of(run, &deal, id);
        }
    }
    return sum;
}

const bl_book *bl_notice_aim(const bl_run *run, const bl_book *book, size_t settling, bl_book *room)
{
    if (!run->setup->mode.model->anticipates) {
        return book;
    }
    const bl_cash equity = bl_book_worth(book, &run->market).equity;
    *room = *book;
    if (equity.v > 0) {
        const bl_i128 stays = equity.v - announced(run, settling);
        const bl_cash kept = {stays > 0 ? (int64_t)stays : 0};
        bl_book_scale(room, &run->market, equity, kept);
    }
    return room;
}
