#!/usr/bin/env python3
"""Writes expected.tsv: what go tool pprof reads in every pprof file of the shared data.

usage: expected_by_pprof.py SHARED > expected.tsv

For each file that go tool pprof accepts: the number of samples and the sum of each sample type as -raw lists them, and
self and total of the functions with the most of each as -top prints them. Amounts are in base units (nanoseconds,
bytes). Functions are left out where the file has frames without a name, which pprof shows by address, or as <unknown>.

Made with go tool pprof of go1.26.8 linux/amd64.
"""
import os
import re
import subprocess
import sys

FACTORS = {"microseconds": 1000, "milliseconds": 10**6, "seconds": 10**9}
BASES = {"microseconds": "nanoseconds", "milliseconds": "nanoseconds", "seconds": "nanoseconds"}
SUFFIX = {"nanoseconds": "ns", "bytes": "B"}


def pprof(*arguments):
    done = subprocess.run(
        ["go", "tool", "pprof", "-symbolize=none", *arguments], capture_output=True, check=False, text=True, errors="replace"
    )
    return done.stdout if done.returncode == 0 else None


def is_pprof(path):
    with open(path, "rb") as file:
        head = file.read(4)
    return head[:2] == b"\x1f\x8b" or (len(head) > 1 and head[0] == 0x0A and head[1] < 0x20)


def files_of(shared):
    index = os.path.join(shared, "corpus", "INDEX.tsv")
    with open(index, encoding="utf-8") as rows:
        for row in rows:
            fields = row.rstrip("\n").split("\t")
            if fields[4] == "gz:pprof":
                yield "corpus/" + fields[0]
    for folder in ("samples/go", "samples/pprof-nodejs", "samples/gperftools", "samples/stores"):
        for root, folders, names in os.walk(os.path.join(shared, folder)):
            folders.sort()
            for name in sorted(names):
                path = os.path.join(root, name)
                if name.endswith((".pb.gz", ".body")) and is_pprof(path):
                    yield os.path.relpath(path, shared)


def samples_of(raw):
    lines = raw.split("\n")
    start = lines.index("Samples:")
    types = [one.split("[")[0].split("/", 1) for one in lines[start + 1].split()]
    rows = []
    for line in lines[start + 2 :]:
        if line == "Locations":
            break
        found = re.match(r"\s*((?:-?\d+\s+)*-?\d+): [\d ]*$", line)
        if found:
            rows.append([int(value) for value in found.group(1).split()])
    return types, rows


def has_names(raw):
    lines = raw.split("Locations\n", 1)[1].split("Mappings\n", 1)[0].split("\n")
    return all(re.search(r" s=-?\d+", line) for line in lines if re.match(r"\s*\d+: 0x", line))


def functions_of(path, index, unit):
    options = ["-top", f"-sample_index={index}", "-nodecount=1000000", "-nodefraction=0", "-edgefraction=0"]
    if unit in SUFFIX:
        options.append("-unit=" + unit)
    found = []
    for line in (pprof(*options, path) or "").split("\n"):
        match = re.match(r"\s*(\S+)\s+\S+%\s+\S+%\s+(\S+)\s+\S+%  (.*)$", line)
        if match and match.group(3) != "<unknown>":
            amounts = [float(match.group(i).removesuffix(SUFFIX.get(unit, ""))) for i in (1, 2)]
            found.append((*amounts, re.sub(r" \((partial-)?inline\)$", "", match.group(3))))
    return found


def top(functions, count):
    by_self = sorted(functions, key=lambda one: (-abs(one[0]), one[2]))[:count]
    by_total = sorted(functions, key=lambda one: (-abs(one[1]), one[2]))[:count]
    return sorted(set(by_self + by_total), key=lambda one: (-abs(one[1]), one[2]))


def main(shared):
    for path in files_of(shared):
        full = os.path.join(shared, path)
        raw = pprof("-raw", full)
        if raw is None:
            continue
        types, rows = samples_of(raw)
        print("file", path, len(rows), sep="\t")
        for index, (name, unit) in enumerate(types):
            factor = FACTORS.get(unit, 1)
            base = BASES.get(unit, unit)
            print("type", name, base, sum(row[index] for row in rows) * factor, sep="\t")
            if not has_names(raw):
                continue
            for own, total, function in top(functions_of(full, index, base), 3 if "/pairs/" in path else 12):
                print("function", f"{own:.0f}", f"{total:.0f}", function, sep="\t")


main(sys.argv[1])
