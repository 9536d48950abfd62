/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * answer.c - text for people; programs read the JSON.
 */
#include "answer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../data/folder.h"
#include "../data/timestamp.h"
#include "../reports/json.h"

int bl_answer_mode_width(const bl_scenario *scenario)
{
    int width = 4;
    for (size_t i = 0; i < scenario->modes_len; i++) {
        const int len = (int)strlen(scenario->modes[i].text);
        width = len > width ? len : width;
    }
    return width;
}

json_t *bl_answer_pack_metrics(const bl_metrics *metrics, const bool *asked)
{
    json_t *object = json_object();
    for (size_t i = 0; i < metrics->len; i++) {
        const bl_metric *metric = &metrics->items[i];
        if (asked && !asked[i]) {
            continue;
        }
        json_t *value =
            metric->defined ? bl_json_make_number(metric->value, metric->places) : json_null();
        if (json_object_set_new(object, metric->name, value) != 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

void bl_answer_print_sums(const bl_replay *replay)
{
    const int width = bl_answer_mode_width(&replay->scenario);
    printf("  %-*s  %-64s  audit head\n", width, "mode", "run digest");
    for (size_t i = 0; i < replay->modes_len; i++) {
        const bl_replay_mode *mode = &replay->modes[i];
        printf("  %-*s  %s  %.16s\n", width, mode->setup.mode.text, mode->digest, mode->head);
    }
}

void bl_answer_print_failure(const bl_expect *expect, const bl_judge_verdict *verdict,
                             const char *mode)
{
    char at[BL_TIMESTAMP_TEXT];
    const int len =
        verdict->at_ns != BL_METRICS_NO_TIME ? (int)bl_timestamp_print(verdict->at_ns, at) : 0;
    printf("  %s:%zu: %s: %s\n    seen: %s%s%.*s\n", expect->file, expect->line, mode, expect->text,
           verdict->seen, len > 0 ? " at " : "", len, at);
}

void bl_answer_print_expectations(const bl_replay *replay)
{
    const bl_scenario *scenario = &replay->scenario;
    size_t asked = 0;
    size_t failed = 0;
    for (size_t i = 0; i < replay->modes_len; i++) {
        asked += bl_judge_count(replay->modes[i].verdicts, scenario->expects_len);
        failed += bl_judge_count_failed(replay->modes[i].verdicts, scenario->expects_len);
    }
    if (asked == 0) {
        return;
    }
    printf("Expected: %zu of %zu hold.\n", asked - failed, asked);
    for (size_t i = 0; i < replay->modes_len; i++) {
        for (size_t k = 0; k < scenario->expects_len; k++) {
            const bl_judge_verdict *verdict = &replay->modes[i].verdicts[k];
            if (verdict->applies && !verdict->passed) {
                bl_answer_print_failure(&scenario->expects[k], verdict,
                                        replay->modes[i].setup.mode.text);
            }
        }
    }
}

void bl_answer_print_figures(const bl_figures_files *files, const char *folder)
{
    for (size_t i = 0; i < files->len; i++) {
        /* A figure a line, its formats behind it: they stand side by side. */
        const char *name = files->names[i];
        const int stem = (int)(strrchr(name, '.') - name);
        if (i == 0 || strncmp(name, files->names[i - 1], (size_t)stem + 1) != 0) {
            printf("%s%s %s/%s", i == 0 ? "" : "\n", i == 0 ? "Drew " : "     ", folder, name);
        } else {
            printf(" %s", name + stem);
        }
    }
    fputs(files->len > 0 ? "\n" : "", stdout);
    for (size_t i = 0; i < files->absent_len; i++) {
        printf("%s %s: %s\n", i == 0 ? "Not drawn:" : "          ", files->absent[i].figure,
               files->absent[i].why);
    }
}

void bl_answer_print_paths(const bl_replay *replay)
{
    const char *out = replay->options->out;
    char folder[BL_FOLDER_PATH + 16];
    snprintf(folder, sizeof folder, "%s/figures", out);
    bl_answer_print_figures(&replay->figures, folder);
    printf("Wrote %s.\n", out);
}

void bl_answer_print_number(double value, int places, int width)
{
    if (isnan(value)) {
        printf("%*s", width, "-");
    } else {
        printf("%*.*f", width, places, value);
    }
}
