/* SPDX-License-Identifier: MIT */
/*
 * Profiles: what a network wants at its input and what its output means. Data, not code: a
 * table of known files by SHA-256, rules by the shapes of input and output for others, and a
 * small text file beside a model (NAME.tflite.profile) that overrides both:
 *
 *     # one "key = value" a line
 *     input-range = 0..1          or -1..1, 0..255
 *     output = probability        or logit, two-class (of which 1 is the person), classes
 *     person = 15                 channel of the person (two-class, classes)
 *     background = 0              classes: everything but this channel is person
 *     softmax = yes               classes or two-class hold logits: softmax them first
 *     threshold = 0.75            probability that counts as half (default 0.5), 0.000001 to
 *                                 0.999999
 *
 * A text with output starts from nothing but the input range and threshold known for the
 * network; one without changes only what it names.
 */
#ifndef FC_MODEL_PROFILE_H
#define FC_MODEL_PROFILE_H

#include "graph/graph.h"

enum fc_output_kind {
    FC_OUTPUT_UNSET = 0,
    FC_OUTPUT_PROBABILITY, /* one channel, 0..1 */
    FC_OUTPUT_LOGIT,       /* one channel, the logistic function of it is the probability */
    FC_OUTPUT_CLASSES,     /* a channel for each class */
};

/* How it is known what a network wants and means. */
enum fc_profile_origin {
    FC_PROFILE_OF_UNSET = 0,
    FC_PROFILE_OF_TEXT,
    FC_PROFILE_OF_HASH,
    FC_PROFILE_OF_SHAPE, /* a guess */
};

struct fc_profile {
    char name[32];
    float input_min; /* what sample 0 becomes */
    float input_max; /* what sample 255 becomes */
    enum fc_output_kind output;
    bool softmax;         /* classes: the channels are logits */
    int person_class;     /* classes: the person's channel, or -1 */
    int background_class; /* classes: all but this one is person, or -1 */
    float threshold;      /* the probability that means half person, in (0, 1) */
    enum fc_profile_origin origin;
};

/*
 * Chooses the profile: text (the file beside the model; may be NULL) before hash before shapes.
 * -EBADMSG: nothing fits, or the text is wrong; error says which line and what is allowed.
 */
int fc_profile_choose(const char *sha256_hex, struct fc_shape input, struct fc_shape output,
                      const char *text, size_t text_size, struct fc_profile *profile,
                      struct fc_error *error);

/*
 * The person's probability, 0..1, for each of rows * columns positions of a network's output in
 * NHWC. Remaps so that the profile's threshold becomes 0.5. Not-a-number stays such.
 */
void fc_profile_person(const struct fc_profile *profile, struct fc_shape shape, const float *output,
                       float *person);

#endif
