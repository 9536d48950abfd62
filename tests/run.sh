#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh PROGRAM... - runs tidy and the test programs, JOBS at a time, each under a timeout, and
# ends with `N passed, N failed, N skipped` summed over all. A program that dies or says nothing
# counts as one failure, one that only says what it skipped as skipped. Logs are kept.
set -eu

: "${JOBS:=2}" "${BUILD_DIR:=build/release}" "${TEST_SECONDS:=120}"
export BUILD_DIR TEST_SECONDS
: "${CK_DEFAULT_TIMEOUT:=60}"
export CK_DEFAULT_TIMEOUT LC_ALL=C
export BALLAST_CACHE= # none, unless a test names one

run_one() {
    program=$1
    log=$BUILD_DIR/logs/$(echo "$program" | tr / _).log
    status=0
    timeout -k 5 "$TEST_SECONDS" "$program" >"$log" 2>&1 || status=$?
    echo "exit status $status" >>"$log"
}

if [ "${1:-}" = --one ]; then
    run_one "$2"
    exit 0
fi

rm -rf "$BUILD_DIR/logs"
mkdir -p "$BUILD_DIR/logs"
status=0
{ sh tests/tidy/selftest.sh && sh tests/tidy.sh; } >"$BUILD_DIR/logs/tidy.txt" 2>&1 || status=$?
cat "$BUILD_DIR/logs/tidy.txt"

if [ $# -gt 0 ]; then
    printf '%s\n' "$@" | xargs -P "$JOBS" -n 1 sh "$0" --one
fi

# Check's own summary: "100%: Checks: 7, Failures: 0, Errors: 0".
find "$BUILD_DIR/logs" -name '*.log' | LC_ALL=C sort | xargs awk -v tidy="$status" '
    function close_file() {
        whole_skip = !seen_summary && status == 0 && skips > 0
        if ((!seen_summary && !whole_skip) || (status != 0 && bad == 0)) { failed++; bad++ }
        skipped += skips
        if (seen_summary) passed -= skips
        if (bad > 0) { printf "FAILED %s\n", file; system("cat \"" file "\"") }
    }
    FNR == 1 {
        if (file != "") close_file()
        file = FILENAME; seen_summary = 0; bad = 0; skips = 0; status = 1
    }
    /^[0-9]+%: Checks: [0-9]+, Failures: [0-9]+, Errors: [0-9]+$/ {
        split($0, n, /[^0-9]+/)
        seen_summary = 1
        bad += n[3] + n[4]; failed += n[3] + n[4]; passed += n[2] - n[3] - n[4]
    }
    /^skipped: / { skips++; print }
    /^exit status / { status = $3 }
    END {
        if (file != "") close_file()
        if (tidy == 0) passed++; else failed++
        printf "%d passed, %d failed", passed, failed
        if (skipped) printf ", %d skipped", skipped
        printf "\n"
        exit failed > 0
    }' || exit 1
