/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stays.c - see stays.h.
 */
#include "stays.h"

#include <string.h>

static const char *const names[BL_STAY_CAUSES] = {"price", "flow", "trading", "funding", "other"};

void bl_stays_add(bl_stays *stays, const bl_stay *stay)
{
    const int64_t lasted = stay->until_ns - stay->from_ns;
    size_t at = stays->len;
    while (at > 0 && stays->items[at - 1].until_ns - stays->items[at - 1].from_ns < lasted) {
        at--;
    }
    if (at == BL_STAYS_KEPT) {
        return;
    }
    stays->len += stays->len < BL_STAYS_KEPT;
    for (size_t i = stays->len - 1; i > at; i--) {
        stays->items[i] = stays->items[i - 1];
    }
    stays->items[at] = *stay;
}

const char *bl_stays_name_cause(bl_stay_cause cause)
{
    return names[cause];
}

bool bl_stays_find_cause(const char *name, bl_stay_cause *out)
{
    for (int i = 0; i < BL_STAY_CAUSES; i++) {
        if (strcmp(name, names[i]) == 0) {
            *out = (bl_stay_cause)i;
            return true;
        }
    }
    return false;
}
