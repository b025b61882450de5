#!/usr/bin/env python3
"""The tables of docs/verdict.md, made from what the benches measured.

    bench_verdict --full --json recorded.json     (or in parts, --only)
    bench_worlds --full --json worlds.json        (or in parts, --only)
    tests/bench/figures.py --gather recorded a.json b.json ..    puts the parts together as tests/bench/figures/recorded.json
    tests/bench/figures.py --gather worlds c.json d.json ..      the same of worlds.json
    tests/bench/figures.py                                       rewrites the tables
    tests/bench/figures.py --check                               exits 1 if they are not what it would write

A table stands between <!-- figures: NAME --> and <!-- end -->; nothing in between is written by hand.
"""
import json
import math
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = os.path.join(HERE, "../../docs/verdict.md")

WORDS = {
    "base": "the same binary", "base2": "a rebuild", "rename": "other names", "inline": "other inlining",
    "refactor": "moved code", "improve": "a faster algorithm", "mix": "another traffic mix",
    "noisy": "a noisy neighbour", "ratehalf": "half the traffic", "rate2x": "twice the traffic",
    "leaf_big": "a leaf function, +7.9 %", "leaf_mid": "the same, +2.9 %", "leaf_small": "the same, +3.1 %",
    "regexp": "regular expressions compiled at each call, +10 %", "calls": "called twice, +1.5 %",
    "newfunc": "a new function, +1.3 %", "alloc": "a buffer too large", "lock": "a lock held too long",
    "leak": "entries kept", "hires-base": "the same binary", "hires-leaf_small": "a leaf function, +3.7 %",
    "async-base": "the same binary", "async-leaf-slower": "a leaf function, +3.1 %",
}


def read(kind, key):
    with open(os.path.join(HERE, "figures", kind + ".json"), encoding="utf-8") as file:
        return json.load(file)[key]


def gather(kind, paths):
    """Families of recorded runs are pooled anew below, from all cells."""
    out = {"cells": [], "families": []}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            part = json.load(file)
        out["cells"] += part["cells"]
        out["families"] += part["families"] if kind == "worlds" else []
    with open(os.path.join(HERE, "figures", kind + ".json"), "w", encoding="utf-8") as file:
        lists = ['"%s": [%s]' % (k, ",".join("\n  " + json.dumps(x) for x in v)) for k, v in out.items()]
        file.write("{" + ", ".join(lists) + "}\n")


def digits(value):
    text = ("%.4f" if value < .01 else "%.3f") % value
    return {"1.000": "1", "0.0000": "0"}.get(text, text.lstrip("0"))


def rate(value):
    """[hits, of, low, high] as text."""
    if value is None:
        return "-"
    hits, of, low, high = value
    return "%s [%s, %s]" % (digits(hits / of), digits(low), digits(high))


def row(cells):
    return "| " + " | ".join(cells) + " |"


def table(head, rows):
    return [row(head), row(["---"] * len(head))] + [row(r) for r in rows]


def recorded(service, profiles, paired, hires=False):
    """One line a variant, one column a number of runs: how often red, and PASS."""
    lines = []
    cells = [c for c in read("recorded", "cells")
             if c["service"] == service and c["profile"] in profiles and c["paired"] == paired
             and c["variant"].startswith("hires-") == hires]
    sizes = sorted({c["m"] for c in cells})
    for profile in profiles:
        of_profile = [c for c in cells if c["profile"] == profile]
        for variant in sorted({c["variant"] for c in of_profile}, key=list(WORDS).index):
            mine = {c["m"]: c for c in of_profile if c["variant"] == variant}
            expected = next(iter(mine.values()))["expected"]
            line = [variant if len(profiles) == 1 else profile + ", " + variant, WORDS[variant],
                    "-" if expected == "either" else expected]
            line += ["%s / %s" % (rate(mine[m]["red"]), rate(mine[m]["pass"])) if m in mine else "" for m in sizes]
            hits, of = total(mine.values(), "right_first")
            line.append("%d of %d" % (hits, of) if of and expected == "regression" else "")
            lines.append(line)
    draws = sorted({c["draws"] for c in cells})
    head = ["variant", "what it is", "right is"] + ["m = %d: red / PASS" % m for m in sizes]
    return ["%s draws a cell." % " or ".join(map(str, draws)), ""] + table(head + ["right function first"], lines)


def pooled():
    """Cells by what was done to the code, as tests/bench/families.h pools them: a list of lists."""
    out = {}
    for c in read("recorded", "cells"):
        if c["expected"] in ("pass", "regression"):
            out.setdefault((c["service"], c["profile"], c["paired"], c["change"], c["m"]), []).append(c)
    return out


def total(cells, key):
    return sum(c[key][0] for c in cells if key in c), sum(c[key][1] for c in cells if key in c)


def disjoint_interval(cells, hits, of):
    """As if seen only in draws without a common run."""
    runs = min(sum(min(c["disjoint"], c["draws"]) for c in cells), cells[0]["disjoint_base"], of)
    return runs, wilson(round(runs * hits / of), runs) if runs else [0, 1]


