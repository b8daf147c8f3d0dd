# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The USB camera itself: that it is one, for the kernel and for who reads it.
source "${BASH_SOURCE[0]%/*}/lib.sh"
SIZE=320x180

check "the USB camera is found by uvcvideo" plug_usb
check "it streams YUYV" read_frames v4l2-ctl "$USB" 3 "$WORK/frames"
check_equal "its frames show the person in the room" \
    "$(backgrounds "$WORK/frames")" "3 room person"
check_equal "the stream switched the light on" "$(usb_light_count)" 1 || show_log
check "the light is off after it" wait_for 5 not usb_light_is_on

start_reader "$USB"
check "the light is on for a reader that stays" wait_for 10 usb_light_is_on
check "the USB camera is unplugged while it streams" unplug_usb
check "its reader ends" wait_for 10 not kill -0 "$READER"
check "it can be plugged in again" plug_usb
