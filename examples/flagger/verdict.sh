#!/bin/sh
# verdict.sh starts|is VERDICT BASELINE CANDIDATE: the gate behind a webhook that is asked again and again.
#
#   starts   the first call starts the gate, which waits for samples and looks once; else as "is"
#   is       exit 0 if the gate has ended with VERDICT (pass, regression, inconclusive), else 1; says what is so
#
# FLAMEGATE_POLICY is the policy, FLAMEGATE_REPORTS the folder for the reports of all pairs. A file
# CANDIDATE-after-BASELINE/go-on in it, made by a person, counts as a pass.
set -eu
how=$1 wanted=$2 baseline=$3 candidate=$4
policy=${FLAMEGATE_POLICY:-/etc/flamegate/flamegate.yaml}
reports=${FLAMEGATE_REPORTS:-/reports}
folder=$reports/$candidate-after-$baseline

# In the background, its output kept from the webhook, which would wait for its end. The lock goes with the process, so that a
# gate that was killed is started again. 4: the store did not answer, there is no verdict; the next call tries again.
gate() {
    flock -n 9 || exit 0
    [ ! -e "$folder/ended" ] || exit 0
    code=0
    flamegate check -c "$policy" --baseline "$baseline" --candidate "$candidate" --wait-for-samples 30m --poll 60s \
        --out "$folder" --termination-message "$folder/message.txt" >"$folder/log" 2>&1 </dev/null || code=$?
    [ "$code" = 4 ] || touch "$folder/ended"
}

if [ -e "$folder/go-on" ]; then
    echo "flamegate: somebody said that $candidate may go on"
    [ "$wanted" = pass ] && exit 0
    exit 1
fi
if [ "$how" = starts ] && [ ! -e "$folder/ended" ]; then
    mkdir -p "$folder"
    (gate) 9>"$folder/lock" >/dev/null 2>&1 </dev/null &
fi
if [ ! -e "$folder/ended" ]; then
    echo "flamegate: no verdict about $candidate yet"
    exit 1
fi
cat "$folder/message.txt"
grep -qx "FLAMEGATE_VERDICT=$wanted" "$folder/flamegate.env"
