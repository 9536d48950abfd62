/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * direct.h - withdraw_directly_from_strategy: an LP takes from the reserve and, for what is short,
 * from a strategy it chooses, at once and by its own signature (domain.md B.4; a reconstruction).
 */
#ifndef BL_DIRECT_H
#define BL_DIRECT_H

#include "engine.h"

/* What a strategy is worth, as far as its lender lets it out until the next row. */
uint64_t bl_direct_reachable(const bl_run *run, size_t strategy);
/* A row of the admin feed. NONE: paid; else nothing has changed. */
bl_reason bl_direct_withdraw(bl_run *run, size_t row);

#endif
