/* SPDX-License-Identifier: MIT */
#include "frame/view.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "frame/colour.h"
#include "frame/frame.h"

#include <libyuv.h>

/* One column or row between two samples; share is the second's, of 256. */
struct tap {
    int first, second;
    int share;
};

struct fc_viewer {
    struct fc_pool *turned;  /* owned; frames of the turned size */
    struct fc_size size;     /* that the rest was made for */
    struct tap *across;      /* owned; one for each column */
    uint8_t *row[2];         /* owned; rows of the source, as wide as the frame */
    uint8_t table[2][256];   /* luma and chroma at that lift */
    double lift;             /* of the tables; 0 before the first */
    struct fc_colour colour; /* of the tables */
};

/* --- light --- */

/*
 * Lift 1 is an exponent of this. The small offset bounds how much the darkest, which is mostly
 * noise, is raised: by nine times at lift 1.
 */
#define LEAST_EXPONENT 0.35
#define OFFSET 0.01
/* Colours pale where luma alone is raised. */
#define MORE_COLOUR 0.5

static double exponent_of(double lift)
{
    return 1 - lift * (1 - LEAST_EXPONENT);
}

double fc_view_lifted(double luma, double lift)
{
    const double e = exponent_of(lift);
    const double zero = pow(OFFSET, e);

    return (pow(fmax(luma, 0) + OFFSET, e) - zero) / (pow(1 + OFFSET, e) - zero);
}

double fc_view_unlifted(double luma, double lift)
{
    const double e = exponent_of(lift);
    const double zero = pow(OFFSET, e);

    return pow(fmax(luma, 0) * (pow(1 + OFFSET, e) - zero) + zero, 1 / e) - OFFSET;
}

static void fill_tables(struct fc_viewer *viewer, double lift, struct fc_colour colour)
{
    const double low = fc_colour_black(colour);
    const double high = fc_colour_from_rgb(colour, 255, 255, 255).y;

    if (viewer->lift == lift && fc_colour_equal(viewer->colour, colour))
        return;
    viewer->lift = lift;
    viewer->colour = colour;
    for (int i = 0; i < 256; i++) {
        const double luma = low + (high - low) * fc_view_lifted((i - low) / (high - low), lift);
        const double chroma = 128 + (i - 128) * (1 + MORE_COLOUR * lift);
        const bool is_full = colour.range == FC_RANGE_FULL;

        viewer->table[0][i] = (uint8_t)lrint(fmin(fmax(luma, low), high));
        viewer->table[1][i] =
            (uint8_t)lrint(fmin(fmax(chroma, is_full ? 0 : 16), is_full ? 255 : 240));
    }
}

static void lift_image(const struct fc_viewer *viewer, const struct fc_image *from,
                       const struct fc_image *to)
{
    for (int i = 0; i < 3; i++) {
        const struct fc_size size = fc_plane_size(from->size, i);
        const uint8_t *table = viewer->table[i ? 1 : 0];

        for (int y = 0; y < size.height; y++) {
            const uint8_t *row = from->plane[i] + (ptrdiff_t)y * from->stride[i];
            uint8_t *out = to->plane[i] + (ptrdiff_t)y * to->stride[i];

            for (int x = 0; x < size.width; x++)
                out[x] = table[row[x]];
        }
    }
}

/* --- set-up --- */

bool fc_view_is_plain(const struct fc_view *view)
{
    return view->turned == 0 && view->width <= 0 && view->lift <= 0;
}

struct fc_size fc_view_turned_size(struct fc_size size, int turned)
{
    return turned % 180 ? (struct fc_size){size.height, size.width} : size;
}

static void forget_buffers(struct fc_viewer *viewer)
{
    free(viewer->across);
    viewer->across = NULL;
    for (int i = 0; i < 2; i++) {
        free(viewer->row[i]);
        viewer->row[i] = NULL;
    }
    viewer->size = (struct fc_size){0, 0};
}

struct fc_viewer *fc_viewer_create(void)
{
    struct fc_viewer *viewer = fc_calloc(1, sizeof(*viewer));

    if (!viewer)
        return NULL;
    viewer->turned = fc_pool_create();
    if (!viewer->turned)
        fc_viewer_destroy(&viewer);
    return viewer;
}

void fc_viewer_destroy(struct fc_viewer **viewer)
{
    if (!*viewer)
        return;
    forget_buffers(*viewer);
    fc_pool_unref(&(*viewer)->turned);
    free(*viewer);
    *viewer = NULL;
}

static bool make_buffers(struct fc_viewer *viewer, struct fc_size size)
{
    if (fc_size_equal(viewer->size, size))
        return true;
    forget_buffers(viewer);
    viewer->across = fc_calloc((size_t)size.width, sizeof(*viewer->across));
    for (int i = 0; i < 2; i++)
        viewer->row[i] = fc_alloc_aligned((size_t)size.width);
    if (!viewer->across || !viewer->row[0] || !viewer->row[1]) {
        forget_buffers(viewer);
        return false;
    }
    viewer->size = size;
    return true;
}

