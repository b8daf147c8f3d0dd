/* SPDX-License-Identifier: MIT */
/*
 * The weighted blur of the background: a Gaussian, made of three box filters with fractional
 * ends (Gwosdek, Grewenig, Bruhn, Weickert: Theoretical Foundations of Gaussian Convolution by
 * Extended Box Filtering, SSVM 2011), over pixels that count as much as their weight says
 * (normalised convolution: Knutsson and Westin, CVPR 1993). Its cost does not depend on sigma.
 *
 * A grid belongs to one thread at a time.
 */
#ifndef FC_COMPOSE_BLUR_H
#define FC_COMPOSE_BLUR_H

#include "fakecam/frame.h"

/* Y, Cb and Cr, each times the weight, and the weight: one SIMD register. */
typedef float fc_blur_pixel __attribute__((vector_size(16)));

struct fc_blur_grid {
    struct fc_size size;
    fc_blur_pixel *pixel;      /* owned; size.width * size.height, rows without gaps */
    fc_blur_pixel *transposed; /* owned; as many */
    fc_blur_pixel *line[2];    /* owned; one row or column, with max_reach zeros at both ends */
    int max_reach;             /* samples that one box may look to either side */
};

/* Grids for sigmas up to max_sigma pixels. Returns 0 or -ENOMEM, and then nothing is owned. */
int fc_blur_grid_init(struct fc_blur_grid *grid, struct fc_size size, double max_sigma);
void fc_blur_grid_finish(struct fc_blur_grid *grid);

/*
 * Blurs grid->pixel in place, sums and weights alike; beyond the edges nothing has weight.
 * sigma is in pixels, above 0 and at most the max_sigma of init.
 */
void fc_blur_grid_apply(struct fc_blur_grid *grid, double sigma);

#endif
