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
    case BL_REASON_VAULT_DISABLED:
        return "6000 VaultIsDisabled";
    case BL_REASON_SLIPPAGE:
        return "6001 ExceededSlippage";
    case BL_REASON_DEGRADATION:
        return "6007 InvalidLockedProfitDegradation";
    case BL_REASON_UNMINT_AMOUNT:
        return "6010 InvalidUnmintAmount";
    case BL_REASON_UNSUPPORTED:
        return "6015 StrategyIsNotSupported";
    case BL_REASON_HAVE_MONEY:
        return "6019 HaveMoneyInLending";
    case BL_REASON_PRECISION_LOSS:
        return "6020 InvalidPrecisionLoss";
    default:
        break;
    }
    return reason > BL_REASON_NONE && reason < BL_REASON_COUNT ? names[reason] : "";
}
