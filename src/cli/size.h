/* SPDX-License-Identifier: MIT */
/* Sizes as they are typed: "1280x720". */
#ifndef FC_CLI_SIZE_H
#define FC_CLI_SIZE_H

#include <stdbool.h>

#include "fakecam/frame.h"

/* False where text is no size, or one that frames cannot have. */
bool cli_parse_size(const char *text, struct fc_size *size);

#endif
