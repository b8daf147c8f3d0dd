/* SPDX-License-Identifier: MIT */
#include "frame/colour.h"
#include "frame/frame.h"
#include "matte/check.h"
#include "matte/guided.h"
#include "matte/prepare.h"
#include "matte/sharpen.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "testimage.h"

static const struct fc_colour bt709 = {FC_MATRIX_BT709, FC_RANGE_LIMITED};
static const struct fc_colour jfif = {FC_MATRIX_BT601, FC_RANGE_FULL};

static void test_check(void)
{
    float person[100];
    struct fc_error error = {0};

    for (int i = 0; i < 100; i++)
        person[i] = i < 97 ? 0.9f : 0.1f;
    g_assert_cmpint(fc_matte_check(person, 100, false, &error), ==, 0);
    person[97] = person[98] = 0.9f;
    g_assert_cmpint(fc_matte_check(person, 100, false, &error), ==, -ENODATA);
    g_assert_nonnull(strstr(error.text, "whole picture"));
    person[50] = NAN;
    g_assert_cmpint(fc_matte_check(person, 100, false, &error), ==, -ENODATA);
    g_assert_nonnull(strstr(error.text, "not a number"));
    for (int i = 0; i < 100; i++)
        person[i] = 0.1f;
    g_assert_cmpint(fc_matte_check(person, 100, false, &error), ==, -ENODATA);
    g_assert_nonnull(strstr(error.text, "same everywhere"));
    g_assert_cmpint(fc_matte_check(person, 100, true, &error), ==, 0); /* a black picture */
    person[3] = 0.11f;                                                 /* an empty room */
    g_assert_cmpint(fc_matte_check(person, 100, false, &error), ==, 0);
    for (int i = 0; i < 100; i++)
        person[i] = i < 99 ? 0.45f : 0.1f; /* a third of the room would show everywhere */
    g_assert_cmpint(fc_matte_check(person, 100, false, &error), ==, -ENODATA);
}

static void test_flat_input(void)
{
    float input[30] = {0};

    g_assert_true(fc_matte_input_is_flat(input, 30, 1.0f));
    input[17] = 0.02f;
    g_assert_false(fc_matte_input_is_flat(input, 30, 1.0f));
    g_assert_true(fc_matte_input_is_flat(input, 30, 255.0f));
}

static void test_prepare_colours(void)
{
    const struct fc_colour colours[] = {bt709, jfif};
    float tensor[4 * 6 * 3];

    for (size_t i = 0; i < G_N_ELEMENTS(colours); i++) {
        struct fc_frame *frame = fc_frame_create((struct fc_size){64, 33}, colours[i], 0);
        struct fc_prepare *prepare = fc_prepare_create((struct fc_size){6, 4});

        fc_image_fill(fc_frame_image(frame), fc_colour_from_rgb(colours[i], 200, 100, 50));
        fc_prepare_run(prepare, fc_frame_image(frame), (struct fc_area){0, 0, {64, 33}}, -1.0f,
                       1.0f, tensor);
        for (int p = 0; p < 24; p++) {
            g_assert_cmpfloat_with_epsilon(tensor[3 * p], 200 / 127.5 - 1, 0.025);
            g_assert_cmpfloat_with_epsilon(tensor[3 * p + 1], 100 / 127.5 - 1, 0.025);
            g_assert_cmpfloat_with_epsilon(tensor[3 * p + 2], 50 / 127.5 - 1, 0.025);
        }
        fc_prepare_destroy(&prepare);
        fc_frame_unref(&frame);
    }
}

/*
 * Discs of one colour on another, and what a network would say of them: soft and too big.
 * Lengths are in heights of the frame, from its middle.
 */
struct scene {
    int discs;
    double x[3];
    double radius;
};

static const struct scene one_disc = {1, {0}, 0.3};
/* several runs of blocks in every row */
static const struct scene three_discs = {3, {-0.7, 0, 0.68}, 0.13};

