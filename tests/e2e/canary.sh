#!/bin/sh
# The canary examples at work: the Jobs as a kubelet runs them, Argo's web measurement and Flagger's load tester, each the real
# one, over what the gate really said.
#
# canary.sh PROGRAM
#
# Containers are a mount namespace with a read-only root, user 65532 and no capability, where that can be had. The store is a
# replay of recorded answers, whose window is over: so instead of --wait-for-samples stands --window-from; the waiting itself
# is seen where there is nothing to come, cut to two seconds.
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
replay=$(dirname "$program")/replay_server
work=$(mktemp -d)
pids=
# shellcheck disable=SC2086 # a list of numbers
trap 'kill $pids 2>/dev/null || :; wait 2>/dev/null || :; rm -rf "$work"' EXIT INT TERM
chmod 755 "$work"
faults=0
fault() {
    echo "$1"
    faults=$((faults + 1))
}
skip() {
    echo "skipped: $1"
    exit 77
}

python=
for candidate in python3 /usr/bin/python3; do
    if [ -z "$python" ] && "$candidate" -c 'import yaml' 2>/dev/null; then
        python=$candidate
    fi
done
[ -n "$python" ] || skip "python3 has no yaml, so nothing can be taken from the manifests"
part() {
    "$python" "$here/manifest/part.py" "$@"
}

# ---- Jobs

mkdir "$work/policy" "$work/reports"
: >"$work/log"
contained=yes
unshare -m sh "$here/manifest/pod.sh" "$program" "$work/policy" "$work/reports" "$work/log" flamegate --version \
    >"$work/out" 2>&1 || {
    contained=
    echo "skipped: no mount namespace can be made here, so the Jobs run without a container"
}

# container WORDS...: its exit code is that of the program
container() {
    if [ -n "$contained" ]; then
        unshare -m sh "$here/manifest/pod.sh" "$program" "$work/policy" "$work/reports" "$work/log" "$@"
        return
    fi
    shift
    for word in "$@"; do
        shift
        set -- "$@" "$(echo "$word" | sed "s|^/etc/flamegate|$work/policy|;s|^/reports|$work/reports|;s|^/dev/term.*|$work/log|")"
    done
    "$program" "$@"
}

# job CODE CASE WAITS FILE KIND NAME ARG=VALUE...: runs that Job over the recorded answers of tests/cli/check/pyroscope-CASE.
job() {
    expected=$1 answers=$root/tests/cli/check/pyroscope-$2 waits=$3
    shift 3
    case $waits in
    waits) edit='s/^30m$/2s/;s/^60s$/1s/' ;;
    *) edit='/^--wait-for-samples$/{N;s|.*|--window-from|;};/^--poll$/{N;s|.*|/etc/flamegate/windows.json|;}' ;;
    esac
    [ "$2" != Job ] || [ "${answers##*-}" = pass ] || edit="$edit;s/^v3\$/v1/;s/^v4\$/v2/"
    part command "$@" | sed "$edit" >"$work/words"
    cp "$answers/windows.json" "$work/policy/" 2>/dev/null || :
    part policy "$root/examples/kubernetes/policy.yaml" >"$work/policy.yaml"
    code=0
    "$replay" "$answers/store" sh "$work/container.sh" >"$work/out" 2>&1 || code=$?
    [ "$code" = "$expected" ] || {
        fault "$1 $3: exit code $code, not $expected"
        cat "$work/out" "$work/log"
    }
    grep -q "^flamegate: .*, exit code [0-9]*\$" "$work/log" || fault "$1 $3: there is no termination message"
}
# What the replay runs: the store's address is known there only.
cat >"$work/container.sh" <<END
sed "s|http://pyroscope.profiling:4040\"|\$REPLAY_URL\", tenant: team-a|;s|http://prometheus.monitoring:9090|\$REPLAY_URL|" \\
    "$work/policy.yaml" >"$work/policy/flamegate.yaml"
chmod -R a+rX "$work/policy"
program='$program' here='$here' work='$work' contained='$contained'
$(sed -n '/^container() {/,/^}/p' "$0")
set --
while read -r word; do
    set -- "\$@" "\$word"
done <"$work/words"
container "\$@"
END

kubernetes=$root/examples/kubernetes/job.yaml
job 0 pass judges "$kubernetes" Job flamegate-v4
grep -q '^flamegate: PASS' "$work/log" || fault "the Job's message tells of no pass"
job 1 regression judges "$kubernetes" Job flamegate-v4
grep -q "^regression: 'regexp.MustCompile'" "$work/log" || fault "the Job's message does not name the culprit"
job 3 empty waits "$kubernetes" Job flamegate-v4
job 0 pass judges "$root/examples/argo-rollouts/job.yaml" AnalysisTemplate flamegate baseline=v3 candidate=v4
job 1 regression judges "$root/examples/argo-rollouts/job.yaml" AnalysisTemplate flamegate baseline=v1 candidate=v2

# ---- Argo: the report, served as a file

web=$root/examples/argo-rollouts/web.yaml
job 0 pass judges "$web" AnalysisTemplate flamegate-look baseline=v3 candidate=v4
job 0 regression judges "$web" AnalysisTemplate flamegate-look baseline=v1 candidate=v2
mv "$work/reports/v2" "$work/reports/slow"
job 0 empty waits "$web" AnalysisTemplate flamegate-look baseline=v1 candidate=v2
mkdir "$work/reports/unfinished"
sed 's/"verdict": "pass"/"verdict": "error"/;s/"finished": true/"finished": false/' "$work/reports/v4/report.json" \
    >"$work/reports/unfinished/report.json"
