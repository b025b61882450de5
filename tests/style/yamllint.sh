#!/bin/sh
# The tool of that name over ROOT's YAML files, if this machine has it. Inputs of tests may be broken on purpose.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"

if ! command -v yamllint >/dev/null; then
    echo "skipped: yamllint is not installed, so the YAML files are not checked"
    exit 77
fi
find . \( -path ./.git -o -path ./build -o -path ./tests/data -o -path './tests/cli/*/*' -o -path ./tests/unit -o -path ./tests/fuzz/corpus \
    -o -path ./tests/style/planted \) -prune -o -type f \( -name '*.yaml' -o -name '*.yml' \) -print | sort |
    xargs -r yamllint -s -f parsable -c "$here/yamllint.yaml"
