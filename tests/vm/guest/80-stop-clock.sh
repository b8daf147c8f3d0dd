# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The process is stopped for a while, and the clock jumps, as over a suspend.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service

load_loopback
load_vivid
start_service "$VIVID"
wait_for 30 output_is_up
start_watcher
check "it shows" wait_for 60 watching background || show_log

kill -STOP "$SERVICE"
rest 10
kill -CONT "$SERVICE"
check "after ten seconds in which it was stopped it shows" watching_next background 60 || show_log

for jump in "+3 hours" "-3 hours"; do
    date --set "$jump" >/dev/null
    check "after a jump of the clock by $jump it shows" watching_next background 30 || show_log
done

check "the camera is still open" camera_is_open "$VIVID"
check "the room was never seen" not room_was_seen
stop_watcher
stop_service
