/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * band.c - |L - L0| > floor(width*L0/10^9) for a target of L0; a leverage is far below 2^127, so
 * the difference fits.
 */
#include "band.h"

#include "../sim/muldiv.h"

bl_mode_wish bl_band_check(int64_t width_ppb, bool to_edge, const bl_mode_view *view)
{
    int64_t reach = 0;
    (void)bl_muldiv_signed(width_ppb, view->target_ppb, BL_PPB, BL_FLOOR, &reach);
    bl_i128 drift = view->leverage_ppb - view->target_ppb;
    bool above = drift > 0;
    bl_mode_wish wish = {.acts = (above ? drift : -drift) > reach, .scale_ppb = BL_PPB};
    if (to_edge) {
        wish.scale_ppb = above ? BL_PPB + width_ppb : BL_PPB - width_ppb;
    }
    return wish;
}
