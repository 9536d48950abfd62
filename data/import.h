/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import.h - other people's files into ballast's own feeds (spec 12.3). Numbers keep their text
 * to the last digit unless a scale is asked for. What cannot be trusted (a number that is none, a
 * time that goes back or comes twice) is refused with its place, and then nothing is written;
 * repairs are made only where they are asked for, and all of them are counted.
 */
#ifndef BL_IMPORT_H
#define BL_IMPORT_H

#include "../sim/base.h"
#include "diag.h"
#include "tally.h"

typedef enum {
    BL_IMPORT_AUTO, /* what the format holds; csv: what its columns are called */
    BL_IMPORT_PRICES,
    BL_IMPORT_FLOWS,
    BL_IMPORT_FUNDING,
    BL_IMPORT_INDEX,
    BL_IMPORT_DEPTH
} bl_import_kind;
enum { BL_IMPORT_KINDS = 6 };

typedef enum {
    BL_DEDUPE_FAIL,
    BL_DEDUPE_FIRST, /* of rows with one time the first of the file stays */
    BL_DEDUPE_LAST
} bl_dedupe;

typedef enum { BL_SEVERITY_ERROR, BL_SEVERITY_WARNING, BL_SEVERITY_NOTE } bl_finding_severity;

#define BL_FINDING(code, name, severity, what, helps) BL_FINDING_##code,
typedef enum {
#include "findings.def"
    BL_FINDINGS
} bl_finding;
#undef BL_FINDING

#define BL_REPAIR(code, name, what) BL_REPAIR_##code,
typedef enum {
#include "repairs.def"
    BL_REPAIRS
} bl_repair;
#undef BL_REPAIR

typedef struct {
    const char *name;
    bl_finding_severity severity;
    const char *what, *helps;
} bl_finding_text;

const bl_finding_text *bl_import_finding(bl_finding finding);
const char *bl_import_severity_name(bl_finding_severity severity);
const char *bl_import_repair_name(bl_repair repair);
const char *bl_import_repair_what(bl_repair repair);

/* Texts may be NULL where a default is named. */
typedef struct {
    const char *format; /* a name of data/importers.def, or "auto": told by header or first row */
    bl_import_kind kind;
    const char *const *files; /* read one after the other, as if they were one */
    size_t files_len;
    const char *columns;   /* "time=Date,close=Adj Close"; numbers from 1 with no_header;
                              default: those of the format, or the names of the feed */
    const char *time_unit; /* s ms us ns auto iso midnight block, or a format such as %Y%m%d;
                              several separated by |; default: the format's, or iso */
    const char *tz;        /* "UTC" or +hh:mm, for times that do not say; default: none */
    const char *blocks;    /* NUMBER=TIME,STEP: times counted in blocks */
    const char *at;        /* one time for all rows, in place of a column */
    char separator;        /* 0: the format's, or comma */
    bool no_header;
    size_t skip;             /* lines before the header, or before the rows */
    bool descending;         /* newest first: turned round */
    const char *lp;          /* flows: one name for all rows, in place of a column */
    const char *event;       /* flows: one event for all rows, in place of a column */
    bool levels;             /* flows: differences of what stands there */
    const char *base_prices; /* flows: a prices feed that says what `base` is worth */
    const char *base_scale;  /* exact factor of `base` */
    const char *scale;       /* exact factor of prices, amounts, rates or index values; volumes
                                are left */
    const char *shift;       /* a duration added to every time: when a row was known */
    const char *clip;        /* FROM..TO, FROM <= time < TO after the shift; a side may be empty */
    bool sort;               /* by time; rows of one time keep their order */
    bl_dedupe dedupe;        /* flows and depth all stay */
    bool fill;               /* prices: missing bars from the close before, without volume */
    bool drop_zero_volume;   /* prices */
    const char *resample;    /* prices: a duration, larger bars that begin at its multiples */
    bool survey;             /* look at everything, refuse and write nothing: the report */
    unsigned jump;           /* a move this many times the median one is a jump; 0: 50 */
    const char *out;         /* a path, written aside and renamed, a manifest beside it; NULL or
                                "-": stdout, no manifest */
} bl_import_options;

enum {
    BL_IMPORT_PICTURE = 60,
    BL_IMPORT_FILES_MAX = 256,
    BL_IMPORT_HASH = 65,
    BL_IMPORT_EDGE = 32
};

/* One column of a small picture: the least and the largest value there, and what was found. */
typedef struct {
    bool any;
    uint8_t low, high; /* 0 to 255 between the least and the largest of all */
    bool gap, frozen, jump;
} bl_import_pixel;

typedef struct {
    const char *importer; /* what read it; the guess where one was asked for */
    bool guessed;
    bl_import_kind kind;
    char sha256[BL_IMPORT_FILES_MAX][BL_IMPORT_HASH]; /* of the files, as they lie on disk */
    size_t rows_read, rows_written;
    size_t rows_zero; /* flows of 0, left out */
    size_t rounded;   /* values that lost digits */
    size_t deposits, withdrawals;
    bool close_for_all;        /* open, high or low missing: close stands for them */
    bool volume_missing;       /* 0 stands for it */
    int64_t first_ns, last_ns; /* of the rows written */
    int64_t step_ns;           /* the commonest; 0: fewer than two rows */
    bl_tally findings[BL_FINDINGS];
    bl_tally repairs[BL_REPAIRS];
    bl_import_pixel picture[BL_IMPORT_PICTURE]; /* with survey */
    char least[BL_IMPORT_EDGE];                 /* of what the picture shows, as it was written */
    char most[BL_IMPORT_EDGE];
} bl_import_report;

/* The worst that was found and not mended; BL_SEVERITY_NOTE where there is nothing worse. */
bl_finding_severity bl_import_report_severity(const bl_import_report *report);

/* NULL past the last one. */
const char *bl_import_format_name(size_t index);
const char *bl_import_format_about(size_t index);
const char *bl_import_kind_name(bl_import_kind kind);
/* What a picture of this kind shows: close, rate, price of an index. */
const char *bl_import_kind_shown(bl_import_kind kind);
/* False where there is no such kind. */
bool bl_import_find_kind(const char *name, bl_import_kind *out);

/* How it went. BL_IMPORT_SYSTEM: reading, writing or memory failed, not the input's content. */
typedef enum {
    BL_IMPORT_OK,
    BL_IMPORT_REFUSED,
    BL_IMPORT_USAGE,
    BL_IMPORT_SYSTEM
} bl_import_status;

/* What is wrong with the options themselves, beginning with "--option: " where it is one; NULL:
 * nothing that shows before a file is read. */
const char *bl_import_problem(const bl_import_options *options);

/* All or nothing; on anything but BL_IMPORT_OK diags says why. A survey is OK whatever was
 * found, as long as the file can be read. */
bl_import_status bl_import_run(const bl_import_options *options, bl_import_report *report,
                               bl_diags *diags);

#endif
