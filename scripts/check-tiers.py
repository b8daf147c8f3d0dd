#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds the map of tiers and fails on an include that it does not allow, or on a circle.

    scripts/check-tiers.py [ROOT]

A folder of src/ may include itself, the public headers and what MAY_INCLUDE names for it, and
nothing else: what stands beside or above it is not there. Includes are read as they are written,
from the source root ("frame/frame.h"); one that names no such file is an error too. Prints each
offending line as file:line and exits with 1.
"""
import pathlib
import re
import sys

TIER_0 = {"base", "frame", "params"}
TIER_1 = {"model", "graph", "exec", "matte", "framing", "compose"}
CORE = TIER_0 | TIER_1 | {"engine"}

MAY_INCLUDE = {
    # tier 0
    "base": set(),
    "frame": {"base"},
    "params": {"base"},
    "bus": set(),
    # tier 1: model -> graph <- exec; the stages do not know each other
    "graph": TIER_0,
    "model": TIER_0 | {"graph"},
    "exec": TIER_0 | {"graph"},
    "matte": TIER_0,
    "framing": TIER_0 | {"matte/matte.h"},
    "compose": TIER_0 | {"matte/matte.h"},
    # tier 2
    "engine": TIER_0 | TIER_1,
    "media": TIER_0,
    # tier 3
    "service": CORE | {"media", "bus"},
    "gst": CORE | {"media"},
    # tier 4
    "cli": CORE | {"media", "service", "bus"},
    "app": TIER_0 | {"bus"},
}

# The executors' folders know their contract and not each other.
EXECUTORS = {"exec/ref", "exec/xnn", "exec/vk"}

INCLUDE = re.compile(r'\s*#\s*include\s*"([^"]+)"')


def includes_of(path):
    """Yields (line number, what is included) for every include in quotes."""
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if match := INCLUDE.match(line):
                yield number, match[1]


def resolve(root, name):
    """The included file, or None when it is neither in src/ nor public."""
    for candidate in (root / "src" / name, root / "include" / name):
        if candidate.is_file():
            return candidate
    return None


def folder_of(root, path):
    """The folder of src/ that path belongs to; None for public headers."""
    relative = path.relative_to(root).parts
    return relative[1] if relative[0] == "src" else None


def executor_of(root, path):
    parts = path.relative_to(root).parts
    folder = "/".join(parts[1:3])
    return folder if folder in EXECUTORS else None


def complaint(root, path, target):
    """Why path may not include target; None when it may."""
    if target.is_relative_to(root / "include"):
        return None
    own, other = folder_of(root, path), folder_of(root, target)
    if own is None:
        return "a public header includes a private one"
    if own == other:
        mine, theirs = executor_of(root, path), executor_of(root, target)
        return f"{mine} must not know {theirs}" if mine and theirs and mine != theirs else None
    allowed = MAY_INCLUDE[own]
    if other in allowed or target.relative_to(root / "src").as_posix() in allowed:
        return None
    return f"{own}/ must not include {other}/"


def check_file(root, path, arrows):
    """Yields the complaints about one file, and notes its arrows for the search for circles."""
    for number, name in includes_of(path):
        where = f"{path.relative_to(root)}:{number}"
        target = resolve(root, name)
        if target is None:
            yield f'{where}: "{name}" is not written from the source root, or is not there'
            continue
        arrows.setdefault(path, []).append((target, where))
        if why := complaint(root, path, target):
            yield f'{where}: "{name}": {why}'


def circles(root, arrows):
    """Yields each include that closes a circle."""
    done, way = set(), []

    def visit(path):
        way.append(path)
        for target, where in arrows.get(path, ()):
            if target in way:
                ring = way[way.index(target):] + [target]
                yield f"{where}: a circle: " + " -> ".join(str(p.relative_to(root)) for p in ring)
            elif target not in done:
                yield from visit(target)
        way.pop()
        done.add(path)

    for path in sorted(arrows):
        if path not in done:
            yield from visit(path)


def sources(root):
    for top in ("include", "src"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix in (".c", ".h") and len(path.relative_to(root / top).parts) > 1:
                yield path


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    root = root.resolve()
    arrows, found, count = {}, [], 0
    for path in sources(root):
        count += 1
        folder = folder_of(root, path)
        if folder is not None and folder not in MAY_INCLUDE:
            found.append(f"{path.relative_to(root)}:1: src/{folder}/ has no place in the map")
            continue
        found.extend(check_file(root, path, arrows))
    found.extend(circles(root, arrows))
    print("\n".join(found + [f"{count} files, {len(found)} complaints about includes"]))
    return 1 if found or not count else 0


if __name__ == "__main__":
    sys.exit(main())