/* How far outside the nearest disc's edge; which disc that is in *nearest, which may be NULL. */
static double nearest_edge(const struct scene *scene, double x, double y, int *nearest)
{
    double least = INFINITY;

    for (int i = 0; i < scene->discs; i++) {
        double distance = hypot(x - scene->x[i], y) - scene->radius;

        if (distance < least && nearest)
            *nearest = i;
        least = fmin(least, distance);
    }
    return least;
}

static double from_edge(const struct scene *scene, double x, double y)
{
    return nearest_edge(scene, x, y, NULL);
}

static double person_at(const struct scene *scene, double x, double y)
{
    return 1 / (1 + exp((from_edge(scene, x, y) - 0.01) * 60));
}

/* Discs are lighter than the ground and darker in turn, so that what fits one misfits the next. */
static struct fc_frame *scene_frame(const struct scene *scene, struct fc_size size)
{
    static const uint8_t codes[2][3] = {{180, 120, 160}, {30, 128, 100}};
    struct fc_frame *frame = fc_frame_create(size, bt709, 7);
    const struct fc_image *image = fc_frame_image(frame);

    fc_image_fill(image, (struct fc_yuv){90, 110, 130});
    for (int i = 0; i < 3; i++) {
        struct fc_size plane = fc_plane_size(size, i);
        double unit = i ? 2 : 1;

        for (int y = 0; y < plane.height; y++) {
            for (int x = 0; x < plane.width; x++) {
                double dx = ((x + 0.5) * unit - size.width / 2.0) / size.height;
                double dy = (y + 0.5) * unit / size.height - 0.5;
                int disc = 0;

                if (nearest_edge(scene, dx, dy, &disc) < 0)
                    image->plane[i][y * image->stride[i] + x] = codes[disc % 2][i];
            }
        }
    }
    return frame;
}

static float *scene_person(const struct scene *scene, struct fc_size size, double aspect)
{
    float *person = g_new(float, (gsize)size.width *size.height);

    for (int y = 0; y < size.height; y++)
        for (int x = 0; x < size.width; x++)
            person[y * size.width + x] = (float)person_at(
                scene, ((x + 0.5) / size.width - 0.5) * aspect, (y + 0.5) / size.height - 0.5);
    return person;
}

/* What a matte is worth against the scene that it was made from. */
struct errors {
    double band;  /* mean error within 1.4 % of the height (10 of 720) of an edge, 0..1 */
    double plain; /* the same of the probabilities as they are */
    double far;   /* the greatest error further than a tenth of the height from any edge */
};

static struct errors measure(const struct scene *scene, const struct fc_matte *matte)
{
    const double height = matte->size.height;
    struct errors errors = {0};
    double count = 0;

    for (int y = 0; y < matte->size.height; y++) {
        for (int x = 0; x < matte->size.width; x++) {
            double dx = (x + 0.5 - matte->size.width / 2.0) / height;
            double dy = (y + 0.5) / height - 0.5;
            double distance = from_edge(scene, dx, dy);
            double error = fabs(matte->alpha[y * matte->stride + x] / 255.0 - (distance < 0));

            if (fabs(distance) > 0.1)
                errors.far = fmax(errors.far, error);
            if (fabs(distance) > 10.0 / 720)
                continue;
            errors.band += error;
            errors.plain += fabs(person_at(scene, dx, dy) - (distance < 0));
            count++;
        }
    }
    errors.band /= count;
    errors.plain /= count;
    return errors;
}

/* Sharpens with one reading of the whole frame. */
static int run_sharpen(struct fc_sharpen *sharpen, const struct fc_frame *frame,
                       const float *person, struct fc_size size, struct fc_matte *matte)
{
    const struct fc_image *image = fc_frame_image(frame);
    const struct fc_reading reading = {person, size, {0, 0, image->size}, 1};

    const int ret = fc_sharpen_run(sharpen, image, &reading, 1, matte);

    if (!ret)
        fc_matte_seal(matte);
    return ret;
}

