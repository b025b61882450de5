#!/bin/sh
# examples/pgo as printed, with shorter runs: the Go program is really built both ways, and the promise is kept. The same
# profiles the other way round break it.
#
# pgo.sh PROGRAM
set -eu
program=$1
examples=$(cd "$(dirname "$0")/../../examples" && pwd)
command -v go >/dev/null 2>&1 || {
    echo "skipped: there is no Go toolchain to build the program with"
    exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
mkdir "$work/bin"
ln -s "$program" "$work/bin/flamegate"
export PATH="$work/bin:$PATH" GOPROXY=off GOTOOLCHAIN=local RUNS=8 RUN_FOR=1s
cd "$work"

status=0
sh "$examples/pgo/pgo.sh" >out 2>&1 || status=$?
if [ "$status" != 0 ] || ! grep -q '"promise": "kept"' pgo/flamegate-out/report.json; then
    cat out
    echo "exit code $status, not 0 and a promise that was kept"
    exit 1
fi
grep '^  total ' out

cd pgo/profiles
mv base kept
mv candidate base
mv kept candidate
cd ..
status=0
flamegate check --candidate candidate --out flamegate-out >out 2>&1 || status=$?
if [ "$status" != 1 ] || ! grep -q '"promise": "broken"' flamegate-out/report.json; then
    cat out
    echo "exit code $status, not 1 and a promise that was broken"
    exit 1
fi
echo "profile-guided optimisation: a promise kept, a promise broken"
