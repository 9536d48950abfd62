# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_scenario.py - loads a scenario and its feeds (spec 8.7, 11, 12) for the slow reference."""

import os
import re

from ref_text import (PPB, Refused, parse_amount, parse_decimal, parse_duration, parse_ratio,
                      parse_time, parse_yaml, read_feed)

HYRO = {"accounting": "nav", "entry": "arrival", "costs": "pool", "min_deposit": "100",
        "delay": "48h", "lockup": "0d", "lockup_basis": "lot",
        "fees": {"per_lp": {"rate": "20%"}}}
METEORA = {"accounting": "reported", "unlock": "meteora", "delay": "0s", "lockup": "0d",
           "min_deposit": "0", "fees": "none", "buffer": "1000", "min_move": "10"}
NOTHING = {"accounting": "nav", "entry": "arrival", "costs": "pool"}
VAULT_KEYS = set("preset decimals capital open accounting entry costs min_deposit delay lockup "
                 "lockup_basis fees buffer min_move unlock degradation".split())
TOP_KEYS = set("name seed start end record vault modes rebalance failsafe oracle limits "
               "instruments venue strategies flows targets cranks".split())
INSTRUMENT_KEYS = set("name prices bar stamp gap step min_qty min_notional price_decimals "
                      "quantity_decimals target funding".split())


class Thing:
    """A bag of named values."""

    def __init__(self, **values):
        self.__dict__.update(values)


def only_keys(mapping, allowed, path):
    if not isinstance(mapping, dict):
        raise Refused(f"{path}: a mapping is needed")
    for key in mapping:
        if key not in allowed:
            raise Refused(f"{path}: unknown key {key}")
    return mapping


def choice(value, allowed, path):
    if value not in allowed:
        raise Refused(f"{path}: {value!r} is not one of {', '.join(allowed)}")
    return value


def small_int(text, low, high, path):
    if not re.fullmatch(r"\d+", text) or not low <= int(text) <= high:
        raise Refused(f"{path}: {text!r}")
    return int(text)


def parse_mode(text):
    """(kind, parameters...) of spec 6.2."""
    if text in ("immediate", "never", "ideal"):
        return (text,)
    if text in ("4h", "24h"):
        return ("interval", parse_duration(text), 0)
    match = re.fullmatch(r"interval:([^+:]+)(?:\+(.+))?", text)
    if match:
        every = parse_duration(match.group(1))
        if every <= 0:
            raise Refused(f"modes: {text}")
        return ("interval", every, parse_duration(match.group(2) or "0s"))
    match = re.fullmatch(r"band:([^:]+):(target|edge)", text)
    if match:
        return ("band", parse_ratio(match.group(1)), match.group(2))
    return parse_knowing_mode(text)


def parse_knowing_mode(text):
    """Modes of docs/formats.md."""
    match = re.fullmatch(r"daily:([01]\d|2[0-3]):([0-5]\d)@(\w+(?:/\w+)?)", text)
    if match:
        return ("daily", int(match.group(1)), int(match.group(2)), match.group(3))
    match = re.fullmatch(r"interval-band:([^:]+):([^:]+):(target|edge)", text)
    if match:
        return ("interval-band", parse_ratio(match.group(2)), match.group(3),
                parse_duration(match.group(1)))
    match = re.fullmatch(r"band:auto(?::(.+))?", text)
    if match:
        return ("band:auto", parse_ratio(match.group(1) or "1"), "edge")
    match = re.fullmatch(r"anticipate:([^:]+)", text)
    if match:
        return ("anticipate", parse_duration(match.group(1)))
    raise Refused(f"modes: {text!r} is no mode")


def load_fees(value):
    if value == "none":
        return ("none", 0)
    only_keys(value, {"per_lp", "vault_hwm"}, "vault.fees")
    if len(value) != 1:
        raise Refused("vault.fees: one kind")
    (kind, inner), = value.items()
    inner = {} if inner == "" else only_keys(inner, {"rate"}, "vault.fees")
    return (kind, parse_ratio(inner.get("rate", "20%")))


