/* SPDX-License-Identifier: MIT */
/* A profile's text. Its first byte chooses the channels of the network's output. */
#include "fuzz.h"

#include <stdlib.h>

#include "model/profile.h"

static void check(const struct fc_profile *profile, int channels)
{
    if (!(profile->threshold > 0.0F && profile->threshold < 1.0F) ||
        profile->output == FC_OUTPUT_UNSET || profile->person_class >= channels ||
        profile->background_class >= channels || !profile->name[0])
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const float output[32] = {0.25F, 0.5F, -8.0F};
    struct fc_profile profile;
    struct fc_error error = {0};
    float person;

    if (!size)
        return 0;
    int channels = 1 + data[0] % 32;
    struct fc_shape shape = {{1, 1, 1, channels}};

    if (fc_profile_choose("", (struct fc_shape){{1, 8, 8, 3}}, shape, (const char *)data + 1,
                          size - 1, &profile, &error)) {
        if (!error.code || !error.text[0])
            abort();
        return 0;
    }
    check(&profile, channels);
    fc_profile_person(&profile, shape, output, &person);
    if (!(person >= 0.0F && person <= 1.0F))
        abort();
    return 0;
}
