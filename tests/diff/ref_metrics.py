#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_metrics.py SCENARIO MODE_FOLDER - the metrics of a run under `nav`, computed a second time.

From the run's own CSV files and audit chain, the scenario and its feeds, with the standard library
alone; written from docs/metrics.md. Prints what differs from summary.json in a printed digit and
exits with 1 if anything does, or if a metric of these sections is left out.
"""

import json
import math
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from ref_scenario import load, parse_mode  # noqa: E402
from ref_metrics_dust import dust  # noqa: E402
from ref_metrics_levels import dealing, liquidity, relevel  # noqa: E402
from ref_metrics_lp import recompute_lps  # noqa: E402
from ref_metrics_more import risk, schemes, shortfall  # noqa: E402
from ref_metrics_walk import Log, Null, undone, walk_causes  # noqa: E402

DAY = 86400 * 10 ** 9
YEAR = 365 * DAY
BAND = 0.1
NEW = DAY


def rank(values, p):
    """Nearest rank: the k-th smallest, k = ceil(n p)."""
    return sorted(values)[max(math.ceil(len(values) * p - 1e-9), 1) - 1]


def mean(values):
    return math.fsum(values) / len(values)


def stdev(values):
    m = mean(values)
    return math.sqrt(math.fsum((v - m) ** 2 for v in values) / (len(values) - 1))


# ---- 1 leverage and drift


def levels(points, out):
    known = [p for p in points if p.leverage is not None and not p.inside]
    if not known:
        return
    weight = math.fsum(p.lasted for p in known)
    out["leverage_mean"] = math.fsum(p.leverage * p.lasted for p in known) / weight
    out["leverage_max"] = max(p.leverage for p in known)
    out["leverage_min"] = min(p.leverage for p in known)
    out["drift_abs_max"] = max(abs(p.leverage - p.target) for p in known)
    last = points[-1]
    out["leverage_end"] = last.leverage
    out["leverage_net_end"] = last.net / last.equity


def drifts(points, out):
    known = [p for p in points if p.drift is not None and not p.inside]
    weight = math.fsum(p.lasted for p in known)
    out["drift_mean"] = 100 * math.fsum(p.drift * p.lasted for p in known) / weight
    out["drift_mean_abs"] = 100 * math.fsum(abs(p.drift) * p.lasted for p in known) / weight
    out["drift_rms"] = 100 * math.sqrt(math.fsum(p.drift ** 2 * p.lasted for p in known) / weight)
    out["drift_max"] = 100 * max(abs(p.drift) for p in known)
    places = {}
    for p in known:
        place = math.floor(abs(p.drift) * 1e5 + (1 - 1e-6))
        places[place] = places.get(place, 0) + p.lasted
    for name, share in (("drift_p50", 0.5), ("drift_p95", 0.95), ("drift_p99", 0.99)):
        seen = 0
        for place in sorted(places):
            seen += places[place]
            if seen >= share * weight:
                break
        out[name] = place / 1e3


CAUSES = {"deposit": "flow", "withdraw": "flow", "rebalance": "trading", "failed": "trading",
          "called_off": "trading", "crank": "trading", "funding": "funding"}


def cause_of(point):
    if point.row is None:
        return "trading" if point.traded else "price"
    return CAUSES.get(point.row["cause"], "other")


def band(points, end, out):
    stays, since, cause = [], None, None
    area, above = {}, 0
    for p in points:
        if p.inside:
            continue
        outside = p.drift is not None and abs(p.drift) > BAND + 1e-9
        if outside and since is None:
            since, cause = p.time, cause_of(p)
        if not outside and since is not None:
            stays.append(p.time - since)
            since = None
        if outside:
            above += p.lasted
            area[cause] = area.get(cause, 0) + (abs(p.drift) - BAND) * p.lasted
    if since is not None:
        stays.append(end - since)
    weight = math.fsum(p.lasted for p in points if p.drift is not None and not p.inside)
    out["time_above_band"] = 100 * above / weight
    out["stay_above_band_max"] = max(stays, default=0) / 1e9
    out["excursions_above_band"] = sum(1 for stay in stays if stay > 0)
    out["drift_area_above_band"] = 100 * sum(area.values()) / 3600e9
    for name in ("price", "flow", "trading", "funding", "other"):
        out["drift_area_by_" + name] = 100 * area.get(name, 0) / 3600e9


def restores(points, end, out):
    waiting, ended = [], []
    for p in points:
        if p.row is not None and p.row["cause"] in ("deposit", "withdraw") and \
                p.drift is not None:
            waiting.append(p.time)
        if not p.inside and p.drift is not None and abs(p.drift) <= BAND + 1e-9:
            ended += [(p.time - t) / 1e9 for t in waiting]
            waiting = []
    out["restore_time_censored"] = len(waiting)
    if not ended and not waiting:
        out["restore_time_median"] = out["restore_time_max"] = Null("no_flows")
        return
    out["restore_time_max"] = max(ended) if ended else Null("none_restored")
    left = [(end - t) / 1e9 for t in waiting]
    survival, median = 1.0, Null("censored")
    for i, t in enumerate(sorted(ended)):
        at_risk = len(ended) - i + sum(1 for c in left if c >= t)
        survival *= 1 - 1 / at_risk
        if survival <= 0.5 + 1e-12:
            median = t
            break
    out["restore_time_median"] = median


def margins(points, mm, out):
    known = [p for p in points if p.leverage is not None and not p.inside]
    out["margin_headroom_min"] = 100 * min(1 - mm * p.leverage for p in known)
    moves = [(mm * p.gross - p.equity) / (p.net - mm * p.gross) for p in known
             if p.net != mm * p.gross]
    moves = [r for r in moves if r > -1]
    out["liquidation_distance_min"] = \
        100 * min(moves, key=abs) if moves else Null("unreachable")
    out["insolvent_time"] = math.fsum(p.lasted for p in points if p.equity <= 0 and
                                      (p.gross > 0 or p.supply > 0)) / 1e9


# ---- 2 tracking


def ideal(log, points, out):
    """Both indices of the ideal vault, and its value at each midnight."""
    s = log.scenario
    targets = [i.target / 1e9 for i in s.instruments]
    rows = sorted((t, k) for k, i in enumerate(s.instruments) for t, _ in i.funding
                  if t >= s.start)
    rates = [dict(i.funding) for i in s.instruments]
    changes = list(s.targets or [])
    index = unfunded = 1.0
    before, at, days = None, 0, Days(s.start)
    for p in points:
        holds = p.target > 0
        while at < len(rows) and rows[at][0] < p.time:
            index *= 1 - targets[rows[at][1]] * rates[rows[at][1]][rows[at][0]] / 1e9 * holds
            at += 1
        if holds and p.row is None and before:
            r = sum(w * (m / b - 1) for w, m, b in zip(targets, p.marks, before))
            index, unfunded = index * (1 + r), unfunded * (1 + r)
        while at < len(rows) and rows[at][0] <= p.time:
            index *= 1 - targets[rows[at][1]] * rates[rows[at][1]][rows[at][0]] / 1e9 * holds
            at += 1
        while changes and changes[0][0] <= p.time:
            targets[changes[0][1]] = changes[0][2] / 1e9
            changes.pop(0)
        days.step(p.until, index)
        before = p.marks
    days.finish(s.end, index)
    out["ideal_twr"] = 100 * (index - 1)
    return index, unfunded, days.values


class Days:
    """The value of a step function at each midnight."""

    def __init__(self, start):
        self.next, self.values = -(-start // DAY) * DAY, []

    def step(self, until, value):
        while self.next < until:
            self.values.append(value)
            self.next += DAY

    def finish(self, end, value):
        if self.next == end:
            self.values.append(value)


def tracking(log, points, twr, own_days, out):
    index, unfunded, ideal_days = ideal(log, points, out)
    out["tracking_difference"] = 1e4 * (1 + twr - index)
    out["tracking_difference_unfunded"] = 1e4 * (1 + twr - unfunded)
    years = log.span / YEAR
    out["tracking_difference_per_year"] = \
        1e4 * ((1 + twr) ** (1 / years) - index ** (1 / years)) if years >= 1 else \
        Null("under_one_year")
    gaps = [a - b for a, b in zip(returns_of(own_days), returns_of(ideal_days))]
    out["tracking_error"] = \
        100 * math.sqrt(365) * stdev(gaps) if len(gaps) >= 2 else Null("too_few_days")
    return index, unfunded


def returns_of(values):
    return [b / a - 1 for a, b in zip(values, values[1:])]


def entrants(log, points, out):
    total = weight = 0.0
    entries = [r["time_ns"] for r in log.rows if r["cause"] == "deposit"]
    for p in points:
        for t in entries:
            lasted = min(p.until, t + NEW) - max(p.time, t)
            if lasted > 0 and p.drift is not None:
                total += p.drift * lasted
                weight += lasted
    out["entrant_exposure_error"] = 100 * total / weight if weight else Null("no_deposits")


def netting(log, out):
    mode = parse_mode(log.mode)
    if mode[0] not in ("interval", "immediate"):
        out["netting_ratio"] = Null("no_schedule")
        return
    windows = {}
    for k, f in enumerate(log.settled):
        key = k if mode[0] == "immediate" else -(-(f["settled_ns"] - mode[2]) // mode[1])
        windows[key] = windows.get(key, 0) + f["signed"]
    whole = sum(abs(f["signed"]) for f in log.settled)
    out["netting_ratio"] = \
        100 * (1 - sum(abs(v) for v in windows.values()) / whole) if whole else Null("no_flows")


# ---- 3 cost


def costs(log, mean_equity, out):
    traded = fees = slippage = 0.0
    groups = {}
    for k, f in enumerate(log.fills):
        if f["reason"] == "OPEN":
            continue
        value = abs(f["quantity"]) * f["price"] / f["scale"]
        traded += value
        fees += f["fee"] * log.unit
        slippage += f["quantity"] * (f["price"] - f["mark"]) / f["scale"]
        key = (f["time_ns"], f["cause"])
        last = groups.setdefault("last", [None, 0])
        if last[0] != key:
            last[0], last[1] = key, k
        groups[(key, last[1])] = groups.get((key, last[1]), 0) + value
    groups.pop("last", None)
    flows = sum(abs(f["signed"]) for f in log.settled) * log.unit
    none = Null("no_fills")
    out.update(traded=traded, turnover=traded / mean_equity, cost_venue_fees=fees,
               turnover_per_year=traded / mean_equity / (log.span / YEAR),
               cost_slippage=slippage, transaction_cost=fees + slippage,
               transaction_cost_of_equity=1e4 * (fees + slippage) / mean_equity,
               transaction_cost_of_flows=1e4 * (fees + slippage) / flows if flows else
               Null("no_flows"),
               cost_per_rebalance=1e4 * (fees + slippage) / traded if traded else none,
               rebalance_size_mean=mean(list(groups.values())) if groups else none,
               rebalance_size_max=max(groups.values()) if groups else none)
    out["cost_liquidation"] = sum(a["cost"] for a in log.audit
                                  if a["kind"] == "liquidation") * log.unit


def participation(log, out):
    used = {}
    for f in log.fills:
        if f["reason"] in ("FILLED", "PARTIAL", "UNWIND"):
            bar = log.bar_at(f["instrument"], f["time_ns"])
            key = (f["instrument"], bar)
            used[key] = used.get(key, 0) + abs(f["quantity"])
    shares = []
    for (k, bar), quantity in used.items():
        volume = log.scenario.instruments[k].bars[bar][2]
        if volume > 0:
            shares.append(quantity / volume)
    none = Null("no_fills")
    out["participation_mean"] = 100 * mean(shares) if shares else none
    out["participation_p95"] = 100 * rank(shares, 0.95) if shares else none
    out["participation_max"] = 100 * max(shares) if shares else none


def attempts(log, out):
    asked = done = 0.0
    kinds = {"rebalance": 0, "failed": 0, "idle": 0, "called_off": 0}
    for a in log.audit:
        if a["kind"] not in kinds:
            continue
        kinds[a["kind"]] += 1
        for k, (pre, target, post) in enumerate(zip(a["pre"], a["target"], a["post"])):
            if a["kind"] == "idle":
                continue
            i = log.scenario.instruments[k]
            value = i.bars[log.bar_at(k, a["time_ns"])][1] / 10 ** (i.pd + i.qd)
            want, moved = target - pre, post - pre
            asked += value * abs(want)
            done += value * min(abs(moved), abs(want)) if want * moved > 0 else 0
    out["fill_ratio"] = 100 * done / asked if asked else Null("no_attempts")
    out["fill_all_legs"] = Null("not_drawn")  # a scenario read here has no other capacity
    out["rebalances_attempted"] = sum(kinds.values())
    out["rebalances_complete"] = kinds["rebalance"]
    out["rebalances_failed"] = kinds["failed"]
    out["rebalances_unwound"] = sum(1 for row in log.rows if row["cause"] == "failed" and
                                    row["fills"] and log.scenario.atomicity == "unwind")
    out["rejections"] = kinds["failed"] + sum(1 for f in log.flows if f["outcome"] == "refused")


# ---- 4 failsafe


def gates(log, letter, name, out):
    shut, longest, count, since = 0, 0, 0, None
    for t, holds in [(r["time_ns"], letter in r["gates"]) for r in log.rows] + \
            [(log.scenario.end, False)]:
        if holds and since is None:
            since = t
            count += 1
        elif not holds and since is not None:
            shut, longest, since = shut + t - since, max(longest, t - since), None
    never = Null("never_shut")
    out[name + "_shut_time"] = shut / 1e9
    out[name + "_shut_share"] = 100 * shut / log.span
    out[name + "_shut_count"] = count
    out[name + "_shut_mean"] = shut / 1e9 / count if count else never
    out[name + "_shut_max"] = longest / 1e9
    out[name + "_shut_between"] = (log.span - shut) / 1e9 / count if count else never


def failsafe(log, out):
    for letter, name in (("d", "deposits"), ("w", "withdrawals"), ("t", "trading")):
        gates(log, letter, name, out)
    alerts = [a for a in log.audit if a["kind"] == "alert"]
    out["trips"] = sum(1 for a in alerts if a["reason"] != "LIQUIDATED")
    out["limit_breaches"] = sum(1 for a in alerts if a["reason"] in
                                ("DRAWDOWN", "DAILY_LOSS", "MAX_LEVERAGE"))
    out["liquidations"] = sum(1 for a in log.audit if a["kind"] == "liquidation")
    blocked = [f for f in log.flows if f["kind"] == "deposit" and f["outcome"] == "refused" and
               f["reason"] in ("GATE_SHUT", "LIQUIDATED")]
    out["blocked_deposits"] = sum(float(f["requested"]) for f in blocked)
    paid = [f for f in log.settled if f["kind"] == "withdraw"]
    waits = [max(f["settled_ns"] - f["time_ns"] - log.scenario.vault.delay, 0) / 1e9
             for f in paid]
    none = Null("no_withdrawals")
    out["delayed_withdrawals"] = sum(-f["signed"] * log.unit * wait / 3600
                                     for f, wait in zip(paid, waits))
    out["withdrawal_wait_p50"] = rank(waits, 0.5) if waits else none
    out["withdrawal_wait_p95"] = rank(waits, 0.95) if waits else none
    out["withdrawal_wait_max"] = max(waits) if waits else none
    out["withdrawals_pending"] = sum(1 for f in log.flows if f["kind"] == "withdraw" and
                                     f["outcome"] == "pending")


def cause_of_trip(log, seen, alert):
    """When what an alert is about began."""
    if alert["reason"] in ("VENUE_DOWN", "DIVERGENCE"):
        oracle = log.scenario.oracle
        spans = [w[:2] for w in (log.scenario.venue.windows if alert["reason"] == "VENUE_DOWN"
                                 else oracle.faults if oracle else [])]
        began = next((b for b, e in spans if b <= alert["time_ns"] < e), alert["time_ns"])
    else:
        began = next((a["time_ns"] for a in seen if a["kind"] == "failed" and
                      a["reason"] == alert["reason"]), alert["time_ns"])
    return max(began, log.scenario.start)


def responses(log, out):
    detected, answered, since, seen = [], [], None, []
    for a in log.audit:
        seen.append(a)
        if a["kind"] == "alert" and a["reason"] != "LIQUIDATED" and since is None:
            since = a["time_ns"]
            detected.append((since - cause_of_trip(log, seen, a)) / 1e9)
        elif a["kind"] == "review" and not a["reason"] and since is not None:
            answered.append((a["time_ns"] - since) / 1e9)
            since, seen = None, []
    if since is not None:
        answered.append((log.scenario.end - since) / 1e9)
    for name, values in (("detection_time", detected), ("response_time", answered)):
        out[name + "_mean"] = mean(values) if values else Null("never_tripped")
        out[name + "_max"] = max(values) if values else Null("never_tripped")


def stuck(log, out):
    """Requests that wait for good: of a vault that was liquidated."""
    forced = [a["time_ns"] for a in log.audit if a["kind"] == "liquidation"]
    last = log.rows[-1]
    ruined = last["equity"] <= 0 and last["gross"] == 0
    since = [max(f["time_ns"] + (0 if f["kind"] == "deposit" else log.scenario.vault.delay),
                 forced[-1]) for f in log.flows if forced and f["outcome"] == "pending" and
             (f["kind"] == "deposit" or ruined)]
    since = [t for t in since if t < log.scenario.end]
    out["stuck_requests"] = len(since)
    out["stuck_time"] = (log.scenario.end - min(since)) / 1e9 if since else 0


# ---- 8 return and risk


def chain(log, points):
    """The share price index at each point, and at each midnight."""
    index, per_price, values, days = 1.0, 1.0, [], Days(log.scenario.start)
    for p in points:
        price = p.equity / p.supply if p.supply > 0 else 0
        if p.supply <= 0:
            per_price = 0
        elif per_price <= 0 < price:
            per_price = index / price
        if per_price > 0:
            index = per_price * price if price > 0 else 0
        values.append(index)
        days.step(p.until, index)
    days.finish(log.scenario.end, index)
    return values, days.values


def drawdown(log, points, values, out):
    peak, peak_time = 1.0, log.scenario.start
    worst = (0.0, None, None, None)
    recovered = None
    for p, index in zip(points, values):
        if index > peak:
            peak, peak_time = index, p.time
        if worst[1] is not None and recovered is None and index >= worst[3]:
            recovered = p.time
        if index / peak - 1 < worst[0] - 1e-12:
            worst, recovered = (index / peak - 1, p.time, peak_time, peak), None
    out["max_drawdown"] = 100 * worst[0]
    if worst[1] is None:
        out["max_drawdown_fall"] = out["max_drawdown_recovery"] = Null("no_drawdown")
        return
    out["max_drawdown_fall"] = (worst[1] - worst[2]) / 1e9
    out["max_drawdown_recovery"] = \
        (recovered - worst[1]) / 1e9 if recovered is not None else Null("not_recovered")


def daily(days, out):
    r = returns_of(days)
    few, year = Null("too_few_days"), math.sqrt(365)
    out["daily_returns"] = len(r)
    enough = len(r) >= 2
    dev = stdev(r) if enough else 0
    s = mean(r) / dev if dev else 0
    down = math.sqrt(math.fsum(min(x, 0) ** 2 for x in r) / len(r)) if enough else 0
    flat = Null("no_variation") if enough else few
    out["volatility"] = 100 * year * dev if enough else few
    out["sharpe"] = s * year if dev else flat
    out["sharpe_error"] = year * math.sqrt((1 + s * s / 2) / len(r)) if dev else flat
    out["sortino"] = year * mean(r) / down if down else Null("no_loss") if enough else few
    peak, falls = 0, []
    for v in days:
        peak = max(peak, v)
        falls.append((100 * (v / peak - 1)) ** 2)
    out["ulcer"] = math.sqrt(math.fsum(falls) / len(falls)) if len(r) >= 1 else few
    for p, name in ((0.05, "95"), (0.01, "99")):
        tail, x = len(r) * p, sorted(r)
        if tail < 1 - 1e-9:
            out["var_" + name] = out["es_" + name] = few
            continue
        whole = math.floor(tail + 1e-9)
        rest = (tail - whole) * x[whole] if whole < len(x) else 0
        out["var_" + name] = -100 * rank(r, p)
        out["es_" + name] = -100 * (math.fsum(x[:whole]) + rest) / tail


def solve_rate(flows, capital, end):
    """ln(1+x) of the money-weighted return by bisection, or why there is none."""
    def worth(u):
        return end * math.exp(-u) - capital - math.fsum(a * math.exp(-u * g) for a, g in flows)
    grid = [-12 + 0.1 * k for k in range(241)]
    signs = [worth(u) > 0 for u in grid]
    cells = [k for k in range(1, 241) if signs[k] != signs[k - 1]]
    if len(cells) != 1:
        return Null("ambiguous" if cells else "no_root")
    low, high = grid[cells[0] - 1], grid[cells[0]]
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if (worth(middle) > 0) == signs[cells[0] - 1] else (low, middle)
    return low


def money(log, twr, out):
    flows = [(f["signed"] * log.unit, (f["settled_ns"] - log.scenario.start) / log.span)
             for f in log.settled]
    capital, end = log.scenario.vault.capital * log.unit, log.rows[-1]["equity"] * log.unit
    net = math.fsum(a for a, _ in flows)
    base = capital + math.fsum(a * (1 - g) for a, g in flows)
    out["modified_dietz"] = 100 * (end - capital - net) / base if base > 0 else Null("no_capital")
    u = solve_rate(flows, capital, end)
    yearly = log.span >= 90 * DAY
    short = Null("under_90_days")
    if isinstance(u, Null):
        out["mwr"] = out["behaviour_gap"] = out["xirr"] = u
    else:
        out["mwr"] = 100 * math.expm1(u)
        out["behaviour_gap"] = 100 * (math.expm1(u) - twr)
        out["xirr"] = 100 * math.expm1(u * YEAR / log.span) if yearly else short
    out["cagr"] = 100 * ((1 + twr) ** (YEAR / log.span) - 1) if yearly else short
    fell = out["max_drawdown"] < 0
    out["calmar"] = out["cagr"] / -out["max_drawdown"] if yearly and fell else \
        Null("no_drawdown") if yearly else short
    out["equity_end"], out["flows_net"] = end, net
    out["pnl"] = end - capital - net


# ---- 5 fees


def fees_of_mark(log, rate, out):
    """Fees that mint shares: the price before each mint is the mark, what it loses the drag."""
    mark, drag, before = 1.0, 1.0, None
    for p in log.points():
        price = p.equity / p.supply if p.supply > 0 else 0
        minted = p.row is not None and p.row["fees"] > (before.row["fees"] if before else 0)
        if minted and price > 0 and before.price > 0:
            drag *= before.price / price
            mark = max(mark, before.price)
        p.price = price
        if p.row is None:
            p.row = before.row
        before = p
    last, unit = log.rows[-1], log.unit
    price = last["equity"] / last["supply"] if last["supply"] else 0
    profit = int(max(price - mark, 0) * last["supply"] * unit / unit)
    out["fees_accrued"] = profit * rate // 10 ** 9 * unit
    out["fee_drag"] = 1e4 * (1 + out["twr"] / 100) * (drag - 1)
    out["hwm_distance"] = 100 * (price / mark - 1) if last["supply"] else Null("no_shares")


def fees(log, mean_equity, out):
    kind, rate = log.scenario.vault.fees
    moved = log.rows[-1]["fees"] * log.unit
    lps = [r for r in log.lps if not r["lp"].startswith("fee:")]
    accounts = {r["lp"]: r["value"] * log.unit for r in log.lps if r["lp"].startswith("fee:")}
    gains = [(r["value"] + r["paid_out"] - r["paid_in"] + r["fees"]) * log.unit for r in lps]
    own = sum(r["fees"] for r in lps) * log.unit
    gained = sum(g for g in gains if g > 0)
    out["fees_crystallised"] = moved
    out["fee_account_manager"] = accounts.get("fee:manager", 0)
    out["fee_account_protocol"] = accounts.get("fee:protocol", 0)
    out["fees_of_equity"] = 1e4 * moved / mean_equity
    if kind == "vault_hwm":
        fees_of_mark(log, rate, out)
        gained += moved
        out["effective_performance_fee"] = \
            100 * moved / gained if gained > 0 else Null("no_gain")
    elif kind == "per_lp":
        out["effective_performance_fee"] = 100 * own / gained if gained > 0 else Null("no_gain")
        out["fees_accrued"] = sum(max(r["value"] - r["basis"], 0) * rate // 10 ** 9
                                  for r in lps) * log.unit
        basis = sum(r["basis"] for r in lps)
        out["hwm_distance"] = \
            100 * (sum(r["value"] for r in lps) / basis - 1) if basis else Null("no_basis")
        out["fee_drag"] = Null("fees_move_shares")
    elif kind == "none":
        out["effective_performance_fee"] = 100 * own / gained if gained > 0 else Null("no_gain")
        out["fees_accrued"] = out["fee_drag"] = out["hwm_distance"] = Null("no_fee")


# ---- attribution


def linked(growth, twr, unfunded, out):
    link = 1e4 * twr / math.log1p(twr) if twr else 1e4
    target = math.log(unfunded)
    parts = {"price": target, "idle_cash": growth["price"] - target,
             "funding": growth["funding"], "slippage": growth["slippage"],
             "venue_fees": growth["fee"], "liquidation": growth["liquidation"],
             "fund_fees": growth["fee_accrual"], "revision": growth["revision"],
             "rounding": growth["flow"]}
    for name, value in parts.items():
        out["return_" + name] = link * value
    out["return_residual"] = 1e4 * twr - link * math.fsum(parts.values())


def attribution(log, twr, index, unfunded, out):
    leverage, growth, equity, mismatches = walk_causes(log)
    first, last = log.rows[0]["leverage"], log.rows[-1]["leverage"]
    out["leverage_change"] = (last - first) / 1e9
    for name, value in leverage.items():
        out["leverage_change_" + name] = value / 1e9
    out["leverage_change_residual"] = (last - first - sum(leverage.values())) / 1e9
    linked(growth, twr, unfunded, out)
    out["td_exposure"] = out["return_idle_cash"]
    out["td_trading_cost"] = out["return_slippage"] + out["return_liquidation"]
    out["td_trade_fees"] = out["return_venue_fees"]
    out["td_funding"] = out["return_funding"] - 1e4 * (index - unfunded)
    out["td_fund_fees"] = out["return_fund_fees"]
    out["td_rest"] = 1e4 * (1 + twr - index) - sum(
        out["td_" + name] for name in ("exposure", "trading_cost", "trade_fees", "funding",
                                       "fund_fees"))
    out["pnl_funding"] = equity["funding"] * log.unit
    out["pnl_price"] = out["pnl"] - out["pnl_funding"] + out["transaction_cost"] + \
        out["cost_liquidation"]
    return mismatches


def recompute(log):
    out, points = {}, log.points()
    levels(points, out)
    drifts(points, out)
    band(points, log.scenario.end, out)
    restores(points, log.scenario.end, out)
    margins(points, log.scenario.venue.mm / 1e9, out)
    im = log.scenario.venue.im / 1e9
    out["free_balance_min"] = min(p.equity - im * p.gross for p in points
                                  if p.leverage is not None and not p.inside)
    values, days = chain(log, points)
    twr = values[-1] - 1
    mean_equity = math.fsum(p.equity * p.lasted for p in points) / log.span
    out["twr"], out["equity_mean"] = 100 * twr, mean_equity
    index, unfunded = tracking(log, points, twr, days, out)
    entrants(log, points, out)
    netting(log, out)
    costs(log, mean_equity, out)
    dealing(log, points, Null, out)
    relevel(log, points, Null, out)
    liquidity(log, points, Null, out)
    participation(log, out)
    attempts(log, out)
    failsafe(log, out)
    responses(log, out)
    stuck(log, out)
    drawdown(log, points, values, out)
    daily(days, out)
    risk(returns_of(days), Null, out)
    shortfall(log, undone, Null, out)
    schemes(log, points, out)
    money(log, twr, out)
    fees(log, mean_equity, out)
    dust(log, Null, out)
    mismatches = attribution(log, twr, index, unfunded, out)
    mismatches += recompute_lps(log, mean_equity, out)
    return out, mismatches


# ---- comparing


def same(mine, theirs):
    """Equal to the printed digits: as many as the summary's text has."""
    if isinstance(mine, Null) or mine is None:
        return theirs["value"] is None and (mine is None or theirs.get("reason") == mine.why)
    if theirs["value"] is None:
        return False
    half = 0.5000001 * 10.0 ** -theirs["places"]
    return abs(mine - theirs["value"]) <= half + 1e-13 * abs(mine)


