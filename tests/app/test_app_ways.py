#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The ways into the app and out of it: drag and drop, the desktop's file chooser, presets, a
notification and a shortcut without the window, and the first run. Speaks TAP.

A desktop and a machine that can be set up are stood in for: standin_desktop.py, standin_fakecam.py.
"""
import json
import os
import pathlib
import shutil
import sys

import tap

try:
    from gi.repository import Gio, GLib
except ImportError:
    sys.exit(tap.skip_all("PyGObject is not installed (package python3-gi)"))

import access
import desk
import screen
import world

RED, BLUE = (200, 40, 30), (30, 60, 200)
HERE = pathlib.Path(__file__).resolve().parent
PERSON = "org.fakecam.Person"
PORTAL_PATH = "/org/freedesktop/portal/desktop"
here = None


def near(one, other, off=8):
    return all(abs(a - b) <= off for a, b in zip(one, other))


def picture(name, rgb):
    path = here.world.folder / name
    screen.plain(64, 36, rgb).save(path)
    return path


def wait_colour(what, rgb):
    here.wait_corner(what, lambda corner: near(corner.mean(), rgb))


# --- the desktop that is stood in for ---

def asked(method):
    """The words of each call of that method so far."""
    calls = [json.loads(line) for line in here.log("desktop").splitlines() if line.startswith("{")]
    return [call["words"] for call in calls if call["method"] == method]


def person(method, parameters=None):
    """What a person does on that desktop."""
    here.world.bus.call_sync("org.freedesktop.portal.Desktop", PORTAL_PATH, PERSON, method,
                             parameters, None, Gio.DBusCallFlags.NONE, 10000, None)


def activate(action, parameter=None):
    """An action of the app's, as its desktop file or a notification does."""
    words = GLib.Variant("(sava{sv})", (action, [parameter] if parameter is not None else [], {}))
    here.world.bus.call_sync(desk.APP_ID, desk.APP_PATH, "org.gtk.Actions", "Activate", words, None,
                             Gio.DBusCallFlags.NONE, 10000, None)


def test_drag_and_drop():
    here.start_service()
    here.start_app()
    here.need("Ready")
    source = here.world.start(os.environ["FAKECAM_DRAGGER"], picture("my-red.png", RED),
                              log="dragger.log")
    world.wait("something to drag", lambda: "ready" in here.log("dragger"))
    here.access.drag((40, 40), (700, 500))
    wait_colour("red", RED)
    assert here.world.value("background").endswith("/my-red.png")
    here.world.end(source)


def test_presets():
    """One is named, another look chosen, and the first comes back."""
    here.click("Adjust")
    here.point_at(here.need("Save this look as", access.ENTRIES))
    here.access.press(access.A)
    here.access.press(access.B)
    here.access.press(access.RETURN)
    world.wait("the preset", lambda: here.world.property("Presets") == ["ab"])
    here.set(background="color:#1e3cc8")
    wait_colour("blue", BLUE)
    here.point_at(here.need("ab", access.LABELS))
    wait_colour("red again", RED)
    here.shot("presets-1200")
    here.click("Remove ab")
    world.wait("no preset", lambda: here.world.property("Presets") == [])
    here.click("Background")


def test_file_chooser():
    """The desktop's own, through its portal."""
    here.stop_app()
    here.start_app(GDK_DEBUG="portals")
    here.need("Ready")
    here.click("Add")
    world.wait("the question for a file", lambda: asked("OpenFile"))
    title, options = asked("OpenFile")[0][1:]
    assert title == "Add Pictures or Films" and options.get("multiple"), asked("OpenFile")
    wait_colour("what was chosen", BLUE)
    assert here.world.value("background").endswith("/my-chosen.png")


def test_without_the_window():
    """A notification when a program begins to watch, with a pause; and a shortcut for that."""
    if not here.world.has_pipewire_reader():
        raise tap.Skip("gst-launch-1.0 has no pipewiresrc (package gstreamer1.0-pipewire)")
    activate("stay", GLib.Variant("b", True))
    world.wait("the shortcut", lambda: asked("BindShortcuts"))
    activate("close")
    world.wait("no window", lambda: not here.root.children())
    reader = here.world.start("gst-launch-1.0", "pipewiresrc", "target-object=fakecam", "!",
                              "video/x-raw,format=YUY2", "!", "fakesink")
    note = world.wait("a notification", lambda: asked("Notify"))[0]
    # a machine with too much to do has the network fail at first, and that is said then
    assert note[3] == "On Air" and "1 program" in note[4] or note[4].startswith("Finding"), note
    assert "Pause" in note[5], note
    person("Click", GLib.Variant("(s)", ("Pause",)))
    world.wait("pause", lambda: here.world.property("Paused"))
    world.wait("a notification that says so", lambda: asked("Notify")[-1][3] == "Paused")
    person("Press")
    world.wait("no pause", lambda: not here.world.property("Paused"))
    here.world.end(reader)
    world.wait("it is taken back", lambda: asked("CloseNotification"))
    activate("stay", GLib.Variant("b", False))
    world.wait("the app ends", lambda: here.app.poll() is not None)
    assert here.app.returncode == 0 and not here.log("app").strip(), here.log("app")
    here.app = None


