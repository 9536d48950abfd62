/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * money.h - the formulas of spec 1.5 and 1.6. scale is K = 10^(pd+qd-d). False: does not fit.
 */
#ifndef BL_MONEY_H
#define BL_MONEY_H

#include "muldiv.h"

/* K of an instrument; pd + qd - d is 0 to 29. */
bl_i128 bl_money_scale(int price_decimals, int quantity_decimals, int decimals);

/* V(q,m) = floor(q*m/K) */
static inline bool bl_money_value(bl_qty q, bl_price m, bl_i128 scale, bl_cash *out)
{
    return bl_muldiv_floor64(q.v, m.v, scale, &out->v);
}

/* pay(x,p) = ceil(x*p/K); negative: received */
static inline bool bl_money_pay(bl_qty x, bl_price p, bl_i128 scale, bl_cash *out)
{
    return bl_muldiv_signed(x.v, p.v, scale, BL_CEIL, &out->v);
}

/* fee(x,p,r) = ceil(|x|*p*r/(K*10^9)) */
static inline bool bl_money_fee(bl_qty x, bl_price p, int64_t rate_ppb, bl_i128 scale,
                                bl_units *out)
{
    bl_i128 notional = (bl_i128)(x.v < 0 ? -(bl_i128)x.v : x.v) * p.v;
    return bl_muldiv_unsigned(notional, rate_ppb, scale * BL_PPB, BL_CEIL, &out->v);
}

/* ceil(q*m*f/(K*10^9)), spec 5.3 */
static inline bool bl_money_funding(bl_qty q, bl_price m, int64_t rate_ppb, bl_i128 scale,
                                    bl_cash *out)
{
    return bl_muldiv_signed((bl_i128)q.v * m.v, rate_ppb, scale * BL_PPB, BL_CEIL, &out->v);
}

/* floor(N*10^12/S), spec 13.1, 13.2; 10^12 where S is 0 */
static inline bool bl_money_share_price(bl_cash n, bl_shares s, bl_i128 *out)
{
    if (s.v == 0) {
        *out = BL_PRICE_ONE;
        return true;
    }
    return bl_muldiv_wide(n.v, BL_PRICE_ONE, (bl_i128)s.v, BL_FLOOR, out);
}

#endif
