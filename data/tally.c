/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tally.c - what was found, as stretches of neighbours.
 */
#include "tally.h"

void bl_tally_add(bl_tally *tally, size_t rank, bl_tally_item one)
{
    const bool first = tally->stretches == 0;
    const bool neighbour = !first && rank <= tally->rank + 1;
    tally->rank = rank;
    tally->count += one.count;
    tally->stretches += neighbour ? 0 : 1;
    if (tally->stretches > BL_TALLY_ITEMS) {
        return;
    }
    if (!neighbour) {
        tally->items[tally->items_len++] = one;
        return;
    }
    bl_tally_item *const last = &tally->items[tally->items_len - 1];
    last->count += one.count;
    last->to_ns = one.to_ns > last->to_ns ? one.to_ns : last->to_ns;
    last->from_ns = one.from_ns < last->from_ns ? one.from_ns : last->from_ns;
}
