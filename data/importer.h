/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * importer.h - what an importer is: a name and the layouts of the files it reads, as data. A file
 * is recognised by its header or by its first row. Only where a row must be put together from its
 * fields (bid and ask, hex words) does a layout have code of its own.
 */
#ifndef BL_IMPORTER_H
#define BL_IMPORTER_H

#include "csv.h"
#include "import_job.h"

/* One row by its own code: fields as they stand in the file; names: of a JSON object's. False:
 * *reason says why, its role is then a field's number. */
typedef bool bl_import_put(bl_import_job *job, const bl_csv_row *names, const bl_csv_row *row,
                           bl_import_place place, bl_import_reason *reason);

typedef struct {
    bl_import_kind kind;
    bool json;           /* rows of a list, data/json_rows.h; their names are the header */
    const char *lists;   /* json: names of the lists; NULL: the first one. Of several the name is
                            what the row's event or side is called */
    const char *header;  /* names that must stand there, in any case; NULL: there is no header */
    const char *first;   /* without header: "UNIT N", a time of that unit (-: none) and numbers, N
                            in all */
    const char *columns; /* as --columns; further parts of it may be given there */
    const char *time_unit, *tz;
    const char *second; /* a column with the time once more, which must agree; --columns time=
                           names the one to trust */
    const char *second_unit;
    const char *scale, *base_scale;
    bool needs_prices;              /* the base is another token: --base-prices must be said */
    bool needs_shift;               /* what a row says was known later: --shift must be said */
    const char *deposit, *withdraw; /* what the column `event` may say, separated by commas */
    const char *others;             /* what else it may say; those rows are left out */
    char separator;                 /* 0: comma */
    bool descending;
    bool ray;          /* an index of 20 digits and more counts 10^-27 */
    bool levels;       /* flows are the differences of what stands there */
    size_t skip_after; /* lines between header and rows */
    bl_import_put *put;
} bl_import_layout;

typedef struct {
    const char *name;  /* of the format */
    const char *about; /* what it reads */
    const bl_import_layout *layouts;
    size_t layouts_len;
} bl_importer;

/* NULL past the last. */
const bl_importer *bl_importers_get(size_t index);
const bl_importer *bl_importers_find(const char *name);

typedef struct {
    const bl_importer *importer;
    const bl_import_layout *layout;
} bl_importers_guess;

/* The layout of a file, among those of one importer (NULL: of all but the plain ones) and of one
 * kind (BL_IMPORT_AUTO: any). False: none; diags says what was found. */
bool bl_importers_recognise(const char *path, const bl_importer *among, bl_import_kind kind,
                            bl_importers_guess *out, bl_diags *diags);

/* The kind of a plain CSV file by what its columns are called; prices where nothing tells. */
bl_import_kind bl_importers_guess_kind(const char *path, const bl_import_options *options);

/* A field of a row, as text that is there. */
bl_import_field bl_importers_field(const bl_csv_row *row, size_t index);

/* Reads a file by a layout that the options have the last word on. */
bool bl_import_reader_read(bl_import_job *job, const char *path, const bl_import_layout *layout);

#define BL_IMPORTER(name) extern const bl_importer bl_import_##name##_importer;
#include "importers.def"
#undef BL_IMPORTER

#endif
