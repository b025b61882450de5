#!/bin/sh
# interleaved.sh: captures two versions in turn (A B B A A B B A ...) on one machine, for `flamegate check`.
#
#   interleaved.sh --base DIR --candidate DIR [--runs 8] [--out profiles] HOW
#
# DIR are two checkouts, each with what its commands need. HOW is one of:
#
#   --go-test PACKAGE --iterations N [--bench REGEX]
#       The benchmarks of one Go package. Both sides do N iterations of each; an iteration is a request.
#
#   --serve COMMAND --ready URL --profile URL --seconds N --load COMMAND [--count COMMAND]
#       A server with net/http/pprof, started anew for every run and profiled for N seconds. The load has to end 2 seconds
#       before them, and prints how many requests it made as the last word of its output, or writes it to
#       $FLAMEGATE_REQUESTS. With --count the load may go on for longer (it is ended): that command prints the server's own
#       counter, as in `curl -s ADDRESS/metrics | grep ^requests_total`, before and after the profile.
#
#   -- COMMAND [ARGUMENT...]
#       Anything that writes a profile to $FLAMEGATE_PROFILE and its number of requests to $FLAMEGATE_REQUESTS.
#
# Commands run in the DIR of their side. What comes of it are OUT/base/01 ... and OUT/candidate/01 ..., each with its
# profile and a meta.json; older ones are never overwritten. A run should take 5 to 15 seconds: a profiler takes some hundred
# samples a second, and fewer than a few thousand a side decide little.
#
#   sh interleaved.sh --base ../base --candidate . --go-test ./parser --iterations 2000 --bench Large
#   sh interleaved.sh --base ../base --candidate . --serve 'exec ./shop -listen 127.0.0.1:8080' \
#       --ready http://127.0.0.1:8080/healthy --profile http://127.0.0.1:8080/debug/pprof/profile --seconds 12 \
#       --load './load -for 10s http://127.0.0.1:8080/'
#   flamegate check profiles/base profiles/candidate
#
# Exit code: 0, 2 (used wrongly), 4 (a capture failed: nothing is left of any).
set -eu

complain() {
    code=$1
    shift
    echo "interleaved.sh: $*" >&2
    exit "$code"
}

# What runs in the background: stopped however this ends.
server=
other=
taken=
work=
stop() { # PROCESS: and its group, where it has one of its own
    [ -n "$1" ] || return 0
    kill -s TERM -- "-$1" || kill -s TERM "$1" || return 0
    (
        for _ in 1 2 3 4 5 6 7 8 9 10; do
            sleep 1
        done
        kill -s KILL "$1"
    ) >/dev/null &
    patience=$!
    wait "$1" || true
    kill "$patience" || true
    kill -s KILL -- "-$1" || true
} 2>/dev/null

clean() {
    stop "$other"
    stop "$taken"
    stop "$server"
    if [ -n "$work" ]; then
        rm -rf "$work"
        rmdir "$out" 2>/dev/null || true
    fi
}

# A fifth of a second, where sleep can.
pause() {
    sleep 0.2 2>/dev/null || sleep 1
}

launch() { # COMMAND WORDS...: in the background, its process group in $launched
    if command -v setsid >/dev/null 2>&1; then
        setsid "$@" &
    else
        "$@" &
    fi
    launched=$!
}

# Like the command itself, but a signal to this script ends it at once.
run() {
    launch "$@"
    other=$launched
    result=0
    wait "$other" || result=$?
    stop "$other" # what it left running
    other=
    return "$result"
}

now() {
    moment=$(date -u +%Y-%m-%dT%H:%M:%S.%N 2>/dev/null || true)
    case ${moment#*.} in
    '' | *[!0-9]*) date -u +%Y-%m-%dT%H:%M:%SZ ;;
    *) echo "${moment}Z" ;;
    esac
}

is_count() {
    case $1 in
    '' | 0* | *[!0-9]*) return 1 ;;
    esac
    [ "${#1}" -lt 16 ]
}

value() { # OPTION LEFT
    [ "$2" -gt 1 ] || complain 2 "$1 needs a value; --help tells more"
}

base='' candidate='' runs=8 out=profiles
package='' iterations='' bench=.
serve='' ready='' profile_url='' seconds='' load='' count=''
how=
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help)
        sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p;}' "$0"
        exit 0
        ;;
    --)
        shift
        how="$how command"
        break
        ;;
    --*)
        value "$1" $#
        case $1 in
        --base) base=$2 ;;
        --candidate) candidate=$2 ;;
        --runs) runs=$2 ;;
        --out) out=$2 ;;
        --go-test) package=$2 how="$how go_test" ;;
        --iterations) iterations=$2 ;;
        --bench) bench=$2 ;;
        --serve) serve=$2 how="$how server" ;;
        --ready) ready=$2 ;;
        --profile) profile_url=$2 ;;
        --seconds) seconds=$2 ;;
        --load) load=$2 ;;
        --count) count=$2 ;;
        *) complain 2 "unknown option '$1'; --help lists the known ones" ;;
        esac
        shift 2
        ;;
    *) complain 2 "what is '$1'? A command goes behind --" ;;
    esac
