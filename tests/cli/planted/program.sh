#!/bin/sh
# Stands in for the program: prints its words, complains, writes a file and ends as it is told.
# program.sh EXIT WORDS COMPLAINT [FILE CONTENT]
[ -z "$2" ] || echo "$2"
[ -z "$3" ] || echo "$3" >&2
if [ -n "${4:-}" ]; then
    mkdir -p "$(dirname "$4")"
    echo "$5" >"$4"
fi
exit "$1"
