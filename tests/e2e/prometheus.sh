#!/bin/sh
# Requests as a real Prometheus counts them: a small Go service (tests/e2e/live) in two versions of two pods each, which
# Prometheus scrapes every second; CPU profiles of it, taken into run folders; `flamegate check` of these with the policy's
# query.
#
# prometheus.sh PROGRAM
#
# The same version twice passes; a slowed function is named; a version that nobody counted, a query that gives several
# series, and a Prometheus that warns of missing data are no verdict; a query that it cannot parse is an error.
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)

skip() {
    echo "skipped: $1"
    exit 77
}
command -v go >/dev/null 2>&1 || skip "there is no Go toolchain to build the service with"
command -v prometheus >/dev/null 2>&1 || skip "Prometheus is not installed (Debian's package prometheus)"
command -v curl >/dev/null 2>&1 || skip "curl is not installed"

work=$(mktemp -d)
pids=
# shellcheck disable=SC2086 # lists of numbers
trap 'kill $pids 2>/dev/null || true; wait $pids 2>/dev/null || true; rm -rf "$work"' EXIT INT TERM

(cd "$here/live" && GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local go build -o "$work/live" .)

# await WHAT COMMAND...: until it succeeds
await() {
    what=$1
    shift
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || {
            echo "$what did not come about"
            exit 1
        }
        sleep 0.1
    done
}

# start VERSION POD ARGUMENTS...: a pod, its address in $work/pods/POD, its target in the scrape configuration
mkdir "$work/pods"
start() {
    version=$1
    pod=$2
    shift 2
    "$work/live" "$@" >"$work/pods/$pod" &
    pids="$pids $!"
    await "the service $pod" test -s "$work/pods/$pod"
    printf "      - {targets: ['%s'], labels: {version: %s, pod: %s}}\n" "$(cat "$work/pods/$pod")" "$version" "$pod" \
        >>"$work/targets"
}
start v1 old-1 -rate 400
start v1 old-2 -rate 400
start v2 same-1 -rate 400
start v2 same-2 -rate 400
start v3 slow-1 -rate 400 -slow 8
start v3 slow-2 -rate 400 -slow 8

# serve NAME MORE: a Prometheus with the configuration $work/NAME.yml, its address in $work/NAME
serve() {
    port=$((20000 + $$ % 20000 + $2))
    prometheus --config.file="$work/$1.yml" --storage.tsdb.path="$work/$1.data" \
        --web.listen-address="127.0.0.1:$port" >"$work/$1.log" 2>&1 &
    pids="$pids $!"
    echo "127.0.0.1:$port" >"$work/$1"
    await "Prometheus" curl -sf "http://127.0.0.1:$port/-/ready"
}
{
    printf 'global: {scrape_interval: 1s}\nscrape_configs:\n  - job_name: live\n    static_configs:\n'
    cat "$work/targets"
} >"$work/good.yml"
{
    printf "remote_read: [{url: 'http://127.0.0.1:9/read', read_recent: true}]\n"
    cat "$work/good.yml"
} >"$work/partial.yml"
serve good 0
serve partial 1

# served POD: the requests that the pod itself has counted
served() {
    curl -sf "http://$(cat "$work/pods/$1")/metrics" | sed -n 's/^live_requests_total{[^}]*} //p'
}

# capture VERSION POD RUN: five seconds of CPU profile into a run folder, with nothing said of requests
capture() {
    folder=$work/profiles/$1/$2-$3
    mkdir -p "$folder"
    served "$2" >"$work/$2-$3.before"
    curl -sf -o "$folder/cpu.pb.gz" "http://$(cat "$work/pods/$2")/debug/pprof/profile?seconds=5"
    served "$2" >"$work/$2-$3.after"
    printf '{"version": "%s", "instance": "%s"}\n' "$1" "$2" >"$folder/meta.json"
}
sleep 3 # so that there are scrapes before the first profile
for run in 1 2 3; do
    captures=
    for pod in old-1 old-2 same-1 same-2 slow-1 slow-2; do
        case $pod in old*) version=v1 ;; same*) version=v2 ;; *) version=v3 ;; esac
        capture "$version" "$pod" "$run" &
        captures="$captures $!"
    done
    for process in $captures; do
        wait "$process"
    done
done
mkdir -p "$work/profiles/v9"
cp -r "$work"/profiles/v2/* "$work/profiles/v9"
sed -i 's/"v2"/"v9"/' "$work"/profiles/v9/*/meta.json
sleep 2 # and behind the last one

# policy NAME SERVER QUERY
policy() {
    cat >"$work/$1.yaml" <<END
version: 1
service: live
store: {files: "profiles/\$version"}
requests:
  prometheus:
    url: "http://$(cat "$work/$2")"
    by: pod
    query: '$3'
rules:
  - {id: hot, match: {function: ["main.checksum"]}, fail_over: [{of_itself: 200%}]}
END
}

# expect NAME CANDIDATE CODE WORDS
expect() {
    code=0
    (cd "$work" && "$program" check -c "$1.yaml" --baseline v1 --candidate "$2" --format "json=$1.json" \
        --format console >"$1.out" 2>"$1.err") || code=$?
    if [ "$code" -ne "$3" ] || ! cat "$work/$1.out" "$work/$1.err" | tr -s ' \n' '  ' | grep -q "$4"; then
        echo "$1: exit code $code, wanted $3 with '$4'"
        cat "$work/$1.out" "$work/$1.err"
        exit 1
    fi
}

# shellcheck disable=SC2016 # the policy's own variables
sum='sum by (pod) (increase(live_requests_total{version="$version"}[$window]))'
policy same good "$sum"
expect same v2 0 '(Prometheus)'
policy slow good "$sum"
expect slow v3 1 'main.checksum'

# What Prometheus counted is what the pods themselves did, as far as increase() can tell.
counted=$(tr -d ' \n' <"$work/same.json" | sed 's/^.*"candidate":{"version":"v2"[^}]*"requests":\([0-9]*\).*$/\1/')
told=0
for run in 1 2 3; do
    for pod in same-1 same-2; do
        told=$((told + $(cat "$work/$pod-$run.after") - $(cat "$work/$pod-$run.before")))
    done
done
if [ $((counted * 100)) -lt $((told * 70)) ] || [ $((counted * 100)) -gt $((told * 130)) ]; then
    echo "Prometheus counted $counted requests where the pods counted $told"
    exit 1
fi

policy nobody good "$sum"
expect nobody v9 3 'counted none of the requests'
# shellcheck disable=SC2016
policy several good 'increase({__name__=~"live_requests_total|scrape_samples_scraped",version="$version"}[$window])'
expect several v2 3 'several series for'
policy partial partial "$sum"
expect partial v2 3 'may be partial'
policy wrong good "$sum)"
expect wrong v2 4 'parse error'
sed "s|http://.*\"|http://127.0.0.1:9\"|" "$work/same.yaml" >"$work/gone.yaml"
expect gone v2 4 'nobody accepts a connection there'
echo "Prometheus $(curl -s "http://$(cat "$work/good")/api/v1/status/buildinfo" | sed 's/.*"version":"\([^"]*\)".*/\1/'):" \
    "pass, regression, inconclusive, error; $counted requests counted, $told by the pods themselves"
