/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * slots.h - models and their parameters out of a scenario, by the registry's descriptors: the
 * slots of the venue, the fees, and modes written as text (spec 6.2, 7, 11).
 */
#ifndef BL_SLOTS_H
#define BL_SLOTS_H

#include "draft.h"
#include "value.h"

/* How the value of a parameter is written and what is allowed; amounts have `decimals` places. */
bl_value_rule bl_slots_rule(const bl_param *param, int decimals);

/* Reads `fixed`, or `{fixed: {half_spread: 1bp}}`, or `{windows: outages.csv}` for a model with
 * one parameter in mind. node NULL: the model `fallback` with its defaults. shown: the path as
 * messages name it. */
void bl_slots_read_model(bl_reading *reading, const char *kind, const char *shown,
                         const bl_yaml_node *node, const char *fallback, bl_draft_slot *out);

/* Reads `immediate`, `4h`, `interval:8h+1h`, `band:5%:edge`; node gives the text and its place. */
bool bl_slots_read_mode(bl_reading *reading, const bl_yaml_node *node, bl_mode_choice *out);

#endif