def install_standins(folder):
    """The app with another command beside it, and a pkexec."""
    folder.mkdir()
    shutil.copy(here.app_exe, folder / "fakecam-app")
    (folder / "fakecam").symlink_to(HERE / "standin_fakecam.py")
    (folder / "pkexec").write_text('#!/bin/sh\necho "$*" >>"$FAKECAM_ASKED"\n'
                                   '[ -e "$FAKECAM_MAY" ] && touch "$FAKECAM_ALLOWED"\n')
    (folder / "pkexec").chmod(0o755)


def said(part):
    return [node for node in here.find_all(kinds=access.LABELS) if part in node.name]


def click_what_shows(wanted):
    """Rows were made anew: buttons of the old ones may still be told of, and do nothing."""
    for node in list(here.find_all(wanted, access.BUTTONS)):
        node.click()


def test_first_run():
    """From opening the app with nothing there to a working camera with an own picture, without a
    terminal. Stood in for: a camera that can be plugged in (the drawn person), polkit's dialog
    (pkexec), a machine on which a module can be loaded (what the doctor finds), the file manager."""
    here.stop_service()
    bin_folder = here.world.folder / "bin"
    install_standins(bin_folder)
    shutil.rmtree(here.world.folder / "data", ignore_errors=True)
    state = {name: str(here.world.folder / name) for name in ("ASKED", "MAY", "ALLOWED")}
    here.use_settings(camera="/dev/video-that-is-not-there")
    plain, here.app_exe = here.app_exe, bin_folder / "fakecam-app"
    here.start_app(page=None, PATH=f"{bin_folder}:{os.environ['PATH']}", FAKECAM_REAL=here.fakecam,
                   **{f"FAKECAM_{name}": path for name, path in state.items()})
    here.app_exe = plain
    here.need("Welcome to Fakecam")
    here.need("The Camera Does Not Work")
    assert here.need(here.world.property("Message"))
    here.need("Check", access.BUTTONS)
    here.need("2 things are to be mended")
    # each dead end has a sentence and a button
    for title, sentence, button in (("Cameras", "real camera", "Use a Drawn Person"),
                                    ("v4l2loopback loaded", "do not know PipeWire", "Set Up…")):
        assert here.need(title) and said(sentence) and here.need(button, access.BUTTONS), title
    here.shot("first-run-1200")
    # somebody says no in polkit's dialog: the app says so, and the button is there again
    here.click("Set Up…")
    world.wait("a word of it", lambda: said("pkexec did not bring it to an end"))
    assert "setup --yes" in pathlib.Path(state["ASKED"]).read_text()
    pathlib.Path(state["MAY"]).touch()
    world.wait("the button", lambda: "sensitive" in here.need("Set Up…", access.BUTTONS).states())
    click_what_shows("Set Up…")
    here.need("1 thing is to be mended")
    click_what_shows("Use a Drawn Person")
    here.need("Ready")
    # and with nothing asked, what was a problem is none now
    here.need("Everything is ready")
    assert not here.find("Use a Drawn Person", access.BUTTONS)
    for program in ("Firefox", "Zoom", "Microsoft Teams", "OBS Studio"):
        here.need(program)
    here.click("Choose a Background")
    owner = here.paste(picture("my-own.png", RED))
    wait_colour("the own picture", RED)
    here.need("Ready")
    here.world.end(owner)
    here.stop_app()
    here.stop_service()


def set_up(own):
    global here
    here = own
    here.world.environment["FAKECAM_CHOSEN"] = str(picture("my-chosen.png", BLUE))
    here.world.start(sys.executable, HERE / "standin_desktop.py", log="desktop.log")
    world.wait("the desktop", lambda: here.world.has_name("org.freedesktop.portal.Desktop"))


if __name__ == "__main__":
    sys.exit(desk.run_all("app-ways", globals(), set_up))
