#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lists what the guest needs of the machine's files to run some programs.

    list_files.py [PROGRAM | FILE | FOLDER]...

Prints paths below /, without the slash: of every argument the file itself, the folders and links
on the way to it, and the libraries that it is linked with. A folder stands for all that is in it.
What is not there, or may not be read, is left out.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys


def trail(path):
    """The folders and links that lead to a path, from the root on, and the path itself."""
    seen = []
    at, rest = pathlib.Path("/"), list(path.parts[1:])
    while rest:
        part = rest.pop(0)
        at = at.parent if part == ".." else at / part
        if at == pathlib.Path("/"):
            continue
        seen.append(at)
        if at.is_symlink():
            rest = list(pathlib.Path(os.readlink(at)).parts) + rest
            if rest[0] == "/":
                at, rest = pathlib.Path("/"), rest[1:]
            else:
                at = at.parent
    return seen


def linked_with(files):
    """The libraries of those that have some."""
    said = subprocess.run(["ldd", *map(str, files)], capture_output=True, text=True, check=False)
    return {pathlib.Path(path) for path in re.findall(r"(/\S+) \(0x", said.stdout)}


def find(argument):
    """The files that an argument of the command line stands for."""
    path = pathlib.Path(shutil.which(argument) or argument).absolute()
    if path.is_dir():
        return [item for item in path.rglob("*") if item.is_file() or item.is_symlink()]
    return [path] if path.exists() else []


def main():
    files = [path for argument in sys.argv[1:] for path in find(argument)]
    programs = [path for path in files if path.is_file() and
                (os.access(path, os.X_OK) or ".so" in path.suffixes)]
    wanted = {}
    for path in [*files, *sorted(linked_with(programs))]:
        wanted.update(dict.fromkeys(trail(path)))
    for path in wanted:
        if path.is_symlink() or os.access(path, os.R_OK):
            print(str(path)[1:])


main()
