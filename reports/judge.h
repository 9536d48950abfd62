/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * judge.h - what a scenario expects, held against a finished run: the log in memory and its
 * metrics. What could not be looked at did not hold.
 */
#ifndef BL_JUDGE_H
#define BL_JUDGE_H

#include "../data/diag.h"
#include "../data/expect.h"
#include "metrics.h"

enum { BL_JUDGE_SEEN = 200 };

typedef struct {
    bool applies; /* the expectation is about this mode */
    bool passed;
    int64_t at_ns;            /* of what was seen; BL_METRICS_NO_TIME: no one instant */
    char seen[BL_JUDGE_SEEN]; /* what decided it, for people */
} bl_judge_verdict;

/* Metrics that do not exist or are in another unit are complained of where they are written. */
void bl_judge_check(const bl_expect *expects, size_t len, bl_diags *diags);
/* One verdict each, by place. */
void bl_judge_run(const bl_expect *expects, size_t len, const bl_runlog *log,
                  const bl_metrics *metrics, bl_judge_verdict *out);
/* How many apply; how many of those did not pass. */
size_t bl_judge_count(const bl_judge_verdict *verdicts, size_t len);
size_t bl_judge_count_failed(const bl_judge_verdict *verdicts, size_t len);

#endif
