/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * synthetic.h - a process with its parameters, a world and room for what it makes; and estimates
 * from samples with their standard errors.
 */
#ifndef BL_SYNTHETIC_H
#define BL_SYNTHETIC_H

#include "../../models/process.h"

typedef struct {
    const bl_process_model *model;
    int64_t params[BL_PARAMS_MAX];
    bl_process_world world;
    bl_process_tape tape;
    size_t rows; /* room of the tape */
} synthetic;

/* Defaults, seed 1, from 1970 on; room for one row more. */
synthetic *synthetic_new(const char *process, int64_t step_ns, size_t len, size_t rows);
void synthetic_free(synthetic *s);
/* Durations in seconds; all else as people write it. */
void synthetic_set(synthetic *s, const char *param, double value);
/* Fills the tape anew; what the process answers. */
const char *synthetic_fill(synthetic *s, uint64_t replicate);
/* The same, and it must answer well. */
const bl_process_tape *synthetic_make(synthetic *s, uint64_t replicate);
/* ln of the last close over the first. */
double synthetic_growth(const bl_process_tape *tape);

/* An estimate and its standard error, from how 50 equal parts of the sample differ. */
typedef double synthetic_statistic(const double *sample, size_t len);
typedef struct {
    double value, error;
} synthetic_estimate;
synthetic_estimate synthetic_measure(synthetic_statistic *statistic, const double *sample,
                                     size_t len);
synthetic_statistic synthetic_mean, synthetic_variance, synthetic_cumulant3, synthetic_cumulant4;
/* Fails unless the statistic is within four standard errors and `bias` of what is expected. */
void synthetic_check(const char *what, synthetic_statistic *statistic, const double *sample,
                     size_t len, double expected, double bias);

#endif
