# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_metrics_more.py - shortfall, risk of daily returns and fee schemes, a second time."""

import math
from statistics import NormalDist

DAY = 86400 * 10 ** 9
ATTEMPTS = ("rebalance", "failed", "called_off")
BASES = ("per_lp", "global", "cohort", "series")


def rank(values, p):
    return sorted(values)[max(math.ceil(len(values) * p - 1e-9), 1) - 1]


def put_ranks(values, name, null, out):
    for suffix, p in (("p50", 0.5), ("p95", 0.95), ("max", 1)):
        out[f"{name}_{suffix}"] = rank(values, p) if values else null


# ---- implementation shortfall: modes whose attempts take no time


def close_at(log, k, time):
    i = log.scenario.instruments[k]
    return i.bars[log.bar_at(k, time)][1] / 10 ** (i.pd + i.qd)


def shortfall(log, undone, null, out):
    parts = dict.fromkeys(("delay", "spread_impact", "opportunity", "explicit"), 0.0)
    wanted = 0.0
    records = [a for a in log.audit if a["kind"] in ATTEMPTS]
    dropped = {id(log.rows[n]["record"]) for n in range(1, len(log.rows))
               if log.rows[n]["record"] and undone(log, n)}
    for n, a in enumerate(records):
        if id(a) in dropped:
            continue
        later = records[n + 1]["time_ns"] if n + 1 < len(records) else log.scenario.end
        for k, (pre, target, post) in enumerate(zip(a["pre"], a["target"], a["post"])):
            now = close_at(log, k, a["time_ns"])
            wanted += abs(target - pre) * now
            parts["opportunity"] += (target - post) * (close_at(log, k, later) - now)
    kept = {id(f) for row in log.rows if row["record"] and id(row["record"]) not in dropped
            for f in row["fills"]}
    for f in log.fills:
        if id(f) in kept and f["reason"] in ("FILLED", "PARTIAL", "UNWIND"):
            parts["spread_impact"] += f["quantity"] * (f["price"] - f["mark"]) / f["scale"]
            parts["explicit"] += f["fee"] * log.unit
    for name, value in parts.items():
        out["shortfall_" + name] = 1e4 * value / wanted if wanted else null("no_attempts")
    out["implementation_shortfall"] = \
        1e4 * sum(parts.values()) / wanted if wanted else null("no_attempts")
    ages = [(f["time_ns"] - log.times[f["instrument"]][log.bar_at(f["instrument"],
                                                                   f["time_ns"])]) / 1e9
            for f in log.fills if f["reason"] in ("FILLED", "PARTIAL", "UNWIND")]
    put_ranks(ages, "data_age", null("no_fills"), out)
    whole = [0 for a in records if a["kind"] == "rebalance"]
    put_ranks(whole, "time_to_complete", null("no_attempts"), out)


# ---- risk


def chi2_tail(x, freedom):
    return math.erfc(math.sqrt(x / 2)) if freedom == 1 else math.exp(-x / 2)


def law(r, null, out):
    names = ["psr", "skewness", "kurtosis"] + [f"normal_{m}_{q}" for q in ("95", "99") for m in ("var", "es")]
    n = len(r)
    mean = math.fsum(r) / n if n else 0
    dev = math.sqrt(math.fsum((x - mean) ** 2 for x in r) / (n - 1)) if n >= 2 else 0
    if not dev:
        for name in names:
            out[name] = null("no_variation" if n >= 2 else "too_few_days")
        return
    m2, m3, m4 = (math.fsum((x - mean) ** k for x in r) / n for k in (2, 3, 4))
    s = mean / dev
    out["skewness"], out["kurtosis"] = m3 / m2 ** 1.5, m4 / m2 ** 2
    spread = 1 - m3 / m2 ** 1.5 * s + (m4 / m2 ** 2 - 1) / 4 * s * s
    out["psr"] = 100 * NormalDist().cdf(s * math.sqrt(n - 1) / math.sqrt(spread))
    for q, p in (("95", 0.05), ("99", 0.01)):
        z = NormalDist().inv_cdf(p)
        out["normal_var_" + q] = -100 * (mean + z * dev)
        out["normal_es_" + q] = -100 * (mean - dev * NormalDist().pdf(z) / p)


def likelihood(hits, misses, p):
    return (hits * math.log(p) if hits else 0) + (misses * math.log(1 - p) if misses else 0)


def backtest(r, p, q, null, out):
    first = math.ceil(1 / p - 1e-9)
    hits = [r[i] < rank(r[:i], p) for i in range(first, len(r))]
    name = f"var_{q}_"
    out[name + "days"] = len(hits)
    if len(hits) < 2:
        for text in ("hits", "kupiec", "independence", "joint"):
            out[name + text] = null("too_few_days")
        return hits
    x, n = sum(hits), len(hits)
    kupiec = -2 * (likelihood(x, n - x, p) - likelihood(x, n - x, x / n))
    pairs = list(zip(hits, hits[1:]))
    counts = {(a, b): pairs.count((a, b)) for a in (False, True) for b in (False, True)}
    after = [(counts[a, True], counts[a, False]) for a in (False, True)]
    h, m = after[0][0] + after[1][0], after[0][1] + after[1][1]
    own = sum(likelihood(a, b, a / (a + b)) for a, b in after if a + b)
    christoffersen = -2 * (likelihood(h, m, h / (h + m)) - own)
    kupiec, christoffersen = max(kupiec, 0), max(christoffersen, 0)
    out[name + "hits"] = x
    out[name + "kupiec"] = 100 * chi2_tail(kupiec, 1)
    out[name + "independence"] = 100 * chi2_tail(christoffersen, 1)
    out[name + "joint"] = 100 * chi2_tail(kupiec + christoffersen, 2)
    return hits


