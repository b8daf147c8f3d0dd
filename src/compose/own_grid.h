/* SPDX-License-Identifier: MIT */
/*
 * The grid of cells on which the person's own colour is looked for, and where there are soft edges:
 * in most of a picture there are none, and nothing is done there.
 *
 * A cell is 2^shift pixels each way; what is left of the frame at the right and at the bottom goes
 * with the last of them. One thread at a time.
 */
#ifndef FC_COMPOSE_OWN_GRID_H
#define FC_COMPOSE_OWN_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fakecam/frame.h"

/* Cells that are looked at together: a block in a row; a tile each way. */
#define FC_OWN_BLOCK 8
#define FC_OWN_TILE 8

/* A plane's rows, for reading. */
struct fc_plane_rows {
    const uint8_t *data;
    int stride;
};

struct fc_own_span {
    int first, end;
};

struct fc_own_grid {
    struct fc_size frame; /* that it was made for; 0 x 0 before the first */
    int shift;
    struct fc_size cells; /* tiles.width blocks in a row of them */
    struct fc_size tiles;
    uint8_t *edge; /* owned; not 0: the block of cells has soft edges */
    uint8_t *near; /* owned; not 0: the tile, or one beside it, has */
};

/* Of a finished or zeroed grid. Returns 0 or -ENOMEM, after which there is nothing to be freed. */
int fc_own_grid_init(struct fc_own_grid *grid, struct fc_size frame);

void fc_own_grid_finish(struct fc_own_grid *grid);

/* Sets edge and near by a matte's alpha, of chroma's size; whether there is any soft edge. */
bool fc_own_grid_find_edges(struct fc_own_grid *grid, struct fc_plane_rows alpha);

/* A plane's rows that belong to a row of cells. */
struct fc_own_span fc_own_grid_rows(const struct fc_own_grid *grid, int cell, int plane);

/* The columns of a block's samples. */
struct fc_own_span fc_own_grid_columns(const struct fc_own_grid *grid, int block, int plane);

/* How many parts of a side's length cover a size. */
static inline struct fc_size fc_own_parts(struct fc_size size, int side)
{
    return (struct fc_size){(size.width + side - 1) / side, (size.height + side - 1) / side};
}

static inline size_t fc_own_count(struct fc_size size)
{
    return (size_t)size.width * (size_t)size.height;
}

static inline int fc_own_at_most(int value, int limit)
{
    return value < limit ? value : limit;
}

static inline const uint8_t *fc_own_at(struct fc_plane_rows rows, int x, int y)
{
    return rows.data + (ptrdiff_t)y * rows.stride + x;
}

#endif
