/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flow.h - LPs entering and leaving: requests, maturity, settlement with or without a rescale
 * (spec 4.2 to 4.6, 6.5, 6.6, 6.9, 6.10).
 */
#ifndef BL_FLOW_H
#define BL_FLOW_H

#include "engine.h"

/* Phase REQUEST: the feed's rows of this instant. */
void bl_flow_request_all(bl_run *run);
/* A withdrawal's notice is over. */
void bl_flow_mature(bl_run *run, size_t flow);
/* Phase SETTLE: every waiting flow once, request order. */
void bl_flow_settle_all(bl_run *run);
/* The same where a review has just cleared (spec 6.11); flows that wait for ticks stay. */
void bl_flow_settle_after_review(bl_run *run);

#endif
