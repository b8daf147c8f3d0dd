/* SPDX-License-Identifier: MIT */
/*
 * A secret room, and whether it can be seen.
 *
 * A secret is a cycle of frames: a person before a room that is noise, another value at every
 * sample of luma and chroma. Half of each value is the same in all frames of the cycle, half is
 * the frame's own, so that a room of long ago is known too. The true matte of every frame is
 * known to the pixel.
 *
 * What is looked for is the noise, in every tile of 64 x 64 pixels (on a grid of 16) that lies
 * more than 32 pixels outside the person. Published picture and noise both go through a
 * Laplacian, which takes away whatever is smooth: colours, gradients, and the blur of the room.
 * The score is the correlation of what is left, 0 to 1, the highest of the three planes, against
 * the noise of the frame shown and against the half that all frames share.
 *
 * The limit. Without a leak a score is chance: a tile has 4096 luma and 1024 chroma samples, whose
 * correlation has a standard deviation of about 0.02 and 0.04 (a Laplacian makes neighbours
 * depend on each other), so that among ten million tiles none reaches 0.23. A share of the room
 * of 5 % stands out of 8 bits with an amplitude of two levels and scores above 0.9 on what is
 * smooth. Tests below measure both sides again.
 */
#ifndef FC_TESTS_SECRET_H
#define FC_TESTS_SECRET_H

#include <stdbool.h>
#include <stdint.h>

#include "fakecam/frame.h"

#define SECRET_TILE 64
#define SECRET_FAR 32 /* a tile is looked at when it lies further than this from the person */
/* What the outline may add to that at most, in pixels of 720 lines. */
#define SECRET_OUTLINE 28
#define SECRET_LIMIT 0.3

/* The size of `person` below, in samples. */
#define SECRET_PERSON_WIDTH 160
#define SECRET_PERSON_HEIGHT 90

/* The bits of a frame's number stand in its top left corner, each in 2 x 2 pixels. */
#define SECRET_BITS 10

struct secret_cells;

struct secret_frame {
    struct fc_frame *frame;      /* the person before the room */
    struct fc_frame *room;       /* the room alone */
    uint8_t *matte;              /* size.width * size.height: 0 room .. 255 person */
    float *person;               /* what a perfect network says, 0..1 */
    bool *is_far;                /* of each tile: nothing of it is nearer than SECRET_FAR */
    bool *is_farther;            /* nor than SECRET_OUTLINE more */
    int16_t *detail[3];          /* of the room's planes */
    struct secret_cells *own[3]; /* sums over detail */
};

struct secret {
    struct fc_size size;
    struct fc_size tiles; /* how many, at steps of 16 pixels */
    int count;
    struct secret_frame *frames;
    int16_t *common[3]; /* detail of the half that all frames share */
    struct secret_cells *shared[3];
};

struct secret_params {
    struct fc_size size;
    int count;
    int step;        /* frames of the demo's 30 a second from one to the next */
    bool red_person; /* a red rectangle, for testnet_finds_red, instead of the demo person */
};

struct secret *secret_create(const struct secret_params *params);
void secret_destroy(struct secret **secret);

/* A frame of the cycle at another time. It borrows the secret's planes. */
struct fc_frame *secret_frame_at(const struct secret *secret, int number, int64_t time_ns);

/* The place and score of the tile that shows most. */
struct secret_leak {
    double score;
    int plane;
    int x, y; /* of the tile, in pixels */
    bool old; /* seen in what all frames share */
};

/*
 * Looks for the room of frame `number` in an image of the secret's size, which may be mirrored,
 * in the tiles for which `tiles` says true (as is_far); in all where that is NULL.
 */
struct secret_leak secret_find(const struct secret *secret, int number, const bool *tiles,
                               const struct fc_image *image, bool mirrored);

/* Mixes share (0..1) of the room of that frame into one tile of the planes first..last. */
struct secret_mix {
    int number;
    int x, y; /* in pixels */
    double share;
    int first, last;
};
void secret_mix(const struct secret *secret, const struct secret_mix *mix,
                const struct fc_image *image);

#endif
