/* SPDX-License-Identifier: MIT */
/*
 * A network of one convolution and a logistic function, written as a model file: it takes red
 * for person. Other weights make networks that fail in known ways.
 */
#ifndef FC_TESTS_TESTNET_H
#define FC_TESTS_TESTNET_H

#include <glib.h>

/* Input and output are this wide and high. */
#define TESTNET_SIDE 32

/* logit = red * weight[0] + green * weight[1] + blue * weight[2] + bias, colours in 0..1. */
struct testnet_weights {
    float weight[3];
    float bias;
};

extern const struct testnet_weights testnet_finds_red;
extern const struct testnet_weights testnet_all_person;
extern const struct testnet_weights testnet_constant;
extern const struct testnet_weights testnet_nan;

/* Writes the file NAME.tflite below dir. Returns its path; free with g_free(). */
char *testnet_write(const char *dir, const char *name, const struct testnet_weights *weights);

/*
 * Likewise, with a channel of logits for each class, 2 to 8: what is not red is of the first, what
 * is red of one of the others, by how red it is.
 */
char *testnet_write_classes(const char *dir, const char *name, int classes);

#endif
