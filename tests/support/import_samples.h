/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_samples.h - small files as publishers write them, at least one an importer, and the feeds
 * they become. Tests read them, fuzzing starts from them.
 */
#ifndef BL_TESTS_IMPORT_SAMPLES_H
#define BL_TESTS_IMPORT_SAMPLES_H

#include "../../data/import.h"

typedef struct {
    const char *importer;
    const char *name; /* of the file; some formats read a day from it */
    bl_import_options options;
    bool told; /* `auto` recognises it */
    const char *text, *feed;
} import_sample;

extern const import_sample import_samples[];
extern const size_t import_samples_len;

#endif
