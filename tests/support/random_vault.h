/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * random_vault.h - `reported` vaults drawn from one number: every unlock scheme, one to four
 * strategies, deposits, withdrawals, cranks by everybody, prices that rise, jump and (in a third of
 * them) fall. Before every operation somebody who owns nothing asks to withdraw: the record of the
 * refusal tells U and S as they stood.
 */
#ifndef BL_RANDOM_VAULT_H
#define BL_RANDOM_VAULT_H

#include "draws.h"
#include "lending.h"

enum {
    RANDOM_VAULT_TRIPPER = 6, /* comes and goes a nanosecond later, and does nothing else */
    RANDOM_VAULT_WITNESS = 7,
    RANDOM_VAULT_TRIPS_MAX = 64
};

typedef struct {
    uint64_t number;
    bool extreme; /* amounts and prices up to the ends of their types */
    bool falls;   /* prices may fall */
    int64_t end_ns;
    size_t trips[RANDOM_VAULT_TRIPS_MAX]; /* the deposit; the withdrawal is two rows on */
    size_t trips_len;
} random_vault;

/* 20 to 50 operations; l is cleared first. */
random_vault random_vault_draw(lending *l, uint64_t number, bool extreme);

#endif
