/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * capital.h - the accounting of a `reported` vault (spec 8): total, reserve, what each strategy was
 * worth when last recorded, and the lock on observed profit. Values between cranks are not marked
 * to market; live values are asked of the handlers.
 */
#ifndef BL_CAPITAL_H
#define BL_CAPITAL_H

#include "book.h"

typedef struct {
    uint64_t total;                       /* T */
    uint64_t reserve;                     /* R */
    uint64_t recorded[BL_STRATEGIES_MAX]; /* c_j; T = R + sum c_j always */
    bl_holding held[BL_STRATEGIES_MAX];
    bl_lender lenders[BL_STRATEGIES_MAX]; /* what the index feeds say now */
    bool removed[BL_STRATEGIES_MAX];      /* the slot was cleared */
    int64_t degradation;                  /* g; the setup's until it is changed */
    bl_lock lock;
} bl_capital;

typedef struct bl_run bl_run;

bool bl_capital_is_used(const bl_run *run);
/* Whole seconds since 1970 (spec 1.1). */
int64_t bl_capital_now_s(const bl_run *run);
/* locked(t) */
uint64_t bl_capital_locked(const bl_run *run);
/* U(t) = T - locked(t) */
uint64_t bl_capital_unlocked(const bl_run *run);
/* Own shares that have unlocked and are not burned yet; 0 for schemes on amounts. */
uint64_t bl_capital_released(const bl_run *run);
/* What a strategy's operations are told. */
bl_strategy_view bl_capital_view(const bl_run *run, size_t strategy);
/* What a strategy is worth now, by its handler (spec 5.5, 9.2). */
uint64_t bl_capital_liquidity(const bl_run *run, size_t strategy);
/* Reserve and live liquidities: E (spec 3.1). */
bl_cash bl_capital_equity(const bl_run *run);
/* Tokens come into the reserve. */
void bl_capital_receive(bl_run *run, uint64_t amount);
/* Strategy targets of a total (spec 8.7); a liquidated book has 0. */
void bl_capital_targets(const bl_run *run, uint64_t total, bl_qty *out);
/* True where allocation leaves the strategy out: removed, or a book that was liquidated. */
bool bl_capital_is_left_out(const bl_run *run, size_t strategy);

#endif
