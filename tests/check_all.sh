#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_all.sh - what `make check` leaves out: one digest for gcc and clang at -O0 and -O3 over all
# shipped scenarios (and the shared vectors, where they are) and all synthetic worlds, the laws and
# kernels on their long samples, reports in a browser, then the tests under sanitizers.
set -eu
export LC_ALL=C

: "${MAKE:=make}" "${BALLAST_SHARED:=../shared}"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
failed=0

list_scenarios() {
    ls scenarios/*.yaml scenarios/stress/*.yaml
    for folder in "$BALLAST_SHARED"/vectors/*/; do
        [ ! -f "$folder/scenario.yaml" ] || [ -f "$folder/expected/REFUSED" ] ||
            echo "${folder}scenario.yaml"
    done
}

# The last record of each audit chain carries the digest of the tables.
digest_of() {
    rm -rf "$out/run"
    list_scenarios | while read -r scenario; do
        rm -rf "$out/run"
        if "$1" run "$scenario" -o "$out/run" -q --allow-outside >/dev/null 2>&1; then
            find "$out/run" -name audit.jsonl | sort | while read -r chain; do
                echo "$scenario $(basename "$(dirname "$chain")") $(tail -n 1 "$chain")"
            done
        else
            echo "$scenario exit $?"
        fi
    done
}

# Synthetic worlds, one line a process; those that read prices read what gbm wrote.
worlds_of() {
    for process in gbm merton heston regime poisson hawkes run_cascade run_threshold utilisation \
        funding bootstrap return_chasing; do
        prices=
        case $process in bootstrap | return_chasing) prices="--prices $out/gbm" ;; esac
        # shellcheck disable=SC2086 - no or two words
        "$1" generate $process $prices --seed 7919 --start 2024-01-01T00:00:00Z \
            --end 2025-01-01T00:00:00Z --step 1h -q >"$out/$process" || echo "exit $?"
        echo "$process $(sha256sum <"$out/$process")"
    done
}

first=
for compiler in gcc clang; do
    for level in -O0 -O3; do
        $MAKE CC=$compiler OPT=$level BUILD=release all >"$out/build.log" 2>&1 ||
            { cat "$out/build.log"; exit 1; }
        suffix=
        [ $compiler = gcc ] || suffix=-clang
        name=$compiler$level
        ballast=build/release$suffix$level/ballast
        { digest_of "$ballast"; worlds_of "$ballast"; } >"$out/$name"
        echo "$name: $(wc -l <"$out/$name") runs, digest $(sha256sum <"$out/$name" | cut -c1-16)"
        if [ -z "$first" ]; then
            first=$name
        elif ! cmp -s "$out/$first" "$out/$name"; then
            echo "$name differs from $first:"
            diff "$out/$first" "$out/$name" | head -n 4
            failed=1
        fi
    done
done

# What `make check` tries on a small sample. Prints Check's own summary.
long_sample() {
    program=build/release/tests/$1
    $MAKE BUILD=release "$program" >"$out/build.log" 2>&1 || { cat "$out/build.log"; exit 1; }
    echo "$1 $2"
    CK_DEFAULT_TIMEOUT=900 "$program" "$2" || failed=1
}
long_sample prop/test_reported 1000000
long_sample unit/test_real 1000000
long_sample unit/test_process_prices 200000
long_sample unit/test_process_flows 5
long_sample unit/test_process_bootstrap 400000

# A million changed bytes through each importer, instrumented; BALLAST_FUZZ_BYTES=10000000 is the
# full count, which takes about an hour.
$MAKE BUILD=asan build/asan/tests/fuzz/test_import_fuzz >"$out/build.log" 2>&1 ||
    { cat "$out/build.log"; exit 1; }
BALLAST_FUZZ_BYTES=${BALLAST_FUZZ_BYTES:-1000000} CK_DEFAULT_TIMEOUT=7200 \
    build/asan/tests/fuzz/test_import_fuzz || failed=1

# Reports as people meet them. axe-core is optional: `make deps-report`.
python3 tests/browser/check_report.py build/release/ballast \
    build/deps/axe-core-4.10.2/axe.min.js || failed=1

# Instrumented programs are several times slower.
TEST_SECONDS=500 CK_DEFAULT_TIMEOUT=400 $MAKE BUILD=asan check-run || failed=1
if [ "$failed" = 0 ]; then
    echo "check-all: all good"
else
    echo "check-all: failed"
fi
exit "$failed"
