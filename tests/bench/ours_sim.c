/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ours_sim.c - W1 inside one process: `ours_sim SCENARIO`. Reads scenario and feeds, replays into a
 * sink that keeps only the last row; the inner time is the replay alone.
 */
#include "../../scenarios/scenario.h"
#include "../../sim/run.h"
#include "support/last_row.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int replay(const bl_setup *setup)
{
    bl_series_row last = {0};
    const bl_sink sink = last_row_sink(&last);
    const size_t bytes = bl_run_bytes(setup);
    void *memory = malloc(bytes);
    bl_err err = {0};
    bl_run *run = memory == NULL ? NULL : bl_run_seal(setup, &sink, memory, bytes, &err);
    const clock_t begin = clock();
    if (run == NULL || bl_run_replay(run, &err) != BL_OK) {
        fprintf(stderr, "%s\n", err.text);
        free(memory);
        return 3;
    }
    printf("inner %.6f\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
    printf("check equity=%" PRId64 " fills=%" PRIu64 "\n", last.equity.v / 1000000,
           bl_run_result(run)->fills);
    free(memory);
    return 0;
}

int main(int argc, char **argv)
{
    static bl_diags diags;
    static bl_scenario scenario;
    const bl_scenario_options options = {.allow_outside = true};
    if (argc != 2) {
        return 2;
    }
    bl_diag_init(&diags);
    if (!bl_scenario_open(argv[1], &options, &scenario, &diags)) {
        fprintf(stderr, "%s\n", diags.items[0].message);
        return 3;
    }
    const bl_setup setup = bl_scenario_setup(&scenario, 0);
    const int status = replay(&setup);
    bl_scenario_close(&scenario);
    return status;
}
