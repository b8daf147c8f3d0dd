# SPDX-License-Identifier: MIT
"""The app on a desktop of the test's own: started, looked at, clicked."""
import os
import pathlib
import signal
import sys

from gi.repository import Gio, GLib

import access
import tap
import world

APP_ID, APP_PATH = "org.fakecam.App", "/org/fakecam/App"
SETTINGS = {"camera": "demo:", "loopback": "off", "width": 640, "height": 360, "rate": 15,
            "quality": "fast"}
SIZE = (1200, 900)
# What GTK draws round a window, on a server that has no shadows.
MARGIN = 5


def keyfile(group, values):
    lines = [f"{key}={value}" for key, value in values.items()]
    return "\n".join([f"[{group}]", *lines, ""])


def says(name, wanted):
    """GTK 4.8 gives a button its label as a name twice, once with the underline of its key."""
    plain = name.replace("_", "")
    return plain in (wanted, f"{wanted} {wanted}")


class Desk:
    """FAKECAM_EXE and FAKECAM_APP are the programs."""

    def __init__(self):
        self.world = world.World(SIZE[0] + 2 * MARGIN, SIZE[1] + 2 * MARGIN)
        self.fakecam, self.app_exe = os.environ["FAKECAM_EXE"], os.environ["FAKECAM_APP"]
        self.service = self.app = self.root = None
        self.world.write("gtk-4.0/settings.ini",
                         keyfile("Settings", {"gtk-enable-animations": "false",
                                              "gtk-decoration-layout": "appmenu:close"}))
        self.use_settings()
        self.access = access.Bus(self.world.bus)

    def finish(self):
        self.world.finish()

    def use_settings(self, **more):
        self.world.write("fakecam/settings.ini", keyfile("fakecam", {**SETTINGS, **more}))

    # --- the service ---

    def start_service(self):
        self.service = self.world.start(self.fakecam, "run", log="service.log")
        world.wait("the service", lambda: self.world.property("State"))

    def stop_service(self):
        if self.world.property("State"):
            self.world.call("Quit")
        world.wait("the service ends", lambda: not self.world.property("State"))
        if self.service:
            assert self.world.end_by_itself(self.service) == 0
        self.service = None

    def kill_service(self):
        """Whoever started it."""
        pid = self.world.service_pid()
        os.kill(pid, signal.SIGKILL)
        if self.service:
            self.world.end_by_itself(self.service)
            self.service = None
        world.wait("the service is gone", lambda: self.world.service_pid() != pid)

    def set(self, **values):
        """Sets parameters over the bus; _ stands for a dash."""
        texts = {name.replace("_", "-"): GLib.Variant("s", str(value))
                 for name, value in values.items()}
        self.world.call("Set", GLib.Variant("(a{sv})", (texts,)))

    # --- the app ---

    def paste(self, path):
        """A file is copied in a file manager, for which a program stands in, and pasted here."""
        (self.world.folder / "clipboard.log").unlink(missing_ok=True)
        owner = self.world.start(os.environ["FAKECAM_CLIPBOARD"], path, log="clipboard.log")
        world.wait("the clipboard", lambda: "ready" in self.log("clipboard"))
        # The app hears of a new clipboard and asks what is in it, both between its answers.
        for _ in range(5):
            self.nodes()
        self.access.press(access.CONTROL, access.V)
        return owner

    def start_app(self, width=SIZE[0], height=SIZE[1], page="background", **environment):
        if self.app:  # of a test that failed; a second one would only wake it
            self.world.end(self.app, signal.SIGKILL)
        self.size = width, height
        remembered = {"width": width + 2 * MARGIN, "height": height + 2 * MARGIN,
                      "maximized": "false"}
        if page:  # without one, nobody has opened the app before
            remembered["page"] = page
        self.world.write("fakecam/app.ini", keyfile("window", remembered))
        (self.world.folder / "app.log").unlink(missing_ok=True)
        # A warning of GTK's or GLib's ends the app, and so the test.
        self.app = self.world.start(self.app_exe, log="app.log",
                                    **{"G_DEBUG": "fatal-warnings", **environment})
        self.picture = None
        self.root = world.wait("the app's window", self.find_window)
        world.wait("a window of the size", self.has_size)

    def find_window(self):
        self.check_app()
        root = self.access.application(self.app.pid)
        return root if root and root.children() else None

    def has_size(self):
        """GTK 4.8 leaves the margin out of what it says, later ones count it."""
        wide = tuple(side + 2 * MARGIN for side in self.size)
        return self.window_box()[2:] in (self.size, wide)

    def window_box(self):
        return self.root.children()[0].box()

    def check_app(self):
        if self.app.poll() is not None:
            raise AssertionError(f"the app ended with {self.app.returncode}:\n{self.log('app')}")

    def stop_app(self):
        """As Ctrl+Q does."""
        self.check_app()
        self.world.bus.call_sync(APP_ID, APP_PATH, "org.gtk.Actions", "Activate",
                                 GLib.Variant("(sava{sv})", ("quit", [], {})), None,
                                 Gio.DBusCallFlags.NONE, 10000, None)
        status = self.world.end_by_itself(self.app)
        self.app = None
        assert status == 0, self.log("app")
        assert not self.log("app").strip(), self.log("app")

    def log(self, name):
        path = pathlib.Path(self.world.folder, f"{name}.log")
        return path.read_text(errors="replace") if path.exists() else ""

    def tell(self):
        """For somebody who looks for what failed; the window is photographed."""
        self.shot("failed")
        status = self.service.poll() if self.service else "not ours"
        return "\n".join([f"service: {self.world.property('State')}, {status}", self.log("service"),
                          "app:", self.log("app"), "screenshots/failed.png is the window"])

    # --- what is in its window ---

    def nodes(self):
        """By path; some of them do not show."""
        self.check_app()
        return self.root.all_below()

    def find_all(self, wanted=None, kinds=None):
        """Those that have room, and say that."""
        for node in self.nodes().values():
            try:
                if (wanted is None or says(node.name, wanted)) and \
                        (kinds is None or node.kind in kinds) and min(node.box()[2:]) > 0:
                    yield node
            except GLib.Error:  # it went while it was asked, or has no place
                continue

    def find(self, wanted, kinds=None):
        return next(self.find_all(wanted, kinds), None)

    def need(self, wanted, kinds=None):
        return world.wait(f"{wanted!r} in the window", lambda: self.find(wanted, kinds))

    def click(self, wanted):
        self.need(wanted, access.BUTTONS).click()

    def point_at(self, node):
        """Clicks it with the pointer, as what has no action of its own."""
        x, y, width, height = node.box()
        self.access.point_and_click((MARGIN + x + width // 2, MARGIN + y + height // 2))

    # --- what is to be seen ---

    def look(self):
        """The window."""
        return self.world.look().crop(MARGIN, MARGIN, *self.size)

    def find_preview(self):
        """The largest picture, whatever it is called in this language, once it has its place."""
        widths = [(node.box()[2], node) for node in self.find_all(kinds=access.IMAGES)]
        width, node = max(widths, key=lambda pair: pair[0], default=(0, None))
        return node if width > 160 else None  # an icon is none

    def preview(self):
        """The picture in the window."""
        if not self.picture:
            self.picture = world.wait("the preview", self.find_preview)
        x, y, width, height = self.picture.box()
        picture_height = min(height, width * SETTINGS["height"] // SETTINGS["width"])
        return self.look().crop(x, y + (height - picture_height) // 2, width, picture_height)

    def corner(self):
        """A part of the preview where the background is, top left."""
        picture = self.preview()
        return picture.crop(picture.width // 20, picture.height // 16, picture.width // 8,
                            picture.height // 5)

    def wait_corner(self, what, fits):
        """Waits for a corner that fits, and returns it."""
        def look():
            corner = self.corner()
            return corner if fits(corner) else None
        return world.wait(f"a preview that shows {what}", look)

    def shot(self, name):
        folder = pathlib.Path(os.environ["FAKECAM_SHOTS"])
        folder.mkdir(parents=True, exist_ok=True)
        picture = self.look()
        picture.save(folder / f"{name}.png")
        return picture


def run_all(name, names, set_up):
    """All tests among the names, at one desk, which is first given to set_up."""
    lacking = world.missing()
    if lacking:
        return tap.skip_all(lacking)
    # Out of time: what is under way ends, and all that was started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    here = Desk()
    try:
        set_up(here)
        return tap.run_all(name, tap.tests_of(names), here.tell)
    finally:
        here.finish()
