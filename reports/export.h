/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * export.h - one table of stored runs, all modes below each other with their name in front, as
 * CSV, JSON lines, Markdown or Parquet. The cells of the first three are the digits of the run.
 */
#ifndef BL_EXPORT_H
#define BL_EXPORT_H

#include "readback.h"

typedef enum {
    BL_EXPORT_SERIES,
    BL_EXPORT_FLOWS,
    BL_EXPORT_FILLS,
    BL_EXPORT_TABLES
} bl_export_table;
typedef enum {
    BL_EXPORT_CSV,
    BL_EXPORT_JSON,
    BL_EXPORT_MARKDOWN,
    BL_EXPORT_PARQUET,
    BL_EXPORT_FORMATS
} bl_export_format;

/* "series", ...; "csv", ... */
extern const char *const bl_export_table_names[BL_EXPORT_TABLES];
extern const char *const bl_export_format_names[BL_EXPORT_FORMATS];

typedef struct {
    const bl_readback *modes; /* with the same columns: of one version */
    size_t len;
    bl_export_table table;
    bl_export_format format;
    bool *out_of_memory; /* set where it is */
} bl_export;

size_t bl_export_count(const bl_export *export);
/* what: a bl_export. Fits bl_aside_writer. */
void bl_export_write(FILE *out, const void *what);

#endif
