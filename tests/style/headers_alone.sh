#!/bin/sh
# headers_alone.sh ROOT COMPILER FLAGS...: each header compiles as all there is of a program, so it brings what it uses.
set -eu
cd "$1"
shift
status=0
for header in $(find gate adapters rules tests/support -name '*.h' 2>/dev/null | sort); do
    printf '#include "%s"\nint not_empty;\n' "$header" | "$@" -fsyntax-only -x c - || {
        echo "$header: does not compile alone"
        status=1
    }
done
exit $status
