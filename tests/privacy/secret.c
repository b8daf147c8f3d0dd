/* SPDX-License-Identifier: MIT */
#include "secret.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "frame/colour.h"
#include "frame/frame.h"
#include "media/demo/demo.h"

/* Side of a cell of pixels; a tile is 4 by 4 of them. */
#define CELL 16
#define CELLS (SECRET_TILE / CELL)

/* Sums over one cell; samples of a Laplacian are below 1024, so that 256 squares fit. */
struct secret_cells {
    int32_t sum;
    int32_t squares;
};

/* --- noise --- */

static uint32_t hash(uint32_t a, uint32_t b)
{
    uint32_t h = a * 0x9e3779b1u ^ b * 0x85ebca77u;

    h = (h ^ h >> 15) * 0x2c1b3c6du;
    h = (h ^ h >> 12) * 0x297a2d39u;
    return h ^ h >> 15;
}

/* One half of a sample; all frames share that of frame -1. */
static int half_sample(int plane, int at, int frame)
{
    return (int)(hash((uint32_t)(at * 3 + plane), (uint32_t)(frame + 1)) >> 8) % 110;
}

static size_t samples(struct fc_size size)
{
    return (size_t)size.width * (size_t)size.height;
}

/* Both halves of a frame's noise, or only the half that all share where frame is -1. */
static uint8_t *noise_create(struct fc_size size, int plane, int frame)
{
    uint8_t *noise = g_malloc(samples(size));

    for (size_t i = 0; i < samples(size); i++) {
        int value = 16 + half_sample(plane, (int)i, -1);

        noise[i] = (uint8_t)(frame < 0 ? value : value + half_sample(plane, (int)i, frame));
    }
    return noise;
}

/* --- detail: the Laplacian of a plane --- */

static void laplacian_row(int16_t *restrict to, const uint8_t *restrict above,
                          const uint8_t *restrict row, const uint8_t *restrict below, int width)
{
    for (int x = 1; x < width - 1; x++)
        to[x] = (int16_t)(4 * row[x] - row[x - 1] - row[x + 1] - above[x] - below[x]);
}

static int16_t *detail_create(const uint8_t *plane, struct fc_size size)
{
    int16_t *detail = g_malloc0_n(samples(size), sizeof(*detail));
    const ptrdiff_t width = size.width;

    for (int y = 1; y < size.height - 1; y++) {
        const uint8_t *row = plane + y * width;

        laplacian_row(detail + y * width, row - width, row, row + width, size.width);
    }
    return detail;
}

/* --- sums over cells --- */

static int cell_side(int plane)
{
    return plane ? CELL / 2 : CELL;
}

/* Cells that lie wholly in the picture, the same number in every plane. */
static struct fc_size cells_of(struct fc_size size)
{
    return (struct fc_size){size.width / CELL, size.height / CELL};
}

static int32_t dot_rows(const int16_t *restrict a, const int16_t *restrict b, int side,
                        ptrdiff_t width)
{
    int32_t total = 0;

    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            total += a[y * width + x] * b[y * width + x];
    return total;
}

static int32_t sum_rows(const int16_t *a, int side, ptrdiff_t width)
{
    int32_t total = 0;

    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            total += a[y * width + x];
    return total;
}

static ptrdiff_t cell_at(struct fc_size size, int plane, int x, int y)
{
    const int side = cell_side(plane);

    return (ptrdiff_t)y * side * fc_plane_size(size, plane).width + (ptrdiff_t)x * side;
}

/* Sums over all cells, in a row for each row of cells. */
static struct secret_cells *cells_create(const int16_t *detail, struct fc_size size, int plane)
{
    const struct fc_size count = cells_of(size);
    const ptrdiff_t width = fc_plane_size(size, plane).width;
    const int side = cell_side(plane);
    struct secret_cells *cells = g_malloc0_n(samples(count) + 1, sizeof(*cells));

