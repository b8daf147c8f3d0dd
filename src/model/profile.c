/* SPDX-License-Identifier: MIT */
#include "model/profile.h"

#include "base/error.h"
#include "model/profile_text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* How a colour picture goes into every network that is taken. */
#define INPUT_CHANNELS 3

struct known_profile {
    const char *sha256;
    struct fc_profile profile;
};

/*
 * Ranges and channels of the networks that publish none were found by trying them on pictures
 * whose matte is known.
 */
static const struct known_profile known[] = {
    {"8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27",
     {"selfie", 0.0F, 1.0F, FC_OUTPUT_PROBABILITY, false, -1, -1, 0.5F, FC_PROFILE_OF_HASH}},
    {"4aafe6223bb8dac6fac8ca8ed56852870a33051ef3f6238822d282a109962894",
     {"selfie-landscape", 0.0F, 1.0F, FC_OUTPUT_PROBABILITY, false, -1, -1, 0.5F,
      FC_PROFILE_OF_HASH}},
    /* 0.75 is what the Fakecam of 2020 asked of it. */
    {"d2de5fcc47ec4279c3fea0a5e38ab5cdacb3e1a27409b83557faabb81d07402e",
     {"body-pix-050-8", -1.0F, 1.0F, FC_OUTPUT_LOGIT, false, -1, -1, 0.75F, FC_PROFILE_OF_HASH}},
    {"68a539782c2c6a72f8aac3724600124a85ed977162b44e84cbae5db717c933c6",
     {"deeplab-v3", -1.0F, 1.0F, FC_OUTPUT_CLASSES, true, 15, -1, 0.5F, FC_PROFILE_OF_HASH}},
    {"4fa38a8d2e48e6e3a6fc59a8c88f8766147544947689dec299f654bfdb2b171e",
     {"meet-full", 0.0F, 1.0F, FC_OUTPUT_CLASSES, true, 1, -1, 0.5F, FC_PROFILE_OF_HASH}},
    {"cc33b5c06b8cfa4c0a69cc0c7b86d67e1f2b85c79bad85048de92f57194356b5",
     {"slimnet", 0.0F, 1.0F, FC_OUTPUT_CLASSES, true, 1, -1, 0.5F, FC_PROFILE_OF_HASH}},
};

/* What a file that nobody knows most likely is, by the channels of its output. */
static const struct {
    int channels;
    struct fc_profile profile;
} by_channels[] = {
    {1,
     {"one channel", 0.0F, 1.0F, FC_OUTPUT_PROBABILITY, false, -1, -1, 0.5F, FC_PROFILE_OF_SHAPE}},
    {2, {"two classes", 0.0F, 1.0F, FC_OUTPUT_CLASSES, true, 1, -1, 0.5F, FC_PROFILE_OF_SHAPE}},
    {6,
     {"selfie multiclass", 0.0F, 1.0F, FC_OUTPUT_CLASSES, true, -1, 0, 0.5F, FC_PROFILE_OF_SHAPE}},
    {21,
     {"PASCAL VOC classes", -1.0F, 1.0F, FC_OUTPUT_CLASSES, true, 15, -1, 0.5F,
      FC_PROFILE_OF_SHAPE}},
};

/* profile stays as it was where nothing is known. */
static void find_profile(const char *sha256_hex, int channels, struct fc_profile *profile)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (sha256_hex && strcmp(known[i].sha256, sha256_hex) == 0) {
            *profile = known[i].profile;
            return;
        }
    }
    for (size_t i = 0; i < sizeof(by_channels) / sizeof(by_channels[0]); i++) {
        if (by_channels[i].channels == channels) {
            *profile = by_channels[i].profile;
            return;
        }
    }
}

/* A text that says what the output is says it whole: what else was thought of it goes. */
static void apply_output(const struct fc_profile_text *text, struct fc_profile *profile)
{
    profile->output = text->profile.output;
    profile->softmax = false;
    profile->person_class = text->two_class ? 1 : -1;
    profile->background_class = -1;
}

