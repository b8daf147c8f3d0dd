#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How the app looks, light and dark, narrow and wide, and what a screen reader is told. Speaks TAP.

Each page is photographed into the folder FAKECAM_SHOTS, and looked at for what can be counted:
something is there, nothing is cut off at the side, the preview shows what it should.
"""
import gettext
import json
import os
import pathlib
import re
import struct
import subprocess
import sys

import tap

try:
    from gi.repository import GLib
except ImportError:
    sys.exit(tap.skip_all("PyGObject is not installed (package python3-gi)"))

import access
import desk
import world

NARROW, WIDE = (360, 720), (1200, 900)
# Names that GTK makes up of a class where nobody gave one.
CLASS_NAME = re.compile(r"(Gtk|Adw|Fc)[A-Z]\w+$")
# These pass the focus on to what is in them.
CONTAINERS = {"group", "list", "grid"}
ROWS = {"list item", "grid cell"}
HEADER = b"Language: he\nContent-Type: text/plain; charset=UTF-8\n"
SAME_IN_GERMAN = ("%s", "%d in %s")
here = None


def tabs():
    """The names of the pages; one page needs no tabs."""
    return list(dict.fromkeys(node.name for node in here.find_all(kinds=access.TABS)))


def each_page():
    """Yields the name of each page when it is shown."""
    names = tabs() or ["Background"]
    for name in names:
        if len(names) > 1:
            here.click(name)
            world.wait(f"the page {name}", lambda: "pressed" in here.need(name, access.TABS).states())
        yield name


def is_alternative(node, nodes):
    """Of a squeezer only one child is seen, and the others have a place all the same."""
    while node := nodes.get(node.parent):
        if node.name == "AdwSqueezer":
            return True
    return False


def showing(wanted):
    """Those that are wanted and have room in the window, with box."""
    nodes = here.nodes()
    for node in nodes.values():
        try:
            if wanted(node) and "visible" in node.states() and not is_alternative(node, nodes):
                box = node.box()
                if min(box[2:]) > 0:
                    yield node, box
        except GLib.Error:  # it went while it was asked, or has no place
            continue


def outside(size):
    """What reaches over the window's left or right edge."""
    return [f"{node.role} {node.name!r} at {box}"
            for node, box in showing(lambda node: node.kind in access.THINGS)
            if box[0] < -1 or box[0] + box[2] > size[0] + 1]


def need_places():
    """
    GTK of Debian 13 (4.18) says other places than those where widgets are, also of pages that are
    not shown, and no names of these. What it draws can be looked at, and is there by now.
    """
    if here.window_box()[0] < 0:
        here.stop_app()
        raise tap.Skip("this GTK says of widgets where they are not; the pages were drawn")


def is_named(node, nodes):
    """A row is named by what stands in it."""
    if node.name.strip() and not CLASS_NAME.match(node.name):
        return True
    if node.role not in ROWS:
        return False
    inside = [other for other in nodes.values() if other.kind in access.LABELS and other.name]
    return any(is_below(other, node, nodes) for other in inside)


def is_below(node, above, nodes):
    while node and node.path != above.path:
        node = nodes.get(node.parent)
    return node is not None


def brightness(picture):
    return sum(picture.mean()) / 3


def start(size, ready="Ready", **environment):
    here.start_app(*size, **environment)
    here.need(ready)
    here.wait_corner("the bookshelf", lambda corner: corner.colours() > 300)


