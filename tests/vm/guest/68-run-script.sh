# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# scripts/run.sh with a camera and the loopback there. The build that it makes is there already: the
# one that all groups use. The folders it writes to are the guest's.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service
command -v ninja >/dev/null || skip_all "ninja is not there"

root=$(cd "${BASH_SOURCE[0]%/*}/../../.." && pwd)

# A build folder in which nothing is left to do.
prepare_build()
{
    mkdir -p "$root/build/release" && mount -t tmpfs release "$root/build/release" || return
    mkdir -p "$root/build/release/src/cli"
    ln -s "$FAKECAM" "$root/build/release/src/cli/fakecam"
    echo "build all: phony" >"$root/build/release/build.ninja"
}

said()
{
    grep -qF -- "$1" "$WORK/said-run"
}

# As somebody would who has a slow machine.
set_small()
{
    "$FAKECAM" set width "${SIZE%x*}" height "${SIZE#*x}" rate "$RATE" model "$KEYNET" \
        background color background-color "#$BACKGROUND"
}

# It is in a session of its own, where nobody looks for it.
trap '[[ -z ${SERVICE-} ]] || kill -KILL "$SERVICE" 2>/dev/null || true' EXIT
export HOME=$WORK/home XDG_CONFIG_HOME=$WORK/config
mkdir "$HOME"
load_loopback
plug_usb
check "a build folder" prepare_build
check "the settings are kept" set_small
check "scripts/run.sh ends well" eval "'$root/scripts/run.sh' --no-install >'$WORK/said-run' 2>&1" ||
    sed 's/^/#   /' "$WORK/said-run"
check "it says how to pick the camera" said "choose the camera called Fakecam"
SERVICE=$(sed -n 's/.*runs as process \([0-9]*\);.*/\1/p' "$WORK/said-run")
check "it says which process it is" service_lives
ln -sf "$root/demo/camera.log" "$WORK/service.log"
check "the virtual camera is up" wait_for 30 output_is_up || show_log
check_equal "it has the size and format" "$(format_of "$OUTPUT")" "$SIZE YUYV"
check_equal "nobody watches, so the light is off" "$(usb_light_count)" 0
start_watcher
check "who picks it sees the background" wait_for 60 watching background || show_log
check "and never the room" not room_was_seen
check "the real camera is the USB one" camera_is_open "$USB"
stop_watcher
kill -TERM "$SERVICE"
check "it ends when it is told to" wait_for 20 not service_lives
umount "$root/build/release"
