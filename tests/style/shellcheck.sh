#!/bin/sh
# The tool of that name over ROOT's shell scripts, if this machine has it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"

if ! command -v shellcheck >/dev/null; then
    echo "skipped: shellcheck is not installed, so the shell scripts are not checked"
    exit 77
fi
find . \( -path ./.git -o -path ./build -o -path ./tests/style/planted \) -prune -o -type f \( -name '*.sh' \
    -o -path './.ci/*' -o -path './.githooks/*' -o -name pre-push \) -print | sort | xargs -r shellcheck -x
