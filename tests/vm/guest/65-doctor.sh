# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Doctor and setup with a real module: from a kernel without it to a camera and back, and from
# wrong options to right ones under a running service.
source "${BASH_SOURCE[0]%/*}/lib.sh"
need_service
"$FAKECAM" setup --help >/dev/null 2>&1 || skip_all "fakecam setup is not there yet"

OPTIONS_FILE=/etc/modprobe.d/fakecam.conf
BOOT_FILE=/etc/modules-load.d/fakecam.conf

# The doctor's findings, each a line of its own. It takes seconds in here.
look()
{
    "$FAKECAM" doctor --json >"$WORK/doctor.json"
    [[ -s $WORK/doctor.json ]]
}

# finding ID STATE [WORDS]: what it found in the newest look.
finding()
{
    grep "\"id\": \"$1\"" "$WORK/doctor.json" | tee /dev/stderr | grep "\"state\": \"$2\"" |
        grep -qF -- "${3-}"
}

# setup OPTION...: its words are in $WORK/setup.log.
setup()
{
    "$FAKECAM" setup "$@" >"$WORK/setup.log" 2>&1 </dev/null
}

setup_says()
{
    grep -qF -- "$1" "$WORK/setup.log" || { cat "$WORK/setup.log"; return 1; }
}

is_loaded()
{
    [[ -d /sys/module/v4l2loopback ]]
}

has_label()
{
    [[ $(cat "/sys/devices/virtual/video4linux/${OUTPUT#/dev/}/name") == "$1" ]]
}

# The service has the device open.
holds_output()
{
    is_open_by "$OUTPUT" "$SERVICE"
}

# The guest's root is the machine's, which may be a container; the guest is none.
rm -f /.dockerenv /run/.containerenv /run/systemd/container
unset DISPLAY WAYLAND_DISPLAY
unload_loopback

# --- from nothing to a camera ---

look
check "the doctor: the kernel loads modules" finding module-possible ok
check "the doctor: the module is built" finding module-built ok
check "the doctor: it is not loaded" finding module-loaded problem '"command": "fakecam setup"'
check "with nobody to ask, setup does nothing" not setup
check "and says what it would" setup_says "write $OPTIONS_FILE"
check "nothing was loaded or written" not eval "is_loaded || [[ -e $OPTIONS_FILE ]]"
check "setup" setup --yes || sed 's/^/#   /' "$WORK/setup.log"
check "the device is there" wait_for 10 test -c "$OUTPUT"
check "it is Fakecam's" has_label Fakecam
look
check "the doctor: it is loaded" finding module-loaded ok
check "the doctor: Chromium will list it" finding loopback-exclusive ok "$OUTPUT"
check "the doctor: its name is right" finding loopback-label ok
if [[ $LOOPBACK == 0.12.7 ]]; then
    check "the doctor: it is an old one" finding loopback-version ok "before 0.13"
else
    check "the doctor: it is a newer one" finding loopback-version ok "$LOOPBACK, 0.13 or later"
fi
check "the doctor: it is loaded at each start" finding module-boot ok "$BOOT_FILE"
check "a second setup" setup --yes
check "has nothing to do" setup_says "There is nothing to do."

# --- options of the file count, also without setup ---

check "the module goes" rmmod v4l2loopback
check "and comes with setup's options" modprobe v4l2loopback
check "as Fakecam's" wait_for 10 has_label Fakecam

# --- wrong options, and a service that has the device open ---

rmmod v4l2loopback
modprobe v4l2loopback exclusive_caps=0 card_label=Other
look
check "the doctor: Chromium would not list it" finding loopback-exclusive problem
check "the doctor: it has another name" finding loopback-label note Other
sleep 1000 9<>"$OUTPUT" &
HOLDER=$!
check "while another program has it open, setup leaves it" not setup --yes
check "and says who" setup_says "in use by sleep ($HOLDER)"
kill "$HOLDER"
wait "$HOLDER" 2>/dev/null
check "a session bus" start_bus
start_service demo:
check "the service takes the device" wait_for 60 holds_output || show_log
look
check "the doctor: the service runs" finding service-running ok
check "the doctor: it has the device" finding loopback-holders ok "fakecam ($SERVICE)"
check "setup loads the module anew" setup --yes || sed 's/^/#   /' "$WORK/setup.log"
look
check "the doctor: Chromium will list it now" finding loopback-exclusive ok
check "its name is right" has_label Fakecam
check "the service lives" service_lives
check "and has taken the device again" wait_for 60 holds_output || show_log
check "it is a camera" wait_for 60 output_is_up || show_log
stop_service

# --- and back ---

check "undo" setup --undo --yes || sed 's/^/#   /' "$WORK/setup.log"
check "the module is gone" not is_loaded
check "so are the files" not eval "[[ -e $OPTIONS_FILE || -e $BOOT_FILE ]]"

# --- options of another hand ---

echo "options v4l2loopback video_nr=${OUTPUT#/dev/video} exclusive_caps=1 card_label=Mine" \
    >/etc/modprobe.d/mine.conf
check "setup beside another's options" setup --yes
check "leaves them" setup_says "/etc/modprobe.d/mine.conf has options"
check "writes none of its own" not test -e "$OPTIONS_FILE"
check "and loads with theirs" wait_for 10 has_label Mine
rm -f /etc/modprobe.d/mine.conf "$BOOT_FILE"
