# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_metrics_walk.py - a run's files as numbers, its mark grid, and its changes by cause."""

import bisect
import csv
import json
import math
import os

from ref_scenario import parse_mode
from ref_text import PPB, floor_div, ceil_div

CLASSES = ("price", "flow", "rescale", "shortfall", "slippage", "fee", "funding", "fee_accrual",
           "liquidation", "revision")
ATTEMPTS = ("rebalance", "failed", "called_off")


class Null:
    """An undefined metric and why."""

    def __init__(self, why):
        self.why = why


def units(text):
    """A decimal with fixed places as an integer of its last place; None where empty."""
    return int(text.replace(".", "")) if text else None


def read_csv(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def convert(rows, *columns):
    for row in rows:
        for name in columns:
            row[name] = units(row[name])
    return rows


class Point:
    """One point of the mark grid."""


class Log:
    """The files of one mode of a run under `nav`."""

    def __init__(self, scenario, folder, mode):
        self.scenario, self.mode = scenario, mode
        self.unit = 1 / 10 ** scenario.vault.decimals
        self.span = scenario.end - scenario.start
        self.rows = convert(read_csv(folder, "series.csv"), "time_ns", "equity", "supply",
                            "gross", "leverage", "target", "fees")
        self.flows = convert(read_csv(folder, "flows.csv"), "time_ns", "settled_ns", "amount",
                             "shares")
        self.lps = convert(read_csv(folder, "lps.csv"), "shares", "value", "basis", "paid_in",
                           "paid_out", "fees")
        self.ledger = convert(read_csv(folder, "lp_ledger.csv"), "time_ns", "paid", "shares",
                              "fee", "cost", "transfer", "balance", "value")
        self.accounts = read_csv(folder, "lp_returns.csv")
        self.read_fills(folder)
        self.read_audit(folder)
        self.settled = sorted((f for f in self.flows if f["outcome"] == "settled"),
                              key=lambda f: (f["settled_ns"], int(f["seq"])))
        for f in self.settled:
            f["signed"] = f["amount"] if f["kind"] == "deposit" else -f["amount"]
        self.times = [[bar[0] for bar in i.bars] for i in scenario.instruments]
        self.place_fills()
        dealt = iter([e for e in self.ledger if e["cause"] in ("deposit", "withdraw")])
        self.dealt = {}
        for row in self.rows:
            if row["cause"] in ("deposit", "withdraw"):
                self.dealt[id(row)] = len(self.dealt)
                entry = next(dealt)
                row["dealt"] = (entry["lp"], entry["paid"])

    def read_fills(self, folder):
        names = [i.name for i in self.scenario.instruments]
        self.fills = convert(read_csv(folder, "fills.csv"), "time_ns", "quantity", "mark",
                             "price", "fee")
        for f in self.fills:
            f["instrument"] = names.index(f["instrument"])
            i = self.scenario.instruments[f["instrument"]]
            f["scale"] = 10 ** (i.pd + i.qd)
            f["cause"] = int(f["cause"]) if f["cause"] else None

    def read_audit(self, folder):
        with open(os.path.join(folder, "audit.jsonl"), encoding="utf-8") as file:
            self.audit = [json.loads(line) for line in file]
        for a in self.audit:
            for name in ("time_ns", "cost"):
                a[name] = int(a[name])
            for name in ("pre", "target", "post"):
                a[name] = [int(q) for q in a[name]]

    def dealt_before(self, row):
        """How many flows were settled before a flow's row."""
        return self.dealt[id(row)]

    def bar_at(self, k, time):
        """The last visible bar of an instrument."""
        return bisect.bisect_right(self.times[k], time) - 1

    def marks_at(self, time):
        return [i.bars[self.bar_at(k, time)][1]
                for k, i in enumerate(self.scenario.instruments)]

    def place_fills(self):
        """Each row's attempt record and fills; fills of no row's instant stand alone."""
        records = iter([a for a in self.audit if a["kind"] in ATTEMPTS])
        record = next(records, None)
        at = 0
        for row in self.rows:
            row["fills"], row["record"] = [], None
            if record and row["cause"] == record["kind"] and row["time_ns"] == record["time_ns"]:
                row["record"] = record
                record = next(records, None)
            wants = row["cause"] in ("open", "liquidation") or row["record"]
            while at < len(self.fills) and self.fills[at]["time_ns"] <= row["time_ns"]:
                f = self.fills[at]
                late = f["time_ns"] < row["time_ns"]
                if not late and not (wants and self.belongs(f, row)):
                    break
                row["fills"].append(f)
                at += 1

    @staticmethod
    def belongs(fill, row):
        if row["cause"] == "liquidation":
            return fill["reason"] == "LIQUIDATED"
        return row["cause"] == "open" or fill["cause"] == row["record"]["cause"]

    def value(self, k, q, mark):
        return floor_div(q * mark, self.scenario.instruments[k].K)

    def worth(self, cash, q, marks):
        values = [self.value(k, x, m) for k, (x, m) in enumerate(zip(q, marks))]
        return cash + sum(values), sum(abs(v) for v in values)

    # ---- the mark grid

    def events(self):
        """Bars, fills between rows, rows, in order."""
        s = self.scenario
        bars = sorted({t for times in self.times for t in times if s.start < t <= s.end})
        out = [(t, 0, None, None) for t in bars]
        for n, row in enumerate(self.rows):
            out.append((row["time_ns"], 2, n, row))
            early = [f for f in row["fills"] if f["time_ns"] < row["time_ns"]]
            for t in sorted({f["time_ns"] for f in early}):
                out.append((t, 1, n, [f for f in early if f["time_ns"] == t]))
        return sorted(out, key=lambda e: (e[0], e[1], e[2] if e[2] is not None else -1))

    def points(self):
        cash, q, out = 0.0, [0] * len(self.scenario.instruments), []
        row = None
        scales = [10 ** (i.pd + i.qd) for i in self.scenario.instruments]
        for time, kind, n, what in self.events():
            p = Point()
            p.time, p.marks = time, self.marks_at(time)
            p.traded = kind == 1
            if kind == 2:
                row = what
                for f in row["fills"]:
                    q[f["instrument"]] += f["quantity"] if f["time_ns"] == time else 0
            elif kind == 1:
                for f in what:
                    q[f["instrument"]] += f["quantity"]
                    cash -= f["quantity"] * f["price"] / f["scale"] + f["fee"] * self.unit
            p.q = list(q)
            values = [x * m / s for x, m, s in zip(q, p.marks, scales)]
            p.net, p.gross = math.fsum(values), math.fsum(abs(v) for v in values)
            if kind == 2:
                p.equity = row["equity"] * self.unit
                p.gross = row["gross"] * self.unit
                cash = p.equity - p.net
            else:
                p.equity = cash + p.net
            p.supply, p.target = row["supply"] * self.unit, row["target"] / 1e9
            self.finish_point(p, row if kind == 2 else None, n)
            out.append(p)
        for p, after in zip(out, out[1:]):
            p.until = after.time
        out[-1].until = self.scenario.end
        for p in out:
            p.lasted = float(p.until - p.time)
        return out

    def finish_point(self, p, row, n):
        p.row, p.inside = row, False
        if row is not None:
            p.leverage = row["leverage"] / 1e9 if row["leverage"] is not None else None
            after = self.rows[n + 1] if n + 1 < len(self.rows) else None
            p.inside = bool(after and after["time_ns"] == row["time_ns"] and
                            after["cause"] == "rebalance" and
                            row["cause"] in ("deposit", "withdraw"))
        else:
            p.leverage = p.gross / p.equity if p.equity > 0 else None
        p.drift = p.leverage / p.target - 1 if p.leverage is not None and p.target > 0 else None


# ---- by cause


class Causes:
    """The state between two steps, and what each cause has done to it."""

    def __init__(self, log):
        self.log, row = log, log.rows[0]
        self.q = [0] * len(log.scenario.instruments)
        for f in row["fills"]:
            self.q[f["instrument"]] += f["quantity"]
        self.marks = log.marks_at(row["time_ns"])
        self.equity, self.gross = row["equity"], row["gross"]
        self.cash = self.equity - log.worth(0, self.q, self.marks)[0]
        self.supply = row["supply"]
        self.leverage = row["leverage"]
        self.by_leverage = dict.fromkeys(CLASSES, 0)
        self.by_equity = dict.fromkeys(CLASSES, 0)
        self.by_growth = dict.fromkeys(CLASSES, 0.0)
        self.mismatches = []

    def ratio(self, gross, equity):
        return gross * PPB // equity

    def move(self, cause, equity, gross, priced=True):
        if priced and self.supply > 0 and self.equity > 0 and equity > 0:
            self.by_growth[cause] += math.log(equity / self.equity)
        self.by_equity[cause] += equity - self.equity
        if equity > 0:
            now = self.ratio(gross, equity)
            self.by_leverage[cause] += now - self.leverage
            self.leverage = now
        self.equity, self.gross = equity, gross

    def pass_time(self, time):
        self.marks = self.log.marks_at(time)
        self.move("price", *self.log.worth(self.cash, self.q, self.marks))

    def intend(self, target):
        if self.equity > 0:
            whole = self.ratio(self.log.worth(0, target, self.marks)[1], self.equity)
            self.by_leverage["rescale"] += whole - self.leverage
            self.by_leverage["shortfall"] -= whole - self.leverage

    def trade(self, fills, target):
        paid, fee = 0, 0
        for f in fills:
            k = f["instrument"]
            if f["reason"] in ("OPEN", "IDEAL"):
                paid += self.log.value(k, self.q[k] + f["quantity"], f["mark"]) - \
                    self.log.value(k, self.q[k], f["mark"])
            else:
                paid += ceil_div(f["quantity"] * f["price"], self.log.scenario.instruments[k].K)
            fee += f["fee"]
            self.q[k] += f["quantity"]
        forced = fills[0]["reason"] == "LIQUIDATED"
        gross = self.log.worth(0, self.q, self.marks)[1]
        self.move("liquidation" if forced else "rescale", self.equity, gross)
        if target is not None:
            self.intend(target)
        for cause, cash in (("slippage", paid), ("fee", fee)):
            self.cash -= cash
            self.move("liquidation" if forced else cause,
                      *self.log.worth(self.cash, self.q, self.marks))

    def mint_for_fees(self, row):
        """Shares minted for a fee ahead of a withdrawal; whoever holds shares pays for them."""
        if row["cause"] != "withdraw" or self.supply <= 0:
            return
        flow = self.log.settled[self.log.dealt_before(row)]
        paid = flow["shares"]
        if self.log.scenario.vault.fees[0] == "vault_hwm":
            minted = row["supply"] + paid - self.supply
            self.by_growth["fee_accrual"] -= math.log((self.supply + minted) / self.supply)
            self.supply += minted

    def reach(self, row):
        classes = {"deposit": "flow", "withdraw": "flow", "funding": "funding",
                   "liquidation": "liquidation", "fee": "fee_accrual"}
        cause = classes.get(row["cause"], "revision")
        self.mint_for_fees(row)
        if row["supply"] > 0 and self.supply > 0 and self.equity > 0 and row["equity"] > 0:
            self.by_growth[cause] += math.log(row["equity"] / self.equity) - \
                math.log(row["supply"] / self.supply)
        self.cash += row["equity"] - self.equity
        self.move(cause, row["equity"], self.gross, priced=False)
        self.supply = row["supply"]
        if row["leverage"] is not None and row["leverage"] != self.leverage:
            self.mismatches.append(f"leverage at {row['time']}: {self.leverage} here")


def groups_of(fills):
    out = []
    for f in fills:
        key = (f["time_ns"], f["cause"])
        if not out or out[-1][0] != key:
            out.append((key, []))
        out[-1][1].append(f)
    return out


def is_tick(log, time, cause):
    """True where a cause is the count of the tick at that time."""
    mode = parse_mode(log.mode)
    if mode[0] != "interval" or (time - mode[2]) % mode[1] != 0:
        return False
    first = (log.scenario.start - mode[2]) // mode[1] + 1
    return (time - mode[2]) // mode[1] - first == cause


def undone(log, n):
    """True for a failed act whose flow was undone with it: its row follows none of the flow's."""
    row, before = log.rows[n], log.rows[n - 1]
    cause = row["record"]["cause"]
    if row["cause"] != "failed" or cause is None or is_tick(log, row["time_ns"], cause):
        return False
    after = log.audit[int(row["record"]["seq"]) + 1]
    reviewed = after["kind"] == "review" and after["time_ns"] == row["time_ns"]
    flow = log.flows[cause] if cause < len(log.flows) else None
    acts = flow and before["time_ns"] == row["time_ns"] and \
        before.get("dealt") == (flow["lp"], flow["amount"])
    return not acts and not reviewed


def walk_causes(log):
    c = Causes(log)
    for n, row in enumerate(log.rows[1:], 1):
        record = row["record"]
        target = record["target"] if record and not undone(log, n) else None
        for (time, _), fills in groups_of(row["fills"]):
            c.pass_time(time)
            ends = time == row["time_ns"]
            c.trade(fills, target if ends else None)
            target = None if ends else target
        c.pass_time(row["time_ns"])
        if target is not None:
            c.intend(target)
        c.reach(row)
    return c.by_leverage, c.by_growth, c.by_equity, c.mismatches
