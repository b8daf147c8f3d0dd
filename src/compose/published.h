/* SPDX-License-Identifier: MIT */
/*
 * Published frames, the only thing that may leave: fakecam/fakecam.h has what their readers
 * see. The struct is defined in published.c alone, and the three functions below are the only
 * ones that make one, so that "the room never shows" is kept here and nowhere else.
 *
 * A publisher is used by one thread at a time; what it gives out may go anywhere.
 */
#ifndef FC_COMPOSE_PUBLISHED_H
#define FC_COMPOSE_PUBLISHED_H

#include "compose/overlay.h"
#include "matte/matte.h"

struct fc_publisher;

struct fc_publisher *fc_publisher_create(void);
void fc_publisher_destroy(struct fc_publisher **publisher);

/*
 * What is laid over all frames but cards from now on, borrowed; NULL for nothing. Those are of the
 * size and colour that it was made for.
 */
void fc_publisher_set_overlay(struct fc_publisher *publisher, const struct fc_overlay *overlay);

/* What is to be put together; lives for the call only. All pictures of the same size and colour. */
struct fc_publish_params {
    const struct fc_image *person;   /* the camera's picture, effects applied */
    const struct fc_image *backdrop; /* NULL where there is none to show */
    const struct fc_matte *matte;    /* may be NULL */
    struct fc_frame *card;           /* the host's picture for cards; NULL for the plain one */
    int fade;                        /* how much of the person is taken away, 0..100 % */
    bool own_colour;                 /* the person's own one at soft edges */
    int light_wrap;                  /* how much light the backdrop throws on them, 0..100 % */
    bool keeps_matte;                /* for fc_published_matte() */
    int64_t time_ns;                 /* of the frame */
    int64_t now_ns;
};

/*
 * The person before the backdrop if the matte may be used (there, of that size, neither older
 * than FC_MATTE_MAX_AGE_NS nor newer than now, neither all person nor unsure nearly everywhere)
 * and there is a backdrop of that size that is not the person's own picture; else the card with
 * the reason. Whether the matte may be used does not depend on fade: a faint room is still the
 * room. -ENOMEM.
 */
int fc_publish_composed(struct fc_publisher *publisher, const struct fc_publish_params *params,
                        struct fc_published **published);

/*
 * The card. image gives size and colour alone. What was drawn is kept, with a reference on the
 * host's picture, for as long as the same card is asked for in the same size and colour. -ENOMEM.
 */
int fc_publish_card(struct fc_publisher *publisher, const struct fc_image *image,
                    struct fc_frame *card, int64_t time_ns, struct fc_published **published);

/* The camera's own picture. To be called for background=none and nothing else. -ENOMEM. */
int fc_publish_room(struct fc_publisher *publisher, const struct fc_image *image, int64_t time_ns,
                    struct fc_published **published);

#endif
