#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""random_scenarios.py - random small scenarios, run by the program and by the slow reference.

usage: random_scenarios.py [--seed N] [--count N] [--keep DIR] [--only SEED] [--quiet]

BALLAST_BIN names the program (default build/release/ballast). Every scenario depends on its seed
alone. A scenario whose outputs differ is kept under DIR (default: none is kept) and named; the
last line says how many agreed and differed. Exit status 1 if any differed.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import reference  # noqa: E402
from ref_text import format_time  # noqa: E402

SECOND = 10 ** 9
HOUR = 3600 * SECOND
START = 1704067200 * SECOND
TABLES = ("series.csv", "flows.csv", "fills.csv", "lps.csv", "audit.jsonl")


class Maker:
    """One scenario folder from one seed."""

    def __init__(self, seed, folder):
        self.r, self.folder, self.lines = random.Random(seed), folder, []
        r = self.r
        self.seed = seed
        self.start = START
        if r.random() < 0.35:       # a month end in the middle
            self.start += r.choice([28, 29, 30]) * 24 * HOUR
        self.days = r.choice([1, 2, 2, 3, 4, 6])
        self.end = self.start + self.days * 24 * HOUR
        self.bar = r.choice(["1h", "1h", "15m", "4h"])
        self.bar_ns = {"1h": HOUR, "15m": HOUR // 4, "4h": 4 * HOUR}[self.bar]
        self.reported = r.random() < 0.35
        self.grid = []

    def chance(self, p):
        return self.r.random() < p

    def write(self, name, rows):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8", newline="") as file:
            file.write("".join(row + "\n" for row in rows))

    def instant(self):
        """A time of the run, often on a boundary."""
        r = self.r
        kind = r.random()
        if kind < 0.45:
            t = self.start + r.randrange(0, self.days * 24 + 1) * HOUR
        elif kind < 0.6:
            t = self.start + r.randrange(0, self.days * 6 + 1) * 4 * HOUR
        elif kind < 0.75 and self.grid:
            t = r.choice(self.grid)
        else:
            t = self.start + r.randrange(0, self.days * 86400) * SECOND
        if kind > 0.97:
            t += r.randrange(1, SECOND)
        elif kind > 0.94:
            t = self.start
        elif kind > 0.91:
            t = self.end
        t = min(max(t, self.start), self.end + HOUR)
        self.grid.append(t)
        return t

    def instants(self, count):
        return sorted(self.instant() for _ in range(count))

    # ---- feeds ----

    def walk(self, price, wild, pd):
        step = self.r.gauss(0, wild)
        if self.chance(0.01):
            step += self.r.choice([-1, 1]) * self.r.uniform(0.05, 0.25)
        return max(price * (1 + step), 3 * 10.0 ** -pd)

    def prices(self, name, pd, gaps):
        r = self.r
        price = r.choice([42000.0, 2300.0, 1.2345, 0.004 if pd >= 5 else 17.0])
        price = max(price, 10.0 ** -pd * 50)
        wild = r.choice([0.0005, 0.004, 0.01, 0.03])
        digits = r.choice([pd, min(pd, 2), pd + 1])
        if price < 1:
            digits = pd
        rows, t = ["time,open,high,low,close,volume"], self.start - self.bar_ns
        t -= r.choice([0, 0, 0, self.bar_ns // 3])
        thin = r.choice([1000.0, 1000.0, 20.0, 2.0])
        while t <= self.end:
            price = self.walk(price, wild, pd)
            text = f"{price:.{digits}f}"
            volume = 0 if self.chance(0.03) else round(thin * r.uniform(0, 2), 3)
            keep = t <= self.start or not gaps or not self.chance(0.06)
            if keep:
                rows.append(f"{format_time(t)},{text},{text},{text},{text},{volume}")
            elif self.chance(0.3):
                t += self.bar_ns * r.randrange(1, 6)
            t += self.bar_ns
        self.write(name, rows)

    def outages(self):
        spans = []
        for _ in range(self.r.randrange(1, 4)):
            begin = self.instant()
            spans.append((begin, begin + self.r.choice([60 * SECOND, HOUR, 5 * HOUR, 11 * HOUR])))
        rows = [f"{format_time(a)},{format_time(b)},"
                f"{self.r.choice(['total', 'submit', 'cancel_only'])}" for a, b in sorted(spans)]
        self.write("outages.csv", ["begin,end,kind"] + rows)

    def funding(self, name):
        rows = ["time,rate"]
        for t in self.instants(self.r.randrange(1, 9)):
            rows.append(f"{format_time(t)},{self.r.choice(['0.0001', '-0.00037', '0', '0.01'])}")
        self.write(name, rows)

    def amount(self, capital):
        r = self.r
        kind = r.random()
        if kind < 0.6:
            return str(round(float(capital) * r.uniform(0.01, 0.6), 3))
        if kind < 0.75:
            return r.choice(["0", "0.000001", "0.0000005", "0.00002", "0.01", "1", "7.77"])
        if kind < 0.85:
            return str(round(float(capital) * r.uniform(1, 30), 6))
        return str(round(float(capital) * r.uniform(0.0001, 0.01), 6))

    def flows(self, capital):
        r = self.r
        rows, names = [], ["ann", "bob", "cat", "seed", "zed, jr"]
        exodus = self.instant() if self.chance(0.2) else None
        for t in self.instants(r.choice([4, 10, 25, 40])):
            lp = r.choice(names)
            if self.chance(0.5):
                kind, text = "deposit", self.amount(capital)
            else:
                kind = "withdraw"
                text = r.choice(["all", "50%", "100%", "33.3333333%", self.amount(capital),
                                 self.amount(capital), "7%"])
            rows.append((t, lp, kind, text))
        if exodus is not None:
            rows += [(exodus, lp, "withdraw", "all") for lp in names]
        rows.sort(key=lambda row: row[0])
        cell = {name: f'"{name}"' if "," in name else name for name in names}
        self.write("flows.csv", ["time,lp,kind,amount"] + [
            f"{format_time(t)},{cell[lp]},{kind},{text}" for t, lp, kind, text in rows])

    def targets(self, instruments, high):
        rows = ["time,instrument,leverage"]
        for t in self.instants(self.r.randrange(1, 7)):
            leverage = self.r.choice(["0", f"{self.r.uniform(-high, high):.4f}", "1.5", "-1"])
            rows.append(f"{format_time(t)},{self.r.choice(instruments)},{leverage}")
        self.write("targets.csv", rows)

    def faults(self):
        rows = []
        for begin in self.instants(self.r.randrange(0, 5)):
            end = begin + self.r.choice([60, 420, 1800, 7200, 30000]) * SECOND
            kind = self.r.choice(["freeze", "scale", "delay"])
            value = {"freeze": "", "scale": self.r.choice(["0.97", "1.05", "0.999", "0", "1.5"]),
                     "delay": self.r.choice(["30s", "60s", "10m", "301s", "95s", "2h"])}[kind]
            rows.append(f"{format_time(begin)},{format_time(end)},{kind},{value}")
        self.write("faults.csv", ["begin,end,kind,value"] + rows)

    def index(self, name):
        r, price = self.r, 1.04
        limited = self.chance(0.4)
        rows, t = ["time,exchange_price" + (",available" if limited else "")], self.start
        while t <= self.end:
            cell = ""
            if limited:
                cell = "," + r.choice(["", "0", "500", "3000.5", "20000", "1e9"])
            rows.append(f"{format_time(t)},{price:.12f}{cell}")
            price *= 1 + r.choice([0, 0.000001, 0.00003, 0.002])
            t += r.choice([HOUR, HOUR, 3 * HOUR, 1800 * SECOND])
        self.write(name, rows)

    def cranks(self, names, capital):
        rows = ["time,signer,action,strategy,amount"]
        for t in self.instants(self.r.randrange(1, 8)):
            rows.append(",".join([
                format_time(t), self.r.choice(["admin", "operator", "operator", "mallory"]),
                self.r.choice(["deposit_strategy", "withdraw_strategy"]),
                self.r.choice(names + ["none"]),
                self.r.choice(["0", "0.000005", "0.00001", self.amount(capital)])]))
        self.write("cranks.csv", rows)

    # ---- the scenario ----

    def instruments(self, leverage):
        r, out = self.r, []
        gaps = self.chance(0.4)
        for i in range(r.choice([1, 1, 2, 3])):
            name = ["BTC", "ETH", "SOL"][i]
            pd, qd = r.choice([(8, 8), (8, 8), (5, 6), (2, 4), (3, 9), (12, 3)])
            gap = r.choice(["no_trade", "hold", "outage"]) if gaps else "no_trade"
            stamp = r.choice(["open", "open", "open", "close"])
            self.prices(f"{name}.csv", pd, gaps)
            keys = {"name": name, "prices": f"{name}.csv", "bar": self.bar, "gap": gap,
                    "stamp": stamp, "price_decimals": pd, "quantity_decimals": qd,
                    "target": f"{r.choice([-1, 1, 1]) * r.uniform(0, leverage):.3f}"}
            if self.chance(0.8):
                keys["step"] = r.choice(["0.001", "0.01", "1", f"{10.0 ** -qd:.{qd}f}"]) \
                    if qd >= 3 else "1"
            if self.chance(0.5):
                keys["min_qty"] = r.choice(["0.001", "0.002", "0.1"])
            if self.chance(0.5):
                keys["min_notional"] = r.choice(["5", "100", "2500"])
            if self.chance(0.35):
                self.funding(f"f{i}.csv")
                keys["funding"] = f"f{i}.csv"
            out.append(keys)
        return out

    @staticmethod
    def flow_map(keys):
        return "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"

    def venue(self):
        r, keys = self.r, {}
        if self.chance(0.4):
            self.outages()
            keys["availability"] = "{windows: outages.csv}"
        if self.chance(0.4):
            limit = r.choice(["1%", "2.5%", "20%", "100%"])
            keys["capacity"] = "{volume_share: {limit: %s}}" % limit
        if self.chance(0.6):
            keys["price"] = r.choice(["{fixed: {half_spread: 1bp, slippage: 2bp}}",
                                      "{fixed: {half_spread: 3%}}",
                                      "{quadratic: {impact: 0.1}}", "{quadratic: {impact: 2}}"])
        if self.chance(0.6):
            keys["fee"] = "{taker: %s}" % r.choice(["0", "5.5bp", "1%", "0.0345%"])
        if self.chance(0.3):
            keys["max_slippage"] = r.choice(["3bp", "1%", "3%", "5%"])
        if self.chance(0.3):
            keys["im"] = r.choice(["5%", "20%", "33.3%", "0"])
        if self.chance(0.3):
            keys["mm"] = r.choice(["1%", "3%", "0"])
        if self.chance(0.2):
            keys["liq_fee"] = r.choice(["2%", "0", "10%"])
        return keys

    def vault(self, capital):
        r = self.r
        if self.reported:
            keys = {"preset": "meteora", "capital": capital}
            keys["unlock"] = r.choice(["meteora", "meteora", "meteora_legacy", "yearn_v2",
                                       "yearn_v3", "none"])
            if self.chance(0.5):
                keys["buffer"] = r.choice(["0", "200", "3000", "10000"])
            if self.chance(0.3):
                keys["min_move"] = r.choice(["0", "100"])
            if self.chance(0.2):
                keys["degradation"] = r.choice(["1000000", "1000000000", "1"])
        else:
            keys = {"preset": "hyro", "capital": capital}
            keys["fees"] = r.choice(["none", "{per_lp: {rate: 20%}}", "{per_lp: {rate: 20%}}",
                                     "{vault_hwm: {rate: 20%}}", "{vault_hwm: {rate: 33.3%}}"])
            for key, values in (("entry", ["tick"]), ("costs", ["flow"]), ("open", ["traded"])):
                if self.chance(0.25):
                    keys[key] = r.choice(values)
        keys["delay"] = r.choice(["0s", "0s", "1h", "5h", "90m", "24h"])
        keys["min_deposit"] = r.choice(["0", "0", "100"])
        if self.chance(0.4):
            keys["lockup"] = r.choice(["1h", "10h", "1d"])
            keys["lockup_basis"] = r.choice(["lot", "first"])
        keys["decimals"] = r.choice([6, 6, 6, 0, 2, 9])
        if keys["decimals"] == 0 or keys["decimals"] == 9:
            keys["capital"] = r.choice([capital, "1000"]) if keys["decimals"] else capital
        return keys

    def modes(self):
        r = self.r
        pool = ["immediate", "4h", "never", "24h", "interval:1h", "interval:3h+30m",
                "interval:6h+90m", "interval:15m", "interval:1d+31h", "band:0%:target",
                "band:5%:target", "band:1%:edge", "band:0.2%:target", "interval-band:2h:1%:edge",
                "interval-band:45m:0.5%:target", "daily:16:00@America/New_York",
                "daily:02:30@Europe/Berlin", "daily:09:30@Australia/Sydney"]
        if not self.reported:
            pool += ["ideal", "anticipate:1h", "anticipate:25m", "band:auto", "band:auto:20"]
        return r.sample(pool, r.choice([1, 2, 2, 3]))

    def options(self, leverage, names, strategies, capital):
        r = self.r
        keys = {}
        if self.chance(0.6):
            keys["atomicity"] = r.choice(["all_or_none", "unwind", "keep"])
        if self.chance(0.3):
            keys["sizing"] = "target"
        if self.chance(0.35):
            keys["on_failure"] = "keep"
        self.lines.append("rebalance: " + self.flow_map(keys))
        self.failsafe()
        if not self.reported and self.chance(0.3):
            self.faults()
            every = r.choice(["60s", "600s", "1h", "290s", "310s"])
            self.lines.append("oracle: {report_every: %s, faults: faults.csv}" % every)
        if not self.reported and self.chance(0.3):
            keys = {"max_drawdown": r.choice(["3%", "10%"]), "daily_loss": r.choice(["2%", "8%"]),
                    "max_leverage": f"{leverage * r.uniform(0.8, 1.5):.3f}"}
            picked = {key: keys[key] for key in keys if self.chance(0.5)}
            self.lines.append("limits: " + self.flow_map(picked or {"max_drawdown": "5%"}))
        if names and self.chance(0.4):
            self.targets(names, leverage)
            self.lines.append("targets: targets.csv")
        if self.reported and self.chance(0.35):
            self.cranks(strategies, capital)
            self.lines.append("cranks: cranks.csv")

    def failsafe(self):
        r, keys = self.r, {}
        if self.chance(0.4):
            keys["paused_deposits"] = "queue"
        if self.chance(0.4):
            keys["retry"] = "next_tick"
        if self.chance(0.25):
            keys["withdrawals"] = "wait"
        if self.chance(0.7):
            keys["review_delay"] = r.choice(["1h", "2h", "30m", "7h", "4h"])
        if self.chance(0.3):
            times = [format_time(t) for t in self.instants(r.randrange(1, 4))]
            keys["reviews"] = "[" + ", ".join(times) + "]"
        self.lines.append("failsafe: " + self.flow_map(keys))

    def strategies(self):
        r, out, left = self.r, [], 10000
        handlers = ["jup_lend"]
        if self.chance(0.5):
            handlers.append("perp_book")
        handlers += [r.choice(["jup_lend", "idle"]) for _ in range(r.randrange(0, 3))]
        r.shuffle(handlers)
        for j, handler in enumerate(handlers):
            weight = left if j == len(handlers) - 1 and self.chance(0.7) else r.randrange(left + 1)
            left -= weight
            keys = {"name": f"s{j}", "handler": handler, "weight": weight}
            if handler == "jup_lend":
                self.index(f"i{j}.csv")
                keys["index"] = f"i{j}.csv"
            out.append(keys)
        return out

    def make(self):
        r = self.r
        leverage = r.choice([0.5, 2, 2, 4, 8, 18])
        capital = r.choice(["100000", "100000", "1000000", "2500.5", "20", "12345678"])
        vault = self.vault(capital)
        if vault["decimals"] == 0:
            vault["capital"] = "100000"
        strategies = self.strategies() if self.reported else []
        has_book = not self.reported or any(s["handler"] == "perp_book" for s in strategies)
        instruments = self.instruments(leverage) if has_book else []
        self.flows(vault["capital"])
        self.lines += [f"name: random {self.seed}", "seed: 7",
                       f"start: {format_time(self.start)}", f"end: {format_time(self.end)}"]
        if self.chance(0.75):
            self.lines.append(f"record: {r.choice(['1h', '6h', '12h', '7h'])}")
        self.lines += ["vault: " + self.flow_map(vault),
                       "modes: [" + ", ".join(self.modes()) + "]"]
        for title, items in (("instruments", instruments), ("strategies", strategies)):
            if items:
                self.lines.append(title + ":")
                self.lines += ["  - " + self.flow_map(keys) for keys in items]
        if instruments:
            self.lines.append("venue: " + self.flow_map(self.venue()))
        self.options(leverage, [i["name"] for i in instruments],
                     [s["name"] for s in strategies], vault["capital"])
        self.lines.append("flows: flows.csv")
        self.write("scenario.yaml", self.lines)


# ---- comparing ----

def run_program(program, folder, out):
    done = subprocess.run([program, "run", "scenario.yaml", "-o", out], cwd=folder,
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.returncode, (done.stderr or done.stdout).decode(errors="replace").strip()


def run_reference(folder, out):
    here = os.getcwd()
    os.chdir(folder)
    try:
        return reference.main(["run", "scenario.yaml", "-o", out]), ""
    except Exception:       # a bug of the reference is a finding too
        return 99, traceback.format_exc()
    finally:
        os.chdir(here)


def first_difference(one, two):
    """`file:line: one | two` of the first line that differs, or None."""
    for name in TABLES:
        lines = []
        for folder in (one, two):
            try:
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    lines.append(file.read().splitlines())
            except OSError:
                lines.append(["(no file)"])
        for i in range(max(map(len, lines))):
            pair = [part[i] if i < len(part) else "(end)" for part in lines]
            if pair[0] != pair[1]:
                return (f"{name}:{i + 1}\n    program   {pair[0][:230]}\n"
                        f"    reference {pair[1][:230]}")
    return None


def compare(program, folder, scratch):
    """None, or what differs."""
    outs = [os.path.join(scratch, name) for name in ("program", "reference")]
    for out in outs:
        shutil.rmtree(out, ignore_errors=True)
    status, said = run_program(program, folder, outs[0])
    other, trace = run_reference(folder, outs[1])
    if status != other:
        return f"exit status: program {status} ({said[:300]}), reference {other} {trace[-900:]}"
    if status != 0:
        return None if status == 3 else f"exit status {status}: {said[:300]}"
    modes = sorted(set(os.listdir(outs[0])) | set(os.listdir(outs[1])))
    for mode in modes:
        if not os.path.isdir(os.path.join(outs[0], mode)):
            continue
        found = first_difference(*(os.path.join(out, mode) for out in outs))
        if found:
            return f"{mode} {found}"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=25)
    parser.add_argument("--keep")
    args = parser.parse_args()
    program = os.path.abspath(os.environ.get("BALLAST_BIN", "build/release/ballast"))
    agreed, differed, refused = 0, 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        for seed in range(args.seed, args.seed + args.count):
            folder = os.path.join(scratch, "case")
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
            Maker(seed, folder).make()
            found = compare(program, folder, scratch)
            refused += not os.path.isdir(os.path.join(scratch, "reference"))
            if found is None:
                agreed += 1
                continue
            differed += 1
            print(f"seed {seed}: {found}", flush=True)
            if args.keep:
                shutil.copytree(folder, os.path.join(args.keep, str(seed)), dirs_exist_ok=True)
    print(f"{agreed} agreed ({refused} refused by both), {differed} differed")
    return 1 if differed else 0


if __name__ == "__main__":
    sys.exit(main())