static void assert_sharpens(const struct scene *scene, struct fc_size size)
{
    const struct fc_size network = {256, 144};
    struct fc_frame *frame = scene_frame(scene, size);
    float *person = scene_person(scene, network, (double)size.width / size.height);
    struct fc_pool *pool = fc_pool_create();
    struct fc_matte *matte = fc_matte_take(pool, size, fc_frame_time_ns(frame));
    struct fc_sharpen *sharpen = fc_sharpen_create();
    struct errors errors;

    g_assert_cmpint(run_sharpen(sharpen, frame, person, network, matte), ==, 0);
    errors = measure(scene, matte);
    g_test_message("%d of %dx%d: band error %.4f, plain %.4f, far %.4f", scene->discs, size.width,
                   size.height, errors.band, errors.plain, errors.far);
    g_assert_cmpfloat(errors.band, <, 0.25 * errors.plain);
    g_assert_cmpfloat(errors.far, ==, 0);
    g_assert_cmpfloat_with_epsilon(
        matte->coverage,
        scene->discs * G_PI * scene->radius * scene->radius * size.height / size.width, 0.01);
    g_assert_cmpint(fc_matte_time_ns(matte), ==, 7);
    fc_sharpen_destroy(&sharpen);
    fc_matte_unref(&matte);
    fc_pool_unref(&pool);
    g_free(person);
    fc_frame_unref(&frame);
}

static void test_sharpen_follows_edges(void)
{
    const struct fc_size sizes[] = {{1280, 720}, {641, 359}, {1920, 1080}, {3840, 2160}};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        assert_sharpens(&one_disc, sizes[i]);
        assert_sharpens(&three_discs, sizes[i]);
    }
}

/* A disc of 0.3 of the height in the middle, from a network that is as sharp as its pixels. */
static float *sharp_disc_person(struct fc_size size, double aspect)
{
    float *person = g_new(float, (gsize)size.width *size.height);

    for (int y = 0; y < size.height; y++)
        for (int x = 0; x < size.width; x++)
            person[y * size.width + x] =
                hypot(((x + 0.5) / size.width - 0.5) * aspect, (y + 0.5) / size.height - 0.5) < 0.3;
    return person;
}

/* Squares of two colours at random, so that much of the room looks like the person's edge. */
static struct fc_frame *patchwork_frame(struct fc_size size, int side, GRand *random)
{
    struct fc_frame *frame = fc_frame_create(size, bt709, 0);
    const struct fc_image *image = fc_frame_image(frame);
    const int columns = size.width / side + 1;
    bool *bright = g_new(bool, columns *(size.height / side + 1));

    for (int i = 0; i < columns * (size.height / side + 1); i++)
        bright[i] = g_rand_boolean(random);
    for (int i = 0; i < 3; i++) {
        struct fc_size plane = fc_plane_size(size, i);
        int unit = i ? 2 : 1;

        for (int y = 0; y < plane.height; y++)
            for (int x = 0; x < plane.width; x++)
                image->plane[i][y * image->stride[i] + x] =
                    bright[y * unit / side * columns + x * unit / side] ? 200 - 40 * i
                                                                        : 60 + 20 * i;
    }
    g_free(bright);
    return frame;
}

/* How far outside a circle round the middle, in pixels, the matte has an alpha above 8. */
static double farthest_beyond(const struct fc_matte *matte, double radius)
{
    double farthest = 0;

    for (int y = 0; y < matte->size.height; y++)
        for (int x = 0; x < matte->size.width; x++)
            if (matte->alpha[y * matte->stride + x] > 8)
                farthest = MAX(farthest, hypot(x + 0.5 - matte->size.width / 2.0,
                                               y + 0.5 - matte->size.height / 2.0) -
                                             radius);
    return farthest;
}

/*
 * Whatever the room looks like, the matte stays near what the network calls person: its last
 * pixel, which is 5 of the frame's, and 8 working pixels, which are 32.
 */
