/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cranks.h - the world of the cranks workload, the same for both contenders: a lender whose price
 * grows every minute (3 % a year), and between the cranks deposits and withdrawals in turn, one in
 * ten minutes, each LP taking out what it brought.
 */
#ifndef BENCH_CRANKS_H
#define BENCH_CRANKS_H

#include "random.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#define CRANKS_CAPITAL UINT64_C(1000000000000)
#define CRANKS_PERIOD_S INT64_C(60)

enum { CRANKS_FLOW_EVERY = 10, CRANKS_LPS = 64, CRANKS_BUFFER_BPS = 1000, CRANKS_MOVE_BPS = 10 };

typedef struct {
    size_t len;       /* cranks; the price has a row more, for the opening */
    int64_t *price;   /* 10^-12, at i periods */
    size_t flows_len; /* flow i comes half a period after crank (i + 1) * CRANKS_FLOW_EVERY */
    uint64_t *amount; /* even: deposits; odd: withdrawals by the same LP */
} cranks_world;

static inline uint32_t cranks_lp(size_t flow)
{
    return 1 + (uint32_t)(flow / 2 % CRANKS_LPS);
}

/* The memory is the process's until it ends. */
static inline bool cranks_make(size_t len, cranks_world *out)
{
    uint64_t random = 42;
    int64_t price = 1000000000000;
    *out = (cranks_world){.len = len, .flows_len = len / CRANKS_FLOW_EVERY};
    out->price = malloc((len + 1) * sizeof *out->price);
    out->amount = malloc((out->flows_len + 1) * sizeof *out->amount);
    if (out->price == NULL || out->amount == NULL) {
        return false;
    }
    for (size_t i = 0; i <= len; i++) {
        out->price[i] = price;
        price += price >> 24;
    }
    for (size_t i = 0; i < out->flows_len; i++) {
        out->amount[i] =
            i % 2 == 1 ? out->amount[i - 1] : 1000000 + random_next(&random) % 1000000000;
    }
    return true;
}

#endif