    for (int y = 0; y < count.height; y++) {
        for (int x = 0; x < count.width; x++) {
            const int16_t *at = detail + cell_at(size, plane, x, y);

            cells[y * count.width + x] =
                (struct secret_cells){sum_rows(at, side, width), dot_rows(at, at, side, width)};
        }
    }
    return cells;
}

static int32_t *products_create(const int16_t *a, const int16_t *b, struct fc_size size, int plane)
{
    const struct fc_size count = cells_of(size);
    const ptrdiff_t width = fc_plane_size(size, plane).width;
    int32_t *products = g_malloc0_n(samples(count) + 1, sizeof(*products));

    for (int y = 0; y < count.height; y++)
        for (int x = 0; x < count.width; x++) {
            ptrdiff_t at = cell_at(size, plane, x, y);

            products[y * count.width + x] = dot_rows(a + at, b + at, cell_side(plane), width);
        }
    return products;
}

/* --- frames --- */

/* The picture of the cycle's person and matte, before a room of its own. */
struct person {
    struct fc_frame *frame;
    uint8_t *matte;
};

static struct person draw_demo(struct fc_demo *demo, struct fc_size size, int number)
{
    struct person person = {.matte = g_malloc(samples(size))};

    g_assert_cmpint(fc_demo_draw(demo, (uint64_t)number, &person.frame, person.matte), ==, 0);
    return person;
}

/*
 * Red, on whole samples of the tiny network's chroma, of which there are 16 by 16: between them it
 * would rightly take for person what is room.
 */
static struct person draw_red(struct fc_size size, int number)
{
    const struct fc_colour colour = {FC_MATRIX_BT709, FC_RANGE_LIMITED};
    struct person person = {.frame = fc_frame_create(size, colour, 0),
                            .matte = g_malloc0(samples(size))};
    int left = size.width * (6 + number % 2) / 16;

    g_assert_nonnull(person.frame);
    fc_image_fill(fc_frame_image(person.frame), fc_colour_from_rgb(colour, 230, 16, 16));
    for (int y = size.height * 6 / 16; y < size.height; y++)
        memset(person.matte + (ptrdiff_t)y * size.width + left, 255, (size_t)(size.width * 5 / 16));
    return person;
}

/* The mean alpha of the pixels that one sample of a plane covers. */
static int alpha_at(const uint8_t *matte, struct fc_size size, int plane, int x, int y)
{
    int total = 0;

    if (!plane)
        return matte[(ptrdiff_t)y * size.width + x];
    for (int i = 0; i < 4; i++) {
        int px = MIN(2 * x + i % 2, size.width - 1);
        int py = MIN(2 * y + i / 2, size.height - 1);

        total += matte[(ptrdiff_t)py * size.width + px];
    }
    return (total + 2) / 4;
}

static void put_before_room(const struct person *person, struct fc_size size,
                            const struct fc_image *room, const struct fc_image *to)
{
    const struct fc_image *from = fc_frame_image(person->frame);

    for (int i = 0; i < 3; i++) {
        struct fc_size plane = fc_plane_size(size, i);

        for (int y = 0; y < plane.height; y++) {
            for (int x = 0; x < plane.width; x++) {
                int alpha = alpha_at(person->matte, size, i, x, y);
                int before = from->plane[i][(ptrdiff_t)y * from->stride[i] + x];
                int behind = room->plane[i][(ptrdiff_t)y * room->stride[i] + x];

                to->plane[i][(ptrdiff_t)y * to->stride[i] + x] =
                    (uint8_t)((before * alpha + behind * (255 - alpha) + 127) / 255);
            }
        }
    }
}

static void put_number(const struct fc_image *image, int number)
{
    if (image->size.width < 2 * SECRET_BITS || image->size.height < 2)
        return;
    for (int bit = 0; bit < SECRET_BITS; bit++) {
        uint8_t luma = number >> bit & 1 ? 235 : 16;

        for (int i = 0; i < 4; i++)
            image->plane[0][(ptrdiff_t)(i / 2) * image->stride[0] + 2 * bit + i % 2] = luma;
        for (int i = 1; i < 3; i++)
            image->plane[i][bit] = 128;
    }
}

