#!/bin/sh
# The word check: names of the C library that one place alone may use (tests/style/words.rules). Comments and strings do
# not count. A line a fault; exit 1 if there is one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"

find gate adapters rules -name '*.[ch]' 2>/dev/null | sort | xargs -r awk -f "$here/code_only.awk" \
    -f "$here/words.awk" -v rules="$here/words.rules"
