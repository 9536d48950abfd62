/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lending.h - the terms of a modelled liquidity layer, `strategies[].layer` (spec 9.1): checks that
 * need more than one key, and what a run is given.
 */
#ifndef BL_LENDING_H
#define BL_LENDING_H

#include "draft.h"

/* Complains about the layer of one strategy, whose mapping `node` is; splits its utilisation into
 * a constant and a feed. */
void bl_lending_check(bl_reading *reading, size_t place, const bl_yaml_node *node);
/* Terms that passed the checks. */
bl_layer_terms bl_lending_terms(const bl_draft_layer *layer);

#endif
