/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * last_row.h - a sink that keeps the last row of the series and drops all else, so that the inner
 * time is the replay alone.
 */
#ifndef BL_BENCH_LAST_ROW_H
#define BL_BENCH_LAST_ROW_H

#include "../../../sim/run.h"

static inline bool last_row_keep_series(void *context, const bl_series_row *row)
{
    *(bl_series_row *)context = *row;
    return true;
}

static inline bool last_row_drop_fill(void *context, const bl_fill_row *row)
{
    (void)context;
    (void)row;
    return true;
}

static inline bool last_row_drop_audit(void *context, const bl_audit_row *row)
{
    (void)context;
    (void)row;
    return true;
}

static inline bool last_row_drop_flow(void *context, const bl_flow_row *row)
{
    (void)context;
    (void)row;
    return true;
}

static inline bool last_row_drop_lp(void *context, const bl_lp_row *row)
{
    (void)context;
    (void)row;
    return true;
}

static inline bl_sink last_row_sink(bl_series_row *last)
{
    return (bl_sink){.context = last,
                     .series = last_row_keep_series,
                     .fill = last_row_drop_fill,
                     .audit = last_row_drop_audit,
                     .flow = last_row_drop_flow,
                     .lp = last_row_drop_lp};
}

#endif
