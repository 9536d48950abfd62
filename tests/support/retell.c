/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * retell.c - a scenario's run for tests that only want its series.
 */
#include "retell.h"

#include <check.h>
#include <stdlib.h>

typedef struct {
    bool (*series)(void *context, const bl_series_row *row);
    void *context;
} listener;

static bool take_series(void *context, const bl_series_row *row)
{
    const listener *to = context;
    return to->series(to->context, row);
}

static bool pass_fill(void *context, const bl_fill_row *row)
{
    return context != NULL && row != NULL;
}

static bool pass_audit(void *context, const bl_audit_row *row)
{
    return context != NULL && row != NULL;
}

static bool pass_flow(void *context, const bl_flow_row *row)
{
    return context != NULL && row != NULL;
}

static bool pass_lp(void *context, const bl_lp_row *row)
{
    return context != NULL && row != NULL;
}

void retell_open(const char *path, bl_scenario *scenario)
{
    const bl_scenario_options options = {0};
    bl_diags diags;
    bl_diag_init(&diags);
    ck_assert_msg(bl_scenario_open(path, &options, scenario, &diags), "%s:%zu:%zu: %s",
                  diags.items[0].file, diags.items[0].line, diags.items[0].column,
                  diags.items[0].message);
}

void retell_series(const bl_scenario *scenario, size_t mode,
                   bool (*series)(void *context, const bl_series_row *row), void *context)
{
    listener to = {series, context};
    const bl_setup setup = bl_scenario_setup(scenario, mode);
    const bl_sink sink = {&to, take_series, pass_fill, pass_audit, pass_flow, pass_lp, NULL, NULL};
    const size_t bytes = bl_run_bytes(&setup);
    void *const memory = aligned_alloc(16, (bytes + 15) / 16 * 16);
    bl_err err = {0};
    ck_assert_ptr_nonnull(memory);
    bl_run *const run = bl_run_seal(&setup, &sink, memory, bytes, &err);
    ck_assert_msg(run != NULL, "%s", err.text);
    ck_assert_msg(bl_run_replay(run, &err) == BL_OK, "%s", err.text);
    free(memory);
}
