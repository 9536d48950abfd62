/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * position.c - see position.h.
 *
 * Invariant: cash is what the last row implies less what the fills since then cost, as the walk of
 * runlog.c has it, so both value the book alike.
 */
#include "position.h"

#include "../sim/muldiv.h"

#include <math.h>

void bl_position_open(bl_position *h, const bl_runlog *log)
{
    const bl_setup *setup = log->setup;
    *h = (bl_position){.log = log, .unit = 1 / pow(10, setup->vault.decimals)};
    for (size_t i = 0; i < setup->instruments_len; i++) {
        const bl_instrument *it = &setup->instruments[i];
        h->scale[i] = 1 / pow(10, it->price_decimals + it->quantity_decimals);
    }
}

/* Marks at a time, and what the positions are worth there, with their signs. */
static double mark_book(bl_position *h, int64_t time_ns)
{
    double net = 0;
    h->gross = 0;
    for (size_t i = 0; i < h->log->setup->instruments_len; i++) {
        const bl_bars *bars = &h->log->setup->instruments[i].bars;
        const size_t visible = bl_bars_count_visible(bars, 0, time_ns);
        int64_t mark = visible > 0 ? bars->close[visible - 1] : 0;
        (void)bl_muldiv_shifted(mark, h->shift_ppb[i], &mark); /* the run had it: it fits */
        h->marks[i] = (double)mark * h->scale[i];
        net += (double)h->quantities[i] * h->marks[i];
        h->gross += fabs((double)h->quantities[i] * h->marks[i]);
    }
    return net;
}

static void take_fill(bl_position *h)
{
    const bl_fill_row *fill = &h->log->fills[h->next_fill++];
    const size_t i = fill->instrument;
    h->quantities[i] += fill->quantity.v;
    h->shift_ppb[i] = fill->shift_ppb;
    h->cash -= (double)fill->quantity.v * (double)fill->price.v * h->scale[i] +
               (double)fill->fee.v * h->unit;
}

/* The rows up to a time; of all but the last one only the fills matter. */
static void take_rows(bl_position *h, int64_t time_ns)
{
    const bl_runlog *log = h->log;
    const size_t from = h->next_row;
    while (h->next_row < log->series_len && log->series[h->next_row].time_ns <= time_ns) {
        h->next_row++;
    }
    if (h->next_row == from) {
        return;
    }
    h->row = &log->series[h->next_row - 1];
    const size_t told = log->row_fills ? log->row_fills[h->next_row - 1] : 0;
    while (h->next_fill < told) {
        take_fill(h);
    }
    h->cash = (double)h->row->equity.v * h->unit - mark_book(h, h->row->time_ns);
}

void bl_position_reach(bl_position *h, int64_t time_ns)
{
    take_rows(h, time_ns);
    while (h->next_fill < h->log->fills_len && h->log->fills[h->next_fill].time_ns <= time_ns) {
        take_fill(h);
    }
    h->equity = h->cash + mark_book(h, time_ns);
}
