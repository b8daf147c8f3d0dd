# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Readers come and go for SOAK_SECONDS: nothing grows, no frame is old, the log stays quiet.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service
((SOAK_SECONDS)) || skip_all "the soak is not wanted for v4l2loopback $LOOPBACK"

RATE=10          # an age has the time between two frames in it
USB_FORMAT=clock # so that the age of a frame is known
MOST_AGE=250     # ms
MOST_GROWTH=2048 # KiB
WARM_UP=4        # rounds until all has been used once

# What a person may read of each reader that comes and goes.
EXPECTED="the camera streams|Waiting for someone to watch"

sees_video()
{
    grep -q '^background person [0-9]' "$WORK/watch"
}

come_and_go()
{
    start_watcher
    wait_for 30 sees_video || { say "round $rounds: no picture"; return 1; }
    rest $((rounds % 10 == 9 ? 10 : 1))
    stop_watcher
    cat "$WORK/watch" >>"$WORK/seen"
    wait_for 30 not camera_is_open "$USB" || { say "round $rounds: camera still open"; return 1; }
}

# What else was said since the first reader came.
log_since_the_first()
{
    sed '1,/the camera streams/d' "$WORK/service.log" | grep -vE "$EXPECTED"
}

# Sets RSS in KiB, FDS and THREADS.
measure()
{
    RSS=$(awk '/^VmRSS/ { print $2 }' "/proc/$SERVICE/status")
    FDS=$(find "/proc/$SERVICE/fd" -mindepth 1 | wc -l)
    THREADS=$(find "/proc/$SERVICE/task" -mindepth 1 -maxdepth 1 | wc -l)
}

load_loopback
plug_usb
start_service "$USB"
check "the virtual camera is listed" wait_for 30 output_is_up || show_log
: >"$WORK/seen"
rounds=0
set_now
end=$((NOW + SOAK_SECONDS))
while ((NOW < end)) && come_and_go; do
    rounds=$((rounds + 1))
    if ((rounds == WARM_UP)); then
        measure
        first=("$RSS" "$FDS" "$THREADS")
    fi
    set_now
done
check "readers came and went for $SOAK_SECONDS s" test "$NOW" -ge "$end" || show_log
check "there were rounds enough to compare" test "$rounds" -gt "$WARM_UP" || exit 1
check "there were 20 rounds" test "$rounds" -ge 20 || show_log
check_equal "its light went on with each of them" "$(usb_light_count)" "$rounds"
measure
say "$rounds rounds; RSS ${first[0]} KiB after $WARM_UP, $RSS KiB at the end"
check "memory is flat" test "$((RSS - first[0]))" -le "$MOST_GROWTH"
check_equal "no descriptor leaked" "$FDS" "${first[1]}"
check_equal "no thread is left" "$THREADS" "${first[2]}"
ages=$(awk '$3 != "" { print $3 }' "$WORK/seen" | sort -n)
say "$(wc -l <<<"$ages") frames with their time; oldest $(tail -n 1 <<<"$ages") ms," \
    "median $(awk '{ age[NR] = $1 } END { print age[int((NR + 1) / 2)] }' <<<"$ages") ms"
check "no frame is older than $MOST_AGE ms" test "$(tail -n 1 <<<"$ages")" -le "$MOST_AGE"
check "the room was never seen" not grep -q '^room' "$WORK/seen"
check_equal "the log is quiet" "$(log_since_the_first)" ""
stop_service
