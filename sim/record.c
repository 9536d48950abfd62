/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * record.c - the names of events and fills.
 */
#include "record.h"

const char *bl_record_event_name(bl_event event)
{
    static const char *const names[BL_EVENT_COUNT] = {
#define X(name, text) text,
        BL_CAUSE_LIST(X)
#undef X
    };
    return names[event];
}

const char *bl_record_fill_name(bl_fill_reason reason)
{
    static const char *const names[] = {"FILLED", "PARTIAL", "UNWIND",
                                        "OPEN",   "IDEAL",   "LIQUIDATED"};
    return names[reason];
}
