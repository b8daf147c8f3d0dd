/* SPDX-License-Identifier: MIT */
/*
 * How far a matte is from the true one, picture by picture. Mattes are rows of width bytes
 * without padding, 0 (room) to 255 (person), and count as 0..1 here.
 */
#ifndef FC_TESTS_QUALITY_METRICS_H
#define FC_TESTS_QUALITY_METRICS_H

#include <stdint.h>

#include "fakecam/frame.h"

/* What lies at most this far (up, down and sideways) from both sides of the true edge. */
#define QUALITY_BAND_PX 10

/* The scale of the Gaussian whose derivative Grad is made with, in pixels. */
#define QUALITY_GRAD_SIGMA 1.4

enum quality_metric {
    QUALITY_IOU = 0, /* of both mattes cut at one half: intersection over union; 1 is best */
    QUALITY_MAD,     /* mean absolute difference */
    QUALITY_MSE,     /* mean squared difference */
    /*
     * Gradient error (Rhemann et al., "A Perceptually Motivated Online Benchmark for Image
     * Matting", CVPR 2009): the squared differences of the gradients' amplitudes, summed over
     * the picture, in thousands. Filters are first derivatives of a Gaussian, of unit energy;
     * beyond the picture its border goes on.
     */
    QUALITY_GRAD,
    QUALITY_BAND, /* mean absolute difference inside the band; the edge is at one half */
    /* Films only, see temporal.h. */
    QUALITY_DTSSD,
    QUALITY_LAG,
    QUALITY_FLICKER,
    QUALITY_METRICS,
};

/* Figures; not-a-number where there is none. */
struct quality_figures {
    double value[QUALITY_METRICS];
};

/* Nothing known yet. */
struct quality_figures quality_no_figures(void);

/* A true matte, and what every comparison with it needs. */
struct quality_truth {
    struct fc_size size;
    const uint8_t *alpha; /* borrowed */
    uint8_t *band;        /* owned; 1 inside the band */
    float *slope;         /* owned; the gradient's amplitude */
};

void quality_truth_init(struct quality_truth *truth, const uint8_t *alpha, struct fc_size size);
void quality_truth_finish(struct quality_truth *truth);

/*
 * Fills in IoU, MAD, MSE, Grad and band; the last is not-a-number where the truth has no edge, and
 * IoU is 1 where neither has a person.
 */
void quality_compare(const struct quality_truth *truth, const uint8_t *found,
                     struct quality_figures *figures);

#endif
