/* SPDX-License-Identifier: MIT */
/* Memory: sizes multiplied with overflow checks, and blocks aligned for SIMD. */
#ifndef FC_BASE_MEMORY_H
#define FC_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* Alignment of fc_alloc_aligned(), in bytes: one cache line, the widest vector register. */
#define FC_ALIGNMENT 64

/* Room behind every aligned block that SIMD code may read past the end, in bytes. */
#define FC_ALLOC_SLACK 64

/* *product = a * b; false, and *product untouched, where that overflows. */
bool fc_mul_size(size_t a, size_t b, size_t *product);

/* count * size bytes, zeroed, or NULL (also on overflow). Free with free(). */
void *fc_calloc(size_t count, size_t size);

/* size bytes at a multiple of FC_ALIGNMENT plus FC_ALLOC_SLACK, zeroed, or NULL. Free with free(). */
void *fc_alloc_aligned(size_t size);

/* value rounded up to a multiple of step, a power of two. */
size_t fc_round_up(size_t value, size_t step);

#endif
