/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * money.c - powers of ten.
 */
#include "money.h"

bl_i128 bl_money_scale(int price_decimals, int quantity_decimals, int decimals)
{
    int places = price_decimals + quantity_decimals - decimals;
    BL_ASSERT(places >= 0 && places <= 29);
    bl_i128 scale = 1;
    for (int i = 0; i < places; i++) {
        scale *= 10;
    }
    return scale;
}
