# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The machine itself: without these, nothing that the other groups find means anything.
source "${BASH_SOURCE[0]%/*}/lib.sh"
SIZE=640x360 # vivid

check "vivid loads" load_vivid
check "a vivid camera is listed as a camera" is_listed_as_camera "$VIVID"
check "the loopback loads" load_loopback
check_equal "the loopback has the version asked for" \
    "$(dmesg | sed -n 's/.*v4l2-\?loopback driver version \([0-9.]*\).*/\1/p' | tail -n 1)" \
    "$LOOPBACK"
check_equal "the loopback has its label" "$(label "$OUTPUT")" "$NAME"

check "vivid gives frames" read_frames v4l2-ctl "$VIVID" 3 "$WORK/frames"
check_equal "they show the person in the room" "$(backgrounds "$WORK/frames")" "3 room person"

check "vivid is unplugged" unplug_vivid
check "its node is gone" not test -c "$VIVID"
check "vivid is plugged in" plug_vivid
