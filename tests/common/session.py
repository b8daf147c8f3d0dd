# SPDX-License-Identifier: MIT
"""A desktop's session of the test's own, in a folder of its own: bus, PipeWire, WirePlumber.

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

PROGRAMS = {"dbus-daemon": "dbus-daemon", "pipewire": "pipewire", "wireplumber": "wireplumber",
            "pw-cli": "pipewire-bin"}
ROOT = pathlib.Path(__file__).resolve().parents[2]
NETWORK = "selfie_segmentation_landscape.tflite"
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


def missing(more=None):
    """What has to be installed, or None; more are further programs and their packages."""
    for program, package in {**PROGRAMS, **(more or {})}.items():
        if not shutil.which(program):
            return f"{program} is not installed (package {package})"
    if not (models() / NETWORK).is_file():
        return f"{models() / NETWORK} is not there (scripts/fetch-models.sh)"
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


class Session:
    """Whoever makes one calls finish(), also where a start fails."""

    def __init__(self, name):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"fakecam-{name}-"))
        self.processes = []
        self.environment = {
            key: value for key, value in os.environ.items()
            if not key.startswith(("XDG_", "DBUS_", "PIPEWIRE", "WAYLAND", "G_", "GTK_", "LC_"))}
        self.environment.pop("DISPLAY", None)
        for kind in ("config", "cache", "state", "data", "run", "home", "services"):
            (self.folder / kind).mkdir(mode=0o700)
        self.environment.update(
            HOME=str(self.folder / "home"),
            XDG_CONFIG_HOME=str(self.folder / "config"), XDG_CACHE_HOME=str(self.folder / "cache"),
            XDG_STATE_HOME=str(self.folder / "state"), XDG_DATA_HOME=str(self.folder / "data"),
            XDG_RUNTIME_DIR=str(self.folder / "run"), LANG="C.UTF-8", LANGUAGE="",
            DBUS_SYSTEM_BUS_ADDRESS="unix:path=/nonexistent", FAKECAM_MODELS=str(models()))

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
        """What the bus or a program started lives on; it is known by this session's folder."""
        mark = f"XDG_RUNTIME_DIR={self.folder}/run".encode()
        for path in pathlib.Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in path.read_bytes().split(b"\0"):
                    os.kill(int(path.parent.name), signal.SIGKILL)
            except (OSError, ValueError):
                pass

    # --- the desktop ---

    def start_bus(self):
        configuration = self.folder / "bus.conf"
        configuration.write_text(BUS_CONFIGURATION.format(folder=self.folder))
        daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address=1"],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, start_new_session=True,
            preexec_fn=end_with_parent)
        self.processes.append(daemon)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = daemon.stdout.readline().strip()

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

    # --- settings ---

    def write(self, name, text):
        path = self.folder / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
