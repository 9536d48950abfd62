/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trap.h - how a result that does not fit stops a run (spec 1.2). Pure functions answer false;
 * the code of a run wraps them in BL_FITS, which leaves the replay at once with the formula's
 * name. A run holds nothing but arena memory, so leaving it releases everything.
 */
#ifndef BL_TRAP_H
#define BL_TRAP_H

#include "base.h"

#include <setjmp.h>

typedef struct {
    jmp_buf out;
    const char *formula; /* what did not fit; NULL: the sink refused a row */
} bl_trap;

_Noreturn static inline void bl_trap_spring(bl_trap *trap, const char *formula)
{
    trap->formula = formula;
    longjmp(trap->out, 1);
}

#define BL_FITS(trap, formula, call) ((call) ? (void)0 : bl_trap_spring((trap), (formula)))

#endif
