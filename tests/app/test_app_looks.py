#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How the app looks, light and dark, narrow and wide, and what a screen reader is told. Speaks TAP.

Each page is photographed into the folder FAKECAM_SHOTS, and looked at for what can be counted:
something is there, nothing is cut off at the side, the preview shows what it should.
"""
import os
import re
import sys

import tap

try:
    from gi.repository import GLib
except ImportError:
    sys.exit(tap.skip_all("PyGObject is not installed (package python3-gi)"))

import desk
import world

NARROW, WIDE = (360, 720), (1200, 900)
TABS = {"tab", "page tab"}
# Names that GTK makes up of a class where nobody gave one.
CLASS_NAME = re.compile(r"(Gtk|Adw|Fc)[A-Z]\w+$")
here = None


def tabs():
    """The names of the pages; one page needs no tabs."""
    names = []
    for node in here.nodes():
        try:
            if node.role in TABS and min(node.box()[2:]) > 0:
                names.append(node.name)
        except GLib.Error:
            continue
    return list(dict.fromkeys(names))


def each_page():
    """Yields the name of each page when it is shown."""
    names = tabs() or ["Background"]
    for name in names:
        if len(names) > 1:
            here.click(name)
            world.wait(f"the page {name}", lambda: "pressed" in here.need(name, TABS).states())
        yield name


def showing():
    """All that has room in the window, with box and role."""
    for node in here.nodes():
        try:
            box, role = node.box(), node.role
            if min(box[2:]) > 0 and "visible" in node.states():
                yield node, box, role
        except GLib.Error:  # applications have no place; others went meanwhile
            continue


def controls():
    """What can be focused or clicked. A group that scrolls can be focused, and needs no name."""
    for node, _, role in showing():
        if role in desk.BUTTONS or (role != "group" and "focusable" in node.states()):
            yield node, role


def outside(size):
    """What reaches over the window's left or right edge."""
    return [f"{role} {node.name!r} at {box}" for node, box, role in showing()
            if box[0] < -1 or box[0] + box[2] > size[0] + 1]


def brightness(picture):
    return sum(picture.mean()) / 3


def look_at_pages(scheme, size):
    here.start_app(*size, ADW_DEBUG_COLOR_SCHEME=f"prefer-{scheme}")
    here.need("Ready")
    here.wait_corner("the bookshelf", lambda corner: corner.colours() > 300)
    strays, brightnesses = [], []
    for page in each_page():
        picture = here.shot(f"{page.lower().replace(' ', '-')}-{size[0]}-{scheme}")
        assert picture.colours() > 100, f"{page} is empty"
        # The header bar, right of its middle: nothing is drawn there but its colour.
        brightnesses.append(brightness(picture.crop(size[0] * 5 // 8, 8, 20, 6)))
        strays += [f"{page}: {stray}" for stray in outside(size)]
    here.stop_app()
    assert not strays, "\n".join(strays)
    for value in brightnesses:
        assert (value > 180) if scheme == "light" else (value < 90), f"{scheme}: {value}"


def test_light_wide():
    look_at_pages("light", WIDE)


def test_dark_wide():
    look_at_pages("dark", WIDE)


def test_light_narrow():
    look_at_pages("light", NARROW)


def test_dark_narrow():
    look_at_pages("dark", NARROW)


def test_high_contrast():
    here.start_app(*WIDE, ADW_DEBUG_HIGH_CONTRAST="1")
    here.need("Ready")
    here.wait_corner("the bookshelf", lambda corner: corner.colours() > 300)
    here.shot("background-1200-high-contrast")
    here.stop_app()


def test_every_control_has_a_name():
    here.start_app(*WIDE)
    here.need("Ready")
    count, nameless = 0, []
    for page in each_page():
        for node, role in controls():
            count += 1
            if not node.name.strip() or CLASS_NAME.match(node.name):
                nameless.append(f"{page}: {role} {node.name!r} at {node.box()}")
    here.stop_app()
    assert count > 6, f"only {count} controls"
    assert not nameless, "\n".join(nameless)


def main():
    global here
    lacking = world.missing()
    if lacking:
        return tap.skip_all(lacking)
    here = desk.Desk()
    try:
        here.use_settings(background=f"{os.environ['FAKECAM_BACKGROUNDS']}/bookshelf.png")
        here.start_service()
        return tap.run_all("app-looks", tap.tests_of(globals()))
    finally:
        here.finish()


if __name__ == "__main__":
    sys.exit(main())
