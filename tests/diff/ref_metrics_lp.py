# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_metrics_lp.py - the ledger of the LPs checked against the other tables of the run, and the
metrics made of it."""

from ref_metrics_walk import units


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


def recompute_lps(log, mean_equity, out):
    lps = [a for a in log.accounts if a["kind"] == "lp"]
    cohorts = [a for a in log.accounts if a["kind"] == "cohort"]
    holders = [a for a in log.accounts if a["kind"] in ("lp", "fees")]
    transfers = [units(a["transfer"]) for a in lps]
    flowed = sum(abs(f["signed"]) for f in log.settled)
    cost = sum(e["cost"] for e in log.ledger)
    subsidy = sum(abs(units(a["transfer"])) for a in holders) / 2
    held = [r["shares"] for r in log.lps]
    twr = [float(a["twr"]) for a in cohorts]
    out["flow_cost"] = cost * log.unit
    out["cross_subsidy"] = subsidy * log.unit
    if flowed:
        out["swing_factor"] = 1e4 * cost / flowed
        out["cross_subsidy_of_flows"] = 1e4 * subsidy / flowed
    out["incumbent_dilution"] = \
        1e4 * sum(t for t in transfers if t > 0) * log.unit / mean_equity
    out["transfer_worst"] = min(transfers + [0]) * log.unit
    out["transfer_worst_cohort"] = min([units(a["transfer"]) for a in cohorts] + [0]) * log.unit
    out["transfer_rounding"] = -sum(units(a["transfer"]) for a in holders) * log.unit
    out["lps_losing"] = 100 * sum(1 for a in lps if units(a["transfer"]) * 1e4 <
                                  -5 * units(a["paid_in"])) / len(lps)
    out["cohort_twr_best"], out["cohort_twr_worst"] = max(twr), min(twr)
    out["ownership_dilution"] = 100 * sum(
        r["shares"] for r in log.lps if r["lp"].startswith("fee:")) / sum(held)
    return check_flows(log) + check_ends(log) + check_conservation(log) + \
        check_costs(log) + check_swings(log)
