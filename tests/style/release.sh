#!/bin/sh
# release.sh ROOT SCRATCH: what users build. It needs nothing of the tests, gives no warning, holds no path of the machine
# that built it, and is the same program, byte for byte, when it is built elsewhere.
set -eu
root=$1
scratch=$2
rm -rf "$scratch"
mkdir -p "$scratch/elsewhere"

build() {
    cmake -S "$1" -B "$2" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DCMAKE_C_FLAGS=-Werror \
        -DCMAKE_C_COMPILER_LAUNCHER=env
    cmake --build "$2" --target flamegate
}

for entry in CMakeLists.txt cmake gate adapters rules; do
    cp -R "$root/$entry" "$scratch/elsewhere/"
done
if ! build "$root" "$scratch/here" >"$scratch/log" 2>&1 ||
    ! build "$scratch/elsewhere" "$scratch/there" >"$scratch/log" 2>&1; then
    cat "$scratch/log"
    exit 1
fi
if grep -qF -e "$root" -e "$scratch" "$scratch/here/flamegate"; then
    echo "the program holds a path of the machine that built it:"
    strings "$scratch/here/flamegate" | grep -F -e "$root" -e "$scratch" | head
    exit 1
fi
cmp "$scratch/here/flamegate" "$scratch/there/flamegate"
