/* SPDX-License-Identifier: MIT */
#include "matte/guided.h"

#include <stdbool.h>

#include "base/cpu.h"

struct choice {
    const struct fc_guided_kernels *kernels;
    bool (*runs_here)(void);
};

static bool always(void)
{
    return true;
}

/* The best first. */
static const struct choice choices[] = {
#ifdef FC_HAVE_AVX2_KERNELS
    {&fc_guided_kernels_avx2, fc_cpu_has_avx2},
#endif
    {&fc_guided_kernels_c, always},
};

const struct fc_guided_kernels *fc_guided_choose(void)
{
    const struct choice *choice = choices;

    while (!choice->runs_here())
        choice++;
    return choice->kernels;
}
