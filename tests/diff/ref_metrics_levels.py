# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_metrics_levels.py - leverage on dealing NAV, what keeping the target would trade and what closing
the book would take, a second time."""

import math

DAY = 86400 * 10 ** 9
EARLY = ("open", "funding", "liquidation")  # before the reports of an instant


# ---- leverage on dealing NAV


def is_early(point):
    return point.row["cause"] in EARLY if point.row is not None else not point.traded


def flowed_before(log, time, early):
    """Deposits less payouts up to a time; early: without those of that instant."""
    return sum(f["signed"] for f in log.settled
               if f["settled_ns"] < time or (f["settled_ns"] == time and not early))


def reports(log, points):
    """(arrival, own time, E, flows before it) of each report that arrives."""
    s, out, at, equity = log.scenario, [(log.scenario.start, log.scenario.start,
                                         points[0].equity, 0)], 0, points[0].equity
    for t in range(s.start + s.oracle.every, s.end + 1, s.oracle.every):
        while at < len(points) and (points[at].time < t or
                                    (points[at].time == t and is_early(points[at]))):
            equity = points[at].equity
            at += 1
        fault = next((f for f in s.oracle.faults if f[0] <= t < f[1]), None)
        kind, value = (fault[2], fault[3]) if fault else ("good", None)
        if kind == "freeze":
            continue
        arrival = t + value if kind == "delay" else t
        worth = equity * value / 1e9 if kind == "scale" else equity
        if arrival <= s.end:
            out.append((arrival, t, worth, flowed_before(log, t, True)))
    return sorted(out)


def dealing(log, points, null, out):
    if not log.scenario.oracle:
        out["leverage_dealing_mean"], out["leverage_dealing_max"] = \
            out["leverage_mean"], out["leverage_max"]
        return
    news, at = reports(log, points), 1
    last = news[0]
    total = weight = 0.0
    most = []
    flowed = 0
    for p in points:
        early = is_early(p)

        def publish(until):
            nonlocal at, last
            while at < len(news) and news[at][0] <= until:
                last = news[at] if news[at][1] >= last[1] else last
                at += 1
        if not early or p.until > p.time:
            publish(p.time)
        if p.row is not None and p.row["cause"] in ("deposit", "withdraw"):
            flowed += log.settled[log.dealt_before(p.row)]["signed"]
        begin = p.time
        while True:
            nav = last[2] + (flowed - last[3]) * log.unit
            until = min(news[at][0] if at < len(news) else p.until, p.until)
            if nav > 0 and not p.inside and (not early or p.until > p.time):
                most.append(p.gross / nav)
            if nav > 0:
                total += p.gross / nav * (until - begin)
                weight += until - begin
            if until >= p.until:
                break
            begin = until
            publish(until)
    out["leverage_dealing_mean"] = total / weight if weight else null("insolvent")
    out["leverage_dealing_max"] = max(most) if most else null("insolvent")


# ---- re-level trade need


def target_at(log, time):
    targets = [i.target / 1e9 for i in log.scenario.instruments]
    for t, k, leverage in log.scenario.targets:
        if t <= time:
            targets[k] = leverage / 1e9
    return targets


def days(s, points):
    """Start, each midnight and the end, and the last point of each."""
    edges = [s.start] + list(range((s.start // DAY + 1) * DAY, s.end, DAY)) + [s.end]
    last = {}
    at = 0
    for edge in edges:
        while at < len(points) and points[at].time <= edge:
            at += 1
        last[edge] = points[at - 1]
    return edges, last


def relevel(log, points, null, out):
    s = log.scenario
    edges, last = days(s, points)
    need = 0.0
    for begin, end in zip(edges, edges[1:]):
        a, b = last[begin], last[end]
        w = target_at(log, begin) if a.target > 0 else [0] * len(s.instruments)
        r = [y / x - 1 for x, y in zip(a.marks, b.marks)]
        whole = math.fsum(x * y for x, y in zip(w, r))
        need += sum(abs(max(a.equity, 0) * x * (whole - y)) for x, y in zip(w, r))
    flows = iter(log.settled)
    moved = sum(row["target"] / 1e9 * abs(next(flows)["signed"]) * log.unit
                for row in log.rows if row["cause"] in ("deposit", "withdraw"))
    out["relevel_need_price"], out["relevel_need_flow"] = need, moved
    out["relevel_traded"] = out["traded"] / (need + moved) if need + moved else null("no_need")


# ---- closing the book


def close(log, q, marks, time):
    """(seconds, bps) at the venue's share of the last day's volume, or why not."""
    venue, seconds, cost, gross = log.scenario.venue, 0, 0.0, 0.0
    for k, (i, size) in enumerate(zip(log.scenario.instruments, q)):
        if not size:
            continue
        volumes = [v for t, _, v in i.bars if time - DAY < t <= time]
        volume = math.floor(math.fsum(volumes) / len(volumes)) if volumes else 0
        pace = volume * venue.limit // 10 ** 9
        if pace < 1:
            return "no_volume"
        kind, adjust = venue.adjust
        if kind == "quadratic":
            adjust = -(-adjust * min(abs(size), pace) ** 2 // volume ** 2)
        worth = abs(size) * marks[k] / 10 ** (i.pd + i.qd)
        seconds = max(seconds, -(-abs(size) // pace) * i.bar / 1e9)
        cost += worth * (min(adjust, 10 ** 9) + venue.taker) / 1e9
        gross += worth
    return seconds, 1e4 * cost / gross if gross else None


def liquidity(log, points, null, out):
    """Attempts of a scenario read here take no time, so nothing is carried over."""
    out["carry_over_bars"] = out["carry_over_max"] = 0
    names = ("liquidation_time_end", "liquidation_time_max", "liquidation_cost_end",
             "liquidation_cost_max")
    if log.scenario.venue.limit is None:
        out.update(dict.fromkeys(names, null("no_cap")))
        return
    edges, last = days(log.scenario, points)
    found = [close(log, last[edge].q, last[edge].marks, edge) for edge in edges]
    known = [c for c in found if c != "no_volume"]
    costs = [c[1] for c in known if c[1] is not None]
    end = found[-1]
    out["liquidation_time_end"] = null(end) if end == "no_volume" else end[0]
    out["liquidation_cost_end"] = null(end) if end == "no_volume" else \
        end[1] if end[1] is not None else null("no_positions")
    out["liquidation_time_max"] = max(c[0] for c in known) if known else null("no_volume")
    out["liquidation_cost_max"] = max(costs) if costs else null("no_positions")
