# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Each kind of camera, each kind of reader: size, format and a replaced background.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service

look_at()
{
    local kind=$1 reader seen

    for reader in v4l2-ctl ffmpeg gstreamer; do
        read_frames "$reader" "$OUTPUT" 6 "$WORK/frames" >"$WORK/log" 2>&1 ||
            sed 's/^/#   /' "$WORK/log"
        check_equal "$kind: $reader gets six whole frames" \
            "$(stat -c %s "$WORK/frames")" $((6 * ${SIZE/x/*} * 2))
        seen=$(backgrounds "$WORK/frames")
        say "$reader saw: ${seen//$'\n'/, }"
        check "$kind: $reader sees a replaced background" grep -q background <<<"$seen"
        check "$kind: $reader never sees the room" not grep -q room <<<"$seen"
        rm -f "$WORK/frames"
    done
}

# test_camera KIND DEVICE
test_camera()
{
    start_service "$2"
    check "$1: the virtual camera is listed" wait_for 30 output_is_up || show_log
    check_equal "$1: it has the size and format" "$(format_of "$OUTPUT")" "$SIZE YUYV"
    start_watcher
    check "$1: the background is replaced" wait_for 60 watching background || show_log
    check "$1: a reader that stays never sees the room" not room_was_seen
    stop_watcher
    look_at "$1"
    stop_service
}

load_loopback
load_vivid
test_camera "vivid" "$VIVID"
for format in YUYV MJPEG; do
    USB_FORMAT=$format
    plug_usb
    test_camera "USB $format" "$USB"
    check "USB $format: that is what was streamed" \
        grep -q "^light on .* $format " "$WORK/usbcam.log"
    check "USB $format: a person stands before it" grep -q "background person" "$WORK/watch"
    unplug_usb
    rm "$WORK/usbcam.log"
done
