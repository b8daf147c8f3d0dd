# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The service is killed and started again, while a reader stays.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service

load_loopback
plug_usb
start_service "$USB"
wait_for 30 output_is_up
start_watcher
check "it shows" wait_for 60 watching background || show_log
for round in 1 2; do
    kill -KILL "$SERVICE"
    wait "$SERVICE" 2>/dev/null
    check "round $round: the kernel closes the camera" wait_for 10 not usb_light_is_on
    start_service "$USB"
    check "round $round: the reader gets new frames" watching_next background 60 || show_log
    check "round $round: it is the same reader" kill -0 "$WATCHER"
done
check "the room was never seen" not room_was_seen
stop_watcher
stop_service
