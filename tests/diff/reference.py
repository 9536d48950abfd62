#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""reference.py run SCENARIO -o DIR - the slow reference: what a run computes, to the last unit.

Written from the specification alone, with plain integers, for comparing with the fast program.
It refuses what the conformance cases refuse (exit status 3); it is no validator.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from ref_nav import NavRun  # noqa: E402
from ref_scenario import load  # noqa: E402
from ref_text import Refused  # noqa: E402


def new_run(scenario, text, mode):
    if scenario.vault.accounting == "nav":
        return NavRun(scenario, text, mode)
    from ref_reported import ReportedRun
    return ReportedRun(scenario, text, mode)


def folder_of(text):
    return "".join("-" if c in ":+@/" else c for c in text if c != "%")


def main(argv):
    if len(argv) != 4 or argv[0] != "run" or argv[2] != "-o":
        print("usage: reference.py run SCENARIO -o DIR", file=sys.stderr)
        return 2
    try:
        scenario = load(argv[1])
    except (Refused, KeyError, OSError) as error:
        print(f"reference.py: refused: {error!r}", file=sys.stderr)
        return 3
    for text, mode in scenario.modes:
        new_run(scenario, text, mode).run().write(os.path.join(argv[3], folder_of(text)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
