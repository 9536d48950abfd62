# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_run.py - the phases of an instant, gates, reviews, requests (spec 2, 4.3, 6.8 to 6.11)."""

import datetime
import heapq
import zoneinfo

from ref_book import Book, Market
from ref_ledger import Ledger
from ref_output import Tables
from ref_scenario import Thing
from ref_text import PPB, SECOND, ceil_div, floor_div

DAY = 86400 * SECOND
MARKET, MARGIN, ORACLE, REVIEW, REQUEST, SETTLE, REBALANCE = 0, 3, 4, 6, 7, 8, 9


def month_starts(start, end):
    """First instants of UTC months with start < t <= end."""
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=start // SECOND)
    year, month = moment.year, moment.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        t = (datetime.datetime(year, month, 1) - datetime.datetime(1970, 1, 1)).days * DAY
        if t > end:
            return
        yield t


def multiples(first, every, end):
    """first, first + every, ... up to end."""
    while first <= end:
        yield first
        first += every


def daily_ticks(start, end, hour, minute, place):
    """When clocks of a place show a time (docs/formats.md), from the system's zones."""
    zone = zoneinfo.ZoneInfo(place)
    day = datetime.datetime.fromtimestamp(start // SECOND, datetime.timezone.utc).date()
    day -= datetime.timedelta(days=2)
    while True:
        local = datetime.datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
        first = local.astimezone(datetime.timezone.utc)
        if first.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            first = end_of_gap(local, zone)
        t = int(first.timestamp()) * SECOND
        if t > end:
            return
        if t >= start:
            yield t
        day += datetime.timedelta(days=1)


def end_of_gap(local, zone):
    """The first minute at or after local - 1 h, by UTC, whose offset is the later one."""
    t = local.replace(fold=0).astimezone(datetime.timezone.utc) - datetime.timedelta(hours=2)
    before = t.astimezone(zone).utcoffset()
    while t.astimezone(zone).utcoffset() == before:
        t += datetime.timedelta(minutes=1)
    return t


class Run:
    """What nav and reported share. Subclasses say what a flow and a rebalance are."""

    def __init__(self, scenario, mode_text, mode, accounts):
        self.s, self.mode = scenario, mode
        self.market = Market(scenario)
        self.book = Book(self.market)
        self.ledger = Ledger(scenario.vault.fees, accounts)
        self.out = Tables(scenario, mode_text)
        self.now, self.phase = scenario.start, MARKET
        self.flows = [Thing(**f.__dict__, outcome="pending", reason=None, shares=0, mature=None)
                      for f in scenario.flows]
        self.next_flow, self.pending = 0, []
        self.d_shut = self.w_diverged = False
        self.under_review = self.liquidated = False
        self.muted = False          # a failure does not trip by itself
        self.review_count = self.tick_count = 0
        self.due, self.tried = set(), set()
        self.moved = False          # a flow settled and stood in this instant
        self.next_target, self.next_crank = 0, 0
        self.heap, self.known = [], set()

    # ---- the clock ----

    def at(self, t):
        if self.s.start <= t <= self.s.end and t not in self.known:
            self.known.add(t)
            heapq.heappush(self.heap, t)

    def is_tick(self):
        return self.now > self.s.start and self.now in self.ticks

    def is_sample(self):
        return (self.s.record is not None and self.now > self.s.start
                and (self.now - self.s.start) % self.s.record == 0)

    def list_ticks(self):
        s, mode = self.s, self.mode
        if mode[0] == "daily":
            return daily_ticks(s.start, s.end, *mode[1:])
        every = {"interval": 1, "interval-band": 3, "anticipate": 1}.get(mode[0])
        if every is None:
            return ()
        offset = mode[2] if mode[0] == "interval" else 0
        return multiples(s.start + (offset - s.start) % mode[every], mode[every], s.end)

    def has_ticks(self):
        return self.mode[0] in ("interval", "daily", "interval-band", "anticipate")

    def schedule(self):
        s = self.s
        times = [s.start, s.end] + s.failsafe.reviews + [row[0] for row in s.targets]
        times += [flow.time for flow in s.flows] + [row[0] for row in s.cranks or []]
        for ins in s.instruments:
            times += [row[0] for row in ins.bars + ins.funding]
        for strategy in s.strategies:
            times += [row[0] for row in strategy.index]
        self.months = set(month_starts(s.start, s.end))
        times += self.months
        if s.record is not None:
            times += multiples(s.start, s.record, s.end)
        self.ticks = set(self.list_ticks())
        times += self.ticks
        for t in times:
            self.at(t)
        self.schedule_oracle()

    def schedule_oracle(self):
        pass

    def run(self):
        self.schedule()
        while self.heap:
            self.instant(heapq.heappop(self.heap))
        self.row("end")
        worth, supply = self.worth(), self.supply()
        digest = self.out.finish(self.flows, self.ledger.rows(worth, supply,
                                                              self.s.vault.decimals))
        self.record("end", None, digest)
        return self.out

    def instant(self, t):
        first = t == self.s.start
        self.now, self.phase, self.moved = t, MARKET, False
        self.tried = set()
        bar = self.market.advance(t, self.book)
        row = self.advance_indices()
        if first:
            self.apply_targets()
            self.open()
        funded = self.funding()
        self.phase = MARGIN
        if first or bar or funded:
            if self.book.must_liquidate():
                self.liquidation()
        self.phase = ORACLE
        self.oracle(first or bar or funded)
        if t in self.months:
            self.month_end()
        self.phase = REVIEW
        if t in self.due or t in self.s.failsafe.reviews:
            self.due.discard(t)
            if self.under_review:
                self.review()
        self.phase = REQUEST
        requested = self.requests()
        self.phase = SETTLE
        ripe = any(f.mature == t for f in self.pending)
        self.settle_phase(first or bar or row or requested or ripe)
        self.phase = REBALANCE
        self.target_rows()
        self.feed_cranks()
        if self.is_tick():
            self.tick_count += 1
            self.tick(self.tick_count - 1)
        if first or bar or row or self.moved:
            self.check()
        if self.is_sample():
            self.row("sample")

    # ---- rows and records ----

    def gates(self):
        text = "d" if self.d_shut else ""
        text += "w" if self.w_shut() else ""
        return text + ("t" if self.under_review and not self.s.failsafe.next_tick else "")

    def row(self, cause, view=None):
        self.out.series_row(self.now, cause, view or self.view())

    def fill_rows(self, cause, fills):
        self.out.fill_rows(self.now, cause, fills, self.market.mark)

    # ---- gates, trips, reviews (spec 6.8 to 6.11) ----

    def may_attempt(self):
        return not self.under_review or self.s.failsafe.next_tick

    def shut_deposits(self, reason, cause):
        """Gate row and record, then the alert, where d changes (spec 10.3)."""
        if self.d_shut:
            return
        self.d_shut = True
        self.row("gate")
        self.record("gate", cause, reason)
        self.record("alert", cause, reason)

    def trip(self, reason, cause):
        if self.under_review or self.muted:
            return
        self.under_review = True
        self.shut_deposits(reason, cause)
        ahead = [t for t in self.s.failsafe.reviews
                 if t > self.now or t == self.now and self.phase < REVIEW]
        if not ahead:
            self.due_review()

    def due_review(self):
        """One delayed review lies ahead at most: the one after the latest review or trip."""
        self.due = {self.now + self.s.failsafe.delay}
        self.at(self.now + self.s.failsafe.delay)

    def review(self):
        count = self.review_count
        self.review_count += 1
        reason = self.review_attempt(count)
        if reason is None and self.market.down():
            reason = "VENUE_DOWN"
        if reason is None and any(self.market.stale(i) for i in range(len(self.book.q))):
            reason = "STALE"
        if reason is None and self.diverged():
            reason = "DIVERGENCE"
        self.row("review")
        self.record("review", count, reason)
        if reason is not None:
            self.due_review()
            return
        self.under_review = self.w_diverged = False
        self.due.clear()
        self.reset_limits()
        if self.d_shut and not self.liquidated:
            self.d_shut = False
            self.row("gate")
            self.record("gate", count, None)
        if not self.batches():
            self.settle_pending()

    def liquidation(self):
        pre = self.positions()
        fills, fee = self.book.liquidate()
        if self.s.vault.accounting == "reported":
            self.book.cash = max(self.book.cash, 0)
        self.liquidated = True
        self.fill_rows(None, fills)
        self.row("liquidation")
        self.record("liquidation", None, "LIQUIDATED", pre=pre, cost=fee)
        self.shut_deposits("LIQUIDATED", None)
        self.after_liquidation()

    # ---- funding (spec 5.3) ----

    def funding(self):
        any_row = False
        for i, ins in enumerate(self.s.instruments):
            for time, rate in ins.funding:
                if time == self.now:
                    any_row = True
                    flow = self.book.q[i] * self.market.mark[i] * rate
                    charge = ceil_div(flow, ins.K * PPB)
                    self.book.cash -= charge
                    if charge:
                        self.row("funding")
        return any_row

    # ---- targets (spec 5.2) ----

    def apply_targets(self):
        """Rows at or before start count as the scenario's w."""
        while (self.next_target < len(self.s.targets)
               and self.s.targets[self.next_target][0] <= self.s.start):
            _, i, w = self.s.targets[self.next_target]
            self.book.w[i] = w
            self.next_target += 1

    def target_rows(self):
        touched = set()
        while (self.next_target < len(self.s.targets)
               and self.s.targets[self.next_target][0] <= self.now):
            _, i, w = self.s.targets[self.next_target]
            self.book.w[i] = w
            touched.add(i)
            self.next_target += 1
        if not touched:
            return
        equity = self.book.equity()
        for i in touched:
            self.book.size(i, equity)
        if self.may_attempt():
            self.attempt(None)

    # ---- requests (spec 4.2, 4.3, 6.9) ----

    def requests(self):
        nav, supply, seen = self.dealing(), self.supply(), False
        while self.next_flow < len(self.flows) and self.flows[self.next_flow].time <= self.now:
            flow = self.flows[self.next_flow]
            self.next_flow += 1
            seen = True
            if flow.kind == "deposit":
                self.request_deposit(flow)
            else:
                self.request_withdrawal(flow, nav, supply)
        return seen

    def refuse(self, flow, reason):
        flow.outcome, flow.reason = "refused", reason
        if flow in self.pending:
            self.pending.remove(flow)
        self.record("refusal", flow.seq, reason)

    def request_deposit(self, flow):
        flow.asked = flow.wanted[1]
        if flow.asked < self.s.vault.min_deposit:
            self.refuse(flow, "MIN_DEPOSIT")
        elif self.d_shut and not self.s.failsafe.queue:
            self.refuse(flow, "GATE_SHUT")
        else:
            self.pending.append(flow)

    def request_withdrawal(self, flow, nav, supply):
        balance = self.ledger.free_of(flow.lp)
        if balance == 0:
            self.refuse(flow, "NO_SHARES")
            return
        kind, value = flow.wanted
        shares = balance
        if kind == "share":
            shares = floor_div(balance * value, PPB)
        elif kind == "amount" and nav > 0:
            shares = min(balance, ceil_div(value * supply, nav))
        if shares == 0:
            self.refuse(flow, "DUST")
            return
        holder = self.ledger.holders[flow.lp]
        date = holder.use_lots(shares)
        if self.s.vault.lockup_basis == "first":
            date = holder.first
        holder.escrow += shares
        flow.shares = shares
        flow.mature = max(self.now + self.s.vault.delay, date + self.s.vault.lockup)
        self.at(flow.mature)
        self.pending.append(flow)

    # ---- settlement ----

    def batches(self):
        return self.s.vault.entry == "tick" and self.has_ticks()

    def settle_phase(self, runs):
        if self.batches():
            if self.is_tick():
                self.settle_batch()
        elif runs:
            self.settle_pending()

    def settle_pending(self, batch=None):
        for flow in list(self.pending):
            if flow.seq in self.tried or flow.outcome != "pending":
                continue
            if flow.kind == "deposit":
                if self.d_shut:
                    flow.reason = "GATE_SHUT"
                    continue
            elif flow.mature > self.now:
                continue
            elif self.w_shut() or self.withdrawals_wait() and self.dealing() > 0:
                flow.reason = "GATE_SHUT"
                continue
            self.tried.add(flow.seq)
            if flow.kind == "deposit":
                self.settle_deposit(flow, batch)
            else:
                self.settle_withdrawal(flow, batch)

    def treat_at_once(self, flow):
        """The withdrawal whose failure tripped (spec 6.10)."""
        if self.withdrawals_wait():
            flow.reason = "GATE_SHUT"
        else:
            self.settle_withdrawal(flow)

    def w_shut(self):
        return self.w_diverged or self.aged()

    def withdrawals_wait(self):
        return self.w_shut() or self.under_review and self.s.failsafe.wait

    def settled(self, flow, amount, shares, price):
        flow.outcome, flow.reason = "settled", None
        flow.settled, flow.amount, flow.done_shares, flow.price = self.now, amount, shares, price
        self.pending.remove(flow)
        self.moved = True
        self.row(flow.kind)

    # ---- hooks that do nothing unless a subclass says so ----

    def advance_indices(self):
        return False

    def oracle(self, checks):
        pass

    def month_end(self):
        pass

    def diverged(self):
        return False

    def aged(self):
        return False

    def reset_limits(self):
        pass

    def feed_cranks(self):
        pass

    def after_liquidation(self):
        pass
