#!/usr/bin/env python3
"""make_pods.py PUSHED OUT: bodies of answers of Pyroscope by pod that were not recorded, in the shape of those that were.

Heap and mutex, from the profiles that were pushed behind the recorded answers (../shared/samples/stores/pushed): of one
pod and one sample type, samples summed by stack of function and line, without labels, addresses and what cannot be
above 0, with "[go.shape...]" cut out of names as the store does.

Endpoints, from no one: a service of two endpoints and two pods. /search costs twice as much as /cart, in both
versions; a tenth more or less by pod. In v2 three of four requests are searches, in v1 one of two.

Nothing but these files is written, and always the same bytes.
"""

import gzip
import struct
import sys

END = 1795263239377  # milliseconds, of the recorded answers' window


def varint(value):
    value &= (1 << 64) - 1
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def number(field, value):
    return varint(field << 3) + varint(value) if value else b""


def message(field, body):
    body = body.encode() if isinstance(body, str) else body
    return varint(field << 3 | 2) + varint(len(body)) + body


def double(field, value):
    return varint(field << 3 | 1) + struct.pack("<d", value)


def fields(data):
    at = 0

    def read():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = read()
        if key & 7 == 0:
            yield key >> 3, read()
        else:
            size = read()
            yield key >> 3, data[at : at + size]
            at += size


def numbers(data):
    """Packed or not."""
    if isinstance(data, int):
        return [data]
    out, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            out.append(value)
            value = shift = 0
    return out


def without_shapes(name):
    while "[go.shape" in name:
        start = name.index("[go.shape")
        depth, at = 0, start
        while True:
            depth += {"[": 1, "]": -1}.get(name[at], 0)
            at += 1
            if depth == 0:
                break
        name = name[:start] + name[at:]
    return name


class Profile:
    """Stacks of (name, file, line, start line), leaf first, and their values."""

    def __init__(self, data):
        texts, functions, locations, samples, self.types = [], {}, {}, [], []
        types = []
        for field, value in fields(data):
            if field == 1:
                types.append(dict(fields(value)))
            elif field == 2:
                samples.append(value)
            elif field == 4:
                locations[dict(fields(value))[1]] = [dict(fields(line)) for part, line in fields(value) if part == 4]
            elif field == 5:
                function = dict(fields(value))
                functions[function[1]] = function
            elif field == 6:
                texts.append(value.decode())
        self.types = [(texts[t[1]], texts[t[2]]) for t in types]
        self.stacks = {}
        for sample in samples:
            ids, values = [], []
            for field, value in fields(sample):
                if field == 1:
                    ids += numbers(value)
                elif field == 2:
                    values += numbers(value)
            stack = []
            for place in ids:
                for line in locations[place]:
                    f = functions[line[1]]
                    stack.append((without_shapes(texts[f[2]]), texts[f.get(4, 0)], line.get(2, 0), f.get(5, 0)))
            sums = self.stacks.setdefault(tuple(stack), [0] * len(types))
            for i, value in enumerate(values):
                sums[i] += value


def merged(stacks, sample_type, unit, period_type, period_unit, period):
    """The body of an answer: {stack: value} of one sample type."""
    texts, functions, locations = {"": 0}, {}, {}

    def text(word):
        return texts.setdefault(word, len(texts))

    body = message(1, number(1, text(sample_type)) + number(2, text(unit)))
    for stack, value in sorted(stacks.items()):
        if value <= 0:
            continue
        ids = b""
        for name, file, line, start in stack:
            function = functions.setdefault((name, file, start), len(functions) + 1)
            ids += varint(locations.setdefault((function, line), len(locations) + 1))
        body += message(2, message(1, ids) + message(2, varint(value)))
    body += message(3, number(1, 1) + number(7, 1) + number(8, 1) + number(9, 1))
    for (function, line), place in locations.items():
        body += message(4, number(1, place) + number(2, 1) + message(4, number(1, function) + number(2, line)))
    for (name, file, start), function in functions.items():
        body += message(5, number(1, function) + number(2, text(name)) + number(3, text(name)) + number(4, text(file)) + number(5, start))
    tail = number(9, END * 1000000) + message(11, number(1, text(period_type)) + number(2, text(period_unit)))
    tail += number(12, period) + number(14, text(sample_type))
    return body + b"".join(message(6, word) for word in texts) + tail


def sums(series):
    """The body of SelectSeries: [({label: value}, total)]."""
    out = b""
    for labels, total in series:
        pairs = b"".join(message(1, message(1, name) + message(2, value)) for name, value in sorted(labels.items()))
        out += message(1, pairs + message(2, double(1, total) + number(2, END)))
    return out


def write(name, body):
    with open(f"{out_folder}/made-pyroscope-{name}.body", "wb") as file:
        file.write(body)


def make_pods(kind, summed, period_type, period_unit, period):
    for version in ("v1", "v2"):
        totals = {}
        for pod in (1, 2, 3):
            with gzip.open(f"{pushed}/{version}-pod{pod}.{kind}.pb.gz") as file:
                profile = Profile(file.read())
            for i, (sample_type, unit) in enumerate(profile.types):
                stacks = {stack: values[i] for stack, values in profile.stacks.items()}
                totals.setdefault(sample_type, []).append(({"pod": f"shop-{version}-{pod}"}, sum(stacks.values())))
                body = merged(stacks, sample_type, unit, period_type, period_unit, period)
                write(f"merge-{sample_type}-{version}-pod{pod}", body)
        for sample_type in summed:
            write(f"sums-{sample_type}-pod-{version}", sums(totals[sample_type]))


# Functions of an endpoint, and of how many of 100 samples each is the leaf.
SEARCH = [("main.rank", 50), ("main.tokenize", 30), ("main.search", 20)]
CART = [("main.price", 70), ("main.cart", 30)]


def make_endpoints():
    for version, searches in (("v1", 1000), ("v2", 1500)):
        series = []
        for pod, more in ((1, 1.0), (2, 1.1)):
            for endpoint, functions, count in (
                ("search", SEARCH, round(searches * more)),
                ("cart", CART, round((2000 - searches) * more / 2)),
            ):
                stacks = {}
                for name, share in functions:
                    middle = () if name == f"main.{endpoint}" else ((f"main.{endpoint}", "main.go", 20, 10),)
                    stack = ((name, "main.go", 30, 25),) + middle + (("main.serve", "main.go", 9, 5),)
                    stacks[stack] = count * share // 100
                labels = {"pod": f"shop-{version}-{pod}", "endpoint": f"/{endpoint}"}
                series.append((labels, 1e7 * sum(stacks.values())))
                place = f"{version}-pod{pod}-{endpoint}"
                cpu = {stack: 10000000 * value for stack, value in stacks.items()}
                write(f"merge-cpu-{place}", merged(cpu, "cpu", "nanoseconds", "cpu", "nanoseconds", 1000000000))
                write(f"merge-samples-{place}", merged(stacks, "samples", "count", "cpu", "nanoseconds", 1000000000))
        write(f"sums-cpu-endpoints-{version}", sums(series))


pushed, out_folder = sys.argv[1:]
make_pods("mutex", ["delay"], "contentions", "count", 1)
make_pods("heap", ["alloc_space", "inuse_space"], "space", "bytes", 524288)
make_endpoints()
