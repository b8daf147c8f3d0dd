/* SPDX-License-Identifier: MIT */
/*
 * Effects: what the person is turned into before being put on the backdrop. A family as the
 * backdrops are: one file (effect_hologram.c, ...) and one line in effect.c's list each.
 *
 * One thread at a time.
 */
#ifndef FC_COMPOSE_EFFECT_H
#define FC_COMPOSE_EFFECT_H

#include <stdint.h>

#include "params/params.h"

struct fc_effect_ops {
    enum fc_effect_choice choice;
    /*
     * Writes to (of from's size and colour) from from. number counts the frames: effects that
     * change over time take their randomness from it alone, so that a render can be repeated.
     */
    void (*apply)(const struct fc_image *from, uint64_t number, const struct fc_image *to);
};

extern const struct fc_effect_ops fc_effect_hologram;

/* The effect's operations, or NULL for FC_EFFECT_NONE. */
const struct fc_effect_ops *fc_effect_find(enum fc_effect_choice choice);

#endif