static void test_sharpen_stays_near(void)
{
    const struct fc_size size = {1280, 720};
    const struct fc_size network = {256, 144};
    const int sides[] = {1, 2, 4, 8, 12, 16, 24, 32, 48, 64};
    struct fc_sharpen *sharpen = fc_sharpen_create();
    struct fc_pool *pool = fc_pool_create();
    GRand *random = g_rand_new_with_seed(3);
    float *person = sharp_disc_person(network, 16.0 / 9);
    double farthest = 0;

    for (int i = 0; i < 40; i++) {
        struct fc_frame *frame = patchwork_frame(size, sides[i % 10], random);
        struct fc_matte *matte = fc_matte_take(pool, size, 0);
        double beyond;

        g_assert_cmpint(run_sharpen(sharpen, frame, person, network, matte), ==, 0);
        beyond = farthest_beyond(matte, 0.3 * size.height);
        farthest = MAX(farthest, beyond);
        fc_matte_unref(&matte);
        fc_frame_unref(&frame);
    }
    g_test_message("alpha above 8 up to %.1f px beyond the network's person", farthest);
    g_assert_cmpfloat(farthest, <=, 5 + 32);
    g_free(person);
    g_rand_free(random);
    fc_pool_unref(&pool);
    fc_sharpen_destroy(&sharpen);
}

/* Every size works, down to one pixel. */
static void test_sharpen_sizes(void)
{
    const struct fc_size sizes[] = {{1, 1},    {2, 1},    {1, 9},    {3, 3},
                                    {17, 400}, {1000, 3}, {179, 181}};
    const struct fc_size network = {256, 256};
    struct fc_sharpen *sharpen = fc_sharpen_create();
    struct fc_pool *pool = fc_pool_create();
    float *person = scene_person(&one_disc, network, 1);

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        struct fc_frame *frame = scene_frame(&one_disc, sizes[i]);
        struct fc_matte *matte = fc_matte_take(pool, sizes[i], 0);

        g_assert_cmpint(run_sharpen(sharpen, frame, person, network, matte), ==, 0);
        /* a window may hold the whole of a small frame: then all is as much person as the rest */
        g_assert_cmpint(matte->alpha[(sizes[i].height / 2) * matte->stride + sizes[i].width / 2],
                        >=, matte->alpha[0]);
        fc_matte_unref(&matte);
        fc_frame_unref(&frame);
    }
    g_free(person);
    fc_pool_unref(&pool);
    fc_sharpen_destroy(&sharpen);
}

/* The kernels for this processor say what the plain ones say. */
static void test_kernels_agree(void)
{
    const struct fc_guided_kernels *fast = fc_guided_choose();
    const struct fc_guided_kernels *plain = &fc_guided_kernels_c;
    enum {
        COUNT = 333,
        STRIDE = 384,
        MARGIN = 16
    };
    float *from = g_new0(float, FC_GUIDED_MOMENTS *STRIDE);
    float *a = g_new0(float, FC_GUIDED_MOMENTS *STRIDE);
    float *b = g_new0(float, FC_GUIDED_MOMENTS *STRIDE);
    float *along = g_new0(float, STRIDE);
    float *scratch = g_new0(float, 2 * (COUNT + 48));
    uint8_t bytes[3][COUNT];
    uint8_t alpha[2][COUNT + 16];
    struct fc_guided_row row = {
        {from, from + STRIDE, from + 2 * STRIDE}, from + 3 * STRIDE, from + 7 * STRIDE};
    struct fc_guided_row other = {
        {from + 4 * STRIDE, from, from + 5 * STRIDE}, from + 6 * STRIDE, from + 8 * STRIDE};

    for (int i = 0; i < FC_GUIDED_MOMENTS * STRIDE; i++)
        from[i] = (float)g_test_rand_double_range(-0.5, 0.5);
    for (int i = 0; i < STRIDE; i++)
        along[i] = (float)g_test_rand_double_range(0.01, 0.1);
    for (int i = 0; i < 3 * COUNT; i++)
        bytes[i / COUNT][i % COUNT] = (uint8_t)g_test_rand_int_range(0, 256);

    plain->slide_moments(a, STRIDE, &row, &other, COUNT);
    fast->slide_moments(b, STRIDE, &row, &other, COUNT);
    for (int i = 0; i < FC_GUIDED_MOMENTS * STRIDE; i++)
        g_assert_cmpfloat_with_epsilon(a[i], b[i], 1e-6);

    plain->box(a + MARGIN, from + MARGIN, &(struct fc_guided_scale){along, 0.5f}, STRIDE, 4, COUNT,
               scratch);
    fast->box(b + MARGIN, from + MARGIN, &(struct fc_guided_scale){along, 0.5f}, STRIDE, 4, COUNT,
              scratch);
    for (int x = 0; x < COUNT; x++) {
        double sum = 0;

        for (int k = -FC_GUIDED_RADIUS; k <= FC_GUIDED_RADIUS; k++)
            sum += from[STRIDE + MARGIN + x + k];
        g_assert_cmpfloat_with_epsilon(a[STRIDE + MARGIN + x], sum * along[x] * 0.5, 1e-5);
        g_assert_cmpfloat_with_epsilon(a[STRIDE + MARGIN + x], b[STRIDE + MARGIN + x], 1e-5);
    }

    plain->apply(alpha[0], from, from + STRIDE, 0.3f, STRIDE, bytes[0], bytes[1], bytes[2], COUNT);
    fast->apply(alpha[1], from, from + STRIDE, 0.3f, STRIDE, bytes[0], bytes[1], bytes[2], COUNT);
    for (int x = 0; x < COUNT; x++)
        g_assert_cmpint(abs(alpha[0][x] - alpha[1][x]), <=, 1);
    g_free(from);
    g_free(a);
    g_free(b);
    g_free(along);
    g_free(scratch);
}

