# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the service does while nobody watches: next to nothing.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service

MOST=10    # wake-ups a second
COUNTED=10 # counted for so long

# How often its threads gave the processor away or were put aside, so far.
switches()
{
    cat "/proc/$SERVICE/task"/*/status | awk '/ctxt_switches/ { all += $2 } END { print all }'
}

# count_wakes WHEN
count_wakes()
{
    local before tenths

    rest 3
    before=$(switches)
    rest "$COUNTED"
    tenths=$((($(switches) - before) * 10 / COUNTED))
    say "$1: $((tenths / 10)).$((tenths % 10)) wake-ups a second, $(threads) threads"
    check "$1: at most $MOST wake-ups a second" test "$tenths" -le "$((MOST * 10))" || show_threads
}

threads()
{
    find "/proc/$SERVICE/task" -mindepth 1 -maxdepth 1 | wc -l
}

show_threads()
{
    local task

    for task in "/proc/$SERVICE/task"/*; do
        say "$(cat "$task/comm"): $(awk '/ctxt_switches/ { printf "%s ", $2 }' "$task/status")"
    done
}

load_loopback
plug_usb
start_service "$USB"
check "the virtual camera is listed" wait_for 30 output_is_up || show_log
count_wakes "before the first reader"
start_reader "$OUTPUT"
check "a reader comes" wait_for 20 camera_is_open "$USB"
stop_reader
check "it goes, and the camera is closed" wait_for 20 not camera_is_open "$USB"
count_wakes "after a reader"
check "the camera is still closed" not camera_is_open "$USB"
stop_service
