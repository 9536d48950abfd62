#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# selftest.sh - breaks each rule of tidy.sh once in a small tree of its own and sees that tidy
# complains at the right place, and that it says nothing about a good tree.
set -eu

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/tests" "$tree/sim" "$tree/models" "$tree/build/sim" "$tree/build/models"
cp -r tests/tidy tests/tidy.sh "$tree/tests/"
cd "$tree"
failed=0

write_file() {
    {
        echo '/* SPDX-License-Identifier: GPL-3.0-or-later'
        echo ' *'
        echo " * $(basename "$1") - a file of the self-test."
        echo ' */'
        cat
    } >"$1"
}

compile() {
    ${CC:-gcc} -std=c11 -O0 -w -MMD -MP -c -o "build/${1%.c}.o" "$1"
}

expect() {
    if ! grep -qF "$1" said; then
        echo "selftest: tidy did not say: $1"
        failed=1
    fi
}

write_file sim/good.c <<'C'
int bl_good_add(int a, int b);
/* strcpy( and a double in a comment are fine */
int bl_good_add(int a, int b)
{
    for (int i = 0; i < b; i++)
        a++;
    return a;
}
C
compile sim/good.c
if ! BUILD_DIR=build sh tests/tidy.sh >said 2>&1; then
    echo "selftest: tidy complains about a good tree:"
    cat said
    failed=1
fi

write_file models/mode_x.h <<'C'
int bl_mode_x;
C
write_file sim/bad.c <<'C'
#include <stdio.h>
#include "../models/mode_x.h"
int wrong_name(char *to, double x) {
	return 0;
}
int bl_bad_state;
int bl_bad_call(char *to, char *from) 
{
    int a = 0; a++;
    strcpy(to, from); // no
    printf("%d", a);
    qsort(to, 1, 1, 0);
    return a;
}
C
{
    echo 'int bl_bad_long(void)'
    echo '{'
    awk 'BEGIN { for (i = 0; i < 69; i++) print "    bl_bad_state++;" }'
    echo '    return 0;'
    echo '}'
    awk 'BEGIN { while (length(line) < 98) line = line "x"; print "/* " line " */" }'
} >>sim/bad.c
echo 'int bl_short;' >models/short.c
compile sim/bad.c
compile models/short.c
if BUILD_DIR=build sh tests/tidy.sh >said 2>&1; then
    echo "selftest: tidy is content with a bad tree"
    failed=1
fi
expect 'sim/bad.c:5: sim/ may not include <stdio.h>'
expect 'sim/bad.c:1: includes models/mode_x.h: sim may include only sim'
expect 'sim/bad.c:7: the opening brace of a function stands on its own line'
expect 'sim/bad.c:7: floating point in sim/'
expect 'sim/bad.c:8: tab'
expect 'sim/bad.c:11: space at the end of the line'
expect 'sim/bad.c:13: two statements on one line'
expect 'sim/bad.c:14: banned call: strcpy'
expect 'sim/bad.c:14: comment with //'
expect 'sim/bad.c:16: qsort outside tests/tidy/qsort.txt'
expect 'sim/bad.c:19: bl_bad_long has 73 lines, 70 are allowed'
expect 'sim/bad.c:92: line of 104 columns, 100 are allowed'
expect 'sim/bad.c:1: exports wrong_name, not bl_bad_...'
expect 'sim/bad.c:1: sim/ may not need printf'
expect 'sim/bad.c:1: state that outlives a call: bl_bad_state'
expect 'models/short.c:1: first line is not the SPDX line'
[ "$failed" = 0 ] || cat said
exit "$failed"
