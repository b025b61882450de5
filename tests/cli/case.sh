# What run_case.sh and fail_alloc.sh share. A golden case is a folder:
#
#     cmd      a shell snippet; it runs in a scratch copy of the folder, with nothing of the caller's environment but
#              FLAMEGATE   the program
#              REPLAY      replay_server (tests/support), which stands in for a store: "$REPLAY" script "$FLAMEGATE" ...
#              DATA        tests/data, by a relative path, so that messages are the same everywhere
#              EXAMPLES    examples/, likewise
#              SHARED      ../shared, likewise; absent on most machines, so ask for it and skip:
#                          [ -d "$SHARED" ] || { echo "skipped: no shared data"; exit 77; }
#     exit     the expected exit code; absent: 0
#     stdout   the expected output; absent: nothing
#     stderr   likewise
#     files/   files that must be there afterwards, byte for byte
# shellcheck shell=sh

top=$(cd "$(dirname "$0")/../.." && pwd)

# case_prepare FOLDER SCRATCH: an empty scratch folder with a copy of the case, without what is expected of it.
case_prepare() {
    folder=$1
    scratch=$2
    rm -rf "$scratch"
    mkdir -p "$scratch/work"
    for entry in "$folder"/* "$folder"/.[!.]*; do
        case ${entry##*/} in
        exit | stdout | stderr | files | '*' | '.[!.]*') ;;
        *) cp -R "$entry" "$scratch/work/" ;;
        esac
    done
    ln -s "$top/tests/data" "$scratch/work/data"
    ln -s "$top/examples" "$scratch/work/examples"
    shared=${FLAMEGATE_SHARED:-$top/../shared}
    [ ! -d "$shared" ] || ln -s "$shared" "$scratch/work/shared"
}

# case_run PROGRAM [NAME=VALUE...]: runs the prepared case; $scratch/stdout and stderr hold what it said. Returns its
# exit code.
case_run() {
    program=$1
    shift
    (
        cd "$scratch/work" || exit 1
        exec env -i PATH="$PATH" HOME="$scratch/work" LC_ALL=C TZ=UTC \
            ASAN_OPTIONS="${ASAN_OPTIONS:-}" UBSAN_OPTIONS="${UBSAN_OPTIONS:-}" TSAN_OPTIONS="${TSAN_OPTIONS:-}" \
            FLAMEGATE="$program" REPLAY="$(dirname "$program")/replay_server" DATA=data EXAMPLES=examples SHARED=shared "$@" \
            sh ./cmd >"$scratch/stdout" 2>"$scratch/stderr" </dev/null
    )
}

case_expected_exit() {
    cat "$folder/exit" 2>/dev/null || echo 0
}
