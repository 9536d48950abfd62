/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * answer.h - what commands say alike on stdout.
 */
#ifndef BL_ANSWER_H
#define BL_ANSWER_H

#include <jansson.h>

#include "replay.h"

/* The longest name of a mode, at least 4 for the heading. */
int bl_answer_mode_width(const bl_scenario *scenario);
/* Metrics by name, null where undefined. asked: those to pack, by bl_metric_id; NULL: all. */
json_t *bl_answer_pack_metrics(const bl_metrics *metrics, const bool *asked);
/* One line a mode with its digest and audit head, for a note elsewhere. */
void bl_answer_print_sums(const bl_replay *replay);
/* How many expectations of the scenario hold, and each that does not with what was seen; nothing
 * where it has none. */
void bl_answer_print_expectations(const bl_replay *replay);
/* One expectation that did not hold: where it is written, what it says, what was seen. */
void bl_answer_print_failure(const bl_expect *expect, const bl_judge_verdict *verdict,
                             const char *mode);
/* A cell of a table; "-" where the value is NaN. */
void bl_answer_print_number(double value, int places, int width);
/* The figures drawn into a folder, and those that were not, with the reason. */
void bl_answer_print_figures(const bl_figures_files *files, const char *folder);
/* The folder and the figures that were written. */
void bl_answer_print_paths(const bl_replay *replay);

#endif
