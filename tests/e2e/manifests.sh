#!/bin/sh
# The manifests of examples/kubernetes, argo-rollouts and flagger against their schemas: Argo's and Flagger's own, of their Go
# modules; those of Kubernetes; and, strictly, the types that the API server and Argo's controller decode them with.
#
# manifests.sh PROGRAM
#
# Each of these is also shown to refuse a fault. And what the images need is what the program needs.
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
kubernetes=$root/examples/kubernetes
argo=$root/examples/argo-rollouts
flagger=$root/examples/flagger
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
checked=0
faults=0
fault() {
    echo "$1"
    faults=$((faults + 1))
}

# refused NAME FILE COMMAND...: the command has to refuse the file behind it
refused() {
    what=$1 file=$2
    shift 2
    if "$@" "$file" >"$work/log" 2>&1; then
        fault "$what does not refuse ${file##*/}"
        cat "$work/log"
    fi
}
sed 's/backoffLimit:/backofLimit:/' "$argo/job.yaml" >"$work/unknown.yaml"
sed 's/weight: 30/weight: much/I' "$flagger/canary.yaml" >"$work/type.yaml"
sed 's/completions\|backoffLimit: 20/backoffLimit: many/' "$kubernetes/job.yaml" >"$work/number.yaml"

# The definitions lie in the modules.
python=
for candidate in python3 /usr/bin/python3; do
    if [ -z "$python" ] && "$candidate" -c 'import jsonschema, yaml' 2>/dev/null; then
        python=$candidate
    fi
done
module() {
    go mod download -json "$1" 2>/dev/null | sed -n 's/^\t"Dir": "\(.*\)",*$/\1/p'
}
if [ -z "$python" ]; then
    echo "skipped: python3 has no jsonschema and yaml, so the definitions of Argo and Flagger were not used"
elif command -v go >/dev/null && rollouts=$(cd "$work" && module github.com/argoproj/argo-rollouts@v1.9.0) && [ -n "$rollouts" ] &&
    canaries=$(cd "$work" && module github.com/fluxcd/flagger@v1.36.1) && [ -n "$canaries" ]; then
    set -- "$rollouts/manifests/crds/analysis-template-crd.yaml" "$rollouts/manifests/crds/rollout-crd.yaml" \
        "$canaries/artifacts/flagger/crd.yaml" --
    "$python" "$here/manifest/crd.py" "$@" "$argo"/*.yaml "$flagger"/*.yaml || fault "see above"
    refused crd.py "$work/unknown.yaml" "$python" "$here/manifest/crd.py" "$@"
    refused crd.py "$work/type.yaml" "$python" "$here/manifest/crd.py" "$@"
    checked=$((checked + 1))
else
    echo "skipped: no Go toolchain, or the modules of Argo Rollouts and Flagger cannot be had"
fi

if npm=$(sh "$here/npm_packages.sh"); then
    export NODE_PACKAGES="$npm"
    node "$here/manifest/kubernetes.mjs" "$kubernetes"/*.yaml "$argo"/*.yaml "$flagger"/*.yaml || fault "see above"
    refused kubernetes.mjs "$work/number.yaml" node "$here/manifest/kubernetes.mjs"
    checked=$((checked + 1))
else
    echo "$npm"
fi

if reader=$(sh "$here/go_program.sh" argo argo); then
    "$reader" read "$kubernetes"/*.yaml "$argo"/*.yaml "$flagger"/*.yaml || fault "see above"
    refused argo "$work/unknown.yaml" "$reader" read
    refused argo "$work/number.yaml" "$reader" read
    checked=$((checked + 1))
else
    echo "$reader"
fi

# The image: what the Dockerfile copies suffices to configure a build, and it installs the libraries of the program. It is not
# built here, for want of a daemon that builds images.
mkdir "$work/context"
sed -n 's/^COPY \([a-zA-Z. ]*\) [a-z./]*$/\1/p' "$kubernetes/Dockerfile" | tr ' ' '\n' | while read -r part; do
    cp -R "$root/$part" "$work/context/"
done
(cd "$work/context" && cmake --preset release) >"$work/log" 2>&1 || {
    fault "what the Dockerfile copies is not enough:"
    cat "$work/log"
}
if command -v dpkg-query >/dev/null && . /etc/os-release && [ "${VERSION_ID:-}" = 12 ] && [ "${ID:-}" = debian ]; then
    objdump -p "$program" | awk '$1 == "NEEDED" {print $2}' | while read -r library; do
        path=$(ldd "$program" | awk -v name="$library" '$1 == name {print $3}')
        package=$(dpkg-query -S "$(readlink -f "$path")" 2>/dev/null || dpkg-query -S "${path#/usr}")
        package=${package%%:*}
        [ "$package" = libc6 ] || grep -qw -- "$package" "$kubernetes/Dockerfile" || echo "$package"
    done >"$work/missing"
    [ ! -s "$work/missing" ] || fault "the image lacks $(cat "$work/missing")"
else
    echo "skipped: this is not Debian 12, so the libraries of the image were not held against the program's"
fi
[ "$faults" = 0 ] || exit 1
[ "$checked" -gt 0 ] || exit 77
echo "manifests: $checked of 3 readers took them"
