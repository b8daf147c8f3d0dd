/* SPDX-License-Identifier: MIT */
/*
 * The engine's own card: a calm dark picture with the outline of a person, for hosts that hand
 * in none. Any size and colour; the same every time.
 */
#ifndef FC_COMPOSE_CARD_H
#define FC_COMPOSE_CARD_H

#include "fakecam/frame.h"

/* The card's ground, sRGB: also the bars around a host's card of another shape. */
#define FC_CARD_GROUND_RGB 0x161d26

void fc_card_draw(const struct fc_image *image);

#endif
