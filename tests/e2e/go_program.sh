#!/bin/sh
# go_program.sh NAME PACKAGE|FOLDER [MODULE@VERSION]: prints the path of a Go program, built once and kept: of a FOLDER beside
# this file, by its content; or a PACKAGE of a public MODULE at a VERSION. Exits with 77 and a line "skipped: ..." where it
# cannot be had. The ones of the tests take a minute or two of CPU.
set -eu
name=$1 package=$2 module=${3:-}
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/flamegate

skip() {
    echo "skipped: $name cannot be built: $1"
    exit 77
}
if [ -n "$module" ]; then
    mark=${module##*@}
else
    mark=$(cat "$here/$package"/* | cksum | cut -d ' ' -f 1)
fi
program=$cache/$name-$mark
if [ -x "$program" ]; then
    echo "$program"
    exit 0
fi
command -v go >/dev/null 2>&1 || skip "there is no Go toolchain"
mkdir -p "$cache" 2>/dev/null || skip "$cache cannot be written"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
if [ -n "$module" ]; then
    printf 'module build\n\ngo 1.24.0\n\nrequire %s %s\n' "${module%@*}" "$mark" >"$work/go.mod"
else
    cp "$here/$package"/* "$work/"
    package=.
fi
(cd "$work" && go build -mod=mod -p 2 -trimpath -o "$work/program" "$package") >"$work/log" 2>&1 ||
    skip "$(grep -v '^go: downloading' "$work/log" | tail -n 1)"
mv "$work/program" "$program"
echo "$program"
