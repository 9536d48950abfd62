/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * allocation.h - how a keeper splits what is invested over the strategies, as a slot of `reported`
 * vaults (spec 8.7; domain.md B.7).
 */
#ifndef BL_ALLOCATION_H
#define BL_ALLOCATION_H

#include "strategy.h"

/* What a keeper may see of one strategy. */
typedef struct {
    const bl_strategy_model *model;
    bl_strategy_view view;
    const bl_holding *holding;
    const bl_lender *lender;
    uint64_t recorded; /* c_j */
    bool shut;         /* left out, or left because of its utilisation: its target is 0 */
} bl_allocation_place;

typedef struct {
    uint64_t total, invested; /* T, and what the reserve target leaves of it */
    const bl_allocation_place *places;
    size_t len;
} bl_allocation_view;

typedef struct {
    bl_model_info info;
    /* The three are NULL where targets are by weight, which the core knows (spec 8.7). */
    /* A target for each place, in sum at most view->invested; false where one does not fit. */
    bool (*targets)(const int64_t *params, const bl_allocation_view *view, bl_qty *out);
    /* Whether targets are far enough from what is recorded for anything to be moved. */
    bool (*is_due)(const int64_t *params, const bl_allocation_view *view, const bl_qty *targets);
    /* How long a place of this utilisation is left, from now on; 0: it is not. */
    int64_t (*stop_ns)(const int64_t *params, int64_t utilisation_ppb);
} bl_allocation_model;

typedef struct {
    const bl_allocation_model *model; /* NULL: by weight */
    int64_t params[BL_PARAMS_MAX];
} bl_allocation_choice;

#endif
