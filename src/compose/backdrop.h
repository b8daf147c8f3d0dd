/* SPDX-License-Identifier: MIT */
/*
 * Backdrops: what stands behind the person, with the tone that was set for it. A family: each member is one file
 * (backdrop_blur.c, ...) and one line in backdrop.c's list. background=none is none of them.
 *
 * One thread at a time.
 */
#ifndef FC_COMPOSE_BACKDROP_H
#define FC_COMPOSE_BACKDROP_H

#include "matte/matte.h"
#include "params/params.h"

/* What a backdrop may look at for one frame; lives for the call only. */
struct fc_backdrop_input {
    const struct fc_image *frame; /* the camera's picture; the backdrop gets its size and colour */
    const struct fc_matte *matte; /* of that size: where the person is */
    int64_t time_ns;              /* of the frame */
    const struct fc_values *values;
    const struct fc_background_source *source; /* pictures and films; NULL where there is none */
    uint64_t source_number; /* another one for another source, which may have the same address */
};

struct fc_backdrop;

struct fc_backdrop_ops {
    enum fc_background_kind kind;
    size_t state_size; /* bytes of state that the member wants, zeroed; its struct begins with
                          struct fc_backdrop */
    /*
     * Makes the picture: *image is of the frame's size and colour, borrowed, and good until the
     * next call. Never the camera's own pixels as they are. -EAGAIN, -ENODATA or another
     * negative errno where there is nothing to show.
     */
    int (*render)(struct fc_backdrop *backdrop, const struct fc_backdrop_input *input,
                  const struct fc_image **image);
    void (*finish)(struct fc_backdrop *backdrop); /* frees what render made; may be NULL */
};

struct fc_backdrop {
    const struct fc_backdrop_ops *ops;
    uint64_t number; /* another one for another picture; counted by the member */
};

extern const struct fc_backdrop_ops fc_backdrop_blur;
extern const struct fc_backdrop_ops fc_backdrop_color; /* color and greenscreen */
extern const struct fc_backdrop_ops fc_backdrop_media;

/*
 * All members' state. create allocates nothing big; each member makes its planes at its first
 * frame and again when the size changes.
 */
struct fc_backdrops;

struct fc_backdrops *fc_backdrops_create(void);
void fc_backdrops_destroy(struct fc_backdrops **backdrops);

/*
 * Renders with the member that values ask for. As render above. The tone of a picture that stands
 * is worked out once.
 */
int fc_backdrops_render(struct fc_backdrops *backdrops, const struct fc_backdrop_input *input,
                        const struct fc_image **image);

#endif
