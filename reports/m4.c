/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * m4.c - see m4.h. One pass, memory by the width of the picture only.
 */
#include "m4.h"

#include <math.h>
#include <stdlib.h>

enum { FIRST, LOW, HIGH, LAST };

bool bl_m4_open(bl_m4 *m4, int64_t begin_ns, int64_t end_ns, size_t columns_len)
{
    *m4 = (bl_m4){.begin_ns = begin_ns, .end_ns = end_ns};
    m4->columns = calloc(columns_len, sizeof *m4->columns);
    m4->columns_len = m4->columns ? columns_len : 0;
    return m4->columns;
}

void bl_m4_close(bl_m4 *m4)
{
    free(m4->columns);
    *m4 = (bl_m4){0};
}

static bl_m4_column *find_column(const bl_m4 *m4, int64_t time_ns)
{
    const double part = m4->end_ns > m4->begin_ns
                            ? (double)(time_ns - m4->begin_ns) / (double)(m4->end_ns - m4->begin_ns)
                            : 0;
    const double at = part * (double)m4->columns_len;
    const size_t last = m4->columns_len - 1;
    return &m4->columns[at <= 0 ? 0 : at >= (double)last ? last : (size_t)at];
}

void bl_m4_put(bl_m4 *m4, bl_m4_point point)
{
    if (!m4->columns) {
        return;
    }
    bl_m4_column *column = find_column(m4, point.time_ns);
    if (!isfinite(point.value)) {
        column->breaks = true;
        return;
    }
    const size_t order = m4->seen++;
    const bool is_first = column->seen++ == 0;
    const bool takes[BL_M4_KEPT] = {
        [FIRST] = is_first,
        [LOW] = is_first || point.value < column->kept[LOW].point.value,
        [HIGH] = is_first || point.value > column->kept[HIGH].point.value,
        [LAST] = true,
    };
    for (size_t i = 0; i < BL_M4_KEPT; i++) {
        if (takes[i]) {
            column->kept[i].point = point;
            column->kept[i].order = order;
        }
    }
}

size_t bl_m4_take(const bl_m4 *m4, size_t column, bl_m4_point out[BL_M4_KEPT])
{
    const bl_m4_column *from = &m4->columns[column];
    if (from->seen == 0) {
        return 0;
    }
    const bool low_first = from->kept[LOW].order < from->kept[HIGH].order;
    const size_t turns[BL_M4_KEPT] = {FIRST, low_first ? LOW : HIGH, low_first ? HIGH : LOW, LAST};
    size_t len = 0;
    size_t before = SIZE_MAX;
    for (size_t i = 0; i < BL_M4_KEPT; i++) {
        if (from->kept[turns[i]].order == before) {
            continue;
        }
        before = from->kept[turns[i]].order;
        out[len++] = from->kept[turns[i]].point;
    }
    return len;
}

size_t bl_m4_count(const bl_m4 *m4)
{
    bl_m4_point points[BL_M4_KEPT];
    size_t count = 0;
    for (size_t i = 0; i < m4->columns_len; i++) {
        count += bl_m4_take(m4, i, points);
    }
    return count;
}
