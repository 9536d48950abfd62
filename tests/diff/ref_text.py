# SPDX-License-Identifier: GPL-3.0-or-later
"""ref_text.py - numbers, times, the YAML subset and CSV of the slow reference (spec 1, 12)."""

import csv
import datetime
import re

PPB = 10 ** 9
SECOND = 10 ** 9
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DECIMAL = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?\Z", re.ASCII)


class Refused(Exception):
    """The scenario is refused at load (exit status 3)."""


def floor_div(a, b):
    return a // b


def ceil_div(a, b):
    return -(-a // b)


def trunc_div(a, b):
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def half_even(num, den):
    """num / den with den > 0, rounded half to even (spec 1.7)."""
    whole, rest = divmod(abs(num), den)
    if rest * 2 > den or (rest * 2 == den and whole % 2 == 1):
        whole += 1
    return whole if num >= 0 else -whole


def parse_decimal(text, places):
    """Decimal text as an integer with that many places (spec 1.7)."""
    match = DECIMAL.match(text.strip())
    if not match:
        raise Refused(f"not a number: {text!r}")
    sign, whole, frac, exponent = match.groups()
    frac = frac or ""
    shift = int(exponent or 0) - len(frac) + places
    if abs(shift) > 2000:
        raise Refused(f"out of range: {text!r}")
    digits = int(whole + frac) * (-1 if sign == "-" else 1)
    return digits * 10 ** shift if shift >= 0 else half_even(digits, 10 ** -shift)


def parse_amount(text, places):
    value = parse_decimal(text, places)
    if value < 0 or text.strip().startswith("-") and value != 0:
        raise Refused(f"below 0: {text!r}")
    return value


def parse_ratio(text, places=9):
    """`5%`, `5.5bp` or `0.055` (spec 1.8)."""
    text = text.strip()
    if text.endswith("%"):
        return parse_decimal(text[:-1], places - 2)
    if text.endswith("bp"):
        return parse_decimal(text[:-2], places - 4)
    return parse_decimal(text, places)


def parse_duration(text):
    """One number and one of s m h d, in ns (spec 1.8)."""
    text = text.strip()
    if not text or text[-1] not in UNITS:
        raise Refused(f"not a duration: {text!r}")
    num = parse_decimal(text[:-1], 15)
    return half_even(num * UNITS[text[-1]] * SECOND, 10 ** 15)


TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?"
                  r"(Z|[+-]\d\d:\d\d)\Z")


def parse_time(text):
    match = TIME.match(text.strip())
    if not match:
        raise Refused(f"not a time: {text!r}")
    parts = [int(x) for x in match.groups()[:6]]
    try:
        moment = datetime.datetime(*parts, tzinfo=datetime.timezone.utc)
    except ValueError as error:
        raise Refused(f"not a time: {text!r}") from error
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    gap = moment - epoch
    seconds = gap.days * 86400 + gap.seconds
    zone = match.group(8)
    if zone != "Z":
        offset = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
        seconds -= offset if zone[0] == "+" else -offset
    return seconds * SECOND + int((match.group(7) or "").ljust(9, "0"))


def format_time(ns):
    seconds, rest = divmod(ns, SECOND)
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return text + (f".{rest:09d}Z" if rest else "Z")


def format_fixed(value, places):
    """Fixed places, no plus, no point for 0 places (spec 13.0)."""
    sign, value = ("-", -value) if value < 0 else ("", value)
    if places == 0:
        return f"{sign}{value}"
    whole, frac = divmod(value, 10 ** places)
    return f"{sign}{whole}.{frac:0{places}d}"


# ---- the YAML subset: block mappings and lists by indentation, flow mappings and lists ----

def strip_comment(line):
    quote = None
    for i, char in enumerate(line):
        if quote:
            quote = None if char == quote else quote
        elif char in "\"'" and (i == 0 or line[i - 1] in " [{,:"):
            quote = char
        elif char == "#" and (i == 0 or line[i - 1] in " \t"):
            return line[:i].rstrip()
    return line.rstrip()


def logical_lines(text):
    """(indent, text) with flow collections that span lines joined."""
    out, open_count, held = [], 0, None
    for raw in text.splitlines():
        line = strip_comment(raw)
        if not line.strip():
            continue
        if held is None:
            held = [len(line) - len(line.lstrip()), line.strip()]
        else:
            held[1] += " " + line.strip()
        open_count = sum(held[1].count(c) for c in "[{") - sum(held[1].count(c) for c in "]}")
        if open_count <= 0:
            out.append(tuple(held))
            held = None
    if held is not None:
        raise Refused("yaml: a flow collection is not closed")
    return out


