/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * share.h - what a share of the last visible bar's volume leaves for an order (spec 11.2).
 */
#ifndef BL_SHARE_H
#define BL_SHARE_H

#include "../sim/muldiv.h"
#include "../sim/venue.h"

/* floor(floor(volume*limit/10^9)/step)*step less used, at most what is asked. */
static inline bool bl_share_left(const bl_order_view *view, int64_t limit_ppb, int64_t *out)
{
    int64_t share;
    if (!bl_muldiv_signed(view->volume, limit_ppb, BL_PPB, BL_FLOOR, &share)) {
        return false;
    }
    int64_t left = share / view->step * view->step - view->left->used;
    left = left > 0 ? left : 0;
    *out = left < view->quantity ? left : view->quantity;
    return true;
}

#endif
