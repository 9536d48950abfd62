/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * venue.c - the names of reasons.
 */
#include "venue.h"

const char *bl_venue_reason_name(bl_reason reason)
{
    static const char *const names[BL_REASON_COUNT] = {
#define X(name) #name,
        BL_REASON_LIST(X)
#undef X
    };
    switch (reason) { /* a program's own codes and names, spec 8.5 */
    case BL_REASON_UNAUTHORIZED:
        return "6003 UnAuthorized";
    case BL_REASON_NO_STRATEGY:
        return "6002 StrategyIsNotExisted";
    case BL_REASON_AMOUNT_ZERO:
        return "6013 AmountMustGreaterThanZero";
    default:
        break;
    }
    return reason > BL_REASON_NONE && reason < BL_REASON_COUNT ? names[reason] : "";
}
