/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * draft.h - what a scenario file says, before its feeds are read: the schema walk fills it, the
 * checks look at it, feeds complete it.
 */
#ifndef BL_DRAFT_H
#define BL_DRAFT_H

#include "scenario.h"
#include "yaml.h"

/* A model chosen for a slot. */
typedef struct {
    const bl_model_info *model;
    int64_t params[BL_PARAMS_MAX];
    const bl_yaml_node *feed; /* NULL: the model reads none */
} bl_draft_slot;

typedef struct {
    bl_instrument core;
    bool stamp_close;
    const bl_yaml_node *prices, *funding, *depth;
} bl_draft_instrument;

/* Places in the choices of strategies[].handler. */
enum { BL_HANDLER_JUP_LEND, BL_HANDLER_PERP_BOOK, BL_HANDLER_IDLE, BL_HANDLER_JUP_LAYER };

/* strategies[].layer; basis points unless a name says otherwise. */
typedef struct {
    int64_t kink, kink2; /* kink2 0: one kink */
    int64_t rate0, rate_kink, rate_kink2, rate_max;
    int64_t fee, expand, expand_duration_ns;
    uint64_t base_limit, supply, rewards, rewards_min; /* base units */
    int64_t rewards_from_ns, rewards_until_ns;
    const bl_yaml_node *utilisation; /* a feed; NULL: kept_ppb */
    int64_t kept_ppb;                /* -1: a feed */
} bl_draft_layer;

typedef struct {
    const char *name;
    int handler;
    int64_t weight_bp;
    const bl_yaml_node *index;
    bl_draft_layer layer;
} bl_draft_strategy;

/* What the file says, before feeds. */
typedef struct {
    bl_setup setup; /* all but models, instruments and feeds */
    const char *name;
    int preset; /* 0: none */
    bool reported;
    int64_t buffer_bp, min_move_bp, degradation;
    bool idle;
    int unlock;
    bool allow_manipulation;
    bl_draft_slot fees, allocation, latency, availability, capacity, price;
    bl_mode_choice modes[BL_SCENARIO_MODES_MAX];
    size_t modes_len;
    bl_draft_instrument instruments[BL_INSTRUMENTS_MAX];
    size_t instruments_len;
    bl_draft_strategy strategies[BL_STRATEGIES_MAX];
    size_t strategies_len;
    bool feed_frozen; /* venue.feed: windows of kind `stale` are taken */
    const bl_yaml_node *flows, *targets, *cranks, *admin, *faults, *tiers, *rail;
    int64_t severity_ppb;
    uint32_t severity_scales; /* BL_SCALES_* */
    const char *stands_for;
    const bl_expect *expects;
    size_t expects_len;
    uint64_t rounded; /* values that lost digits */
} bl_draft;

/* One reading of one scenario. */
typedef struct {
    bl_pool *pool;
    bl_diags *diags;
    const bl_yaml_node *root;
    bl_draft *draft;
} bl_reading;

#endif
