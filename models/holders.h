/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * holders.h - the LPs of a synthetic world and what each has paid in. They pay in once at the
 * start, top-heavy by Zipf's law, and never ask for more than they paid in: a process does not
 * know what a vault makes of it.
 */
#ifndef BL_HOLDERS_H
#define BL_HOLDERS_H

#include "process.h"

enum { BL_HOLDERS_MAX = 1024 };

typedef struct {
    size_t len;
    uint64_t held[BL_HOLDERS_MAX]; /* base units, paid in and not asked back */
} bl_holders;

/* `capital` whole units over `lps` LPs, the k-th in proportion to k^-skew; each pays in at the
 * start. False: the tape is full. */
bool bl_holders_open(bl_holders *holders, const int64_t *lps_capital_skew,
                     const bl_process_world *world, bl_process_tape *out);
/* An LP pays in. */
bool bl_holders_deposit(bl_holders *holders, int64_t time_ns, size_t lp, uint64_t amount,
                        bl_process_tape *out);
/* The first LP from `lp` on that has something left asks for `amount`, or for all where that is
 * not more; cut and dropped requests are counted. */
bool bl_holders_withdraw(bl_holders *holders, int64_t time_ns, size_t lp, uint64_t amount,
                         bl_process_tape *out);

/* How large flows are: lognormal around a mean of whole units. */
uint64_t bl_holders_size(int64_t mean, int64_t spread_ppb, uint64_t bits);

/* Of Poisson and Hawkes flows: one event, by the draws of its number. */
typedef struct {
    int64_t deposits_ppb, size, spread_ppb;
} bl_holders_habits;
bool bl_holders_act(bl_holders *holders, const bl_holders_habits *habits,
                    const bl_process_world *world, int64_t time_ns, uint32_t event,
                    bl_process_tape *out);

/* The last three parameters of every process of flows, in this order. */
#define BL_HOLDERS_PARAMS                                                                          \
    {.name = "lps",                                                                                \
     .kind = BL_PARAM_COUNT,                                                                       \
     .unit = "number",                                                                             \
     .low = 1,                                                                                     \
     .high = BL_HOLDERS_MAX,                                                                       \
     .fallback = 50,                                                                               \
     .help = "how many LPs there are"},                                                            \
        {.name = "capital",                                                                        \
         .kind = BL_PARAM_COUNT,                                                                   \
         .unit = "asset",                                                                          \
         .low = 0,                                                                                 \
         .high = 1000000000,                                                                       \
         .fallback = 1000000,                                                                      \
         .help = "what they pay in at the start, whole units"},                                    \
    {                                                                                              \
        .name = "skew", .kind = BL_PARAM_NUMBER, .unit = "exponent", .low = 0,                     \
        .high = 10 * BL_PPB, .fallback = BL_PPB,                                                   \
        .help = "the k-th LP's part of it is in proportion to k^-skew; 0: all the same"            \
    }

/* Parameters of those who come and go by themselves: deposits, size, spread. */
#define BL_HOLDERS_HABIT_PARAMS                                                                    \
    {.name = "deposits",                                                                           \
     .kind = BL_PARAM_RATIO,                                                                       \
     .unit = "ratio",                                                                              \
     .low = 0,                                                                                     \
     .high = BL_PPB,                                                                               \
     .fallback = 500000000,                                                                        \
     .help = "part of the flows that are deposits"},                                               \
        {.name = "size",                                                                           \
         .kind = BL_PARAM_COUNT,                                                                   \
         .unit = "asset",                                                                          \
         .low = 1,                                                                                 \
         .high = 1000000000,                                                                       \
         .fallback = 10000,                                                                        \
         .help = "mean of a flow, whole units"},                                                   \
    {                                                                                              \
        .name = "spread", .kind = BL_PARAM_NUMBER, .unit = "ratio", .low = 0, .high = 3 * BL_PPB,  \
        .fallback = BL_PPB, .help = "standard deviation of its logarithm; 0: all the same"         \
    }

#endif
