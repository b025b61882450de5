#!/bin/sh
# perf.sh BASE [CANDIDATE]: is this commit (HEAD) slower than the last release? Checks both out beside each other, runs their
# benchmarks in turn, and judges: exit 0 no, 1 yes, 3 not decided. Put it into your repository with interleaved.sh from
# examples/capture, and name your package and benchmarks; a run should take 5 to 15 seconds.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX # as a hook has them
work=$(mktemp -d)
trap 'rm -rf "$work"; git worktree prune' EXIT
trap 'exit 1' INT TERM
git worktree add -q --detach "$work/base" "${1:?name the last release: perf.sh BASE [CANDIDATE]}"
git worktree add -q --detach "$work/candidate" "${2:-HEAD}"

sh "$here/interleaved.sh" --base "$work/base" --candidate "$work/candidate" --out "$work/profiles" --runs 8 \
    --go-test . --bench . --iterations 2000
flamegate check "$work/profiles/base" "$work/profiles/candidate" --out flamegate-out
