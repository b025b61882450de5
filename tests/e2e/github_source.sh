#!/bin/sh
# The GitHub action as it is used before there is a release: it installs what is missing, builds its own source, and judges.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
unset GITHUB_ACTION_REPOSITORY GITHUB_STEP_SUMMARY
. "$here/github/packages.sh"

! command -v ccache >/dev/null || export CMAKE_C_COMPILER_LAUNCHER=ccache
mkdir "$work/temp" "$work/workspace"
cd "$work/workspace"
jq -n --arg shop "$root/examples/shop/profiles" --arg temp "$work/temp" '{$temp, inputs: {version: "source",
    baseline: "\($shop)/v1", candidate: "\($shop)/v2"}}' >"$work/given.json"
node "$work/runner.cjs" action "$root" "$work/given.json" "$work/result.json" >"$work/log" 2>&1 || true
[ -x "$work/temp/flamegate-source/flamegate" ] || {
    cat "$work/log"
    exit 1
}
jq -e '.outputs.verdict == "regression" and .outputs["exit-code"] == "1"' "$work/result.json" || {
    cat "$work/log" "$work/result.json"
    exit 1
}
