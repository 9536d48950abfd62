/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rebalance.h - attempts on the vault's own book, and what the mode asks for in the REBALANCE
 * phase (spec 5.2, 6.2, 6.3).
 */
#ifndef BL_REBALANCE_H
#define BL_REBALANCE_H

#include "engine.h"

/* One attempt from the intended book as it stands: booked, recorded; NONE where it was whole. In
 * a mode of free trades (ideal) positions move at the mark instead. */
bl_reason bl_rebalance_attempt(bl_run *run, int64_t cause);
/* The same, and a failure outside review trips (spec 6.8). */
void bl_rebalance_attempt_or_trip(bl_run *run, int64_t cause);
/* Sizes every instrument by spec 5.2 with w_i * scale / 10^9 at an equity. */
void bl_rebalance_size_all(const bl_run *run, bl_book *book, bl_cash equity, int64_t scale_ppb);
/* Cash and intended sizes of a book after capital moved, before any trade (spec 6.1); resized by
 * spec 5.2 where the book had no equity. */
void bl_rebalance_move_capital(const bl_run *run, bl_book *book, bl_cash before, int64_t amount);
/* Books what stands of an attempt, with its rows. */
void bl_rebalance_book_fills(bl_run *run, const bl_attempt *attempt, int64_t cause);
/* What an attempt that was booked adds to rows and counts: fills are booked already. */
void bl_rebalance_tell(bl_run *run, const bl_attempt *attempt, const bl_qty *pre, int64_t cause);
/* Counts an attempt. */
void bl_rebalance_count(bl_run *run, const bl_attempt *attempt);
/* The first positions: free, or one attempt (spec 3.2). */
void bl_rebalance_open(bl_run *run);
/* Phase REBALANCE: target rows, the tick, the check. */
void bl_rebalance_phase(bl_run *run);

#endif
