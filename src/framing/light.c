/* SPDX-License-Identifier: MIT */
#include "framing/light.h"

#include <math.h>
#include <stddef.h>

#include "frame/colour.h"
#include "frame/frame.h"
#include "frame/view.h"

/* The mean luma of a person in good light, 0 black to 1 white. */
#define GOOD 0.42
/* What is nearly there is left alone. */
#define NEARLY 0.02
/* Seconds in which two thirds of a change are done. */
#define SLOW 1.2
/* Fewer pixels than this share of the picture are no person to go by. */
#define LEAST_COVERAGE 0.03

/* Every so many rows and columns are looked at. */
#define STEP 4

/* The mean of luma, 0..1; of what is person where there is one. */
static double mean_of(const struct fc_image *image, const struct fc_matte *matte)
{
    const bool by_person = matte->coverage >= LEAST_COVERAGE;
    const double low = fc_colour_black(image->colour);
    const double high = fc_colour_from_rgb(image->colour, 255, 255, 255).y;
    double sum = 0;
    double weight = 0;

    for (int y = 0; y < image->size.height; y += STEP) {
        const uint8_t *row = image->plane[0] + (ptrdiff_t)y * image->stride[0];
        const uint8_t *alpha = matte->alpha + (ptrdiff_t)y * matte->stride;
        unsigned row_sum = 0;
        unsigned row_weight = 0;

        for (int x = 0; x < image->size.width; x += STEP) {
            const unsigned share = by_person ? alpha[x] >= 128 : 1;

            row_sum += share * row[x];
            row_weight += share;
        }
        sum += row_sum;
        weight += row_weight;
    }
    return weight > 0 ? (sum / weight - low) / (high - low) : GOOD;
}

void fc_light_step(struct fc_light *light, double seconds)
{
    light->lift += (light->aim - light->lift) * (1 - exp(-seconds / SLOW));
    if (light->aim <= 0 && light->lift < 0.005)
        light->lift = 0;
}

/* The lift that makes a mean of that the good one; by halving, for it has no inverse. */
static double lift_for(double mean)
{
    double low = 0;
    double high = 1;

    if (mean >= GOOD - NEARLY)
        return 0;
    for (int i = 0; i < 12; i++) {
        const double middle = (low + high) / 2;

        if (fc_view_lifted(mean, middle) < GOOD)
            low = middle;
        else
            high = middle;
    }
    return high;
}

bool fc_light_seen(struct fc_light *light, const struct fc_image *image,
                   const struct fc_matte *matte)
{
    const double mean = fc_view_unlifted(mean_of(image, matte), light->lift);

    light->aim = lift_for(fmax(mean, 0));
    if (light->has_begun)
        return false;
    light->has_begun = true;
    light->lift = light->aim;
    return light->lift > 0;
}
