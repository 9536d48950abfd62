/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lp_ledger.h - who paid (metrics 7): what each LP put in and took out, the fees, the rebalance
 * cost that its flows caused, and what it was given by the others or gave them. Integers, and at
 * every event the transfers of all add up to zero.
 *
 * The transfer of a flow is what the LP's shares gained in value beyond what it paid, its own cost
 * of rescaling counted as paid: T > 0 means the others subsidised it. The rest hold -T, by shares.
 */
#ifndef BL_LP_LEDGER_H
#define BL_LP_LEDGER_H

#include "runlog.h"

typedef enum {
    BL_LP_ACCOUNT_LP,       /* key: its number */
    BL_LP_ACCOUNT_COHORT,   /* key: the UTC day of the first entry, since 1970; seed is apart */
    BL_LP_ACCOUNT_MANAGER,  /* fee accounts */
    BL_LP_ACCOUNT_PROTOCOL, /* */
    BL_LP_ACCOUNT_VAULT
} bl_lp_account_kind;

typedef struct {
    bl_lp_account_kind kind;
    int64_t key;
    bool used;         /* it had shares at some time */
    int64_t first_ns;  /* first entry */
    int64_t last_ns;   /* last flow, or the end where it holds shares */
    bl_i128 shares;    /* with escrow */
    bl_i128 minted;    /* for deposits */
    bl_i128 paid_in, paid_out, fees, basis; /* base units; basis 0 without one */
    bl_i128 flowed;                         /* sum of |F| */
    bl_i128 cost;                           /* of rebalances that its flows caused */
    bl_i128 given, received;                /* transfers, both positive */
    bl_i128 value;                          /* at the end */
    double twr;                             /* growth, 1 at the first entry */
    double mwr;      /* money-weighted over its own time; NAN: undefined, why says */
    double exposure; /* mean of d in the time after its deposits; NAN: none */
    const char *why;
    /* private */
    bl_i128 index;     /* of what was spread when it was settled last */
    double open_value; /* after its last change */
    size_t cohort;     /* place of an LP's cohort */
    uint32_t share;    /* its first share row, in a chain */
} bl_lp_account;

/* One LP's change, in order; `transfer` is what it received (given: < 0) since its last one. */
typedef struct {
    int64_t time_ns;
    bl_event event; /* OPEN, DEPOSIT, WITHDRAW, FEE, REBALANCE (a cost charged), END */
    const bl_lp_account *account; /* after the change */
    bl_i128 paid, shares, fee, cost, transfer;
    bl_i128 value; /* of its shares after the change */
    bl_i128 caused_by; /* size of the flow that caused the cost; 0: there is none */
} bl_lp_entry;

typedef struct {
    bl_lp_account *accounts; /* LPs by number, then the three fee accounts, then cohorts by day */
    size_t len, lps_len;
    bl_i128 rounding; /* what transfers left over: they and this add up to zero */
    bl_i128 cost;     /* of all rebalances */
    bl_i128 caused;   /* of these by flows */
    bl_i128 flowed;   /* sum of |F| of all LPs */
} bl_lp_ledger;

typedef void bl_lp_tell(void *context, const bl_lp_entry *entry);

/* Without `exposure` and `mwr`, which take longer. tell may be NULL. False: no memory. */
bool bl_lp_ledger_make(const bl_runlog *log, bl_lp_tell *tell, void *context, bl_lp_ledger *out);
/* Fills `exposure` of LPs and cohorts from a walk over the marks. entrant_ns: how long after a
 * deposit its exposure error counts. */
bool bl_lp_exposure_measure(const bl_runlog *log, int64_t entrant_ns, bl_lp_ledger *ledger);
/* Fills `mwr` and `why` of LPs and cohorts. */
bool bl_lp_returns_solve(const bl_runlog *log, bl_lp_ledger *ledger);
void bl_lp_ledger_fini(bl_lp_ledger *ledger);

/* Writes lp_ledger.csv (a line an LP and event) and lp_returns.csv (a line an LP, a cohort, a fee
 * account, and one for rounding) into a folder. names: of the LPs. */
bl_status bl_lp_ledger_write(const bl_runlog *log, int64_t entrant_ns, const char *const *names,
                             const char *folder, bl_err *err);

#endif
