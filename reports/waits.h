/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * waits.h - what a pause did to the flows of a run: who was turned away, who waited and how long.
 */
#ifndef BL_WAITS_H
#define BL_WAITS_H

#include "runlog.h"

typedef struct {
    size_t blocked_len; /* deposits refused because the gate was shut */
    double blocked;     /* their sum, whole assets */
    size_t late_len;    /* withdrawals paid after they were due, or due and pending at the end */
    double late;        /* payout x hours late, over those that were paid */
    size_t lps;         /* LPs of which a withdrawal was late or an accepted deposit waited */
    double hours;       /* in sum, over these flows; what pends waits until the end */
} bl_waits;

/* A withdrawal is due at request + vault.delay; a lockup is not looked at. False: no memory. */
bool bl_waits_measure(const bl_runlog *log, bl_waits *out, bl_err *err);

#endif
