#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# man.sh BALLAST OUT - the manual pages: sources by `ballast completion scdoc`, pages by scdoc. Says
# so and makes none where scdoc is missing. The date is the epoch: the same bytes every time.
set -eu

ballast=$1
out=$2
export SOURCE_DATE_EPOCH=0 LC_ALL=C

if ! command -v scdoc >/dev/null 2>&1; then
    echo "man: scdoc is not here (on Debian: apt install scdoc); no manual pages"
    exit 0
fi
rm -rf "$out"
mkdir -p "$out"
"$ballast" completion scdoc >"$out/ballast.1.scd"
sed -n 's/^\*ballast-\(.*\)\*(1)$/\1/p' "$out/ballast.1.scd" | while read -r name; do
    "$ballast" completion scdoc "$name" >"$out/ballast-$name.1.scd"
done
for source in "$out"/*.scd; do
    scdoc <"$source" >"${source%.scd}"
done
echo "man: $(find "$out" -name '*.1' | wc -l) pages in $out"
