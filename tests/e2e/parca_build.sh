#!/bin/sh
# Prints the path of a Parca server, built from its Go module once and kept by version; FLAMEGATE_PARCA names another one.
# Exits with 77 and a line "skipped: ..." where it cannot be had. Building takes some 6 minutes of CPU and 3 GB of memory.
set -eu
version=v0.28.0

if [ -n "${FLAMEGATE_PARCA:-}" ]; then
    echo "$FLAMEGATE_PARCA"
    exit 0
fi
cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/flamegate
server=$cache/parca-$version
if [ -x "$server" ]; then
    echo "$server"
    exit 0
fi

skip() {
    echo "skipped: Parca $version cannot be built: $1"
    exit 77
}
command -v go >/dev/null 2>&1 || skip "there is no Go toolchain"
mkdir -p "$cache" 2>/dev/null || skip "$cache cannot be written"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# The module's own list of versions is not served everywhere; a version named in a module of ours is.
printf 'module parca-build\n\ngo 1.25.0\n\nrequire github.com/parca-dev/parca %s\n' "$version" >"$work/go.mod"
(cd "$work" && go build -mod=mod -p 2 -trimpath -o "$work/parca" github.com/parca-dev/parca/cmd/parca) \
    >"$work/log" 2>&1 || skip "$(grep -v '^go: downloading' "$work/log" | tail -n 1)"
mv "$work/parca" "$server"
echo "$server"
