/* SPDX-License-Identifier: MIT */
#include "trail.h"

#include <glib.h>
#include <math.h>

#define NOBODY 100000

/* For each pixel, how many rows the nearest person in its column is away. */
static int *rows_away(const uint8_t *truth, struct fc_size size)
{
    int *away = g_new(int, (gsize)size.width *size.height);

    for (int x = 0; x < size.width; x++) {
        int distance = NOBODY;

        for (int y = 0; y < size.height; y++) {
            ptrdiff_t at = (ptrdiff_t)y * size.width + x;

            distance = truth[at] >= 128 ? 0 : distance + 1;
            away[at] = distance;
        }
        distance = NOBODY;
        for (int y = size.height - 1; y >= 0; y--) {
            ptrdiff_t at = (ptrdiff_t)y * size.width + x;

            distance = truth[at] >= 128 ? 0 : distance + 1;
            away[at] = MIN(away[at], distance);
        }
    }
    return away;
}

/* The square of the distance to the nearest person, from a row of rows_away(). */
static double nearest_squared(const int *away, int width, int x)
{
    double nearest = (double)away[x] * away[x];

    for (int dx = 1; dx < width && (double)dx * dx < nearest; dx++) {
        if (x - dx >= 0)
            nearest = MIN(nearest, (double)dx * dx + (double)away[x - dx] * away[x - dx]);
        if (x + dx < width)
            nearest = MIN(nearest, (double)dx * dx + (double)away[x + dx] * away[x + dx]);
    }
    return nearest;
}

double trail_px(const uint8_t *used, const uint8_t *truth, struct fc_size size)
{
    int *away = rows_away(truth, size);
    double farthest = 0;

    for (int y = 0; y < size.height; y++) {
        const ptrdiff_t row = (ptrdiff_t)y * size.width;

        for (int x = 0; x < size.width; x++)
            if (used[row + x] >= 128 && truth[row + x] < 128)
                farthest = MAX(farthest, nearest_squared(away + row, size.width, x));
    }
    g_free(away);
    return sqrt(farthest);
}
