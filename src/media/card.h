/* SPDX-License-Identifier: MIT */
/* The card with words: a calm picture, the program's name and one line of why. Drawn with cairo. */
#ifndef FC_MEDIA_CARD_H
#define FC_MEDIA_CARD_H

#include "fakecam/frame.h"

/* A new frame, or NULL when out of memory. line may be "", and is wrapped when it is long. */
struct fc_frame *fc_media_card(struct fc_size size, struct fc_colour colour, const char *line);

#endif
