/* SPDX-License-Identifier: MIT */
#include "compose/own_colour.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "frame/frame.h"

/* A row of samples in blocks that stand side by side. */
struct samples {
    const uint8_t *room[2], *person[2]; /* means: of the row of cells, and of that beyond */
    int16_t beyond;                     /* what the latter count, out of 128 */
    const uint8_t *camera;
    const uint8_t *alpha;
    const uint8_t *share; /* alpha it was blended with */
    int count;
};

/*
 * With P and R the means of person and room, F = P + alpha (I - alpha P - (1 - alpha) R), which is
 * I + (1 - alpha) (P + alpha (P - R) - I); so the blend lacks share (F - I). All in 16 bits, where
 * alpha is out of 128.
 */
static void correct(const struct samples *s, uint8_t *restrict to)
{
    const uint16_t far = (uint16_t)s->beyond;
    const uint16_t near = (uint16_t)(128 - s->beyond);

    for (int x = 0; x < s->count; x++) {
        const int16_t room = (int16_t)((uint16_t)(s->room[0][x] * near + s->room[1][x] * far) >> 7);
        const int16_t person =
            (int16_t)((uint16_t)(s->person[0][x] * near + s->person[1][x] * far) >> 7);
        const int16_t alpha = (int16_t)((s->alpha[x] + 1) >> 1);
        const int16_t pure = (int16_t)(person + ((int16_t)(alpha * (person - room)) >> 7));
        const int16_t code = (int16_t)(pure < 0 ? 0 : pure > 255 ? 255 : pure);
        const int16_t soft = (int16_t)((int16_t)((s->share[x] >> 1) * (128 - alpha)) >> 5);
        const int16_t lacks = (int16_t)((int16_t)(soft * (code - s->camera[x]) + 127) >> 9);
        const int16_t sum = (int16_t)(to[x] + lacks);

        to[x] = (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
    }
}

/* Blocks that stand side by side in a row of cells. */
struct run {
    int cell;
    struct fc_own_span blocks;
};

static void correct_run(const struct fc_own_means *means, const struct fc_own_colour_params *params,
                        const struct run *run, int i, const struct fc_image *to)
{
    const int shift = means->grid.shift - (i ? 1 : 0);
    const struct fc_own_span rows = fc_own_grid_rows(&means->grid, run->cell, i);
    const int x = fc_own_grid_columns(&means->grid, run->blocks.first, i).first;
    const struct fc_plane_rows camera = {params->person->plane[i], params->person->stride[i]};

    for (int y = rows.first; y < rows.end; y++) {
        const int place = 2 * (y - (run->cell << shift)) + 1 - (1 << shift); /* from the middle */
        const int far = run->cell + (place < 0 ? -1 : 1);
        const struct samples samples = {
            .room = {fc_own_means_row(means, run->cell, 0, i) + x,
                     fc_own_means_row(means, far, 0, i) + x},
            .person = {fc_own_means_row(means, run->cell, 1, i) + x,
                       fc_own_means_row(means, far, 1, i) + x},
            .beyond = (int16_t)(fc_own_at_most(abs(place), 1 << shift) * 64 >> shift),
            .camera = fc_own_at(camera, x, y),
            .alpha = fc_own_at(params->alpha[i ? 1 : 0], x, y),
            .share = fc_own_at(params->share[i ? 1 : 0], x, y),
            .count = fc_own_grid_columns(&means->grid, run->blocks.end - 1, i).end - x};

        correct(&samples, to->plane[i] + (ptrdiff_t)y * to->stride[i] + x);
    }
}

static void correct_row(const struct fc_own_means *means, const struct fc_own_colour_params *params,
                        int y, const struct fc_image *to)
{
    const int width = means->grid.tiles.width;
    const uint8_t *edge = means->grid.edge + (ptrdiff_t)y * width;

    for (int b = 0; b < width; b++) {
        struct run run = {.cell = y, .blocks = {.first = b}};

        while (b < width && edge[b])
            b++;
        run.blocks.end = b;
        for (int i = 0; run.blocks.end > run.blocks.first && i < 3; i++)
            correct_run(means, params, &run, i, to);
    }
}

static int prepare(struct fc_own_means *means, struct fc_size frame)
{
    if (fc_size_equal(means->grid.frame, frame))
        return 0;
    fc_own_means_finish(means);
    return fc_own_means_init(means, frame);
}

int fc_own_colour_apply(struct fc_own_colour *own, const struct fc_own_colour_params *params,
                        const struct fc_image *to)
{
    struct fc_own_means *means = &own->means;
    int ret = prepare(means, params->person->size);

    if (ret < 0)
        return ret;
    if (!fc_own_grid_find_edges(&means->grid, params->alpha[1]))
        return 0;
    fc_own_means_find(means, params->person, params->alpha[1]);
    fc_own_means_fill_row(means, -1);
    fc_own_means_fill_row(means, 0);
    for (int y = 0; y < means->grid.cells.height; y++) {
        fc_own_means_fill_row(means, y + 1);
        correct_row(means, params, y, to);
    }
    return 0;
}

void fc_own_colour_finish(struct fc_own_colour *own)
{
    fc_own_means_finish(&own->means);
}
