/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * money.c - powers of ten.
 */
#include "money.h"

int64_t bl_money_scale(int price_decimals, int quantity_decimals, int decimals)
{
    int places = price_decimals + quantity_decimals - decimals;
    BL_ASSERT(places >= 0 && places <= 18);
    int64_t scale = 1;
    for (int i = 0; i < places; i++) {
        scale *= 10;
    }
    return scale;
}
