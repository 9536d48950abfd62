/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * registry.c - the list of models, seen by the compiler: each line of registry.def names a const
 * table defined in the model's own file.
 */
#include "registry.h"

#include <string.h>

#include "process.h"

#define TABLE_mode bl_mode_model
#define TABLE_fees bl_fees_model
#define TABLE_latency bl_latency_model
#define TABLE_availability bl_availability_model
#define TABLE_capacity bl_capacity_model
#define TABLE_price bl_price_model
#define TABLE_strategy bl_strategy_model
#define TABLE_unlock bl_unlock_model
#define TABLE_allocation bl_allocation_model
#define TABLE_process bl_process_model

#define X(kind, name) extern const TABLE_##kind bl_##kind##_##name;
#include "registry.def"
#undef X

static const bl_model_info *const models[] = {
#define X(kind, name) &bl_##kind##_##name.info,
#include "registry.def"
#undef X
};

size_t bl_registry_count(void)
{
    return sizeof models / sizeof models[0];
}

const bl_model_info *bl_registry_at(size_t index)
{
    return models[index];
}

const bl_model_info *bl_registry_find(const char *kind, const char *name)
{
    for (size_t i = 0; i < bl_registry_count(); i++) {
        if (strcmp(models[i]->kind, kind) == 0 && strcmp(models[i]->name, name) == 0) {
            return models[i];
        }
    }
    return NULL;
}
