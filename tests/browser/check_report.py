# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_report.py BALLAST [AXE] - reports as people meet them, in headless Chromium: no request, no
# console message, no violation that axe-core knows, values by keyboard, no sideways scroll on a
# phone, paper, scripts off, hostile names as text, every number that of summary.json. Says
# `ok: ...` or `FAILED: ...` for each, `skipped: ...` for what is not installed; exits 1 on failure.
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser  # noqa: E402

HOSTILE = "</script><img src=x onerror=alert(1)>\u202eevil'\"&<!--"
failed = 0


def check(good, what):
    global failed
    print(("ok: " if good else "FAILED: ") + what, flush=True)
    failed += not good


def make_run(ballast, scenario, folder, *more):
    done = subprocess.run([ballast, "compare", scenario, "-o", folder, "-q", *more])
    if done.returncode not in (0, 1):
        sys.exit("FAILED: %s exits %d" % (scenario, done.returncode))


def make_report(ballast, run, out, *more):
    subprocess.run([ballast, "report", run, "-o", out, "-q", *more], check=True)


def hostile_scenario(folder):
    """A vault whose every name is an attack."""
    rows = ["time,open,high,low,close,volume"] + ["2024-01-%02dT%02d:00:00Z,{0},{0},{0},{0},1000".format(100 + h % 5) % (d, h)
                                    for d in (1, 2, 3) for h in range(24)]
    with open(os.path.join(folder, "p.csv"), "w", encoding="utf-8") as out:
        out.write("\n".join(rows) + "\n")
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    with open(os.path.join(folder, "f.csv"), "w", encoding="utf-8") as out:
        out.write("time,lp,kind,amount\n2024-01-01T05:30:00Z,%s,deposit,500000\n"
                  "2024-01-02T05:30:00Z,%s,withdraw,200000\n" % (quoted, quoted))
    path = os.path.join(folder, "hostile.yaml")
    name = json.dumps(HOSTILE + " " + "long" * 60, ensure_ascii=True)
    symbol = json.dumps("<b>&'\"", ensure_ascii=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write("name: %s\nstart: 2024-01-01T02:00:00Z\nend: 2024-01-03T20:00:00Z\n"
                  "vault: {capital: 1000000}\n"
                  "instruments:\n  - {name: %s, prices: p.csv, bar: 1h, target: 1.5}\n"
                  "flows: f.csv\nmodes: [immediate, 4h]\n" % (name, symbol))
    return path


def check_quiet(page, path, what):
    outside = [r for r in page.requests if not r.startswith("data:")]
    check(len(outside) == 1 and outside[0].endswith(os.path.basename(path)),
          what + " asks for nothing but itself")
    check(page.console == [], what + " says nothing on the console" +
          ("" if not page.console else ": " + page.console[0][:200]))


def check_axe(page, axe, what):
    if not axe or not os.path.exists(axe):
        print("skipped: axe-core is not here (make deps-report)")
        return
    with open(axe, encoding="utf-8") as source:
        page.call("Runtime.evaluate", expression=source.read())
    found = page.ask("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', "
                     "'best-practice']}).then(r => r.violations.map(v => v.id + ' at ' + "
                     "v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')))")
    check(found == [], what + " has no violation that axe-core knows" +
          ("" if not found else ": " + "; ".join(found)))


def check_numbers(page, run, modes):
    """Every cell that names a metric holds the number of summary.json."""
    cells = page.ask("[...document.querySelectorAll('td[data-metric]')].map(c => "
                     "[c.dataset.metric, c.cellIndex - 1, c.firstChild.textContent.trim()])")
    stored = []
    for mode in modes:
        with open(os.path.join(run, mode, "summary.json"), encoding="utf-8") as source:
            stored.append(json.load(source)["metrics"])
    wrong = []
    for name, column, text in cells:
        value = stored[column][name]["value"]
        if text != "-" if value is None else float(text) != value:
            wrong.append((name, column, text, value))
    check(len(cells) > 150 and wrong == [], "%d numbers are those of the archive" % len(cells) +
          ("" if not wrong else ", but " + str(wrong[:3])))


def check_rounded(page, run, modes):
    """Cells that are rounded for people: the number of summary.json to their places."""
    cells = page.ask("[...document.querySelectorAll('td[data-of]')].map(c => [c.dataset.of, "
                     "+c.dataset.scale, c.cellIndex - 1, c.firstChild.textContent])")
    stored = []
    for mode in modes:
        with open(os.path.join(run, mode, "summary.json"), encoding="utf-8") as source:
            stored.append(json.load(source)["metrics"])
    wrong = []
    for name, scale, column, text in cells:
        value = stored[column][name]["value"]
        text = text.replace(" ", "").replace("\u00a0", "")
        places = len(text.partition(".")[2])
        if text != "-" if value is None else (
                abs(float(text) - value * scale) > 0.5 * 10 ** -places + 1e-9):
            wrong.append((name, column, text, value))
    check(len(cells) > 150 and wrong == [], "%d rounded numbers are those of the archive" %
          len(cells) + ("" if not wrong else ", but " + str(wrong[:3])))


def check_links(page):
    """From a row to its place in the chart and back, by keyboard."""
    page.ask("window.link = document.querySelector('section[aria-labelledby=failsafe] a[data-at]'); link.focus()")
    at = page.ask("link.textContent")
    page.press("Enter", 13)
    page.ask("new Promise(r => setTimeout(r, 50))")
    chart = "document.querySelector(link.getAttribute('href'))"
    check(page.ask(chart + ".querySelector('output').textContent").startswith(at),
          "a pause leads to its time in the chart: " + at)
    back = page.ask("(a => a.hidden ? '' : a.textContent + a.getAttribute('href'))(" + chart +
                    ".querySelector('.plot > a'))")
    row = page.ask("'#' + link.closest('tr').id")
    check(back == "Back to the row" + row, "and the chart leads back to it")


def check_sorting(page):
    table = "document.querySelector('section[aria-labelledby=failsafe] table.list')"
    column = table + ".tHead.rows[0].cells[6]"
    read = "[...%s.tBodies[0].rows].map(r => +r.cells[6].textContent)" % table
    came = page.ask(read)
    orders = []
    for _ in range(3):
        page.ask(column + ".querySelector('button').focus()")
        page.press("Enter", 13)
        orders.append((page.ask(column + ".getAttribute('aria-sort')"), page.ask(read)))
    check(len(came) > 3 and orders == [("ascending", sorted(came)),
                                       ("descending", sorted(came, reverse=True)),
                                       ("none", came)],
          "Enter on a heading sorts its list, the third time as it was: %s" % orders[:2])


def check_keyboard(page):
    read = "document.querySelector('#figure-leverage output').textContent"
    page.ask("document.querySelector('#figure-leverage input[type=range]').focus()")
    before = page.ask(read)
    page.press("End", 35)
    after = page.ask(read)
    spoken = page.ask("document.activeElement.getAttribute('aria-valuetext')")
    check("immediate" in before and "24h" in before and before != after and spoken == after,
          "keys move the reading: " + after)
    others = page.ask("[...document.querySelectorAll('.plot output')].map(o => "
                      "o.textContent.slice(0, 23))")
    check(len(others) > 2 and len(set(others)) == 1, "all charts read the same time")
    page.press("Home", 36)
    check(page.ask(read) == before, "and back")


def check_modes(page):
    """Where uPlot is part of the page: switching a mode off is seen by every chart."""
    boxes = page.ask("document.querySelectorAll('.plot input[type=checkbox]').length")
    if not boxes:
        print("skipped: ballast was built without uPlot (make deps-report)")
        return
    page.ask("document.querySelector('.plot input[type=checkbox]').click()")
    off = page.ask("[...document.querySelectorAll('fieldset')].every("
                   "f => !f.querySelector('input').checked)")
    check(off, "a mode that is switched off is off in every chart")
    check(page.ask("document.querySelectorAll('.uplot canvas').length") > 2, "charts are drawn")


def check_structure(page, what):
    alts = page.ask("[...document.images].map(i => i.alt.length)")
    check(alts and all(20 <= n <= 300 for n in alts), what + ": every picture has words: %s" % alts)
    levels = page.ask("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    check(levels[0] == 1 and levels.count(1) == 1 and
          all(b <= a + 1 for a, b in zip(levels, levels[1:])), what + ": headings are in order")
    check(page.ask("[...document.images].every(i => i.naturalWidth > 0 || "
                   "getComputedStyle(i).display === 'none')"), what + ": every picture is drawn")
    check(page.ask("[...document.querySelectorAll('table')].every(t => t.caption && "
                   "t.querySelector('th[scope]'))"), what + ": every table has caption and scopes")


def check_narrow(page, path, what):
    page.open(path, width=390)
    check(page.ask("document.documentElement.scrollWidth") <= 390,
          what + " does not scroll sideways at 390 px")


def check_plain(page, path):
    """Without scripts, and on paper."""
    page.open(path, scripts=False)
    tree = page.call("DOM.getDocument")["root"]["nodeId"]
    shown = page.call("DOM.querySelectorAll", nodeId=tree, selector=".still img")["nodeIds"]
    boxes = [page.call("DOM.getBoxModel", nodeId=n)["model"]["height"] for n in shown]
    check(len(boxes) > 2 and min(boxes) > 100, "without scripts every picture is there")
    page.open(path)
    pages = page.print_pages().count(b"/Type /Page\n")
    check(3 <= pages <= 30, "on paper it has %d pages" % pages)
    page.call("Emulation.setEmulatedMedia", media="print")
    check(page.ask("[...document.querySelectorAll('.still img')].every(i => i.clientHeight > 100)"
                   " && [...document.querySelectorAll('.plot')].every(p => p.clientHeight === 0)"),
          "paper has the pictures, not the charts")
    page.call("Emulation.setEmulatedMedia", media="")


def check_hostile(page, ballast, folder, axe):
    run, path = os.path.join(folder, "hostile"), os.path.join(folder, "hostile.html")
    make_run(ballast, hostile_scenario(folder), run)
    make_report(ballast, run, path)
    page.open(path)
    check_quiet(page, path, "hostile names: the page")
    heading = page.ask("document.querySelector('h1').textContent")
    check(heading.startswith(HOSTILE.replace("\u202e", "U+202E")), "hostile names are text")
    check(page.ask("document.querySelectorAll('img:not(.still img), h1 *, td script, td img').length")
          == 0, "hostile names make no element")
    check(page.ask("[...document.querySelectorAll('td')].some(t => t.textContent.startsWith("
                   "'</script>'))"), "a hostile LP stands in the table of flows")
    check_axe(page, axe, "hostile names: the page")
    check_narrow(page, path, "a hostile page")


def check_many(page, ballast, folder, axe):
    """Eight modes with a limit that breaks, and the matrix of a suite."""
    modes = ["ideal", "immediate", "interval:1h", "4h", "interval:12h", "24h", "never",
             "band:10%:target"]
    run, path = os.path.join(folder, "many"), os.path.join(folder, "many.html")
    make_run(ballast, "scenarios/stress/slow-bleed.yaml", run,
             *[word for mode in modes for word in ("--mode", mode)])
    stress = os.path.join(folder, "stress.json")
    with open(stress, "w", encoding="utf-8") as out:
        subprocess.run([ballast, "stress", "scenarios/stress", "--only", "depeg", "--only",
                        "slow-bleed", "--set", "failsafe.without=[drawdown]", "--json"],
                       stdout=out, check=False)
    make_report(ballast, run, path, "--stress", stress)
    page.open(path)
    check_quiet(page, path, "eight modes: the page")
    check_structure(page, "eight modes: the page")
    check_axe(page, axe, "eight modes: the page")
    heads = page.ask("[...document.querySelector('table').tHead.rows[0].cells].map("
                     "c => c.textContent).slice(1)")
    check(heads == modes, "modes stand in the order they were asked for")
    broken = page.ask("document.querySelectorAll('.verdict.broken').length")
    check(broken >= 7, "a broken limit is said of each mode: %d" % broken)
    cells = page.ask("[...document.querySelectorAll('section[aria-labelledby=stress] td')].map("
                     "c => c.textContent)")
    check("FAIL" in cells and "ok" in cells, "the matrix says what holds and what does not")
    check_narrow(page, path, "a page of eight modes")


def main():
    ballast, axe = os.path.abspath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    program = shutil.which("chromium")
    if not program:
        print("skipped: chromium is not installed")
        return 0
    folder = tempfile.mkdtemp(prefix="ballast-report-test-")
    page = Browser(program)
    try:
        run, path = os.path.join(folder, "run"), os.path.join(folder, "report.html")
        make_run(ballast, "scenarios/crash.yaml", run)
        make_report(ballast, run, path)
        page.open(path)
        check_quiet(page, path, "the page")
        check_structure(page, "the page")
        check_axe(page, axe, "the page")
        check_numbers(page, run, ("immediate", "4h", "24h"))
        check_rounded(page, run, ("immediate", "4h", "24h"))
        check_keyboard(page)
        check_links(page)
        check_sorting(page)
        check_modes(page)
        check_quiet(page, path, "after use the page")
        check_narrow(page, path, "the page")
        check_plain(page, path)
        plain = os.path.join(folder, "plain.html")
        make_report(ballast, run, plain, "--no-interactive")
        page.open(plain)
        check_quiet(page, plain, "without uPlot the page")
        check_structure(page, "without uPlot the page")
        check_keyboard(page)
        check_axe(page, axe, "without uPlot the page")
        lending, path = os.path.join(folder, "lending"), os.path.join(folder, "lending.html")
        make_run(ballast, "scenarios/lending-calm.yaml", lending)
        make_report(ballast, lending, path)
        page.open(path)
        check_quiet(page, path, "a lending vault: the page")
        check_structure(page, "a lending vault: the page")
        check_axe(page, axe, "a lending vault: the page")
        check_narrow(page, path, "a lending vault: the page")
        check_many(page, ballast, folder, axe)
        check_hostile(page, ballast, folder, axe)
    finally:
        page.close()
        shutil.rmtree(folder, ignore_errors=True)
    print("%d failed" % failed)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