/* The matte's mean over each sample of a network's answer; the nearest pixel where it is small. */
static float *person_create(const uint8_t *matte, struct fc_size size)
{
    float *person = g_malloc_n(SECRET_PERSON_WIDTH * SECRET_PERSON_HEIGHT, sizeof(*person));

    for (int py = 0; py < SECRET_PERSON_HEIGHT; py++) {
        for (int px = 0; px < SECRET_PERSON_WIDTH; px++) {
            int x0 = px * size.width / SECRET_PERSON_WIDTH;
            int y0 = py * size.height / SECRET_PERSON_HEIGHT;
            int x1 = MAX((px + 1) * size.width / SECRET_PERSON_WIDTH, x0 + 1);
            int y1 = MAX((py + 1) * size.height / SECRET_PERSON_HEIGHT, y0 + 1);
            int total = 0;

            for (int y = y0; y < y1; y++)
                for (int x = x0; x < x1; x++)
                    total += matte[(ptrdiff_t)y * size.width + x];
            person[py * SECRET_PERSON_WIDTH + px] =
                (float)total / (255.0f * (float)((x1 - x0) * (y1 - y0)));
        }
    }
    return person;
}

/* --- tiles --- */

/* How many pixels of each row, from its beginning, hold something of the person. */
static int *counts_create(const uint8_t *matte, struct fc_size size)
{
    int *counts = g_malloc0_n((size_t)(size.width + 1) * (size_t)size.height, sizeof(*counts));

    for (int y = 0; y < size.height; y++) {
        int *row = counts + (ptrdiff_t)y * (size.width + 1);

        for (int x = 0; x < size.width; x++)
            row[x + 1] = row[x] + (matte[(ptrdiff_t)y * size.width + x] > 0);
    }
    return counts;
}

/* Whether no pixel of the person lies within so many pixels of the tile. */
static bool tile_is_far(const int *counts, struct fc_size size, int left, int top, int far_px)
{
    for (int y = MAX(top - far_px, 0); y < MIN(top + SECRET_TILE + far_px, size.height); y++) {
        int off = y < top ? top - y : MAX(y - (top + SECRET_TILE - 1), 0);
        int reach = (int)sqrt(far_px * far_px - off * off);
        int from = MAX(left - reach, 0);
        int to = MIN(left + SECRET_TILE + reach, size.width);
        const int *row = counts + (ptrdiff_t)y * (size.width + 1);

        if (row[to] > row[from])
            return false;
    }
    return true;
}

static bool *is_far_create(const struct secret *secret, const uint8_t *matte, int far_px)
{
    bool *is_far = g_new0(bool, samples(secret->tiles) + 1);
    int *counts = counts_create(matte, secret->size);

    for (int y = 0; y < secret->tiles.height; y++)
        for (int x = 0; x < secret->tiles.width; x++)
            is_far[y * secret->tiles.width + x] =
                tile_is_far(counts, secret->size, x * CELL, y * CELL, far_px);
    g_free(counts);
    return is_far;
}

/* --- the secret --- */

