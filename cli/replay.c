/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replay.c - scenario, runs, files, figures, rename. Invariant: whatever fails, the temporary
 * folder is dropped and nothing stands at the path that did not stand there before.
 */
#define _GNU_SOURCE
#include "replay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../data/manifest.h"
#include "../data/outfile.h"
#include "../data/writer.h"
#include "../reports/attribution.h"
#include "../reports/hwm_schemes.h"
#include "../reports/lp_ledger.h"
#include "../scenarios/modes.h"
#include "../sim/run.h"
#include "progress.h"
#include "say.h"

enum {
    EXIT_SIGNAL = 128,
    COMMAND_MAX = 16 + 2 * (BL_SCENARIO_MODES_MAX + BL_SCENARIO_OVERRIDES_MAX),
    RUN_ALIGNMENT = 64
};

/* ---- one mode: engine, log, tables */

bl_status bl_replay_play(const bl_setup *setup, const bl_sink *sink, bl_run_counts *counts,
                         bl_err *err)
{
    size_t bytes = bl_run_bytes(setup);
    size_t whole = (bytes + RUN_ALIGNMENT - 1) / RUN_ALIGNMENT * RUN_ALIGNMENT;
    void *memory = aligned_alloc(RUN_ALIGNMENT, whole);
    if (!memory) {
        return bl_err_set(err, BL_MEMORY, "no memory for the run");
    }
    bl_run *run = bl_run_seal(setup, sink, memory, bytes, err);
    bl_status status = run ? bl_run_replay(run, err) : err->status;
    if (status == BL_OK) {
        *counts = *bl_run_result(run);
    }
    free(memory);
    return status;
}

/* A sink that said no is not the engine's error: the log or a file knows the cause. */
static bl_status record(bl_replay *replay, bl_replay_mode *mode, const char *folder,
                        bl_progress *progress, bl_err *err)
{
    const bl_writer_names names = {.setup = &mode->setup, .flows = &replay->scenario.flows};
    bl_writer *writer = bl_writer_open(folder, &names, err);
    if (!writer) {
        return err->status;
    }
    bl_sink writer_sink = bl_writer_sink(writer);
    bl_runlog_init(&mode->log, &mode->setup, &writer_sink);
    bl_sink log_sink = bl_runlog_sink(&mode->log);
    bl_sink sink = bl_progress_pass(progress, &log_sink, mode->setup.mode.text,
                                    mode->setup.start_ns, mode->setup.end_ns);
    bl_status status = bl_replay_play(&mode->setup, &sink, &mode->counts, err);
    mode->log.next = NULL; /* the writer ends here, the log lives on */
    bl_err closing;
    bl_status closed = bl_writer_close(writer, mode->digest, mode->head, &closing);
    if (mode->log.out_of_memory) {
        return bl_err_set(err, BL_MEMORY, "no memory for the rows of the run");
    }
    if (closed != BL_OK && (status == BL_OK || status == BL_SYSTEM)) {
        *err = closing;
    }
    return status == BL_OK ? closed : status;
}

/* ---- one mode: summary and manifest */

static bl_status write_summary(const bl_summary *summary, const char *folder, bl_err *err)
{
    char path[BL_FOLDER_PATH + 16];
    snprintf(path, sizeof path, "%s/summary.json", folder);
    FILE *file = fopen(path, "wxe");
    if (!file) {
        return bl_outfile_fail(err, "create", path, errno);
    }
    bool good = bl_summary_write(summary, file, err);
    bool synced = fflush(file) == 0 && fsync(fileno(file)) == 0;
    int failure = errno;
    bool closed = fclose(file) == 0;
    if (good && (!synced || !closed)) {
        return bl_outfile_fail(err, "write", path, synced ? errno : failure);
    }
    return good ? BL_OK : err->status;
}

/* The options that can change a result or a file, in one order; out of them the run can be made
 * again. */
static size_t list_command(const bl_options *options, const char *out[COMMAND_MAX])
{
    size_t len = 0;
    out[len++] = "ballast";
    out[len++] = options->command;
    out[len++] = options->scenario;
    for (size_t i = 0; i < options->modes_len; i++) {
        out[len++] = "--mode";
        out[len++] = options->modes[i];
    }
    for (size_t i = 0; i < options->overrides_len; i++) {
        out[len++] = "--set";
        out[len++] = options->overrides[i];
    }
    if (options->seed) {
        out[len++] = "--seed";
        out[len++] = options->seed;
    }
    if (options->band) {
        out[len++] = "--band";
        out[len++] = options->band;
    }
    if (options->allow_outside) {
        out[len++] = "--allow-outside";
    }
    return len;
}

/* A feed's path as the scenario has it: without the scenario's own folder before it. */
static const char *cut_folder(const char *scenario, const char *path)
{
    const char *slash = strrchr(scenario, '/');
    size_t len = slash ? (size_t)(slash - scenario) + 1 : 0;
    return strncmp(path, scenario, len) == 0 ? path + len : path;
}

