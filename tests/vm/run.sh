#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Runs groups of guest/ in a real kernel with real cameras, and prints TAP.
#
#   tests/vm/run.sh [--loopback VERSION] [--build DIR] [GROUP...]
#
# VERSION is 0.12.7 (default) or 0.15.0; one boot runs all groups. DIR is where the project was
# built, build/test by default. A GROUP is a file of guest/ without its .sh, or how its name
# begins ("10", "40-un"); by default all of them but for those that run with another version. For
# one test by hand:
#
#   tests/vm/run.sh --loopback 0.15.0 --build build 30-on-demand
#
# $SOAK_SECONDS is how long 95-soak takes (default 120, 0 leaves it out). $GROUP_SECONDS is how long
# one group may take (default 300), $BOOT_SECONDS all of them with the boot (default 1400): against
# what hangs; on a busy machine all is slow. Skips, saying why, where QEMU, the networks or a package
# is missing.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
loopback=0.12.7
build=$root/build/test
needed=(qemu-system-x86_64 busybox cpio depmod xz v4l2-ctl make cc udevadm ffmpeg
    gst-launch-1.0 gst-inspect-1.0)
PATH=$PATH:/usr/sbin:/sbin

skip()
{
    echo "1..0 # SKIP $1"
    exit 0
}

usage()
{
    sed -n '3,/^set/s/^#\( \|$\)//p' "$0" >&2
    exit 2
}

while [[ ${1-} == --* ]]; do
    (($# > 1)) || usage
    case $1 in
    --loopback) loopback=$2 ;;
    --build) build=$(cd "$2" && pwd) ;;
    *) usage ;;
    esac
    shift 2
done

# Eight minutes are not enough for every group with every version. Those that do not depend on the
# module's version run with one of them unless they are asked for by name.
declare -A only_with=(
    [45-damaged]=0.15.0
    [65-doctor]=0.15.0
    [67-both-outputs]=0.15.0
    [68-run-script]=0.15.0
    [85-idle]=0.12.7
    [90-browser]=0.12.7
    [95-soak]=0.15.0
)

