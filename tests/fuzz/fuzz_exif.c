/* SPDX-License-Identifier: MIT */
/* The head of a JPEG file, for its orientation. */
#include "fuzz.h"

#include <stdlib.h>

#include "media/exif.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int orientation = fc_exif_orientation(data, size);

    if (orientation < 1 || orientation > 8)
        abort();
    return 0;
}
