/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * notice.h - trading ahead of withdrawals that have been announced: a mode that anticipates aims
 * at the intended book less what will leave, bit by bit over each notice. The intended book itself
 * is not touched; it shrinks when the flow settles, as ever (spec 6.1).
 */
#ifndef BL_NOTICE_H
#define BL_NOTICE_H

#include "engine.h"

#define BL_NOTICE_ALL SIZE_MAX /* no flow is left out of account */

/* What an attempt aims at: `book` itself, or in a mode that anticipates a copy in *room with
 * b_i = trunc(b_i*(E-A)/E) for the book's own E above 0. A is the sum over withdrawals in their
 * notice of floor(value*elapsed/notice), and the whole value of each that has matured and waits;
 * value = floor(shares*N/S), fees not taken off; A is at most E. The flow `settling` counts
 * nothing: it is in the book already. */
const bl_book *bl_notice_aim(const bl_run *run, const bl_book *book, size_t settling,
                             bl_book *room);

#endif
