/* SPDX-License-Identifier: MIT */
/* Whether a network's answer can be a matte at all. */
#ifndef FC_MATTE_CHECK_H
#define FC_MATTE_CHECK_H

#include <stddef.h>

#include "matte/matte.h"

/*
 * person: probabilities of count positions. -ENODATA with the reason where one is not a number,
 * where all are the same (a network that works never says that, not even of an empty room), or
 * where nearly all (FC_MATTE_MAX_COVERAGE) are person, or enough so that the room would show
 * through everywhere.
 */
int fc_matte_check(const float *person, size_t count, struct fc_error *error);

#endif