static bl_status write_manifest(const bl_replay *replay, const bl_replay_mode *mode,
                                const char *folder, bl_err *err)
{
    const bl_scenario *scenario = &replay->scenario;
    const char *command[COMMAND_MAX];
    bl_manifest_feed feeds[sizeof scenario->feeds / sizeof *scenario->feeds];
    for (size_t i = 0; i < scenario->feeds_len; i++) {
        const bl_feed_report *report = scenario->feeds[i].report;
        feeds[i] = (bl_manifest_feed){.role = scenario->feeds[i].role,
                                      .path = cut_folder(scenario->path, report->path),
                                      .sha256 = report->sha256,
                                      .rows = report->rows};
    }
    const bl_manifest manifest = {.command = command,
                                  .command_len = list_command(replay->options, command),
                                  .mode = mode->setup.mode.text,
                                  .seed = mode->setup.seed,
                                  .scenario_path = scenario->path,
                                  .scenario_sha256 = scenario->sha256,
                                  .feeds = feeds,
                                  .feeds_len = scenario->feeds_len,
                                  .digest = mode->digest,
                                  .head = mode->head};
    return bl_manifest_write(folder, &manifest, err);
}

static void fill_summary(const bl_replay *replay, bl_replay_mode *mode)
{
    const size_t expects_len = replay->scenario.expects_len;
    mode->summary =
        (bl_summary){.scenario = replay->scenario.name,
                     .place = (size_t)(mode - replay->modes),
                     .log = &mode->log,
                     .counts = &mode->counts,
                     .metrics = &mode->metrics,
                     .options = &replay->metrics_options,
                     .course = &mode->course,
                     .feeds = replay->feeds,
                     .feeds_len = replay->scenario.feeds_len,
                     .rounded = replay->scenario.rounded,
                     .late_flows = replay->scenario.late_flows,
                     .scaled = replay->scenario.severity.ppb != BL_PPB,
                     .clipped = replay->scenario.severity.clipped,
                     .expected = bl_judge_count(mode->verdicts, expects_len),
                     .expected_failed = bl_judge_count_failed(mode->verdicts, expects_len)};
}

static bl_status run_mode(bl_replay *replay, size_t index, const bl_folder *folder,
                          bl_progress *progress, bl_err *err)
{
    bl_replay_mode *mode = &replay->modes[index];
    char path[BL_FOLDER_PATH];
    mode->setup = bl_scenario_setup(&replay->scenario, index);
    bl_modes_print_folder(mode->setup.mode.text, mode->folder, sizeof mode->folder);
    if (bl_folder_add(folder, mode->folder, path, err) != BL_OK ||
        record(replay, mode, path, progress, err) != BL_OK) {
        return err->status;
    }
    if (!bl_metrics_compute(&mode->log, &mode->counts, &replay->metrics_options, &mode->metrics,
                            err)) {
        return err->status;
    }
    if (!bl_course_follow(&mode->log, &mode->course)) {
        return bl_err_set(err, BL_MEMORY, "no memory for the days of the run");
    }
    bl_judge_run(replay->scenario.expects, replay->scenario.expects_len, &mode->log, &mode->metrics,
                 mode->verdicts);
    fill_summary(replay, mode);
    if (write_summary(&mode->summary, path, err) != BL_OK ||
        bl_attribution_write(&mode->log, path, err) != BL_OK ||
        bl_lp_ledger_write(&mode->log, replay->metrics_options.entrant_ns,
                           replay->scenario.flows.names, path, err) != BL_OK ||
        bl_hwm_write(&mode->log, replay->scenario.flows.names, path, err) != BL_OK) {
        return err->status;
    }
    if (!replay->keeps_logs) {
        bl_runlog_fini(&mode->log);
    }
    return write_manifest(replay, mode, path, err);
}

/* ---- the whole */

static bl_status draw_figures(bl_replay *replay, const bl_folder *folder, bl_err *err)
{
    const bl_options *options = replay->options;
    char path[BL_FOLDER_PATH];
    char footer[128];
    bl_figures_run *runs = calloc(replay->modes_len, sizeof *runs);
    if (!runs) {
        return bl_err_set(err, BL_MEMORY, "no memory for the figures");
    }
    for (size_t i = 0; i < replay->modes_len; i++) {
        runs[i].mode = replay->modes[i].setup.mode.text;
        runs[i].log = &replay->modes[i].log;
    }
    snprintf(footer, sizeof footer, "ballast %s, digest %.12s", BL_VERSION,
             replay->modes[0].digest);
    const bl_figures_input input = {.scenario = replay->scenario.name,
                                    .runs = runs,
                                    .runs_len = replay->modes_len,
                                    .lps = replay->scenario.flows.names,
                                    .band_ppb = options->band_ppb,
                                    .formats = options->formats ? options->formats
                                                                : BL_FIGURES_SVG | BL_FIGURES_PNG,
                                    .folder = path,
                                    .keep_gp = options->keep_gp,
                                    .footer = footer};
    bl_status status = bl_folder_add(folder, "figures", path, err);
    if (status == BL_OK) {
        status = bl_figures_draw(&input, &replay->figures, err);
    }
    if (status != BL_OK && replay->figures.len == 0) {
        rmdir(path); /* empty: gnuplot is missing */
    }
    free(runs);
    return status;
}

