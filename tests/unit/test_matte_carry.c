/* SPDX-License-Identifier: MIT */
/* Mattes that are carried along with the person, on pictures whose motion is known exactly. */
#include "frame/colour.h"
#include "matte/carry.h"
#include "matte/motion.h"
#include "matte/small.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static const struct fc_colour jfif = {FC_MATRIX_BT601, FC_RANGE_FULL};

/* A piece of person: an ellipse with a texture of its own, before a room with another. */
struct piece {
    double x, y;         /* the middle */
    double across, down; /* half axes */
    unsigned texture;    /* 0: none */
};

struct scene {
    struct fc_size size;
    struct piece pieces[2];
    int count;
    unsigned room; /* 0: none */
    int noise;     /* of the camera: up to so much, either way */
    unsigned seed; /* of the noise */
    int brighter;  /* all of the picture */
};

static double hashed(int x, int y, unsigned seed)
{
    uint32_t h = (uint32_t)x * 374761393u + (uint32_t)y * 668265263u + seed * 2246822519u;

    h = (h ^ (h >> 13)) * 1274126177u;
    return (double)((h ^ (h >> 16)) & 0xffff) / 65535;
}

/* Smooth between points that lie 12 pixels apart; 0..1. */
static double texture_at(double x, double y, unsigned seed)
{
    const double step = 12;
    const int x0 = (int)floor(x / step);
    const int y0 = (int)floor(y / step);
    const double fx = x / step - x0;
    const double fy = y / step - y0;

    return seed == 0
               ? 0.5
               : (hashed(x0, y0, seed) * (1 - fx) + hashed(x0 + 1, y0, seed) * fx) * (1 - fy) +
                     (hashed(x0, y0 + 1, seed) * (1 - fx) + hashed(x0 + 1, y0 + 1, seed) * fx) * fy;
}

/* How much of the pixel is the piece: its edge is a pixel wide. */
static double share_of(const struct piece *p, double x, double y)
{
    const double dx = (x - p->x) / p->across;
    const double dy = (y - p->y) / p->down;
    const double outside = (sqrt(dx * dx + dy * dy) - 1) * fmin(p->across, p->down);

    return CLAMP(0.5 - outside, 0, 1);
}

static struct fc_frame *draw(const struct scene *s, int64_t time_ns, uint8_t *alpha)
{
    struct fc_frame *frame = fc_frame_create(s->size, jfif, time_ns);
    const struct fc_image *image = fc_frame_image(frame);

    fc_image_fill(image, (struct fc_yuv){0, 128, 128});
    for (int y = 0; y < s->size.height; y++) {
        for (int x = 0; x < s->size.width; x++) {
            double luma = 40 + 80 * texture_at(x, y, s->room);
            double person = 0;

            for (int i = 0; i < s->count; i++) {
                const struct piece *p = &s->pieces[i];
                const double share = share_of(p, x, y);

                luma += share * (130 + 80 * texture_at(x - p->x, y - p->y, p->texture) - luma);
                person = MAX(person, share);
            }
            luma += s->brighter + s->noise * (2 * hashed(x, y, s->seed) - 1);
            image->plane[0][(ptrdiff_t)y * image->stride[0] + x] = (uint8_t)CLAMP(luma, 0, 255);
            if (alpha)
                alpha[(ptrdiff_t)y * s->size.width + x] = (uint8_t)lrint(255 * person);
        }
    }
    return frame;
}

struct outcome {
    int ret;
    double wrong, wrong_before; /* mean absolute error, in shares of the person's pixels */
    double room, room_before;   /* alpha where the room is, likewise */
    bool same;
};

static struct fc_matte *matte_of(struct fc_pool *pool, struct fc_size size, const uint8_t *alpha,
                                 const struct fc_frame *frame)
{
    struct fc_matte *matte = fc_matte_take(pool, size, fc_frame_time_ns(frame));

    for (int y = 0; y < size.height; y++)
        memcpy(matte->alpha + (ptrdiff_t)y * matte->stride, alpha + (ptrdiff_t)y * size.width,
               (size_t)size.width);
    fc_matte_seal(matte);
    fc_carry_see(fc_frame_image(frame), matte);
    return matte;
}