class FlowReader:
    """One flow value: {a: b, ...}, [a, ...] or a scalar; scalars stay text."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def skip(self):
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self.at += 1

    def scalar(self, stops):
        self.skip()
        if self.text[self.at:self.at + 1] in ("\"", "'"):
            quote = self.text[self.at]
            end = self.text.index(quote, self.at + 1)
            value, self.at = self.text[self.at + 1:end], end + 1
            return value
        begin = self.at
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in stops and (char != ":" or self.text[self.at + 1:self.at + 2] in (" ", "")):
                break
            self.at += 1
        return self.text[begin:self.at].strip()

    def value(self, stops=""):
        self.skip()
        char = self.text[self.at:self.at + 1]
        if char == "{":
            return self.collection("}", {})
        if char == "[":
            return self.collection("]", [])
        return self.scalar(stops)

    def collection(self, close, out):
        self.at += 1
        while True:
            self.skip()
            if self.text[self.at:self.at + 1] == close:
                self.at += 1
                return out
            if self.at >= len(self.text):
                raise Refused("yaml: a flow collection is not closed")
            if close == "}":
                key = self.scalar(":,}")
                self.at += 1
                put_key(out, key, self.value(",}"))
            else:
                out.append(self.value(",]"))
            self.skip()
            if self.text[self.at:self.at + 1] == ",":
                self.at += 1


def put_key(mapping, key, value):
    if key in mapping:
        raise Refused(f"yaml: {key} twice")
    mapping[key] = value


def split_key(text):
    reader = FlowReader(text)
    key = reader.scalar(":")
    if reader.text[reader.at:reader.at + 1] != ":":
        raise Refused(f"yaml: no key in {text!r}")
    return key, text[reader.at + 1:].strip()


def parse_block(lines, at, indent):
    """The block that starts at lines[at]; returns (value, next)."""
    out = [] if lines[at][1].startswith("- ") else {}
    while at < len(lines) and lines[at][0] == indent:
        text = lines[at][1]
        at += 1
        if isinstance(out, list):
            item = text[2:].strip()
            if not item.startswith(("{", "[", "\"")) and re.match(r"[A-Za-z_]+:( |$)", item):
                inner = indent + 2
                lines[at - 1] = (inner, item)
                value, at = parse_block(lines, at - 1, inner)
                out.append(value)
            else:
                out.append(FlowReader(item).value())
            continue
        key, rest = split_key(text)
        if rest:
            put_key(out, key, FlowReader(rest).value())
        elif at < len(lines) and (lines[at][0] > indent or
                                  lines[at][0] == indent and lines[at][1].startswith("- ")):
            value, at = parse_block(lines, at, lines[at][0])
            put_key(out, key, value)
        else:
            put_key(out, key, "")
    return out, at


def parse_yaml(text):
    lines = logical_lines(text)
    if not lines:
        raise Refused("yaml: empty")
    value, at = parse_block(lines, 0, lines[0][0])
    if at != len(lines):
        raise Refused(f"yaml: indentation at {lines[at][1]!r}")
    return value


# ---- CSV feeds (spec 12.3) ----

TIME_SCALE = {"": None, "_s": 9, "_ms": 6, "_us": 3, "_ns": 0}


def time_reader(column, name):
    """A parser for a time column, or None if the column is not that one."""
    for suffix, places in TIME_SCALE.items():
        if column == name + suffix:
            if places is None:
                return parse_time
            return lambda text: parse_decimal(text, places)
    return None


def read_feed(path, times, columns, optional=()):
    """Rows as dicts; `times` name the time columns, the first of which must not decrease."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file, strict=True) if row]
    if not rows:
        raise Refused(f"{path}: no header")
    plan, seen = [], set()
    for column in rows[0]:
        column = column.strip()
        for name in times:
            reader = time_reader(column, name)
            if reader:
                break
        else:
            name, reader = column, None
            if column not in columns and column not in optional:
                raise Refused(f"{path}: unknown column {column!r}")
        if name in seen:
            raise Refused(f"{path}: column {name!r} twice")
        seen.add(name)
        plan.append((name, reader))
    missing = (set(times) | set(columns)) - seen
    if missing:
        raise Refused(f"{path}: no column {sorted(missing)[0]}")
    out = []
    for row in rows[1:]:
        if len(row) != len(plan):
            raise Refused(f"{path}: {len(row)} fields")
        out.append({name: reader(cell) if reader else cell
                    for (name, reader), cell in zip(plan, row)})
    for before, after in zip(out, out[1:]):
        if after[times[0]] < before[times[0]]:
            raise Refused(f"{path}: times decrease")
    return out


def csv_cell(text):
    if any(c in text for c in ",\"\r\n"):
        return '"' + text.replace('"', '""') + '"'
    return text