static bl_status play_modes(bl_replay *replay, const bl_folder *folder, bl_err *err)
{
    const bl_options *options = replay->options;
    bl_progress progress;
    bl_status status = BL_OK;
    bl_progress_begin(&progress, !options->quiet && !options->json);
    for (size_t i = 0; i < replay->modes_len && status == BL_OK; i++) {
        status = run_mode(replay, i, folder, &progress, err);
        if (status != BL_OK) {
            bl_err_prepend(err, replay->scenario.modes[i].text);
        }
    }
    bl_progress_finish(&progress);
    return status;
}

/* draw: the command draws unless told not to; else only when asked. */
static bool wants_figures(const bl_options *options, bool draw)
{
    return !options->no_figures && (draw || options->formats != 0);
}

static bl_status add_figures(bl_replay *replay, const bl_folder *folder, bl_err *err)
{
    const bl_options *options = replay->options;
    bl_err drawing = {.status = BL_OK};
    if (draw_figures(replay, folder, &drawing) == BL_OK) {
        return BL_OK;
    }
    bl_err_prepend(&drawing, "figures");
    if (options->formats == 0) {
        bl_say_warning(options->json, "%s", drawing.text);
        return BL_OK;
    }
    *err = drawing;
    return err->status;
}

static bool take_memory(bl_replay *replay)
{
    const bl_scenario *scenario = &replay->scenario;
    replay->modes = calloc(scenario->modes_len, sizeof *replay->modes);
    replay->feeds = calloc(scenario->feeds_len + 1, sizeof *replay->feeds);
    if (!replay->modes || !replay->feeds) {
        return false;
    }
    replay->modes_len = scenario->modes_len;
    for (size_t i = 0; i < scenario->feeds_len; i++) {
        replay->feeds[i] =
            (bl_summary_feed){.role = scenario->feeds[i].role, .report = scenario->feeds[i].report};
    }
    return true;
}

/* Everything after reading: true only when the run folder stands. */
static bool write_folder(bl_replay *replay, bool draw, bl_err *err)
{
    const bl_options *options = replay->options;
    bl_folder folder;
    if (bl_folder_open(&folder, options->out, options->force, err) != BL_OK) {
        return false;
    }
    bl_progress_catch_signals();
    bl_status status = play_modes(replay, &folder, err);
    if (status == BL_OK && wants_figures(options, draw)) {
        status = add_figures(replay, &folder, err);
    }
    if (status == BL_OK && bl_progress_signal() == 0) {
        status = bl_folder_commit(&folder, err);
    } else if (status == BL_OK) {
        status = bl_err_set(err, BL_SYSTEM, "stopped");
    }
    bl_folder_drop(&folder);
    return status == BL_OK;
}

bool bl_replay_open(const char *path, const bl_scenario_options *options, bl_scenario *out,
                    bl_diags *diags)
{
    if (!bl_scenario_open(path, options, out, diags)) {
        return false;
    }
    const size_t errors = diags->errors;
    bl_judge_check(out->expects, out->expects_len, diags);
    if (diags->errors > errors) {
        bl_scenario_close(out);
        return false;
    }
    return true;
}

int bl_replay_run(bl_replay *replay, const bl_options *options, bool draw)
{
    const bl_scenario_options scenario_options = bl_options_scenario(options);
    bl_diags diags;
    bl_err err;
    *replay = (bl_replay){.options = options, .metrics_options = BL_METRICS_OPTIONS_DEFAULT};
    replay->metrics_options.band_ppb = options->band_ppb;
    replay->keeps_logs = draw || wants_figures(options, draw);
    bl_diag_init(&diags);
    bool opened = bl_replay_open(options->scenario, &scenario_options, &replay->scenario, &diags);
    if (!opened || !options->quiet) {
        bl_say_diags(&diags, options->json, "nothing was run");
    }
    if (!opened) {
        return bl_err_exit_status(BL_INPUT);
    }
    if (!take_memory(replay)) {
        bl_err_set(&err, BL_MEMORY, "no memory for the modes");
        return bl_say_error(&err, options->json);
    }
    if (write_folder(replay, draw, &err)) {
        return 0;
    }
    if (bl_progress_signal() == 0) {
        return bl_say_error(&err, options->json);
    }
    fputs("ballast: stopped; nothing was written\n", stderr);
    return EXIT_SIGNAL + bl_progress_signal();
}

void bl_replay_fini(bl_replay *replay)
{
    for (size_t i = 0; i < replay->modes_len; i++) {
        bl_runlog_fini(&replay->modes[i].log);
        bl_course_fini(&replay->modes[i].course);
    }
    free(replay->modes);
    free(replay->feeds);
    bl_scenario_close(&replay->scenario);
}
