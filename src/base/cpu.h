/* SPDX-License-Identifier: MIT */
/* What the processor that this runs on can do; kernels built for more are chosen by it. */
#ifndef FC_BASE_CPU_H
#define FC_BASE_CPU_H

#include <stdbool.h>

/* AVX2 and FMA, which is what kernels for "avx2" are built with (FC_HAVE_AVX2_KERNELS). */
static inline bool fc_cpu_has_avx2(void)
{
#ifdef __x86_64__
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

static inline bool fc_cpu_has_avx512(void)
{
#ifdef __x86_64__
    return __builtin_cpu_supports("avx512f");
#else
    return false;
#endif
}

#endif
