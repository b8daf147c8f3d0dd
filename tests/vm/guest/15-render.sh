# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# The program runs in the guest, network and all: what fails here is the guest, not the program.
source "${BASH_SOURCE[0]%/*}/lib.sh"

check "the program runs" "$FAKECAM" --version
check "it renders the demo person" "$FAKECAM" render demo: --demo-size 640x360 \
    --background "color:#$BACKGROUND" -o "$WORK/demo.png"
ffmpeg -nostdin -v error -i "$WORK/demo.png" -pix_fmt yuyv422 -f rawvideo "$WORK/demo.yuyv"
check_equal "the background is replaced" \
    "$(backgrounds "$WORK/demo.yuyv")" "1 background person"
