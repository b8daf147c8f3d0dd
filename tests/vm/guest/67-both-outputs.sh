# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# One service, a reader of the loopback and one of PipeWire's node: each sees the same person before
# the same background, and the camera closes when the last of them has gone.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service
for program in pipewire wireplumber pw-cli; do
    command -v "$program" >/dev/null || skip_all "$program is not there"
done

# PipeWire and its session manager, with what they need of a desktop, for this group alone.
start_pipewire()
{
    export XDG_RUNTIME_DIR=$WORK/runtime XDG_CONFIG_HOME=$WORK/config XDG_STATE_HOME=$WORK/state
    mkdir -m 700 "$XDG_RUNTIME_DIR"
    mkdir -p /run/systemd/{seats,sessions,users,machines} # WirePlumber ends without them
    start_bus || return
    pipewire >"$WORK/pipewire.log" 2>&1 &
    wait_for 20 test -S "$XDG_RUNTIME_DIR/pipewire-0" || return
    wireplumber >"$WORK/wireplumber.log" 2>&1 &
    wait_for 60 pipewire_has Metadata default
}

# pipewire_has KIND NAME
pipewire_has()
{
    pw-cli ls "$1" | grep -q "\"$2\""
}

# start_node_watcher, as start_watcher is for the loopback: in $WORK/node. Sets NODE_WATCHER.
start_node_watcher()
{
    : >"$WORK/node"
    gst-launch-1.0 -q pipewiresrc target-object=fakecam ! \
        "video/x-raw,format=YUY2,width=${SIZE%x*},height=${SIZE#*x}" ! \
        fdsink fd=3 3> >("$FRAMELOOK" "$SIZE" "$BACKGROUND" "$ROOM" >>"$WORK/node") \
        >"$WORK/gst.log" 2>&1 &
    NODE_WATCHER=$!
}

stop_node_watcher()
{
    kill "$NODE_WATCHER" 2>/dev/null
    wait "$NODE_WATCHER" 2>/dev/null
}

# goes_on FILE: whether frames with the background come only now.
goes_on()
{
    local seen

    seen=$(wc -l <"$1")
    wait_for 30 eval "tail -n +$((seen + 1)) '$1' | grep -q '^background person'"
}

load_loopback
plug_usb
check "PipeWire and WirePlumber run" start_pipewire || {
    sed 's/^/#   /' "$WORK"/{pipewire,wireplumber}.log
    exit 1
}
start_service "$USB"
check "the loopback is a camera" wait_for 30 output_is_up || show_log
check "PipeWire has a node" wait_for 30 pipewire_has Node fakecam || show_log
check_equal "the camera's light was not on" "$(usb_light_count)" 0

start_watcher
start_node_watcher
check "who reads the loopback sees the background" goes_on "$WORK/watch" || show_log
check "so does who reads the node" goes_on "$WORK/node" ||
    sed 's/^/#   /' "$WORK/gst.log"
stop_watcher
rest 4 # longer than the camera waits for another reader
check "the loopback's reader goes, the camera stays open" camera_is_open "$USB"
check "and the node's has frames" goes_on "$WORK/node" || show_log
start_watcher
check "the loopback's comes back to frames" goes_on "$WORK/watch" || show_log
stop_node_watcher
rest 4
check "the node's reader goes, the camera stays open" camera_is_open "$USB"
check "and the loopback's has frames" goes_on "$WORK/watch" || show_log
check_equal "all that time the light was on" "$(usb_light_count)" 1
stop_watcher
check "both have gone, and the camera closes" wait_for 20 not camera_is_open "$USB" || show_log
check "the light goes off" wait_for 5 not usb_light_is_on
check "nobody saw the room" not grep -q '^room' "$WORK/watch" "$WORK/node"
stop_service
