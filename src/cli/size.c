/* SPDX-License-Identifier: MIT */
#include "cli/size.h"

#include <stdio.h>

#include "frame/frame.h"

bool cli_parse_size(const char *text, struct fc_size *size)
{
    char behind;

    return sscanf(text, "%5dx%5d%c", &size->width, &size->height, &behind) == 2 &&
           fc_size_is_valid(*size);
}
