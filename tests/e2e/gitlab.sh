#!/bin/sh
# The GitLab examples, as printed, in gitlab-ci-local: the job and the component in every outcome.
#
# gitlab.sh PROGRAM
#
# A pass is PASS, an inconclusive run WARN (orange), everything else FAIL. The reports that the job names are there,
# whatever the outcome. The values of a component's inputs are never executed.
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
examples=$(cd "$here/../../examples" && pwd)

skip() {
    echo "skipped: $1"
    exit 77
}
command -v rsync >/dev/null 2>&1 || skip "rsync is not installed, which gitlab-ci-local needs"
command -v git >/dev/null 2>&1 || skip "git is not installed"
npm=$(sh "$here/npm_packages.sh") || {
    code=$?
    echo "$npm"
    exit "$code"
}
runner=$npm/node_modules/.bin/gitlab-ci-local

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
mkdir "$work/home" "$work/bin" "$work/shop"
ln -s "$program" "$work/bin/flamegate"
export HOME="$work/home" PATH="$work/bin:$PATH"
cd "$work/shop"
git init -q -b main
git config user.name test
git config user.email test@example.invalid
git remote add origin git@git.example:acme/shop.git
cp "$examples/gitlab/.gitlab-ci.yml" "$examples/shop/flamegate.yaml" .
cp -R "$examples/gitlab/templates" .
printf 'profiles/\nflamegate-out/\n.gitlab-ci-local/\nuse-*.yml\n' >.gitignore

# A pipeline that uses the component, as examples/gitlab/README.md prints it; GitLab expands its variables, not this shell.
# shellcheck disable=SC2016
sed -n '/^    include:/,/^$/s/^    //p' "$examples/gitlab/README.md" |
    sed 's|/acme/flamegate-component/flamegate@1.0.0|/$CI_PROJECT_PATH/flamegate@$CI_COMMIT_SHA|' >component.yml
grep -q 'CI_COMMIT_SHA' component.yml
git add -A
git commit -q -m 'a service'
label=$(git rev-parse --short=8 HEAD)
mkdir profiles
cp -R "$examples/shop/profiles/v1" profiles/v1

faults=0
fault() {
    echo "$1"
    cat "$work/log"
    faults=$((faults + 1))
}

# expect WORD VERDICT FILE [ARGUMENTS...]: runs the job flamegate of that pipeline; VERDICT is what the variables for later
# jobs say.
expect() {
    word=$1
    verdict=$2
    file=$3
    shift 3
    rm -rf flamegate-out
    FORCE_COLOR=0 "$runner" --file "$file" --force-shell-executor --variable FLAMEGATE_IMAGE=debian:12 "$@" flamegate \
        >"$work/log" 2>&1 || true
    sed 's/\x1b\[[0-9;]*m//g' "$work/log" | grep -Eq "^ *$word  *flamegate" || fault "$file: not $word for $verdict"
    grep -qx "FLAMEGATE_VERDICT=$verdict" flamegate-out/flamegate.env || fault "$file: the verdict is not $verdict"
    sed -n 's/.*: \(flamegate-out\/.*\)/\1/p' .gitlab-ci.yml | while read -r report; do
        [ -s "$report" ] || echo "$report"
    done >"$work/missing"
    [ ! -s "$work/missing" ] || fault "$file: reports are not there: $(cat "$work/missing")"
}

# candidate FOLDER: what is judged under the commit's label
candidate() {
    rm -rf "profiles/$label"
    [ -z "$1" ] || cp -R "$1" "profiles/$label"
}

for pipeline in .gitlab-ci.yml component.yml; do
    candidate "$examples/shop/profiles/v1-rebuilt"
    expect PASS pass "$pipeline"
    candidate "$examples/shop/profiles/v2"
    expect FAIL regression "$pipeline"
    candidate ""
    expect WARN inconclusive "$pipeline" # there is no such version
    mkdir -p "profiles/$label/01"
    echo '<html>404</html>' >"profiles/$label/01/cpu.pb.gz"
    cp profiles/v1/01/meta.json "profiles/$label/01/"
    expect FAIL error "$pipeline" # 4: it is no profile
    echo 'rules: [{id: a, mtch: {any: true}}]' >>flamegate.yaml
    expect FAIL error "$pipeline" # 2: the policy is wrong
    git checkout -q flamegate.yaml
done

# The other inputs.
cat >use-inputs.yml <<'END'
include:
  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/flamegate@$CI_COMMIT_SHA
    inputs:
      stage: gate
      baseline: v1
      candidate: slow
      fail-on: never
      config: policy $(touch executed) `touch executed` '"; touch executed; ".yaml
stages: [gate]
END
git checkout -q -b inputs
sed -i '/^use-/d' .gitignore
git add -A
git commit -q -m 'other inputs'
cp -R "$examples/shop/profiles/v2" profiles/slow
# shellcheck disable=SC2016 # not executed here either
cp flamegate.yaml 'policy $(touch executed) `touch executed` '"'"'"; touch executed; ".yaml'
expect PASS regression use-inputs.yml
[ ! -e executed ] || fault "the value of an input was executed"
sed 's/fail-on: never/fail-on: sometimes/' use-inputs.yml >use-unknown.yml
git add -A
git commit -q -m 'a value that is no option'
if "$runner" --file use-unknown.yml --list >"$work/log" 2>&1; then
    fault "a value that is no option of the input was taken"
fi

[ "$faults" = 0 ] || exit 1
echo "GitLab: job and component: pass, regression, inconclusive, could not evaluate, wrong policy"
