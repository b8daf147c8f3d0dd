#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Installs what is missing, fetches the networks, builds Fakecam and shows what it does. With a camera
# and v4l2loopback or PipeWire there, it ends with the virtual camera up; without, the demo person
# stands before a new background, as a picture and as a short film in demo/.
#
#   scripts/run.sh [--no-install]
#
# --no-install never calls apt-get. The build is in build/release. A second run only builds what
# has changed.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build=$root/build/release
fakecam=$build/src/cli/fakecam
demo=$root/demo
install=1

for option; do
    case $option in
    --no-install) install=0 ;;
    *)
        echo "usage: scripts/run.sh [--no-install]" >&2
        exit 2
        ;;
    esac
done

render_demo()
{
    mkdir -p "$demo"
    "$fakecam" render demo: -o "$demo/picture.png" --background demo:beach
    "$fakecam" render demo: -o "$demo/film.mp4" --background demo:beach
}

# Whether the cameras of this machine have one where "loopback" is $1 (true or false).
has_camera()
{
    "$fakecam" devices --json | grep -q "\"loopback\": $1"
}

has_pipewire()
{
    [[ -S ${PIPEWIRE_RUNTIME_DIR:-${XDG_RUNTIME_DIR:-/nowhere}}/pipewire-0 ]]
}

# What is missing for a virtual camera; nothing when all is there.
what_is_missing()
{
    has_camera false || echo "no camera is plugged in"
    has_camera true || has_pipewire ||
        echo "neither v4l2loopback nor PipeWire is there (README.md: In a call)"
}

# At a terminal until Ctrl-C; else in the background, for who reads the log later.
run_camera()
{
    say "In a call, choose the camera called Fakecam. The real one is open only while you do."
    if [[ -t 1 ]]; then
        exec "$fakecam" run
    fi
    mkdir -p "$demo"
    setsid "$fakecam" run >"$demo/camera.log" 2>&1 </dev/null &
    say "It runs as process $!; its log is $demo/camera.log"
}

tell()
{
    cat <<END

The demo person before a new background:
  $demo/picture.png
  $demo/film.mp4

Try next, with a picture or a film of yours:
  export FAKECAM_MODELS=$FAKECAM_MODELS
  $fakecam render me.jpg -o out.png --background blur
  $fakecam render me.mp4 -o out.mp4 --background holiday.jpg
  $fakecam render --help
END
    if [[ -x $build/src/app/fakecam-app ]]; then
        echo "  meson devenv -C $build fakecam-app      the same in a window"
    fi
}

prepare "$install" run
configure "$build" --buildtype=release -Dtests=disabled
say "Building in $build"
ninja -C "$build"
missing=$(what_is_missing)
if [[ -z $missing ]]; then
    run_camera
else
    say "No virtual camera here: ${missing//$'\n'/; }"
    say "Rendering the demo person"
    render_demo
    tell
fi
