#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints po/strings.h: what the app translates and xgettext does not find in its sources.

    po/make-strings.py ROOT >po/strings.h

These are the sentences of help in the table of parameters, but for those that the app words
otherwise, and the titles of the backgrounds that come with the program.
"""
import pathlib
import re
import sys

LITERALS = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
ROW = re.compile(r'\.name = "([^"]+)".*?\.help = ' + LITERALS, re.DOTALL)


def join(literals):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals))


def reworded(root):
    """The parameters whose help the app says in its own words."""
    words = root / "src" / "app" / "words.c"
    text = words.read_text() if words.exists() else ""
    table = re.search(r"helps\[\] = \{(.*?)\};", text, re.DOTALL)
    return set(re.findall(r'\{"([^"]+)",', table[1])) if table else set()


def helps(root):
    own = reworded(root)
    for name, literals in ROW.findall((root / "src" / "params" / "table.c").read_text()):
        if name not in own:
            yield join(literals)


def titles(root):
    names = re.search(r"background_names = \[(.*?)\]",
                      (root / "data" / "backgrounds" / "meson.build").read_text(), re.DOTALL)
    for name in re.findall(r"'([^']+)'", names[1]):
        yield name.replace("-", " ").capitalize()


def main():
    root = pathlib.Path(sys.argv[1])
    print("/* SPDX-License-Identifier: MIT */")
    print("/* Written by po/make-strings.py, for xgettext alone; nothing includes it. */")
    print("/* clang-format off */")
    for text in helps(root):
        print(f'N_("{text}")')
    for text in titles(root):
        print(f'/* Translators: the name of a background. */\nN_("{text}")')


if __name__ == "__main__":
    main()
