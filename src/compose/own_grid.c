/* SPDX-License-Identifier: MIT */
#include "compose/own_grid.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "frame/frame.h"

/* The grid has fewer lines than this. */
#define MAX_LINES 270

/* Alphas from 0 that are no soft edge yet, and as many up to 255. */
#define SURE 4

/* Whole ones; what is left at the end goes with the last. */
static int cells_of(int side, int shift)
{
    return side >> shift ? side >> shift : 1;
}

int fc_own_grid_init(struct fc_own_grid *grid, struct fc_size frame)
{
    int shift = 1; /* chroma has cells of one sample at least */

    while (cells_of(frame.height, shift) > MAX_LINES)
        shift++;
    *grid = (struct fc_own_grid){
        .frame = frame,
        .shift = shift,
        .cells = {cells_of(frame.width, shift), cells_of(frame.height, shift)},
        .tiles = fc_own_parts(fc_own_parts(frame, 1 << shift), FC_OWN_TILE),
    };
    grid->edge = fc_alloc_aligned((size_t)grid->tiles.width * (size_t)grid->cells.height);
    grid->near = fc_alloc_aligned(fc_own_count(grid->tiles));
    if (grid->edge && grid->near)
        return 0;
    fc_own_grid_finish(grid);
    return -ENOMEM;
}

void fc_own_grid_finish(struct fc_own_grid *grid)
{
    free(grid->edge);
    free(grid->near);
    *grid = (struct fc_own_grid){0};
}

struct fc_own_span fc_own_grid_rows(const struct fc_own_grid *grid, int cell, int plane)
{
    const int shift = grid->shift - (plane ? 1 : 0);
    const int height = fc_plane_size(grid->frame, plane).height;

    return (struct fc_own_span){fc_own_at_most(cell << shift, height),
                                cell == grid->cells.height - 1 ? height : (cell + 1) << shift};
}

struct fc_own_span fc_own_grid_columns(const struct fc_own_grid *grid, int block, int plane)
{
    const int shift = grid->shift - (plane ? 1 : 0);
    const int width = fc_plane_size(grid->frame, plane).width;

    return (struct fc_own_span){
        fc_own_at_most((block * FC_OWN_BLOCK) << shift, width),
        block == grid->tiles.width - 1 ? width : ((block + 1) * FC_OWN_BLOCK) << shift};
}

/* Whether one of the alphas is that of a soft edge. Most of them are 0 or 255, all alike. */
static bool is_soft(const uint8_t *alpha, int count)
{
    uint8_t any = 0;
    int i = 0;

    for (; i + 8 <= count; i += 8) {
        uint64_t eight;

        memcpy(&eight, alpha + i, sizeof(eight));
        if (eight + 1 < 2)
            continue;
        for (int k = i; k < i + 8; k++)
            any |= (uint8_t)(alpha[k] - SURE - 1) < 255 - 2 * SURE - 1;
        if (any)
            return true;
    }
    for (; i < count; i++)
        any |= (uint8_t)(alpha[i] - SURE - 1) < 255 - 2 * SURE - 1;
    return any;
}

/* Chroma's alpha is the mean of four: what is soft there is soft in one of them, and the other
 * way round but for a step from 0 to 255, which has nothing to be corrected. */
bool fc_own_grid_find_edges(struct fc_own_grid *grid, struct fc_plane_rows alpha)
{
    bool any = false;

    memset(grid->near, 0, fc_own_count(grid->tiles));
    for (int y = 0; y < grid->cells.height; y++) {
        const struct fc_own_span rows = fc_own_grid_rows(grid, y, 1);
        uint8_t *edge = grid->edge + (ptrdiff_t)y * grid->tiles.width;

        for (int b = 0; b < grid->tiles.width; b++) {
            const struct fc_own_span columns = fc_own_grid_columns(grid, b, 1);

            edge[b] = 0;
            for (int row = rows.first; row < rows.end && !edge[b]; row++)
                edge[b] = is_soft(alpha.data + (ptrdiff_t)row * alpha.stride + columns.first,
                                  columns.end - columns.first);
            if (!edge[b])
                continue;
            any = true;
            for (int ty = y / FC_OWN_TILE - 1; ty <= y / FC_OWN_TILE + 1; ty++)
                for (int tx = b - 1; tx <= b + 1; tx++)
                    if (ty >= 0 && ty < grid->tiles.height && tx >= 0 && tx < grid->tiles.width)
                        grid->near[ty * grid->tiles.width + tx] = 1;
        }
    }
    return any;
}
