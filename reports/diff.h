/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * diff.h - two finished modes held against each other: what they were made from, where they part,
 * what each did at each cause, and who ended with how much. All amounts are base units; every
 * difference is B less A.
 */
#ifndef BL_DIFF_H
#define BL_DIFF_H

#include "cause.h"

#include <stdio.h>

enum { BL_DIFF_FIELDS_MAX = 20, BL_DIFF_TEXT = 160 };

typedef struct {
    char name[48];
    char text[2][BL_DIFF_TEXT]; /* in A, in B; cut to fit */
} bl_diff_field;

/* The first row of a table, or record of the log, that is not the same in both. */
typedef struct {
    bool found;
    size_t line[2];     /* in each file; 0: it had ended */
    int64_t time_ns[2]; /* unused where the line is 0 */
    bl_diff_field fields[BL_DIFF_FIELDS_MAX];
    size_t fields_len;
} bl_diff_parting;

/* What one run did at one cause. */
typedef struct {
    size_t attempts;    /* 0: none */
    const char *kind;   /* of the last attempt's record */
    const char *reason; /* NULL: none */
    int64_t cost;       /* of all */
    size_t flow_row;    /* in flows.csv; SIZE_MAX: none, or no flow */
} bl_diff_side;

typedef struct {
    bl_cause_kind kind;
    int64_t number;  /* 0 where there is no cause: the instant tells it */
    int64_t time_ns; /* of the first record of either run */
    size_t place;    /* of its first record; then in the list */
    bl_diff_side side[2];
    bool same, only_shares; /* only_shares: equal but for the shares a flow got or gave */
} bl_diff_cause;

/* What someone put in, took out and still holds. */
typedef struct {
    const char *lp;
    size_t place;      /* in the order of lps.csv */
    int64_t result[2]; /* value + paid out - paid in */
    int64_t transfer[2];
} bl_diff_holder;

typedef struct {
    const bl_stored *run[2];
    bool equal;
    int places; /* of the asset */
    bl_diff_parting series, audit;
    bl_diff_cause *causes;                         /* in order of time */
    size_t causes_len, causes_differ, only_shares; /* only_shares: of those that differ */
    int64_t cost[2];
    bl_diff_holder *holders;
    size_t holders_len;
    bool has_transfers;
    int64_t held[2];   /* sum of results */
    int64_t unheld[2]; /* of the vault's profit: what rounding leaves, or what is still locked */
} bl_diff;

/* Both runs must outlive it. False: no memory. */
bool bl_diff_make(const bl_stored *a, const bl_stored *b, bl_diff *out);
void bl_diff_free(bl_diff *diff);

/* Answers for people and for programs; `names` are what the user called them. False, NULL: no
 * memory. */
bool bl_diff_print(const bl_diff *diff, const char *const names[2], FILE *out);
json_t *bl_diff_pack(const bl_diff *diff, const char *const names[2]);

#endif
