#!/bin/sh
# Text that surprises: bytes outside ASCII, carriage returns, blanks at a line's end, tabs in C, no newline at the end.
# A line a fault; exit 1 if there is one.
set -eu
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"

texts() {
    find . \( -path ./.git -o -path ./build -o -path ./tests/data -o -path './tests/cli/*/*' -o -path ./tests/fuzz/corpus \
        -o -path './examples/*/*' -o -path ./tests/style/planted \) -prune -o -type f \( -name '*.[ch]' -o -name '*.sh' \
        -o -name '*.awk' -o -name '*.cmake' -o -name '*.md' -o -name '*.txt' -o -name '*.json' -o -name '*.yaml' \
        -o -name '*.yml' -o -name '*.proto' -o -name '*.js' -o -name '*.css' -o -path './.ci/*' -o -path './.githooks/*' \
        \) -print | sort
}

status=0
texts | xargs -r awk -f "$here/text.awk" || status=1
for file in $(texts); do
    if [ -n "$(tail -c 1 "$file")" ]; then
        echo "$file: no newline at the end"
        status=1
    fi
done
exit $status
