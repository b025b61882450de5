#!/bin/sh
# npm_packages.sh [NAME]: prints a folder whose node_modules holds the packages of NAME/package.json (npm, if not given),
# installed once and kept by their versions.
# Exits with 77 and a line "skipped: ..." where they cannot be had.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
name=${1:-npm}
skip() {
    echo "skipped: npm's packages cannot be had: $1"
    exit 77
}
command -v node >/dev/null 2>&1 || skip "there is no node"
command -v npm >/dev/null 2>&1 || skip "there is no npm"
versions=$(cksum <"$here/$name/package.json" | cut -d ' ' -f 1)
cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/flamegate
folder=$cache/npm-$versions
if [ ! -e "$folder/complete" ]; then
    mkdir -p "$cache" 2>/dev/null || skip "$cache cannot be written"
    # Two tests may ask at once; whoever is first installs.
    {
        flock 9
        if [ ! -e "$folder/complete" ]; then
            rm -rf "$folder"
            mkdir "$folder"
            cp "$here/$name/package.json" "$folder/"
            (cd "$folder" && timeout 300 npm install --no-package-lock --no-audit --no-fund --silent) >"$folder/log" 2>&1 ||
                skip "npm install failed ($folder/log)"
            touch "$folder/complete"
        fi
    } 9>"$cache/npm.lock"
fi
echo "$folder"
