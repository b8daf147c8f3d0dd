/* SPDX-License-Identifier: MIT */
/* Whether a network's answer can be a matte at all. */
#ifndef FC_MATTE_CHECK_H
#define FC_MATTE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "matte/matte.h"

/*
 * person: probabilities of count positions. -ENODATA with the reason where one is not a number,
 * where all are the same though the picture is not (a network that works never says that of a
 * room, empty or not), or where nearly all (FC_MATTE_MAX_COVERAGE) are person, or enough so that
 * the room would show through everywhere. flat: the picture itself is the same everywhere, as
 * where a film fades in or the camera's lid is shut; networks then answer the same everywhere.
 */
int fc_matte_check(const float *person, size_t count, bool flat, struct fc_error *error);

/* Whether count samples of a network's input lie within a hundredth of its range. */
bool fc_matte_input_is_flat(const float *input, size_t count, float range);

#endif
