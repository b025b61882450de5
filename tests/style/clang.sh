#!/bin/sh
# clang.sh ROOT SCRATCH: the second compiler has no warning either, tests included.
set -eu
root=$1
scratch=$2
if ! command -v clang >/dev/null; then
    echo "skipped: clang is not installed, so only the default compiler was asked for warnings"
    exit 77
fi
rm -rf "$scratch"
cmake -S "$root" -B "$scratch" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=clang -DCMAKE_C_FLAGS=-Werror
cmake --build "$scratch"
