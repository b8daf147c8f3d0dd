/* SPDX-License-Identifier: MIT */
#include "base/sha256.h"

#include <glib.h>
#include <string.h>

/* NIST's examples for FIPS 180-4, and a million times "a". */
static void test_standard(void)
{
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    char hex[FC_SHA256_HEX_SIZE];
    char *million = g_strnfill(1000000, 'a');

    fc_sha256_hex("", 0, hex);
    g_assert_cmpstr(hex, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    fc_sha256_hex("abc", 3, hex);
    g_assert_cmpstr(hex, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    fc_sha256_hex(two_blocks, strlen(two_blocks), hex);
    g_assert_cmpstr(hex, ==, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    fc_sha256_hex(million, 1000000, hex);
    g_assert_cmpstr(hex, ==, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    g_free(million);
}

/* Every length round the ends of blocks, against another's implementation. */
static void test_lengths(void)
{
    guint8 bytes[200];
    char hex[FC_SHA256_HEX_SIZE];

    for (guint i = 0; i < sizeof(bytes); i++)
        bytes[i] = (guint8)(i * 7);
    for (gsize size = 0; size <= sizeof(bytes); size++) {
        char *expected = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, size);

        fc_sha256_hex(bytes, size, hex);
        g_assert_cmpstr(hex, ==, expected);
        g_free(expected);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sha256/standard", test_standard);
    g_test_add_func("/sha256/lengths", test_lengths);
    return g_test_run();
}