def state(null, cells):
    """OK, open (beyond its goal, but perhaps by chance) or MISSED, and what of the cells at twice the limit."""
    red = total(cells, "red")
    if null:
        low = disjoint_interval(cells, *red)[1][0]
        return "MISSED" if low > .01 else "open" if red[0] > .01 * red[1] else "OK"
    twice = [c for c in cells if c.get("growth", 1) >= 2 * c.get("limit", 0)]
    shown, first = total(twice, "red_where_it_should_show"), total(cells, "right_first")
    worst = "OK"
    for hits, of in (shown, first):
        if of and hits < .95 * of:
            missed = disjoint_interval(cells, hits, of)[1][1] < .95
            worst = "MISSED" if missed or worst == "MISSED" else "open"
    return worst


def goals():
    """Every family that has a goal; those that are missed say so."""
    lines = []
    for (service, profile, paired, change, m), cells in pooled().items():
        null = cells[0]["expected"] == "pass"
        red = total(cells, "red")
        runs, (low, high) = disjoint_interval(cells, *red)
        twice = [c for c in cells if c.get("growth", 1) >= 2 * c.get("limit", 0)]
        shown, first = total(twice, "red_where_it_should_show"), total(cells, "right_first")
        lines.append(["%s, %s, %s%s" % (service, profile, change, ", pairs" if paired else ""), str(m), str(red[1]),
                      str(runs), "%s [%s, %s]" % (digits(red[0] / red[1]), digits(low), digits(high)),
                      "" if null or not shown[1] else "%d of %d" % shown, "" if null or not first[1] else "%d of %d" % first,
                      state(null, cells)])
    return table(["family", "m", "draws", "disjoint", "red [95 %, over disjoint draws]",
                  "red where twice the limit should show", "right function first", "goal"], lines)


def forecasts():
    """What the gate forecast for more replicas, tried."""
    kept, promised = {}, {}
    for cell in read("recorded", "cells"):
        if "forecast_kept" not in cell:
            continue
        key = (cell["service"], cell["profile"], cell["paired"])
        kept[key] = kept.get(key, 0) + cell["forecast_kept"][0]
        promised[key] = promised.get(key, 0) + cell["forecast_kept"][1]
    lines = []
    for key in promised:
        hits, of = kept[key], promised[key]
        lines.append(["%s, %s%s" % (key[0], key[1], ", pairs" if key[2] else ""), str(of),
                      rate([hits, of] + wilson(hits, of))])
    return table(["service, profile", "forecasts tried", "PASS came"], lines)


def wilson(hits, of):
    z = 1.959963984540054
    p, scale = hits / of, 1 + z * z / of
    center, half = (p + z * z / (2 * of)) / scale, z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / scale
    return [max(center - half, 0), min(center + half, 1)]


def goal(cell):
    if cell.get("at_most", 1) < 1e-6:
        return "none"
    if "at_least" in cell and "at_most" in cell:
        return "%g to %g" % (cell["at_least"], cell["at_most"])
    if "at_least" in cell:
        return "at least %.3g" % cell["at_least"]
    return "at most %.3g" % cell["at_most"] if "at_most" in cell else "-"


def world_row(cell):
    fraction = "%s [%s, %s]" % (digits(cell["hits"] / cell["gates"]), digits(cell["interval"][0]),
                                digits(cell["interval"][1])) if cell["gates"] else "-"
    return [cell["world"], cell["cell"], cell["what"], str(cell["gates"]), fraction, goal(cell),
            cell["reference"] or "-", cell["state"]]


WORLD_HEAD = ["world", "cell", "rate of", "gates", "rate [95 %]", "goal", "reference", ""]


def worlds():
    return table(WORLD_HEAD, [world_row(c) for c in read("worlds", "cells")])


def families_of_worlds():
    return table(WORLD_HEAD, [world_row(c) for c in read("worlds", "families")])


TABLES = {
    "shop cpu": lambda: recorded("shop", ["cpu"], False),
    "shop cpu pairs": lambda: recorded("shop", ["cpu"], True),
    "shop hires": lambda: recorded("shop", ["cpu"], False, True),
    "shop others": lambda: recorded("shop", ["allocs", "heap", "mutex", "block"], False),
    "ledger": lambda: recorded("ledger", ["samples"], False),
    "goals": goals,
    "forecasts": forecasts,
    "worlds": worlds,
    "families of worlds": families_of_worlds,
}


def rewritten(text):
    out, inside = [], False
    for line in text.split("\n"):
        inside = inside and line != "<!-- end -->"
        if not inside:
            out.append(line)
        if line.startswith("<!-- figures: "):
            out += [""] + TABLES[line[len("<!-- figures: "):-len(" -->")]]() + [""]
            inside = True
    return "\n".join(out)


def main():
    if sys.argv[1:2] == ["--gather"]:
        gather(sys.argv[2], sys.argv[3:])
        return
    with open(PAGE, encoding="utf-8") as file:
        before = file.read()
    after = rewritten(before)
    if "--check" in sys.argv[1:]:
        if before != after:
            sys.exit("docs/verdict.md is not what tests/bench/figures.py makes of tests/bench/figures: run it")
        return
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(after)


if __name__ == "__main__":
    main()
