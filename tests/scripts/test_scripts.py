#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The checks of scripts/ must find what they look for. Speaks TAP."""
import json
import pathlib
import subprocess
import sys
import tempfile

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"


def run(script, *arguments):
    command = [sys.executable, SCRIPTS / script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def tiers(files):
    """What check-tiers.py says of a tree of these files."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "include").mkdir()
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return run("check-tiers.py", root)


def include(name):
    return f'/* a file */\n#include "{name}"\n'


def test_tiers_downwards_is_fine():
    status, _ = tiers({"src/base/a.h": "", "src/engine/b.c": include("base/a.h")})
    assert status == 0


def test_tiers_upwards():
    status, out = tiers({"src/base/a.c": include("engine/b.h"), "src/engine/b.h": ""})
    assert status == 1 and "src/base/a.c:2:" in out


def test_tiers_sideways():
    status, out = tiers({"src/matte/a.c": include("exec/b.h"), "src/exec/b.h": ""})
    assert status == 1 and "src/matte/a.c:2:" in out


def test_tiers_circle():
    status, out = tiers({"src/base/a.h": include("base/b.h"), "src/base/b.h": include("base/a.h")})
    assert status == 1 and "a circle" in out


def test_tiers_unknown_folder():
    status, out = tiers({"src/attic/a.c": ""})
    assert status == 1 and "src/attic" in out


def test_tiers_not_from_the_root():
    status, out = tiers({"src/base/a.c": include("a.h"), "src/base/a.h": ""})
    assert status == 1 and "source root" in out


def count(runs, meson_status=0, logs=("testlog.json",)):
    """What count-tests.py says of runs: (name, protocol, result, output), dealt out to logs."""
    with tempfile.TemporaryDirectory() as folder:
        build = pathlib.Path(folder)
        (build / "meson-info").mkdir()
        (build / "meson-logs").mkdir()
        tests = [{"name": name, "protocol": protocol} for name, protocol, _, _ in runs]
        (build / "meson-info" / "intro-tests.json").write_text(json.dumps(tests))
        lines = [json.dumps({"name": f"fakecam:unit / {name}", "result": result, "stdout": stdout,
                             "returncode": 0}) + "\n" for name, _, result, stdout in runs]
        for i, log in enumerate(logs):
            (build / "meson-logs" / log).write_text("".join(lines[i::len(logs)]))
        status, out = run("count-tests.py", build, meson_status)
        return status, out.splitlines()[-1]


def test_count_cases():
    runs = [("a", "tap", "OK", "1..3\nok 1 /x\nok 2 /y # SKIP no data\nok 3 /z\n"),
            ("b", "exitcode", "OK", ""), ("c", "exitcode", "SKIP", "")]
    assert count(runs) == (0, "3 passed, 0 failed, 2 skipped")


def test_count_failures():
    runs = [("a", "tap", "FAIL", "1..2\nok 1 /x\nnot ok 2 /y\n"),
            ("b", "exitcode", "FAIL", ""), ("c", "exitcode", "TIMEOUT", "")]
    assert count(runs) == (1, "1 passed, 3 failed, 0 skipped")


def test_count_crash():
    assert count([("a", "tap", "ERROR", "1..2\nok 1 /x\n")]) == (1, "1 passed, 1 failed, 0 skipped")


def test_count_nothing():
    assert count([]) == (1, "0 passed, 0 failed, 0 skipped")
    assert count([("a", "tap", "OK", "1..0\n")])[0] == 1


def test_count_several_logs():
    runs = [("a", "tap", "OK", "1..1\nok 1 /x\n"), ("b", "exitcode", "FAIL", ""),
            ("c", "exitcode", "OK", "")]
    assert count(runs, 0, ("testlog.json", "testlog-vm.json")) == (
        1, "2 passed, 1 failed, 0 skipped")


def test_count_believes_meson():
    runs = [("a", "tap", "OK", "1..1\nok 1 /x\n")]
    assert count(runs, 1) == (1, "1 passed, 1 failed, 0 skipped")


def main():
    tests = [(name[5:], test) for name, test in globals().items() if name.startswith("test_")]
    print(f"1..{len(tests)}")
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} /scripts/{name}")
        except AssertionError as error:
            failed = 1
            print(f"# line {error.__traceback__.tb_next.tb_lineno}: {error}")
            print(f"not ok {number} /scripts/{name}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