static void fill_frame(struct secret *secret, int number, const struct person *person)
{
    struct secret_frame *f = &secret->frames[number];
    const struct fc_size size = secret->size;
    const struct fc_colour colour = fc_frame_image(person->frame)->colour;
    const struct fc_image *room;

    f->frame = fc_frame_create(size, colour, 0);
    f->room = fc_frame_create(size, colour, 0);
    g_assert_true(f->frame && f->room);
    room = fc_frame_image(f->room);
    for (int i = 0; i < 3; i++) {
        struct fc_size plane = fc_plane_size(size, i);
        uint8_t *noise = noise_create(plane, i, number);

        for (int y = 0; y < plane.height; y++)
            memcpy(room->plane[i] + (ptrdiff_t)y * room->stride[i],
                   noise + (ptrdiff_t)y * plane.width, (size_t)plane.width);
        f->detail[i] = detail_create(noise, plane);
        f->own[i] = cells_create(f->detail[i], size, i);
        g_free(noise);
    }
    put_before_room(person, size, room, fc_frame_image(f->frame));
    put_number(fc_frame_image(f->frame), number);
    f->matte = person->matte;
    f->person = person_create(person->matte, size);
    f->is_far = is_far_create(secret, person->matte, SECRET_FAR);
    f->is_farther =
        is_far_create(secret, person->matte, SECRET_FAR + SECRET_OUTLINE * size.height / 720);
}

struct secret *secret_create(const struct secret_params *params)
{
    const struct fc_demo_params demo_params = {.size = params->size, .rate_num = 30, .rate_den = 1};
    struct secret *secret = g_new0(struct secret, 1);
    struct fc_size cells = cells_of(params->size);
    struct fc_demo *demo = NULL;

    g_assert_cmpint(fc_demo_create(&demo_params, &demo), ==, 0);
    secret->size = params->size;
    secret->count = params->count;
    secret->tiles.width = MAX(cells.width - CELLS + 1, 0);
    secret->tiles.height = MAX(cells.height - CELLS + 1, 0);
    secret->frames = g_new0(struct secret_frame, params->count);
    for (int i = 0; i < 3; i++) {
        uint8_t *noise = noise_create(fc_plane_size(params->size, i), i, -1);

        secret->common[i] = detail_create(noise, fc_plane_size(params->size, i));
        secret->shared[i] = cells_create(secret->common[i], params->size, i);
        g_free(noise);
    }
    for (int number = 0; number < params->count; number++) {
        struct person person = params->red_person
                                   ? draw_red(params->size, number)
                                   : draw_demo(demo, params->size, number * params->step);

        fill_frame(secret, number, &person);
        fc_frame_unref(&person.frame);
    }
    fc_demo_destroy(&demo);
    return secret;
}

void secret_destroy(struct secret **secret_ptr)
{
    struct secret *secret = *secret_ptr;

    *secret_ptr = NULL;
    for (int number = 0; number < secret->count; number++) {
        struct secret_frame *f = &secret->frames[number];

        fc_frame_unref(&f->frame);
        fc_frame_unref(&f->room);
        g_free(f->matte);
        g_free(f->person);
        g_free(f->is_far);
        g_free(f->is_farther);
        for (int i = 0; i < 3; i++) {
            g_free(f->detail[i]);
            g_free(f->own[i]);
        }
    }
    for (int i = 0; i < 3; i++) {
        g_free(secret->common[i]);
        g_free(secret->shared[i]);
    }
    g_free(secret->frames);
    g_free(secret);
}

static void drop_frame(void *user)
{
    struct fc_frame *frame = user;

    fc_frame_unref(&frame);
}

struct fc_frame *secret_frame_at(const struct secret *secret, int number, int64_t time_ns)
{
    struct fc_frame *frame = secret->frames[number].frame;
    struct fc_frame *at =
        fc_frame_wrap(fc_frame_image(frame), time_ns, drop_frame, fc_frame_ref(frame));

    g_assert_nonnull(at);
    return at;
}

/* --- looking --- */

/* A plane without gaps between its rows, turned round where it is mirrored. */
static uint8_t *plane_copy(const struct fc_image *image, int i, bool mirrored)
{
    struct fc_size size = fc_plane_size(image->size, i);
    uint8_t *copy = g_malloc(samples(size));

    for (int y = 0; y < size.height; y++) {
        const uint8_t *from = image->plane[i] + (ptrdiff_t)y * image->stride[i];
        uint8_t *to = copy + (ptrdiff_t)y * size.width;

        if (!mirrored)
            memcpy(to, from, (size_t)size.width);
        for (int x = 0; x < size.width && mirrored; x++)
            to[x] = from[size.width - 1 - x];
    }
    return copy;
}

