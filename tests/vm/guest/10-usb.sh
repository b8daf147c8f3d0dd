# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The USB camera, and what udev tells of it.
source "${BASH_SOURCE[0]%/*}/lib.sh"
SIZE=320x180

stream()
{
    rm -f "$WORK/frames"
    v4l2-ctl -d "$USB" --set-fmt-video="width=$1,height=$2,pixelformat=$3" --set-parm=30 \
        --stream-mmap --stream-count="$4" --stream-to="$WORK/frames"
}

# How many JPEG pictures of that size ffmpeg finds in what was streamed.
jpegs()
{
    ffmpeg -nostdin -v error -f mjpeg -i "$WORK/frames" -pix_fmt yuyv422 -f rawvideo \
        -y "$WORK/raw" && backgrounds "$WORK/raw"
}

check "udev runs" start_udev
check "the USB camera is found by uvcvideo" plug_usb
check "it has a stable name" wait_for 10 compgen -G "/dev/v4l/by-id/*USB_Test_Camera*"

check "it streams YUYV" stream 320 180 YUYV 3
check_equal "its YUYV frames show the person in the room" \
    "$(backgrounds "$WORK/frames")" "3 room person"
check "it streams MJPEG" stream 320 180 MJPG 3
check_equal "its MJPEG frames show the person in the room" "$(jpegs)" "3 room person"
check "it streams 1280x720" stream 1280 720 YUYV 1
check_equal "each stream switched the light on" "$(usb_light_count)" 3 ||
    sed 's/^/#   /' "$WORK/usbcam.log"
check "the light is off after the last" wait_for 5 not usb_light_is_on

start_reader "$USB"
check "the light is on for a reader that stays" wait_for 10 usb_light_is_on
check "the USB camera is unplugged while it streams" unplug_usb
check "its reader ends" wait_for 10 not kill -0 "$READER"
check "it can be plugged in again" plug_usb
