/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * survey_say.h - a data report for people (text with a small picture), for programs (JSON) and as
 * an SVG file.
 */
#ifndef BL_SURVEY_SAY_H
#define BL_SURVEY_SAY_H

#include "../data/import.h"

typedef struct {
    bool json, quiet;
    const char *picture; /* an SVG file to write, or NULL */
} bl_survey_form;

/* Looks at the files of the options and tells what is there; the exit status: 0 nothing worse
 * than notes, 1 warnings, 3 what an import would refuse, 2 and 4 as elsewhere. */
int bl_survey_say(const bl_import_options *options, bl_survey_form form);

#endif
