# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Each kind of camera: size, format and a replaced background. v4l2-ctl reads of each; ffmpeg and
# GStreamer take turns, for the guest needs seconds to start them.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service

look_at()
{
    local kind=$1 reader seen
    shift

    for reader; do
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

# test_camera KIND DEVICE READER...
test_camera()
{
    local kind=$1 device=$2
    shift 2

    start_service "$device"
    check "$kind: the virtual camera is listed" wait_for 30 output_is_up || show_log
    check_equal "$kind: it has the size and format" "$(format_of "$OUTPUT")" "$SIZE YUYV"
    start_watcher
    check "$kind: the background is replaced" wait_for 60 watching background || show_log
    check "$kind: a reader that stays never sees the room" not room_was_seen
    stop_watcher
    look_at "$kind" "$@"
    stop_service
}

load_loopback
load_vivid
test_camera "vivid" "$VIVID" v4l2-ctl ffmpeg
for format in YUYV MJPEG; do
    USB_FORMAT=$format
    plug_usb
    readers=(v4l2-ctl gstreamer)
    [[ $format == YUYV ]] || readers=(ffmpeg)
    test_camera "USB $format" "$USB" "${readers[@]}"
    check "USB $format: that is what was streamed" \
        grep -q "^light on .* $format " "$WORK/usbcam.log"
    check "USB $format: a person stands before it" grep -q "background person" "$WORK/watch"
    unplug_usb
    rm "$WORK/usbcam.log"
done