def load_vault(raw):
    raw = only_keys(raw, VAULT_KEYS, "vault")
    preset = raw.get("preset")
    if preset is not None:
        choice(preset, ("hyro", "meteora"), "vault.preset")
    keys = dict({"hyro": HYRO, "meteora": METEORA, None: NOTHING}[preset])
    keys.update(raw)
    d = small_int(keys.get("decimals", "6"), 0, 9, "vault.decimals")
    vault = Thing(
        decimals=d, capital=parse_amount(keys["capital"], d),
        open=choice(keys.get("open", "free"), ("free", "traded"), "vault.open"),
        accounting=choice(keys["accounting"], ("nav", "reported"), "vault.accounting"),
        entry=choice(keys.get("entry", "arrival"), ("arrival", "tick"), "vault.entry"),
        costs=choice(keys.get("costs", "pool"), ("pool", "flow"), "vault.costs"),
        min_deposit=parse_amount(keys.get("min_deposit", "0"), d),
        delay=parse_duration(keys.get("delay", "0s")),
        lockup=parse_duration(keys.get("lockup", "0s")),
        lockup_basis=choice(keys.get("lockup_basis", "lot"), ("lot", "first"), "lockup_basis"),
        fees=load_fees(keys.get("fees", "none")),
        buffer=small_int(keys.get("buffer", "1000"), 0, 10000, "vault.buffer"),
        min_move=small_int(keys.get("min_move", "10"), 0, 10000, "vault.min_move"),
        unlock=choice(keys.get("unlock", "meteora"), ("meteora", "meteora_legacy", "yearn_v2",
                                                      "yearn_v3", "none"), "vault.unlock"),
        degradation=(small_int(keys["degradation"], 0, 10 ** 12, "vault.degradation")
                     if "degradation" in keys else None))
    if vault.accounting == "reported" and vault.fees[0] != "none":
        raise Refused("vault.fees: none under reported")
    return vault


def load_prices(path, keys, pd, qd):
    bar = parse_duration(keys["bar"])
    shift = bar if keys.get("stamp", "open") == "open" else 0
    bars = []
    for row in read_feed(path, ["time"], ["open", "high", "low", "close", "volume"]):
        prices = [parse_decimal(row[name], pd) for name in ("open", "high", "low", "close")]
        volume = parse_amount(row["volume"], qd)
        if min(prices) <= 0:
            raise Refused(f"{path}: a price is not above 0")
        if bars and bars[-1][0] == row["time"] + shift:
            raise Refused(f"{path}: a duplicate time")
        bars.append((row["time"] + shift, prices[3], volume))
    if not bars:
        raise Refused(f"{path}: no bar")
    if keys.get("gap") == "fail":
        if any(b[0] - a[0] > bar for a, b in zip(bars, bars[1:])):
            raise Refused(f"{path}: a gap")
    return bar, bars


def load_instrument(folder, keys, d):
    only_keys(keys, INSTRUMENT_KEYS, "instruments")
    pd = small_int(keys.get("price_decimals", "8"), 0, 18, "price_decimals")
    qd = small_int(keys.get("quantity_decimals", "8"), 0, 18, "quantity_decimals")
    if pd + qd < d:
        raise Refused("instruments: price_decimals + quantity_decimals < decimals")
    choice(keys.get("stamp", "open"), ("open", "close"), "stamp")
    gap = choice(keys.get("gap", "no_trade"), ("no_trade", "hold", "outage", "fail"), "gap")
    bar, bars = load_prices(os.path.join(folder, keys["prices"]), keys, pd, qd)
    funding = []
    if "funding" in keys:
        for row in read_feed(os.path.join(folder, keys["funding"]), ["time"], ["rate"]):
            funding.append((row["time"], parse_ratio(row["rate"])))
    step = parse_amount(keys["step"], qd) if "step" in keys else 1
    if step <= 0:
        raise Refused("step: above 0")
    return Thing(name=keys["name"], bar=bar, bars=bars, gap=gap, pd=pd, qd=qd,
                 K=10 ** (pd + qd - d), step=step,
                 min_qty=parse_amount(keys.get("min_qty", "0"), qd),
                 min_notional=parse_amount(keys.get("min_notional", "0"), d),
                 target=parse_ratio(keys.get("target", "0")), funding=funding)


def load_index(path, d):
    rows = []
    for row in read_feed(path, ["time"], ["exchange_price"], ["available"]):
        price = parse_decimal(row["exchange_price"], 12)
        text = row.get("available", "").strip()
        if price <= 0 or rows and (price < rows[-1][1] or row["time"] == rows[-1][0]):
            raise Refused(f"{path}: exchange_price falls or a time is there twice")
        rows.append((row["time"], price, parse_amount(text, d) if text else None))
    if not rows:
        raise Refused(f"{path}: no row")
    return rows


def load_layer(folder, keys):
    """When a modelled lender changes, all that is known of it here."""
    name = keys.get("utilisation", "")
    if not name.endswith(".csv"):
        return []
    return [(row["time"],) for row in read_feed(os.path.join(folder, name), ["time"],
                                                ["utilisation"])]