def risk(r, null, out):
    law(r, null, out)
    backtest(r, 0.05, "95", null, out)
    hits = backtest(r, 0.01, "99", null, out)
    recent = sum(hits[-250:])
    out["traffic_light"] = (2 if recent >= 10 else 1 if recent >= 5 else 0) \
        if len(hits) >= 250 else null("too_few_days")


# ---- fee schemes


class Scheme:
    """One register: lots [lp, units, mark, month]; a fee takes units."""

    def __init__(self, kind, rate):
        self.kind, self.rate, self.lots, self.fees = kind, rate, [], {}
        self.basis, self.pools = {}, {}

    def pay(self, lot, fee, price):
        self.fees[lot[0]] = self.fees.get(lot[0], 0) + fee
        lot[1] -= fee / price

    def of(self, lp):
        return [lot for lot in self.lots if lot[0] == lp]

    def enter(self, lp, paid, price, month):
        self.lots.append([lp, paid / price, price, month])
        self.basis[lp] = self.basis.get(lp, 0) + paid
        key = self.pool_of(self.lots[-1])
        if key not in self.pools:
            self.pools[key] = [1.0, 1.0 if key is None else price]

    def pool_of(self, lot):
        return lot[3] if self.kind == "cohort" else None

    def pass_marks(self, price):
        for key, pool in self.pools.items():
            now = price * pool[0]
            if now <= pool[1]:
                continue
            part = self.rate * (now - pool[1]) / now
            pool[0], pool[1] = pool[0] * (1 - part), now
            for lot in self.lots:
                if self.pool_of(lot) == key:
                    self.pay(lot, part * lot[1] * price, price)

    def month(self, price):
        if self.kind in ("global", "cohort"):
            self.pass_marks(price)
        elif self.kind == "series":
            for lot in self.lots:
                self.pay(lot, self.rate * lot[1] * max(price - lot[2], 0), price)
                lot[2] = max(lot[2], price)
        else:
            for lp in self.basis:
                value = sum(lot[1] for lot in self.of(lp)) * price
                fee = self.rate * max(value - self.basis[lp], 0)
                if fee > 0:
                    for lot in self.of(lp):
                        self.pay(lot, fee / value * lot[1] * price, price)
                    self.basis[lp] = value - fee

    def leave(self, lp, part, price):
        lots = self.of(lp)
        if self.kind in ("global", "cohort"):
            self.pass_marks(price)
        elif self.kind == "per_lp":
            value = sum(lot[1] for lot in lots) * price
            fee = self.rate * max(value - self.basis[lp], 0) * part
            self.fees[lp] = self.fees.get(lp, 0) + fee
            self.basis[lp] *= 1 - part
        left = sum(lot[1] for lot in lots) * part
        for lot in lots:
            gone = min(left, lot[1]) if self.kind == "series" else lot[1] * part
            if self.kind == "series":
                fee = self.rate * gone * max(price - lot[2], 0)
                self.fees[lp] = self.fees.get(lp, 0) + fee
                left -= gone
            lot[1] -= gone


def month_of(time):
    import datetime
    day = datetime.date(1970, 1, 1) + datetime.timedelta(time // DAY)
    return (day.year, day.month)


def schemes(log, points, out):
    """On the share price before fees: what mints of `vault_hwm` took from it is put back."""
    kind, rate = log.scenario.vault.fees
    rate = 0.2 if kind == "none" else rate / 1e9
    books = [Scheme(name, rate) for name in BASES]
    entries = iter([e for e in log.ledger if e["cause"] in ("open", "deposit", "withdraw")])
    price, month = 1.0, month_of(log.scenario.start)
    before, drag, paid = 1.0, 1.0, 0
    for p in points:
        now = month_of(p.time)
        begins = p.time % DAY == 0 and month_of(p.time - 1) != now
        if now != month and not (begins and p.row is None):
            month = now
            for book in books:
                book.month(price)
        if p.supply > 0 and p.equity > 0:
            if kind == "vault_hwm" and p.row is not None and p.row["fees"] > paid:
                drag *= before / (p.equity / p.supply)
                paid = p.row["fees"]
            before = p.equity / p.supply
            price = before * drag
        if p.row is not None and p.row["cause"] in ("open", "deposit", "withdraw"):
            e = next(entries)
            for book in books:
                if e["cause"] == "withdraw":
                    before = e["balance"] - e["shares"]
                    book.leave(e["lp"], -e["shares"] / before, price)
                else:
                    book.enter(e["lp"], e["paid"] * log.unit, price, now)
    for book in books:
        book.month(price)
    own, common = books[0].fees, books[1].fees
    gaps = [common.get(lp, 0) - own.get(lp, 0) for lp in books[0].basis]
    for book in books:
        out["fee_scheme_" + book.kind] = sum(book.fees.values())
    out["fee_scheme_equalised"] = out["fee_scheme_series"]
    out["equalisation_gap_over"] = sum(max(g, 0) for g in gaps)
    out["equalisation_gap_under"] = sum(max(-g, 0) for g in gaps)