def look_at_pages(scheme, size):
    start(size, ADW_DEBUG_COLOR_SCHEME=f"prefer-{scheme}")
    strays, brightnesses = [], []
    for page in each_page():
        picture = here.shot(f"{page.lower().replace(' ', '-')}-{size[0]}-{scheme}")
        assert picture.colours() > 100, f"{page} is empty"
        # The header bar, right of its middle: nothing is drawn there but its colour.
        brightnesses.append(brightness(picture.crop(size[0] * 5 // 8, 8, 20, 6)))
        strays += [f"{page}: {stray}" for stray in outside(size)]
    for value in brightnesses:
        assert (value > 180) if scheme == "light" else (value < 90), f"{scheme}: {value}"
    need_places()
    here.stop_app()
    assert not strays, "\n".join(strays)


def test_light_wide():
    look_at_pages("light", WIDE)


def test_dark_wide():
    look_at_pages("dark", WIDE)


def test_light_narrow():
    look_at_pages("light", NARROW)


def test_dark_narrow():
    look_at_pages("dark", NARROW)


def test_high_contrast():
    start(WIDE, ADW_DEBUG_HIGH_CONTRAST="1")
    here.shot("background-1200-high-contrast")
    here.stop_app()


def catalogue(header):
    """A file of translations with nothing but its header; see "The Format of GNU MO Files"."""
    return struct.pack("<11I", 0x950412de, 0, 1, 28, 36, 0, 44, 0, 44, len(header), 45) + \
        b"\0" + header + b"\0"


ASK = "import locale, sys; locale.setlocale(locale.LC_ALL, ''); " \
    "locale.bindtextdomain('probe', sys.argv[1]); print(locale.dgettext('probe', ''))"


def need_languages():
    """From glibc 2.41 on, C.UTF-8 speaks English alone, whatever LANGUAGE says."""
    folder = here.world.folder / "probe"
    (folder / "de" / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    (folder / "de" / "LC_MESSAGES" / "probe.mo").write_bytes(catalogue(HEADER))
    said = subprocess.run([sys.executable, "-c", ASK, folder], check=True, text=True,
                          stdout=subprocess.PIPE,
                          env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "de"}).stdout
    if not said.strip():
        raise tap.Skip("this C library knows no language but English without a locale of it")


def test_german_fits():
    """Its words are longer than English ones."""
    need_languages()
    start(NARROW, ready="Bereit", LANGUAGE="de")
    strays = []
    for page in each_page():
        here.shot(f"{page.lower().replace(' ', '-')}-{NARROW[0]}-german")
        strays += [f"{page}: {stray}" for stray in outside(NARROW)]
    # what the service says is translated by the app, with what it names
    here.set(camera="/dev/video-nowhere")
    here.need("Die Kamera /dev/video-nowhere ist nicht eingesteckt.")
    here.set(camera="demo:")
    here.need("Bereit")
    need_places()
    here.stop_app()
    assert not strays, "\n".join(strays)


def test_german_refusal():
    """Of a picture that is none, with what to do."""
    need_languages()
    start(WIDE, ready="Bereit", LANGUAGE="de")
    path = here.world.folder / "kaputt.png"
    path.write_text("This is no picture.")
    owner = here.paste(path)
    words = world.wait("a word of it", lambda: [node.name for node in here.find_all(kinds=access.LABELS)
                                                if "kaputt.png" in node.name])
    assert "kaputt.png kann nicht gelesen werden: " in words[0], words
    assert words[0].endswith("; nimm ein Bild (png, jpg, webp) oder einen Film (mp4, webm, mkv)"), words
    here.shot(f"refusal-{WIDE[0]}-german")
    here.world.end(owner)
    here.stop_app()


def told_in_german():
    """What each of the doctor's findings says, as it has to be read in the window."""
    path = pathlib.Path(os.environ["FAKECAM_LOCALE"], "de", "LC_MESSAGES", "fakecam.mo")
    with path.open("rb") as file:
        german = gettext.GNUTranslations(file)
    said = subprocess.run([here.fakecam, "doctor", "--json"], check=False, text=True,
                          stdout=subprocess.PIPE, env=here.world.environment).stdout
    for finding, text, words, *places in json.loads(said)["sentences"]:
        there = german.gettext(words)
        assert there != words or words in SAME_IN_GERMAN, f"{finding}: {words} is not translated"
        yield text, there.replace("%d", "%s") % tuple(places)


def test_german_doctor():
    """All that the doctor finds, with what is in order too; and the drawn person is no problem."""
    need_languages()
    here.start_app(*WIDE, page="setup", LANGUAGE="de")
    here.need("Bereit")
    here.point_at(here.need("Alle Prüfungen", access.LABELS))
    here.need("Wer fragt")
    here.shot(f"setup-{WIDE[0]}-german")
    texts = " ".join(node.name for node in here.nodes().values()).lower()
    told = list(told_in_german())
    assert len(told) > 20, told
    # why something matters is not told of what is in order
    missing = [said for text, said in told if text == "found" and said.lower() not in texts]
    assert not missing, missing
    assert any(said.lower() in texts for text, said in told if text == "why"), texts
    assert not here.find("Gezeichnete Person nehmen", access.BUTTONS)
    here.stop_app()


def test_right_to_left():
    """GTK speaks Hebrew, and from right to left, with an app that knows some: this one is said to."""
    if not pathlib.Path("/usr/share/locale/he/LC_MESSAGES/gtk40.mo").exists():
        raise tap.Skip("GTK's translations are not installed (package libgtk-4-common)")
    folder = here.world.folder / "locale"
    (folder / "he" / "LC_MESSAGES").mkdir(parents=True)
    (folder / "he" / "LC_MESSAGES" / "fakecam.mo").write_bytes(catalogue(HEADER))
    start(WIDE, LANGUAGE="he", FAKECAM_LOCALE=str(folder))
    here.shot("background-1200-right-to-left")
    need_places()
    assert here.find_preview().box()[0] > WIDE[0] // 3, "the preview is on the left"
    strays = outside(WIDE)
    here.stop_app()
    assert not strays, "\n".join(strays)


def test_every_control_has_a_name():
    start(WIDE)
    need_places()
    count, nameless = 0, []
    for page in each_page():
        nodes = here.nodes()
        for node, box in showing(lambda node: "focusable" in node.states()):
            count += 1
            if node.role not in CONTAINERS and not is_named(node, nodes):
                nameless.append(f"{page}: {node.role} {node.name!r} at {box}")
    here.stop_app()
    assert count > 30, f"only {count} controls"
    assert not nameless, "\n".join(nameless)


def set_up(own):
    global here
    here = own
    here.use_settings(background=f"{os.environ['FAKECAM_BACKGROUNDS']}/bookshelf.png")
    here.start_service()


if __name__ == "__main__":
    sys.exit(desk.run_all("app-looks", globals(), set_up))
