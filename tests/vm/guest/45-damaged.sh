# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# A camera that sends what is no picture, faster than the service takes them.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service

# A start of a JPEG, and then nothing that belongs there.
mkdir "$WORK/damaged"
for _ in {1..10}; do
    printf '\xff\xd8\xff'
    head -c 4000 /dev/zero
done >"$WORK/damaged/320x180.mjpeg"
FRAMES=$WORK/damaged
USB_FORMAT=MJPEG

light_went_on_again()
{
    (($(usb_light_count) > 1))
}

load_loopback
plug_usb
start_service "$USB"
check "the virtual camera is listed" wait_for 30 output_is_up || show_log
start_watcher
check "the camera streams" wait_for 20 usb_light_is_on
check "the service says that there are no pictures" \
    wait_for 40 grep -q "gives no pictures" "$WORK/service.log" || show_log
check "who watches has the card" watching other
check "the service tries again" wait_for 30 light_went_on_again
stop_watcher
stop_service
