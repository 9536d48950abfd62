# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_book.py - the perp book and its venue (spec 1.5, 5, 6.3, 6.4, 6.14, 11)."""

import copy

from ref_text import PPB, ceil_div, floor_div, trunc_div


class Market:
    """What is visible of the instruments: marks, volumes, staleness (spec 2.3, 2.4)."""

    def __init__(self, scenario):
        self.instruments = scenario.instruments
        self.venue = scenario.venue
        n = len(self.instruments)
        self.mark, self.volume, self.seen_at = [0] * n, [0] * n, [0] * n
        self.next_bar = [0] * n
        self.now = 0

    def advance(self, now, book):
        """Makes the bars up to now visible; true if there was one."""
        self.now, moved = now, False
        for i, ins in enumerate(self.instruments):
            while self.next_bar[i] < len(ins.bars) and ins.bars[self.next_bar[i]][0] <= now:
                self.seen_at[i], self.mark[i], self.volume[i] = ins.bars[self.next_bar[i]]
                book.used[i] = 0
                self.next_bar[i] += 1
                moved = True
        return moved

    def silent(self, i):
        return self.now >= self.seen_at[i] + self.instruments[i].bar

    def stale(self, i):
        return self.instruments[i].gap in ("no_trade", "outage") and self.silent(i)

    def down(self):
        if any(begin <= self.now < end for begin, end in self.venue.windows):
            return True
        return any(ins.gap == "outage" and self.silent(i)
                   for i, ins in enumerate(self.instruments))


