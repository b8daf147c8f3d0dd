/* SPDX-License-Identifier: MIT */
/* What a network said of a part of the frame. */
#ifndef FC_MATTE_READING_H
#define FC_MATTE_READING_H

#include "frame/frame.h"

/* The most of them that make one matte. */
#define FC_MAX_READINGS 3

struct fc_reading {
    const float *person; /* borrowed; size.height rows of size.width probabilities, 0..1 */
    struct fc_size size;
    struct fc_area area; /* of the frame, in pixels; the whole frame in the last of several */
    float weight;        /* among those that cover a pixel, above 0 */
};

#endif
