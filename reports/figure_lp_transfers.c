/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_lp_transfers.c - who paid for whom: what each LP got from the others less what it gave
 * (lp_ledger.h), a row an LP, a column a mode. The LPs with the largest transfers in any mode have
 * a row of their own; the others are one row, so that a column adds up to zero.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ladder.h"
#include "lp_ledger.h"

enum { LISTED = 12 };

typedef struct {
    const bl_figure_view *view;
    bl_lp_ledger ledgers[BL_FIGURE_PANELS_MAX];
    size_t made;
    size_t listed[LISTED]; /* numbers of LPs */
    size_t listed_len;
    size_t dealt; /* LPs with a transfer in any mode */
    double unit;
    bl_ladder ladder;
} sheet;

static double transfer_of(const sheet *s, size_t run, size_t lp)
{
    const bl_lp_ledger *ledger = &s->ledgers[run];
    const bl_lp_account *it = &ledger->accounts[lp];
    return lp < ledger->lps_len ? (double)(it->received - it->given) * s->unit : 0;
}

static double half_gross(const sheet *s, size_t run)
{
    double gross = 0;
    for (size_t i = 0; i < s->ledgers[run].len; i++) {
        const bl_lp_account *it = &s->ledgers[run].accounts[i];
        gross += it->kind == BL_LP_ACCOUNT_COHORT ? 0 : fabs((double)(it->received - it->given));
    }
    return gross / 2 * s->unit;
}

static double find_most(const sheet *s, size_t lp)
{
    double most = 0;
    for (size_t k = 0; k < s->view->panels; k++) {
        most = fmax(most, fabs(transfer_of(s, k, lp)));
    }
    return most;
}

/* By the largest transfer in any mode, earlier LPs first among equals. */
static void list(sheet *s, size_t lp)
{
    const double most = find_most(s, lp);
    if (most <= 0) {
        return;
    }
    s->dealt++;
    size_t at = s->listed_len < LISTED ? s->listed_len++ : LISTED;
    for (; at > 0 && find_most(s, s->listed[at - 1]) < most; at--) {
        if (at < LISTED) {
            s->listed[at] = s->listed[at - 1];
        }
    }
    if (at < LISTED) {
        s->listed[at] = lp;
    }
}

/* Those that got most in the first mode on top. */
static void sort(sheet *s)
{
    for (size_t i = 1; i < s->listed_len; i++) {
        const size_t lp = s->listed[i];
        size_t at = i;
        for (; at > 0 && transfer_of(s, 0, s->listed[at - 1]) < transfer_of(s, 0, lp); at--) {
            s->listed[at] = s->listed[at - 1];
        }
        s->listed[at] = lp;
    }
}

static bool gather(sheet *s)
{
    const bl_figure_view *view = s->view;
    size_t lps = 0;
    s->unit = bl_facts_unit(view->in->runs[0].log->setup);
    for (size_t k = 0; k < view->panels; k++) {
        const bool good = bl_lp_ledger_make(view->in->runs[k].log, NULL, NULL, &s->ledgers[k]);
        s->made = k + 1;
        if (!good) {
            return false;
        }
        lps = s->ledgers[k].lps_len > lps ? s->ledgers[k].lps_len : lps;
    }
    for (size_t lp = 0; lp < lps; lp++) {
        list(s, lp);
    }
    sort(s);
    return true;
}

/* ---- drawing ---- */

static void name_lp(const sheet *s, size_t lp, char out[BL_LADDER_NAME])
{
    const char *const *names = s->view->in->lps;
    if (names) {
        snprintf(out, BL_LADDER_NAME, "%s", names[lp]);
    } else {
        snprintf(out, BL_LADDER_NAME, lp == 0 ? "seed" : "LP %zu", lp);
    }
}

static void put_change(sheet *s, size_t column, size_t row, double value, double factor)
{
    bl_ladder_say_change(&s->ladder, column, row, value / factor);
    bl_ladder_add(&s->ladder, column, row, 0, value / factor,
                  value < 0 ? BL_COLOR_OUT : BL_COLOR_IN);
}

/* Everyone without a row: other LPs and fee accounts. */
static double rest_of(const sheet *s, size_t run)
{
    double rest = 0;
    for (size_t i = 0; i < s->ledgers[run].len; i++) {
        const bl_lp_account *it = &s->ledgers[run].accounts[i];
        rest += it->kind == BL_LP_ACCOUNT_COHORT ? 0 : (double)(it->received - it->given) * s->unit;
    }
    for (size_t i = 0; i < s->listed_len; i++) {
        rest -= transfer_of(s, run, s->listed[i]);
    }
    return rest;
}

