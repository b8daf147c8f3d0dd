# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# A real browser: what a page is offered and gets.
source "${BASH_SOURCE[0]%/*}/lib.sh"

command -v chromium >/dev/null || skip_all "chromium is not there"
need_service

# start_browser: a page that lists cameras, waits, then opens the one called NAME. Its reports
# come to $WORK/browser.log, one JSON object a line.
start_browser()
{
    timeout 140 python3 "${BASH_SOURCE[0]%/*}/browser/browse.py" "$NAME" 6 3 \
        >"$WORK/browser.log" 2>&1 &
    BROWSER=$!
}

reported()
{
    grep -q "\"step\": \"$1\"" "$WORK/browser.log"
}

# report KEY: its value in the last report that has it
report()
{
    grep -o "\"$1\": *[^,}]*" "$WORK/browser.log" | tail -n 1 | sed 's/^[^:]*: *//'
}

load_loopback
plug_usb
start_service "$USB"
check "the virtual camera is listed" wait_for 30 output_is_up || show_log
start_browser
check "the browser starts and lists cameras" wait_for 90 reported listed
check "the page is offered a camera called $NAME" grep -q "\"$NAME\"" "$WORK/browser.log"
check_equal "listing cameras does not switch one on" "$(usb_light_count)" 0
check "nor do the seconds after it" holds_for 3 not usb_light_is_on
check "the page opens it" wait_for 60 reported opened || sed 's/^/#   /' "$WORK/browser.log"
check "the camera is on for the page" wait_for 10 usb_light_is_on
check "the page is done" wait_for 60 reported "done"
wait "$BROWSER"
sed 's/^/#   /' "$WORK/browser.log"
check_equal "the page's picture is as wide as the camera's" "$(report width)" "${SIZE%x*}"
check "the page gets frames" test "$(report frames)" -ge 1
check "the background is replaced in them" test "$(report background)" -ge 1
check_equal "none of them shows the room" "$(report room)" 0
check "the camera goes off after the browser" wait_for 20 not usb_light_is_on
stop_service
