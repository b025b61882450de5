#!/usr/bin/env bash
# The action's only step: finds or makes the program, runs `flamegate check`, writes the outputs, ends like the check.
# Inputs come as environment variables (action.yml), so that no value can become a part of a script.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
temporary=${RUNNER_TEMP:-${TMPDIR:-/tmp}}
releases=$root/action/RELEASES

# say LEVEL SENTENCE: an annotation, whatever is in the sentence.
say() {
    local text=${2//'%'/'%25'}
    text=${text//$'\r'/'%0D'}
    text=${text//$'\n'/'%0A'}
    echo "::$1 title=flamegate::$text"
}

output() { # NAME VALUE
    local end
    end=end-$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s<<%s\n%s\n%s\n' "$1" "$end" "$2" "$end" >>"${GITHUB_OUTPUT:-/dev/null}"
}

# finish VERDICT CODE STATUS: everything that later steps may ask for, then the end.
finish() {
    local svg=$out/flamegraph.svg
    output verdict "$1"
    output exit-code "$2"
    output regressions "${regressions:-0}"
    output junit "$(written "$out/junit.xml")"
    output svg "$(written "$svg")"
    output report-json "$(written "$out/report.json")"
    exit "$3"
}

written() {
    if [ -f "$1" ]; then
        printf '%s' "$1"
    fi
}

refuse() { # CODE SENTENCE: there is no run, so nothing was judged
    say error "$2"
    finish error "$1" "$1"
}

# ---- the program

# quietly LOG COMMAND WORDS...: folded in the job's log, and whole where it fails. Nothing in it is read as a command.
quietly() {
    local log=$1 status=0 word
    shift
    "$@" >"$log" 2>&1 </dev/null || status=$?
    word=stop-$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
    echo "::group::$*"
    echo "::stop-commands::$word"
    cat "$log"
    echo "::$word::"
    echo "::endgroup::"
    return "$status"
}

build() {
    local folder=$temporary/flamegate-source
    program=$folder/flamegate
    [ ! -x "$program" ] || return 0
    [ "$(uname -s)" = Linux ] || refuse 2 "flamegate is built and released for Linux; on others give 'path'"
    mkdir -p "$folder"
    (
        cd "$root"
        quietly "$temporary/flamegate-install.log" sh cmake/install-dependencies.sh build &&
            quietly "$temporary/flamegate-configure.log" cmake --preset release -B "$folder" &&
            quietly "$temporary/flamegate-build.log" cmake --build "$folder" --parallel
    ) || refuse 4 "flamegate could not be built from the action's source; its log is above"
}

download() { # VERSION MACHINE SHA256
    local name=flamegate-$1-linux-$2.tar.gz folder=$temporary/flamegate-$1
    local address=${GITHUB_SERVER_URL:-}/${ACTION_REPOSITORY:-}/releases/download/v$1/$name
    program=$folder/flamegate
    [ ! -x "$program" ] || return 0
    [ -n "${ACTION_REPOSITORY:-}" ] ||
        refuse 2 "an action of the checkout itself has no releases; give 'path', or version: source"
    mkdir -p "$folder"
    curl --proto '=https' --tlsv1.2 --fail --silent --show-error --location --retry 3 --max-time 300 \
        --output "$folder/$name" "$address" || refuse 4 "cannot download '$address'"
    echo "$3  $folder/$name" | sha256sum --check --status ||
        refuse 4 "'$address' is not what action/RELEASES says: its sha256 is another one; it was not run"
    tar -xzf "$folder/$name" -C "$folder" --no-same-owner flamegate ||
        refuse 4 "'$address' holds no program 'flamegate'"
    "$program" --version >/dev/null 2>&1 || {
        rm -f "$program"
        refuse 4 "the released flamegate does not run here: it needs glibc and libcurl; give 'path', or version: source"
    }
}

find_program() {
    local version=${INPUT_VERSION:-} machine line
    if [ -n "${INPUT_PATH:-}" ]; then
        program=$INPUT_PATH
        if [[ $program != */* ]]; then
            program=$(command -v -- "$program") || refuse 2 "path: there is no program '$INPUT_PATH'"
        fi
        if [ ! -f "$program" ] || [ ! -x "$program" ]; then
            refuse 2 "path: '$INPUT_PATH' is no program"
        fi
        program=$(cd "$(dirname -- "$program")" && pwd)/$(basename -- "$program")
        return
    fi
    case $(uname -s)-$(uname -m) in
    Linux-x86_64 | Linux-amd64) machine=x86_64 ;;
    Linux-aarch64 | Linux-arm64) machine=aarch64 ;;
    *) machine= ;;
    esac
    version=${version#v}
    # The first line of that version, or of any.
    line=$(awk -v version="$version" -v machine="$machine" '
        !/^#/ && NF == 3 && (version == "" || $1 == version) && $2 == machine { print; exit }' "$releases")
    if [ "$version" != source ] && [ -n "$line" ]; then
        # shellcheck disable=SC2086 # three words
        download $line
    elif [ -z "$version" ] || [ "$version" = source ]; then
        build
    else
        refuse 2 "version: '$version' for this machine is not in action/RELEASES; known: $(
            awk '!/^#/ && NF == 3 { printf "%s (%s), ", $1, $2 }' "$releases"
        )source"
    fi
}

# ---- the check

# What names a file or folder of the workspace is one; else it is a label, where there is a policy to look it up in.
name_sides() {
    local baseline=${INPUT_BASELINE:-} candidate=$INPUT_CANDIDATE policy=${INPUT_CONFIG:-}
    if [ -z "$policy" ] && [ -f flamegate.yaml ]; then
        policy=flamegate.yaml
    fi
    if [ -z "$baseline" ]; then
        words+=("--candidate=$candidate")
    elif [ -e "$baseline" ] || [ -e "$candidate" ] || [ -z "$policy" ]; then
        operands=(-- "$baseline" "$candidate")
    else
        words+=("--baseline=$baseline" "--candidate=$candidate")
    fi
}

out=${INPUT_OUT:-flamegate-out}
words=()
operands=()
program=
regressions=
if [ -n "${INPUT_TOKEN:-}" ]; then
    export FLAMEGATE_TOKEN=$INPUT_TOKEN
fi
unset INPUT_TOKEN

# An older report is not this run's.
for report in report.json junit.xml flamegraph.svg flamegate.env; do
    rm -f -- "$out/$report" 2>/dev/null || refuse 4 "cannot remove '$out/$report', which is not of this run"
done
[ -n "${INPUT_CANDIDATE:-}" ] || refuse 2 "the input 'candidate' is missing"
find_program
name_sides
[ -z "${INPUT_CONFIG:-}" ] || words+=("--config=$INPUT_CONFIG")
[ -z "${INPUT_SERVICE:-}" ] || words+=("--service=$INPUT_SERVICE")
while IFS= read -r line; do
    line=${line%$'\r'}
    [ -z "$line" ] || words+=("$line")
done <<<"${INPUT_ARGUMENTS:-}"

status=0
"$program" check --out="$out" --fail-on="${INPUT_FAIL_ON:-regression}" --no-progress "${words[@]}" "${operands[@]}" 2>&1 ||
    status=$? # one stream, so that commands keep their order

read_variable() {
    sed -n "s/^$1=//p" 2>/dev/null <"$out/flamegate.env" | head -n 1
}
verdict=$(read_variable FLAMEGATE_VERDICT) || true
regressions=$(read_variable FLAMEGATE_REGRESSIONS) || true
case $status:$verdict in
[01]:?*) finish "$verdict" "$status" "$status" ;;
3:?*) finish "$verdict" 3 0 ;; # GitHub has no third colour: green, with the warning that the program prints
[245]:*) finish error "$status" "$status" ;;
*)
    say error "flamegate ended with exit code $status before it was done"
    finish error 5 5
    ;;
esac
