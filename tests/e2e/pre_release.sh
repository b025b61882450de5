#!/bin/sh
# examples/pre-release in a scratch repository with releases of a small Go program, pushed for real: a first release goes, one
# that costs the same goes, one that costs more stays. The make target says the same. Runs are shorter than printed.
#
# pre_release.sh PROGRAM
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
examples=$(cd "$here/../../examples" && pwd)
for tool in go git make; do
    command -v "$tool" >/dev/null 2>&1 || {
        echo "skipped: there is no $tool"
        exit 77
    }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
mkdir "$work/bin" "$work/home"
ln -s "$program" "$work/bin/flamegate"
GOCACHE=$(go env GOCACHE)
export GOCACHE HOME="$work/home" PATH="$work/bin:$PATH" GOPROXY=off GOTOOLCHAIN=local GOFLAGS=-mod=mod
git init -q --bare "$work/remote.git"
git init -q -b main "$work/repository"
cd "$work/repository"
git config user.name test
git config user.email test@example.invalid
git config core.hooksPath .githooks
git remote add origin "$work/remote.git"
mkdir .githooks
cp "$examples/pre-release/pre-push" .githooks/
cp "$examples/pre-release/perf.mk" Makefile
cp "$examples/capture/interleaved.sh" "$here/interleaved"/* .
sed 's/--runs 8/--runs 4/;s/--iterations 2000/--iterations 3000/' "$examples/pre-release/perf.sh" >perf.sh
if cmp -s perf.sh "$examples/pre-release/perf.sh"; then
    echo "the runs were not made shorter"
    exit 1
fi
# The limits are wide: the machine may have other things to do.
cat >flamegate.yaml <<'END'
version: 1
profiles:
  cpu: {type: cpu}
rules:
  - {id: total, profile: cpu, match: {total: true}, fail_over: [{of_itself: 80%}]}
  - {id: hot, profile: cpu, match: {function: ["interleaved.*"]}, fail_over: [{of_itself: 80%, of_total: 15%}]}
END
echo flamegate-out/ >.gitignore

fault() {
    echo "$1"
    cat "$work/log"
    exit 1
}
# release TAG CODE WORDS: commits, tags and pushes; what the hook has to say
release() {
    git add -A
    git commit -q -m "$1"
    git tag "$1"
    code=0
    git push -q origin main "$1" >"$work/log" 2>&1 || code=$?
    [ "$code" = "$2" ] || fault "pushing $1: exit code $code, not $2"
    grep -q -- "$3" "$work/log" || fault "pushing $1 does not say '$3'"
    pushed=no
    ! git --git-dir="$work/remote.git" rev-parse -q --verify "refs/tags/$1" >/dev/null || pushed=yes
    [ "$pushed" = "$([ "$2" = 0 ] && echo yes || echo no)" ] || fault "the remote has $1: $pushed"
}
release v1.0 0 'there is no release before v1.0'
echo '// a comment' >>main.go
release v1.1 0 '^perf: v1.0 -> v1.1'
sed -i 's/checksumRounds = 60/checksumRounds = 240/' main.go
release v2.0 1 'v2.0 costs more than v1.1; it is not pushed'
grep -q 'checksum' "$work/log" || fault "the culprit is not named"

# A branch is none of the hook's business, and a tag that is deleted neither.
git push -q origin main :v1.1 >"$work/log" 2>&1 || fault "the branch was not pushed"
[ ! -s "$work/log" ] || fault "the hook speaks of what it does not judge"

code=0
make -s perf BASE=v1.1 >"$work/log" 2>&1 || code=$?
[ "$code" = 2 ] || fault "make perf: exit code $code, not 2"
grep -q '^perf: slower than v1.1' "$work/log" || fault "make perf does not say that it is slower"
code=0
make -s perf BASE=v9.9 >"$work/log" 2>&1 || code=$?
[ "$code" = 2 ] || fault "make perf with an unknown release: exit code $code, not 2"
[ "$(git worktree list | wc -l)" = 1 ] || fault "a worktree was left behind: $(git worktree list)"
echo "before a release: pushed, pushed, stopped, and made"
