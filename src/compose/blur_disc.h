/* SPDX-License-Identifier: MIT */
/*
 * The other blur, a lens's: each pixel becomes a disc. Sums over discs are sums of rows, and those
 * are differences of sums from the row's beginning, so that a pixel costs as much as its disc has
 * rows. Before that, each pixel is spread over three by three: a disc alone lets fine patterns
 * through, faint and inverted, and they would be legible.
 *
 * A disc belongs to one thread at a time.
 */
#ifndef FC_COMPOSE_BLUR_DISC_H
#define FC_COMPOSE_BLUR_DISC_H

#include "compose/blur.h"

struct fc_blur_disc {
    struct fc_size size;
    int reach;           /* the largest radius, in whole pixels */
    fc_blur_pixel *sums; /* owned; rows with reach more at both ends, and one */
    fc_blur_pixel *line; /* owned; one row, with one more at both ends */
};

/* For grids of that size and radii up to max_radius pixels. 0 or -ENOMEM; then nothing is owned. */
int fc_blur_disc_init(struct fc_blur_disc *disc, struct fc_size size, double max_radius);
void fc_blur_disc_finish(struct fc_blur_disc *disc);

/*
 * Blurs pixel (size.width * size.height of them, rows without gaps) in place, sums and weights
 * alike; beyond the edges nothing has weight. radius is in pixels, 1 to the max_radius of init.
 */
void fc_blur_disc_apply(struct fc_blur_disc *disc, fc_blur_pixel *pixel, double radius);

#endif
