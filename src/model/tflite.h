/* SPDX-License-Identifier: MIT */
/*
 * Reads TensorFlow Lite model files (FlatBuffers, identifier "TFL3"; the schema is
 * tensorflow/lite/schema/schema.fbs, version 3) into a graph.
 *
 * The bytes are hostile: every offset, vector and string is checked before it is followed, and
 * memory is asked for in proportion to the file. Taken: one subgraph, one input and one output,
 * float32 weights or float16 ones behind DEQUANTIZE (unfolded at load), the operations of
 * graph.h, MediaPipe's custom operation Convolution2DTransposeBias.
 */
#ifndef FC_MODEL_TFLITE_H
#define FC_MODEL_TFLITE_H

#include "graph/graph.h"

/* Largest file that is read, in bytes. */
#define FC_TFLITE_MAX_BYTES ((size_t)256 << 20)

/*
 * Parses bytes, which may go afterwards. The graph has passed fc_graph_check() and is not
 * optimised. -EBADMSG: not a model, damaged, or beyond what is taken; error says what, for
 * instance which operation is missing.
 */
int fc_tflite_parse(const uint8_t *bytes, size_t size, struct fc_graph **graph,
                    struct fc_error *error);

#endif
