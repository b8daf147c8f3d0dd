/* SPDX-License-Identifier: MIT */
/* A GIF file: all its frames, drawn. */
#include "fuzz.h"

#include <stdlib.h>

#include "media/gif.h"

/* Files may ask for large canvases; a run is to be quick. */
#define MAX_PIXELS (1 << 18)
#define MAX_FRAMES 50

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *bgra;
    int64_t length_ns;
    struct fc_gif *gif;
    int frames = 0;

    if (fc_gif_open(data, size, &gif) < 0)
        return 0;
    const struct fc_gif_info *info = fc_gif_info(gif);
    const bool is_small = (int64_t)info->size.width * info->size.height <= MAX_PIXELS;

    if (info->frame_count < 1 || info->duration_ns <= 0)
        abort();
    while (is_small && frames < MAX_FRAMES && fc_gif_next(gif, &bgra, &length_ns) == 0) {
        frames++;
        if (length_ns <= 0 || frames > info->frame_count)
            abort();
    }
    fc_gif_close(&gif);
    return 0;
}
