/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * record.c - the names of events, fills and the program's own events.
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

const char *bl_record_chain_name(bl_chain_kind kind)
{
    static const char *const names[BL_CHAIN_COUNT] = {
#define X(name, text) text,
        BL_CHAIN_LIST(X)
#undef X
    };
    return names[kind];
}
