#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# deps_npm.sh NAME VERSION SHA512 FOLDER FILE... - fetches one package of npm's registry at an exact
# version, holds it against its sum and leaves the files, paths within the package, in FOLDER. A
# no-op where they are there. The list of packages stands in the Makefile.
set -eu

name=$1 version=$2 sum=$3 folder=$4
shift 4
missing=
for file in "$@"; do
    [ -f "$folder/$(basename "$file")" ] || missing=yes
done
[ -n "$missing" ] || exit 0
command -v npm >/dev/null 2>&1 || {
    echo "deps: npm is needed to fetch $name $version" >&2
    exit 1
}

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
echo "deps: fetching $name $version"
(cd "$out" && npm pack --silent --ignore-scripts "$name@$version" >/dev/null)
archive=$out/$name-$version.tgz
found=$(sha512sum <"$archive" | cut -d' ' -f1)
if [ "$found" != "$sum" ]; then
    echo "deps: $name $version has the SHA-512 $found, expected $sum" >&2
    exit 1
fi
tar -xzf "$archive" -C "$out"
mkdir -p "$folder"
for file in "$@"; do
    cp "$out/package/$file" "$folder/"
done
