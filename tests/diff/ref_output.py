# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_output.py - the tables and the audit log of one mode (spec 10, 13)."""

import hashlib
import json
import os

from ref_text import PPB, csv_cell, floor_div, format_fixed, format_time

SERIES = ("time_ns,time,cause,equity,supply,share_price,gross,leverage,target,intended,reserve,"
          "total,locked,unlocked,fees,gates")
FLOWS = ("seq,time_ns,lp,kind,requested,settled_ns,amount,shares,share_price,outcome,reason")
FILLS = "seq,time_ns,cause,instrument,quantity,mark,price,fee,reason"
LPS = "lp,shares,value,basis,paid_in,paid_out,fees"
BIG = 2 ** 53


def json_int(value):
    return str(value) if abs(value) > BIG else value


class Tables:
    """Rows of one run, as text."""

    def __init__(self, scenario, mode_text):
        self.d = scenario.vault.decimals
        self.instruments = scenario.instruments
        self.mode_text = mode_text
        self.series, self.fills, self.audit = [SERIES], [FILLS], []
        self.prev = "0" * 64

    def amount(self, value):
        return format_fixed(value, self.d)

    def series_row(self, now, cause, view):
        """view: equity, supply, unlocked value, book or None, reserve, total, locked, fees..."""
        price = ""
        if view.supply > 0:
            price = format_fixed(floor_div(view.dealt * 10 ** 12, view.supply), 12)
        row = [str(now), format_time(now), cause, self.amount(view.equity),
               self.amount(view.supply), price]
        row += self.book_cells(view)
        row.append(self.amount(view.reserve))
        row += ["", "", ""] if view.total is None else [
            self.amount(view.total), self.amount(view.locked), self.amount(view.dealt)]
        row += [self.amount(view.fees), view.gates]
        self.series.append(",".join(row))

    def book_cells(self, view):
        if view.book is None:
            return ["", "", "", ""]
        gross, leverage, intended = view.book.gross(), "", ""
        if view.equity > 0:
            leverage = format_fixed(floor_div(PPB * gross, view.equity), 9)
            intended = format_fixed(
                floor_div(PPB * view.book.intended_gross(), view.equity), 9)
        target = format_fixed(sum(abs(w) for w in view.book.w), 9)
        return [self.amount(gross), leverage, target, intended]

    def fill_rows(self, now, cause, fills, marks):
        for i, x, price, fee, label in fills:
            ins = self.instruments[i]
            cells = [str(len(self.fills) - 1), str(now), "" if cause is None else str(cause),
                     csv_cell(ins.name), format_fixed(x, ins.qd), format_fixed(marks[i], ins.pd),
                     format_fixed(price, ins.pd), self.amount(fee), label]
            self.fills.append(",".join(cells))

    def record(self, now, kind, cause, reason, nav, supply, pre, target, post, cost, gates):
        entry = {"seq": len(self.audit), "time_ns": json_int(now), "kind": kind,
                 "mode": self.mode_text, "cause": cause, "reason": reason, "nav": json_int(nav),
                 "supply": json_int(supply), "pre": [json_int(v) for v in pre],
                 "target": [json_int(v) for v in target], "post": [json_int(v) for v in post],
                 "cost": json_int(cost), "gates": gates, "prev": self.prev}
        text = json.dumps(entry, separators=(",", ":"), ensure_ascii=True)
        self.prev = hashlib.sha256(text.encode()).hexdigest()
        self.audit.append(f'{text[:-1]},"hash":"{self.prev}"}}')

    def flow_row(self, flow):
        cells = [str(flow.seq), str(flow.time), csv_cell(flow.lp), flow.kind,
                 csv_cell(flow.text)]
        if flow.outcome == "settled":
            cells += [str(flow.settled), self.amount(flow.amount), self.amount(flow.done_shares),
                      format_fixed(flow.price, 12)]
        else:
            cells += ["", "", "", ""]
        return ",".join(cells + [flow.outcome, flow.reason or ""])

    def finish(self, flows, lps):
        """The four tables' bytes in the order of the digest (spec 13.3)."""
        flow_rows = [FLOWS] + [self.flow_row(flow) for flow in flows]
        tables = {"series.csv": self.series, "flows.csv": flow_rows, "fills.csv": self.fills,
                  "lps.csv": [LPS] + lps}
        self.files = {name: "".join(row + "\n" for row in rows).encode()
                      for name, rows in tables.items()}
        return hashlib.sha256(b"".join(self.files.values())).hexdigest()

    def write(self, folder):
        os.makedirs(folder, exist_ok=True)
        self.files["audit.jsonl"] = "".join(line + "\n" for line in self.audit).encode()
        for name, data in self.files.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
