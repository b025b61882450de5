#!/bin/sh
# Live pprof endpoints: a small Go service (tests/e2e/live) in two versions, captured in turn by `flamegate check`.
#
# live.sh PROGRAM
#
# The same version twice is no regression; a slowed function is named; a profiler that is in use is waited for.
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)

command -v go >/dev/null 2>&1 || {
    echo "skipped: there is no Go toolchain to build the service with"
    exit 77
}
work=$(mktemp -d)
pids=
# shellcheck disable=SC2086 # a list of numbers
trap 'kill $pids 2>/dev/null; rm -rf "$work"' EXIT INT TERM

(cd "$here/live" && GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local go build -o "$work/live" .)

# start NAME ARGUMENTS...: the address goes to $work/NAME
start() {
    name=$1
    shift
    "$work/live" "$@" >"$work/$name" &
    pids="$pids $!"
    tries=0
    until [ -s "$work/$name" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || {
            echo "the service did not start"
            exit 1
        }
        sleep 0.1
    done
}

# policy NAME BASELINE CANDIDATE LIMIT
policy() {
    cat >"$work/$1.yaml" <<END
version: 1
service: live
store:
  endpoints:
    baseline: "http://$(cat "$work/$2")"
    candidate: "http://$(cat "$work/$3")"
    pull: 2s
    rounds: 4
    metrics: /metrics
    counter: live_requests_total
    audit: audit.jsonl
rules:
  - {id: hot, match: {function: ["main.checksum"]}, fail_over: [{of_itself: $4}]}
END
}

# expect NAME CODE: runs the policy and wants that exit code
expect() {
    code=0
    "$program" check -c "$work/$1.yaml" --format "json=$work/$1.json" --format console >"$work/$1.out" 2>"$work/$1.err" ||
        code=$?
    if [ "$code" -ne "$2" ]; then
        echo "$1: exit code $code, wanted $2"
        cat "$work/$1.out" "$work/$1.err"
        exit 1
    fi
}

start old -rate 2500
start same -rate 2500
start slow -rate 2500 -slow 4
start idle -idle

policy same old same 300%
expect same 0
policy slow old slow 50%
expect slow 1
grep -q 'main.checksum' "$work/slow.out"
grep -q "the processes' own counters" "$work/slow.out"

# An idle process is no evidence.
policy idle old idle 100%
expect idle 3

# Another profiler holds the process for a while.
curl -s -o /dev/null "http://$(cat "$work/slow")/debug/pprof/profile?seconds=3" &
sleep 0.2
expect slow 1

# Nobody is there.
cp "$work/slow.yaml" "$work/gone.yaml"
sed -i "s|$(cat "$work/slow")|127.0.0.1:9|" "$work/gone.yaml"
expect gone 4
grep -q 'nobody accepts a connection there' "$work/gone.err"

# Each pull left two lines in the audit, and nothing but profiles was asked for.
grep -c '"result": "begun"' "$work/audit.jsonl"
[ "$(grep -c '"what": "cpu"' "$work/audit.jsonl")" -eq "$(wc -l <"$work/audit.jsonl")" ]
echo "live endpoints: pass, regression, inconclusive, busy, unreachable"