def load_strategies(folder, raw, d, layers):
    out, allowed = [], {"name", "handler", "index", "weight"}
    kinds = ["perp_book", "jup_lend", "idle"]
    if layers:
        kinds, allowed = kinds + ["jup_layer"], allowed | {"layer"}
    for keys in raw:
        only_keys(keys, allowed, "strategies")
        handler = choice(keys["handler"], kinds, "handler")
        index = load_layer(folder, keys["layer"]) if handler == "jup_layer" else []
        if handler == "jup_lend":
            index = load_index(os.path.join(folder, keys["index"]), d)
        out.append(Thing(name=keys["name"], handler=handler, index=index,
                         weight=small_int(keys.get("weight", "0"), 0, 10000, "weight")))
    if sum(s.weight for s in out) > 10000:
        raise Refused("strategies: weights above 10000")
    return out


def load_venue(folder, raw):
    raw = only_keys(raw, set("availability capacity price fee max_slippage im mm liq_fee".split()),
                    "venue")
    venue = Thing(windows=[], limit=None, adjust=("fixed", 0), taker=550000, max_slippage=None,
                  im=parse_ratio(raw.get("im", "0.1")), mm=parse_ratio(raw.get("mm", "0.005")),
                  liq_fee=parse_ratio(raw.get("liq_fee", "0.005")))
    if isinstance(raw.get("availability"), dict):
        name = raw["availability"]["windows"]
        for row in read_feed(os.path.join(folder, name), ["begin", "end"], ["kind"]):
            choice(row["kind"], ("total", "submit", "cancel_only"), "kind")
            venue.windows.append((row["begin"], row["end"]))
    if isinstance(raw.get("capacity"), dict):
        venue.limit = parse_ratio(raw["capacity"]["volume_share"]["limit"])
    price = raw.get("price", {"fixed": {}})
    if "fixed" in price:
        fixed = price["fixed"] or {}
        only_keys(fixed, {"half_spread", "slippage"}, "venue.price.fixed")
        venue.adjust = ("fixed", parse_ratio(fixed.get("half_spread", "0")) +
                        parse_ratio(fixed.get("slippage", "0")))
    else:
        venue.adjust = ("quadratic", parse_ratio((price["quadratic"] or {}).get("impact", "0.1")))
    if "fee" in raw:
        only_keys(raw["fee"], {"taker", "maker"}, "venue.fee")
        venue.taker = parse_ratio(raw["fee"].get("taker", "0.00055"))
    if "max_slippage" in raw:
        venue.max_slippage = parse_ratio(raw["max_slippage"])
    return venue


def flow_amount(kind, text, d):
    """("amount", a), ("share", ppb) or ("all", None); spec 4.3."""
    stripped = text.strip()
    if kind == "withdraw" and stripped == "all":
        return ("all", None)
    if kind == "withdraw" and stripped.endswith("%"):
        ppb = parse_decimal(stripped[:-1], 7)
        if not 0 <= ppb <= PPB:
            raise Refused(f"flows: {text!r} is not within 0 and 100")
        return ("share", ppb)
    return ("amount", parse_amount(stripped, d))


def load_flows(path, d, start, end):
    flows = []
    for seq, row in enumerate(read_feed(path, ["time"], ["lp", "kind", "amount"])):
        if not row["lp"] or row["lp"].startswith("fee:"):
            raise Refused("flows: lp")
        choice(row["kind"], ("deposit", "withdraw"), "flows: kind")
        wanted = flow_amount(row["kind"], row["amount"], d)
        if row["time"] < start:
            raise Refused("flows: before start")
        if row["time"] <= end:
            flows.append(Thing(seq=seq, time=row["time"], lp=row["lp"], kind=row["kind"],
                               text=row["amount"], wanted=wanted))
    return flows


def load_targets(path, instruments):
    names = [ins.name for ins in instruments]
    out = []
    for row in read_feed(path, ["time"], ["instrument", "leverage"]):
        choice(row["instrument"], names, "targets: instrument")
        out.append((row["time"], names.index(row["instrument"]), parse_ratio(row["leverage"])))
    return out


def load_faults(path):
    out = []
    for row in read_feed(path, ["begin", "end"], ["kind", "value"]):
        kind = choice(row["kind"], ("freeze", "scale", "delay"), "faults: kind")
        value = None
        if kind == "scale":
            value = parse_ratio(row["value"])
        elif kind == "delay":
            value = parse_duration(row["value"])
        out.append((row["begin"], row["end"], kind, value))
    return out


