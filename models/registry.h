/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * registry.h - every model ballast has, by kind and name. registry.def lists them, one line each.
 */
#ifndef BL_REGISTRY_H
#define BL_REGISTRY_H

#include "../sim/setup.h"

/* All models, in the order of registry.def. Each info is the head of the model's own table. */
size_t bl_registry_count(void);
const bl_model_info *bl_registry_at(size_t index);
/* NULL where there is none of that kind and name. kind: "mode", "fees", "latency", "availability",
 * "capacity", "price", "strategy", "unlock", "allocation", "process". Cast to the table of the
 * kind: its type stands in sim/mode.h, terms.h, venue.h, strategy.h, unlock.h or allocation.h, or
 * in process.h. */
const bl_model_info *bl_registry_find(const char *kind, const char *name);

#endif
