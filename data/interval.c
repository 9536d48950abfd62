/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * interval.c - see the header.
 */
#include "interval.h"

bool bl_interval_read(bl_table *table, int64_t *begin_ns, int64_t *end_ns)
{
    bool begins = bl_table_read_time(table, BL_INTERVAL_BEGIN, begin_ns) &&
                  bl_table_note_time(table, BL_INTERVAL_BEGIN, *begin_ns);
    if (!bl_table_read_time(table, BL_INTERVAL_END, end_ns) || !begins) {
        return false;
    }
    if (*end_ns >= *begin_ns) {
        return true;
    }
    bl_table_refuse(table, BL_INTERVAL_END, "a time not before begin");
    return false;
}
