#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tidy.sh - the rules of docs/design.md that a tool can check: layers, prefixes, what the core may
# need, banned calls, length of functions, files and lines. Complains as `file:line: what` and
# exits 1 if there was anything. Needs sh, awk and nm; the objects must be built (make tidy).
set -eu
export LC_ALL=C

: "${BUILD_DIR:=build/release}"
function_max=70
found=$(mktemp)
trap 'rm -f "$found" "$found.len" "$found.all"' EXIT

folders='sim models data scenarios reports cli'
all=$(for folder in $folders data/sets tests/*; do
    find "$folder" -maxdepth 1 \( -name '*.c' -o -name '*.h' \) 2>/dev/null
done | sort -u)
objects=$(for folder in $folders; do
    find "$folder" -maxdepth 1 -name '*.c' 2>/dev/null
done | sort | while read -r source; do
    object=$BUILD_DIR/${source%.c}.o
    [ ! -f "$object" ] || echo "$object"
done)

list_symbols() {
    for object in $objects; do
        source=${object#"$BUILD_DIR"/}
        echo "object ${source%.o}.c"
        nm -f sysv "$object"
    done
}

# shellcheck disable=SC2086 - lists of words on purpose
{
    awk -f tests/tidy/text.awk $all
    awk -f tests/tidy/includes.awk $all
    if [ -n "$objects" ]; then
        awk -f tests/tidy/layers.awk $(echo "$objects" | sed 's/\.o$/.d/')
        list_symbols | awk -f tests/tidy/objects.awk
    fi
} >"$found"

grep '^length ' "$found" >"$found.len" || true
{
    grep -v '^length ' "$found" || true
    awk -v max="$function_max" '$2 > max {
        printf "%s: %s has %d lines, %d are allowed\n", $3, $4, $2, max
    }' "$found.len"
} | sort -t: -k1,1 -k2,2n | uniq >"$found.all"

cat "$found.all"
grep -v ' tests/' "$found.len" | sort -k2,2n | awk '
    { lines[NR] = $2 }
    END {
        if (NR > 0)
            printf "tidy: %d functions, median %d lines, 90 %% under %d, longest %d\n",
                NR, lines[int((NR + 1) / 2)], lines[int(NR * 0.9 + 0.999)] + 1, lines[NR]
    }'
if [ -s "$found.all" ]; then
    echo "tidy: $(wc -l <"$found.all") complaints"
    exit 1
fi
echo "tidy: no complaint"
