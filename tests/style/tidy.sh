#!/bin/sh
# tidy.sh ROOT BUILD: clang-tidy 14 has nothing to say of the program's files (.clang-tidy), or of the FILES given after.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
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
    set -- $(find gate adapters rules -name '*.c' 2>/dev/null | sort)
fi

# gate/base/error.c defines what the hints wrap.
status=0
for file in "$@"; do
    [ "$file" = gate/base/error.c ] || echo "$file"
done | xargs -r -P 2 -n 4 "$tidy" -p "$build" --quiet --extra-arg-before=-include \
    --extra-arg-before="$here/tidy_hints.h" --extra-arg="-I$here/../.." 2>&1 || status=1
for file in "$@"; do
    [ "$file" != gate/base/error.c ] || "$tidy" -p "$build" --quiet "$file" 2>&1 || status=1
done
exit $status
