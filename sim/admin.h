/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * admin.h - the rest of the on-chain program's surface: who may sign, enabling, removing a
 * strategy, the rate of degradation, the operator's key (domain.md B.4, docs/formats.md).
 */
#ifndef BL_ADMIN_H
#define BL_ADMIN_H

#include "engine.h"

/* The roles and the rate a vault begins with. */
void bl_admin_open(bl_run *run);
/* Whether a key may crank: the admin's, or that of the operator of now. */
bool bl_admin_may_crank(const bl_run *run, uint8_t signer);
/* Whether a strategy has a slot; UINT32_MAX has none. */
bool bl_admin_is_listed(const bl_run *run, uint32_t strategy);
/* The rows of the admin feed that fall now; each is done whole or refused with a record. */
void bl_admin_feed(bl_run *run);

#endif
