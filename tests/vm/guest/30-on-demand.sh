# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The camera is open while somebody watches, and only then.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service

# One reader comes, stays until the camera is open, and goes; the camera closes.
come_and_go()
{
    start_reader "$OUTPUT"
    wait_for 20 camera_is_open "$USB" && wait_for 20 usb_light_is_on || return
    stop_reader
    wait_for 20 not camera_is_open "$USB"
}

load_loopback
plug_usb
start_service "$USB"
check "the virtual camera is listed" wait_for 30 output_is_up || show_log
check "with no reader the camera stays closed" holds_for 3 not camera_is_open "$USB"

for _ in 1 2 3 4 5; do
    v4l2-ctl -d "$OUTPUT" --all >/dev/null
    v4l2-ctl -d "$OUTPUT" --list-formats-ext >/dev/null
done
check "programs that ask do not open the camera" holds_for 4 not camera_is_open "$USB"
check_equal "nor switch on its light" "$(usb_light_count)" 0

# 95-soak has more of them, where it runs.
wanted=20
((SOAK_SECONDS == 0)) || wanted=3
rounds=0
while ((rounds < wanted)); do
    come_and_go || { say "after $rounds rounds the camera did not follow its reader"; break; }
    rounds=$((rounds + 1))
done
check_equal "the camera opens and closes with $wanted readers" "$rounds" "$wanted" || show_log
check_equal "its light went on $wanted times" "$(usb_light_count)" "$wanted"

start_reader "$OUTPUT"
wait_for 20 usb_light_is_on
stop_reader
rest 1
check "a second without a reader leaves the camera open" camera_is_open "$USB"
start_reader "$OUTPUT"
check "the reader that comes back finds it open" holds_for 5 camera_is_open "$USB"
check_equal "its light was on all that time" "$(usb_light_count)" $((wanted + 1))

kill -USR1 "$SERVICE"
check "pausing closes the camera, whoever watches" wait_for 10 not camera_is_open "$USB"
kill -USR1 "$SERVICE"
check "resuming opens it again" wait_for 20 camera_is_open "$USB"
stop_reader
stop_service
check "the camera is closed at the end" wait_for 5 not usb_light_is_on
