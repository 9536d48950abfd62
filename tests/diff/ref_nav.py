# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_nav.py - a run under `nav` accounting (spec 4, 6, 7)."""

from ref_run import DAY, Run, multiples
from ref_scenario import Thing
from ref_text import PPB, SECOND, ceil_div, floor_div, trunc_div

PRICE = 10 ** 12
ACCOUNTS = {"none": (), "per_lp": ("fee:manager", "fee:protocol"), "vault_hwm": ("fee:manager",)}


class NavRun(Run):
    """One book is the vault."""

    def __init__(self, scenario, mode_text, mode):
        super().__init__(scenario, mode_text, mode, ACCOUNTS[scenario.vault.fees[0]])
        self.report = None      # (own instant, E, paid in - paid out then)
        self.delayed = []       # reports on their way: (arrives, own instant, E, net)
        self.peak = self.day = None

    # ---- views ----

    def supply(self):
        return self.ledger.supply

    def worth(self):
        return self.book.equity()

    def positions(self):
        return list(self.book.q)

    def net(self):
        return self.ledger.paid_in - self.ledger.paid_out

    def dealing(self):
        """N (spec 4.1, 6.12)."""
        if self.report is None:
            return self.book.equity()
        return self.report[1] + self.net() - self.report[2]

    def view(self):
        equity = self.book.equity()
        return Thing(equity=equity, dealt=equity, supply=self.ledger.supply, book=self.book,
                     reserve=0, total=None, fees=self.ledger.fees_total, gates=self.gates())

    def record(self, kind, cause, reason, pre=None, target=None, cost=0):
        post = self.positions()
        self.out.record(self.now, kind, cause, reason, self.book.equity(), self.ledger.supply,
                        post if pre is None else pre,
                        self.book.intended() if target is None else target, post, cost,
                        self.gates())

    # ---- opening (spec 3.2) ----

    def open(self):
        vault, book = self.s.vault, self.book
        book.cash = vault.capital
        self.ledger.mint("seed", vault.capital, vault.capital, self.now)
        book.size_all(book.equity())
        pre = self.positions()
        if vault.open == "free" or self.mode[0] == "ideal":
            done = book.move_free("OPEN")
        else:
            done = book.rebalance(self.s.atomicity)
        self.fill_rows(None, done.fills)
        self.row("open")
        if done.reason:
            self.row("failed")
        elif vault.open == "traded" and done.fills:
            self.row("rebalance")
        self.record("open", None, done.reason, pre=pre, cost=done.cost)
        if done.reason:
            self.trip(done.reason, None)
        if self.s.oracle:
            self.report = (self.now, book.equity(), self.net())
        if self.ledger.supply:
            self.reset_limits()

    # ---- attempts (spec 6.1 to 6.4, 6.7) ----

    def attempt(self, cause, idle=True):
        """One rebalance from b as it stands; returns the reason of a failure."""
        if self.mode[0] == "ideal":
            return self.ideal(cause)
        if self.s.sizing_target:
            self.book.size_all(self.book.equity())
        pre = self.positions()
        return self.write_attempt(cause, pre, self.trade_to(self.aim()), idle)

    def write_attempt(self, cause, pre, done, idle=True):
        self.fill_rows(cause, done.fills)
        if done.reason:
            self.row("failed")
            self.record("failed", cause, done.reason, pre=pre, target=done.target, cost=done.cost)
            self.trip(done.reason, cause)
        elif done.fills:
            self.row("rebalance")
            self.record("rebalance", cause, None, pre=pre, target=done.target, cost=done.cost)
        elif idle:
            self.record("idle", cause, None, pre=pre, target=done.target)
        return done.reason

    def trade_to(self, sizes):
        """One rebalance to these intended sizes; b stays what it is."""
        kept, self.book.b = self.book.b, sizes
        target = self.book.intended()
        done = self.book.rebalance(self.s.atomicity)
        done.target, self.book.b = target, kept
        return done

    def aim(self, settling=None, dealt=None):
        """b, or what `anticipate` leaves of it (docs/formats.md); dealt: N and S before a flow."""
        equity = self.book.equity()
        if self.mode[0] != "anticipate" or equity <= 0:
            return self.book.b[:]
        nav, supply = dealt or (self.dealing(), self.ledger.supply)
        away = 0
        for flow in self.pending:
            if flow.kind == "withdraw" and flow is not settling and nav > 0:
                value = floor_div(flow.shares * nav, supply)
                if flow.mature > self.now:
                    value = floor_div(value * (self.now - flow.time), flow.mature - flow.time)
                away += value
        return [trunc_div(b * max(equity - away, 0), equity) for b in self.book.b]

    def ideal(self, cause):
        self.book.size_all(self.book.equity())
        pre = self.positions()
        done = self.book.move_free("IDEAL")
        if done.fills:
            self.fill_rows(cause, done.fills)
            self.row("rebalance")
            self.record("rebalance", cause, None, pre=pre)
        return None

    def review_attempt(self, count):
        return self.attempt(count)

    def tick(self, count):
        if self.may_attempt() and self.mode[0] == "interval-band":
            self.band(count)
        elif self.may_attempt():
            self.attempt(count)

    def check(self):
        """Bands and ideal (spec 6.2)."""
        if self.mode[0] == "ideal" and self.may_attempt():
            self.ideal(None)
        if self.mode[0] in ("band", "band:auto") and self.may_attempt():
            self.band(None)

    def best_width(self, gamma):
        """The width of band:auto (docs/formats.md)."""
        gross, net = sum(abs(w) for w in self.book.w), sum(self.book.w)
        k = gross * abs(PPB - net) // PPB
        if k == 0:
            return 0
        eps = sum(abs(w) * self.book.step_cost(i) for i, w in enumerate(self.book.w)) // gross
        cube = 3 * eps * PPB * k * k // (2 * gamma)
        low, high = 0, gross + 1        # w is at most the target itself
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if middle ** 3 <= cube else (low, middle)
        return min(low * PPB // gross, PPB)

    def band(self, cause):
        book, width = self.book, self.mode[1]
        if self.mode[0] == "band:auto":
            width = self.best_width(width)
        equity, goal = book.equity(), sum(abs(w) for w in self.book.w)
        if equity <= 0:
            return
        leverage = floor_div(PPB * book.gross(), equity)
        if abs(leverage - goal) <= floor_div(width * goal, PPB):
            return
        side = PPB
        if self.mode[2] == "edge":
            side += width if leverage > goal else -width
        for i, w in enumerate(book.w):
            book.size(i, equity, trunc_div(w * side, PPB))
        self.attempt(cause, idle=False)

    # ---- deposits (spec 4.2, 4.6, 6.1, 6.5) ----

    def settle_deposit(self, flow, batch=None):
        nav, supply = batch or (self.dealing(), self.ledger.supply)
        if nav < 0 or nav == 0 and supply > 0:
            self.refuse(flow, "INSOLVENT")
            return
        price = PRICE if supply == 0 else floor_div(nav * PRICE, supply)

        def shares_for(amount):
            return amount if supply == 0 else floor_div(amount * supply, nav)

        if shares_for(flow.asked) < 1:
            self.refuse(flow, "DUST")
        elif self.mode[0] == "immediate":
            self.act(flow, flow.asked,
                     lambda cost: self.take_in(flow, flow.asked - cost, shares_for, price))
        else:
            self.scale_for(flow.asked)
            self.take_in(flow, flow.asked, shares_for, price)

    def take_in(self, flow, counted, shares_for, price):
        """Mints on `counted`; the amount itself enters. False: dust."""
        if counted < 1 or shares_for(counted) < 1:
            return False
        shares = shares_for(counted)
        self.book.cash += flow.asked
        self.ledger.mint(flow.lp, shares, flow.asked, self.now)
        self.settled(flow, flow.asked, shares, price)
        return True

    def scale_for(self, change):
        before = self.book.equity()
        self.book.scale(before, before + change, self.ledger.supply == 0)

    # ---- withdrawals (spec 4.4, 4.6, 6.5, 6.6, 6.10, 7) ----

    def price_withdrawal(self, flow, batch):
        """Fees first; returns (N, S, w', payout)."""
        if self.ledger.kind == "vault_hwm" and batch is None:
            self.ledger.crystallise_hwm(self.dealing())
        nav, supply = batch or (self.dealing(), self.ledger.supply)
        left = flow.shares
        if self.ledger.kind == "per_lp":
            left = self.ledger.withdrawal_per_lp(flow.lp, flow.shares, nav, supply)
        return nav, supply, left, floor_div(left * nav, supply)

    def settle_withdrawal(self, flow, batch=None):
        if (batch or (self.dealing(),))[0] <= 0:
            flow.reason = "INSOLVENT"
            return
        saved = self.ledger.save()
        before = self.dealing(), self.ledger.supply
        nav, supply, left, payout = self.price_withdrawal(flow, batch)
        price = floor_div(nav * PRICE, supply)
        above = payout > self.book.free_balance()

        def stand(cost):
            self.pay_out(flow, left, self.payout_after(payout, cost, left), price)
            return True

        as_one = self.mode[0] == "immediate" or above and self.mode[0] not in ("never", "ideal")
        if as_one and not self.under_review:
            self.act(flow, -payout, stand, saved, before)
        elif above and (self.under_review or self.mode[0] == "never"):
            self.ledger.restore(saved)
            flow.reason = "MARGIN"
        else:
            self.scale_for(-payout)
            stand(0)
            if self.under_review and self.mode[0] == "immediate" and self.s.failsafe.next_tick:
                self.attempt(flow.seq)

    def payout_after(self, payout, cost, left):
        """What is left of a payout after its cost (spec 4.6); S is the one before the burn."""
        if self.s.vault.costs == "pool" and cost:
            cost = ceil_div(cost * left, self.ledger.supply)
        return max(payout - cost, 0)

    def pay_out(self, flow, left, paid, price):
        holder = self.ledger.holders[flow.lp]
        holder.escrow -= flow.shares
        self.ledger.supply -= left
        self.ledger.pay(flow.lp, paid)
        self.book.cash -= paid
        self.settled(flow, paid, left, price)

    # ---- a flow and its rescale as one act (spec 4.6, 6.5) ----

    def rehearse(self, flow, change, dealt):
        """Plans for the whole change and trades on a copy; returns the attempt and its aim."""
        saved = self.book.save()
        self.book.cash += change
        if self.s.sizing_target:
            self.book.size_all(self.book.equity())
        sizes = self.aim(flow, dealt)
        done = self.trade_to(sizes)
        self.book.restore(saved)
        return done, sizes

    def act(self, flow, change, stand, unpriced=None, dealt=None):
        """`stand(cost)` books the flow; `unpriced` is the ledger before its fees, `dealt` N and S
        before them."""
        unpriced = unpriced or self.ledger.save()
        book_before = self.book.b[:]
        self.scale_for(change)
        done, sizes = self.rehearse(flow, change, dealt)
        if done.reason and not self.s.keep_flow:
            self.undo(flow, change, unpriced, book_before, sizes)
            return
        own = flow.kind == "withdraw" or self.s.vault.costs == "flow"
        if not stand(done.cost if own else 0):
            self.ledger.restore(unpriced)
            self.book.b = book_before
            self.refuse(flow, "DUST")
            return
        if self.s.sizing_target:
            self.size_for_plan(change, flow)
        pre = self.positions()
        self.write_attempt(flow.seq, pre, self.trade_to(sizes))

    def size_for_plan(self, change, flow):
        """The rescale is planned for the whole payout (spec 4.6)."""
        kept = change + flow.amount if flow.kind == "withdraw" else 0
        self.book.size_all(self.book.equity() + kept)

    def undo(self, flow, change, unpriced, book_before, sizes):
        """The attempt for real; then everything but the fills that stand is undone."""
        book, pre = self.book, self.positions()
        book.cash += change
        done = self.trade_to(sizes)
        book.cash -= change
        target, book.b = done.target, book_before
        self.ledger.restore(unpriced)
        flow.reason = done.reason
        self.fill_rows(flow.seq, done.fills)
        self.row("failed")
        self.record("failed", flow.seq, done.reason, pre=pre, target=target, cost=done.cost)
        self.trip(done.reason, flow.seq)
        if flow.kind == "withdraw":
            self.treat_at_once(flow)

    # ---- entry: tick (spec 4.5) ----

    def settle_batch(self):
        due = [f for f in self.pending if f.kind == "withdraw" and f.mature <= self.now]
        if due and self.ledger.kind == "vault_hwm" and not self.withdrawals_wait():
            self.ledger.crystallise_hwm(self.dealing())
        self.settle_pending((self.dealing(), self.ledger.supply))

    # ---- fees at month ends (spec 7.2, 7.4) ----

    def month_end(self):
        nav, moved = self.dealing(), 0
        if self.ledger.kind == "per_lp":
            moved = self.ledger.monthly_per_lp(nav, self.pending)
        elif self.ledger.kind == "vault_hwm":
            moved = self.ledger.crystallise_hwm(nav)
        if moved:
            self.row("fee")
            self.record("fee", None, None)

    # ---- oracle and limits (spec 6.12, 6.13) ----

    def schedule_oracle(self):
        s = self.s
        if s.limits:
            for t in multiples(s.start + -s.start % DAY, DAY, s.end):
                self.at(t)
        if s.oracle:
            for t in multiples(s.start, s.oracle.every, s.end):
                self.at(t)

    def fault(self):
        for begin, end, kind, value in self.s.oracle.faults:
            if begin <= self.now < end:
                return kind, value
        return None, None

    def reports(self):
        """Reports of this instant; true where one came (a frozen one is none)."""
        if self.now == self.s.start:
            self.report = (self.now, self.book.equity(), self.net())    # N at start is E
        elif (self.now - self.s.start) % self.s.oracle.every == 0:
            kind, value = self.fault()
            equity = self.book.equity()
            if kind == "scale":
                equity = floor_div(equity * value, PPB)
            arrives = self.now + (value if kind == "delay" else 0)
            if kind != "freeze":
                self.delayed.append((arrives, self.now, equity, self.net()))
                self.at(arrives)
        came = [r for r in self.delayed if r[0] <= self.now]
        self.delayed = [r for r in self.delayed if r[0] > self.now]
        for _, own, equity, net in came:
            if own >= self.report[0]:
                self.report = (own, equity, net)
        return bool(came)

    def diverged(self):
        if not self.s.oracle:
            return False
        equity = self.book.equity()
        return abs(self.dealing() - equity) * 10000 > 200 * equity

    def aged(self):
        """A state, not an event: w is shut whenever the last report is too old (spec 6.12)."""
        return self.report is not None and self.now - self.report[0] > 300 * SECOND

    def oracle(self, checks):
        midnight = bool(self.s.limits) and self.now % DAY == 0
        if self.s.oracle:
            checks = self.reports() or checks
        if not checks and not midnight:
            return
        if self.s.oracle and self.diverged():
            self.w_diverged = True
            self.trip("DIVERGENCE", None)
        if self.s.limits:
            self.check_limits(midnight)

    def share_price(self):
        if self.ledger.supply == 0:
            return None
        return floor_div(self.book.equity() * PRICE, self.ledger.supply)

    def reset_limits(self):
        self.peak = self.day = self.share_price()

    def check_limits(self, midnight):
        v = self.share_price()
        if v is not None:
            self.peak = v if self.peak is None else max(self.peak, v)
            if midnight or self.day is None:
                self.day = v
        if self.under_review:
            return
        reason = self.breach(v)
        if reason:
            n = len(self.book.q)
            self.book.b, self.book.w = [0] * n, [0] * n
            self.limit_attempt()
            self.trip(reason, None)

    def limit_attempt(self):
        """The attempt of 6.13: a failure is part of the one trip that follows."""
        self.muted = True
        self.attempt(None)
        self.muted = False

    def breach(self, v):
        limits, equity = self.s.limits, self.book.equity()
        if v is not None:
            for key, top, name in (("max_drawdown", self.peak, "DRAWDOWN"),
                                   ("daily_loss", self.day, "DAILY_LOSS")):
                if key in limits and (top - v) * PPB >= limits[key] * top:
                    return name
        if "max_leverage" in limits and equity > 0:
            if floor_div(PPB * self.book.gross(), equity) > limits["max_leverage"]:
                return "MAX_LEVERAGE"
        return None
