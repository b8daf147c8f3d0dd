# SPDX-License-Identifier: MIT
"""TAP from the functions of a module whose names begin with test_."""
import os
import re
import traceback


class Skip(Exception):
    """What is not there, so that a case cannot run."""


def name_of(group, function):
    return f"/{group}/{function.__name__[5:].replace('_', '-')}"


def say_more(tell):
    try:
        for line in tell().splitlines():
            print(f"# {line}")
    except Exception as why:  # what failed has been said already
        print(f"# and of the rest: {why}")


def run_case(number, name, test, tell=None):
    """True when the case is no failure; tell() gives more words of one."""
    try:
        test()
    except Skip as why:
        print(f"ok {number} {name} # SKIP {why}", flush=True)
        return True
    except Exception:  # a case that breaks has failed, whatever it broke on
        for line in traceback.format_exc().splitlines():
            print(f"# {line}")
        if tell:
            say_more(tell)
        print(f"not ok {number} {name}", flush=True)
        return False
    print(f"ok {number} {name}", flush=True)
    return True


def run_all(group, tests, tell=None):
    """The status of a program that runs the functions in turn."""
    print(f"1..{len(tests)}", flush=True)
    good = [run_case(number, name_of(group, test), test, tell)
            for number, test in enumerate(tests, 1)]
    return 0 if all(good) else 1


def skip_all(why):
    print(f"1..0 # SKIP {why}")
    return 0


def tests_of(module):
    """FAKECAM_ONLY is a part of the names of those that are wanted, for somebody who looks at one."""
    wanted = "test_.*" + os.environ.get("FAKECAM_ONLY", "")
    return [value for name, value in module.items() if re.match(wanted, name)]
