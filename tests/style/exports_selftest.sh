#!/bin/sh
# exports_selftest.sh COMPILER: the export check finds the two planted symbols of an archive made here, and no other.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

cat >profiles.c <<'END'
int profiles_count, profile_find, profiles, format_profiles;
int stray_global;
void profilesque(void) {}
static int hidden;
int profile_hidden(void) { return hidden; }
END
"$1" -c profiles.c -o profiles.c.o
ar rc libroom_planted.a profiles.c.o

status=0
found=$(sh "$here/exports.sh" libroom_planted.a) || status=$?
cat >expected <<'END'
profiles.c exports 'profilesque', which does not begin with profiles_
profiles.c exports 'stray_global', which does not begin with profiles_
END
[ "$status" = 1 ] && echo "$found" | sort | diff -u expected -
