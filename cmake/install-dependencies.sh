#!/bin/sh
# cmake/install-dependencies.sh build|tests
#
# Installs what this machine lacks to build flamegate, or to build and test it, on Debian and Ubuntu: with apt-get as
# root, or by sudo. What is there is left alone; if nothing is missing apt-get is not even called. A tool that only one
# check needs is optional: where it cannot be had, that check is skipped and says so.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-build}
remembered=build/packages-not-to-be-had

has_command() {
    command -v "$1" >/dev/null 2>&1
}

has_module() {
    has_command pkg-config && pkg-config --exists "$1"
}

has_compiler() {
    has_command cc && echo '#include <stdio.h>' | cc -fsyntax-only -x c - 2>/dev/null
}

has_clang_format() {
    has_command clang-format-14 || { has_command clang-format && clang-format --version | grep -q 'version 14\.'; }
}

has_python_module() {
    for python in python3 /usr/bin/python3; do
        if has_command "$python" && "$python" -c "import $1" 2>/dev/null; then
            return
        fi
    done
    return 1
}

required=
optional=

# require PACKAGE PROBE...: the package is needed unless the probe succeeds.
require() {
    package=$1
    shift
    "$@" || required="$required $package"
}

# Likewise for what is worth having. What an earlier run could not get is not asked for again.
prefer() {
    package=$1
    shift
    "$@" || grep -qsx "$package" "$remembered" || optional="$optional $package"
}

require gcc has_compiler
require libc6-dev has_compiler
require cmake has_command cmake
require ninja-build has_command ninja
require pkg-config has_command pkg-config
require zlib1g-dev has_module zlib
require libyajl-dev has_module yajl
require libyaml-dev has_module yaml-0.1
require libprotobuf-c-dev has_module libprotobuf-c
require libcurl4-openssl-dev has_module libcurl
require protobuf-c-compiler has_command protoc-c
if [ "$purpose" = tests ]; then
    require libcmocka-dev has_module cmocka
    require libssl-dev has_module libssl
    prefer clang-format-14 has_clang_format
    prefer shellcheck has_command shellcheck
    prefer yamllint has_command yamllint
    prefer libxml2-utils has_command xmllint
    prefer librsvg2-bin has_command rsvg-convert
    prefer valgrind has_command valgrind
    prefer cmark-gfm has_command cmark-gfm
    prefer python3-junitparser has_python_module junitparser
    prefer python3-jsonschema has_python_module jsonschema
    prefer python3-yaml has_python_module yaml
    prefer rsync has_command rsync
    prefer jq has_command jq
    prefer nodejs has_command node
    prefer npm has_command npm
    # Where services run, the package would start a server for the sake of its promtool.
    [ -d /run/systemd/system ] || prefer prometheus has_command promtool
fi

[ -n "$required$optional" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
    as_root="sudo -n"
    [ -t 1 ] && as_root=sudo
fi
if ! has_command apt-get || { [ -n "$as_root" ] && ! $as_root true 2>/dev/null; }; then
    if [ -n "$required" ]; then
        echo "cannot install what is missing without apt-get and root or sudo; needed:$required" >&2
        exit 1
    fi
    echo "not installed, and not needed to go on:$optional"
    exit 0
fi

# Foreign package sources may be unreachable; what counts is whether the install succeeds.
apt_get() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

available() {
    for package in "$@"; do
        if apt-cache show "$package" >/dev/null 2>&1; then
            printf ' %s' "$package"
        fi
    done
}

echo "installing what is missing:$required$optional"
apt_get update >/dev/null || echo "apt-get update failed; going on with what it knew"
# shellcheck disable=SC2046,SC2086 # lists of words
apt_get install --no-install-recommends $required $(available $optional) >/dev/null || {
    [ -z "$required" ] || apt_get install --no-install-recommends $required
}

mkdir -p build
for package in $optional; do
    dpkg -s "$package" >/dev/null 2>&1 || echo "$package" >>"$remembered"
done
