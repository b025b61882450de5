#!/bin/sh
# The include check: ROOT's rooms include only what the arrows allow, each library's header stands in one .c only,
# a .c starts with its own header and ends with gate/base/banned.h. A line a fault; exit 1 if there is one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"

find gate adapters rules -name '*.[ch]' 2>/dev/null | sort | xargs -r awk -f "$here/rooms.awk" -f "$here/includes.awk" \
    -v exceptions="$here/banned.exceptions"
