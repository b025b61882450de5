#!/bin/sh
# The tables of ROOT/docs/verdict.md are those that tests/bench/figures.py makes: none is typed by hand.
set -eu
root=${1:-$(cd "$(dirname "$0")/../.." && pwd)}
if ! command -v python3 >/dev/null; then
    echo "skipped: python3 is not installed, so the tables of docs/verdict.md are not checked"
    exit 77
fi
PYTHONDONTWRITEBYTECODE=1 python3 "$root/tests/bench/figures.py" --check
