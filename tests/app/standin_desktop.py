#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Stands in for what a desktop has on its session bus: notifications, and the portals for files and
shortcuts. Prints what it is asked for as lines of JSON, and is told over the bus what a person does:
Click a button of the newest notification, Press the shortcut. FAKECAM_CHOSEN is the file that is
chosen when somebody asks for one.
"""
import json
import os

from gi.repository import Gio, GLib

NAMES = ("org.freedesktop.Notifications", "org.freedesktop.portal.Desktop")
PORTAL_PATH = "/org/freedesktop/portal/desktop"
NOTES_PATH = "/org/freedesktop/Notifications"
XML = """<node>
<interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/></method>
  <method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="as" direction="in"/><arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
    <arg type="u" direction="out"/></method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
</interface>
<interface name="org.freedesktop.portal.FileChooser">
  <method name="OpenFile"><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="o" direction="out"/></method>
  <property name="version" type="u" access="read"/>
</interface>
<interface name="org.freedesktop.portal.GlobalShortcuts">
  <method name="CreateSession"><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/></method>
  <method name="BindShortcuts"><arg type="o" direction="in"/><arg type="a(sa{sv})" direction="in"/>
    <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/></method>
</interface>
<interface name="org.fakecam.Person">
  <method name="Click"><arg type="s" direction="in"/></method>
  <method name="Press"/>
</interface>
</node>"""


class Desktop:
    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        self.notes, self.actions, self.session = 0, [], None
        interfaces = Gio.DBusNodeInfo.new_for_xml(XML).interfaces
        for interface in interfaces:
            path = NOTES_PATH if interface.name == NAMES[0] else PORTAL_PATH
            self.bus.register_object(path, interface, self.on_call, self.on_get, None)
        for name in NAMES:
            Gio.bus_own_name_on_connection(self.bus, name, Gio.BusNameOwnerFlags.NONE, None, None)

    def on_get(self, _bus, _sender, _path, _interface, _name):
        return GLib.Variant("u", 1)

    def on_call(self, _bus, sender, _path, _interface, method, args, invocation):
        words = args.unpack()
        print(json.dumps({"method": method, "words": words}), flush=True)
        answer = getattr(self, f"do_{method}", lambda *_: None)(sender, *words)
        invocation.return_value(answer)

    def signal(self, path, interface, name, value, to=None):
        self.bus.emit_signal(to, path, interface, name, value)

    # --- notifications ---

    def do_GetCapabilities(self, _sender):
        return GLib.Variant("(as)", (["actions", "body"],))

    def do_GetServerInformation(self, _sender):
        return GLib.Variant("(ssss)", ("stand-in", "Fakecam", "1", "1.2"))

    def do_Notify(self, _sender, _app, _replaces, _icon, _title, _body, actions, _hints, _time):
        self.notes += 1
        self.actions = actions
        return GLib.Variant("(u)", (self.notes,))

    def do_Click(self, _sender, label):
        """Actions are keys and labels in turn."""
        key = self.actions[self.actions.index(label) - 1]
        self.signal(NOTES_PATH, NAMES[0], "ActionInvoked", GLib.Variant("(us)", (self.notes, key)))

    # --- portals ---

    def respond(self, sender, options, results):
        """The answer to a request comes later, as a signal of an object with a name known before."""
        token = options.get("handle_token", "none")
        path = f"{PORTAL_PATH}/request/{sender[1:].replace('.', '_')}/{token}"
        value = GLib.Variant("(ua{sv})", (0, results))
        GLib.idle_add(self.signal, path, "org.freedesktop.portal.Request", "Response", value, sender)
        return GLib.Variant("(o)", (path,))

    def do_OpenFile(self, sender, _parent, _title, options):
        uri = GLib.filename_to_uri(os.environ["FAKECAM_CHOSEN"], None)
        return self.respond(sender, options, {"uris": GLib.Variant("as", [uri])})

    def do_CreateSession(self, sender, options):
        self.session = f"{PORTAL_PATH}/session/1/fakecam"
        return self.respond(sender, options, {"session_handle": GLib.Variant("s", self.session)})

    def do_BindShortcuts(self, sender, _session, shortcuts, _parent, options):
        bound = [(name, {"description": GLib.Variant("s", "")}) for name, _ in shortcuts]
        self.shortcut = bound[0][0]
        return self.respond(sender, options, {"shortcuts": GLib.Variant("a(sa{sv})", bound)})

    def do_Press(self, _sender):
        value = GLib.Variant("(osta{sv})", (self.session, self.shortcut, 0, {}))
        self.signal(PORTAL_PATH, "org.freedesktop.portal.GlobalShortcuts", "Activated", value)


if __name__ == "__main__":
    Desktop()
    GLib.MainLoop().run()
