/* SPDX-License-Identifier: MIT */
/*
 * A fuzz target is one file fuzz_NAME.c that defines this function, and its seeds are the files
 * of corpus/NAME/. With -Dfuzz=enabled libFuzzer drives it (scripts/fuzz.sh); in every other
 * build replay.c runs it over the seeds and over damaged copies of them, as a test.
 */
#ifndef FC_TESTS_FUZZ_H
#define FC_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Feeds one input to the code under test, which must neither crash nor leak. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
