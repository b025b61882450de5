#!/bin/sh
# The export rule: exports.sh ROOM... (archives). foo.c exports only foo_* and foos_*; a table formats.c also format_*, a
# file of a table's folder, format/pprof.c, also format_pprof*. Exceptions: tests/style/exports.exceptions.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

nm -A -g --defined-only "$@" | awk -v exceptions="${EXPORTS_EXCEPTIONS:-$here/exports.exceptions}" -f "$here/exports.awk"
