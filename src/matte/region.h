/* SPDX-License-Identifier: MIT */
/*
 * The parts of the frame that a network looks at more closely, so that its few pixels are spent
 * there. They keep still while the person moves a little, for with every move of them the network's
 * answer changes slightly all over. Pixels of the frame.
 */
#ifndef FC_MATTE_REGION_H
#define FC_MATTE_REGION_H

#include <stdbool.h>

#include "matte/reading.h"

enum fc_region_part {
    FC_REGION_PERSON = 0,
    FC_REGION_HEAD, /* the upper part of the person: head, hair, shoulders */
    FC_REGION_PARTS,
};

struct fc_region {
    struct fc_size frame;                 /* that held is of */
    struct fc_area held[FC_REGION_PARTS]; /* with a margin; size 0 where there is no person */
};

/* Whether somebody was seen in a frame of that size. */
bool fc_region_knows(const struct fc_region *region, struct fc_size frame);

/* Forgets where the person was. */
void fc_region_reset(struct fc_region *region);

/*
 * Follows the person that the readings of a frame of that size see, all of them together. Whether
 * a part has moved.
 */
bool fc_region_follow(struct fc_region *region, struct fc_size frame,
                      const struct fc_reading *readings, int count);

/*
 * The area for a network with an input of that shape: the part, made wider or higher where the
 * frame has room for it, even numbers. False where there is no person.
 */
bool fc_region_area(const struct fc_region *region, enum fc_region_part part, struct fc_size input,
                    struct fc_area *area);

#endif
