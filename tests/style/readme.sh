#!/bin/sh
# readme.sh ROOT FLAMEGATE: the lists of formats and reports in README.md are those of --help, and the workflow there is the
# one that tests/e2e/github.sh runs. UPDATE_GOLDEN=1 rewrites.
set -eu
cd "$1"
flamegate=$2
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT

# list HEADING: the lines of --help below a heading, as a Markdown table.
list() {
    "$flamegate" --help | awk -v heading="$1" '
        index($0, heading) == 1 { inside = 1; print "| name | |"; print "|---|---|"; next }
        inside && /^$/ { exit }
        inside { name = $1; sub(/^ *[^ ]+ +/, ""); print "| " name " | " $0 " |" }'
}

# The file with the text between "<!-- NAME: ... -->" and "<!-- end -->" replaced.
awk -v formats="$(list Profiles)" -v reports="$(list Reports)" -v workflow=examples/github/pull-request.yml '
    /^<!-- formats:/ { print; print formats; skipping = 1; next }
    /^<!-- reports:/ { print; print reports; skipping = 1; next }
    /^<!-- github:/ { print; while ((getline line <workflow) > 0) print "    " line; skipping = 1; next }
    /^<!-- end -->/ { skipping = 0 }
    !skipping' README.md >"$fresh"
if [ "${UPDATE_GOLDEN:-0}" = 1 ]; then
    cmp -s "$fresh" README.md || cp "$fresh" README.md
    exit
fi
diff -u README.md "$fresh" || {
    echo "README.md lists other formats or reports than --help, or another workflow; UPDATE_GOLDEN=1 rewrites it"
    exit 1
}
