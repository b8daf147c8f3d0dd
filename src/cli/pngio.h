/* SPDX-License-Identifier: MIT */
/* PNG with exact values, for `models run`: what goes into a network and what comes out. */
#ifndef FC_CLI_PNGIO_H
#define FC_CLI_PNGIO_H

#include <stdint.h>

#include "fakecam/fakecam.h"

/* 8-bit RGB, rows of size.width * 3 bytes without padding. Other kinds of PNG are made so. */
struct cli_rgb {
    struct fc_size size;
    uint8_t *data; /* owned; free() */
};

int cli_pngio_read(const char *path, struct cli_rgb *rgb, struct fc_error *error);

/* 16-bit grey. A file that cannot be finished is removed. */
int cli_pngio_write_grey16(const char *path, struct fc_size size, const uint16_t *values,
                           struct fc_error *error);

#endif
