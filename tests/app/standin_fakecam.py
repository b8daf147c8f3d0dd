#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Stands in for the command `fakecam` beside the app, on a machine that can still be set up.

What is told of this machine is the doctor's, but for two things: no camera is plugged in, which is
a problem until the drawn person is chosen, and the module is missing until setup was allowed. That
goes through `pkexec`, as the real one does; the test plays it. All else is the real command's:
FAKECAM_REAL.
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
STAND_IN = {**CAMERA, "state": "note", "command": ""}
WELL = {"state": "ok", "found": "it is there", "why": "", "command": ""}


def ask(*words):
    return subprocess.run([REAL, *words], stdout=subprocess.PIPE, text=True, check=False).stdout


def look():
    told = json.loads(ask("doctor", "--json"))
    instead = {"camera-found": STAND_IN if "demo:" in ask("get", "camera") else CAMERA,
               "module-loaded": WELL if ALLOWED.exists() else MODULE}
    for finding in told["findings"]:
        finding.update(instead.get(finding["id"], {}))
        if finding["id"] not in instead and finding["state"] == "problem":
            finding.update(WELL)
            instead[finding["id"]] = WELL
    told["sentences"] = [words for words in told["sentences"] if words[0] not in instead]
    told["sentences"] += [[name, text, finding[text]] for name, finding in instead.items()
                          for text in ("found", "why") if finding[text]]
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
