/* SPDX-License-Identifier: MIT */
/*
 * Paints: what cloth, skin and hair look like, drawn once for a size. Gradients cost several
 * times what a copy costs, and there are many of them in one cheek; a frame only fills shapes
 * with these. They are opaque, so that they have no part in the matte.
 */
#ifndef FC_MEDIA_DEMO_PAINTS_H
#define FC_MEDIA_DEMO_PAINTS_H

#include <cairo.h>

struct fc_demo_paint {
    cairo_pattern_t *pattern; /* owned */
    double x, y;              /* of its top left, person's coordinates */
    double scale;             /* pixels per unit */
};

struct fc_demo_paints {
    struct fc_demo_paint cloth;
    struct fc_demo_paint skin;
    struct fc_demo_paint hair;
};

/* bottom: of the frame, in the person's coordinates. -ENOMEM. */
int fc_demo_paints_init(struct fc_demo_paints *paints, double scale, double bottom);
/* Takes zeroed and half-built ones. */
void fc_demo_paints_finish(struct fc_demo_paints *paints);

/* Makes the paint the source. It turns and moves with the current coordinates. */
void fc_demo_dip(cairo_t *cr, const struct fc_demo_paint *paint);
/*
 * The same, but it only moves with the coordinates' origin, by whole pixels. Many times faster;
 * for paint that is so soft that nobody sees it.
 */
void fc_demo_dip_upright(cairo_t *cr, const struct fc_demo_paint *paint);

#endif
