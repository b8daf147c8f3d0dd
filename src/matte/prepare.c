/* SPDX-License-Identifier: MIT */
#include "matte/prepare.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"
#include "frame/colour.h"
#include "frame/frame.h"

#include <libyuv.h>

struct fc_prepare {
    struct fc_frame *small; /* owned; the frame at the input's size */
    uint8_t *bgra;          /* owned */
};

struct fc_prepare *fc_prepare_create(struct fc_size input)
{
    const struct fc_colour any = {FC_MATRIX_BT601, FC_RANGE_FULL};
    struct fc_prepare *prepare = fc_calloc(1, sizeof(*prepare));

    if (!prepare)
        return NULL;
    prepare->small = fc_frame_create(input, any, 0);
    prepare->bgra = fc_alloc_aligned((size_t)input.width * (size_t)input.height * 4);
    if (!prepare->small || !prepare->bgra)
        fc_prepare_destroy(&prepare);
    return prepare;
}

void fc_prepare_destroy(struct fc_prepare **prepare)
{
    if (!*prepare)
        return;
    fc_frame_unref(&(*prepare)->small);
    free((*prepare)->bgra);
    free(*prepare);
    *prepare = NULL;
}

static const uint8_t *at(const struct fc_image *frame, int plane, struct fc_area area)
{
    const int shift = plane > 0;

    return frame->plane[plane] + (ptrdiff_t)(area.y >> shift) * frame->stride[plane] +
           (area.x >> shift);
}

void fc_prepare_run(struct fc_prepare *prepare, const struct fc_image *frame, struct fc_area area,
                    float min, float max, float *tensor)
{
    const struct fc_image *small = fc_frame_image(prepare->small);
    const uint8_t *bgra = prepare->bgra;
    const float scale = (max - min) / 255.0f;
    const size_t pixels = (size_t)small->size.width * (size_t)small->size.height;

    assert(area.x % 2 == 0 && area.y % 2 == 0);
    I420Scale(at(frame, 0, area), frame->stride[0], at(frame, 1, area), frame->stride[1],
              at(frame, 2, area), frame->stride[2], area.size.width, area.size.height,
              small->plane[0], small->stride[0], small->plane[1], small->stride[1], small->plane[2],
              small->stride[2], small->size.width, small->size.height, kFilterBox);
    /* libyuv's ARGB is B, G, R, A in memory */
    I420ToARGBMatrix(small->plane[0], small->stride[0], small->plane[1], small->stride[1],
                     small->plane[2], small->stride[2], prepare->bgra, small->size.width * 4,
                     fc_colour_yuv_constants(frame->colour), small->size.width, small->size.height);
    for (size_t i = 0; i < pixels; i++) {
        tensor[3 * i] = min + scale * bgra[4 * i + 2];
        tensor[3 * i + 1] = min + scale * bgra[4 * i + 1];
        tensor[3 * i + 2] = min + scale * bgra[4 * i];
    }
}
