#!/bin/sh
# selftest.sh CHECK [ARGUMENT...]: run on tests/style/planted/CHECK the check must fail, print each line of `expected`
# (a part of a line is enough), and none that follows a "! " there. A check that cannot fail checks nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
check=$1
shift
tree=$here/planted/$check

status=0
found=$(sh "$here/$check.sh" "$tree" "$@" 2>&1) || status=$?
echo "$found"
case $status in
77) exit 77 ;;
0)
    echo "selftest: '$check' passes what is planted in $tree"
    exit 1
    ;;
esac

failed=0
while IFS= read -r line; do
    case $line in
    '! '*)
        if echo "$found" | grep -qF -- "${line#! }"; then
            echo "selftest: '$check' must not say: ${line#! }"
            failed=1
        fi
        ;;
    *)
        if ! echo "$found" | grep -qF -- "$line"; then
            echo "selftest: '$check' does not say: $line"
            failed=1
        fi
        ;;
    esac
done <"$tree/expected"
exit $failed
