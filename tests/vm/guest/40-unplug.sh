# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The camera is pulled out while somebody watches, and put back.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service

# pull_and_plug NAME PULL PLUG: commands that do so
pull_and_plug()
{
    start_watcher
    check "$1: it shows" wait_for 60 watching background || show_log
    "$2"
    check "$1: without it the card comes" wait_for 20 watching other || show_log
    check "$1: the service lives" service_lives
    "$3"
    check "$1: it shows again when it is back" wait_for 60 watching background || show_log
    check "$1: the room was never seen" not room_was_seen
    stop_watcher
}

start_udev
load_loopback
plug_usb
start_service "USB Test Camera"
wait_for 30 output_is_up
pull_and_plug "USB" unplug_usb plug_usb
stop_service
unplug_usb

load_vivid
start_service auto
wait_for 30 output_is_up
pull_and_plug "vivid" unplug_vivid plug_vivid
stop_service