/* Sums over a tile of both pictures. */
struct sums {
    double a, aa, b, bb, ab;
};

static double correlation(const struct sums *s, double count)
{
    double a = s->aa - s->a * s->a / count;
    double b = s->bb - s->b * s->b / count;

    /* a tile of one colour shows nothing */
    if (a < 1e-6 || b < 1e-6)
        return 0;
    return fabs(s->ab - s->a * s->b / count) / sqrt(a * b);
}

/* What is compared in one plane: the picture's cells, the noise's cells, and their products. */
struct pair {
    const struct secret_cells *a;
    const struct secret_cells *b;
    const int32_t *ab;
    int plane;
    bool old;
};

static double score_tile(const struct secret *secret, const struct pair *pair, int tx, int ty)
{
    const int stride = cells_of(secret->size).width;
    const int side = cell_side(pair->plane) * CELLS;
    struct sums s = {0};

    for (int y = ty; y < ty + CELLS; y++) {
        for (int x = tx; x < tx + CELLS; x++) {
            int at = y * stride + x;

            s.a += pair->a[at].sum;
            s.aa += pair->a[at].squares;
            s.b += pair->b[at].sum;
            s.bb += pair->b[at].squares;
            s.ab += pair->ab[at];
        }
    }
    return correlation(&s, side * side);
}

static void look(const struct secret *secret, const struct pair *pair, const bool *tiles,
                 struct secret_leak *worst)
{
    for (int y = 0; y < secret->tiles.height; y++) {
        for (int x = 0; x < secret->tiles.width; x++) {
            double score;

            if (tiles && !tiles[y * secret->tiles.width + x])
                continue;
            score = score_tile(secret, pair, x, y);
            if (score > worst->score)
                *worst = (struct secret_leak){score, pair->plane, x * CELL, y * CELL, pair->old};
        }
    }
}

struct secret_leak secret_find(const struct secret *secret, int number, const bool *tiles,
                               const struct fc_image *image, bool mirrored)
{
    const struct secret_frame *f = &secret->frames[number];
    struct secret_leak worst = {0};

    g_assert_true(fc_size_equal(image->size, secret->size));
    for (int i = 0; i < 3; i++) {
        uint8_t *plane = plane_copy(image, i, mirrored);
        int16_t *detail = detail_create(plane, fc_plane_size(image->size, i));
        struct secret_cells *cells = cells_create(detail, image->size, i);
        int32_t *own = products_create(detail, f->detail[i], image->size, i);
        int32_t *common = products_create(detail, secret->common[i], image->size, i);

        look(secret, &(struct pair){cells, f->own[i], own, i, false}, tiles, &worst);
        look(secret, &(struct pair){cells, secret->shared[i], common, i, true}, tiles, &worst);
        g_free(common);
        g_free(own);
        g_free(cells);
        g_free(detail);
        g_free(plane);
    }
    return worst;
}

void secret_mix(const struct secret *secret, const struct secret_mix *mix,
                const struct fc_image *image)
{
    const struct fc_image *room = fc_frame_image(secret->frames[mix->number].room);

    for (int i = mix->first; i <= mix->last; i++) {
        const int half = i ? 2 : 1;

        for (int y = mix->y / half; y < (mix->y + SECRET_TILE) / half; y++) {
            uint8_t *row = image->plane[i] + (ptrdiff_t)y * image->stride[i];
            const uint8_t *from = room->plane[i] + (ptrdiff_t)y * room->stride[i];

            for (int x = mix->x / half; x < (mix->x + SECRET_TILE) / half; x++)
                row[x] = (uint8_t)(row[x] + mix->share * (from[x] - row[x]) + 0.5);
        }
    }
}