class Book:
    """cash, positions q, intended book b, target leverages w (spec 5.1)."""

    def __init__(self, market):
        self.market = market
        n = len(market.instruments)
        self.cash = 0
        self.q, self.b, self.used = [0] * n, [0] * n, [0] * n
        self.w = [ins.target for ins in market.instruments]

    def save(self):
        return copy.deepcopy((self.cash, self.q, self.b, self.w, self.used))

    def restore(self, saved):
        self.cash, self.q, self.b, self.w, self.used = copy.deepcopy(saved)

    # ---- values (spec 1.5, 1.6) ----

    def value(self, i, q):
        return floor_div(q * self.market.mark[i], self.market.instruments[i].K)

    def values(self):
        return [self.value(i, q) for i, q in enumerate(self.q)]

    def gross(self):
        return sum(abs(v) for v in self.values())

    def equity(self):
        return self.cash + sum(self.values())

    def free_balance(self):
        margin = ceil_div(self.gross() * self.market.venue.im, PPB)
        return max(self.equity() - margin, 0)

    # ---- sizing (spec 5.2, 6.1) ----

    def size(self, i, equity, w=None):
        ins = self.market.instruments[i]
        w = self.w[i] if w is None else w
        if equity <= 0:
            self.b[i] = 0
            return
        steps = trunc_div(w * equity * ins.K, self.market.mark[i] * PPB * ins.step)
        self.b[i] = steps * ins.step * PPB

    def size_all(self, equity):
        for i in range(len(self.q)):
            self.size(i, equity)

    def scale(self, before, after, empty):
        """b when capital goes from before to after (spec 6.1)."""
        if empty or before <= 0:
            self.size_all(after)
        else:
            self.b = [trunc_div(b * after, before) for b in self.b]

    def intended(self):
        return [trunc_div(b, PPB * ins.step) * ins.step
                for b, ins in zip(self.b, self.market.instruments)]

    def intended_gross(self):
        return sum(abs(self.value(i, trunc_div(b, PPB))) for i, b in enumerate(self.b))

    # ---- orders (spec 5.1, 6.14, 11.2, 11.3) ----

    def quote(self, i, x):
        """(filled size, price, reason or None) of an order for x."""
        market, ins = self.market, self.market.instruments[i]
        venue, fill, reason = market.venue, abs(x), None
        if market.down():
            return 0, 0, "VENUE_DOWN"
        if market.stale(i):
            return 0, 0, "STALE"
        if venue.limit is not None:
            share = floor_div(market.volume[i] * venue.limit, PPB)
            room = share // ins.step * ins.step - self.used[i]
            if room <= 0:
                return 0, 0, "NO_LIQUIDITY"
            if room < fill:
                fill, reason = room, "PARTIAL"
        kind, adjust = venue.adjust
        if kind == "quadratic":
            if market.volume[i] == 0:
                return 0, 0, "NO_LIQUIDITY"
            adjust = ceil_div(adjust * (self.used[i] + fill) ** 2, market.volume[i] ** 2)
        mark = market.mark[i]
        price = (ceil_div(mark * (PPB + adjust), PPB) if x > 0
                 else floor_div(mark * (PPB - adjust), PPB))
        bound = venue.max_slippage
        if adjust >= PPB or price <= 0 or (bound is not None and adjust > bound):
            return 0, 0, "PRICE_BOUND"
        return fill, price, reason

    def step_cost(self, i):
        """What an order of one step costs, ppb: fee and adjustment (docs/formats.md)."""
        market, venue = self.market, self.market.venue
        kind, adjust = venue.adjust
        if kind == "quadratic":
            if market.volume[i] == 0:
                return venue.taker
            size = self.used[i] + market.instruments[i].step
            adjust = ceil_div(adjust * size ** 2, market.volume[i] ** 2)
        return venue.taker + min(adjust, PPB)

    def trade(self, i, x, price):
        """Books a fill; returns (its cost of spec 4.6, the fee)."""
        ins = self.market.instruments[i]
        pay = ceil_div(x * price, ins.K)
        fee = ceil_div(abs(x) * price * self.market.venue.taker, ins.K * PPB)
        self.cash -= pay + fee
        self.q[i] += x
        self.used[i] += abs(x)
        return pay - self.value(i, x) + fee, fee

    def plan(self):
        """Legs (i, x) of spec 6.3 without the dust."""
        legs = []
        for i, target in enumerate(self.intended()):
            x, ins = target - self.q[i], self.market.instruments[i]
            if x != 0 and abs(x) >= ins.min_qty and abs(self.value(i, x)) >= ins.min_notional:
                legs.append((i, x))
        return legs

    def rebalance(self, atomicity):
        """One attempt; returns an Attempt."""
        attempt = Attempt()
        legs = self.plan()
        if atomicity == "all_or_none":
            quotes = [self.quote(i, x) for i, x in legs]
            attempt.reason = next((r for _, _, r in quotes if r), None)
            if attempt.reason is None:
                for (i, x), (fill, price, _) in zip(legs, quotes):
                    attempt.fill(self, i, x, fill, price, "FILLED")
            return attempt
        for i, x in legs:
            fill, price, reason = self.quote(i, x)
            if fill:
                attempt.fill(self, i, x, fill, price, "PARTIAL" if reason else "FILLED")
            attempt.reason = attempt.reason or reason
            if reason and atomicity == "unwind":
                self.unwind(attempt)
                break
        return attempt

    def unwind(self, attempt):
        for i, x, *_ in reversed(list(attempt.fills)):
            fill, price, _ = self.quote(i, -x)
            if fill:
                attempt.fill(self, i, -x, fill, price, "UNWIND")

    def move_free(self, label):
        """Moves to the intended book at the marks: opening and ideal (spec 1.5)."""
        attempt = Attempt()
        for i, target in enumerate(self.intended()):
            x = target - self.q[i]
            if x != 0:
                self.cash -= self.value(i, target) - self.value(i, self.q[i])
                self.q[i] = target
                attempt.fills.append((i, x, self.market.mark[i], 0, label))
        return attempt

    # ---- liquidation (spec 5.4) ----

    def must_liquidate(self):
        need = ceil_div(self.gross() * self.market.venue.mm, PPB)
        return any(self.q) and self.equity() < need

    def liquidate(self):
        """Closes everything; returns (fills, fee)."""
        fills, gross = [], self.gross()
        for i, q in enumerate(self.q):
            if q != 0:
                mark = self.market.mark[i]
                self.cash -= ceil_div(-q * mark, self.market.instruments[i].K)
                self.q[i] = 0
                fills.append((i, -q, mark, 0, "LIQUIDATED"))
        fee = min(ceil_div(gross * self.market.venue.liq_fee, PPB), max(self.equity(), 0))
        self.cash -= fee
        n = len(self.q)
        self.b, self.w = [0] * n, [0] * n
        return fills, fee


class Attempt:
    """What one rebalance did."""

    def __init__(self):
        self.fills, self.cost, self.reason = [], 0, None

    def fill(self, book, i, x, size, price, label):
        signed = size if x > 0 else -size
        cost, fee = book.trade(i, signed, price)
        self.cost += cost
        self.fills.append((i, signed, price, fee, label))
