/* SPDX-License-Identifier: MIT */
#include "base/memory.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool fc_mul_size(size_t a, size_t b, size_t *product)
{
    size_t result;

    if (__builtin_mul_overflow(a, b, &result))
        return false;
    *product = result;
    return true;
}

void *fc_calloc(size_t count, size_t size)
{
    return calloc(count, size);
}

void *fc_alloc_aligned(size_t size)
{
    size_t total;
    void *block;

    if (size > SIZE_MAX - FC_ALLOC_SLACK - FC_ALIGNMENT)
        return NULL;
    total = fc_round_up(size + FC_ALLOC_SLACK, FC_ALIGNMENT);
    block = aligned_alloc(FC_ALIGNMENT, total);
    if (block)
        memset(block, 0, total);
    return block;
}

size_t fc_round_up(size_t value, size_t step)
{
    assert(step && (step & (step - 1)) == 0);
    return (value + step - 1) & ~(step - 1);
}
