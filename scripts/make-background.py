#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draws the picture that run.sh puts behind the demo person: hills in the evening.

    scripts/make-background.py OUT.png [WIDTH HEIGHT]

Plain Python, so that nothing has to be fetched or shipped. The same size gives the same file.
"""
import math
import os
import struct
import sys
import zlib

SKY_TOP, SKY_LOW = (38, 60, 110), (250, 176, 120)
SUN, SUN_X, SUN_Y, SUN_RADIUS = (255, 236, 190), 0.78, 0.46, 0.07
# Each row of hills: height of its line, how far it swings, waves across, phase, colour.
HILLS = [
    (0.56, 0.050, 1.3, 0.4, (150, 105, 120)),
    (0.66, 0.045, 1.9, 2.1, (104, 80, 108)),
    (0.78, 0.055, 1.1, 4.0, (62, 58, 86)),
    (0.90, 0.035, 2.3, 1.2, (30, 36, 56)),
]


def mix(a, b, t):
    return tuple(round(x + (y - x) * t) for x, y in zip(a, b))


def hill_line(x, hill):
    """The height of a row of hills at x; both in 0..1, from left and from above."""
    level, swing, waves, phase, _ = hill
    turn = 2 * math.pi * waves * x + phase
    return level + swing * (0.7 * math.sin(turn) + 0.3 * math.sin(2.7 * turn + 1))


def sky(x, y, width, height):
    colour = mix(SKY_TOP, SKY_LOW, min(1, y / (0.62 * height)))
    away = math.hypot(x - SUN_X * width, y - SUN_Y * height) / height
    in_sun = min(1, max(0, (SUN_RADIUS - away) * height))
    return mix(colour, SUN, max(in_sun, 0.5 * math.exp(-7 * away)))


def column(x, width, height):
    """The colours of one column of pixels, from above."""
    tops = [(round(hill_line(x / width, hill) * height), bytes(hill[4])) for hill in HILLS]
    colours = [bytes(sky(x, y, width, height)) for y in range(tops[0][0])]
    for top, colour in tops:
        colours = colours[:top] + [colour] * (height - min(top, len(colours)))
    return colours


def chunk(kind, data):
    """A chunk of a PNG file (W3C PNG specification, section 5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height):
    columns = [column(x, width, height) for x in range(width)]
    rows = b"".join(b"\0" + b"".join(colour) for colour in zip(*columns))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(rows, 6)) + chunk(b"IEND", b""))


def main():
    if len(sys.argv) not in (2, 4):
        sys.exit("usage: scripts/make-background.py OUT.png [WIDTH HEIGHT]")
    width, height = (int(text) for text in sys.argv[2:4]) if len(sys.argv) == 4 else (1280, 720)
    part = sys.argv[1] + ".part"
    with open(part, "wb") as file:
        file.write(png(width, height))
    os.replace(part, sys.argv[1])


if __name__ == "__main__":
    main()
