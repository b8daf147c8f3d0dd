/* SPDX-License-Identifier: MIT */
/* A model file: read, and if it is one, optimised. Its seeds come from make_tflite_seed.c. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "model/tflite.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fc_graph *graph = NULL;
    struct fc_error error = {0};
    int result = fc_tflite_parse(data, size, &graph, &error);

    if (result && (graph || error.code != result || !error.text[0]))
        abort();
    /* What has passed the reader must stay right through the passes. */
    if (!result && fc_graph_optimise(graph, &error))
        abort();
    fc_graph_destroy(&graph);
    return 0;
}
