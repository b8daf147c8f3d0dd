/* SPDX-License-Identifier: MIT */
/* SHA-256 as in FIPS 180-4, to know files by. */
#ifndef FC_BASE_SHA256_H
#define FC_BASE_SHA256_H

#include <stddef.h>

/* Room for the digest in hexadecimal and the NUL behind it. */
#define FC_SHA256_HEX_SIZE 65

/* Writes the digest of bytes[size] in lower case. */
void fc_sha256_hex(const void *bytes, size_t size, char hex[FC_SHA256_HEX_SIZE]);

#endif
