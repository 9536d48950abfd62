# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_metrics_reported.py - the metrics of a run under `reported` accounting, a second time.

Equity is what the vault's strategies are worth now and says what leverage and profit are; shares
are dealt at what is unlocked of the recorded total, which says what returns and LPs are.
"""

import copy
import json
import math
import os
from fractions import Fraction

import ref_metrics as nav
from ref_metrics_dust import fills as dust_of_fills, funding as dust_of_funding
from ref_metrics_levels import liquidity
from ref_metrics_lp import recompute_lps
from ref_metrics_more import put_ranks, risk, schemes
from ref_metrics_walk import Causes, Log, Null, groups_of, read_csv, units

SECOND = 10 ** 9
WHOLE = 10 ** 12  # of `degradation`
WHOLE_V2 = 10 ** 18

NO_IDEAL = ["relevel_need_price", "relevel_need_flow", "relevel_traded", "ideal_twr",
            "tracking_difference", "tracking_difference_unfunded", "tracking_difference_per_year",
            "td_exposure", "td_trading_cost", "td_trade_fees", "td_funding", "td_fund_fees",
            "td_rest", "tracking_error"]
NOT_APART = ["return_price", "return_idle_cash", "return_funding", "return_slippage",
             "return_venue_fees", "return_liquidation"]
NOT_RECORDED = ["fill_ratio", "carry_over_bars", "carry_over_max", "implementation_shortfall",
                "shortfall_delay", "shortfall_spread_impact", "shortfall_opportunity",
                "shortfall_explicit", "time_to_complete_p50", "time_to_complete_p95",
                "time_to_complete_max"]
OF_A_BOOK = [
    "leverage_mean", "leverage_max", "leverage_min", "leverage_end", "leverage_net_end",
    "leverage_dealing_mean", "leverage_dealing_max", "drift_abs_max", "drift_mean",
    "drift_mean_abs", "drift_rms", "drift_max", "drift_p50", "drift_p95", "drift_p99",
    "time_above_band", "stay_above_band_max", "excursions_above_band", "drift_area_above_band",
    "restore_time_median", "restore_time_max", "restore_time_censored", "margin_headroom_min",
    "free_balance_min", "liquidation_distance_min", "leverage_change", "leverage_change_price",
    "leverage_change_flow", "leverage_change_rescale", "leverage_change_shortfall",
    "leverage_change_slippage", "leverage_change_fee", "leverage_change_funding",
    "leverage_change_fee_accrual", "leverage_change_liquidation", "leverage_change_revision",
    "leverage_change_residual", "drift_area_by_price", "drift_area_by_flow",
    "drift_area_by_trading", "drift_area_by_funding", "drift_area_by_other",
    "entrant_exposure_error", "netting_ratio", "traded", "turnover", "turnover_per_year",
    "cost_venue_fees", "cost_slippage", "transaction_cost", "transaction_cost_of_equity",
    "transaction_cost_of_flows", "cost_liquidation", "participation_mean", "participation_p95",
    "participation_max", "fill_ratio", "fill_all_legs", "rebalances_attempted",
    "rebalances_complete", "rebalances_failed", "rebalances_unwound", "rebalance_size_mean",
    "rebalance_size_max", "cost_per_rebalance", "implementation_shortfall", "shortfall_delay",
    "shortfall_spread_impact", "shortfall_opportunity", "shortfall_explicit", "data_age_p50",
    "data_age_p95", "data_age_max", "time_to_complete_p50", "time_to_complete_p95",
    "time_to_complete_max", "carry_over_bars", "carry_over_max", "liquidation_time_end",
    "liquidation_time_max", "liquidation_cost_end", "liquidation_cost_max", "liquidations",
    "dust_trade", "dust_venue_fee", "dust_funding", "pnl_funding", "pnl_price"]


# ---- what the vault holds, from row to row


class Lock:
    """Locked profit between two rows; a crank restarts its clock (spec 8.1, 8.4, 8.6)."""

    def __init__(self, vault, start):
        self.scheme, self.amount, self.since = vault.unlock, 0, start // SECOND
        if self.scheme not in ("meteora", "meteora_legacy", "yearn_v2", "none"):
            raise SystemExit(f"unlock {self.scheme}: what it locks are shares, not followed here")
        v2 = self.scheme == "yearn_v2"
        self.whole = WHOLE_V2 if v2 else WHOLE
        own = 46 * 10 ** 12 if v2 else WHOLE // 21600
        self.rate = own if vault.degradation is None else vault.degradation

    def at(self, time):
        gone = (time // SECOND - self.since) * self.rate
        if self.scheme == "none" or gone >= self.whole + (self.scheme != "yearn_v2"):
            return 0
        if self.scheme == "yearn_v2":
            return self.amount - gone * self.amount // self.whole
        return self.amount * (self.whole - gone) // self.whole

    def empty_from(self):
        """The first second with nothing locked."""
        low, high = self.since, self.since + 100 * 365 * 86400
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.at(middle * SECOND) == 0 else (middle + 1, high)
        return low * SECOND

    def restart(self, amount, time):
        self.amount, self.since = amount, time // SECOND


class Held:
    """Total, lock and supply at an instant."""

    def __init__(self, total, locked, supply):
        self.total, self.locked, self.supply = total, locked, supply
        self.price = (total - locked) / supply if supply else 0


class ReportedLog(Log):
    """The files of one mode of a run under `reported`."""

    def __init__(self, scenario, folder, mode):
        super().__init__(scenario, folder, mode)
        with open(os.path.join(folder, "events.jsonl"), encoding="utf-8") as file:
            self.events_told = [json.loads(line) for line in file]
        self.mismatches = []
        self.follow_lock()
        self.find_flows()

    def read_audit(self, folder):
        """Also finishes the rows, which the placing of fills needs."""
        super().read_audit(folder)
        vault = self.scenario.vault
        books = [s.weight for s in self.scenario.strategies if s.handler == "perp_book"]
        self.has_book = bool(self.scenario.instruments)
        part = (1 - vault.buffer / 1e4) * sum(books) / 1e4
        for row in self.rows:
            for name in ("total", "locked", "unlocked", "reserve"):
                row[name] = units(row[name])
            row["gross"] = row["gross"] or 0
            row["target"] = (row["target"] or 0) * part

    def place_fills(self):
        """The fills of a crank stand at its row: the one of their instant that cost something."""
        records = iter([a for a in self.audit if a["kind"] in ("crank", "failed")])
        at = 0
        for row in self.rows:
            row["fills"], row["record"] = [], None
            cranks = row["cause"] in ("crank", "failed")
            crank = next(records) if cranks else None
            while at < len(self.fills) and self.fills[at]["time_ns"] == row["time_ns"]:
                f = self.fills[at]
                if not crank or crank["cost"] <= 0 or f["cause"] != crank["cause"]:
                    break
                row["fills"].append(f)
                at += 1

    def follow_lock(self):
        """What each row found and left, and what the lock does until the next."""
        lock, before = Lock(self.scenario.vault, self.scenario.start), None
        for row in self.rows:
            row["found"] = before and Held(before["total"], lock.at(row["time_ns"]),
                                           before["supply"])
            changed = before and row["total"] != before["total"]
            row["cranked"] = row["cause"] == "crank" or bool(row["cause"] == "failed" and changed)
            if row["cranked"] and (changed or lock.scheme == "yearn_v2"):
                lock.restart(row["locked"], row["time_ns"])
            if lock.at(row["time_ns"]) != row["locked"]:
                self.mismatches.append(f"series.csv: locked at {row['time']}")
            row["left"] = Held(row["total"], row["locked"], row["supply"])
            row["lock"] = copy.copy(lock)
            before = row

    def find_flows(self):
        """The settled flow of each row that one made: its time, kind, amount and shares."""
        waiting = {}
        for n, f in enumerate(self.settled):
            sign = 1 if f["kind"] == "deposit" else -1
            waiting.setdefault((f["settled_ns"], f["kind"], sign * f["amount"],
                                sign * f["shares"]), []).append(n)
        for row in self.rows:
            if row["cause"] in ("deposit", "withdraw"):
                key = (row["time_ns"], row["cause"], row["total"] - row["found"].total,
                       row["supply"] - row["found"].supply)
                if waiting.get(key):
                    self.dealt[id(row)] = waiting[key].pop(0)
                else:
                    self.mismatches.append(f"flows.csv: no flow of {row['time']}")

    def points(self):
        """The opening and its cranks, or the cranks of one pass, are one act."""
        out = super().points()
        for row, after in zip(self.rows, self.rows[1:]):
            row["inside"] = row["time_ns"] == after["time_ns"] and after["cause"] == "crank" and \
                row["cause"] in ("open", "crank")
        for p in out:
            p.inside = p.inside or bool(p.row is not None and p.row.get("inside"))
        return out

    def spans(self):
        """Each row that lasted, and until when."""
        ends = [row["time_ns"] for row in self.rows[1:]] + [self.scenario.end]
        return [(row, end) for row, end in zip(self.rows, ends) if end > row["time_ns"]]

    def as_dealt(self):
        """The same with what shares are dealt at for equity."""
        log = copy.copy(self)
        log.rows = [dict(row, equity=row["unlocked"]) for row in self.rows]
        log.dealt = {id(new): self.dealt[id(old)] for new, old in zip(log.rows, self.rows)
                     if id(old) in self.dealt}
        return log


def dealt_points(log, points):
    """The mark grid with what shares are dealt at for equity: unlocking goes on between rows."""
    out, row = [], None
    for p in points:
        row = p.row if p.row is not None else row
        p = copy.copy(p)
        p.equity = (row["total"] - row["lock"].at(p.time)) * log.unit
        out.append(p)
    return out


# ---- locked profit


def widest(values):
    """The first of those furthest from 0."""
    return max(values, key=abs)


def curve(log, out):
    unit, spans = log.unit, log.spans()
    out["locked_profit_max"] = max(row["locked"] for row in log.rows) * unit
    area = 0.0
    for row, until in spans:
        ends = min(until, row["lock"].empty_from()) if row["locked"] else until
        area += (row["locked"] + row["lock"].at(until)) / 2 * (ends - row["time_ns"])
    out["locked_profit_mean"] = area / log.span * unit
    out["locked_profit_end"] = log.rows[-1]["lock"].at(log.scenario.end) * unit
    held = [row["left"].price for row in log.rows if row["supply"]]
    out["virtual_price"] = held[-1] if held else Null("no_shares")
    steps = [row["left"].price / row["found"].price - 1 for row in log.rows[1:]
             if row["found"].price > 0 and row["left"].price > 0]
    out["price_step_max"] = 1e4 * widest(steps) if steps else Null("no_events")
    seconds = []
    for row, until in spans:
        if until - row["time_ns"] >= SECOND and row["left"].price > 0:
            later = Held(row["total"], row["lock"].at(row["time_ns"] + SECOND), row["supply"])
            seconds.append(later.price / row["left"].price - 1)
    out["price_unlock_max"] = 1e4 * widest(seconds) if seconds else Null("no_time")
    unlock_times(log, out)


def unlock_times(log, out):
    lock = Lock(log.scenario.vault, 0)
    lock.restart(10 ** 13 - 5 * 10 ** 11, 0)  # less the fee, which is 5 %
    for name, part in (("unlock_half_life", 0.5), ("unlock_full_time", 0)):
        seconds = (s for s in range(10 * 86400) if lock.at(s * SECOND) <= lock.amount * part)
        out[name] = next(seconds, None)
        if lock.scheme != "none" and out[name] is None:
            out[name] = Null("never_unlocks")


def results(log, out):
    """Gains and losses of cranks; a loss eats the lock first."""
    changes = [(row["total"] - row["found"].total, row["found"].locked)
               for row in log.rows[1:] if row["cranked"]]
    gains = [c for c, _ in changes if c > 0]
    losses = [(-c, locked) for c, locked in changes if c < 0]
    whole, covered = sum(x for x, _ in losses), sum(min(x, locked) for x, locked in losses)
    out["gain_reports"], out["gain_reported"] = len(gains), sum(gains) * log.unit
    out["loss_reports"], out["loss_reported"] = len(losses), whole * log.unit
    out["loss_uncovered"] = (whole - covered) * log.unit
    told = sum(e["loss"] for e in log.events_told if e["event"] == "ReportLoss")
    if told != whole:
        log.mismatches.append(f"events.jsonl: losses of {told}, {whole} in series.csv")
    if not losses:
        out["loss_max"] = out["loss_max_cover"] = out["loss_cover"] = Null("no_losses")
        return
    most, cover = max(losses, key=lambda x: x[0])
    out["loss_max"], out["loss_max_cover"] = most * log.unit, 100 * cover / most
    out["loss_cover"] = 100 * covered / whole


def lock_and_flows(log, out):
    """What late entrants get of the lock, and what leavers leave of it."""
    entered = subsidy = forfeit = Fraction(0)
    for row in log.rows[1:]:
        found, shares = row["found"], row["supply"] - row["found"].supply
        if row["cause"] == "deposit" and found.supply:
            paid = row["total"] - found.total
            entered += paid
            subsidy += Fraction(shares * row["total"], row["supply"]) - paid if found.locked else 0
        elif row["cause"] == "withdraw":
            forfeit += Fraction(-shares * found.locked, found.supply)
    out["late_entrant_subsidy"] = float(subsidy) * log.unit
    out["late_entrant_subsidy_of_deposits"] = \
        1e4 * float(subsidy / entered) if entered else Null("no_deposits")
    out["forfeit_on_exit"] = float(forfeit) * log.unit


def fees_of_cranks(log, out):
    mints = by_holders = 0
    for before, row in zip(log.rows, log.rows[1:]):
        fee = row["fees"] - before["fees"]
        if fee > 0:
            fall = (row["found"].price - row["left"].price) * row["found"].supply
            mints, by_holders = mints + 1, by_holders + min(max(fall, 0), fee)
    worth = sum(r["value"] for r in log.lps if r["lp"] == "fee:vault")
    taken = log.rows[-1]["fees"]
    out["fee_mints"], out["fee_vault_worth"] = mints, worth * log.unit
    out["fee_vault_growth"] = (worth - taken) * log.unit
    out["fees_paid_by_holders"] = by_holders * log.unit
    out["fees_paid_by_lock"] = (taken - by_holders) * log.unit


def weigh(drifts, name, why, out):
    """Mean and largest of (drift, how long)."""
    out[name + "_mean"] = out[name + "_max"] = Null(why)
    if drifts:
        time = sum(lasted for _, lasted in drifts)
        out[name + "_mean"] = 100 * math.fsum(d * lasted for d, lasted in drifts) / time
        out[name + "_max"] = 100 * max(d for d, _ in drifts)


def allocation(log, out):
    buffer = log.scenario.vault.buffer
    weigh([(abs(row["reserve"] * 1e4 / (row["total"] * buffer) - 1), until - row["time_ns"])
           for row, until in log.spans() if row["total"] * buffer > 0],
          "reserve_drift", "no_buffer", out)
    times = [a["time_ns"] for a in log.audit[1:]] + [log.scenario.end]
    drifts = [([abs(c / t - 1) for c, t in zip(a["post"], a["target"]) if t > 0],
               until - a["time_ns"]) for a, until in zip(log.audit, times)]
    weigh([(max(d), lasted) for d, lasted in drifts if d and lasted > 0],
          "allocation_drift", "no_target", out)


# ---- the book


def dealing(points, dealt, out):
    """Leverage on what shares are dealt at."""
    known = [(p.gross / d.equity, p.lasted) for p, d in zip(points, dealt)
             if d.equity > 0 and not p.inside]
    out["leverage_dealing_mean"] = \
        math.fsum(x * t for x, t in known) / math.fsum(t for _, t in known)
    out["leverage_dealing_max"] = max(x for x, _ in known)


def attempts_of_book(log, out):
    """Cranks of the book; they trade whole where they trade."""
    books = {s.name for s in log.scenario.strategies if s.handler == "perp_book"}
    cranked = sum(1 for e in log.events_told if e["event"] in
                  ("StrategyDeposit", "StrategyWithdraw") and e["strategy"] in books)
    failed = sum(1 for a in log.audit if a["kind"] == "failed")
    out["rebalances_attempted"] = cranked + failed
    out["rebalances_complete"] = sum(1 for a in log.audit if a["kind"] == "crank" and a["cost"])
    out["rebalances_failed"] = failed
    out["rebalances_unwound"] = sum(1 for row in log.rows if row["cause"] == "failed" and
                                    row["fills"] and log.scenario.atomicity == "unwind")
    out["fill_all_legs"] = Null("not_drawn")


def ages(log, out):
    put_ranks([(f["time_ns"] - log.times[f["instrument"]][log.bar_at(f["instrument"],
                                                                      f["time_ns"])]) / 1e9
               for f in log.fills if f["reason"] in ("FILLED", "PARTIAL", "UNWIND")],
              "data_age", Null("no_fills"), out)


def leverage_by_cause(log, out):
    """The walk of the rows of `nav`; a crank trades its fills, and what it counts anew is apart."""
    c = Causes(log)
    for row in log.rows[1:]:
        for (time, _), fills in groups_of(row["fills"]):
            c.pass_time(time)
            c.trade(fills, None)
        c.pass_time(row["time_ns"])
        if row["cause"] in ("deposit", "withdraw"):
            c.cash += row["total"] - row["found"].total
            c.move("flow", c.equity + row["total"] - row["found"].total, c.gross)
            c.reach(dict(row, cause="crank"))
        else:
            c.reach(row)
    first, last = log.rows[0]["leverage"], log.rows[-1]["leverage"]
    out["leverage_change"] = (last - first) / 1e9
    for name, value in c.by_leverage.items():
        out["leverage_change_" + name] = value / 1e9
    out["leverage_change_residual"] = (last - first - sum(c.by_leverage.values())) / 1e9
    log.mismatches += c.mismatches


def book(log, points, dealt, mean_equity, out):
    venue = log.scenario.venue
    nav.levels(points, out)
    nav.drifts(points, out)
    nav.band(points, log.scenario.end, out)
    nav.restores(points, log.scenario.end, out)
    nav.margins(points, venue.mm / 1e9, out)
    out["free_balance_min"] = min(p.equity - venue.im / 1e9 * p.gross for p in points
                                  if p.leverage is not None and not p.inside)
    dealing(points, dealt, out)
    nav.entrants(log, points, out)
    nav.netting(log, out)
    nav.costs(log, mean_equity, out)
    nav.participation(log, out)
    attempts_of_book(log, out)
    ages(log, out)
    liquidity(log, points, Null, out)
    out.update({name: Null("not_recorded") for name in NOT_RECORDED})
    dust_of_fills(log, out)
    dust_of_funding(log, out)
    leverage_by_cause(log, out)


# ---- fees, returns, LPs


def fees(log, mean_equity, out):
    """No rate of the vault's own: what cranks mint is paid by all, and no LP's line shows it."""
    lps = [r for r in log.lps if not r["lp"].startswith("fee:")]
    taken = log.rows[-1]["fees"]
    gains = [r["value"] + r["paid_out"] - r["paid_in"] for r in lps]
    gained = sum(g for g in gains if g > 0) + taken
    out["fees_crystallised"] = taken * log.unit
    out["fee_account_manager"] = out["fee_account_protocol"] = 0
    out["fees_of_equity"] = 1e4 * taken * log.unit / mean_equity
    out["effective_performance_fee"] = 100 * taken / gained if gained > 0 else Null("no_gain")
    out["fees_accrued"] = out["fee_drag"] = out["hwm_distance"] = Null("no_fee")


def dust(log, out):
    mint = payout = Fraction(0)
    for row in log.rows:
        if row["cause"] not in ("deposit", "withdraw"):
            continue
        f, found = log.settled[log.dealt_before(row)], row["found"]
        if found.supply and f["amount"]:
            fair = Fraction(f["shares"] * (found.total - found.locked), found.supply)
            mint += f["amount"] - fair if f["kind"] == "deposit" else 0
            payout += fair - f["amount"] if f["kind"] == "withdraw" else 0
    out["dust_mint"], out["dust_payout"] = float(mint), float(payout)


def returns_by_cause(log, twr, out):
    """ln of what each row did to the share price: flows round, fees mint, all else is counted."""
    growth = dict.fromkeys(("fund_fees", "revision", "rounding"), 0.0)
    before = log.rows[0]
    for row in log.rows[1:]:
        if before["unlocked"] > 0 and before["supply"] and row["unlocked"] > 0 and row["supply"]:
            now = row["found"].total - row["found"].locked
            growth["revision"] += math.log(now / before["unlocked"])
            step = math.log(row["unlocked"] / now)
            mint = -math.log(row["supply"] / before["supply"])
            if row["cause"] in ("deposit", "withdraw"):
                growth["rounding"] += step + mint
            else:
                growth["revision"] += step
                growth["fund_fees"] += mint
        before = row
    link = 1e4 * twr / math.log1p(twr) if twr else 1e4
    for name, value in growth.items():
        out["return_" + name] = link * value
    out["return_residual"] = 1e4 * twr - link * math.fsum(growth.values())


def recompute(log):
    out, points = {}, log.points()
    dealt = dealt_points(log, points)
    values, days = nav.chain(log, dealt)
    twr = values[-1] - 1
    mean_equity = math.fsum(p.equity * p.lasted for p in points) / log.span
    out["twr"], out["equity_mean"] = 100 * twr, mean_equity
    out["insolvent_time"] = math.fsum(p.lasted for p in points if p.equity <= 0 and
                                      (p.gross > 0 or p.supply > 0)) / 1e9
    curve(log, out)
    results(log, out)
    lock_and_flows(log, out)
    fees_of_cranks(log, out)
    allocation(log, out)
    nav.failsafe(log, out)
    nav.responses(log, out)
    nav.stuck(log, out)
    out["rejections"] = sum(1 for a in log.audit if a["kind"] == "failed") + \
        sum(1 for f in log.flows if f["outcome"] == "refused")
    nav.drawdown(log, dealt, values, out)
    nav.daily(days, out)
    risk(nav.returns_of(days), Null, out)
    nav.money(log, twr, out)
    fees(log, mean_equity, out)
    schemes(log, dealt, out)
    dust(log, out)
    returns_by_cause(log, twr, out)
    if log.has_book:
        book(log, points, dealt, mean_equity, out)
        out["pnl_funding"] = out["pnl_price"] = Null("not_apart_from_interest")
    else:
        out.update({name: Null("no_book") for name in OF_A_BOOK})
    out.update({name: Null("no_ideal") for name in NO_IDEAL})
    out.update({name: Null("not_apart_from_interest") for name in NOT_APART})
    return out, log.mismatches + recompute_lps(log.as_dealt(), mean_equity, out)
