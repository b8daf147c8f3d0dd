/* SPDX-License-Identifier: MIT */
/*
 * Writes the network of the guest's tests, keynet.tflite, into a folder: whatever is not as green
 * as the cameras' rooms is person. The real ones take seconds for a frame in the guest, and a
 * matte may be 250 ms old.
 *
 *     keynet DIR
 */
#include <stdio.h>

#include "testnet.h"

int main(int argc, char **argv)
{
    const struct testnet_weights not_green = {.weight = {10, -20, 10}, .bias = 8};

    if (argc != 2) {
        fputs("usage: keynet DIR\n", stderr);
        return 2;
    }
    g_free(testnet_write(argv[1], "keynet", &not_green));
    return 0;
}
