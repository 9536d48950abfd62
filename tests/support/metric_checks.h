/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metric_checks.h - what a test says of one metric by name: its value, or why it has none. Macros,
 * so that a failure names the line of the test.
 */
#ifndef BL_METRIC_CHECKS_H
#define BL_METRIC_CHECKS_H

#include "../../reports/metrics.h"

#include <check.h>

static inline const bl_metric *metric_named(const bl_metrics *metrics, const char *name)
{
    const bl_metric *metric = bl_metrics_find(metrics, name);
    ck_assert_msg(metric != NULL, "no metric %s", name);
    return metric;
}

#define METRIC_IS(metrics, name, expected)                                                         \
    do {                                                                                           \
        const bl_metric *found = metric_named(metrics, name);                                      \
        ck_assert_msg(found->defined, "%s: %s", name, found->why_null);                            \
        ck_assert_double_eq_tol(found->value, expected, 1e-9);                                     \
    } while (0)
#define METRIC_IS_NULL(metrics, name, reason)                                                      \
    do {                                                                                           \
        const bl_metric *found = metric_named(metrics, name);                                      \
        ck_assert(!found->defined);                                                                \
        ck_assert_str_eq(found->why_null, reason);                                                 \
    } while (0)

#endif