enum {
    WINDOWS = 64
};

/* What a window of two colours holds, share of it the second, which is the person. */
static void fill_moments(float *moments, double colours[2][3], double share)
{
    double sums[FC_GUIDED_MOMENTS] = {0};

    for (int k = 0; k < 2; k++) {
        const double weight = k ? share : 1 - share;
        const double *i = colours[k];
        const double values[FC_GUIDED_MOMENTS] = {
            i[0],        i[1],        i[2],        k,           i[0] * k,    i[1] * k,    i[2] * k,
            i[0] * i[0], i[0] * i[1], i[0] * i[2], i[1] * i[1], i[1] * i[2], i[2] * i[2], 1};

        for (int m = 0; m < FC_GUIDED_MOMENTS; m++)
            sums[m] += weight * values[m];
    }
    for (int m = 0; m < FC_GUIDED_MOMENTS; m++)
        moments[m * WINDOWS] = (float)sums[m];
}

static void assert_tells_apart(const float *coefficients, double colours[2][3])
{
    for (int k = 0; k < 2; k++) {
        double p = coefficients[3 * WINDOWS];

        for (int i = 0; i < 3; i++) {
            /* the least that tells colours 0.1 apart; more would be noise at the next pixel */
            g_assert_cmpfloat(fabs(coefficients[i * WINDOWS]), <, 15);
            p += coefficients[i * WINDOWS] * colours[k][i];
        }
        g_assert_cmpfloat(fabs(p - k), <, 0.05);
    }
}

/* Flat colours, as on a drawn wall: Y, Cb and Cr rise and fall together, all but singular. */
static void test_solve_two_colours(const struct fc_guided_kernels *kernels)
{
    static float moments[FC_GUIDED_MOMENTS * WINDOWS];
    static float coefficients[FC_GUIDED_COEFFICIENTS * WINDOWS];
    static double colours[WINDOWS][2][3];

    for (int round = 0; round < 2000; round++) {
        for (int x = 0; x < WINDOWS; x++) {
            for (int i = 0; i < 6; i++)
                colours[x][i / 3][i % 3] = g_test_rand_int_range(0, 256) / 255.0 - 0.5;
            colours[x][1][1] = colours[x][0][1] + (colours[x][0][1] < 0 ? 0.1 : -0.1);
            fill_moments(moments + x, colours[x], g_test_rand_double_range(0.05, 0.95));
        }
        kernels->solve(coefficients, moments, WINDOWS, 1e-5f, WINDOWS);
        for (int x = 0; x < WINDOWS; x++)
            assert_tells_apart(coefficients + x, colours[x]);
    }
}