def recompute_run(scenario, folder, mode):
    if scenario.vault.accounting == "nav":
        return recompute(Log(scenario, folder, mode))
    import ref_metrics_reported as reported
    return reported.recompute(reported.ReportedLog(scenario, folder, mode))


def main(argv):
    if len(argv) != 2:
        print("usage: ref_metrics.py SCENARIO MODE_FOLDER", file=sys.stderr)
        return 2
    with open(os.path.join(argv[1], "summary.json"), encoding="utf-8") as file:
        summary = json.load(file)
    mine, mismatches = recompute_run(load(argv[0], layers=True), argv[1], summary["mode"])
    theirs = summary["metrics"]
    for name, value in sorted(mine.items()):
        if not same(value, theirs[name]):
            shown = value.why if isinstance(value, Null) else value
            mismatches.append(f"{name}: {shown!r} here, {theirs[name]['value']!r} "
                              f"{theirs[name].get('reason', '')} in summary.json")
    left = [name for name in theirs
            if name not in mine and theirs[name].get("reason") != "no_locked_profit"]
    mismatches += [f"{name}: nobody computes it again" for name in left]
    for text in mismatches:
        print("differs:", text)
    print(f"{argv[1]}: {len(mine)} metrics recomputed, {len(mismatches)} differ, "
          f"not recomputed: {', '.join(left) or 'none'}")
    return 1 if mismatches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
