# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_metrics_dust.py - what rounding to whole units left over, with fractions, a second time."""

from fractions import Fraction

PPB = 10 ** 9


def acts(log):
    """The cost of the rescale that each settled flow was one act with, by its feed row."""
    costs = {}
    for n, row in enumerate(log.rows):
        if row["cause"] not in ("deposit", "withdraw") or n + 1 == len(log.rows):
            continue
        flow, after = log.settled[log.dealt_before(row)], log.rows[n + 1]
        record = after["record"]
        if record and after["time_ns"] == row["time_ns"] and \
                record["cause"] == int(flow["seq"]) and record["kind"] == "rebalance" and \
                log.mode == "immediate":
            costs[flow["seq"]] = record["cost"]
    return costs


def flows(log, out):
    """Under the oracle-free `nav` of a scenario read here; flows of a tick are dealt at once."""
    mint, payout, costs, dealt = Fraction(0), Fraction(0), acts(log), None
    charged = log.scenario.vault.costs == "flow"
    for row in log.rows:
        if row["cause"] not in ("deposit", "withdraw"):
            continue
        f = log.settled[log.dealt_before(row)]
        sign = 1 if f["kind"] == "deposit" else -1
        now = (row["time_ns"], row["equity"] - f["signed"], row["supply"] - sign * f["shares"])
        if dealt is None or dealt[0] != now[0] or log.scenario.vault.entry != "tick":
            dealt = now
        _, equity, supply = dealt
        cost = costs.get(f["seq"], 0)
        if supply and sign > 0:
            mint += f["amount"] - charged * cost - Fraction(f["shares"] * equity, supply)
        elif supply and f["amount"]:
            part = cost if charged else Fraction(cost * f["shares"], supply)
            payout += Fraction(f["shares"] * equity, supply) - part - f["amount"]
    out["dust_mint"], out["dust_payout"] = float(mint), float(payout)


def fills(log, out):
    trade = fee = Fraction(0)
    for f in log.fills:
        k = log.scenario.instruments[f["instrument"]].K
        if f["reason"] in ("OPEN", "IDEAL"):
            continue
        exact = Fraction(f["quantity"] * f["price"], k)
        trade += -(-exact.numerator // exact.denominator) - exact
        if f["reason"] != "LIQUIDATED":
            fee += f["fee"] - abs(exact) * log.scenario.venue.taker / PPB
    out["dust_trade"], out["dust_venue_fee"] = float(trade), float(fee)


def funding(log, out):
    total, q = Fraction(0), [0] * len(log.scenario.instruments)
    rates = [dict(i.funding) for i in log.scenario.instruments]
    seen = set()
    for row in log.rows:
        for f in row["fills"]:
            q[f["instrument"]] += f["quantity"]
        time = row["time_ns"]
        if row["cause"] != "funding" or time in seen:
            continue
        seen.add(time)
        for k, (i, mark) in enumerate(zip(log.scenario.instruments, log.marks_at(time))):
            exact = Fraction(q[k] * mark * rates[k].get(time, 0), i.K * PPB)
            total += -(-exact.numerator // exact.denominator) - exact
    out["dust_funding"] = float(total)


def dust(log, null, out):
    flows(log, out)
    if log.scenario.oracle:
        out["dust_mint"] = out["dust_payout"] = null("not_recorded")
    fills(log, out)
    funding(log, out)
