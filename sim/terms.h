/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * terms.h - performance fees as a slot of the vault's terms (spec 7). A fee model says on what a
 * fee is measured and how large it is; moving the shares is the ledger's business (sim/fees.h).
 */
#ifndef BL_TERMS_H
#define BL_TERMS_H

#include "model.h"

typedef enum {
    BL_FEE_BASIS_NONE, /* no fee */
    BL_FEE_BASIS_LP,   /* each LP's own basis in asset units, spec 7.1 to 7.3 */
    BL_FEE_BASIS_VAULT /* one high-water mark on the share price, spec 7.4 */
} bl_fee_basis;

/* A fee and who gets it: fee = manager + carry + protocol. The carry stays with the payer. */
typedef struct {
    uint64_t fee, manager, carry, protocol;
} bl_fee_split;

typedef struct {
    bl_model_info info;
    bl_fee_basis basis;
    /* The fee on a profit in asset units; false where a product does not fit. NULL for none. */
    bool (*split)(const int64_t *params, uint64_t profit, bl_fee_split *out);
} bl_fees_model;

typedef struct {
    const bl_fees_model *model;
    int64_t params[BL_PARAMS_MAX];
} bl_fees_choice;

#endif