static void apply_text(const struct fc_profile_text *text, struct fc_profile *profile)
{
    snprintf(profile->name, sizeof(profile->name), "profile file");
    profile->origin = FC_PROFILE_OF_TEXT;
    if (text->given & FC_PROFILE_INPUT_RANGE) {
        profile->input_min = text->profile.input_min;
        profile->input_max = text->profile.input_max;
    }
    if (text->given & FC_PROFILE_OUTPUT)
        apply_output(text, profile);
    if (text->given & (FC_PROFILE_PERSON | FC_PROFILE_BACKGROUND)) {
        profile->person_class = text->profile.person_class;
        profile->background_class = text->profile.background_class;
    }
    if (text->given & FC_PROFILE_SOFTMAX)
        profile->softmax = text->profile.softmax;
    if (text->given & FC_PROFILE_THRESHOLD)
        profile->threshold = text->profile.threshold;
}

static int check_classes(const struct fc_profile *profile, int channels, struct fc_error *error)
{
    int person = profile->person_class;
    int background = profile->background_class;

    if (channels < 2)
        return fc_error_set(error, -EBADMSG, "classes need more than the output's one channel");
    if ((person < 0) == (background < 0))
        return fc_error_set(error, -EBADMSG,
                            "classes need either person or background, and not both");
    if (person >= channels || background >= channels)
        return fc_error_set(error, -EBADMSG, "channel %d is not among the output's 0 to %d",
                            person >= channels ? person : background, channels - 1);
    return 0;
}

static int check_text(const struct fc_profile_text *text, const struct fc_profile *profile,
                      int channels, struct fc_error *error)
{
    const unsigned for_classes = FC_PROFILE_PERSON | FC_PROFILE_BACKGROUND | FC_PROFILE_SOFTMAX;

    if (text->two_class && channels != 2)
        return fc_error_set(error, -EBADMSG, "two-class, but the output has %d channels", channels);
    if (profile->output != FC_OUTPUT_CLASSES && text->given & for_classes)
        return fc_error_set(error, -EBADMSG,
                            "person, background and softmax are for two-class and classes alone");
    return 0;
}

static int check_profile(const struct fc_profile *profile, struct fc_shape input, int channels,
                         struct fc_error *error)
{
    if (input.dim[3] != INPUT_CHANNELS)
        return fc_error_set(error, -EBADMSG, "the network takes %d channels, not red, green, blue",
                            input.dim[3]);
    if (profile->output == FC_OUTPUT_UNSET) {
        fc_error_set(error, -EBADMSG, "nobody knows what its output of %d channels means",
                     channels);
        fc_error_remedy(error, "Say so in a file beside the model, NAME.tflite.profile.");
        return -EBADMSG;
    }
    if (profile->output == FC_OUTPUT_CLASSES)
        return check_classes(profile, channels, error);
    if (channels != 1)
        return fc_error_set(error, -EBADMSG,
                            "a probability or logit, but the output has %d "
                            "channels",
                            channels);
    return 0;
}

int fc_profile_choose(const char *sha256_hex, struct fc_shape input, struct fc_shape output,
                      const char *text, size_t text_size, struct fc_profile *profile,
                      struct fc_error *error)
{
    int channels = output.dim[3];
    struct fc_profile_text parsed = {0};
    struct fc_profile chosen = {
        .input_max = 1.0F, .person_class = -1, .background_class = -1, .threshold = 0.5F};
    int result = 0;

    find_profile(sha256_hex, channels, &chosen);
    if (text) {
        result = fc_profile_text_parse(text, text_size, &parsed, error);
        if (result)
            return result;
        apply_text(&parsed, &chosen);
        result = check_text(&parsed, &chosen, channels, error);
    }
    if (!result)
        result = check_profile(&chosen, input, channels, error);
    if (!result)
        *profile = chosen;
    return result;
}
