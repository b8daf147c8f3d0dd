/* SPDX-License-Identifier: MIT */
/*
 * Tone: brightness, contrast, saturation and colour looks of a picture, as one table for each
 * plane, so that any number of them costs the same. Looks are rows of the table in tone.c.
 *
 * Luma becomes (luma - 1/2) * contrast + 1/2 + brightness, with black at 0 and white at 1;
 * chroma is scaled by contrast * saturation, as contrast of R'G'B' would. What goes beyond the
 * range of the picture's colour is cut off there.
 */
#ifndef FC_COMPOSE_TONE_H
#define FC_COMPOSE_TONE_H

#include <stdbool.h>
#include <stdint.h>

#include "fakecam/frame.h"
#include "matte/matte.h"
#include "params/params.h"

struct fc_tone_params {
    int brightness; /* all three -100..100; 0 changes nothing */
    int contrast;
    int saturation;
    enum fc_look_choice look;
};

/* Plain memory; zeroed, it is one that was never updated. */
struct fc_tone {
    struct fc_tone_params params; /* that the tables are of */
    struct fc_colour colour;
    uint8_t table[3][256];
    bool has_tables;
};

/* Whether params change nothing: then there is nothing to apply. */
bool fc_tone_is_none(const struct fc_tone_params *params);

/*
 * Makes tone the one of params for pictures of that colour. Returns whether it is another than
 * before.
 */
bool fc_tone_update(struct fc_tone *tone, const struct fc_tone_params *params,
                    struct fc_colour colour);

/*
 * Writes to (of from's size and the tone's colour) from from. They may be the same picture. With
 * a matte (of that size; NULL for none) those parts alone that hold some of the person: what
 * stands in the rest of to is undefined.
 */
void fc_tone_apply(const struct fc_tone *tone, const struct fc_image *from,
                   const struct fc_matte *matte, const struct fc_image *to);

#endif
