#!/bin/sh
# selftest.sh SCRATCH: the golden runner must pass the planted case that is right and fail each one that is wrong, and
# UPDATE_GOLDEN=1 must mend it; the walk over failing allocations must find the faults of three planted programs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
planted=$here/planted
scratch=$1
rm -rf "$scratch"
mkdir -p "$scratch"
failed=0

# must STATUS WORDS COMMAND...: the command must end with the status and say the words.
must() {
    wanted=$1
    words=$2
    shift 2
    status=0
    said=$("$@" 2>&1) || status=$?
    if [ "$status" != "$wanted" ] || ! echo "$said" | grep -qF -- "$words"; then
        echo "$said"
        echo "selftest: expected status $wanted and '$words', got $status from: $*"
        failed=1
    fi
}

program=$planted/program.sh
run() {
    sh "$here/run_case.sh" "$1" "$program" "$scratch/run"
}

must 0 "" run "$planted/right"
must 1 "+1" run "$planted/wrong_exit"
must 1 "-expected words" run "$planted/wrong_stdout"
must 1 "-expected complaint" run "$planted/wrong_stderr"
must 1 "-expected content" run "$planted/wrong_file"
must 1 "+unexpected" run "$planted/unexpected"
must 77 "skipped: the reason" run "$planted/skipped"

cp -R "$planted/wrong_file" "$scratch/mended"
UPDATE_GOLDEN=1 run "$scratch/mended" >/dev/null
must 0 "" run "$scratch/mended"

walk() {
    sh "$here/fail_alloc.sh" full "$1" "$planted/allocates.sh" "$scratch/walk"
}

must 0 "12 of 12 allocations" walk "$planted/walk_good"
must 1 "allocation 11 fails: exit code 139, expected 4 or 5" walk "$planted/walk_crashes"
must 1 "allocation 13 fails: exit code 4 without a sentence" walk "$planted/walk_silent"
must 1 "allocation 15 of 24 fails without a trace" walk "$planted/walk_swallows"
must 1 "is it read at all" walk "$planted/walk_ignores"
exit $failed