done

folder() { # OPTION DIR: its absolute path
    [ -n "$2" ] || complain 2 "$1 DIR is missing; --help tells more"
    [ -d "$2" ] || complain 2 "$1: '$2' is no folder"
    (cd "$2" && pwd)
}
base=$(folder --base "$base") || exit 2
candidate=$(folder --candidate "$candidate") || exit 2
is_count "$runs" || complain 2 "--runs takes a whole number above 0, not '$runs'"
[ "$runs" -lt 100 ] || complain 2 "--runs takes at most 99"
[ "$runs" -ge 2 ] || echo "interleaved.sh: one run a side cannot show how much runs differ; 8 are usual" >&2
how=${how# }
case $how in
go_test)
    is_count "$iterations" || complain 2 "--go-test needs --iterations N, so that both sides do the same work"
    command -v go >/dev/null 2>&1 || complain 2 "--go-test needs the go command"
    ;;
server)
    if [ -z "$ready" ] || [ -z "$profile_url" ] || [ -z "$load" ] || ! is_count "$seconds"; then
        complain 2 "--serve needs --ready URL, --profile URL, --seconds N and --load COMMAND"
    fi
    case $profile_url in
    *[?\&]seconds=*) complain 2 "--profile URL without its seconds; --seconds says them" ;;
    *\?*) profile_url="$profile_url&seconds=$seconds" ;;
    *) profile_url="$profile_url?seconds=$seconds" ;;
    esac
    command -v curl >/dev/null 2>&1 || complain 2 "--serve needs curl"
    ;;
command) [ $# -gt 0 ] || complain 2 "there is no command behind --" ;;
'') complain 2 "say how to capture: --go-test, --serve, or -- COMMAND; --help tells more" ;;
*) complain 2 "only one of --go-test, --serve and -- COMMAND can be used at a time" ;;
esac
for side in base candidate; do
    [ ! -e "$out/$side" ] || complain 2 "'$out/$side' is there already; remove it, or choose another --out"
done

mkdir -p "$out" || complain 4 "cannot make the folder '$out'"
out=$(cd "$out" && pwd)
work=$out/.interleaved.$$
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mkdir "$work"

model=$(sed -n 's/^model name[[:space:]]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1 | tr -d '"\\[:cntrl:]')
cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || true)

failed() { # SENTENCE LOG: with the end of what was printed
    [ ! -s "$2" ] || tail -n 20 "$2" >&2
    complain 4 "run $number of $side: $1"
}

# ---- the benchmarks of a Go package

build_go_test() { # SIDE DIR
    number=00
    side=$1
    (cd "$2" && go list -f '{{.Dir}}' "$package") >"$work/$1.package" 2>"$work/log" ||
        failed "there is no Go package '$package' in '$2'" "$work/log"
    [ "$(wc -l <"$work/$1.package")" -eq 1 ] || failed "'$package' is more than one package; name one" "$work/none"
    (cd "$2" && go test -c -o "$work/$1.test" "$package") >"$work/log" 2>&1 ||
        failed "the tests of '$package' do not build" "$work/log"
    [ -x "$work/$1.test" ] || failed "'$package' has no tests" "$work/log"
}

capture_go_test() {
    cd "$(cat "$work/$side.package")"
    run "$work/$side.test" -test.run='^$' -test.bench="$bench" -test.benchtime="${iterations}x" -test.count=1 \
        -test.cpuprofile="$FLAMEGATE_PROFILE" >"$work/log" 2>&1 || failed "the benchmark failed" "$work/log"
    awk '/^Benchmark/ && $2 ~ /^[0-9]+$/ { print $1 }' "$work/log" >"$work/names"
    [ -s "$work/names" ] || failed "no benchmark matches '$bench'" "$work/log"
    [ -e "$work/names.first" ] || cp "$work/names" "$work/names.first"
    # A benchmark of one side alone would be a part of that side's cost.
    cmp -s "$work/names" "$work/names.first" || {
        diff "$work/names.first" "$work/names" >"$work/log" || true
        failed "its benchmarks are not those of the other side; choose with --bench what both have" "$work/log"
    }
    awk '/^Benchmark/ && $2 ~ /^[0-9]+$/ { sum += $2 } END { print sum }' "$work/log" >"$FLAMEGATE_REQUESTS"
}

# ---- a server and its load

fetch() {
    curl --noproxy '*' -sS -f "$@"
}

start_server() { # DIR
    seen=0
    fetch -o /dev/null --max-time 2 "$ready" 2>/dev/null || seen=$?
    case $seen in
    0 | 22) failed "something answers at '$ready' before the server is started; stop it first" "$work/none" ;;
    esac
    cd "$1"
    launch sh -c "$serve" >"$work/server.log" 2>&1
    server=$launched
    tries=0
    until fetch -o /dev/null --max-time 2 "$ready" 2>/dev/null; do
        kill -s 0 "$server" 2>/dev/null || failed "the server ended before it was ready" "$work/server.log"
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || failed "the server was not ready in a minute" "$work/server.log"
        pause
    done
}

