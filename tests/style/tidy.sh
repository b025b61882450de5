#!/bin/sh
# tidy.sh ROOT BUILD: clang-tidy 14 has nothing to say of the program's files (.clang-tidy), or of the FILES given after.
set -eu
cd "$1"
build=$2
shift 2

tidy=
for candidate in clang-tidy-14 clang-tidy; do
    if command -v "$candidate" >/dev/null && "$candidate" --version | grep -q 'version 14\.'; then
        tidy=$candidate
        break
    fi
done
if [ -z "$tidy" ]; then
    echo "skipped: clang-tidy 14 is not installed, so its checks are not made"
    exit 77
fi
if [ $# = 0 ]; then
    # shellcheck disable=SC2046 # no path holds a blank
    set -- $(find gate adapters rules -name '*.c' | sort)
fi
printf '%s\n' "$@" | xargs -r -P 2 -n 4 "$tidy" -p "$build" --quiet 2>&1