measurer=$(sh "$here/go_program.sh" argo argo) || {
    echo "$measurer"
    measurer=
}
if [ -n "$measurer" ]; then
    port=$((20000 + $$ % 20000))
    (cd "$work/reports" && exec "$python" -m http.server --bind 127.0.0.1 "$port") >"$work/http.log" 2>&1 &
    pids="$pids $!"
    tries=0
    until curl -sf -o "$work/out" "http://127.0.0.1:$port/" || [ "$tries" = 50 ]; do
        tries=$((tries + 1))
        sleep 0.1
    done
    # measured CANDIDATE PHASE
    measured() {
        phase=$("$measurer" measure "$web" flamegate-verdict "127.0.0.1:$port" "candidate=$1" 2>&1)
        [ "$phase" = "$2" ] || fault "Argo measures $phase for $1, not $2"
    }
    measured v4 Successful
    measured slow Failed
    measured v2 Inconclusive
    measured unfinished Inconclusive
    measured nobody Error
fi

# ---- Flagger

loadtester=$(sh "$here/go_program.sh" loadtester github.com/fluxcd/flagger/cmd/loadtester github.com/fluxcd/flagger@v1.36.1) || {
    echo "$loadtester"
    loadtester=
}
if [ -n "$loadtester" ] && command -v bash >/dev/null && command -v flock >/dev/null; then
    mkdir "$work/bin" "$work/profiles"
    ln -s "$root/examples/flagger/verdict.sh" "$work/bin/verdict.sh"
    # Files are no store that could be waited for: this waits in its stead until the test says enough, and counts.
    cat >"$work/bin/flamegate" <<END
#!/bin/sh
echo look >>"$work/looks"
until [ -e "$work/enough" ]; do
    sleep 0.1
done
cd "$work" && exec '$program' \$(echo "\$@" | sed 's/--wait-for-samples 30m --poll 60s//')
END
    chmod +x "$work/bin/flamegate"
    cp "$root/examples/shop/flamegate.yaml" "$work/shop.yaml"
    ln -s "$root/examples/shop/profiles/v1" "$work/profiles/v3"
    port=$((port + 1))
    PATH="$work/bin:$PATH" FLAMEGATE_POLICY="$work/shop.yaml" FLAMEGATE_REPORTS="$work/canary" \
        "$loadtester" -port "$port" >"$work/loadtester.log" 2>&1 &
    pids="$pids $!"
    part webhook "$root/examples/flagger/canary.yaml" flamegate >"$work/promote.json"
    part webhook "$root/examples/flagger/canary.yaml" flamegate-regression >"$work/rollback.json"
    tries=0
    until curl -sf -o "$work/out" "http://127.0.0.1:$port/healthz" || [ "$tries" = 100 ]; do
        tries=$((tries + 1))
        sleep 0.1
    done
    # hook NAME STATUS: as Flagger calls it
    hook() { # a call that has to wait for the gate has no status
        status=$(curl -s -m 10 -o "$work/body" -w '%{http_code}' -H 'Content-Type: application/json' \
            --data "@$work/$1.json" "http://127.0.0.1:$port/") || :
        [ "$status" = "$2" ] || fault "$scenario: $1 is $status, not $2: $(cat "$work/body")"
    }
    # canary FOLDER: a release of that version; the first calls find no verdict yet
    canary() {
        scenario=$1
        rm -rf "$work/canary" "$work/profiles/v4" "$work/looks" "$work/enough"
        [ -z "$1" ] || ln -s "$1" "$work/profiles/v4"
        hook rollback 500
        hook promote 500
        hook promote 500
        grep -q 'no verdict about v4 yet' "$work/body" || fault "$scenario: it does not say that there is no verdict yet"
        touch "$work/enough"
        tries=0
        until [ -e "$work/canary/v4-after-v3/ended" ] || [ "$tries" = 50 ]; do
            tries=$((tries + 1))
            sleep 0.1
        done
    }
    canary "$root/examples/shop/profiles/v1-rebuilt"
    hook promote 200
    grep -q 'PASS' "$work/body" || fault "the pass is not told"
    hook rollback 500
    [ "$(wc -l <"$work/looks")" = 1 ] || fault "the gate did not look once"
    canary "$root/examples/shop/profiles/v2"
    hook promote 500
    grep -q 'regexp.MustCompile' "$work/body" || fault "the regression is not told"
    hook rollback 200
    canary ""
    hook promote 500
    hook rollback 500
    touch "$work/canary/v4-after-v3/go-on"
    hook promote 200
    hook rollback 500
    mkdir "$work/broken"
    echo '<html>' >"$work/broken/cpu.pb.gz"
    canary "$work/broken" # could not evaluate: tried again at the next call
    hook promote 500
    sleep 1
    [ "$(wc -l <"$work/looks")" -gt 1 ] || fault "a gate that could not evaluate was not tried again"
fi

[ "$faults" = 0 ] || exit 1
echo "canaries: Jobs, Argo's measurement and Flagger's hooks, each with every verdict"
