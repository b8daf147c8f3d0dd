# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Another program holds the camera, and lets go of it.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service

load_loopback
plug_usb
start_reader "$USB"
check "another program streams from the camera" wait_for 20 usb_light_is_on
start_service "$USB"
check "the virtual camera is listed all the same" wait_for 30 output_is_up || show_log
start_watcher
check "who watches gets the card" wait_for 30 watching other || show_log
check "the service says which program it is" wait_for 20 grep -q v4l2-ctl "$WORK/service.log" ||
    show_log
stop_reader
check "when it lets go, the camera shows" wait_for 60 watching background || show_log
check "the room was never seen" not room_was_seen
stop_watcher
stop_service
