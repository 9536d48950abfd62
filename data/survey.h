/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * survey.h - a look at rows that are in order: steps that are missing, prices that stay, moves far
 * beyond the median one, bars without volume; and a picture of 60 columns.
 */
#ifndef BL_SURVEY_H
#define BL_SURVEY_H

#include "import_job.h"

/* Fills the findings, the step and the picture of the job's report. False: no memory. */
bool bl_survey_run(bl_import_job *job);

#endif
