/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * compare_rows.h - which rows the comparison has and what stands in each cell.
 */
#ifndef BL_COMPARE_ROWS_H
#define BL_COMPARE_ROWS_H

#include "summary.h"

typedef enum {
    BL_COMPARE_GROUP,  /* a heading, no cells */
    BL_COMPARE_METRIC, /* a metric times scale */
    BL_COMPARE_LIMITS, /* the scenario's limits: none, kept, broken */
    BL_COMPARE_REGRET, /* how far behind the best column a metric is */
    BL_COMPARE_DEFLATED, /* a metric held against the best of as many trials as there are columns */
    BL_COMPARE_COUNT   /* one of bl_summary_list_counts */
} bl_compare_kind;

typedef struct {
    bl_compare_kind kind;
    const char *label;
    const char *unit; /* "q": the vault's asset; NULL: none */
    bl_metric_id id;  /* METRIC, REGRET, DEFLATED */
    double scale;
    int places;
    const char *reason; /* COUNT: label is the count's name, this its reason or NULL */
} bl_compare_row;

enum { BL_COMPARE_WORD = 24 };

typedef struct {
    bool defined;
    double value; /* in the row's unit; unused where there is a word */
    int places;
    char word[BL_COMPARE_WORD]; /* "" : the value counts */
    const char *why_null;
} bl_compare_cell;

enum { BL_COMPARE_ROWS_MAX = 128 + 2 * BL_REASON_COUNT };
/* All rows, in printing order: the fixed ones, then each count that is not 0 in some column or is
 * always shown. Returns how many. */
size_t bl_compare_rows_list(const bl_summary *columns, size_t len,
                            bl_compare_row out[BL_COMPARE_ROWS_MAX]);
bl_compare_cell bl_compare_rows_find_cell(const bl_compare_row *row, const bl_summary *columns,
                                          size_t len, size_t column);
/* True where the metric has no meaning for this kind of vault, whatever happened. */
bool bl_compare_rows_is_absent(const bl_metric *metric);
/* The text of a cell for people, digits in groups of three; NUL at the end. */
enum { BL_COMPARE_TEXT = 96 };
void bl_compare_rows_print_cell(const bl_compare_cell *cell, char out[BL_COMPARE_TEXT]);

/* A sentence or two on one column: limits, failsafe, drift, cost, refusals. Cut to fit. */
enum { BL_COMPARE_VERDICT = 1024 };
void bl_compare_verdict_write(const bl_summary *column, char out[BL_COMPARE_VERDICT]);
/* Which column is closest to its target, cheapest, ahead; "" for fewer than two columns. */
void bl_compare_verdict_write_best(const bl_summary *columns, size_t len,
                                   char out[BL_COMPARE_VERDICT]);
/* Which mode to take, why, by how much and how sure that is; "" where there is no choice. */
void bl_compare_verdict_write_decision(const bl_summary *columns, size_t len,
                                       char out[BL_COMPARE_VERDICT]);

#endif
