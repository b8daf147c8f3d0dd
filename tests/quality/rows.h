/* SPDX-License-Identifier: MIT */
/*
 * The ways to a matte that the bench sets side by side. A new one is a new line of the table in
 * rows.c, and functions where it is not the engine with other parameters.
 */
#ifndef FC_TESTS_QUALITY_ROWS_H
#define FC_TESTS_QUALITY_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "fakecam/fakecam.h"

struct quality_row {
    const char *name;
    const char *help;
    bool on_sheet;
    /*
     * One scene's worth of state, from a network in the folder models (NULL: where the engine
     * looks by itself).
     */
    int (*create)(const struct quality_row *row, const char *models, void **state,
                  struct fc_error *error);
    /*
     * The matte of one frame, in order. alpha: rows of the frame's width. -ENODATA: no matte
     * could be made of it; alpha is all room.
     */
    int (*estimate)(void *state, const struct fc_frame *frame, uint8_t *alpha,
                    struct fc_error *error);
    void (*destroy)(void *state);
    /* For the plain network's rows: what is done to its matte. NULL: nothing. */
    const struct quality_smear *smear;
    /* For the engine's: parameters as name and value, ended by NULL; or NULL. */
    const char *const *params;
};

/* What simple programs do to a matte: cut it, make it grow, and blur it. */
struct quality_smear {
    uint8_t threshold; /* person is above this */
    int dilate_px;     /* side of the square that it grows by */
    int box_px;        /* side of the square that it is averaged over */
};

/* Ended by one whose name is NULL. The first is what all others are compared with. */
extern const struct quality_row quality_rows[];

#define QUALITY_MAX_ROWS 8

/*
 * Smears a matte in place. An even square reaches one pixel farther left and up than right and
 * down. Beyond the picture is room for the growing, and the mirrored picture for the mean.
 */
void quality_smear(const struct quality_smear *smear, uint8_t *alpha, struct fc_size size);

/*
 * Bilinear enlarging of probabilities to a matte, samples in the middle of their pixels, the
 * border going on outwards.
 */
void quality_enlarge(const float *person, struct fc_size from, uint8_t *alpha, struct fc_size to);

#endif
