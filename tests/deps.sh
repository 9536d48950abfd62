#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# deps.sh PACKAGE... - installs those Debian packages that are missing, and says which. The list
# itself stands in the Makefile. Needs nothing but sh and, where something is missing, apt-get.
set -eu

missing=
for package in "$@"; do
    if ! command -v dpkg-query >/dev/null 2>&1; then
        echo "deps: no dpkg on this system; make sure these are here: $*" >&2
        exit 0
    fi
    status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
    case $status in
    *"ok installed") ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "deps: missing:$missing; as root: apt-get install$missing" >&2
        exit 1
    fi
    as_root=sudo
fi

install_missing() {
    # shellcheck disable=SC2086 - a list of words on purpose
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends $missing >&2
}
echo "deps: installing$missing"
install_missing || { $as_root apt-get update -q >&2 && install_missing; }
