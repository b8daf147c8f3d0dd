#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Fuzzes every parser with libFuzzer under AddressSanitizer and UBSan.
#
#   scripts/fuzz.sh [SECONDS [NAME...]]
#
# Each target of tests/fuzz (or each NAME, as in fuzz_NAME) runs for SECONDS, a minute unless
# given, two at a time. What it learns stays in build/fuzz/corpus, what it finds in
# build/fuzz/found; the log is build/fuzz/NAME.log.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build=$root/build/fuzz
seconds=${1:-60}
[[ $seconds =~ ^[0-9]+$ ]] || die "SECONDS is a number, not $seconds"
shift $(($# ? 1 : 0))

# The folders of seeds; the readers of networks start from the real ones too.
seeds_of()
{
    echo "$root/tests/fuzz/corpus/$1"
    case $1 in
    model | tflite) [[ ! -d $root/models ]] || echo "$root/models" ;;
    esac
}

fuzz_one()
{
    local name=$1 seeds

    mapfile -t seeds < <(seeds_of "$name")
    mkdir -p "$build/corpus/$name" "$build/found"
    # A parser that wants half a gigabyte for a small file is a finding.
    "$build/tests/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=20 \
        -rss_limit_mb=2048 -malloc_limit_mb=512 -print_final_stats=1 \
        -artifact_prefix="$build/found/$name-" "$build/corpus/$name" "${seeds[@]}" \
        >"$build/$name.log" 2>&1 </dev/null
}

report()
{
    local name=$1 status=$2 log=$build/$1.log runs

    if ((status)); then
        echo "FAILED: fuzz_$name; the end of $log:"
        tail -n 40 "$log"
        return 1
    fi
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "fuzz_$name: ${runs:-no} inputs, nothing found"
    [[ ${runs:-0} -gt 0 ]]
}

run_all()
{
    local -A pids=()
    local name status failed=0 pair

    while (($#)); do
        pair=("${@:1:2}")
        shift ${#pair[@]}
        for name in "${pair[@]}"; do
            fuzz_one "$name" &
            pids[$name]=$!
        done
        for name in "${pair[@]}"; do
            status=0
            wait "${pids[$name]}" || status=$?
            report "$name" "$status" || failed=1
        done
    done
    return $failed
}

if (($# == 0)); then
    for source in "$root"/tests/fuzz/fuzz_*.c; do
        name=${source##*/fuzz_}
        set -- "$@" "${name%.c}"
    done
fi
CC=clang configure "$build" --buildtype=debugoptimized -Dfuzz=enabled \
    -Db_sanitize=address,undefined -Db_lundef=false -Dc_args=-fno-sanitize-recover=undefined
ninja --quiet -C "$build" "${@/#/tests/fuzz/fuzz_}"
run_all "$@"
