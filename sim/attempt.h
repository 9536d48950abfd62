/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * attempt.h - the parts of a rebalance attempt that flows, cranks and modes share: intended sizes
 * before it, rows and counts after it (spec 5.2, 6.1, 6.7).
 */
#ifndef BL_ATTEMPT_H
#define BL_ATTEMPT_H

#include "engine.h"

/* Sizes every instrument by spec 5.2 with w_i * scale / 10^9 at an equity. */
void bl_attempt_size_all(const bl_run *run, bl_book *book, bl_cash equity, int64_t scale_ppb);
/* Cash and intended sizes of a book after capital moved, before any trade (spec 6.1); sized anew
 * by spec 5.2 where the book had no equity. */
void bl_attempt_move_capital(const bl_run *run, bl_book *book, bl_cash before, int64_t amount);
void bl_attempt_count(bl_run *run, const bl_attempt *attempt);
/* Books what stands of an attempt, with its rows. */
void bl_attempt_book_fills(bl_run *run, const bl_attempt *attempt, int64_t cause);
/* rebalance, failed, idle or called_off */
bl_event bl_attempt_event(const bl_attempt *attempt);
/* The record and the row of an attempt whose fills are booked. */
void bl_attempt_tell(bl_run *run, const bl_attempt *attempt, const bl_qty *pre, int64_t cause);
/* Sizes the vault's own book anew where that is the rule: `sizing: target`, free trades. */
void bl_attempt_size_by_rule(bl_run *run);
/* Quotes and books an attempt on the vault's own book, free in a mode of free trades; tells
 * nothing. */
void bl_attempt_make(bl_run *run, int64_t cause, bl_attempt *attempt);
/* Makes it and tells; a check, and a mode of free trades, are quiet about an empty plan (spec
 * 6.2). NONE where it was whole. */
bl_reason bl_attempt_on_book(bl_run *run, int64_t cause, bool quiet_when_empty);

#endif
