/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lp_ledger_file.c - lp_ledger.csv and lp_returns.csv.
 */
#include "lp_ledger.h"
#include "sheet.h"

#include "../data/timestamp.h"

#include <math.h>
#include <stdio.h>

typedef struct {
    bl_sheet sheet;
    const char *const *names;
    int places;
} file;

static void write_entry(void *context, const bl_lp_entry *entry)
{
    file *f = context;
    const bl_i128 units[] = {entry->paid, entry->shares,          entry->fee,  entry->cost,
                             entry->transfer, entry->account->shares, entry->value};
    bl_sheet_put_time(&f->sheet, entry->time_ns);
    bl_sheet_put_text(&f->sheet, f->names[entry->account->key]);
    bl_sheet_put_text(&f->sheet, bl_record_event_name(entry->event));
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        bl_sheet_put_number(&f->sheet, units[i], f->places);
    }
    bl_sheet_put_real(&f->sheet,
                      entry->caused_by > 0 ? 1e4 * (double)entry->cost / (double)entry->caused_by
                                           : (double)NAN,
                      4);
    bl_sheet_end_line(&f->sheet);
}

static bool is_shown(const bl_lp_account *account)
{
    return account->used || account->given > 0 || account->received > 0;
}

/* "lp,a", "cohort,2024-01-01", "fees,manager" */
static void write_name(file *f, const bl_lp_account *account)
{
    static const char *const fees[] = {"manager", "protocol", "vault"};
    char day[BL_TIMESTAMP_TEXT];
    switch (account->kind) {
    case BL_LP_ACCOUNT_LP:
        bl_sheet_put_text(&f->sheet, "lp");
        bl_sheet_put_text(&f->sheet, f->names[account->key]);
        break;
    case BL_LP_ACCOUNT_COHORT:
        bl_sheet_put_text(&f->sheet, "cohort");
        if (account->key == INT64_MIN) {
            bl_sheet_put_text(&f->sheet, f->names[0]);
        } else {
            bl_timestamp_print(account->key * BL_NS_PER_DAY, day);
            day[10] = '\0'; /* 2024-01-01 */
            bl_sheet_put_text(&f->sheet, day);
        }
        break;
    default:
        bl_sheet_put_text(&f->sheet, "fees");
        bl_sheet_put_text(&f->sheet, fees[account->kind - BL_LP_ACCOUNT_MANAGER]);
        break;
    }
}

static void write_account(file *f, const bl_lp_account *account)
{
    const bool invests =
        account->kind == BL_LP_ACCOUNT_LP || account->kind == BL_LP_ACCOUNT_COHORT;
    const bl_i128 units[] = {account->paid_in, account->paid_out, account->value,
                             account->fees,    account->cost,     account->received,
                             account->given,   account->received - account->given};
    write_name(f, account);
    if (account->first_ns == 0 && !invests) {
        bl_sheet_put_empty(&f->sheet);
    } else {
        char first[BL_TIMESTAMP_TEXT + 1];
        first[bl_timestamp_print(account->first_ns, first)] = '\0';
        bl_sheet_put_text(&f->sheet, first);
    }
    bl_sheet_put_real(&f->sheet,
                      account->minted > 0 ? (double)account->paid_in / (double)account->minted
                                          : (double)NAN,
                      12);
    bl_sheet_put_number(&f->sheet, account->shares, f->places);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        bl_sheet_put_number(&f->sheet, units[i], f->places);
    }
    bl_sheet_put_number(&f->sheet, account->basis, f->places);
    bl_sheet_put_real(&f->sheet, 100 * account->exposure, 4);
    bl_sheet_put_real(&f->sheet, invests ? 100 * (account->twr - 1) : (double)NAN, 4);
    bl_sheet_put_real(&f->sheet, 100 * account->mwr, 4);
    bl_sheet_end_line(&f->sheet);
}

/* The last line: transfers and this add up to zero. */
static void write_rounding(file *f, const bl_lp_ledger *ledger)
{
    enum { BEFORE = 9, AFTER = 4 };
    bl_sheet_put_text(&f->sheet, "rounding");
    for (int i = 0; i < BEFORE; i++) {
        bl_sheet_put_empty(&f->sheet);
    }
    bl_sheet_put_empty(&f->sheet);
    bl_sheet_put_empty(&f->sheet);
    bl_sheet_put_number(&f->sheet, ledger->rounding, f->places);
    for (int i = 0; i < AFTER; i++) {
        bl_sheet_put_empty(&f->sheet);
    }
    bl_sheet_end_line(&f->sheet);
}

static bl_status write_accounts(file *f, const bl_lp_ledger *ledger, const char *folder,
                                bl_err *err)
{
    static const char header[] = "kind,name,first,entry_price,shares,paid_in,paid_out,value,fees,"
                                 "cost,received,given,transfer,basis,exposure_error,twr,mwr";
    if (bl_sheet_open(&f->sheet, folder, "lp_returns.csv", header, err) != BL_OK) {
        return err->status;
    }
    for (size_t i = 0; i < ledger->len; i++) {
        if (is_shown(&ledger->accounts[i])) {
            write_account(f, &ledger->accounts[i]);
        }
    }
    write_rounding(f, ledger);
    return bl_sheet_close(&f->sheet, err);
}

bl_status bl_lp_ledger_write(const bl_runlog *log, int64_t entrant_ns, const char *const *names,
                             const char *folder, bl_err *err)
{
    static const char header[] =
        "time_ns,time,lp,cause,paid,shares,fee,cost,transfer,balance,value,swing";
    file f = {.names = names, .places = log->setup->vault.decimals};
    bl_lp_ledger ledger;
    if (bl_sheet_open(&f.sheet, folder, "lp_ledger.csv", header, err) != BL_OK) {
        return err->status;
    }
    const bool made = bl_lp_ledger_make(log, write_entry, &f, &ledger) &&
                      bl_lp_exposure_measure(log, entrant_ns, &ledger) &&
                      bl_lp_returns_solve(log, &ledger);
    bl_status status = bl_sheet_close(&f.sheet, err);
    if (!made) {
        status = bl_err_set(err, BL_MEMORY, "no memory for the ledger of the LPs");
    }
    if (status == BL_OK) {
        status = write_accounts(&f, &ledger, folder, err);
    }
    bl_lp_ledger_fini(&ledger);
    return status;
}
