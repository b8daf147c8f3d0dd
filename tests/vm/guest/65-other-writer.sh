# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Another program writes to the loopback when the service comes, and ends.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service

# With write(), which leaves 0.12.7's device without any capability.
start_writer()
{
    ffmpeg -nostdin -v error -re -f lavfi -i "color=c=black:s=$SIZE:r=5" -pix_fmt yuyv422 \
        -f v4l2 "$OUTPUT" >"$WORK/writer.log" 2>&1 &
    WRITER=$!
}

writer_is_named()
{
    grep -q "loopback: .*ffmpeg" "$WORK/service.log"
}

load_loopback
load_vivid
start_writer
check "another program's pictures make it a camera" wait_for 60 is_listed_as_camera "$OUTPUT" ||
    sed 's/^/#   /' "$WORK/writer.log"
start_service "$VIVID"
check "the service says who writes to it" wait_for 60 writer_is_named || show_log
check "that program goes on" kill -0 "$WRITER"
kill -KILL "$WRITER"
wait "$WRITER" 2>/dev/null
check "when it has ended, the service takes its place" wait_for 60 output_is_up || show_log
start_watcher
check "it shows" wait_for 60 watching background || show_log
check "the room was never seen" not room_was_seen
stop_watcher
stop_service
