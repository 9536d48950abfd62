/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * holders.c - see holders.h.
 */
#include "holders.h"

#include "real.h"

#define UNIT UINT64_C(1000000) /* 10^BL_PROCESS_AMOUNT_PLACES */

static bool put_row(int64_t time_ns, size_t lp, bl_flow_kind kind, uint64_t amount,
                    bl_process_tape *out)
{
    size_t row;
    if (!bl_process_take_row(out, time_ns, &row)) {
        return false;
    }
    out->lp[row] = (uint32_t)lp;
    out->kind[row] = (uint8_t)kind;
    out->value[row] = (int64_t)amount;
    return true;
}

bool bl_holders_open(bl_holders *holders, const int64_t *lps_capital_skew,
                     const bl_process_world *world, bl_process_tape *out)
{
    const size_t len = (size_t)lps_capital_skew[0];
    const double capital = (double)lps_capital_skew[1] * (double)UNIT;
    const double skew = bl_process_ratio(lps_capital_skew[2]);
    double total = 0;
    *holders = (bl_holders){.len = len};
    for (size_t i = 0; i < len; i++) {
        total += bl_real_pow((double)(i + 1), -skew);
    }
    uint64_t left = (uint64_t)lps_capital_skew[1] * UNIT;
    for (size_t i = 0; i < len && left > 0; i++) {
        int64_t share = 0;
        BL_ASSERT(bl_real_round_half_even(capital * (bl_real_pow((double)(i + 1), -skew) / total),
                                          &share));
        /* the last takes what rounding left */
        const uint64_t amount = i + 1 == len || (uint64_t)share > left ? left : (uint64_t)share;
        left -= amount;
        if (amount > 0 && !bl_holders_deposit(holders, world->start_ns, i, amount, out)) {
            return false;
        }
    }
    return true;
}

bool bl_holders_deposit(bl_holders *holders, int64_t time_ns, size_t lp, uint64_t amount,
                        bl_process_tape *out)
{
    if (__builtin_add_overflow(holders->held[lp], amount, &holders->held[lp])) {
        holders->held[lp] = UINT64_MAX;
    }
    return put_row(time_ns, lp, BL_FLOW_DEPOSIT, amount, out);
}

bool bl_holders_withdraw(bl_holders *holders, int64_t time_ns, size_t lp, uint64_t amount,
                         bl_process_tape *out)
{
    size_t passed = 0;
    while (passed < holders->len && holders->held[lp] == 0) {
        lp = lp + 1 < holders->len ? lp + 1 : 0;
        passed++;
    }
    if (passed == holders->len) {
        out->dropped++;
        return true;
    }
    const bool all = amount >= holders->held[lp];
    out->cut += amount > holders->held[lp] ? 1 : 0;
    holders->held[lp] -= all ? holders->held[lp] : amount;
    return put_row(time_ns, lp, all ? BL_FLOW_WITHDRAW_ALL : BL_FLOW_WITHDRAW_AMOUNT,
                   all ? 0 : amount, out);
}

/* The mean of a lognormal is e^(s^2/2) above its median. Beyond 2^52 units it stops. */
uint64_t bl_holders_size(int64_t mean, int64_t spread_ppb, uint64_t bits)
{
    const double s = bl_process_ratio(spread_ppb);
    const double size =
        (double)mean * (double)UNIT * bl_real_exp(s * bl_draw_normal(bits) - s * s / 2);
    int64_t units = (INT64_C(1) << 52) - 1;
    bl_real_round_half_even(size, &units);
    return units > 0 ? (uint64_t)units : 1;
}

bool bl_holders_act(bl_holders *holders, const bl_holders_habits *habits,
                    const bl_process_world *world, int64_t time_ns, uint32_t event,
                    bl_process_tape *out)
{
    const bl_draw_key directions = bl_process_key(world, BL_DRAW_DIRECTION);
    const bl_draw_key sizes = bl_process_key(world, BL_DRAW_SIZE);
    const bl_draw_key lps = bl_process_key(world, BL_DRAW_LP);
    const bool pays_in = bl_draw_happens(bl_draw(&directions, event), habits->deposits_ppb);
    const size_t lp = (size_t)bl_draw_below(bl_draw(&lps, event), holders->len);
    const uint64_t amount =
        bl_holders_size(habits->size, habits->spread_ppb, bl_draw(&sizes, event));
    return pays_in ? bl_holders_deposit(holders, time_ns, lp, amount, out)
                   : bl_holders_withdraw(holders, time_ns, lp, amount, out);
}
