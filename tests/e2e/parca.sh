#!/bin/sh
# Profiles by version label from a real Parca: CPU profiles of GateBench's shop, of three versions with twelve pods each, are
# pushed as they are, and `flamegate check` takes them from there.
#
# parca.sh PROGRAM
#
# An innocent version passes, a slowed one is red with the right function, a limit too fine for so few samples is no verdict.
# The numbers are those of the same files read directly: every line of the JSON report but names and times.
# Without a period in the policy the verdict and the numbers are the same.
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
shop=${FLAMEGATE_SHARED:-$here/../../../shared}/gatebench/train/shop

skip() {
    echo "skipped: $1"
    exit 77
}
[ -d "$shop" ] || skip "GateBench is not there ($shop)"
command -v curl >/dev/null 2>&1 || skip "curl is not installed"
parca=$(sh "$here/parca_build.sh") || {
    code=$?
    echo "$parca"
    exit "$code"
}

work=$(mktemp -d)
pid=
stop() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    [ -z "$pid" ] || wait "$pid" 2>/dev/null || true
    pid=
}
trap 'stop; rm -rf "$work"' EXIT INT TERM
port=$((20000 + $$ % 20000))
url=http://127.0.0.1:$port
cd "$work"
printf 'object_storage:\n  bucket:\n    type: FILESYSTEM\n    config:\n      directory: ./data\n' >parca.yaml
"$parca" --config-path=parca.yaml --http-address="127.0.0.1:$port" --debuginfod-upstream-servers= \
    --debuginfo-cache-dir=./cache --storage-path=./store --profile-share-server=127.0.0.1:1 >parca.log 2>&1 &
pid=$!
tries=0
until curl -sf "$url/api/profiles/types" >/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || {
        echo "Parca does not answer"
        tail -n 3 parca.log
        exit 1
    }
    sleep 0.1
done

# word FILE KEY: the text under that key of a meta.json
word() {
    sed -n "s/^ *\"$2\": *\"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" "$1" | head -n 1
}

# push VERSION VARIANT: its first twelve runs, each a pod; what they are is kept in runs.VERSION
push() {
    for run in 01 02 03 04 05 06 07 08 09 10 11 12; do
        meta=$shop/$2/$run/meta.json
        pod=$(word "$meta" instance)
        {
            printf '{"normalized":true,"series":[{"labels":{"labels":[{"name":"__name__","value":"process_cpu"},'
            printf '{"name":"service_name","value":"shop"},{"name":"version","value":"%s"},' "$1"
            printf '{"name":"pod","value":"%s"}]},"samples":[{"rawProfile":"' "$pod"
            base64 -w0 "$shop/$2/$run/cpu.pb.gz"
            printf '"}]}]}'
        } >push.json
        answer=$(curl -s -X POST "$url/api/profiles/writeraw" -d @push.json)
        [ "$answer" = '{}' ] || {
            echo "Parca does not take $meta: $answer"
            exit 1
        }
        echo "$pod $(word "$meta" requests) $shop/$2/$run/cpu.pb.gz" >>"runs.$1"
    done
}
push v1 base
push v2 base2
push v3 leaf_big

# policy NAME LIMIT MORE...: lines of `store` behind the usual ones
policy() {
    name=$1
    limit=$2
    shift 2
    {
        printf 'version: 1\nservice: shop\nstore:\n  parca: {url: "%s"}\n' "$url"
        printf '%s\n' "  select: '{service_name=\"\$service\", version=\"\$version\"}'" '  window: {length: 15m}' \
            '  period: 10ms' "$@"
        printf 'requests: option\nrules:\n  - {id: any, match: {any: true}, fail_over: [%s]}\n' "$limit"
    } >"$name.yaml"
    sed '/^store:/,/^  period:/d; /^  replicas:/d' "$name.yaml" >"$name-files.yaml"
}

# check NAME CODE WORDS ARGUMENTS...
check() {
    name=$1
    wanted=$2
    words=$3
    shift 3
    code=0
    "$program" check -c "$name.yaml" --format "json=$name.json" --format console "$@" >"$name.out" 2>"$name.err" || code=$?
    if [ "$code" -ne "$wanted" ] || ! cat "$name.out" "$name.err" | tr -s ' \n' '  ' | grep -q "$words"; then
        echo "$name: exit code $code, wanted $wanted with '$words'"
        cat "$name.out" "$name.err"
        exit 1
    fi
}

