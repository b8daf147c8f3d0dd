# SPDX-License-Identifier: MIT
"""The picture that an X server without a monitor (Xvfb -fbdir) shows, and PNG files."""
import struct
import zlib


class Picture:
    """RGB pixels, three bytes each."""

    def __init__(self, width, height, pixels):
        self.width, self.height, self.pixels = width, height, pixels

    def at(self, x, y):
        start = 3 * (y * self.width + x)
        return tuple(self.pixels[start:start + 3])

    def crop(self, x, y, width, height):
        x, y = max(x, 0), max(y, 0)
        width, height = min(width, self.width - x), min(height, self.height - y)
        rows = (self.pixels[3 * (row * self.width + x):3 * (row * self.width + x + width)]
                for row in range(y, y + height))
        return Picture(width, height, b"".join(rows))

    def mean(self):
        count = self.width * self.height
        return tuple(sum(self.pixels[c::3]) / count for c in range(3))

    def detail(self):
        """The mean step from a pixel to its neighbour; small where nothing is sharp."""
        steps = 0
        for row in range(self.height):
            green = self.pixels[3 * row * self.width + 1:3 * (row + 1) * self.width:3]
            steps += sum(abs(a - b) for a, b in zip(green, green[1:]))
        return steps / (self.width * self.height)

    def colours(self):
        """How many different ones there are."""
        p = self.pixels
        return len(set(zip(p[0::3], p[1::3], p[2::3])))

    def save(self, path):
        stride = 3 * self.width
        rows = b"".join(b"\0" + self.pixels[y * stride:(y + 1) * stride]
                        for y in range(self.height))
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        with open(path, "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) +
                       chunk(b"IDAT", zlib.compress(rows, 6)) + chunk(b"IEND", b""))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def plain(width, height, rgb):
    return Picture(width, height, bytes(rgb) * (width * height))


def read_framebuffer(path):
    """Reads what Xvfb writes: an XWD file of 32 bits a pixel; see XWDFile.h."""
    with open(path, "rb") as file:
        data = file.read()
    words = struct.unpack(">25I", data[:100])
    header, width, height, order = words[0], words[4], words[5], words[7]
    assert words[11] == 32 and order == 0, "not 32 bits a pixel, lowest byte first"
    start, stride = header + 12 * words[19], words[12]
    assert stride == 4 * width
    raw = data[start:start + stride * height]
    pixels = bytearray(3 * width * height)
    pixels[0::3], pixels[1::3], pixels[2::3] = raw[2::4], raw[1::4], raw[0::4]
    return Picture(width, height, bytes(pixels))
