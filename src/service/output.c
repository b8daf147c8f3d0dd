/* SPDX-License-Identifier: MIT */
#include "service/output.h"

#include <stddef.h>

const struct fc_output_ops *const fc_output_all[] = {
    &fc_output_loopback,
    &fc_output_preview,
    NULL,
};