def load_cranks(path, d, start, end):
    out = []
    for row in read_feed(path, ["time"], ["signer", "action", "strategy", "amount"]):
        choice(row["action"], ("deposit_strategy", "withdraw_strategy"), "cranks: action")
        if row["time"] < start:
            raise Refused("cranks: before start")
        amount = parse_amount(row["amount"], d)
        if row["time"] <= end:
            out.append((row["time"], row["signer"], row["action"], row["strategy"], amount))
    return out


def load_failsafe(raw):
    raw = only_keys(raw, set("paused_deposits retry withdrawals review_delay reviews".split()),
                    "failsafe")
    return Thing(queue=raw.get("paused_deposits", "refuse") == "queue",
                 next_tick=raw.get("retry", "on_review") == "next_tick",
                 wait=raw.get("withdrawals", "free_balance") == "wait",
                 delay=parse_duration(raw.get("review_delay", "6h")),
                 reviews=sorted(parse_time(t) for t in raw.get("reviews") or []))


def check_modes(s):
    reported = s.vault.accounting == "reported"
    if reported and any(kind[0] in ("ideal", "band:auto", "anticipate") for _, kind in s.modes):
        raise Refused("modes: one needs nav")
    if reported and (s.oracle or s.limits):
        raise Refused("oracle and limits need nav")
    if not reported and (s.strategies or s.cranks is not None):
        raise Refused("strategies and cranks need reported")


def load_window(s, raw):
    feeds = [ins.bars for ins in s.instruments] + [st.index for st in s.strategies if st.index]
    if not feeds and not ("start" in raw and "end" in raw):
        raise Refused("start, end: needed without a feed")
    first = max((feed[0][0] for feed in feeds), default=None)
    s.start = parse_time(raw["start"]) if "start" in raw else first
    s.end = parse_time(raw["end"]) if "end" in raw else max(feed[-1][0] for feed in feeds)
    if first is not None and s.start < first:
        raise Refused(f"start: first usable time is {first}")
    if s.end < s.start:
        raise Refused("end: before start")


def load_options(s, raw, folder):
    d = s.vault.decimals
    keys = only_keys(raw.get("rebalance", {}), {"sizing", "atomicity", "on_failure"}, "rebalance")
    s.sizing_target = keys.get("sizing", "proportional") == "target"
    s.atomicity = choice(keys.get("atomicity", "all_or_none"),
                         ("all_or_none", "unwind", "keep"), "rebalance.atomicity")
    s.keep_flow = keys.get("on_failure", "revert") == "keep"
    s.failsafe = load_failsafe(raw.get("failsafe", {}))
    s.oracle = None
    if "oracle" in raw:
        keys = only_keys(raw["oracle"], {"report_every", "faults"}, "oracle")
        s.oracle = Thing(every=parse_duration(keys.get("report_every", "60s")), faults=[])
        if "faults" in keys:
            s.oracle.faults = load_faults(os.path.join(folder, keys["faults"]))
    keys = only_keys(raw.get("limits", {}), {"max_drawdown", "daily_loss", "max_leverage"},
                     "limits")
    s.limits = {key: parse_ratio(value) for key, value in keys.items()}
    s.flows = []
    if "flows" in raw:
        s.flows = load_flows(os.path.join(folder, raw["flows"]), d, s.start, s.end)
    s.targets = []
    if "targets" in raw:
        s.targets = load_targets(os.path.join(folder, raw["targets"]), s.instruments)
    s.cranks = None
    if "cranks" in raw:
        if s.vault.accounting != "reported":
            raise Refused("cranks: reported only")
        s.cranks = load_cranks(os.path.join(folder, raw["cranks"]), d, s.start, s.end)


def load(path, layers=False):
    """The scenario and its feeds. layers: for who needs no rates and limits of lenders."""
    folder = os.path.dirname(path) or "."
    with open(path, encoding="utf-8") as file:
        raw = only_keys(parse_yaml(file.read()), TOP_KEYS, "scenario")
    if layers:
        raw["vault"].pop("allocation", None)
    s = Thing(vault=load_vault(raw["vault"]))
    d = s.vault.decimals
    s.modes = [(text, parse_mode(text)) for text in raw["modes"]]
    s.instruments = [load_instrument(folder, keys, d) for keys in raw.get("instruments") or []]
    s.strategies = load_strategies(folder, raw.get("strategies") or [], d, layers)
    s.venue = load_venue(folder, raw.get("venue", {}))
    s.record = parse_duration(raw["record"]) if "record" in raw else None
    load_window(s, raw)
    load_options(s, raw, folder)
    check_modes(s)
    return s