/* --- enlarging --- */

/* Samples from start on, so many to one of the target's, of which there are count. */
struct span {
    double start, step;
    int count;
};

/* Samples have their middles at halves. */
static struct tap tap_at(const struct span *span, int at)
{
    const double place = span->start + (at + 0.5) * span->step - 0.5;
    const double whole = floor(place);
    const int first = (int)whole;

    return (struct tap){
        .first = first < 0             ? 0
                 : first < span->count ? first
                                       : span->count - 1,
        .second = first + 1 < 0             ? 0
                  : first + 1 < span->count ? first + 1
                                            : span->count - 1,
        .share = (int)lrint((place - whole) * 256),
    };
}

static void widen(const uint8_t *from, const struct tap *taps, uint8_t *restrict to, int width)
{
    for (int x = 0; x < width; x++) {
        const struct tap tap = taps[x];

        to[x] =
            (uint8_t)((from[tap.first] * (256 - tap.share) + from[tap.second] * tap.share + 128) >>
                      8);
    }
}

static void mix(const uint8_t *above, const uint8_t *below, int share, uint8_t *restrict to,
                int width)
{
    const uint16_t b = (uint16_t)(share / 2); /* of 128, to stay within 16 bits */
    const uint16_t a = (uint16_t)(128 - b);

    for (int x = 0; x < width; x++)
        to[x] = (uint8_t)((uint16_t)(above[x] * a + below[x] * b + 64) >> 7);
}

/* Rows that are asked for rise, so that each row of the source is widened once. */
static void enlarge_plane(struct fc_viewer *viewer, const struct fc_image *from,
                          const struct span spans[2], const struct fc_image *to, int plane)
{
    const struct fc_size size = fc_plane_size(to->size, plane);
    int held[2] = {-1, -1};

    for (int x = 0; x < size.width; x++)
        viewer->across[x] = tap_at(&spans[0], x);
    for (int y = 0; y < size.height; y++) {
        const struct tap down = tap_at(&spans[1], y);
        const int rows[2] = {down.first, down.second};

        for (int i = 0; i < 2; i++) {
            if (held[rows[i] & 1] == rows[i])
                continue;
            held[rows[i] & 1] = rows[i];
            widen(from->plane[plane] + (ptrdiff_t)rows[i] * from->stride[plane], viewer->across,
                  viewer->row[rows[i] & 1], size.width);
        }
        mix(viewer->row[rows[0] & 1], viewer->row[rows[1] & 1], down.share,
            to->plane[plane] + (ptrdiff_t)y * to->stride[plane], size.width);
    }
}

static void enlarge(struct fc_viewer *viewer, const struct fc_view *view,
                    const struct fc_image *from, const struct fc_image *to)
{
    for (int i = 0; i < 3; i++) {
        const struct fc_size size = fc_plane_size(from->size, i);
        const double half = i ? 2 : 1;
        const struct span spans[2] = {
            {view->x / half, view->width / to->size.width, size.width},
            {view->y / half, view->height / to->size.height, size.height},
        };

        enlarge_plane(viewer, from, spans, to, i);
    }
}

/* --- the view --- */

/* From the pool of turned frames; NULL when out of memory. */
static struct fc_frame *turn(struct fc_viewer *viewer, const struct fc_frame *frame, int turned)
{
    const struct fc_image *from = &frame->image;
    struct fc_frame *to = fc_frame_take(viewer->turned, fc_view_turned_size(from->size, turned),
                                        from->colour, frame->time_ns);

    if (!to)
        return NULL;
    for (int i = 0; i < 3; i++) {
        const struct fc_size size = fc_plane_size(from->size, i);

        RotatePlane(from->plane[i], from->stride[i], to->image.plane[i], to->image.stride[i],
                    size.width, size.height, (enum RotationMode)turned);
    }
    return to;
}

struct fc_frame *fc_viewer_apply(struct fc_viewer *viewer, const struct fc_view *view,
                                 const struct fc_frame *frame, struct fc_pool *pool)
{
    const struct fc_image *from = &frame->image;
    struct fc_frame *turned = view->turned ? turn(viewer, frame, view->turned) : NULL;
    struct fc_frame *to = fc_frame_take(pool, from->size, from->colour, frame->time_ns);

    if (!to || (view->turned && !turned) || !make_buffers(viewer, from->size)) {
        fc_frame_unref(&turned);
        fc_frame_unref(&to);
        return NULL;
    }
    if (turned)
        from = &turned->image;
    if (view->width > 0)
        enlarge(viewer, view, from, &to->image);
    else if (view->lift <= 0)
        fc_image_copy(from, &to->image);
    if (view->lift > 0) {
        fill_tables(viewer, view->lift, from->colour);
        lift_image(viewer, view->width > 0 ? &to->image : from, &to->image);
    }
    fc_frame_unref(&turned);
    return to;
}
