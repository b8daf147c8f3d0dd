# SPDX-License-Identifier: MIT
"""The app as a screen reader knows it, asked over the accessibility bus without any cache.

The interfaces are those of AT-SPI 2 (org.a11y.atspi).
"""
from gi.repository import Gio, GLib

import world

ATSPI = "org.a11y.atspi"
ROOT = f"/{ATSPI.replace('.', '/')}/accessible/root"
NULL = f"/{ATSPI.replace('.', '/')}/null"
STATES = {"active": 1, "checked": 4, "enabled": 8, "focusable": 11, "focused": 12, "pressed": 20,
          "sensitive": 24, "showing": 25, "visible": 30}


class Node:
    """Something of the app: a window, a button, a text."""

    def __init__(self, bus, name, path):
        self.bus, self.owner, self.path = bus, name, path

    def call(self, interface, method, parameters=None):
        answer = self.bus.call_sync(self.owner, self.path, interface, method, parameters, None,
                                    Gio.DBusCallFlags.NONE, 10000, None)
        return answer.unpack()

    def get(self, interface, name):
        parameters = GLib.Variant("(ss)", (f"{ATSPI}.{interface}", name))
        return self.call("org.freedesktop.DBus.Properties", "Get", parameters)[0]

    @property
    def name(self):
        return self.get("Accessible", "Name")

    @property
    def description(self):
        return self.get("Accessible", "Description")

    @property
    def role(self):
        return self.call(f"{ATSPI}.Accessible", "GetRoleName")[0]

    def states(self):
        low, high = self.call(f"{ATSPI}.Accessible", "GetState")[0]
        return {name for name, bit in STATES.items() if (low | high << 32) >> bit & 1}

    def children(self):
        found = self.call(f"{ATSPI}.Accessible", "GetChildren")[0]
        return [Node(self.bus, *child) for child in found if child[1] != NULL]

    def walk(self):
        """This one and all below it; what vanishes meanwhile is left out."""
        yield self
        try:
            children = self.children()
        except GLib.Error:
            return
        for child in children:
            yield from child.walk()

    def click(self):
        self.call(f"{ATSPI}.Action", "DoAction", GLib.Variant("(i)", (0,)))

    def set_value(self, number):
        parameters = GLib.Variant("(ssv)", (f"{ATSPI}.Value", "CurrentValue",
                                            GLib.Variant("d", number)))
        self.call("org.freedesktop.DBus.Properties", "Set", parameters)

    def number(self):
        return self.get("Value", "CurrentValue")

    def text(self):
        return self.call(f"{ATSPI}.Text", "GetText", GLib.Variant("(ii)", (0, -1)))[0]

    def box(self):
        """x, y, width and height within the window."""
        return self.call(f"{ATSPI}.Component", "GetExtents", GLib.Variant("(u)", (1,)))[0]


class Bus:
    def __init__(self, session):
        answer = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                   None, None, Gio.DBusCallFlags.NONE, 20000, None)
        self.bus = world.connect(answer.unpack()[0])

    def applications(self):
        return Node(self.bus, f"{ATSPI}.Registry", ROOT).children()

    def application(self, pid):
        """That of a process, or None."""
        for node in self.applications():
            try:
                answer = self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                            "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                            GLib.Variant("(s)", (node.owner,)), None,
                                            Gio.DBusCallFlags.NONE, 10000, None)
            except GLib.Error:
                continue
            if answer.unpack()[0] == pid:
                return node
        return None