static void test_kernels_solve(void)
{
    test_solve_two_colours(&fc_guided_kernels_c);
    test_solve_two_colours(fc_guided_choose());
}

/* The other way round, and neither fitter nor less fit for it, at odd widths too. */
static void test_mirror(void)
{
    for (int width = 1; width < 40; width++) {
        const struct fc_size size = {width, 17};
        struct fc_matte *matte = testimage_matte(size, 0, 0);
        struct fc_matte *mirrored = testimage_matte(size, 0, 0);

        for (int y = 0; y < size.height; y++)
            for (int x = 0; x < width; x++)
                matte->alpha[y * matte->stride + x] = (uint8_t)(x * 37 + y * 11);
        fc_matte_seal(matte);
        fc_matte_mirror(matte, mirrored);
        for (int y = 0; y < size.height; y++)
            for (int x = 0; x < width; x++)
                g_assert_cmpint(mirrored->alpha[y * mirrored->stride + width - 1 - x], ==,
                                matte->alpha[y * matte->stride + x]);
        g_assert_true(mirrored->coverage == matte->coverage);
        g_assert_true(mirrored->unsure == matte->unsure);
        fc_matte_unref(&matte);
        fc_matte_unref(&mirrored);
    }
}

/* A part of it, of any alpha. */
static void scribble(struct fc_matte *matte, struct fc_area area)
{
    for (int y = area.y; y < area.y + area.size.height; y++)
        for (int x = area.x; x < area.x + area.size.width; x++)
            matte->alpha[(ptrdiff_t)y * matte->stride + x] = (uint8_t)g_test_rand_int();
}

static struct fc_area some_area(struct fc_size size)
{
    const int x = g_test_rand_int_range(0, size.width);
    const int y = g_test_rand_int_range(0, size.height);

    return (struct fc_area){x,
                            y,
                            {g_test_rand_int_range(1, size.width - x + 1),
                             g_test_rand_int_range(1, size.height - y + 1)}};
}

/* What was sealed and has changed in a part is what it would be if it were sealed as a whole. */
static void test_reseal(void)
{
    const struct fc_size sizes[] = {{2, 2},     {64, 64},   {66, 62},
                                    {320, 180}, {321, 181}, {1280, 720}};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes) * 20; i++) {
        const struct fc_size size = sizes[i / 20];
        const struct fc_area whole = {0, 0, size};
        const struct fc_area area = some_area(size);
        struct fc_matte *matte = testimage_matte(size, 0, 0);
        struct fc_matte *other = testimage_matte(size, 0, 0);

        scribble(matte, i % 2 ? whole : some_area(size));
        fc_matte_seal(matte);
        scribble(matte, area);
        fc_matte_touch(matte, area);
        fc_matte_reseal(matte);
        fc_matte_copy(matte, other);
        g_assert_true(matte->coverage == other->coverage);
        g_assert_true(matte->unsure == other->unsure);
        for (int y = 0; y < size.height / 2; y++)
            g_assert_cmpmem(
                matte->chroma_alpha + (ptrdiff_t)y * matte->chroma_stride, (gsize)size.width / 2,
                other->chroma_alpha + (ptrdiff_t)y * other->chroma_stride, (gsize)size.width / 2);
        fc_matte_unref(&matte);
        fc_matte_unref(&other);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/matte/check", test_check);
    g_test_add_func("/matte/flat-input", test_flat_input);
    g_test_add_func("/matte/prepare-colours", test_prepare_colours);
    g_test_add_func("/matte/kernels-agree", test_kernels_agree);
    g_test_add_func("/matte/kernels-solve", test_kernels_solve);
    g_test_add_func("/matte/sharpen-follows-edges", test_sharpen_follows_edges);
    g_test_add_func("/matte/sharpen-stays-near", test_sharpen_stays_near);
    g_test_add_func("/matte/sharpen-sizes", test_sharpen_sizes);
    g_test_add_func("/matte/mirror", test_mirror);
    g_test_add_func("/matte/reseal", test_reseal);
    return g_test_run();
}
