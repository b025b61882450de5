#!/bin/sh
# The GitHub action as it is used before there is a release: it installs what is missing, builds its own source, and judges.
# And what a release would hold: a tarball that needs only libc and libcurl.
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

line=$("$root/cmake/tarball.sh" "$work/tarball")
echo "$line" | grep -qxE '[0-9]+[.][0-9]+[.][0-9]+ (x86_64|aarch64) [0-9a-f]{64}' || {
    echo "no line for action/RELEASES: $line"
    exit 1
}
name=flamegate-$(echo "$line" | cut -d ' ' -f 1)-linux-$(uname -m).tar.gz
echo "$(echo "$line" | cut -d ' ' -f 3)  $work/tarball/$name" | sha256sum --check --status
cd "$work/tarball"
tar xzf "$name"
./flamegate --version | grep -qx "flamegate $(echo "$line" | cut -d ' ' -f 1)"
needed=$(readelf -d flamegate | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p' | grep -vE '^(libcurl|libc|libm|ld-linux.*)[.]so' || true)
if [ -n "$needed" ] || [ ! -f LICENSE ]; then
    echo "the tarball needs $needed, and holds: $(ls)"
    exit 1
fi
