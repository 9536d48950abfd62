/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy.h - what a way to fail cost in one run, and who bore it (docs/cases/policies.md).
 */
#ifndef BL_POLICY_H
#define BL_POLICY_H

#include "metrics.h"
#include "waits.h"

typedef struct {
    double cost;    /* of trading, whole assets: fees, spread and impact */
    double leavers; /* the part that payouts were reduced by */
    double stayers; /* the rest: borne by who holds shares */
    bool has_drift;
    double drift; /* time-weighted mean of |L/L* - 1|, % */
    uint64_t trips;
    bl_waits waits;
    double price; /* of a share at the end; NAN where there are none */
} bl_policy;

/* False: no memory. */
bool bl_policy_measure(const bl_runlog *log, const bl_metrics *metrics, bl_policy *out,
                       bl_err *err);

#endif
