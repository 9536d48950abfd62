/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * jup_limit.h - the withdrawal limit of one supplier of a liquidity layer: the amount that must
 * stay. Each withdrawal begins its expansion anew; below a base everything may leave. Raw amounts,
 * whole seconds. Source: Fluid's liquidity program, as in the domain notes C.4.
 */
#ifndef BL_JUP_LIMIT_H
#define BL_JUP_LIMIT_H

#include "../sim/layer.h"

/* What must stay now, before an operation. */
uint64_t bl_jup_limit_before(const bl_layer_position *position, const bl_layer_limit *rule,
                             int64_t now_s);
/* False: the sum does not fit, nothing changed. */
bool bl_jup_limit_deposit(bl_layer_position *position, const bl_layer_limit *rule, uint64_t raw,
                          int64_t now_s);
/* False: more would leave than may, nothing changed. */
bool bl_jup_limit_withdraw(bl_layer_position *position, const bl_layer_limit *rule, uint64_t raw,
                           int64_t now_s);

#endif
