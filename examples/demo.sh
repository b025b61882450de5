#!/bin/sh
# examples/demo.sh: installs what is missing, builds flamegate, and shows it at work on real profiles: a version that was
# merely rebuilt passes, a version that got slower is stopped and the culprit named.
set -eu
cd "$(dirname "$0")/.."

sh cmake/install-dependencies.sh build </dev/null
log=build/demo-build.log
mkdir -p build
[ -x build/release/flamegate ] || echo "building, one or two minutes ($log) ..."
if ! { cmake --preset release && cmake --build --preset release; } >"$log" 2>&1 </dev/null; then
    cat "$log"
    exit 1
fi

# judge CANDIDATE EXPECTED_CODE: runs the gate as a pipeline would, and checks that it says what the demo promises.
judge() {
    out=build/demo/$1
    status=0
    printf '\n$ flamegate check -c examples/shop/flamegate.yaml --candidate %s --out %s\n\n' "$1" "$out"
    build/release/flamegate check -c examples/shop/flamegate.yaml --candidate "$1" --out "$out" || status=$?
    printf '\nexit code %s; reports in %s:' "$status" "$out"
    for report in "$out"/*; do
        printf ' %s' "${report##*/}"
    done
    printf '\n'
    if [ "$status" != "$2" ]; then
        echo "the demo expected exit code $2" >&2
        exit 1
    fi
}

echo "1. v1 built again from the same code: nothing may be stopped."
judge v1-rebuilt 0
printf '\n2. v2, in which a review compiles its regular expressions at each call: it is stopped.\n'
judge v2 1
printf '\nOpen the flame graph in a browser: %s/build/demo/v2/flamegraph.svg\n' "$PWD"
