/* SPDX-License-Identifier: MIT */
/*
 * Mattes that keep still where the picture does. Networks waver: the same head gives a slightly
 * other edge in every frame, which is what people see as flickering hair. Where the small picture
 * has not changed since the matte was last renewed, the edges of the new matte are mixed into the old
 * one; where something moves, and where the network is sure, the new one counts alone, so nothing
 * comes late and nothing stays. What an old matte leaves is
 * below a twentieth after 250 ms, whatever the frame rate; after a longer gap there is nothing.
 */
#ifndef FC_MATTE_STEADY_H
#define FC_MATTE_STEADY_H

#include "matte/matte.h"
#include "matte/working.h"

/* Buffers and the matte before. One thread at a time. */
struct fc_steady;

/* NULL when out of memory. */
struct fc_steady *fc_steady_create(void);
void fc_steady_destroy(struct fc_steady **steady);

/* Forgets what was before. */
void fc_steady_reset(struct fc_steady *steady);

/*
 * Looks how the picture, of time time_ns, has moved since the matte before; working is filled with
 * it. strength: 0 (only forgets what was before) to 1. 0 or -ENOMEM.
 */
int fc_steady_look(struct fc_steady *steady, const struct fc_working *working, double strength,
                   int64_t time_ns);

/*
 * After a look: enum fc_block_state of working's blocks, FC_BLOCK_WORK for those that hold an edge
 * and move. NULL where nothing is known: at strength 0, of a first frame, after a scene cut.
 */
const uint8_t *fc_steady_moving(const struct fc_steady *steady);

/*
 * Mixes the matte before into this one, which is sealed and of the frame that was looked at with
 * this working, seals it again and keeps a reference on it; nobody may write it from then on.
 */
void fc_steady_run(struct fc_steady *steady, const struct fc_working *working,
                   struct fc_matte *matte);

#endif
