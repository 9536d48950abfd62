/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import.h - other people's files into ballast's own feeds (spec 12.3). Numbers keep their text
 * to the last digit unless a scale is asked for; what is dropped or filled in is counted; what
 * cannot be trusted (a number that is none, a time that goes back or comes twice) is refused with
 * its place, and then nothing is written.
 */
#ifndef BL_IMPORT_H
#define BL_IMPORT_H

#include "../sim/base.h"
#include "diag.h"

typedef enum {
    BL_IMPORT_PRICES,
    BL_IMPORT_FLOWS,
    BL_IMPORT_FUNDING,
    BL_IMPORT_INDEX
} bl_import_kind;
enum { BL_IMPORT_KINDS = 4 };

/* Texts may be NULL where a default is named. */
typedef struct {
    const char *format;       /* one of bl_import_format_name: "csv", "binance" */
    bl_import_kind kind;      /* binance: prices */
    const char *const *files; /* read one after the other, as if they were one */
    size_t files_len;
    const char *columns;   /* csv: "time=Date,close=Adj Close"; numbers from 1 with no_header;
                              default: the names of the feed, upper or lower case */
    const char *time_unit; /* s ms us ns iso, or a format such as %Y%m%d; default iso */
    const char *tz;        /* "UTC" or +hh:mm, for times that do not say; default: none */
    char separator;        /* 0: comma */
    bool no_header;
    size_t skip;       /* lines before the header, or before the rows */
    bool descending;   /* newest first: turned round */
    bool keep_first;   /* of rows with one time keep the first; flows all stay */
    const char *lp;    /* flows: one name for all rows, in place of a column */
    const char *scale; /* exact factor of prices, amounts, rates or index values; volumes are
                          left */
    const char *shift; /* a duration added to every time: when a row was known */
    const char *clip;  /* FROM..TO, FROM <= time < TO after the shift; a side may be empty */
    const char *out;   /* a path, written aside and renamed; NULL or "-": stdout */
} bl_import_options;

typedef struct {
    size_t rows_read, rows_written;
    size_t rows_clipped;  /* outside clip; nothing but their time was read */
    size_t rows_zero;     /* flows of 0, left out */
    size_t rows_repeated; /* left out by keep_first */
    size_t rounded;       /* index values that lost digits past 12 places */
    size_t deposits, withdrawals;
    bool close_for_all;        /* open, high or low missing: close stands for them */
    bool volume_missing;       /* 0 stands for it */
    int64_t first_ns, last_ns; /* of the rows written */
} bl_import_report;

/* NULL past the last one. */
const char *bl_import_format_name(size_t index);
const char *bl_import_kind_name(bl_import_kind kind);
/* False where there is no such kind. */
bool bl_import_find_kind(const char *name, bl_import_kind *out);

/* How it went. BL_IMPORT_SYSTEM: reading, writing or memory failed, not the input's content. */
typedef enum {
    BL_IMPORT_OK,
    BL_IMPORT_REFUSED,
    BL_IMPORT_USAGE,
    BL_IMPORT_SYSTEM
} bl_import_status;

/* All or nothing; on anything but BL_IMPORT_OK diags says why. */
bl_import_status bl_import_run(const bl_import_options *options, bl_import_report *report,
                               bl_diags *diags);

#endif
