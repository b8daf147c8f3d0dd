/* SPDX-License-Identifier: MIT */
/* Pictures and mattes for tests, and what is looked for in them. */
#ifndef FC_TESTS_TESTIMAGE_H
#define FC_TESTS_TESTIMAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "frame/colour.h"
#include "frame/frame.h"
#include "matte/matte.h"

#define TESTIMAGE_COLOURS 4
extern const struct fc_colour testimage_colours[TESTIMAGE_COLOURS];

/* A frame filled with one colour, sRGB 0xrrggbb. */
struct fc_frame *testimage_filled(struct fc_size size, struct fc_colour colour, uint32_t rgb);
struct fc_yuv testimage_code(struct fc_colour colour, uint32_t rgb);

/* Fills part of a frame; x, y, width and height are even. */
void testimage_rect(struct fc_frame *frame, int x, int y, struct fc_size size, uint32_t rgb);

/* Samples that are hard to guess, the same for the same seed. */
void testimage_noise(struct fc_frame *frame, uint32_t seed);

/* The sample at (x, y) of that plane. */
uint8_t testimage_at(const struct fc_image *image, int plane, int x, int y);

/* The code of a pixel, and that a code is another one but for `off` in each sample. */
struct fc_yuv testimage_code_at(const struct fc_image *image, int x, int y);
void testimage_assert_code(struct fc_yuv found, struct fc_yuv wanted, int off);

/* The lowest and the highest sample of a plane. */
struct testimage_range {
    int low, high;
};
struct testimage_range testimage_range(const struct fc_image *image, int plane);

/* Whether all samples of all planes are within off of that code. */
bool testimage_is(const struct fc_image *image, struct fc_yuv code, int off);

bool testimage_equal(const struct fc_image *a, const struct fc_image *b);

/* A sealed matte with that alpha everywhere; from a pool of its own. */
struct fc_matte *testimage_matte(struct fc_size size, uint8_t alpha, int64_t time_ns);

/* A sealed matte that is person inside the rectangle and nowhere else. */
struct fc_matte *testimage_matte_rect(struct fc_size size, int x, int y, struct fc_size person);

#endif
