#!/bin/sh
# cmake/tarball.sh FOLDER: builds the release and packs it as FOLDER/flamegate-VERSION-linux-MACHINE.tar.gz, and prints the line
# for action/RELEASES. The small libraries are linked in; what is left to the machine is libc and libcurl, so the tarball runs
# on Debian and Ubuntu of the build's age and younger. Same source and tools, same bytes.
set -eu
cd "$(dirname "$0")/.."
mkdir -p "$1"
target=$(cd "$1" && pwd)
version=$(sed -n 's/^project(flamegate VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
machine=$(uname -m)
name=flamegate-$version-linux-$machine.tar.gz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# archive MODULE NAME...: the static library of that pkg-config module.
archive() {
    folder=$(pkg-config --variable=libdir "$1")
    shift
    for library in "$@"; do
        if [ -f "$folder/lib$library.a" ]; then
            echo "$folder/lib$library.a"
            return
        fi
    done
    echo "there is no static library of $1 in $folder" >&2
    return 1
}
yaml=$(archive yaml-0.1 yaml)
yajl=$(archive yajl yajl_s yajl)
protobuf=$(archive libprotobuf-c protobuf-c)
zlib=$(archive zlib z)

{
    cmake --preset release -B "$work/build" -Dpkgcfg_lib_YAML_yaml="$yaml" -Dpkgcfg_lib_YAJL_yajl="$yajl" \
        -Dpkgcfg_lib_PROTOBUF_C_protobuf-c="$protobuf" -DZLIB_LIBRARY="$zlib" -DZLIB_LIBRARY_RELEASE="$zlib"
    cmake --build "$work/build" --target flamegate
} >"$work/log" 2>&1 || {
    cat "$work/log"
    exit 1
}
mkdir "$work/pack"
cp "$work/build/flamegate" LICENSE "$work/pack/"
strip "$work/pack/flamegate"
tar -C "$work/pack" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -cf - LICENSE flamegate |
    gzip -9n >"$target/$name"
echo "$version $machine $(sha256sum "$target/$name" | cut -d ' ' -f 1)"
