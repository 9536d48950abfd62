/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * overrides.h - what the command line changes in a scenario's tree before it is read by the
 * schema: --set path=value and --mode. Complaints stand at `--set:N:column`, N counting from 1.
 */
#ifndef BL_OVERRIDES_H
#define BL_OVERRIDES_H

#include "yaml.h"

/* Applies `venue.fee.taker=0`, `instruments[0].target=3`, `instruments.BTC.target=3`,
 * `modes=[4h, 24h]` to root, a mapping; the value is YAML. number counts from 1. */
bool bl_overrides_apply(bl_pool *pool, bl_yaml_node *root, const char *text, size_t number,
                        bl_diags *diags);
/* Puts a list of modes in place of the scenario's. */
bool bl_overrides_set_modes(bl_pool *pool, bl_yaml_node *root, const char *const *modes,
                            size_t modes_len, bl_diags *diags);

#endif
