#!/bin/sh
# Every .c of the program is built (CMakeLists.txt), and has its unit test by the same path, which is run
# (tests/tests.cmake). Exceptions with their reasons: tests/style/tested.exceptions. A line a fault; exit 1 if any.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"

excused() {
    grep -q "^$1 " "$here/tested.exceptions"
}

status=0
fault() {
    echo "$1"
    status=1
}

for source in $(find gate adapters rules -name '*.c' 2>/dev/null | sort); do
    module=${source%.c}
    grep -Eq "(^|[ (])$source([ )]|\$)" CMakeLists.txt || fault "$source: is not in CMakeLists.txt"
    if excused "$source"; then
        continue
    fi
    [ -f "tests/unit/${module}_test.c" ] || fault "$source: has no tests/unit/${module}_test.c"
    grep -q "^unit_test(${module}[ )]" tests/tests.cmake || fault "$source: unit_test($module) is not in tests/tests.cmake"
done
for test in $(find tests/unit -name '*_test.c' | sort); do
    module=${test#tests/unit/}
    module=${module%_test.c}
    [ -f "$module.c" ] || [ -f "$module.h" ] || fault "$test: tests no module: there is no $module.c"
done
exit $status
