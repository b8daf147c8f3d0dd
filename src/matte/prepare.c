/* SPDX-License-Identifier: MIT */
#include "matte/prepare.h"

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

void fc_prepare_run(struct fc_prepare *prepare, const struct fc_image *frame, float min, float max,
                    float *tensor)
{
    const struct fc_image *small = fc_frame_image(prepare->small);
    const uint8_t *bgra = prepare->bgra;
    const float scale = (max - min) / 255.0f;
    const size_t pixels = (size_t)small->size.width * (size_t)small->size.height;

    I420Scale(frame->plane[0], frame->stride[0], frame->plane[1], frame->stride[1], frame->plane[2],
              frame->stride[2], frame->size.width, frame->size.height, small->plane[0],
              small->stride[0], small->plane[1], small->stride[1], small->plane[2],
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
