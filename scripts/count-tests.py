#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the results of `meson test`, case by case.

    scripts/count-tests.py BUILD [MESON_STATUS]

Reads BUILD/meson-logs/testlog*.json, of one run or of several with a --logbase each, and
BUILD/meson-info/intro-tests.json. A program that speaks TAP counts with each of its cases, another
one as a single test. A program that crashed, ran out of time or broke off counts as one more
failure. Prints what was skipped and why, what failed, and at the very end the one line

    N passed, N failed, N skipped

MESON_STATUS is the exit status of `meson test`: when it tells of a failure that the log does not
show, this counts as one. Exits with 1 when anything failed or nothing ran.
"""
import json
import pathlib
import re
import sys
from dataclasses import dataclass, field

# Cases of nested TAP (indented) are not counted: the line that sums them up is.
CASE = re.compile(r"(not )?ok\b\s*(?:\d+)?\s*-?\s*([^#]*)(?:#\s*(\w+)\s*(.*))?")
WHOLE_SKIP = re.compile(r"1\.\.0\s*#\s*skip\S*\s*(.*)", re.IGNORECASE)
GOOD = ("OK", "EXPECTEDFAIL")


@dataclass
class Count:
    passed: int = 0
    failed: list = field(default_factory=list)
    skipped: list = field(default_factory=list)

    def add_tap(self, name, stdout):
        for line in stdout.splitlines():
            if skip := WHOLE_SKIP.match(line):
                self.skipped.append(f"{name}: {skip[1]}")
            elif case := CASE.match(line):
                self.add_case(name, *case.groups())

    def add_case(self, name, failed, what, directive, why):
        directive = (directive or "").lower()
        if directive.startswith("skip"):
            self.skipped.append(f"{name}: {what.strip()}: {why}")
        elif failed and directive != "todo":
            self.failed.append(f"{name}: {what.strip()}")
        else:
            self.passed += 1

    def add_run(self, run, protocol):
        name, result = run["name"], run["result"]
        before = self.passed, len(self.failed), len(self.skipped)
        if protocol == "tap":
            self.add_tap(name, run.get("stdout") or "")
            if result in GOOD and before == (self.passed, len(self.failed), len(self.skipped)):
                self.failed.append(f"{name}: it ran no case at all")
        elif result == "SKIP":
            self.skipped.append(name)
        elif result in GOOD:
            self.passed += 1
        if result not in GOOD + ("SKIP",) and len(self.failed) == before[1]:
            self.failed.append(f"{name}: {result} (exit status {run.get('returncode')})")


def protocols(build):
    """What each test speaks. The log names a test as 'name' or 'project:suite / name'."""
    tests = json.loads((build / "meson-info" / "intro-tests.json").read_text())
    return {test["name"]: test["protocol"] for test in tests}


def count(build):
    total = Count()
    speaks = protocols(build)
    for log in sorted((build / "meson-logs").glob("testlog*.json")):
        for line in log.read_text().splitlines():
            run = json.loads(line)
            bare = run["name"].rsplit(" / ", 1)[-1]
            total.add_run(run, speaks.get(bare, "exitcode"))
    return total


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: scripts/count-tests.py BUILD [MESON_STATUS]")
    total = count(pathlib.Path(sys.argv[1]))
    if len(sys.argv) == 3 and sys.argv[2] != "0" and not total.failed:
        total.failed.append(f"meson test ended with exit status {sys.argv[2]}")
    for line in total.skipped:
        print(f"skipped: {line}")
    for line in total.failed:
        print(f"FAILED: {line}")
    print(f"{total.passed} passed, {len(total.failed)} failed, {len(total.skipped)} skipped")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
