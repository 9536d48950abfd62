/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jup_limit.c - a limit is stored with each operation and expands from there; lowering the part
 * that may leave holds at once, through the greater of the two.
 */
#include "jup_limit.h"

enum { BPS = 10000 };

/* floor(supply*expand/10^4); expand is at most 10 000, so it fits */
static uint64_t most_out(uint64_t supply, const bl_layer_limit *rule)
{
    return (uint64_t)((bl_u128)supply * (uint64_t)rule->expand_bps / BPS);
}

uint64_t bl_jup_limit_before(const bl_layer_position *position, const bl_layer_limit *rule,
                             int64_t now_s)
{
    if (position->limit_raw == 0) {
        return 0;
    }
    const uint64_t out = most_out(position->supply_raw, rule);
    const bl_u128 expanded = (bl_u128)out * (uint64_t)(now_s - position->updated_s) /
                             (uint64_t)rule->expand_s; /* floor */
    const uint64_t now =
        expanded < position->limit_raw ? position->limit_raw - (uint64_t)expanded : 0;
    const uint64_t floor = position->supply_raw - out;
    return now > floor ? now : floor;
}

static void settle(bl_layer_position *position, const bl_layer_limit *rule, uint64_t supply,
                   int64_t now_s)
{
    const uint64_t before = bl_jup_limit_before(position, rule, now_s);
    const uint64_t full = supply - most_out(supply, rule);
    position->supply_raw = supply;
    position->limit_raw = full > before ? full : before;
    if (supply < rule->base_raw) {
        position->limit_raw = 0;
    }
    position->updated_s = now_s;
}

bool bl_jup_limit_deposit(bl_layer_position *position, const bl_layer_limit *rule, uint64_t raw,
                          int64_t now_s)
{
    uint64_t supply;
    if (__builtin_add_overflow(position->supply_raw, raw, &supply)) {
        return false;
    }
    settle(position, rule, supply, now_s);
    return true;
}

bool bl_jup_limit_withdraw(bl_layer_position *position, const bl_layer_limit *rule, uint64_t raw,
                           int64_t now_s)
{
    const uint64_t supply = position->supply_raw;
    if (raw > supply || supply - raw < bl_jup_limit_before(position, rule, now_s)) {
        return false;
    }
    settle(position, rule, supply - raw, now_s);
    return true;
}
