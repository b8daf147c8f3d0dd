# SPDX-License-Identifier: MIT
"""A desktop of the test's own: X server, buses, PipeWire, settings; the service and the app in it.

Nothing waits for a time that decides: wait() asks again and again, and gives up after long.
"""
import os
import pathlib
import subprocess

from gi.repository import Gio, GLib

import screen
import session
from session import PATIENCE_S, end_with_parent, wait

ACCESSIBILITY = pathlib.Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
BUS_NAME, BUS_PATH = "org.fakecam.Fakecam", "/org/fakecam/Fakecam"


def missing():
    """What has to be installed, or None."""
    if not ACCESSIBILITY.exists():
        return "the accessibility bus is not installed (package at-spi2-core)"
    return session.missing({"Xvfb": "xvfb"})


class World(session.Session):
    def __init__(self, width, height):
        super().__init__("app")
        self.environment.update(
            GSETTINGS_BACKEND="memory", GTK_A11Y="atspi", GDK_BACKEND="x11", GSK_RENDERER="cairo",
            GTK_USE_PORTAL="0", NO_AT_BRIDGE="0")
        try:
            self.start_x(width, height)
            self.start_bus()
            self.start_pipewire()
        except BaseException:
            self.finish()
            raise

    # --- the desktop ---

    def start_x(self, width, height):
        read_end, write_end = os.pipe()
        command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{width}x{height}x24",
                   "-fbdir", str(self.folder), "-nolisten", "tcp", "-noreset"]
        self.processes.append(subprocess.Popen(
            command, env=self.environment, pass_fds=[write_end], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=end_with_parent))
        os.close(write_end)
        with os.fdopen(read_end) as pipe:
            self.environment["DISPLAY"] = ":" + pipe.readline().strip()

    def start_bus(self):
        (self.folder / "services" / ACCESSIBILITY.name).symlink_to(ACCESSIBILITY)
        super().start_bus()
        self.bus = connect(self.environment["DBUS_SESSION_BUS_ADDRESS"])

    def has_pipewire_reader(self):
        try:
            return subprocess.run(["gst-inspect-1.0", "pipewiresrc"], check=False,
                                  env=self.environment, timeout=PATIENCE_S,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
        except FileNotFoundError:
            return False

    def look(self):
        return screen.read_framebuffer(self.folder / "Xvfb_screen0")

    # --- the service ---

    def call(self, method, parameters=None, interface=BUS_NAME):
        answer = self.bus.call_sync(BUS_NAME, BUS_PATH, interface, method, parameters, None,
                                    Gio.DBusCallFlags.NO_AUTO_START, PATIENCE_S * 1000, None)
        return answer.unpack()

    def has_name(self, name):
        answer = self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                    "org.freedesktop.DBus", "NameHasOwner",
                                    GLib.Variant("(s)", (name,)), None,
                                    Gio.DBusCallFlags.NONE, PATIENCE_S * 1000, None)
        return answer.unpack()[0]

    def service_pid(self):
        """None where there is no service."""
        try:
            answer = self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                        GLib.Variant("(s)", (BUS_NAME,)), None,
                                        Gio.DBusCallFlags.NONE, PATIENCE_S * 1000, None)
        except GLib.Error:
            return None
        return answer.unpack()[0]

    def property(self, name):
        """None where there is no service."""
        try:
            parameters = GLib.Variant("(ss)", (BUS_NAME, name))
            return self.call("Get", parameters, "org.freedesktop.DBus.Properties")[0]
        except GLib.Error:
            return None

    def value(self, name):
        values = self.property("Values")
        return values and values.get(name)

    def wait_value(self, name, wanted):
        wait(f"{name} is {wanted}", lambda: self.value(name) == wanted)


def connect(address):
    flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
             Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
    return Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
