# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The service is there before the module.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service

unload_loopback
load_vivid
start_service "$VIVID"
check "without the module the service waits" holds_for 5 service_lives || show_log
check "and says so" grep -q v4l2loopback "$WORK/service.log" || show_log
check "its camera stays closed" not camera_is_open "$VIVID"
load_loopback
check "when the module comes, so does the virtual camera" wait_for 30 output_is_up || show_log
start_watcher
check "it shows" wait_for 60 watching background || show_log
check "the room was never seen" not room_was_seen
stop_watcher
stop_service
check "the service leaves the device free" wait_for 10 rmmod v4l2loopback
