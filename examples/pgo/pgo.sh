#!/bin/sh
# pgo.sh [FOLDER]: builds the Go program of ./service without and with profile-guided optimisation, runs both in turn in FOLDER
# (made; "pgo" if not given), and asks flamegate whether the promise of flamegate.yaml was kept: exit 0 kept, 1 broken,
# 3 not decided. RUNS a side, each for RUN_FOR.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir "${1:-pgo}" # a new one, so that no older build is measured
cd "${1:-pgo}"
mkdir base candidate
cp "$here/flamegate.yaml" .

(cd "$here/service" && go build -pgo=off -o "$OLDPWD/base/service" .)
FLAMEGATE_PROFILE=default.pgo FLAMEGATE_REQUESTS=requests base/service -for 5s
(cd "$here/service" && go build -pgo="$OLDPWD/default.pgo" -o "$OLDPWD/candidate/service" .)

sh "$here/../capture/interleaved.sh" --base base --candidate candidate --runs "${RUNS:-8}" -- ./service -for "${RUN_FOR:-2s}"
flamegate check --candidate candidate --out flamegate-out
