/* SPDX-License-Identifier: MIT */
/* Writes corpus/tflite/every-operator, the seed of fuzz_tflite.c: make_tflite_seed FILE. */
#include "tflite_writer.h"

int main(int argc, char **argv)
{
    struct writer_model model;
    GError *error = NULL;

    if (argc != 2)
        g_error("usage: make_tflite_seed FILE");
    writer_every_operator(&model);
    GByteArray *bytes = writer_write(&model);
    if (!g_file_set_contents(argv[1], (const char *)bytes->data, bytes->len, &error))
        g_error("%s", error->message);
    g_byte_array_unref(bytes);
    return 0;
}
