# SPDX-License-Identifier: MIT
"""A session with a camera portal and Fakecam, for browsers. All of it is real but the dialog in
which a person allows the camera (dialog.py).
"""
import json
import os
import pathlib
import signal
import subprocess
import sys

import session
from session import PATIENCE_S, wait

HERE = pathlib.Path(__file__).resolve().parent
PORTAL = pathlib.Path("/usr/libexec/xdg-desktop-portal")
STORE = PORTAL.with_name("xdg-permission-store")
PERMISSIONS = "org.freedesktop.impl.portal.PermissionStore"
DESKTOP = "fakecamtest"
DIALOG = f"""[portal]
DBusName=org.freedesktop.impl.portal.desktop.{DESKTOP}
Interfaces=org.freedesktop.impl.portal.Access
UseIn={DESKTOP}
"""
SETTINGS = """[fakecam]
camera=demo:
loopback=off
rate=15
quality=fast
background=color
background-color=#204060
"""


def missing():
    """What has to be installed, or None."""
    if not PORTAL.exists():
        return "the portal is not installed (package xdg-desktop-portal)"
    return session.missing()


class Desktop(session.Session):
    def __init__(self):
        super().__init__("browser")
        self.fakecam = os.environ["FAKECAM_EXE"]
        self.environment.update(XDG_CURRENT_DESKTOP=DESKTOP,
                                XDG_DESKTOP_PORTAL_DIR=str(self.folder / "portals"))
        try:
            self.start_bus()
            self.start_pipewire()
            self.start_portal()
            self.start_fakecam()
        except BaseException:
            self.finish()
            raise

    def start_on_bus(self, program, name):
        self.start(program, log=f"{pathlib.Path(program).name}.log")
        wait(program, lambda: self.say("gdbus", "wait", "--session", "--timeout", "1", name)
             is not None)

    def start_portal(self):
        (self.folder / "portals").mkdir()
        (self.folder / "portals" / f"{DESKTOP}.portal").write_text(DIALOG)
        self.start(sys.executable, HERE / "dialog.py", log="dialog.log")
        wait("the dialog's stand-in", lambda: "ready" in self.log("dialog"))
        self.start_on_bus(STORE, PERMISSIONS)
        self.start_on_bus(PORTAL, "org.freedesktop.portal.Desktop")

    def start_fakecam(self):
        self.write("fakecam/settings.ini", SETTINGS)
        self.start(self.fakecam, "run", log="fakecam.log")
        wait("the camera in PipeWire", lambda: '"Fakecam"' in self.ask_pipewire("Node"))

    def answer(self, program, answer):
        """Keeps an answer, as the portal does after the dialog."""
        return self.say("gdbus", "call", "--session", "--dest", PERMISSIONS, "--object-path",
                        "/" + PERMISSIONS.replace(".", "/"), "--method",
                        f"{PERMISSIONS}.SetPermission", "devices", "true", "camera", program,
                        f"['{answer}']")

    def say(self, *command, bad=0):
        """What a command prints; None: its status is above bad."""
        result = subprocess.run([str(word) for word in command], env=self.environment, text=True,
                                stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S,
                                check=False)
        return result.stdout if 0 <= result.returncode <= bad else None

    def readers(self):
        status = json.loads(self.say(self.fakecam, "status", "--json"))
        return next(one["readers"] for one in status["outputs"] if one["name"] == "pipewire")

    def log(self, name):
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def tell(self):
        names = ("fakecam", "dialog", "xdg-desktop-portal", "chromium", "firefox")
        return "\n".join(f"{name}: {line}" for name in names
                         for line in self.log(name).splitlines()[-20:])

    def end_family(self, process):
        """A browser is many processes; one that crashed has gone already."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.end_by_itself(process)
