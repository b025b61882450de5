#!/bin/sh
# valgrind.sh FLAMEGATE SCRATCH: the demo's comparison under valgrind: no bad access, nothing lost.
set -eu
flamegate=$1
scratch=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
if ! command -v valgrind >/dev/null 2>&1; then
    echo "skipped: no valgrind here"
    exit 77
fi
if ldd "$flamegate" | grep -q libasan; then
    echo "skipped: valgrind cannot run what AddressSanitizer watches"
    exit 77
fi
rm -rf "$scratch"
mkdir -p "$scratch"
status=0
valgrind -q --leak-check=full --show-leak-kinds=all --error-exitcode=99 "$flamegate" check --builtin \
    "$root/examples/shop/profiles/v1" "$root/examples/shop/profiles/v2" --out "$scratch" >"$scratch/stdout" \
    2>"$scratch/stderr" || status=$?
cat "$scratch/stderr"
[ "$status" = 1 ]
