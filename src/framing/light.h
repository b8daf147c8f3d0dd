/* SPDX-License-Identifier: MIT */
/*
 * Automatic light: how much the darkness of the camera's picture is lifted, so that the person
 * (or the picture, where there is none) has an even mean. It only lifts, within bounds, and
 * adapts slowly. One thread at a time.
 */
#ifndef FC_FRAMING_LIGHT_H
#define FC_FRAMING_LIGHT_H

#include <stdbool.h>

#include "matte/matte.h"

/* Zeroed, it has not begun, and there is no lift. */
struct fc_light {
    bool has_begun;
    double lift; /* of fc_view, now */
    double aim;
};

/* One step of that many seconds towards the aim. */
void fc_light_step(struct fc_light *light, double seconds);

/* What was seen with lift. The first one is where the light is at once; then it returns true. */
bool fc_light_seen(struct fc_light *light, const struct fc_image *image,
                   const struct fc_matte *matte);

#endif
