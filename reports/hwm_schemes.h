/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hwm_schemes.h - performance fees on the same flows under five kinds of high-water mark (metrics
 * 5, Equalisation gap): what each LP would pay, fees taken at month ends, at withdrawals and, for
 * the comparison, at the end. Each scheme has a register of its own, on the share price before
 * fees.
 */
#ifndef BL_HWM_SCHEMES_H
#define BL_HWM_SCHEMES_H

#include "runlog.h"

#define BL_HWM_LIST(X)                                                                             \
    X(PER_LP, "per_lp")       /* an LP's own basis, over all its deposits: the reference */        \
    X(GLOBAL, "global")       /* one mark on the price of all shares */                            \
    X(COHORT, "cohort")       /* one mark for the deposits of a UTC month */                       \
    X(SERIES, "series")       /* one mark a deposit; the oldest leave first */                     \
    X(EQUALISED, "equalised") /* one mark for all, credits above it, redemptions below it */

typedef enum {
#define X(id, name) BL_HWM_##id,
    BL_HWM_LIST(X)
#undef X
        BL_HWM_COUNT
} bl_hwm_scheme;

/* "per_lp", ... */
const char *bl_hwm_name(bl_hwm_scheme scheme);

typedef struct {
    double *fees; /* whole assets, BL_HWM_COUNT an LP, LPs by number */
    double *paid; /* in, an LP */
    size_t lps_len;
    double total[BL_HWM_COUNT];
    double over[BL_HWM_COUNT]; /* sum of what LPs pay above the reference, and below it */
    double under[BL_HWM_COUNT];
    double rate;
} bl_hwm;

/* The rate is the scenario's, or 20 % where it has no fee. False: no memory. */
bool bl_hwm_compare(const bl_runlog *log, bl_hwm *out);
void bl_hwm_fini(bl_hwm *hwm);

/* Writes fee_schemes.csv: a line an LP and one for all. */
bl_status bl_hwm_write(const bl_runlog *log, const char *const *names, const char *folder,
                       bl_err *err);

#endif