static struct outcome compare(const struct fc_matte *before, const struct fc_matte *now,
                              const uint8_t *truth)
{
    struct outcome o = {.same = true};
    double person = 0;

    for (int y = 0; y < now->size.height; y++) {
        for (int x = 0; x < now->size.width; x++) {
            const double t = truth[(ptrdiff_t)y * now->size.width + x] / 255.0;
            const int old = before->alpha[(ptrdiff_t)y * before->stride + x];
            const int fresh = now->alpha[(ptrdiff_t)y * now->stride + x];

            person += t;
            o.same &= old == fresh;
            o.wrong += fabs(fresh / 255.0 - t);
            o.wrong_before += fabs(old / 255.0 - t);
            o.room += fresh / 255.0 * (1 - t);
            o.room_before += old / 255.0 * (1 - t);
        }
    }
    o.wrong /= person;
    o.wrong_before /= person;
    o.room /= person;
    o.room_before /= person;
    return o;
}

/* Carries the true matte of one scene to another. */
static struct outcome carry(const struct scene *before, const struct scene *now)
{
    const gsize count = (gsize)before->size.width * (gsize)before->size.height;
    struct fc_pool *pool = fc_pool_create();
    struct fc_carry *c = fc_carry_create();
    uint8_t *alpha = g_malloc(count);
    uint8_t *truth = g_malloc(count);
    struct fc_frame *old = draw(before, 100, alpha);
    struct fc_frame *frame = draw(now, 200, truth);
    struct fc_matte *from = matte_of(pool, before->size, alpha, old);
    struct fc_matte *to = fc_matte_take(pool, before->size, 0);
    const int ret = fc_carry_run(c, from, fc_frame_image(frame), to);
    struct outcome o = compare(from, ret > 0 ? to : from, truth);

    g_assert_cmpint(ret, >=, 0);
    o.ret = ret;
    if (ret > 0) {
        g_assert_cmpint(to->time_ns, ==, from->time_ns);
        g_assert_cmpfloat(to->coverage, >=, from->coverage);
        g_assert_cmpfloat(to->unsure, >=, from->unsure);
    }
    g_test_message("wrong %.4f (before %.4f), room %.4f (%.4f)", o.wrong, o.wrong_before, o.room,
                   o.room_before);
    fc_matte_unref(&from);
    fc_matte_unref(&to);
    fc_frame_unref(&old);
    fc_frame_unref(&frame);
    fc_carry_destroy(&c);
    fc_pool_unref(&pool);
    g_free(alpha);
    g_free(truth);
    return o;
}

static struct scene one_person(struct fc_size size)
{
    return (struct scene){
        .size = size,
        .pieces = {{size.width * 0.45, size.height * 0.5, size.height * 0.2, size.height * 0.3, 7}},
        .count = 1,
        .room = 3,
    };
}

/* Whole and broken pixels, small and large steps, all directions. */
static void test_translation(void)
{
    static const double shifts[][2] = {{8, 0}, {0, -12}, {-22.5, 9.25}, {60, -20}, {-90, 4}};
    const struct scene before = one_person((struct fc_size){640, 360});

    for (size_t i = 0; i < G_N_ELEMENTS(shifts); i++) {
        struct scene now = before;
        struct outcome o;

        now.pieces[0].x += shifts[i][0];
        now.pieces[0].y += shifts[i][1];
        o = carry(&before, &now);
        g_assert_cmpint(o.ret, ==, 1);
        g_assert_cmpfloat(o.wrong, <, 0.25 * o.wrong_before);
        g_assert_cmpfloat(o.room, <, 0.15 * o.room_before);
    }
}

