# SPDX-License-Identifier: MIT
"""A desktop of the test's own: X server, buses, PipeWire, settings; the service and the app in it.

Nothing waits for a time that decides: wait() asks again and again, and gives up after long.
"""
import ctypes
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from gi.repository import Gio, GLib

import screen

PROGRAMS = {"Xvfb": "xvfb", "dbus-daemon": "dbus-daemon", "pipewire": "pipewire",
            "wireplumber": "wireplumber", "pw-cli": "pipewire-bin"}
ACCESSIBILITY = pathlib.Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
ROOT = pathlib.Path(__file__).resolve().parents[2]
NETWORK = "selfie_segmentation_landscape.tflite"
BUS_NAME, BUS_PATH = "org.fakecam.Fakecam", "/org/fakecam/Fakecam"
PATIENCE_S = 30
PR_SET_PDEATHSIG = 1

BUS_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def models():
    return pathlib.Path(os.environ.get("FAKECAM_MODELS") or ROOT / "models")


def missing():
    """What has to be installed, or None."""
    for program, package in PROGRAMS.items():
        if not shutil.which(program):
            return f"{program} is not installed (package {package})"
    if not (models() / NETWORK).is_file():
        return f"{models() / NETWORK} is not there (scripts/fetch-models.sh)"
    if not ACCESSIBILITY.exists():
        return "the accessibility bus is not installed (package at-spi2-core)"
    return None


def end_with_parent():
    """In the child: a test that is killed takes all that it started with it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def wait(what, done, seconds=PATIENCE_S):
    """Calls done until it gives something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        result = done()
        if result:
            return result
        assert time.monotonic() < end, f"waited {seconds} s in vain: {what}"
        time.sleep(0.02)


class World:
    def __init__(self, width, height):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="fakecam-app-"))
        self.processes = []
        self.environment = {
            key: value for key, value in os.environ.items()
            if not key.startswith(("XDG_", "DBUS_", "PIPEWIRE", "WAYLAND", "G_", "GTK_", "LC_"))}
        for name in ("config", "cache", "state", "data", "run", "home"):
            (self.folder / name).mkdir(mode=0o700)
        self.environment.update(
            HOME=str(self.folder / "home"),
            XDG_CONFIG_HOME=str(self.folder / "config"), XDG_CACHE_HOME=str(self.folder / "cache"),
            XDG_STATE_HOME=str(self.folder / "state"), XDG_DATA_HOME=str(self.folder / "data"),
            XDG_RUNTIME_DIR=str(self.folder / "run"), LANG="C.UTF-8", LANGUAGE="",
            DBUS_SYSTEM_BUS_ADDRESS="unix:path=/nonexistent", GSETTINGS_BACKEND="memory",
            GTK_A11Y="atspi", GDK_BACKEND="x11", GSK_RENDERER="cairo", GTK_USE_PORTAL="0",
            NO_AT_BRIDGE="0", FAKECAM_MODELS=str(models()))
        try:
            self.start_x(width, height)
            self.start_bus()
            self.start_pipewire()
        except BaseException:
            self.finish()
            raise

    # --- processes ---

    def start(self, *command, log=None, **more):
        environment = {**self.environment, **more}
        output = open(self.folder / log, "ab") if log else subprocess.DEVNULL
        process = subprocess.Popen([str(word) for word in command], env=environment,
                                   stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   start_new_session=True, preexec_fn=end_with_parent)
        self.processes.append(process)
        return process

    def end(self, process, how=signal.SIGTERM):
        """Ends it and returns its status."""
        if process.poll() is None:
            process.send_signal(how)
        return self.end_by_itself(process)

    def end_by_itself(self, process):
        wait(f"{process.args[0]} ends", lambda: process.poll() is not None)
        self.processes.remove(process)
        return process.returncode

    def finish(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()
        self.end_strays()
        shutil.rmtree(self.folder, ignore_errors=True)

    def end_strays(self):
        """What the bus or the app started lives on; it is known by this world's folder."""
        mark = f"XDG_RUNTIME_DIR={self.folder}/run".encode()
        for path in pathlib.Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in path.read_bytes().split(b"\0"):
                    os.kill(int(path.parent.name), signal.SIGKILL)
            except (OSError, ValueError):
                pass

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
        (self.folder / "services").mkdir()
        (self.folder / "services" / ACCESSIBILITY.name).symlink_to(ACCESSIBILITY)
        configuration = self.folder / "bus.conf"
        configuration.write_text(BUS_CONFIGURATION.format(folder=self.folder))
        daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address=1"],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, start_new_session=True,
            preexec_fn=end_with_parent)
        self.processes.append(daemon)
        address = daemon.stdout.readline().strip()
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address
        self.bus = connect(address)

    def start_pipewire(self):
        self.start("pipewire")
        wait("pipewire", lambda: "Interface:Core" in self.ask_pipewire("Core"))
        self.start("wireplumber")
        wait("wireplumber", lambda: '"default"' in self.ask_pipewire("Metadata"))

    def ask_pipewire(self, what):
        if not (self.folder / "run" / "pipewire-0").exists():
            return ""
        return subprocess.run(["pw-cli", "ls", what], env=self.environment, capture_output=True,
                              text=True, check=False, timeout=PATIENCE_S).stdout

    def has_pipewire_reader(self):
        try:
            return subprocess.run(["gst-inspect-1.0", "pipewiresrc"], check=False,
                                  env=self.environment, timeout=PATIENCE_S,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
        except FileNotFoundError:
            return False

    def look(self):
        return screen.read_framebuffer(self.folder / "Xvfb_screen0")

    # --- settings ---

    def write(self, name, text):
        path = self.folder / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    # --- the service ---

    def call(self, method, parameters=None, interface=BUS_NAME):
        answer = self.bus.call_sync(BUS_NAME, BUS_PATH, interface, method, parameters, None,
                                    Gio.DBusCallFlags.NO_AUTO_START, PATIENCE_S * 1000, None)
        return answer.unpack()

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
