#!/bin/sh
# examples/capture/interleaved.sh without anything to measure: the order of the runs, what they leave behind, and what is
# said where it cannot go on. A command that copies a recorded profile stands for the program.
#
# interleaved_quick.sh PROGRAM
set -eu
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir base candidate

fault() {
    echo "$1"
    exit 1
}

cat >copy.sh <<'END'
echo "${PWD##*/}" >>"$LOG"
echo noise on stdout
cp "$SHOP/v1/$(printf %02d "$(wc -l <"$LOG")")/cpu.pb.gz" "$FLAMEGATE_PROFILE"
echo 31000 >"$FLAMEGATE_REQUESTS"
END
export LOG="$work/log" SHOP="$root/examples/shop/profiles"

interleaved() {
    sh "$root/examples/capture/interleaved.sh" --base base --candidate candidate "$@" >printed 2>&1
}

# refused CODE WORDS ARGUMENTS...: that exit code, those words, and nothing left but what was there before.
refused() {
    code=$1
    words=$2
    shift 2
    status=0
    find base candidate profiles other 2>/dev/null | sort >before
    interleaved "$@" || status=$?
    find base candidate profiles other 2>/dev/null | sort >after
    [ "$status" = "$code" ] || fault "exit code $status, not $code, of: $* $(cat printed)"
    grep -qF -- "$words" printed || fault "not said: $words: $(cat printed)"
    cmp -s before after || fault "left behind by $*: $(diff before after)"
}

interleaved --runs 4 -- sh "$work/copy.sh" || fault "$(cat printed)"
[ "$(tr '\n' ' ' <log)" = "base candidate candidate base base candidate candidate base " ] ||
    fault "the order is $(tr '\n' ' ' <log)"
[ "$(find profiles | wc -l)" -eq 27 ] || fault "what is left: $(find profiles | sort)"
grep -q '^captured 4 runs a side' printed || fault "$(cat printed)"
# Recorded times are read as interleaving, so the gate compares pairs.
status=0
"$program" check --builtin profiles/base profiles/candidate --format json >report.json 2>errors || status=$?
[ "$status" = 0 ] || [ "$status" = 3 ] || fault "the gate could not read it: exit code $status, $(cat errors)"
for part in '"requests": 124000' '"level": "paired"' '"replicas": 4'; do
    grep -qE "$part" report.json || fault "not in the report: $part"
done

refused 2 "'profiles/base' is there already" -- sh "$work/copy.sh"
refused 2 "--base: 'nowhere' is no folder" --base nowhere -- true
refused 2 "say how to capture" --out other
refused 2 "only one of" --out other --go-test . --iterations 5 -- true
refused 2 "needs --iterations N" --out other --go-test .
refused 2 "needs --ready URL" --out other --serve true
refused 2 "unknown option '--rnus'" --rnus 4
refused 2 "--runs takes a whole number" --out other --runs 0 -- true
refused 2 "A command goes behind --" --out other true
refused 4 "run 01 of base: the command failed" --out other -- false
refused 4 "run 01 of base: no profile was written" --out other -- true
# shellcheck disable=SC2016 # for the inner shell
refused 4 "how many requests there were is not known: it is 'many'" --out other -- \
    sh -c 'echo x >"$FLAMEGATE_PROFILE"; echo many >"$FLAMEGATE_REQUESTS"'
# A stopped capture takes its command with it, and what that has started.
# shellcheck disable=SC2016
sh "$root/examples/capture/interleaved.sh" --base base --candidate candidate --out other -- \
    sh -c 'sleep 300 & echo $! >"$LOG"; wait' 2>/dev/null &
capture=$!
rm -f log
tries=0
until [ -s log ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || fault "the command was not started"
    sleep 0.1
done
kill "$capture"
status=0
wait "$capture" || status=$?
[ "$status" = 143 ] || fault "a stopped capture exits with $status"
[ ! -e other ] || fault "a stopped capture leaves $(find other)"
left=$(cat log)
tries=0
# The dead may wait a while to be fetched.
while kill -s 0 "$left" 2>/dev/null && ! grep -qs '^State:[[:space:]]*Z' "/proc/$left/status"; do
    tries=$((tries + 1))
    [ "$tries" -lt 50 ] || fault "a stopped capture leaves its command running"
    sleep 0.1
done
