# SPDX-License-Identifier: MIT
"""The app as a screen reader knows it, asked over the accessibility bus without any cache.

The interfaces are those of AT-SPI 2 (org.a11y.atspi).
"""
import collections
import time

from gi.repository import Gio, GLib

import world

ATSPI = "org.a11y.atspi"
ROOT = f"/{ATSPI.replace('.', '/')}/accessible/root"
ALL = f"/{ATSPI.replace('.', '/')}/cache"
KEYBOARD = f"/{ATSPI.replace('.', '/')}/registry/deviceeventcontroller"
NULL = f"/{ATSPI.replace('.', '/')}/null"
# Numbers of roles (atspi-constants.h).
BUTTONS = {7, 37, 43, 62}  # check box, tab, button, toggle button
TABS, IMAGES, LABELS, SLIDERS = {37}, {27}, {29}, {51}
ENTRIES = {61, 79}
# What is to be seen, and not what things are arranged in.
THINGS = BUTTONS | IMAGES | LABELS | SLIDERS | {11, 52, 61, 79}
STATES = {"active": 1, "checked": 4, "enabled": 8, "focusable": 11, "focused": 12, "pressed": 20,
          "sensitive": 24, "showing": 25, "visible": 30}


class Node:
    """Something of the app: a window, a button, a text."""

    def __init__(self, bus, owner, path, parent=None):
        self.bus, self.owner, self.path, self.parent = bus, owner, path, parent
        self.said = None  # what its application has told of it together with all others

    def call(self, interface, method, parameters=None):
        answer = self.bus.call_sync(self.owner, self.path, interface, method, parameters, None,
                                    Gio.DBusCallFlags.NONE, 10000, None)
        return answer.unpack()

    def get(self, interface, name):
        parameters = GLib.Variant("(ss)", (f"{ATSPI}.{interface}", name))
        return self.call("org.freedesktop.DBus.Properties", "Get", parameters)[0]

    @property
    def name(self):
        return self.said[6] if self.said else self.get("Accessible", "Name")

    @property
    def kind(self):
        """The number of its role, without a question."""
        return self.said[7]

    @property
    def role(self):
        return self.call(f"{ATSPI}.Accessible", "GetRoleName")[0]

    def states(self):
        low, high = self.said[9] if self.said else \
            self.call(f"{ATSPI}.Accessible", "GetState")[0]
        return {name for name, bit in STATES.items() if (low | high << 32) >> bit & 1}

    def children(self):
        found = self.call(f"{ATSPI}.Accessible", "GetChildren")[0]
        return [Node(self.bus, *child) for child in found if child[1] != NULL]

    def told(self):
        """What an application tells of all that it was asked for before, by path."""
        items = Node(self.bus, self.owner, ALL).call(f"{ATSPI}.Cache", "GetItems")[0]
        nodes = {}
        for item in items:
            node = nodes[item[0][1]] = Node(self.bus, *item[0], parent=item[2][1])
            node.said = item
        return nodes

    def children_with_room(self):
        """Pages that are not shown have a place of no size: what is in them is not asked for."""
        try:
            return self.children() if self.path == ROOT or min(self.box()[2:]) > 0 else []
        except GLib.Error:  # it went meanwhile
            return []

    def all_below(self):
        """What shows of an application, with few questions instead of thousands."""
        asked = set()
        while True:
            nodes = self.told()
            known = collections.Counter(node.parent for node in nodes.values())
            wanting = [node for path, node in nodes.items()
                       if node.said[4] > known[path] and path not in asked]
            if self.path not in asked and not known[self.path]:
                wanting.append(self)
            if not wanting:
                return nodes
            while wanting:
                node = wanting.pop()
                asked.add(node.path)
                wanting += [child for child in node.children_with_room()
                            if child.path not in nodes]

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


# Keys by their place on a keyboard, as X counts them.
CONTROL, V, A, B, RETURN = 37, 55, 38, 56, 36
PRESS, RELEASE = 0, 1


class Bus:
    def __init__(self, session):
        answer = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                   None, None, Gio.DBusCallFlags.NONE, 20000, None)
        self.bus = world.connect(answer.unpack()[0])

    def press(self, *keys):
        """Real key presses, all at once."""
        keyboard = Node(self.bus, f"{ATSPI}.Registry", KEYBOARD)
        order = [(key, PRESS) for key in keys] + [(key, RELEASE) for key in reversed(keys)]
        for key, what in order:
            keyboard.call(f"{ATSPI}.DeviceEventController", "GenerateKeyboardEvent",
                          GLib.Variant("(isu)", (key, "", what)))

    def point(self, what, place):
        """The pointer: "abs" moves it, "b1p" and "b1r" press and release its first button."""
        mouse = Node(self.bus, f"{ATSPI}.Registry", KEYBOARD)
        mouse.call(f"{ATSPI}.DeviceEventController", "GenerateMouseEvent",
                   GLib.Variant("(iis)", (*place, what)))

    def point_and_click(self, place):
        for what in ("abs", "b1p", "b1r"):
            self.point(what, place)

    def drag(self, start, end):
        """In steps, as a hand does: a drag begins with a movement, and ends where it was seen."""
        self.point("abs", start)
        self.point("b1p", start)
        for step in range(1, 21):
            place = tuple(a + (b - a) * step // 20 for a, b in zip(start, end))
            self.point("abs", place)
            time.sleep(0.02)
        self.point("b1r", end)

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
