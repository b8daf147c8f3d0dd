/* SPDX-License-Identifier: MIT */
#include "matte/matte.h"

#include <assert.h>

#include "base/memory.h"
#include "frame/frame.h"

#include <libyuv.h>

#define TILE FC_MATTE_TILE

static int at_most(int value, int limit)
{
    return value < limit ? value : limit;
}

static void count(const uint8_t *chroma, int stride, struct fc_size size,
                  struct fc_matte_tile *tile)
{
    for (int y = 0; y < size.height; y++, chroma += stride) {
        uint8_t person = 0;
        uint8_t unsure = 0;

        for (int x = 0; x < size.width; x++) {
            person = (uint8_t)(person + (chroma[x] >= FC_MATTE_SHOWS));
            unsure = (uint8_t)(unsure + (chroma[x] >= FC_MATTE_UNSURE_LOW &&
                                         chroma[x] < FC_MATTE_UNSURE_HIGH));
        }
        tile->person = (uint16_t)(tile->person + person);
        tile->unsure = (uint16_t)(tile->unsure + unsure);
    }
}

/* Else some chroma samples belong to two tiles. */
static bool has_whole_tiles(const struct fc_matte *matte)
{
    return matte->size.width % 2 == 0 && matte->size.height % 2 == 0;
}

static void count_tile(struct fc_matte *matte, int tx, int ty)
{
    const struct fc_size chroma = fc_plane_size(matte->size, 1);
    const int x = tx * TILE / 2;
    const int y = ty * TILE / 2;
    struct fc_matte_tile *tile = &matte->tile[ty * matte->tiles.width + tx];

    *tile = (struct fc_matte_tile){0};
    count(
        matte->chroma_alpha + (ptrdiff_t)y * matte->chroma_stride + x, matte->chroma_stride,
        (struct fc_size){at_most(TILE / 2, chroma.width - x), at_most(TILE / 2, chroma.height - y)},
        tile);
}

/* The tiles from first to end of a row of tiles. */
static void seal_tiles(struct fc_matte *matte, int ty, int first, int end)
{
    const int x = first * TILE;
    const int y = ty * TILE;
    const int width = at_most(end * TILE, matte->size.width) - x;
    const int height = at_most(TILE, matte->size.height - y);

    ScalePlane(matte->alpha + (ptrdiff_t)y * matte->stride + x, matte->stride, width, height,
               matte->chroma_alpha + (ptrdiff_t)y / 2 * matte->chroma_stride + x / 2,
               matte->chroma_stride, width / 2, height / 2, kFilterBox);
    for (int tx = first; tx < end; tx++)
        count_tile(matte, tx, ty);
}

static void seal_odd(struct fc_matte *matte)
{
    const struct fc_size chroma = fc_plane_size(matte->size, 1);

    ScalePlane(matte->alpha, matte->stride, matte->size.width, matte->size.height,
               matte->chroma_alpha, matte->chroma_stride, chroma.width, chroma.height, kFilterBox);
    for (int ty = 0; ty < matte->tiles.height; ty++)
        for (int tx = 0; tx < matte->tiles.width; tx++)
            count_tile(matte, tx, ty);
}

/* Those of a row that were touched, run by run. */
static void seal_touched(struct fc_matte *matte, int ty)
{
    const struct fc_matte_tile *tile = matte->tile + (ptrdiff_t)ty * matte->tiles.width;

    for (int first = 0, end; first < matte->tiles.width; first = end + 1) {
        end = first;
        while (end < matte->tiles.width && tile[end].is_touched)
            end++;
        if (end > first)
            seal_tiles(matte, ty, first, end);
    }
}

static void sum_tiles(struct fc_matte *matte)
{
    const struct fc_size chroma = fc_plane_size(matte->size, 1);
    const double pixels = (double)chroma.width * chroma.height;
    size_t person = 0;
    size_t unsure = 0;

    for (int i = 0; i < matte->tiles.width * matte->tiles.height; i++) {
        person += matte->tile[i].person;
        unsure += matte->tile[i].unsure;
    }
    matte->coverage = (double)person / pixels;
    matte->unsure = (double)unsure / pixels;
}

void fc_matte_touch(struct fc_matte *matte, struct fc_area area)
{
    const int right = area.x + area.size.width;
    const int bottom = area.y + area.size.height;

    assert(area.x >= 0 && area.y >= 0);
    assert(right <= matte->size.width && bottom <= matte->size.height);
    for (int ty = area.y / TILE; ty * TILE < bottom; ty++)
        for (int tx = area.x / TILE; tx * TILE < right; tx++)
            matte->tile[ty * matte->tiles.width + tx].is_touched = true;
}

void fc_matte_reseal(struct fc_matte *matte)
{
    if (has_whole_tiles(matte))
        for (int ty = 0; ty < matte->tiles.height; ty++)
            seal_touched(matte, ty);
    else
        seal_odd(matte);
    sum_tiles(matte);
}

void fc_matte_seal(struct fc_matte *matte)
{
    fc_matte_touch(matte, (struct fc_area){0, 0, matte->size});
    fc_matte_reseal(matte);
}
