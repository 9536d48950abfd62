/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * price_depth.c - walks the book of capacity `depth`: the mean distance of the lots taken from the
 * snapshot's mid, as a part of that mid, ceil(10^9*sum(lots*|2p - (bid+ask)|)/(filled*(bid+ask)))
 * ppb of the mark. Levels that the vault has emptied and that are not back are passed over.
 */
#include "registry.h"

#include "../sim/muldiv.h"
#include "snapshot.h"

extern const bl_price_model bl_price_depth;

static bl_reason adjust(const int64_t *values, const bl_order_view *view, int64_t *out_ppb)
{
    bl_snapshot snapshot;
    bl_i128 away;
    (void)values;
    if (!bl_snapshot_find(view, INT64_MAX, &snapshot) ||
        !bl_snapshot_walk(view, &snapshot, &away)) {
        return BL_REASON_NO_LIQUIDITY;
    }
    if (!bl_muldiv_signed(away, BL_PPB, view->quantity * snapshot.twice_mid, BL_CEIL, out_ppb) ||
        *out_ppb > BL_PPB) {
        *out_ppb = BL_PPB;
    }
    return BL_REASON_NONE;
}

const bl_price_model bl_price_depth = {
    .info =
        {
            .kind = "price",
            .name = "depth",
            .summary = "walks the book of order-book snapshots",
            .source = "spec 11.3",
            .version = 1,
        },
    .takes_depth = true,
    .adjust = adjust,
};
