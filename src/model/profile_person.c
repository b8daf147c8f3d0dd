/* SPDX-License-Identifier: MIT */
#include "model/profile.h"

#include <assert.h>
#include <math.h>

/* Comparisons with not-a-number are false, so that it passes through. */
static float clamp01(float x)
{
    if (x < 0.0F)
        return 0.0F;
    return x > 1.0F ? 1.0F : x;
}

/*
 * Moves the logit of p by that of the threshold, written without logarithms: monotone, 0 and 1
 * stay, the threshold becomes 0.5.
 */
static float remap(float p, float threshold)
{
    float person;
    float background;

    p = clamp01(p);
    if (threshold == 0.5F)
        return p;
    person = p * (1.0F - threshold);
    background = (1.0F - p) * threshold;
    return person / (person + background);
}

static float logistic(float x)
{
    return 1.0F / (1.0F + expf(-x));
}

/* The share of one channel among exponentials, less the largest so that none overflows. */
static float softmax(const float *logits, int channels, int channel)
{
    float largest = logits[0];
    float sum = 0.0F;

    for (int i = 1; i < channels; i++)
        if (logits[i] > largest)
            largest = logits[i];
    for (int i = 0; i < channels; i++)
        sum += expf(logits[i] - largest);
    return expf(logits[channel] - largest) / sum;
}

static float probability(const struct fc_profile *profile, int channels, const float *position)
{
    bool inverted = profile->output == FC_OUTPUT_CLASSES && profile->person_class < 0;
    int channel = inverted ? profile->background_class : profile->person_class;
    float p;

    if (profile->output == FC_OUTPUT_PROBABILITY)
        return position[0];
    if (profile->output == FC_OUTPUT_LOGIT)
        return logistic(position[0]);
    p = profile->softmax ? softmax(position, channels, channel) : position[channel];
    return inverted ? 1.0F - p : p;
}

void fc_profile_person(const struct fc_profile *profile, struct fc_shape shape, const float *output,
                       float *person)
{
    int channels = shape.dim[3];
    size_t positions = fc_shape_elements(shape) / (size_t)channels;

    assert(profile->output != FC_OUTPUT_UNSET);
    for (size_t i = 0; i < positions; i++)
        person[i] = remap(probability(profile, channels, output + i * (size_t)channels),
                          profile->threshold);
}
