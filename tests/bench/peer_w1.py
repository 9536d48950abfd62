#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""W1 with pandas and numpy: Python runs only at flows and rebalances, numpy between them."""
import sys
import time

import numpy as np
import pandas as pd

BAR_MS, INTERVAL_MS = 60_000, 14_400_000

prices = pd.read_csv(sys.argv[1], usecols=["time_ms", "close"])
flows = pd.read_csv(sys.argv[2], usecols=["time_ms", "kind", "amount"])
begin = time.process_time()
visible = prices["time_ms"].to_numpy() + BAR_MS
close = prices["close"].to_numpy()
amounts = np.where(flows["kind"] == "deposit", flows["amount"], -flows["amount"])
# The bar a flow is booked before: it sees the mark of the bar in front of it.
flow_bar = np.searchsorted(visible, flows["time_ms"].to_numpy(), side="right")
ticks = np.flatnonzero(visible % INTERVAL_MS == 0)
ticks = ticks[ticks > 0]
# Flows come before the tick of the bar they precede: order by (bar, flow before tick).
bars = np.concatenate([flow_bar, ticks])
is_tick = np.concatenate([np.zeros(len(flow_bar), bool), np.ones(len(ticks), bool)])
order = np.lexsort((is_tick, bars))
amount_of = np.concatenate([amounts, np.zeros(len(ticks))])[order]

quantity = 2e7 / close[0]
cash, drift, trades, first = 1e7 - quantity * close[0], 0.0, 0, 1
for bar, tick, amount in zip(bars[order], is_tick[order], amount_of):
    last = bar + 1 if tick else bar  # bars marked before this event changes the state
    if last > first:
        span = close[first:last]
        for mark in (span.min(), span.max()):
            value = quantity * mark
            drift = max(drift, abs(value / ((cash + value) * 2) - 1))
        first = last
    if tick:
        mark = close[bar]
        move = 2 * (cash + quantity * mark) / mark - quantity
        cash -= move * mark + abs(move) * mark * 0.0005
        quantity += move
        trades += 1
    else:
        cash += amount
print(f"inner {time.process_time() - begin:.6f}")
equity = cash + quantity * close[-1]
print(f"check equity={equity:.0f} trades={trades} drift={drift:.6f}")
