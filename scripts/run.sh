#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Installs what is missing, fetches the networks, builds Fakecam and shows what it does: the demo
# person before a new background, as a picture and as a short film in demo/.
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

main_job()
{
    mkdir -p "$demo"
    "$fakecam" render demo: -o "$demo/picture.png" --background demo:beach
    "$fakecam" render demo: -o "$demo/film.mp4" --background demo:beach
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
}

prepare "$install" run
configure "$build" --buildtype=release -Dtests=disabled
say "Building in $build"
ninja -C "$build"
say "Rendering the demo person"
main_job
tell
