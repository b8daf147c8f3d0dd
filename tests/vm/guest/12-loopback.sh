# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the two versions of v4l2loopback do differently, as far as the service relies on it. A
# kernel whose module answers otherwise is not the one that the service was written for.
source "${BASH_SOURCE[0]%/*}/lib.sh"

# Whole pages: v4l2-ctl gives the padding after frames of other sizes as well, and 0.12.7 hands it
# on, so that ffmpeg takes none of them.
SIZE=640x480

# start_producer SIZE: streams from memory, as the service does. Sets PRODUCER.
start_producer()
{
    # It knows no pace.
    nice -n 19 v4l2-ctl -d "$OUTPUT" \
        --set-fmt-video-out="width=${1%x*},height=${1#*x},pixelformat=YUYV" \
        --stream-out-mmap --stream-out-pattern=8 >/dev/null 2>"$WORK/producer.log" &
    PRODUCER=$!
}

stop_producer()
{
    kill "$PRODUCER"
    wait "$PRODUCER" 2>/dev/null
    return 0
}

# The event of the module's own that tells how many read: V4L2_EVENT_PRIVATE_START + 0x08e00001.
has_usage_event()
{
    local status=0

    timeout 3 v4l2-ctl -d "$OUTPUT" --wait-for-event=$((0x08000000 + 0x08e00001)) || status=$?
    # It waits where it could subscribe.
    ((status == 0 || status == 124))
}

has_format()
{
    [[ $(format_of "$OUTPUT") == "$1" ]]
}

check "the loopback loads" load_loopback
check "nobody streams into it: it is no camera" not is_listed_as_camera "$OUTPUT"

start_producer "$SIZE"
check "a producer makes it a camera" wait_for 30 is_listed_as_camera "$OUTPUT" ||
    tail -c 500 "$WORK/producer.log" | sed 's/^/#   /'
check_equal "it has the producer's size and format" "$(format_of "$OUTPUT")" "$SIZE YUYV"
check "it gives frames" read_frames v4l2-ctl "$OUTPUT" 3 "$WORK/frames"
check_equal "they are whole" "$(backgrounds "$WORK/frames")" "3 room person"

if [[ $LOOPBACK == 0.12.7 ]]; then
    check "it has no event that counts readers" not has_usage_event
else
    check "it has an event that counts readers" has_usage_event
fi

start_watcher
check "a reader that stays gets frames" watching_next room 20
if [[ $LOOPBACK == 0.12.7 ]]; then
    check "a second reader may stream" read_frames v4l2-ctl "$OUTPUT" 2 "$WORK/second"
else
    check "a second reader may not stream" not read_frames v4l2-ctl "$OUTPUT" 2 "$WORK/second"
fi
check "the loopback cannot be unloaded while it is in use" not rmmod v4l2loopback

stop_watcher
stop_producer
start_producer 320x180
check "with no reader, another size is taken" wait_for 30 has_format "320x180 YUYV"
check "and the device is a camera" wait_for 10 is_listed_as_camera "$OUTPUT"
stop_producer
