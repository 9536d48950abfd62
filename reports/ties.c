/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ties.c - see ties.h.
 */
#include "ties.h"

#include <stdlib.h>
#include <string.h>

enum { WHOLE_MAX = 4 }; /* as many requests have all their orders tried */

bool bl_ties_find(const bl_flows *flows, size_t from, bl_ties_group *out)
{
    for (size_t i = from; i + 1 < flows->len; i++) {
        size_t end = i + 1;
        while (end < flows->len && flows->time_ns[end] == flows->time_ns[i]) {
            end++;
        }
        if (end - i > 1) {
            *out = (bl_ties_group){i, end - i};
            return true;
        }
    }
    return false;
}

static uint64_t factorial(size_t n)
{
    uint64_t product = 1;
    for (size_t k = 2; k <= n; k++) {
        product *= k;
    }
    return product;
}

uint64_t bl_ties_count_orders(size_t len)
{
    return len <= WHOLE_MAX ? factorial(len) - 1 : len;
}

/* The number-th order by first place, then by second, ... */
static void place_whole(size_t len, uint64_t number, size_t *places)
{
    size_t left[WHOLE_MAX] = {0, 1, 2, 3};
    for (size_t k = 0; k < len; k++) {
        const uint64_t others = factorial(len - 1 - k);
        const size_t taken = (size_t)(number / others);
        number %= others;
        places[k] = left[taken];
        memmove(&left[taken], &left[taken + 1], (len - k - 1 - taken) * sizeof *left);
    }
}

void bl_ties_place(size_t len, uint64_t number, size_t *places)
{
    if (len <= WHOLE_MAX) {
        place_whole(len, number, places);
        return;
    }
    for (size_t k = 0; k < len; k++) {
        places[k] = number == len ? len - 1 - k : k;
    }
    if (number < len) { /* neighbours number - 1 and number */
        places[number - 1] = (size_t)number;
        places[number] = (size_t)number - 1;
    }
}

bool bl_ties_open(bl_ties_columns *columns, const bl_flows *flows)
{
    *columns = (bl_ties_columns){
        .lp = malloc((flows->len + 1) * sizeof *columns->lp),
        .kind = malloc((flows->len + 1) * sizeof *columns->kind),
        .amount = malloc((flows->len + 1) * sizeof *columns->amount),
        .places = malloc((flows->len + 1) * sizeof *columns->places),
    };
    return columns->lp && columns->kind && columns->amount && columns->places;
}

void bl_ties_fini(bl_ties_columns *columns)
{
    free(columns->lp);
    free(columns->kind);
    free(columns->amount);
    free(columns->places);
    *columns = (bl_ties_columns){.lp = NULL};
}

bl_flows bl_ties_reorder(bl_ties_columns *columns, const bl_flows *flows,
                         const bl_ties_group *group, uint64_t number)
{
    bl_ties_place(group->len, number, columns->places);
    for (size_t i = 0; i < flows->len; i++) {
        const bool moves = i >= group->first && i - group->first < group->len;
        const size_t from = moves ? group->first + columns->places[i - group->first] : i;
        columns->lp[i] = flows->lp[from];
        columns->kind[i] = flows->kind[from];
        columns->amount[i] = flows->amount[from];
    }
    bl_flows out = *flows;
    out.lp = columns->lp;
    out.kind = columns->kind;
    out.amount = columns->amount;
    return out;
}

void bl_ties_add_claims(const bl_runlog *log, bl_i128 *claims)
{
    for (size_t i = 0; i < log->lps_len; i++) {
        const bl_lp_row *row = &log->lps[i];
        if (row->holder == BL_HOLDER_LP) {
            claims[row->lp] += (bl_i128)row->value.v + (bl_i128)row->paid_out.v -
                               (bl_i128)row->paid_in.v;
        }
    }
}