# All groups for this version; says which are left out.
usual_groups()
{
    local file name

    for file in "$here"/guest/[0-9]*.sh; do
        name=${file##*/}
        name=${name%.sh}
        if [[ ${only_with[$name]:-$loopback} == "$loopback" ]]; then
            echo "$name"
        else
            echo "# $name runs with ${only_with[$name]}" >&2
        fi
    done
}

# The names of the groups, from the beginnings given.
choose_groups()
{
    local wanted file found

    if ((! $#)); then
        usual_groups
        return
    fi
    for wanted; do
        found=0
        for file in "$here/guest/$wanted"*.sh; do
            file=${file##*/}
            [[ $file == [0-9]* ]] || continue
            echo "${file%.sh}"
            found=1
        done
        ((found)) || echo "run.sh: no group begins with $wanted" >&2
    done
}

# The networks: $FAKECAM_MODELS, or those that were fetched.
find_models()
{
    local models=${FAKECAM_MODELS-$root/models}

    [[ -e $models/selfie_segmentation_landscape.tflite ]] || return 1
    (cd "$models" && pwd)
}

# What the USB camera shows: the demo person in a green room, and that as many cameras send it:
# 4:2:2. Ten frames are enough to see movement.
make_frames()
{
    local frames=$1 size=320x180

    "$build/src/cli/fakecam" render demo: --demo-size "$size" --demo-seconds 1 \
        --models "$models" --background "color:#00ff00" -o "$work/demo.mkv" >&2
    ffmpeg -nostdin -v error -i "$work/demo.mkv" -frames:v 10 -pix_fmt yuyv422 \
        -f rawvideo -y "$frames/$size.yuyv"
    # ffmpeg's own 4:2:2 has sampling factors that no camera uses.
    gst-launch-1.0 -q filesrc location="$frames/$size.yuyv" ! \
        rawvideoparse format=yuy2 width="${size%x*}" height="${size#*x}" ! videoconvert ! \
        video/x-raw,format=Y42B ! jpegenc ! filesink location="$frames/$size.mjpeg"
}

# The files that the groups use, or that are dear to ask the machine for. What is forgotten here is
# slow, no more.
list_files()
{
    local lib
    local programs=(bash dash awk cat cp cut date dirname dmesg env find grep head ls mkdir mktemp
        modprobe mount pkill rm rmdir rmmod sed setsid sleep sort stat sync tail tee timeout touch tr
        umount uname uniq wc dbus-daemon ffmpeg gst-launch-1.0 pipewire pw-cli udevadm v4l2-ctl
        wireplumber "$build/src/cli/fakecam" "$build"/tests/vm/{usbcam,framelook})
    local etc=(dbus-1 group ld.so.cache locale.alias modprobe.d nsswitch.conf passwd udev)
    local plugins=(app coreelements jpeg pipewire video4linux2 videoconvert videoconvertscale)

    lib=$(ldd "$build/src/cli/fakecam" | awk '$1 == "libglib-2.0.so.0" { print $3 }')
    lib=${lib%/*}
    plugins=("${plugins[@]/#/$lib/gstreamer-1.0/libgst}")
    "$here/list_files.py" "${programs[@]}" "${etc[@]/#//etc/}" "$models" "$work" "$here/guest" \
        "${plugins[@]/%/.so}" "$lib"/{gconv/gconv-modules.cache,gio} \
        "$lib"/{pipewire-0.3,spa-0.2,wireplumber-0.*} /lib/systemd/{network,systemd-udevd} \
        /lib/{modprobe.d,udev} /usr/lib/locale/C.utf8 /usr/share/{dbus-1,pipewire,wireplumber} \
        /usr/share/{locale/locale.alias,zoneinfo/Etc/UTC} "$fonts"
}

# The card needs one font. Looking through all of a machine takes seconds in the guest.
fonts=/usr/share/fonts/truetype/dejavu
[[ -d $fonts ]] || fonts=/usr/share/fonts
write_fonts()
{
    cat <<END
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>$fonts</dir><cachedir>/var/cache/fontconfig</cachedir></fontconfig>
END
}

# Adds to "# GROUP took N s", which the guest's clock says, how long it was for us.
tell_seconds()
{
    local line since=$SECONDS

    while IFS= read -r line; do
        if [[ $line == "# "*" took "*" s" ]]; then
            line+=" in the guest, $((SECONDS - since)) s in fact"
            since=$SECONDS
        fi
        printf '%s\n' "$line"
    done
}

[[ $(uname -m) == x86_64 ]] || skip "the guest is x86_64, this machine is $(uname -m)"
for program in "${needed[@]}"; do
    command -v "$program" >/dev/null ||
        skip "$program is not there; scripts/deps.sh vm installs what the guest needs"
done
[[ -x $build/src/cli/fakecam && -x $build/tests/vm/usbcam ]] || {
    echo "Bail out! nothing is built in $build"
    exit 1
}
models=$(find_models) || skip "no networks; scripts/fetch-models.sh gets them"
setup_log=$build/tests/vm/setup-$loopback.log
"$here/setup.sh" >"$setup_log" 2>&1 || {
    sed 's/^/# /' "$setup_log"
    skip "the guest's kernel could not be had: $(tail -n 1 "$setup_log")"
}

work=$(mktemp -d "${TMPDIR:-/tmp}/fakecam-vm-run.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/frames"
make_frames "$work/frames"
"$build/tests/vm/keynet" "$work"
# Looking through all plugins takes GStreamer minutes in the guest.
GST_REGISTRY=$work/registry gst-inspect-1.0 >/dev/null 2>&1
mapfile -t groups < <(choose_groups "$@")
((${#groups[@]})) || usage
[[ " ${groups[*]} " == *" 95-soak "* ]] || SOAK_SECONDS=0

write_fonts >"$work/fonts.conf"
list_files >"$work/preload"
begin=$SECONDS
status=0
"$here/boot.sh" --loopback "$loopback" --preload "$work/preload" \
    --timeout "${BOOT_SECONDS:-1400}" env \
    "LOOPBACK=$loopback" "FAKECAM=$build/src/cli/fakecam" "FAKECAM_MODELS=$models" \
    "USBCAM=$build/tests/vm/usbcam" "FRAMELOOK=$build/tests/vm/framelook" \
    "GST_REGISTRY=$work/registry" GST_REGISTRY_UPDATE=no "FRAMES=$work/frames" \
    "FONTCONFIG_FILE=$work/fonts.conf" "KEYNET=$work/keynet.tflite" \
    "GROUP_SECONDS=${GROUP_SECONDS:-300}" "SOAK_SECONDS=${SOAK_SECONDS:-120}" \
    "$here/guest/main.sh" "${groups[@]}" > >(tell_seconds) || status=$?
wait $! # for tell_seconds
echo "# all of it took $((SECONDS - begin)) s"
((status == 0)) || echo "Bail out! the guest ended with status $status"
exit "$status"
