#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Real browsers take the camera from a real PipeWire, through the desktop's portal. Speaks TAP."""
import json
import shutil
import sys

import tap

try:
    import gi  # pylint: disable=unused-import
except ImportError:
    sys.exit(tap.skip_all("PyGObject is not installed (package python3-gi)"))

import desktop
import visit
from session import wait

BACKGROUND = (0x20, 0x40, 0x60)
CARD_BRIGHTEST = 70
SKIN = (233, 178, 138)
here = None


def near(one, other, off):
    return all(abs(a - b) <= off for a, b in zip(one, other))


def is_card(look):
    """It is dark everywhere, and so is the black before the first frame."""
    return max(look["corner"] + look["middle"]) <= CARD_BRIGHTEST


def check_looks(looks):
    """Nothing but pictures with the background, to the shade, and cards."""
    pictures = [look for look in looks if not is_card(look)]
    assert len(pictures) >= 5, f"hardly a picture: {looks}"
    for look in pictures:
        # Taken for BT.709, as a reader may that goes by the size alone, it would be 28,59,96.
        assert near(look["corner"], BACKGROUND, 2), f"the background is {look['corner']}"
        assert near(look["middle"], SKIN, 40), f"the person is {look['middle']}"


def check_page(one):
    report = one.next_report()
    assert report["cameras"] == ["Fakecam"], f"the page may choose from {report['cameras']}"
    assert report["label"] == "Fakecam", f"the page got {report['label']}"
    assert report["size"] == [1280, 720], f"its picture is {report['size']}"
    assert report["frames"] >= 5, f"{report['frames']} frames"
    check_looks(report["looks"])


def check_browser(name, program, stops):
    global here
    if not shutil.which(program):
        raise tap.Skip(f"{program} is not installed")
    finish()
    here = desktop.Desktop()
    one = visit.Visit(here, name, BACKGROUND, stops)
    try:
        check_page(one)
        assert "asked: " in here.log("dialog"), "nobody asked the portal for the camera"
        if stops:
            # The page is still open: the camera goes off without the browser's end.
            assert one.next_report() == {"stopped": True}
            wait("nobody reads", lambda: here.readers() == 0)
        else:
            assert here.readers() == 1
    finally:
        one.finish()
    wait("nobody reads", lambda: here.readers() == 0)


def test_chromium():
    check_browser("chromium", "chromium", stops=True)


def test_firefox():
    """It does not stop by itself: now and then it crashes there (docs/browsers.md)."""
    check_browser("firefox", "firefox-esr", stops=False)


def permission():
    findings = json.loads(here.say(here.fakecam, "doctor", "--json", bad=1))["findings"]
    return next(one for one in findings if one["id"] == "portal-permission")


def test_refused():
    """Somebody once said no: no browser asks again, and the doctor knows."""
    global here
    finish()
    here = desktop.Desktop()
    assert permission()["state"] == "ok", permission()
    assert here.answer("other.Program", "yes") and permission()["state"] == "ok", permission()
    assert here.answer("", "no")
    found = permission()
    assert found["state"] in ("note", "problem") and "sandbox" in found["found"], found
    assert here.say("bash", "-c", found["command"]) is not None, found["command"]
    assert permission()["state"] == "ok", permission()


def finish():
    if here:
        here.finish()


def tell():
    return here.tell()


def main():
    lacking = desktop.missing()
    if lacking:
        return tap.skip_all(lacking)
    try:
        return tap.run_all("browser", tap.tests_of(globals()), tell)
    finally:
        finish()


if __name__ == "__main__":
    sys.exit(main())