/* The motion that is found, in small pixels, where the person has an edge. */
static void test_vectors(void)
{
    const struct scene before = one_person((struct fc_size){640, 360});
    struct scene now = before;
    struct fc_motion m;
    uint8_t *alpha = g_malloc(640 * 360);
    uint8_t *small = g_malloc(320 * 180);
    struct fc_frame *frames[2];
    int close = 0;
    int all = 0;

    now.pieces[0].x += 15;
    now.pieces[0].y -= 6;
    frames[0] = draw(&before, 0, alpha);
    frames[1] = draw(&now, 1, NULL);
    g_assert_cmpint(fc_small_factor(before.size), ==, 2);
    g_assert_cmpint(fc_motion_init(&m, fc_small_size(before.size)), ==, 0);
    fc_small_shrink(alpha, 640, before.size, 2, small, 320);
    fc_small_shrink(fc_frame_image(frames[0])->plane[0], fc_frame_image(frames[0])->stride[0],
                    before.size, 2, m.before.origin, m.before.stride);
    fc_small_shrink(fc_frame_image(frames[1])->plane[0], fc_frame_image(frames[1])->stride[0],
                    before.size, 2, m.now.origin, m.now.stride);
    fc_motion_run(&m, small, 320);
    for (int i = 0; i < m.blocks.width * m.blocks.height; i++) {
        const struct fc_motion_block *b = &m.found[i];

        if (b->kind != FC_MOTION_EDGE || b->state != FC_MOTION_MOVED)
            continue;
        all++;
        close += fabsf(b->dx - 7.5f) < 1 && fabsf(b->dy + 3) < 1;
    }
    g_test_message("%d of %d blocks with an edge, %d active, %d lost", close, all, m.active,
                   m.lost);
    g_assert_cmpint(all, >, 20);
    g_assert_cmpint(close * 10, >=, all * 8);
    fc_motion_finish(&m);
    fc_frame_unref(&frames[0]);
    fc_frame_unref(&frames[1]);
    g_free(alpha);
    g_free(small);
}

static void test_camera_noise(void)
{
    struct scene before = one_person((struct fc_size){640, 360});
    struct scene now;
    struct outcome o;

    before.noise = 6;
    before.seed = 1;
    now = before;
    now.seed = 2;
    now.pieces[0].x += 30;
    o = carry(&before, &now);
    g_assert_cmpfloat(o.wrong, <, 0.4 * o.wrong_before);
    g_assert_cmpfloat(o.room, <, 0.3 * o.room_before);
    /* and nothing comes of noise alone */
    now.pieces[0].x -= 30;
    o = carry(&before, &now);
    g_assert_true(o.ret == 0 || o.wrong < 0.01);
}

/* What has no texture has a silhouette. */
static void test_no_texture(void)
{
    struct scene before = one_person((struct fc_size){640, 360});
    struct scene now;
    struct outcome o;

    before.pieces[0].texture = 0;
    before.room = 0;
    now = before;
    now.pieces[0].x += 20;
    o = carry(&before, &now);
    g_assert_cmpfloat(o.wrong, <, 0.5 * o.wrong_before);
    g_assert_cmpfloat(o.room, <, 0.5 * o.room_before);
}

static void test_nothing_moves(void)
{
    const struct scene scene = one_person((struct fc_size){640, 360});
    struct scene empty = scene;

    g_assert_cmpint(carry(&scene, &scene).ret, ==, 0);
    empty.count = 0;
    g_assert_cmpint(carry(&empty, &scene).ret, ==, 0);
}

/* Into the picture's border and out of it, at sizes that nothing divides. */
static void test_borders_and_odd_sizes(void)
{
    static const struct fc_size sizes[] = {
        {641, 361}, {1283, 723}, {333, 201}, {97, 61}, {1921, 1083}};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        struct scene before = one_person(sizes[i]);
        struct scene now;
        struct outcome o;

        before.pieces[0].x = sizes[i].width * 0.9;
        before.pieces[0].y = sizes[i].height * 0.85;
        now = before;
        now.pieces[0].x += sizes[i].height * 0.06;
        now.pieces[0].y += sizes[i].height * 0.03;
        o = carry(&before, &now);
        g_assert_cmpfloat(o.wrong, <, 0.6 * o.wrong_before);
        now.pieces[0].x -= sizes[i].height * 0.13;
        o = carry(&before, &now);
        g_assert_cmpfloat(o.wrong, <, 0.6 * o.wrong_before);
        g_assert_cmpfloat(o.room, <=, o.room_before);
    }
}

