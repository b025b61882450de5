#!/bin/sh
# determinism.sh FLAMEGATE SCRATCH: the same input gives the same bytes of every report, whatever the locale, the time
# zone, the folder it runs in, the address layout, the order in which the files were created or the replicas are named.
set -eu
flamegate=$1
scratch=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
profiles=$root/examples/shop/profiles
rm -rf "$scratch"
mkdir -p "$scratch"
cd "$scratch"

# setting NAME COMMAND...: every report of one run under NAME/out; the exit code must be 1.
setting() {
    name=$1
    shift
    mkdir -p "$name"
    cp -R "${source:-$profiles}" "$name/profiles"
    status=0
    (cd "$name" && "$@" "$flamegate" check --builtin profiles/v1 profiles/v2 --out out >stdout 2>stderr) || status=$?
    if [ "$status" != 1 ]; then
        echo "$name: exit code $status, not 1"
        cat "$name/stderr"
        exit 1
    fi
}

setting first env -i LC_ALL=C TZ=UTC
setting again env -i LC_ALL=C TZ=UTC
setting locale env -i LC_ALL=de_DE.UTF-8 LANG=tr_TR.UTF-8 LC_NUMERIC=fr_FR.UTF-8 TZ=Pacific/Kiritimati COLUMNS=40
setting variables env -i LC_ALL=C TZ=UTC HOME=/nonexistent USER=x TERM=dumb MALLOC_PERTURB_=165 LINES=7
if command -v setarch >/dev/null 2>&1 && setarch -R true 2>/dev/null; then
    setting layout setarch -R env LC_ALL=C TZ=UTC
else
    echo "skipped: no setarch -R here: the fixed address layout was not tried"
fi

# The same replicas, named the other way round.
mkdir renamed
for side in v1 v2; do
    n=99
    mkdir -p "renamed/$side"
    for run in "$profiles/$side"/*; do
        n=$((n - 1))
        cp -R "$run" "renamed/$side/run-$n"
    done
done
source=$scratch/renamed
setting order env -i LC_ALL=C TZ=UTC

# What a replica is called is input, and the JSON tells it; nothing else may differ.
sed 's/^\( *"\(name\|replica\)": \)"[0-9]*",$/\1"",/' first/out/report.json >first/nameless.json
sed 's/^\( *"\(name\|replica\)": \)"run-[0-9]*",$/\1"",/' order/out/report.json >order/nameless.json

failed=0
cmp first/nameless.json order/nameless.json || failed=1
for other in again locale variables layout order; do
    [ -d "$other" ] || continue
    for report in first/stdout first/out/*; do
        [ "$other/${report##*/}" != order/report.json ] || continue
        if ! cmp "$report" "$other/${report#first/}"; then
            failed=1
        fi
    done
done
exit $failed
