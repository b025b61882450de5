#!/bin/sh
# run_case.sh FOLDER PROGRAM SCRATCH: runs one golden case (tests/cli/case.sh) and shows how it differs from what is
# expected. UPDATE_GOLDEN=1 makes what it says now the expectation; a file is added by touching it in files/ first.
set -eu
# shellcheck source=case.sh
. "$(dirname "$0")/case.sh"

case_prepare "$1" "$3"
status=0
case_run "$2" || status=$?
if [ "$status" = 77 ] && grep -q '^skipped: ' "$scratch/stdout"; then
    cat "$scratch/stdout"
    exit 77
fi

# update NAME ACTUAL: the expectation becomes the actual text; none if that is empty.
update() {
    if [ -s "$2" ]; then
        cmp -s "$2" "$folder/$1" || { cp "$2" "$folder/$1" && echo "rewritten: $folder/$1"; }
    elif [ -e "$folder/$1" ]; then
        rm "$folder/$1"
        echo "removed: $folder/$1"
    fi
}

expected_files() {
    [ ! -d "$folder/files" ] || (cd "$folder/files" && find . -type f | sort)
}

echo "$status" >"$scratch/exit"
if [ "${UPDATE_GOLDEN:-0}" = 1 ]; then
    if [ "$status" -gt 5 ]; then
        cat "$scratch/stderr"
        echo "exit code $status is none of the program's; nothing was rewritten"
        exit 1
    fi
    for name in exit stdout stderr; do
        update "$name" "$scratch/$name"
    done
    expected_files | while IFS= read -r file; do
        if [ ! -f "$scratch/work/$file" ]; then
            echo "$folder/files/$file: no such file was written"
            exit 1
        fi
        cmp -s "$scratch/work/$file" "$folder/files/$file" || cp "$scratch/work/$file" "$folder/files/$file"
    done
    exit
fi

failed=0
# compare EXPECTED ACTUAL
compare() {
    if ! cmp -s "$1" "$2"; then
        diff -u "$1" "$2" || true
        failed=1
    fi
}

case_expected_exit >"$scratch/expected_exit"
compare "$scratch/expected_exit" "$scratch/exit"
for name in stdout stderr; do
    if [ -f "$folder/$name" ]; then
        compare "$folder/$name" "$scratch/$name"
    else
        compare /dev/null "$scratch/$name"
    fi
done
expected_files >"$scratch/expected_files"
while IFS= read -r file; do
    compare "$folder/files/$file" "$scratch/work/$file"
done <"$scratch/expected_files"
[ "$failed" = 0 ] || echo "differs from $folder; UPDATE_GOLDEN=1 tests/run.sh fast would accept it"
exit $failed