/* A body that stays, and a hand that goes. */
static void test_two_parts(void)
{
    struct scene before = one_person((struct fc_size){640, 360});
    struct scene now;
    struct outcome o;

    before.pieces[1] = (struct piece){500, 120, 34, 40, 11};
    before.count = 2;
    now = before;
    now.pieces[1].x += 24;
    now.pieces[1].y += 50;
    o = carry(&before, &now);
    g_assert_cmpfloat(o.wrong, <, 0.3 * o.wrong_before);
    now.pieces[0].x -= 16;
    o = carry(&before, &now);
    g_assert_cmpfloat(o.wrong, <, 0.4 * o.wrong_before);
    g_assert_cmpfloat(o.room, <, 0.3 * o.room_before);
}

/* Another scene, another light, a camera that is carried about: as it was, to the last byte. */
static void test_another_picture(void)
{
    const struct scene before = one_person((struct fc_size){640, 360});
    struct scene now = before;

    now.room = 99;
    now.pieces[0] = (struct piece){300, 100, 50, 50, 21};
    g_assert_true(carry(&before, &now).same);
    now = before;
    now.room = 99; /* all of the room is another */
    now.pieces[0].x += 20;
    g_assert_true(carry(&before, &now).same);
    now = before;
    now.brighter = 30;
    now.pieces[0].x += 20;
    g_assert_true(carry(&before, &now).same);
}

/* A matte that does not know what its frame looked like. */
static void test_unseen(void)
{
    const struct scene scene = one_person((struct fc_size){320, 180});
    struct fc_pool *pool = fc_pool_create();
    struct fc_carry *c = fc_carry_create();
    uint8_t *alpha = g_malloc(320 * 180);
    struct fc_frame *frame = draw(&scene, 0, alpha);
    struct fc_matte *from = matte_of(pool, scene.size, alpha, frame);
    struct fc_matte *to = fc_matte_take(pool, scene.size, 0);

    g_assert_true(from->has_seen);
    from->has_seen = false;
    g_assert_cmpint(fc_carry_run(c, from, fc_frame_image(frame), to), ==, 0);
    /* one from the pool has seen nothing, whoever had it before */
    from->has_seen = true;
    fc_matte_unref(&from);
    from = fc_matte_take(pool, scene.size, 0);
    g_assert_false(from->has_seen);
    fc_matte_unref(&from);
    fc_matte_unref(&to);
    fc_frame_unref(&frame);
    fc_carry_destroy(&c);
    fc_pool_unref(&pool);
    g_free(alpha);
}

/* Means of squares, by hand: of each square of 4 the second and the fourth row. */
static void test_small(void)
{
    uint8_t plane[9 * 9];
    uint8_t small[3 * 3];

    for (int i = 0; i < 81; i++)
        plane[i] = (uint8_t)(i % 9 * 8 + i / 9);
    fc_small_shrink(plane, 9, (struct fc_size){9, 9}, 4, small, 3);
    g_assert_cmpint(small[0], ==, 14); /* columns 0..3: 12; rows 1, 3: 2 */
    g_assert_cmpint(small[1], ==, 46);
    g_assert_cmpint(small[2], ==, 66); /* the last column goes on */
    g_assert_cmpint(small[6], ==, 20); /* the last row goes on */
    fc_small_shrink(plane, 9, (struct fc_size){3, 3}, 1, small, 3);
    g_assert_cmpmem(small, 3, plane, 3);
    g_assert_cmpmem(small + 3, 3, plane + 9, 3);
    g_assert_cmpint(fc_small_factor((struct fc_size){3840, 2160}), ==, 16);
    g_assert_cmpint(fc_small_factor((struct fc_size){1280, 720}), ==, 4);
    g_assert_cmpint(fc_small_factor((struct fc_size){160, 90}), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/carry/translation", test_translation);
    g_test_add_func("/carry/vectors", test_vectors);
    g_test_add_func("/carry/camera-noise", test_camera_noise);
    g_test_add_func("/carry/no-texture", test_no_texture);
    g_test_add_func("/carry/nothing-moves", test_nothing_moves);
    g_test_add_func("/carry/borders-and-odd-sizes", test_borders_and_odd_sizes);
    g_test_add_func("/carry/two-parts", test_two_parts);
    g_test_add_func("/carry/another-picture", test_another_picture);
    g_test_add_func("/carry/unseen", test_unseen);
    g_test_add_func("/carry/small", test_small);
    return g_test_run();
}