counter() {
    sh -c "$count" >"$work/count" 2>"$work/log" || failed "the count command failed" "$work/log"
    awk '{ last = $NF } END { if (last ~ /^[0-9]+([.][0-9]+)?([eE][+]?[0-9]+)?$/) printf "%.0f\n", last }' "$work/count"
}

# The profile in the foreground, the load behind it for as long as need be.
capture_counted() {
    launch sh -c "$load" >"$work/load.log" 2>&1
    other=$launched
    sleep 1
    before=$(counter)
    start=$(now)
    fetch --max-time $((seconds + 30)) -o "$FLAMEGATE_PROFILE" "$profile_url" 2>"$work/log" ||
        failed "no profile came from '$profile_url'" "$work/log"
    after=$(counter)
    stop "$other"
    other=
    if [ -z "$before" ] || [ -z "$after" ]; then
        failed "the count command printed no number" "$work/count"
    fi
    echo $((after - before)) >"$FLAMEGATE_REQUESTS"
}

# The load in the foreground, whole, while the profile is taken.
capture_loaded() {
    fetch --max-time $((seconds + 30)) -o "$FLAMEGATE_PROFILE" "$profile_url" 2>"$work/log" &
    taken=$!
    sleep 1 # the profiler is at work by then
    kill -s 0 "$taken" 2>/dev/null || failed "no profile came from '$profile_url'" "$work/log"
    run sh -c "$load" >"$work/load.log" 2>&1 || failed "the load command failed" "$work/load.log"
    kill -s 0 "$taken" 2>/dev/null || failed "the load took longer than the profile of $seconds seconds" "$work/load.log"
    wait "$taken" || failed "no profile came from '$profile_url'" "$work/log"
    taken=
    [ -s "$FLAMEGATE_REQUESTS" ] || awk 'NF > 0 { last = $NF } END { print last }' "$work/load.log" >"$FLAMEGATE_REQUESTS"
}

capture_server() {
    start_server "$1"
    start=$(now)
    if [ -n "$count" ]; then
        capture_counted
    else
        capture_loaded
    fi
    end=$(now)
    stop "$server"
    server=
}

# ---- anything else

capture_command() { # DIR COMMAND WORDS...
    cd "$1"
    shift
    run "$@" >"$work/log" 2>&1 || failed "the command failed" "$work/log"
}

# ---- the runs

capture() { # SIDE NUMBER DIR COMMAND WORDS...
    side=$1
    number=$2
    shift 2
    folder=$work/$side/$number
    mkdir -p "$folder"
    FLAMEGATE_PROFILE=$folder/cpu.pb.gz
    FLAMEGATE_REQUESTS=$work/requests
    export FLAMEGATE_PROFILE FLAMEGATE_REQUESTS
    rm -f "$FLAMEGATE_REQUESTS"
    began=$(date +%s)
    start=$(now)
    end=
    "capture_$how" "$@"
    end=${end:-$(now)}
    took=$(($(date +%s) - began))
    [ -s "$FLAMEGATE_PROFILE" ] || failed "no profile was written to \$FLAMEGATE_PROFILE" "$work/log"
    requests=$(tr -d '[:space:]' <"$FLAMEGATE_REQUESTS" 2>/dev/null) || requests=
    is_count "$requests" || failed "how many requests there were is not known: it is '$requests'" "$work/log"
    printf '{"instance": "run-%s", "start": "%s", "end": "%s", "requests": %s%s%s}\n' "$number" "$start" "$end" "$requests" \
        "${model:+, \"cpu_model\": \"$model\"}" "${cores:+, \"cores\": $cores}" >"$folder/meta.json"
    done_runs=$((done_runs + 1))
    echo "run $done_runs of $((2 * runs)): $side, $requests requests, $took s" >&2
    if [ "$took" -lt 2 ] && [ "$done_runs" -le 2 ]; then
        echo "interleaved.sh: a run of less than 2 s holds few samples; give it more to do" >&2
    fi
}

if [ "$how" = go_test ]; then
    build_go_test base "$base"
    build_go_test candidate "$candidate"
fi
done_runs=0
pair=1
while [ "$pair" -le "$runs" ]; do
    name=$(printf '%02d' "$pair")
    if [ $((pair % 2)) -eq 1 ]; then
        capture base "$name" "$base" "$@"
        capture candidate "$name" "$candidate" "$@"
    else
        capture candidate "$name" "$candidate" "$@"
        capture base "$name" "$base" "$@"
    fi
    pair=$((pair + 1))
done
mv "$work/base" "$work/candidate" "$out/"
echo "captured $runs runs a side in $out/base and $out/candidate" >&2
