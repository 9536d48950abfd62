/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trial.c - see trial.h.
 */
#include "trial.h"

#include "replay.h"

bl_status bl_trial_run_for(bl_trial *trial, const bl_metrics_options *options, bl_err *err)
{
    bl_runlog_init(&trial->log, &trial->setup, NULL);
    const bl_sink sink = bl_metrics_need_marks(options) ? bl_runlog_sink_marks(&trial->log)
                                                        : bl_runlog_sink(&trial->log);
    const bl_status status = bl_replay_play(&trial->setup, &sink, &trial->counts, err);
    if (trial->log.out_of_memory) {
        return bl_err_set(err, BL_MEMORY, "no memory for the rows of the run");
    }
    if (status != BL_OK) {
        return status;
    }
    return bl_metrics_compute(&trial->log, &trial->counts, options, &trial->metrics, err)
               ? BL_OK
               : err->status;
}

bl_status bl_trial_run(bl_trial *trial, bl_err *err)
{
    const bl_metrics_options options = BL_METRICS_OPTIONS_DEFAULT;
    return bl_trial_run_for(trial, &options, err);
}

void bl_trial_fini(bl_trial *trial)
{
    bl_runlog_fini(&trial->log);
}
