# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_reported.py - a run under `reported` accounting (spec 5.5, 8, 9)."""

import copy

from ref_run import Run
from ref_scenario import Thing
from ref_text import PPB, SECOND, ceil_div, floor_div

D = 10 ** 12
PRICE = 10 ** 12
LEAST = 10
UNLOCK_TIME = 10 * 86400
V2_WHOLE, V2_RATE = 10 ** 18, 46 * 10 ** 12


class Failed(Exception):
    """A handler that cannot move the whole amount; args[0] is the reason."""


class Lender:
    """jup_lend (spec 9)."""

    def __init__(self, strategy):
        self.index, self.next = strategy.index, 0
        self.collateral, self.price, self.available = 0, 0, None

    def advance(self, now):
        moved = False
        while self.next < len(self.index) and self.index[self.next][0] <= now:
            _, self.price, self.available = self.index[self.next]
            self.next += 1
            moved = True
        return moved

    def liquidity(self):
        return floor_div(self.collateral * self.price, PRICE)

    def deposit(self, amount, cause):
        if amount < LEAST:
            raise Failed("AMOUNT_NEARLY_ZERO")
        self.collateral += floor_div(amount * PRICE, self.price)

    def withdraw(self, amount, cause):
        if amount < LEAST:
            raise Failed("AMOUNT_NEARLY_ZERO")
        if self.available is not None and amount > self.available:
            raise Failed("WITHDRAWAL_LIMIT")
        burn = ceil_div(amount * PRICE, self.price)
        if burn > self.collateral:
            raise Failed("NO_LIQUIDITY")
        self.collateral -= burn
        if self.available is not None:
            self.available -= amount


class Idle:
    """A balance."""

    def __init__(self):
        self.balance = 0

    def advance(self, now):
        return False

    def liquidity(self):
        return self.balance

    def deposit(self, amount, cause):
        self.balance += amount

    def withdraw(self, amount, cause):
        if amount > self.balance:
            raise Failed("NO_LIQUIDITY")
        self.balance -= amount


class BookHandler:
    """perp_book as a strategy (spec 5.5)."""

    def __init__(self, run):
        self.run, self.book = run, run.book

    def advance(self, now):
        return False

    def liquidity(self):
        return max(self.book.equity(), 0)

    def deposit(self, amount, cause):
        self.move(amount, cause)

    def withdraw(self, amount, cause):
        if amount > self.book.free_balance():
            raise Failed("MARGIN")
        self.move(-amount, cause)

    def move(self, change, cause):
        before = self.book.equity()
        self.book.scale(before, before + change, False)
        self.book.cash += change
        if self.run.s.sizing_target:
            self.book.size_all(self.book.equity())
        self.run.done = self.book.rebalance(self.run.s.atomicity)
        if self.run.done.reason and self.run.s.atomicity == "all_or_none":
            raise Failed(self.run.done.reason)


class Tracker:
    """Locked profit of every `unlock` scheme (spec 8.1, 8.4, 8.6)."""

    def __init__(self, scheme, degradation, start):
        self.scheme = scheme
        self.g = D // 21600 if degradation is None else degradation
        self.g2 = V2_RATE if degradation is None else degradation
        self.P, self.t0 = 0, start
        self.B = self.rate = self.full = self.updated = 0

    def locked(self, t):
        if self.scheme in ("none", "yearn_v3"):
            return 0
        if self.scheme == "yearn_v2":
            return self.locked_v2(t)
        gone = (t - self.t0) * self.g
        return 0 if gone > D else floor_div(self.P * (D - gone), D)

    def locked_v2(self, t):
        gone = (t - self.t0) * self.g2
        return self.P - floor_div(gone * self.P, V2_WHOLE) if gone < V2_WHOLE else 0

    def unlocked_shares(self, t):
        """D.2; 0 for the other schemes."""
        if self.scheme != "yearn_v3":
            return 0
        if self.full > t:
            return floor_div(self.rate * (t - self.updated), D)
        return self.B if self.full else 0


