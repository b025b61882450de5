#!/bin/sh
# What pages of ROOT quote from a file stands in that file, so that a reader copies what the tests run: the indented block
# behind a line "<!-- from PATH -->", line for line. And examples/README.md has a row for each example.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"
status=0
for page in $(find . \( -path ./.git -o -path ./build -o -path ./tests/style/planted \) -prune -o -name '*.md' -print | sort); do
    awk -f "$here/quoted.awk" "$page" || status=1
done
for example in examples/*; do
    name=${example##*/}
    if [ "$name" != README.md ] && ! grep -qF "| [$name]($name) |" examples/README.md; then
        echo "examples/README.md: no row for '$name'"
        status=1
    fi
done
exit $status
