/* SPDX-License-Identifier: MIT */
/* PNG files of reference tensors, as raw samples without any colour conversion. */
#ifndef FC_TESTS_TESTPNG_H
#define FC_TESTS_TESTPNG_H

#include <glib.h>

struct testpng {
    int width;
    int height;
    int channels;
    float *samples; /* rows of pixels, 0..1: a sample divided by the largest of its depth */
};

/* Reads 8 or 16 bits, grey or RGB, neither interlaced nor with alpha; else the test fails. */
struct testpng testpng_read(const char *path);

void testpng_clear(struct testpng *png);

#endif
