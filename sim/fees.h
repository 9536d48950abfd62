/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fees.h - crystallising performance fees (spec 7): what a model's fee comes to in shares, and
 * moving or minting them.
 */
#ifndef BL_FEES_H
#define BL_FEES_H

#include "engine.h"

/* At what flows and fees are dealt. */
typedef struct {
    bl_cash nav;      /* N */
    bl_shares supply; /* S */
} bl_dealing;

/* A fee on one LP's withdrawal of w of its s shares (spec 7.3). */
typedef struct {
    bl_fee_split split;
    bl_shares to_manager, to_protocol;
    bl_units basis_used;
} bl_fees_exit;

/* What the vault's high-water mark asks for (spec 7.4); minted 0 and risen false: nothing. */
typedef struct {
    bool risen;
    bl_i128 price; /* the new mark */
    bl_units fee;
    bl_shares minted;
} bl_fees_crystal;

/* Zero where the terms take no fee per LP. */
bl_fees_exit bl_fees_on_exit(bl_run *run, uint32_t lp, bl_shares w, const bl_dealing *deal);
/* Nothing where the terms have no vault mark, or while N <= 0 or S = 0. */
bl_fees_crystal bl_fees_above_mark(bl_run *run, const bl_dealing *deal);
/* flow: the withdrawal it comes with, or BL_NO_CAUSE. */
void bl_fees_book_crystal(bl_run *run, const bl_fees_crystal *crystal, int64_t flow);

/* Shares that left an LP for the fee accounts. */
typedef struct {
    bl_fee_split split;
    bl_shares to_manager, to_protocol;
} bl_fees_moved;
/* Tells of them: the LP's row, whose other changes are filled in, and those of the accounts. */
void bl_fees_tell_moved(bl_run *run, bl_share_row *row, const bl_fees_moved *moved);
/* Phase FEES: the first instant of a UTC month. */
void bl_fees_month(bl_run *run);

#endif
