# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_ledger.py - share ledger, lots and performance fees (spec 3.1, 4.3, 7)."""

import copy

from ref_text import PPB, ceil_div, csv_cell, floor_div, format_fixed

PRICE = 10 ** 12


class Holder:
    """One LP: free shares as lots [settled_at, shares], escrowed shares, basis, totals."""

    def __init__(self, first):
        self.first, self.lots, self.escrow = first, [], 0
        self.basis = self.paid_in = self.paid_out = self.fees = 0

    def free(self):
        return sum(shares for _, shares in self.lots)

    def shares(self):
        return self.free() + self.escrow

    def use_lots(self, wanted):
        """Takes shares from the oldest lots; returns the date of the last lot touched."""
        last = None
        while wanted > 0:
            last, have = self.lots[0]
            taken = min(have, wanted)
            wanted -= taken
            self.lots[0][1] -= taken
            if self.lots[0][1] == 0:
                self.lots.pop(0)
        return last


class Ledger:
    """Supply, holders and fee accounts."""

    def __init__(self, fees, accounts):
        self.kind, self.rate = fees
        self.supply, self.holders, self.hwm = 0, {}, PRICE
        self.accounts = dict.fromkeys(accounts, 0)
        self.fees_total = 0
        self.paid_in = self.paid_out = 0

    def save(self):
        return copy.deepcopy(self.__dict__)

    def restore(self, saved):
        self.__dict__ = copy.deepcopy(saved)

    def free_of(self, lp):
        return self.holders[lp].free() if lp in self.holders else 0

    def mint(self, lp, shares, amount, now):
        holder = self.holders.setdefault(lp, Holder(now))
        if shares > 0:
            holder.lots.append([now, shares])
        holder.basis += amount if self.kind == "per_lp" else 0
        holder.paid_in += amount
        self.supply += shares
        self.paid_in += amount

    def pay(self, lp, amount):
        self.holders[lp].paid_out += amount
        self.paid_out += amount

    # ---- performance fees (spec 7) ----

    def split(self, holder, profit, nav, supply):
        """Shares that profit moves to the fee accounts; counts them there."""
        fee = floor_div(profit * self.rate, PPB)
        manager, carry = floor_div(fee * 80, 100), floor_div(fee * 15, 100)
        protocol = fee - manager - carry
        moved = 0
        for name, value in (("fee:manager", manager), ("fee:protocol", protocol)):
            shares = floor_div(value * supply, nav)
            self.accounts[name] += shares
            moved += shares
        holder.fees += manager + protocol
        self.fees_total += manager + protocol
        return moved

    def monthly_per_lp(self, nav, pending):
        """Spec 7.2; returns the shares that moved."""
        total, supply = 0, self.supply
        if supply == 0 or nav <= 0:
            return 0
        for lp, holder in self.holders.items():
            profit = floor_div(holder.shares() * nav, supply) - holder.basis
            if profit <= 0:
                continue
            moved = self.split(holder, profit, nav, supply)
            total += moved
            free = min(moved, holder.free())
            holder.use_lots(free)
            moved -= free
            for flow in pending:
                if flow.kind == "withdraw" and flow.lp == lp and moved > 0:
                    taken = min(moved, flow.shares)
                    flow.shares -= taken
                    holder.escrow -= taken
                    moved -= taken
            holder.basis = floor_div(holder.shares() * nav, supply)
        return total

    def withdrawal_per_lp(self, lp, w, nav, supply):
        """Spec 7.3; returns w'."""
        holder = self.holders[lp]
        basis = ceil_div(holder.basis * w, holder.shares()) if w else 0
        profit = floor_div(w * nav, supply) - basis
        holder.basis -= basis
        if profit <= 0:
            return w
        return w - self.split(holder, profit, nav, supply)

    def crystallise_hwm(self, nav):
        """Spec 7.4; returns the shares minted."""
        if nav <= 0 or self.supply == 0:
            return 0
        v = floor_div(nav * PRICE, self.supply)
        if v <= self.hwm:
            return 0
        profit = floor_div((v - self.hwm) * self.supply, PRICE)
        fee = floor_div(profit * self.rate, PPB)
        shares = floor_div(fee * self.supply, nav - fee)
        self.accounts["fee:manager"] += shares
        self.supply += shares
        self.fees_total += fee
        self.hwm = v
        return shares

    def rows(self, worth, supply, d):
        """lps.csv (spec 13.2)."""
        out = []
        for lp, h in self.holders.items():
            basis = format_fixed(h.basis, d) if self.kind == "per_lp" else ""
            value = floor_div(h.shares() * worth, supply) if supply else 0
            out.append(",".join([csv_cell(lp)] + [format_fixed(v, d) for v in (h.shares(), value)]
                                + [basis] + [format_fixed(v, d) for v in
                                             (h.paid_in, h.paid_out, h.fees)]))
        for name, shares in self.accounts.items():
            value = floor_div(shares * worth, supply) if supply else 0
            zero = format_fixed(0, d)
            out.append(",".join([name, format_fixed(shares, d), format_fixed(value, d), "",
                                 zero, zero, zero]))
        return out
