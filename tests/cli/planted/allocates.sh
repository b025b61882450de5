#!/bin/sh
# Stands in for a program that allocates COUNT times and is told which of them fails; one of them is handled badly.
# allocates.sh COUNT FAULT
n=${FLAMEGATE_FAIL_ALLOC:-0}
if [ "$n" -lt 1 ] || [ "$n" -gt "$1" ] || [ "$2:$n" = swallows:15 ]; then
    echo "verdict"
    exit 0
fi
[ "$2:$n" != crashes:11 ] || exit 139
[ "$2:$n" = silent:13 ] || echo "out of memory while reading" >&2
exit 4
