/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * severity.h - a shock made stronger or weaker: tapes whose distance from "no shock" is scaled
 * once, at load (docs/stress.md). 100 % leaves every column as its file has it.
 */
#ifndef BL_SEVERITY_H
#define BL_SEVERITY_H

#include "draft.h"

/* What `stress` says; ppb and bits in the order of BL_SEVERITY_WORDS. */
#define BL_SEVERITY_WORDS "prices|flows|outages|funding|faults"

enum {
    BL_SCALES_PRICES = 1,
    BL_SCALES_FLOWS = 2,
    BL_SCALES_OUTAGES = 4,
    BL_SCALES_FUNDING = 8,
    BL_SCALES_FAULTS = 16,
    BL_SCALES_ALL = 31
};

/* Each replaces columns of out->base that the draft's severity scales, and counts them in
 * out->severity. Prices and funding before a frozen feed holds bars back, so that p0 is the first
 * close of the file; outages before they are joined. */
void bl_severity_scale_market(const bl_reading *reading, bl_scenario *out);
void bl_severity_scale_faults(const bl_reading *reading, bl_scenario *out);
void bl_severity_scale_windows(const bl_reading *reading, bl_windows *windows, bl_scenario *out);
void bl_severity_scale_flows(const bl_reading *reading, bl_scenario *out);

#endif
