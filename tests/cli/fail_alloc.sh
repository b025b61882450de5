#!/bin/sh
# fail_alloc.sh fast|full FOLDER PROGRAM SCRATCH: runs one golden case again and again, with FLAMEGATE_FAIL_ALLOC=n
# letting its n-th allocation fail, until there is no n-th one. Each such run must end with 4 or 5 and a sentence on
# standard error; with a sanitized program also without a leak (its exit code would be 99).
#
# full: every n up to 500, then steps to the last one. fast: about 40 of them, spread.
set -eu
# shellcheck source=case.sh
. "$(dirname "$0")/case.sh"
set_name=$1
folder=$2
program=$3
work=$4

# attempt N: 0 if the program ended as without a failure, 1 if it ended as a failed allocation must, else ends the test.
attempt() {
    case_prepare "$folder" "$work"
    status=0
    case_run "$program" FLAMEGATE_FAIL_ALLOC="$1" || status=$?
    if [ "$status" = "$normal" ] && cmp -s "$scratch/stdout" "$work.stdout"; then
        return 0
    fi
    if [ "$status" != 4 ] && [ "$status" != 5 ]; then
        cat "$scratch/stderr"
        echo "allocation $1 fails: exit code $status, expected 4 or 5"
        exit 1
    fi
    if ! grep -q '[a-z]' "$scratch/stderr"; then
        echo "allocation $1 fails: exit code $status without a sentence on standard error"
        exit 1
    fi
    return 1
}

case_prepare "$folder" "$work"
normal=0
case_run "$program" || normal=$?
if [ "$normal" = 77 ] && grep -q '^skipped: ' "$scratch/stdout"; then
    cat "$scratch/stdout"
    exit 77
fi
if [ "$normal" != "$(case_expected_exit)" ]; then
    cat "$scratch/stderr"
    echo "without a failed allocation the exit code is $normal, expected $(case_expected_exit)"
    exit 1
fi
cp "$scratch/stdout" "$work.stdout"

# The number of allocations: the last n that makes a difference.
below=0
above=1
until attempt "$above"; do
    below=$above
    above=$((above * 2))
done
while [ $((above - below)) -gt 1 ]; do
    middle=$(((below + above) / 2))
    if attempt "$middle"; then above=$middle; else below=$middle; fi
done
if [ "$below" = 0 ]; then
    echo "FLAMEGATE_FAIL_ALLOC=1 changes nothing: is it read at all?"
    exit 1
fi

# A failure that is swallowed would look like the end: nothing may fail beyond it.
for beyond in $((above + 1)) $((above + 2)) $((above + 7)) $((above * 2)) $((above * 3)); do
    if ! attempt "$beyond"; then
        echo "allocation $above fails without a trace, though allocation $beyond does not"
        exit 1
    fi
done

tried=0
n=1
while [ "$n" -le "$below" ]; do
    if attempt "$n"; then
        echo "allocation $n of $below fails without a trace"
        exit 1
    fi
    tried=$((tried + 1))
    if [ "$set_name" = fast ]; then
        n=$((n + 1 + below / 40))
    elif [ "$n" -lt 500 ]; then
        n=$((n + 1))
    else
        n=$((n + 1 + below / 500))
    fi
done
echo "$tried of $below allocations failed, each with 4 or 5 and a sentence"
