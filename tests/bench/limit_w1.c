/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * limit_w1.c - W1 at the limit, `limit_w1 PRICES FLOWS [COLUMNS]`: from text, or with the prices
 * mapped from COLUMNS, which the first such run writes. One loop over the bars in doubles, no
 * ledger, no log. At each bar the flows before it are booked at the last mark, the drift is
 * measured, and every four hours the position goes back to twice the equity at a cost of 5 bp.
 */
#include "support/columns.h"

#include <stdio.h>
#include <time.h>

#define BAR_MS 60000
#define INTERVAL_MS 14400000

typedef struct {
    double cash, quantity, shares, mark, drift_max;
    size_t flow, trades;
} vault;

static double find_equity(const vault *self)
{
    return self->cash + self->quantity * self->mark;
}

static void book_flows(vault *self, const flow_columns *flows, int64_t until_ms)
{
    while (self->flow < flows->len && flows->time_ms[self->flow] < until_ms) {
        const double amount = flows->amount[self->flow++];
        self->shares += amount * self->shares / find_equity(self);
        self->cash += amount;
    }
}

static void measure_drift(vault *self)
{
    const double drift = self->quantity * self->mark / (find_equity(self) * 2) - 1;
    const double size = drift < 0 ? -drift : drift;
    if (size > self->drift_max) {
        self->drift_max = size;
    }
}

static void rescale(vault *self)
{
    const double move = 2 * find_equity(self) / self->mark - self->quantity;
    const double notional = move * self->mark;
    self->cash -= notional + (notional < 0 ? -notional : notional) * 0.0005;
    self->quantity += move;
    self->trades++;
}

static void replay(vault *self, const columns *prices, const flow_columns *flows)
{
    const double *closes = prices->numbers[COLUMN_CLOSE];
    for (size_t i = 0; i < prices->len; i++) {
        const int64_t visible_ms = prices->time_ms[i] + BAR_MS;
        book_flows(self, flows, visible_ms);
        self->mark = closes[i];
        if (i == 0) {
            self->quantity = 2 * self->cash / self->mark;
            self->cash -= self->quantity * self->mark;
            continue;
        }
        measure_drift(self);
        if (visible_ms % INTERVAL_MS == 0) {
            rescale(self);
        }
    }
}

int main(int argc, char **argv)
{
    columns prices;
    flow_columns flows;
    if (argc < 3 ||
        !(argc > 3 ? columns_map(argv[1], argv[3], &prices) : columns_read(argv[1], &prices)) ||
        !columns_read_flows(argv[2], &flows)) {
        return 3;
    }
    vault self = {.cash = 1e7, .shares = 1e7};
    const clock_t begin = clock();
    replay(&self, &prices, &flows);
    const double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    printf("inner %.6f\n", seconds);
    printf("check equity=%.0f trades=%zu drift=%.6f\n", find_equity(&self), self.trades,
           self.drift_max);
    return 0;
}
