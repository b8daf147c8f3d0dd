#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the desktop knows of the app: desktop file, AppStream data, icons. Speaks TAP.

    test_desktop.py ROOT DESKTOP_FILE METAINFO
"""
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import tap

APP = "org.fakecam.App"
SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = pathlib.Path(sys.argv[1], "po", "LINGUAS").read_text().split()
ROOT, DESKTOP, METAINFO = (pathlib.Path(argument) for argument in sys.argv[1:4])


# The project has no home page. From AppStream 1.0 on that is a warning, and warnings fail.
NOT_YET = {"url-homepage-missing"}


def run(*command):
    if not shutil.which(command[0]):
        raise tap.Skip(f"{command[0]} is not installed")
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_desktop_file_is_valid():
    done = run("desktop-file-validate", str(DESKTOP))
    assert done.returncode == 0, done.stdout + done.stderr


def test_metainfo_is_valid():
    done = run("appstreamcli", "validate", "--no-net", str(METAINFO))
    found = set(re.findall(r"^[EW]: \S+ ([a-z-]+)$", done.stdout, re.MULTILINE))
    assert found <= NOT_YET, done.stdout + done.stderr
    assert done.returncode == 0 or found, done.stdout + done.stderr


def test_desktop_file_is_translated():
    if not shutil.which("msgfmt"):
        raise tap.Skip("gettext is not installed")
    text = DESKTOP.read_text()
    for key in ("GenericName", "Comment", "Keywords"):
        for language in LANGUAGES:
            assert f"\n{key}[{language}]=" in text, f"{key} in {language}"


def test_metainfo_is_translated():
    if not shutil.which("msgfmt"):
        raise tap.Skip("gettext is not installed")
    key = "{http://www.w3.org/XML/1998/namespace}lang"
    summaries = ElementTree.parse(METAINFO).getroot().findall("summary")
    assert {summary.get(key) for summary in summaries} == {None, *LANGUAGES}


def test_newest_release_is_the_changelog_s():
    heading = re.search(r"^## (\S+?),? ", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    version = re.search(r"version: '([^']+)'", (ROOT / "meson.build").read_text())
    release = ElementTree.parse(METAINFO).getroot().find("releases/release")
    assert release.get("version") == heading[1] == version[1]


def icon(name):
    return ElementTree.parse(ROOT / "data" / "icons" / name).getroot()


def test_icon():
    root = icon(f"{APP}.svg")
    assert root.tag == SVG + "svg"
    assert root.get("width") == root.get("height") == "128"


def test_symbolic_icon_has_one_colour():
    root = icon(f"{APP}-symbolic.svg")
    colours = {element.get(key) for element in root.iter() for key in ("fill", "stroke")} - {None}
    assert root.get("width") == root.get("height") == "16"
    assert colours == {"#2e3436"}, colours


if __name__ == "__main__":
    sys.exit(tap.run_all("desktop", tap.tests_of(globals())))