# take VERSION NAME FOLDER: the files of the pods that run NAME took of VERSION; prints their requests
take() {
    mkdir -p "$3"
    sum=0
    for pod in $(sed -n "s/.*$1: [0-9]* replicas* by 'pod': //p" "$2.err" | tr -d ','); do
        cp "$(sed -n "s/^$pod [0-9]* //p" "runs.$1")" "$3/$pod.pb.gz"
        sum=$((sum + $(sed -n "s/^$pod \([0-9]*\) .*/\1/p" "runs.$1")))
    done
    echo "$sum"
}

# What must be the same: all but names, places and times, in whatever order the replicas are.
numbers() {
    grep -vE '"(name|instance|start|end|version|policy|advice|reason|path|largest)":' "$1" |
        sed 's/,$//; s/([a-z0-9., ]*runtime[^)]*)//' | sort
}

# compare NAME CANDIDATE CODE WORDS: from the store, then from the same files
compare() {
    check "$1" 3 . --at 2026-11-21T12:30:00Z --baseline v1 --candidate "$2" # no requests: only to see who was there
    base=$(take v1 "$1" "$1-base")
    candidate=$(take "$2" "$1" "$1-candidate")
    check "$1" "$3" "$4" --at 2026-11-21T12:30:00Z --baseline v1 --candidate "$2" \
        --requests-baseline "$base" --requests-candidate "$candidate"
    check "$1-files" "$3" "$4" "$1-base" "$1-candidate" --requests-baseline "$base" --requests-candidate "$candidate"
    numbers "$1.json" >"$1.numbers"
    numbers "$1-files.json" >"$1-files.numbers"
    diff "$1.numbers" "$1-files.numbers" || {
        echo "$1: the numbers from Parca (<) are not those of the files (>)"
        exit 1
    }
}

policy pass '{of_itself: 100%, of_total: 25%}' '  replicas: {by: pod}'
compare pass v2 0 '^PASS'
policy red '{of_itself: 20%, of_total: 3%}' '  replicas: {by: pod}'
compare red v3 1 "'shop/catalog.levenshtein' costs"

# Without a period the values tell it, and with it the same as if it were given.
sed '/^  period:/d' red.yaml >untold.yaml
check untold 1 'one for each 10ms, the greatest common divisor of all values' --at 2026-11-21T12:30:00Z --baseline v1 \
    --candidate v3 --requests-baseline "$base" --requests-candidate "$candidate"
but_notes() {
    grep -vE '"notes":|nobody says how many samples|^ *\]$' "$1"
}
numbers untold.json >untold.numbers
but_notes untold.numbers >untold.rest
but_notes red.numbers | diff - untold.rest || {
    echo "untold: the numbers without a period (>) are not those with one (<)"
    exit 1
}

policy fine '{of_itself: 2%, of_total: 0.01%}' '  replicas: {by: pod}'
compare fine v2 3 '^INCONCLUSIVE'

# Pieces of the window instead of pods, and fewer pods than there are.
requests='--requests-baseline 150000 --requests-candidate 150000'
policy pieces '{of_itself: 400%, of_total: 100%}' '  replicas: {windows: 5}'
# shellcheck disable=SC2086 # options
check pieces 0 'no profile in the piece from' --at 2026-11-21T12:30:00Z --baseline v1 --candidate v2 $requests
policy few '{of_itself: 400%, of_total: 100%}' '  replicas: {by: pod, at_most: 3}'
# shellcheck disable=SC2086
check few 0 '3 of [0-9]* replicas, chosen by the hash' --at 2026-11-21T12:30:00Z --baseline v1 --candidate v2 $requests

# A version that is not there yet is waited for, and judged once there is enough of it.
policy wait '{of_itself: 100%, of_total: 25%}' '  replicas: {by: pod}'
(
    sleep 2
    push v4 base2
) &
# shellcheck disable=SC2086
check wait 0 "knows no version 'v4' of late.*; looking again at .*PASS" --wait-for-samples 60s --poll 1s --baseline v1 \
    --candidate v4 --format console=/dev/stderr $requests
wait $!

# What is not there.
check red 3 "no version 'v33' of late; did you mean 'v3'" --at 2026-11-21T12:30:00Z --baseline v1 --candidate v33
check red 3 "has no profiles of the type 'allocs'" --at 2026-11-21T12:30:00Z --baseline v1 --candidate v3 --profile allocs
stop
check red 4 'nobody accepts a connection there' --at 2026-11-21T12:30:00Z --baseline v1 --candidate v3

echo "${parca##*/}: pass, regression, inconclusive; $(wc -l <red.numbers) numbers of the report as from the files"
