#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Stands in for the command `fakecam` beside the app, on a machine that can still be set up.

What is told of this machine is the doctor's, but for two things: no camera is plugged in, and the
module is missing until setup was allowed. That goes through `pkexec`, as the real one does; the test
plays it. All else is the real command's: FAKECAM_REAL.
"""
import json
import os
import pathlib
import subprocess
import sys

REAL = os.environ["FAKECAM_REAL"]
ALLOWED = pathlib.Path(os.environ["FAKECAM_ALLOWED"])
CAMERA = {"state": "problem", "found": "no camera is plugged in",
          "why": "Fakecam changes the picture of a real camera.",
          "command": "fakecam run --camera demo:"}
MODULE = {"state": "problem", "found": "v4l2loopback is not installed",
          "why": "Programs that do not know PipeWire see a camera only with it.",
          "command": "fakecam setup"}
WELL = {"state": "ok", "found": "it is there", "why": "", "command": ""}


def look():
    said = subprocess.run([REAL, "doctor", "--json"], stdout=subprocess.PIPE, check=False).stdout
    told = json.loads(said)
    instead = {"camera-found": CAMERA, "module-loaded": WELL if ALLOWED.exists() else MODULE}
    for finding in told["findings"]:
        finding.update(instead.get(finding["id"], {}))
        if finding["id"] not in instead and finding["state"] == "problem":
            finding.update(WELL)
    print(json.dumps(told))


if sys.argv[1:2] == ["doctor"]:
    look()
elif sys.argv[1:2] == ["setup"]:
    if subprocess.run(["pkexec", REAL, "setup", *sys.argv[2:]], check=False).returncode:
        print("fakecam: pkexec did not bring it to an end")
        sys.exit(1)
else:
    os.environ.pop("G_DEBUG", None)  # is meant for the app: the service may warn of a slow machine
    os.execv(REAL, [REAL, *sys.argv[1:]])
