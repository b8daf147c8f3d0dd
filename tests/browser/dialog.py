# SPDX-License-Identifier: MIT
"""A stand-in for the desktop's dialog "may this program use the camera?": it answers yes.

It is what xdg-desktop-portal calls org.freedesktop.impl.portal.Access; a desktop's own asks the
person. Prints a line once it can be called, and one for each question.
"""
from gi.repository import Gio, GLib

NAME = "org.freedesktop.impl.portal.desktop.fakecamtest"
PATH = "/org/freedesktop/portal/desktop"
YES = 0
INTERFACE = """
<node>
  <interface name="org.freedesktop.impl.portal.Access">
    <method name="AccessDialog">
      <arg type="o" name="handle" direction="in"/>
      <arg type="s" name="app_id" direction="in"/>
      <arg type="s" name="parent_window" direction="in"/>
      <arg type="s" name="title" direction="in"/>
      <arg type="s" name="subtitle" direction="in"/>
      <arg type="s" name="body" direction="in"/>
      <arg type="a{sv}" name="options" direction="in"/>
      <arg type="u" name="response" direction="out"/>
      <arg type="a{sv}" name="results" direction="out"/>
    </method>
  </interface>
</node>
"""


def on_call(_bus, _sender, _path, _interface, _method, parameters, invocation):
    title = parameters.unpack()[3]
    print(f"asked: {title}", flush=True)
    invocation.return_value(GLib.Variant("(ua{sv})", (YES, {})))


def main():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
    bus.register_object(PATH, interface, on_call)
    Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE,
                                   lambda *_: print("ready", flush=True), None)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
