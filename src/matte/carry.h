/* SPDX-License-Identifier: MIT */
/*
 * A matte carried along with the person: where a network is slower than the camera, frames are
 * shown with the matte of an older one, and here that is moved to where the person is now. The two
 * frames are compared as small pictures (small.h): the matte knows its own, so nothing of an old
 * frame is kept.
 *
 * The room shows no more for it:
 * - Alpha is only ever moved: what the matte had of the person, found again in the new frame, no
 *   further than FC_MOTION_REACH small pixels away. Beyond that, what was room stays room.
 * - Where the picture has not changed, the matte stays as it was.
 * - What the person has moved away from becomes room. What lies between a place of their edge and
 *   the place where that was found again is such, unless another piece of them is there now.
 * - What was room becomes person only where the picture has changed, and looks like the piece of
 *   them that is taken to have come there, and less like what was there before.
 * - Where nothing was found again, and in another scene, the matte stays as it was; so does all of it
 *   where the room itself has changed (the camera is carried about, a lamp goes on), for what is
 *   new in the picture says nothing of the person then.
 * - The matte keeps its time, so that it is refused at the same age as before, and its shares
 *   (coverage, unsure), if the carried one's are smaller.
 */
#ifndef FC_MATTE_CARRY_H
#define FC_MATTE_CARRY_H

#include "matte/matte.h"

/* Buffers, made anew when sizes change. One thread at a time. */
struct fc_carry;

/* NULL when out of memory. */
struct fc_carry *fc_carry_create(void);
void fc_carry_destroy(struct fc_carry **carry);

/* Lets the matte know what its frame looks like. */
void fc_carry_see(const struct fc_image *frame, struct fc_matte *matte);

/*
 * Writes the sealed matte `from` to `to` as it is to be for that frame, seals it, and gives it
 * from's time and view; all of the same size. Returns 1; 0 where there is nothing to be moved, and
 * to is left alone: from is to be used as it is; or -ENOMEM.
 */
int fc_carry_run(struct fc_carry *carry, const struct fc_matte *from, const struct fc_image *frame,
                 struct fc_matte *to);

#endif
