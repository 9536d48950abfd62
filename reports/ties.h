/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ties.h - requests of one instant, whose order in the file decides who is served first: groups of
 * them, other orders of a group, and what an order did to the LPs (metrics 7: order sensitivity).
 */
#ifndef BL_TIES_H
#define BL_TIES_H

#include "runlog.h"

typedef struct { /* requests first to first + len - 1 of the feed have one time; len at least 2 */
    size_t first, len;
} bl_ties_group;

/* The next group from a place on; false: none. */
bool bl_ties_find(const bl_flows *flows, size_t from, bl_ties_group *out);

/* How many orders of a group are tried beside the file's: all of up to four requests; of more the
 * reversed one and each with two neighbours swapped. */
uint64_t bl_ties_count_orders(size_t len);
/* places[k]: which request of the group comes k-th, in order `number`, from 1 on. */
void bl_ties_place(size_t len, uint64_t number, size_t *places);

typedef struct { /* the columns of a feed with one group in another order */
    uint32_t *lp;
    uint8_t *kind;
    uint64_t *amount;
    size_t *places;
} bl_ties_columns;

/* False: no memory; columns are to be freed in any case. */
bool bl_ties_open(bl_ties_columns *columns, const bl_flows *flows);
void bl_ties_fini(bl_ties_columns *columns);
/* The feed in an order; it points into columns. */
bl_flows bl_ties_reorder(bl_ties_columns *columns, const bl_flows *flows,
                         const bl_ties_group *group, uint64_t number);

/* What each LP has at the end: value and what it was paid less what it paid, base units. */
void bl_ties_add_claims(const bl_runlog *log, bl_i128 *claims);

#endif