static void name_rest(const sheet *s, char out[BL_LADDER_NAME])
{
    const size_t others = s->dealt - s->listed_len;
    const bool has_fees = s->view->in->runs[0].log->setup->fees.model != NULL;
    if (others > 0) {
        snprintf(out, BL_LADDER_NAME, "%zu other LP%s%s", others, others == 1 ? "" : "s",
                 has_fees ? ", fee accounts" : "");
    } else {
        snprintf(out, BL_LADDER_NAME, has_fees ? "fee accounts" : "rounding");
    }
}

/* There is a last row where any mode has something in it that is more than rounding. */
static bool has_rest(const sheet *s, double most)
{
    for (size_t k = 0; k < s->view->panels; k++) {
        if (fabs(rest_of(s, k)) > 1e-6 * most) {
            return true;
        }
    }
    return false;
}

static void fill(sheet *s, double most, double factor)
{
    const bool rests = has_rest(s, most);
    s->ladder.columns_len = s->view->panels;
    s->ladder.rows_len = s->listed_len + rests;
    s->ladder.suffix = "";
    for (size_t i = 0; i < s->listed_len; i++) {
        name_lp(s, s->listed[i], s->ladder.rows[i]);
        for (size_t k = 0; k < s->view->panels; k++) {
            put_change(s, k, i, transfer_of(s, k, s->listed[i]), factor);
        }
    }
    if (!rests) {
        return;
    }
    name_rest(s, s->ladder.rows[s->listed_len]);
    for (size_t k = 0; k < s->view->panels; k++) {
        put_change(s, k, s->listed_len, rest_of(s, k), factor);
    }
}

/* ---- words ---- */

static void say_title(const sheet *s, char out[BL_FIGURE_TEXT])
{
    size_t run = 0;
    char mode[48];
    char name[BL_LADDER_NAME];
    char number[BL_AXIS_TEXT];
    for (size_t k = 1; k < s->view->panels; k++) {
        run = half_gross(s, k) > half_gross(s, run) ? k : run;
    }
    size_t giver = s->listed[0];
    for (size_t i = 1; i < s->listed_len; i++) {
        giver =
            transfer_of(s, run, s->listed[i]) < transfer_of(s, run, giver) ? s->listed[i] : giver;
    }
    bl_axis_name_number(half_gross(s, run), number);
    snprintf(out, BL_FIGURE_TEXT, "%s moves %s between LPs", bl_figure_mode(s->view, run, mode),
             number);
    bl_axis_name_number(-transfer_of(s, run, giver), number);
    name_lp(s, giver, name);
    if (transfer_of(s, run, giver) < 0) {
        bl_figure_append(out, BL_FIGURE_TEXT, "; %.40s gives most, %s", name, number);
    }
}

static int draw_page(sheet *s, bl_script *script)
{
    const bl_figure_view *view = s->view;
    const double top = BL_PAGE_TOP - 10;
    double most = 0;
    char title[BL_FIGURE_TEXT];
    char unit[BL_FIGURE_TEXT];
    bl_page page;
    for (size_t i = 0; i < s->listed_len; i++) {
        most = fmax(most, find_most(s, s->listed[i]));
    }
    const bl_axis_scale scale = bl_axis_pick_scale(most);
    fill(s, most, scale.factor);
    snprintf(unit, sizeof unit, "Received from the others less given to them, %sasset units",
             scale.word);
    s->ladder.unit = unit;
    const double height = top + bl_ladder_height(&s->ladder) + 40;
    char subtitle[BL_FIGURE_TEXT];
    say_title(s, title);
    snprintf(subtitle, sizeof subtitle,
             "What an LP's shares gained beyond what it paid when someone came, left or was "
             "rescaled for. Blue got, pale orange gave.%s",
             view->note);
    bl_page_open(&page, script, height, title, subtitle);
    bl_ladder_draw(view, &page, top, &s->ladder);
    bl_page_close(&page, view->in->scenario, view->in->footer);
    return (int)height;
}

/* Less than a billionth of what flowed is the rounding of shares. */
static bool has_any(const sheet *s)
{
    for (size_t k = 0; k < s->view->panels; k++) {
        if (half_gross(s, k) > 1e-9 * (double)s->ledgers[k].flowed * s->unit) {
            return s->listed_len > 0;
        }
    }
    return false;
}

int bl_figure_lp_transfers_write(const bl_figure_view *view, bl_script *script)
{
    sheet *s = calloc(1, sizeof *s);
    int height = 0;
    if (s) {
        s->view = view;
        height = !gather(s) ? 0 : has_any(s) ? draw_page(s, script) : BL_FIGURE_NO_LPS;
        for (size_t k = 0; k < s->made; k++) {
            bl_lp_ledger_fini(&s->ledgers[k]);
        }
    }
    free(s);
    return height;
}
