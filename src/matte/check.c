/* SPDX-License-Identifier: MIT */
#include "matte/check.h"

#include <errno.h>
#include <math.h>

#include "base/error.h"

/* From here on sharpening lets a fifth of the camera's picture through, and more. */
static const float shows = 0.4f;

int fc_matte_check(const float *person, size_t count, bool flat, struct fc_error *error)
{
    float least = INFINITY;
    float most = -INFINITY;
    size_t shown = 0;

    for (size_t i = 0; i < count; i++) {
        if (!isfinite(person[i]))
            return fc_error_set(error, -ENODATA,
                                "the network's answer is of no use: it is not a number");
        least = person[i] < least ? person[i] : least;
        most = person[i] > most ? person[i] : most;
        shown += person[i] >= shows;
    }
    if (most - least < 1e-6f && !flat)
        return fc_error_set(error, -ENODATA,
                            "the network's answer is of no use: it is the same everywhere");
    if ((double)shown > FC_MATTE_MAX_COVERAGE * (double)count)
        return fc_error_set(error, -ENODATA, "the network takes the whole picture for a person");
    return 0;
}

bool fc_matte_input_is_flat(const float *input, size_t count, float range)
{
    float least = input[0];
    float most = input[0];

    for (size_t i = 1; i < count; i++) {
        least = input[i] < least ? input[i] : least;
        most = input[i] > most ? input[i] : most;
    }
    return most - least < 0.01f * range;
}
