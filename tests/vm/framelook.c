/* SPDX-License-Identifier: MIT */
/*
 * Says of raw frames what stands behind the person in them.
 *
 *     framelook WIDTHxHEIGHT BACKGROUND ROOM < frames.yuyv
 *
 * BACKGROUND and ROOM are colours as rrggbb: the one that Fakecam was told to put there, and the
 * one that the camera sees. Prints a line for each YUYV frame:
 *     background   every place at the rim shows BACKGROUND
 *     room         a place at the rim shows ROOM, in at least a tenth of its pixels
 *     other        neither: the card
 * followed by "person" where a place in the middle is not BACKGROUND, else "nobody", and where the
 * frame carries a time (usbcam --only clock) by its age in ms. Ends with status 1 when the input
 * does not end with a whole frame, or has none.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    COLUMNS = 8,
    ROWS = 4,
    CLOCK_MARK = 0xa5
};

struct colour {
    int y, u, v;
};

/* BT.601 in video range. BT.709 differs by less than the tolerance. */
static struct colour from_rgb(unsigned long rgb)
{
    const double r = (double)(rgb >> 16 & 255), g = (double)(rgb >> 8 & 255),
                 b = (double)(rgb & 255);

    return (struct colour){
        .y = (int)(16 + 0.257 * r + 0.504 * g + 0.098 * b),
        .u = (int)(128 - 0.148 * r - 0.291 * g + 0.439 * b),
        .v = (int)(128 + 0.439 * r - 0.368 * g - 0.071 * b),
    };
}

/* pair: two pixels, Y U Y V */
static bool is_near(const uint8_t *pair, struct colour colour)
{
    enum {
        LUMA = 40,
        CHROMA = 26
    };

    return abs(pair[0] - colour.y) <= LUMA && abs(pair[1] - colour.u) <= CHROMA &&
           abs(pair[3] - colour.v) <= CHROMA;
}

/* How much of one place of the grid shows the colour, in percent. */
static int share(const uint8_t *frame, int width, int height, int column, int row,
                 struct colour colour)
{
    int pairs = 0, near = 0;

    for (int y = height * row / ROWS; y < height * (row + 1) / ROWS; y++) {
        for (int x = width / 2 * column / COLUMNS; x < width / 2 * (column + 1) / COLUMNS; x++) {
            pairs++;
            near += is_near(frame + ((size_t)y * (size_t)width / 2 + (size_t)x) * 4, colour);
        }
    }
    return near * 100 / pairs;
}

/* The outer columns without the lowest row, where shoulders may be. */
static bool is_rim(int column, int row)
{
    return (column == 0 || column == COLUMNS - 1) && row < ROWS - 1;
}

/* What usbcam.c wrote: three rows of eight squares in the middle. */
static uint32_t read_clock(const uint8_t *frame, int width, int height)
{
    const int side = width / 20, left = 6 * side, top = height / 2 - side * 3 / 2;
    uint32_t bits = 0;

    for (int i = 0; i < 24; i++) {
        int x = left + i % 8 * side + side / 2, y = top + i / 8 * side + side / 2;

        bits = bits << 1 | (frame[((size_t)y * (size_t)width + (size_t)x) * 2] > 128);
    }
    return bits;
}

static void print_age(const uint8_t *frame, int width, int height)
{
    const uint32_t bits = read_clock(frame, width, height);
    struct timespec now;
    uint32_t now_ms;

    if (bits >> 16 != CLOCK_MARK)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    now_ms = (uint32_t)now.tv_sec * 1000 + (uint32_t)(now.tv_nsec / 1000000);
    printf(" %u", (now_ms - bits) & 0xffff);
}

static void look(const uint8_t *frame, int width, int height, struct colour background,
                 struct colour room)
{
    bool replaced = true, leaked = false, person = false;

    for (int row = 0; row < ROWS; row++) {
        for (int column = 0; column < COLUMNS; column++) {
            int shown = share(frame, width, height, column, row, background);

            if (is_rim(column, row)) {
                replaced = replaced && shown >= 95;
                leaked = leaked || share(frame, width, height, column, row, room) >= 10;
            } else if (shown < 50) {
                person = true;
            }
        }
    }
    printf("%s %s",
           leaked     ? "room"
           : replaced ? "background"
                      : "other",
           person ? "person" : "nobody");
    print_age(frame, width, height);
    putchar('\n');
}

int main(int argc, char **argv)
{
    int width, height;
    uint8_t *frame;
    size_t size, got, frames = 0;

    if (argc != 4 || sscanf(argv[1], "%dx%d", &width, &height) != 2 || width < 16 || height < 16 ||
        width > 8192 || height > 8192) {
        fputs("usage: framelook WIDTHxHEIGHT BACKGROUND ROOM\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    size = (size_t)(width / 2) * 4 * (size_t)height;
    frame = malloc(size);
    if (!frame)
        return 1;
    while ((got = fread(frame, 1, size, stdin)) == size) {
        look(frame, width, height, from_rgb(strtoul(argv[2], NULL, 16)),
             from_rgb(strtoul(argv[3], NULL, 16)));
        frames++;
    }
    free(frame);
    return got || !frames;
}
