/* SPDX-License-Identifier: MIT */
#include "compose/fade.h"

#include <assert.h>
#include <stddef.h>

void fc_fade_plane(const uint8_t *from, int from_stride, uint8_t *to, int to_stride,
                   struct fc_size size, int factor)
{
    const uint16_t by = (uint16_t)factor;

    assert(factor >= 0 && factor <= FC_FADE_WHOLE);
    for (int y = 0; y < size.height; y++) {
        const uint8_t *row = from + (ptrdiff_t)y * from_stride;
        uint8_t *out = to + (ptrdiff_t)y * to_stride;

        for (int x = 0; x < size.width; x++)
            out[x] = (uint8_t)((uint16_t)(row[x] * by) >> 8);
    }
}
