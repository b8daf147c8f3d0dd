/* SPDX-License-Identifier: MIT */
/* The text file of a profile; its form is in profile.h. Private to model/. */
#ifndef FC_MODEL_PROFILE_TEXT_H
#define FC_MODEL_PROFILE_TEXT_H

#include "model/profile.h"

/* The largest text that is read, in bytes. */
#define FC_PROFILE_MAX_TEXT ((size_t)64 << 10)

/* Which keys a text holds, as bits of fc_profile_text.given. */
enum fc_profile_key {
    FC_PROFILE_INPUT_RANGE = 1 << 0,
    FC_PROFILE_OUTPUT = 1 << 1,
    FC_PROFILE_PERSON = 1 << 2,
    FC_PROFILE_BACKGROUND = 1 << 3,
    FC_PROFILE_SOFTMAX = 1 << 4,
    FC_PROFILE_THRESHOLD = 1 << 5,
};

struct fc_profile_text {
    unsigned given;
    bool two_class;            /* output = two-class: FC_OUTPUT_CLASSES of exactly two */
    struct fc_profile profile; /* only what was given counts */
};

/* -EBADMSG: error says which line and what is allowed. The text need not end in NUL. */
int fc_profile_text_parse(const char *text, size_t size, struct fc_profile_text *parsed,
                          struct fc_error *error);

#endif
