# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_metrics_lp.py - the ledger of the LPs checked against the other tables of the run, and the
metrics made of it."""

from ref_metrics_walk import Null, units

DAY = 86400 * 10 ** 9
CHANGES = ("open", "deposit", "withdraw", "fee")


def check_flows(log):
    """Each settled flow stands in the ledger once, with its LP and its amount."""
    def key(row, time, cause):
        return (row[time], row["lp"], row[cause])
    booked, wanted = {}, {}
    for e in log.ledger:
        if e["cause"] in ("deposit", "withdraw"):
            k = key(e, "time_ns", "cause")
            booked[k] = booked.get(k, 0) + e["paid"]
    for f in log.settled:
        k = key(f, "settled_ns", "kind")
        wanted[k] = wanted.get(k, 0) + f["amount"]
    return [] if booked == wanted else ["lp_ledger.csv: not the flows of flows.csv"]


def check_ends(log):
    """The last line of each LP is its line of lps.csv; costs and fees add up to its account."""
    out = []
    lps = {r["lp"]: r for r in log.lps}
    accounts = {a["name"]: a for a in log.accounts if a["kind"] == "lp"}
    for e in (e for e in log.ledger if e["cause"] == "end"):
        r, a = lps[e["lp"]], accounts[e["lp"]]
        lines = [x for x in log.ledger if x["lp"] == e["lp"]]
        good = e["balance"] == r["shares"] and e["value"] == r["value"] and \
            sum(x["shares"] for x in lines) == r["shares"] and \
            sum(x["fee"] for x in lines) == r["fees"] == units(a["fees"]) and \
            sum(x["cost"] for x in lines) == units(a["cost"]) and \
            sum(x["transfer"] for x in lines) == units(a["transfer"]) and \
            r["paid_in"] == units(a["paid_in"]) and r["paid_out"] == units(a["paid_out"])
        if not good:
            out.append(f"lp_ledger.csv: {e['lp']} does not end on lps.csv")
    return out


def check_conservation(log):
    """Transfers add up to nothing; paid in less paid out less the result is what is held."""
    transfers = sum(units(a["transfer"]) for a in log.accounts if a["kind"] != "cohort")
    claims = sum(r["value"] for r in log.lps)
    dust = log.rows[-1]["equity"] - claims
    out = [] if transfers == 0 else [f"lp_returns.csv: transfers add up to {transfers}"]
    if log.rows[-1]["supply"] > 0 and not 0 <= dust < len(log.lps) + 1:
        out.append(f"lps.csv: {dust} units of equity belong to nobody")
    return out


def check_costs(log):
    """What flows were charged is what the attempts that they caused cost."""
    charged = sum(e["cost"] for e in log.ledger)
    whole = sum(r["record"]["cost"] for r in log.rows if r["record"])
    return [] if charged <= whole else ["lp_ledger.csv: more cost than there was"]


def check_swings(log):
    """A cost's swing is that of one of the LP's flows, settled by then."""
    out = []
    for e in log.ledger:
        sizes = [f["amount"] for f in log.settled if f["lp"] == e["lp"] and
                 f["settled_ns"] <= e["time_ns"] and f["amount"]]
        fits = any(abs(float(e["swing"]) - 1e4 * e["cost"] / a) <= 0.5000001e-4 for a in sizes) \
            if e["swing"] else not e["cost"] or e["cause"] != "rebalance"
        if not fits:
            out.append(f"lp_ledger.csv: {e['lp']} at {e['time']}: no flow has this swing")
    return out


class Member:
    """What a cohort holds, and its growth up to its last change."""

    def __init__(self):
        self.shares, self.worth, self.growth = 0, 0.0, 1.0

    def change(self, price, gained, moved, price_after):
        if self.worth:
            self.growth *= self.shares * price / self.worth
            self.growth *= 1 - moved / self.shares if moved else 1
        self.shares += gained
        self.worth = self.shares * price_after


def rows_of_changes(log):
    """Each line of the ledger that changes shares, with its row of series.csv."""
    rows = [r for r in log.rows if r["cause"] in CHANGES]
    at = 0
    for e in log.ledger:
        if e["cause"] not in CHANGES:
            continue
        while rows[at]["time_ns"] != e["time_ns"] or rows[at]["cause"] != e["cause"]:
            at += 1
        yield e, rows[at]
        at += e["cause"] != "fee"  # one row for the month of all


def price_before(log, e, row):
    """What a change was dealt at, and the shares that moved to fee accounts."""
    flow = e["paid"] if e["cause"] == "deposit" else -e["paid"] if e["cause"] == "withdraw" else 0
    if e["cause"] == "open" or not row["supply"]:
        flow_shares = row["supply"] if e["cause"] == "open" else 0
    elif flow:
        flow_shares = log.settled[log.dealt_before(row)]["shares"] * (1 if flow > 0 else -1)
    else:
        flow_shares = 0
    moved = -(e["shares"] - flow_shares) if e["cause"] != "open" else 0
    supply = row["supply"] - flow_shares
    return ((row["equity"] - flow) / supply if supply else 0), moved


def cohorts_of(log):
    """The growth of each cohort, the LPs of one day of entry; the opening capital is its own."""
    cohorts, day = {}, {}
    for e, row in rows_of_changes(log):
        if e["lp"] not in day:
            day[e["lp"]] = -1 if e["cause"] == "open" else e["time_ns"] // DAY
        cohort = cohorts.setdefault(day[e["lp"]], Member())
        before, moved = price_before(log, e, row)
        after = row["equity"] / row["supply"] if row["supply"] else 0
        cohort.change(before, e["shares"], moved, after)
    last = log.rows[-1]
    for cohort in cohorts.values():
        cohort.change(last["equity"] / last["supply"] if last["supply"] else 0, 0, 0, 0)
    return [cohort.growth for cohort in cohorts.values()]


def recompute_lps(log, mean_equity, out):
    lps = [a for a in log.accounts if a["kind"] == "lp"]
    cohorts = [a for a in log.accounts if a["kind"] == "cohort"]
    holders = [a for a in log.accounts if a["kind"] in ("lp", "fees")]
    transfers = [units(a["transfer"]) for a in lps]
    flowed = sum(abs(f["signed"]) for f in log.settled)
    cost = sum(e["cost"] for e in log.ledger)
    subsidy = sum(abs(units(a["transfer"])) for a in holders) / 2
    held = [r["shares"] for r in log.lps]
    growth = cohorts_of(log)
    twr = [100 * (g - 1) for g in growth]
    out["flow_cost"] = cost * log.unit
    out["cross_subsidy"] = subsidy * log.unit
    none = Null("no_flows")
    out["swing_factor"] = 1e4 * cost / flowed if flowed else none
    out["cross_subsidy_of_flows"] = 1e4 * subsidy / flowed if flowed else none
    out["incumbent_dilution"] = \
        1e4 * sum(t for t in transfers if t > 0) * log.unit / mean_equity
    out["transfer_worst"] = min(transfers + [0]) * log.unit
    out["transfer_worst_cohort"] = min([units(a["transfer"]) for a in cohorts] + [0]) * log.unit
    out["transfer_rounding"] = -sum(units(a["transfer"]) for a in holders) * log.unit
    out["lps_losing"] = 100 * sum(1 for a in lps if units(a["transfer"]) * 1e4 <
                                  -5 * units(a["paid_in"])) / len(lps)
    out["cohort_twr_best"], out["cohort_twr_worst"] = max(twr), min(twr)
    out["cohort_twr_spread"] = max(twr) - min(twr)
    out["ownership_dilution"] = 100 * sum(
        r["shares"] for r in log.lps if r["lp"].startswith("fee:")) / sum(held)
    return check_flows(log) + check_ends(log) + check_conservation(log) + \
        check_costs(log) + check_swings(log)
