#!/bin/sh
# Pyroscope: pushes the profiles of two versions with three pods each, and takes `flamegate check` to its verdicts.
#
# pyroscope.sh PROGRAM
#
# FLAMEGATE_PYROSCOPE names the server's binary; it cannot be built from the module proxy. The profiles are those
# behind the recorded answers (../shared/samples/stores/pushed), so that the totals are known.
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
pushed=${FLAMEGATE_SHARED:-$here/../../../shared}/samples/stores/pushed

[ -n "${FLAMEGATE_PYROSCOPE:-}" ] || {
    echo "skipped: FLAMEGATE_PYROSCOPE does not name a pyroscope binary"
    exit 77
}
[ -d "$pushed" ] || {
    echo "skipped: there are no profiles to push in $pushed"
    exit 77
}
work=$(mktemp -d)
trap 'kill $pid 2>/dev/null || :; wait 2>/dev/null || :; rm -rf "$work"' EXIT INT TERM

port=14040
store=http://127.0.0.1:$port
mkdir "$work/server"
(
    cd "$work/server"
    exec "$FLAMEGATE_PYROSCOPE" -target=all -architecture.storage=v2 \
        -server.http-listen-address=127.0.0.1 -server.http-listen-port=$port -server.grpc-listen-address=127.0.0.1 \
        -memberlist.bind-addr=127.0.0.1 -memberlist.advertise-addr=127.0.0.1 -ingester.lifecycler.addr=127.0.0.1 \
        -distributor.ring.instance-addr=127.0.0.1 -query-frontend.instance-addr=127.0.0.1 \
        -query-scheduler.ring.instance-addr=127.0.0.1 -overrides-exporter.ring.instance-addr=127.0.0.1 \
        -compactor.ring.instance-addr=127.0.0.1 -store-gateway.sharding-ring.instance-addr=127.0.0.1 \
        -segment-writer.lifecycler.addr=127.0.0.1 -segment-writer.min-ready-duration=0s \
        -metastore.min-ready-duration=0s -ingester.min-ready-duration=0s -self-profiling.disable-push=true \
        -usage-stats.enabled=false -querier.max-query-length=0 -querier.max-query-lookback=0 \
        -validation.reject-older-than=0 >"$work/log" 2>&1
) &
pid=$!
tries=0
until curl -sf "$store/ready" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || {
        echo "the server did not become ready:"
        tail -5 "$work/log"
        exit 1
    }
    sleep 0.2
done

# push VERSION POD KIND NAME
push() {
    cat >"$work/push.json" <<END
{"series":[{"labels":[{"name":"__name__","value":"$4"},{"name":"service_name","value":"shop"},
{"name":"version","value":"$1"},{"name":"pod","value":"shop-$1-$2"}],
"samples":[{"rawProfile":"$(base64 -w0 "$pushed/$1-pod$2.$3.pb.gz")"}]}]}
END
    curl -sSf -H 'Content-Type: application/json' -d "@$work/push.json" "$store/push.v1.PusherService/Push" >/dev/null
}
for version in v1 v2; do
    for pod in 1 2 3; do
        push $version $pod cpu process_cpu
        push $version $pod heap memory
    done
done

# The window of the recorded answers, with all of the profiles well inside it.
cat >"$work/windows.json" <<END
{"baseline": {"start": "2026-11-21T11:42:59.377Z", "end": "2026-11-21T12:13:59.377Z"},
 "candidate": {"start": "2026-11-21T11:42:59.377Z", "end": "2026-11-21T12:13:59.377Z"}}
END
cat >"$work/flamegate.yaml" <<END
version: 1
service: shop
store:
  pyroscope: {url: "$store"}
  select: '{service_name="\$service", version="\$version"}'
  window: {length: 31m}
  replicas: {by: pod}
  whole_history: true
profiles:
  cpu: {type: cpu}
  alloc: {type: "memory:alloc_space:bytes:space:bytes", report_only: true}
requests: option
rules:
  - {id: total-cpu, profile: cpu, match: {total: true}, fail_over: [{of_itself: LIMIT}]}
END

# expect CODE BASELINE CANDIDATE LIMIT
expect() {
    sed "s/LIMIT/$4/" "$work/flamegate.yaml" >"$work/policy.yaml"
    code=0
    "$program" check -c "$work/policy.yaml" --baseline "$2" --candidate "$3" --window-from "$work/windows.json" \
        --requests-baseline 3000 --requests-candidate 3000 --format json="$work/report.json" >"$work/out" 2>&1 || code=$?
    [ "$code" = "$1" ] || {
        echo "$2 -> $3 with a limit of $4 ended with $code, not $1:"
        cat "$work/out"
        exit 1
    }
}
expect 1 v1 v2 20%
grep -q '"samples": 137' "$work/report.json" # of v1, without the background's
expect 0 v1 v2 1000%
expect 3 v1 v9 20%
echo "three verdicts"
