/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jup_accrual.c - the formulas of the domain notes C.2. Two floors one after another, of positive
 * numbers, are one floor by the product of the divisors; that is how the supply price is written.
 */
#include "jup_accrual.h"

#include "../sim/muldiv.h"

enum { BPS = 10000, YEAR_S = 31536000 };

#define ONE INT64_C(100000000000000000) /* 10^17 */
#define YEAR_BPS ((bl_i128)YEAR_S * BPS)

int64_t bl_jup_accrual_ratio_bps(uint64_t with_interest, uint64_t without)
{
    if (with_interest == without) {
        return with_interest == 0 ? 0 : BPS;
    }
    const bool less = with_interest < without;
    const uint64_t small = less ? with_interest : without;
    const uint64_t large = less ? without : with_interest;
    return (int64_t)((bl_u128)small * BPS / large); /* floor */
}

/* What one unit of interest-bearing supply lends out, in 10^-17; 0: nothing bears interest. */
static bool lent_out(const bl_layer_reserve *reserve, bl_i128 *out)
{
    const bl_i128 utilisation = reserve->utilisation_bps;
    const int64_t ratio = bl_jup_accrual_ratio_bps(reserve->supply_raw, reserve->supply_free);
    if (reserve->supply_raw >= reserve->supply_free) {
        return bl_muldiv_wide(utilisation * ONE, BPS + ratio, (bl_i128)BPS * BPS, BL_FLOOR, out);
    }
    if (ratio == 0) {
        *out = 0;
        return true;
    }
    const bl_i128 whole = ONE + (bl_i128)ONE * BPS / ratio; /* floor */
    return bl_muldiv_wide(utilisation, whole, BPS, BL_FLOOR, out);
}

/* The part of all borrowing that pays interest, in 10^-17. */
static bl_i128 paying(const bl_layer_reserve *reserve)
{
    const int64_t ratio = bl_jup_accrual_ratio_bps(reserve->borrow_raw, reserve->borrow_free);
    const bl_i128 smaller = (bl_i128)ratio * ONE / (BPS + ratio); /* floor */
    return reserve->borrow_raw < reserve->borrow_free ? smaller : ONE - smaller;
}

bool bl_jup_accrual_supply_ratio(const bl_layer_reserve *reserve, int64_t *out_bps)
{
    bl_i128 part;
    return lent_out(reserve, &part) &&
           bl_muldiv_wide(part, paying(reserve), ONE, BL_FLOOR, &part) &&
           bl_muldiv_signed(part, BPS, ONE, BL_FLOOR, out_bps);
}

/* price + round(price*rate*factor/divisor), where the sum fits */
static bool grow(uint64_t price, bl_i128 factor, bl_i128 divisor, bl_round round, uint64_t *out)
{
    uint64_t interest;
    return bl_muldiv_unsigned((bl_i128)price, factor, divisor, round, &interest) &&
           !__builtin_add_overflow(price, interest, out);
}

bool bl_jup_accrual_prices(bl_layer_reserve *reserve, int64_t fee_bps, int64_t now_s)
{
    const bl_i128 rate_time = (bl_i128)reserve->rate_bps * (now_s - reserve->updated_s);
    uint64_t borrow_price = reserve->borrow_price;
    uint64_t supply_price = reserve->supply_price;
    if (rate_time != 0 && reserve->borrow_raw != 0) {
        int64_t ratio = 0;
        if (!grow(borrow_price, rate_time, YEAR_BPS, BL_CEIL, &borrow_price) ||
            !bl_jup_accrual_supply_ratio(reserve, &ratio)) {
            return false;
        }
        const bl_i128 earned = rate_time * ratio; /* below 2^17 * 2^63 * 2^31 */
        if (reserve->supply_raw != 0 && ratio != 0 &&
            !grow(supply_price, earned * (BPS - fee_bps), YEAR_BPS * BPS * BPS, BL_FLOOR,
                  &supply_price)) {
            return false;
        }
    }
    reserve->borrow_price = borrow_price;
    reserve->supply_price = supply_price;
    reserve->updated_s = now_s;
    return true;
}
