#!/bin/sh
# examples/capture/interleaved.sh for real, on a small Go program (tests/e2e/interleaved) in two versions: as a benchmark,
# unchanged code passes and a slowed function is named; a command and a server under load are captured too.
#
# interleaved.sh PROGRAM
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

command -v go >/dev/null 2>&1 || {
    echo "skipped: there is no Go toolchain to build the program with"
    exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work"
export GOPROXY=off GOTOOLCHAIN=local GOFLAGS=-mod=mod

cp -R "$here/interleaved" base
cp -R base same
cp -R base slow
sed -i.old 's/checksumRounds = 60/checksumRounds = 180/' slow/main.go
if cmp -s base/main.go slow/main.go; then
    echo "nothing was slowed"
    exit 1
fi
for side in base same slow; do
    (cd $side && go build -o app .)
done

capture() { # OUT CANDIDATE RUNS HOW...
    out=$1
    candidate=$2
    runs=$3
    shift 3
    sh "$root/examples/capture/interleaved.sh" --base base --candidate "$candidate" --runs "$runs" --out "$out" "$@"
}

# check OUT CODE VERDICT [WORDS]: the gate's answer to what was captured. The limits are wide, since a test may run on a
# machine that has other things to do.
cat >flamegate.yaml <<'END'
version: 1
profiles:
  cpu: {type: cpu}
rules:
  - {id: total, profile: cpu, match: {total: true}, fail_over: [{of_itself: 60%}]}
  - {id: hot, profile: cpu, match: {function: ["interleaved.*"]}, fail_over: [{of_itself: 60%, of_total: 15%}]}
END
check() {
    status=0
    "$program" check -c flamegate.yaml "$1/base" "$1/candidate" >console 2>&1 || status=$?
    cat console
    if [ "$status" != "$2" ] || ! grep -q "^$3" console || ! grep -qF -- "${4:-$3}" console; then
        echo "$1: exit code $status, but $2, $3 and '${4:-}' were expected"
        exit 1
    fi
}

capture unchanged same 8 --go-test . --bench Answer --iterations 10000
check unchanged 0 PASS
capture slowed slow 8 --go-test . --bench Answer --iterations 10000
check slowed 1 REGRESSION "'interleaved.checksum' costs"
# Paired captures: the drift of the machine is no part of the comparison.
grep -q 'taken in pairs' console

capture command slow 2 -- ./app -requests 10000
# Any free port will do.
port=$((20000 + $$ % 20000))
address=http://127.0.0.1:$port
capture load slow 1 --serve "./app -listen 127.0.0.1:$port" --ready "$address/healthy" \
    --profile "$address/debug/pprof/profile" --seconds 5 --load "./app -load $address/ -for 2s"
capture count slow 1 --serve "./app -listen 127.0.0.1:$port" --ready "$address/healthy" \
    --profile "$address/debug/pprof/profile" --seconds 3 --load "./app -load $address/ -for 60s" \
    --count "curl -s --noproxy '*' $address/metrics"
for out in command load count; do
    status=0
    "$program" diff "$out/base" "$out/candidate" --format json >report.json || status=$?
    # What the server spends on being asked is in its profile, and in no other.
    for function in checksum order; do
        grep -q "main.$function\|interleaved.$function" report.json || {
            echo "$out: no $function in the comparison (exit code $status)"
            exit 1
        }
    done
done

# A server that is there already would be profiled in place of the one under test.
base/app -listen "127.0.0.1:$port" &
older=$!
trap 'kill $older; rm -rf "$work"' EXIT
until curl -s --noproxy '*' -o /dev/null "$address/healthy"; do
    sleep 0.2
done
status=0
capture older slow 1 --serve "./app -listen 127.0.0.1:$port" --ready "$address/healthy" \
    --profile "$address/debug/pprof/profile" --seconds 3 --load true 2>refused || status=$?
if [ "$status" != 4 ] || ! grep -q 'something answers at' refused; then
    echo "a server that was there already: exit code $status, $(cat refused)"
    exit 1
fi
