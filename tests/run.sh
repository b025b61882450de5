#!/bin/sh
# tests/run.sh [fast|full|e2e] [PATTERN]
#
# Installs what is missing, builds, and runs the tests: full (all but e2e, the default), fast (under 20 s), or e2e
# (against real servers); of these the ones whose name matches PATTERN. At the end stand the parts that were skipped,
# each with its reason, and ctest's summary; the exit code is 0 only if nothing failed.
#
# FLAMEGATE_PRESET=sanitize runs the same under the sanitizers (any preset of CMakePresets.json with tests).
set -eu
cd "$(dirname "$0")/.."

preset=${FLAMEGATE_PRESET:-dev}
set_name=full
case ${1:-} in
fast | full | e2e)
    set_name=$1
    shift
    ;;
-h | --help)
    sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p;}' "$0"
    exit 0
    ;;
esac
pattern=${1:-.}

sh cmake/install-dependencies.sh tests </dev/null

jobs=$(nproc 2>/dev/null || echo 2)
build=build/$preset
log=$PWD/$build/Testing/run.log
mkdir -p "$build/Testing"
rm -f "$log" "$build/Testing/Temporary/LastTest.log"

# A ccache that finds no home for its files refuses to compile at all.
[ -w "${CCACHE_DIR:-${HOME:-/nonexistent}}" ] || export CCACHE_DISABLE=1

cmake --preset "$preset" >"$build/Testing/configure.log" 2>&1 </dev/null || {
    cat "$build/Testing/configure.log"
    exit 1
}
cmake --build --preset "$preset" -j "$jobs" </dev/null

case $set_name in
full) choice="-LE ^e2e\$" ;;
*) choice="-L ^$set_name\$" ;;
esac
status=0
# shellcheck disable=SC2086 # two words
ctest --preset "$preset" $choice -R "$pattern" -j "$jobs" -O "$log" </dev/null || status=$?

# A skipped part prints a line "skipped: reason"; ctest keeps the output of each test, with its name above it.
if [ -f "$build/Testing/Temporary/LastTest.log" ]; then
    awk '
        /^[0-9]+\/[0-9]+ Test: / { name = $3 }
        /^skipped: / { line = "  " name ": " substr($0, 10); if (!seen[line]++) lines[++n] = line }
        END {
            if (n > 0) print "\nSkipped:"
            for (i = 1; i <= n; i++) print lines[i]
        }' "$build/Testing/Temporary/LastTest.log"
fi
echo
grep 'tests passed' "$log" || echo "no test was run"
exit "$status"
