# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the groups of tests in this folder share. To be sourced by main.sh's children, in the guest.
#
# From main.sh come, in the environment: LOOPBACK, the version of v4l2loopback; FAKECAM, USBCAM
# and FRAMELOOK, the programs; FRAMES, the folder with the USB camera's pictures; KEYNET, the
# network that tells the cameras' rooms from persons; GROUP, the name of the group; WORK, an empty
# folder; SOAK_SECONDS, see run.sh, 0 where 95-soak does not run. All times are seconds. The guest is
# slow, and slower still on a machine that does other things: wait_for is generous, and no test asks
# for speed.
set -u

OUTPUT=/dev/video20 # the loopback
VIVID=/dev/video0   # the camera that needs no USB
NAME=Fakecam        # the loopback's label
SIZE=160x90         # of the service's output; small, for the guest is slow
RATE=5              # and its frames a second

# Colours as rrggbb: what the cameras see, and what Fakecam shall show instead.
ROOM=00ff00
BACKGROUND=802080

USB_FORMAT= # see plug_usb

# --- TAP: every case is one line; main.sh counts them ---

say()
{
    printf '# %s\n' "$*"
}

ok()
{
    printf 'ok - %s: %s\n' "$GROUP" "$*"
}

# not_ok NAME [WHY...]
not_ok()
{
    printf 'not ok - %s: %s\n' "$GROUP" "$1"
    shift
    (($# == 0)) || say "$*"
    return 1
}

# skip NAME WHY
skip()
{
    printf 'ok - %s: %s # SKIP %s\n' "$GROUP" "$1" "$2"
}

# Ends the group: none of it can be tested here.
skip_all()
{
    skip "all" "$1"
    exit 0
}

# check NAME COMMAND [ARG...]: one case, which passes when the command does. What the command
# prints is shown when it fails. It may set variables.
check()
{
    local name=$1
    shift

    if "$@" >"$WORK/said" 2>&1; then
        ok "$name"
    else
        not_ok "$name" "failed: $*"
        tail -n 20 "$WORK/said" | sed 's/^/#   /'
        return 1
    fi
}

# check_equal NAME GOT WANTED
check_equal()
{
    if [[ $2 == "$3" ]]; then
        ok "$1"
    else
        not_ok "$1" "got '$2', wanted '$3'"
    fi
}

# rest SECONDS: without a program, for starting one costs the guest 20 ms.
exec {NEVER}<> <(:)
rest()
{
    read -rt "$1" -u "$NEVER"
    return 0
}

# The time in $NOW, which no jump of the clock moves, as it does bash's own SECONDS.
set_now()
{
    read -r NOW _ </proc/uptime
    NOW=${NOW%.*}
}

# wait_for SECONDS COMMAND [ARG...]: until the command succeeds. Fails when it never does.
wait_for()
{
    local NOW end

    set_now
    end=$((NOW + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        set_now
        ((NOW < end)) || return 1
        rest 0.2
    done
}

# holds_for SECONDS COMMAND [ARG...]: whether the command succeeds all that time.
holds_for()
{
    local NOW end

    set_now
    end=$((NOW + $1))
    shift
    while ((NOW < end)); do
        "$@" >/dev/null 2>&1 || return 1
        rest 0.2
        set_now
    done
}

# not COMMAND [ARG...], for where a command is an argument.
not()
{
    ! "$@"
}

# --- devices ---

# A fresh loopback, as README tells people to load it.
load_loopback()
{
    unload_loopback
    modprobe v4l2loopback devices=1 video_nr="${OUTPUT#/dev/video}" card_label="$NAME" \
        exclusive_caps=1 && wait_for 10 test -c "$OUTPUT"
}

unload_loopback()
{
    [[ ! -d /sys/module/v4l2loopback ]] || wait_for 10 rmmod v4l2loopback
}

# A webcam that sees the room, with a square in its middle for a person.
load_vivid()
{
    modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0 \
        vid_cap_nr="${VIVID#/dev/video}" && set_vivid_up
}

set_vivid_up()
{
    local pattern

    wait_for 10 test -c "$VIVID" || return
    pattern=$(v4l2-ctl -d "$VIVID" --list-ctrls-menus | sed -n 's/^\s*\([0-9]*\): 100% Green$/\1/p')
    v4l2-ctl -d "$VIVID" --set-ctrl="test_pattern=$pattern" --set-ctrl=osd_text_mode=2 \
        --set-ctrl=show_square=1
}

unplug_vivid()
{
    echo vivid.0 >/sys/bus/platform/drivers/vivid/unbind
}

plug_vivid()
{
    echo vivid.0 >/sys/bus/platform/drivers/vivid/bind
    set_vivid_up
}

# What the camera driver names DEVICE.
label()
{
    cat "/sys/class/video4linux/${1##*/}/name"
}

# device_of LABEL: the node that gives pictures, which is the first of them.
device_of()
{
    local entry

    for entry in /sys/class/video4linux/*; do
        if [[ $(cat "$entry/name") == "$1"* && $(cat "$entry/index") == 0 ]]; then
            echo "/dev/${entry##*/}"
            return 0
        fi
    done
    return 1
}

# plug_usb: starts the USB camera, sets USB_PID and USB, its device. Its words are in
# $WORK/usbcam.log. It offers MJPEG and YUYV, or only $USB_FORMAT: MJPEG, YUYV or
# clock.
plug_usb()
{
    modprobe vhci-hcd && modprobe uvcvideo || return
    "$USBCAM" --frames "$FRAMES" ${USB_FORMAT:+--only "$USB_FORMAT"} >>"$WORK/usbcam.log" 2>&1 &
    USB_PID=$!
    wait_for 30 device_of "USB Test Camera" || return
    USB=$(device_of "USB Test Camera")
    wait_for 10 test -c "$USB"
}

unplug_usb()
{
    kill -KILL "$USB_PID"
    wait "$USB_PID" 2>/dev/null
    wait_for 10 not test -c "$USB"
}

# Whether the USB camera's light is on, and how often it went on.
usb_light_is_on()
{
    [[ $(grep '^light' "$WORK/usbcam.log" | tail -n 1) == "light on"* ]]
}

usb_light_count()
{
    grep -c '^light on' "$WORK/usbcam.log"
}

# is_open_by DEVICE PROCESS. Without a fork, for it is asked often.
is_open_by()
{
    local link

    for link in "/proc/$2"/fd/*; do
        [[ ! $link -ef $1 ]] || return 0
    done
    return 1
}

# has_capability DEVICE WORDS: as v4l2-ctl names it, for the device and not for the driver.
has_capability()
{
    v4l2-ctl -d "$1" --info | sed '1,/Device Caps/d' | grep -q "$2"
}

# Chromium's condition for a camera.
is_listed_as_camera()
{
    has_capability "$1" "Video Capture" && ! has_capability "$1" "Video Output"
}

# format_of DEVICE: WIDTHxHEIGHT FOURCC of what can be captured from it.
format_of()
{
    v4l2-ctl -d "$1" --get-fmt-video | awk '
        /Width\/Height/ { sub("/", "x", $3); size = $3 }
        /Pixel Format/ { gsub("\047", "", $4); print size, $4 }'
}

start_udev()
{
    /lib/systemd/systemd-udevd --daemon >/dev/null 2>&1 && udevadm trigger --action=add &&
        udevadm settle -t 60
}

# A session bus of the group's own.
start_bus()
{
    export DBUS_SESSION_BUS_ADDRESS=unix:path=$WORK/bus
    dbus-daemon --session --nofork --address="$DBUS_SESSION_BUS_ADDRESS" >"$WORK/bus.log" 2>&1 &
    wait_for 20 test -S "$WORK/bus"
}

# --- readers ---

# read_frames WITH DEVICE COUNT FILE [SIZE]: COUNT raw YUYV frames into FILE.
read_frames()
{
    local device=$2 count=$3 file=$4 size=${5-$SIZE}
    local width=${size%x*} height=${size#*x}

    case $1 in
    v4l2-ctl)
        timeout 60 v4l2-ctl -d "$device" \
            --set-fmt-video="width=$width,height=$height,pixelformat=YUYV" \
            --stream-mmap --stream-count="$count" --stream-to="$file"
        ;;
    ffmpeg)
        timeout 60 ffmpeg -nostdin -v error -f v4l2 -input_format yuyv422 -video_size "$size" \
            -i "$device" -frames:v "$count" -c:v copy -f rawvideo -y "$file"
        ;;
    gstreamer)
        timeout 60 gst-launch-1.0 -q v4l2src device="$device" num-buffers="$count" ! \
            "video/x-raw,format=YUY2,width=$width,height=$height" ! filesink location="$file"
        ;;
    esac
}

# A reader that stays, until stop_reader. Sets READER, its process.
start_reader()
{
    v4l2-ctl -d "$1" --stream-mmap >/dev/null 2>&1 &
    READER=$!
}

stop_reader()
{
    kill "$READER" 2>/dev/null
    wait "$READER" 2>/dev/null
    READER=
}

# backgrounds FILE [SIZE]: what framelook says of its frames, counted: "7 background person".
backgrounds()
{
    [[ -s $1 ]] || return
    "$FRAMELOOK" "${2-$SIZE}" "$BACKGROUND" "$ROOM" <"$1" | cut -d' ' -f1,2 | sort | uniq -c | awk '{ $1 = $1; print }'
}

# start_watcher: a reader of the output that stays and says of every frame, in $WORK/watch,
# what framelook sees. Sets WATCHER, the process that holds the device.
start_watcher()
{
    : >"$WORK/watch"
    v4l2-ctl -d "$OUTPUT" --stream-mmap --stream-to=- 2>/dev/null \
        > >("$FRAMELOOK" "$SIZE" "$BACKGROUND" "$ROOM" >>"$WORK/watch") &
    WATCHER=$!
}

stop_watcher()
{
    kill "$WATCHER" 2>/dev/null
    wait "$WATCHER" 2>/dev/null
}

# watching WORD: background, room or other (the card) in the newest frame.
watching()
{
    [[ $(tail -n 1 "$WORK/watch") == "$1 "* ]]
}

# watching_next WORD SECONDS: in a frame that comes only now.
watching_next()
{
    local seen

    seen=$(wc -l <"$WORK/watch")
    wait_for "$2" eval "tail -n +$((seen + 1)) '$WORK/watch' | grep -q '^$1 '"
}

# Whether any frame since start_watcher showed the room, which is what must never be.
room_was_seen()
{
    grep -q '^room ' "$WORK/watch"
}

# --- the service ---

# Groups that test the service begin with this.
need_service()
{
    "$FAKECAM" run --help >/dev/null 2>&1 || skip_all "fakecam run is not there yet"
}

# start_service CAMERA [OPTION...]: at SIZE, with a background of one colour, and without the
# settings of whoever runs the tests. Its words are in
# $WORK/service.log. Sets SERVICE, its process.
start_service()
{
    local camera=$1
    shift

    HOME=$WORK/home "$FAKECAM" run --camera "$camera" --loopback "$OUTPUT" --width "${SIZE%x*}" \
        --height "${SIZE#*x}" --rate "$RATE" --background "color:#$BACKGROUND" \
        --model "$KEYNET" "$@" >>"$WORK/service.log" 2>&1 </dev/null &
    SERVICE=$!
}

# Ends it as a desktop does: a case of its own in every group.
stop_service()
{
    local status=0

    kill -TERM "$SERVICE" 2>/dev/null
    wait_for 20 not kill -0 "$SERVICE" || kill -KILL "$SERVICE"
    wait "$SERVICE" || status=$?
    check_equal "the service ends cleanly" "$status" 0 || show_log
}

# What the service and the USB camera said last.
show_log()
{
    local log

    for log in service usbcam; do
        [[ ! -s $WORK/$log.log ]] || tail -n 15 "$WORK/$log.log" | sed "s/^/#   $log | /"
    done
}

service_lives()
{
    kill -0 "$SERVICE"
}

output_is_up()
{
    grep -q "loopback: ready" "$WORK/service.log" && is_listed_as_camera "$OUTPUT"
}

# camera_is_open DEVICE: whether the service holds it.
camera_is_open()
{
    is_open_by "$1" "$SERVICE"
}