class ReportedRun(Run):
    """A reserve and strategies; total is what cranks recorded."""

    def __init__(self, scenario, mode_text, mode):
        super().__init__(scenario, mode_text, mode, ("fee:vault",))
        self.T = self.R = 0
        self.tracker = Tracker(scenario.vault.unlock, scenario.vault.degradation,
                               scenario.start // SECOND)
        self.handlers = [self.new_handler(st) for st in scenario.strategies]
        self.c = [0] * len(self.handlers)
        self.has_book = any(st.handler == "perp_book" for st in scenario.strategies)
        self.done = None            # the book's attempt within the current crank
        self.pass_targets = None    # targets of the pass that is running

    def new_handler(self, strategy):
        if strategy.handler == "perp_book":
            return BookHandler(self)
        return Lender(strategy) if strategy.handler == "jup_lend" else Idle()

    def is_book(self, j):
        return self.s.strategies[j].handler == "perp_book"

    # ---- views ----

    def seconds(self):
        return self.now // SECOND

    def unlocked(self):
        """U(now)."""
        return self.T - self.tracker.locked(self.seconds())

    def supply(self):
        """S, or S_e under yearn_v3."""
        return self.ledger.supply - self.tracker.unlocked_shares(self.seconds())

    def dealing(self):
        return self.unlocked()

    def worth(self):
        return self.unlocked()

    def equity(self):
        return self.R + sum(h.liquidity() for h in self.handlers)

    def positions(self):
        return list(self.c)

    def targets(self):
        """Strategy targets of the running pass, else those of T now (spec 8.7, 10.1)."""
        if self.pass_targets is not None:
            return self.pass_targets
        reserve = floor_div(self.T * self.s.vault.buffer, 10 ** 4)
        return [0 if self.liquidated and self.is_book(j)
                else floor_div((self.T - reserve) * st.weight, 10 ** 4)
                for j, st in enumerate(self.s.strategies)]

    def view(self):
        return Thing(equity=self.equity(), dealt=self.unlocked(), supply=self.supply(),
                     book=self.book if self.has_book else None, reserve=self.R, total=self.T,
                     locked=self.tracker.locked(self.seconds()), fees=self.ledger.fees_total,
                     gates=self.gates())

    def record(self, kind, cause, reason, pre=None, cost=0):
        post = self.positions()
        self.out.record(self.now, kind, cause, reason, self.unlocked(), self.supply(),
                        post if pre is None else pre, self.targets(), post, cost, self.gates())

    def advance_indices(self):
        return any([handler.advance(self.now) for handler in self.handlers])

    # ---- opening (spec 3.2) ----

    def open(self):
        capital = self.s.vault.capital
        self.T = self.R = capital
        self.ledger.mint("seed", capital, capital, self.now)
        self.row("open")
        self.record("open", None, None)
        self.allocate(None)

    # ---- one crank (spec 8.4, 8.8) ----

    def save(self):
        return (self.ledger.save(), self.book.save(), self.T, self.R, list(self.c),
                copy.deepcopy(self.tracker.__dict__),
                [{k: v for k, v in h.__dict__.items() if k not in ("run", "book")}
                 for h in self.handlers])

    def restore(self, saved):
        ledger, book, self.T, self.R, self.c, tracker, handlers = saved
        self.ledger.restore(ledger)
        self.book.restore(book)
        self.tracker.__dict__ = tracker
        for handler, values in zip(self.handlers, handlers):
            handler.__dict__.update(values)

    def crank(self, j, change, cause):
        """Moves `change` into strategy j; returns None, or why it failed."""
        saved, pre, self.done = self.save(), self.positions(), None
        try:
            if change > self.R:
                raise Failed("RESERVE_SHORT")
            if change > 0:
                self.handlers[j].deposit(change, cause)
            elif change < 0:
                self.handlers[j].withdraw(-change, cause)
        except Failed as failure:
            self.restore(saved)
            self.row("failed")
            self.record("failed", cause, failure.args[0], pre=pre)
            self.pass_targets = None    # a failure ends the pass (spec 8.8)
            self.trip(failure.args[0], cause)
            return failure.args[0]
        return self.account(j, change, cause, pre)

    def account(self, j, change, cause, pre):
        """The wrapper after the handler moved the tokens."""
        before, u, s = self.T, self.unlocked(), self.supply()
        c2 = self.handlers[j].liquidity()
        self.T = before - change + c2 - self.c[j]
        self.R -= change
        self.c[j] = c2
        self.report(before, u, s)
        cost, reason = 0, None
        if self.done:
            self.fill_rows(cause, self.done.fills)
            cost, reason = self.done.cost, self.done.reason
        self.row("failed" if reason else "crank")
        self.record("failed" if reason else "crank", cause, reason, pre=pre, cost=cost)
        if reason:
            self.pass_targets = None
            self.trip(reason, cause)
        return reason

    def report(self, before, u, s):
        gain, loss = max(self.T - before, 0), max(before - self.T, 0)
        fee = floor_div(gain * 500, 10000) if gain > 0 and u > 0 else 0
        scheme, tracker, now = self.tracker.scheme, self.tracker, self.seconds()
        if scheme == "yearn_v3":
            self.report_v3(before, gain, loss, fee)
            return
        locked, minted, taken = tracker.locked(now), 0, 0
        if fee:
            taken = floor_div(fee * u, gain + u - fee)
            if scheme == "meteora_legacy":
                minted = floor_div(s * fee, self.T - fee)
            elif scheme == "yearn_v2":
                minted = floor_div(fee * s, u)
            else:
                minted = floor_div(taken * s, u)
        if self.T != before or scheme == "yearn_v2":
            tracker.t0 = now
            tracker.P = max(locked - loss, 0) + gain
            if scheme == "yearn_v2":
                tracker.P = max(locked + gain - (fee if minted else 0) - loss, 0)
        if minted:
            if scheme in ("meteora", "none"):
                tracker.P -= taken
            self.mint_fee(minted, fee if scheme in ("meteora_legacy", "yearn_v2") else taken)

    def mint_fee(self, shares, value):
        self.ledger.accounts["fee:vault"] += shares
        self.ledger.supply += shares
        self.ledger.fees_total += value

    def report_v3(self, assets, gain, loss, fee):
        """D.2 with assets T1 and supply S_e; own shares B."""
        tracker, now = self.tracker, self.seconds()
        gone = tracker.unlocked_shares(now)
        tracker.B -= gone
        self.ledger.supply -= gone
        if assets == 0:
            return
        supply = self.ledger.supply
        burn = ceil_div((loss + fee) * supply, assets)
        minted = floor_div(burn * fee, loss + fee) if loss + fee else 0
        lock = floor_div(gain * supply, assets)
        change = max(lock - burn, -tracker.B)
        tracker.B += change
        self.ledger.supply += change
        lock = max(lock - burn, 0)
        if minted:
            self.mint_fee(minted, fee)
        self.new_rate(lock, now)

    def new_rate(self, lock, now):
        tracker = self.tracker
        if tracker.B == 0:
            tracker.rate, tracker.full, tracker.updated = 0, 0, now
            return
        earlier = (tracker.B - lock) * (tracker.full - now) if tracker.full > now else 0
        period = floor_div(earlier + lock * UNLOCK_TIME, tracker.B)
        tracker.rate = floor_div(tracker.B * D, period)
        tracker.full, tracker.updated = now + period, now

    # ---- allocation (spec 8.7) ----

    def allocate(self, cause):
        """One pass; returns the reason of the crank that ended it."""
        total, recorded = self.T, list(self.c)
        self.pass_targets = None
        self.pass_targets = self.targets()
        least = max(floor_div(total * self.s.vault.min_move, 10 ** 4), LEAST)
        moves = [goal - have for goal, have in zip(self.pass_targets, recorded)]
        active = [j for j in range(len(moves)) if not (self.liquidated and self.is_book(j))]
        cranked, reason = set(), None
        for wanted in (-1, 1, 0):
            for j in active:
                if reason is None:
                    reason = self.one_move(j, moves[j], wanted, least, cranked, cause)
        self.pass_targets = None
        return reason

    def one_move(self, j, move, wanted, least, cranked, cause):
        if wanted == 0:
            if j in cranked or self.R < LEAST:
                return None
            change = LEAST
        else:
            if abs(move) < least or (move > 0) != (wanted > 0):
                return None
            change = min(move, self.R)
            if change > 0 and change < LEAST or change == 0:
                return None
        cranked.add(j)
        reason = self.crank(j, change, cause)
        if reason is None:
            self.pay_short()
        return reason

    def pay_short(self):
        """Short withdrawals from R alone after a crank of a pass (spec 8.3)."""
        if self.withdrawals_wait():
            return
        for flow in list(self.pending):
            if flow.kind == "withdraw" and flow.mature <= self.now:
                self.pay_from_reserve(flow)

    def attempt(self, cause):
        """A target change trades the book as under nav (spec 5.5)."""
        if self.s.sizing_target:
            self.book.size_all(self.book.equity())
        done = self.book.rebalance(self.s.atomicity)
        self.fill_rows(cause, done.fills)
        if done.reason:
            self.row("failed")
            self.record("failed", cause, done.reason, cost=done.cost)
            self.trip(done.reason, cause)
        elif done.fills:
            self.row("rebalance")
            self.record("rebalance", cause, None, cost=done.cost)
        else:
            self.record("idle", cause, None)

    def review_attempt(self, count):
        return self.allocate(count)

    def tick(self, count):
        if self.may_attempt() and self.mode[0] == "interval-band":
            self.band(count)
        elif self.may_attempt():
            self.allocate(count)

    def check(self):
        if self.mode[0] == "band" and self.may_attempt():
            self.band(None)

    def band(self, cause):
        for j, goal in enumerate(self.targets()):
            if self.liquidated and self.is_book(j):
                continue
            if abs(self.c[j] - goal) > floor_div(self.mode[1] * goal, PPB):
                self.allocate(cause)
                return

    def feed_cranks(self):
        feed = self.s.cranks or []
        while self.next_crank < len(feed) and feed[self.next_crank][0] <= self.now:
            _, signer, action, name, amount = feed[self.next_crank]
            self.next_crank += 1
            names = [st.name for st in self.s.strategies]
            if signer not in ("admin", "operator"):
                self.record("refusal", None, "6003 UnAuthorized")
            elif name not in names:
                self.record("refusal", None, "6002 StrategyIsNotExisted")
            elif amount == 0:
                self.record("refusal", None, "6013 AmountMustGreaterThanZero")
            else:
                sign = 1 if action == "deposit_strategy" else -1
                self.crank(names.index(name), sign * amount, None)

    def after_liquidation(self):
        for j in range(len(self.handlers)):
            if self.is_book(j):
                self.crank(j, 0, None)

    # ---- flows (spec 8.2, 8.3) ----

    def price(self):
        supply = self.supply()
        return PRICE if supply == 0 else floor_div(self.unlocked() * PRICE, supply)

    def settle_deposit(self, flow, batch=None):
        u, s, a = self.unlocked(), self.supply(), flow.asked
        if a == 0:
            self.refuse(flow, "DUST")
            return
        if s > 0 and u <= 0:
            self.refuse(flow, "MATH_OVERFLOW")
            return
        price = self.price()
        self.T += a
        self.R += a
        if s == 0:
            shares = a if self.tracker.scheme == "yearn_v3" else self.unlocked()
        else:
            shares = floor_div(a * s, u)
        self.ledger.mint(flow.lp, shares, a, self.now)
        self.settled(flow, a, shares, price)
        self.after_flow(flow)

    def after_flow(self, flow):
        if self.mode[0] == "immediate" and self.may_attempt():
            self.allocate(flow.seq)

    def owed(self, flow):
        supply = self.supply()
        return floor_div(flow.shares * self.unlocked(), supply) if supply else 0

    def pay_from_reserve(self, flow):
        """True when R covers the payout and it was made."""
        out = self.owed(flow)
        if self.unlocked() <= 0:
            flow.reason = "INSOLVENT"
            return False
        if out > self.R:
            flow.reason = "RESERVE_SHORT"
            return False
        price = self.price()
        self.T -= out
        self.R -= out
        holder = self.ledger.holders[flow.lp]
        holder.escrow -= flow.shares
        self.ledger.supply -= flow.shares
        self.ledger.pay(flow.lp, out)
        self.settled(flow, out, flow.shares, price)
        return True

    def settle_withdrawal(self, flow, batch=None):
        for tries in range(4):
            if self.pay_from_reserve(flow):
                self.after_flow(flow)
                return
            if flow.reason == "INSOLVENT" or self.under_review or tries == 3:
                return
            if self.keeper(flow) is not None:
                break
        if self.under_review and not self.withdrawals_wait():
            if self.pay_from_reserve(flow):
                self.after_flow(flow)

    def keeper(self, flow):
        """One keeper crank; returns why there is no next try, or None."""
        rich = [j for j, h in enumerate(self.handlers) if h.liquidity() >= LEAST]
        if not rich:
            return "RESERVE_SHORT"
        j = max(rich, key=lambda k: (self.c[k], -k))
        need = self.owed(flow) - self.R
        return self.crank(j, -max(min(need, self.handlers[j].liquidity()), LEAST), flow.seq)
