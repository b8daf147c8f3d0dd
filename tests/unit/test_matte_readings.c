/* SPDX-License-Identifier: MIT */
/* Readings of parts of a frame: where networks look, and the map that comes of what they say. */
#include "matte/region.h"
#include "matte/spread.h"

#include <glib.h>
#include <math.h>
#include <string.h>

enum {
    SIDE = 64,
    WIDTH = 160,
    HEIGHT = 90,
    FACTOR = 8
};

static const struct fc_size frame = {WIDTH * FACTOR, HEIGHT *FACTOR};

static bool is_inside(double x, double y, struct fc_area box)
{
    return x >= box.x && x < box.x + box.size.width && y >= box.y && y < box.y + box.size.height;
}

/* What a network says that sees a box of a person through that area. */
static struct fc_reading see(struct fc_area box, struct fc_area area, float weight,
                             float probabilities[SIDE * SIDE])
{
    for (int i = 0; i < SIDE * SIDE; i++) {
        const double x = area.x + (i % SIDE + 0.5) * area.size.width / SIDE;
        const double y = area.y + ((double)(i / SIDE) + 0.5) * area.size.height / SIDE;

        probabilities[i] = is_inside(x, y, box) ? 1.0f : 0.0f;
    }
    return (struct fc_reading){probabilities, {SIDE, SIDE}, area, weight};
}

static struct fc_area whole(void)
{
    return (struct fc_area){0, 0, frame};
}

static bool holds(struct fc_area outer, struct fc_area inner)
{
    return outer.x <= inner.x && outer.y <= inner.y &&
           outer.x + outer.size.width >= inner.x + inner.size.width &&
           outer.y + outer.size.height >= inner.y + inner.size.height;
}

/* --- where networks look --- */

static void test_region_follows(void)
{
    static float probabilities[SIDE * SIDE];
    const struct fc_area person = {500, 200, {300, 520}};
    const struct fc_area right = {900, 200, {300, 520}};
    struct fc_region region = {0};
    struct fc_area area;
    struct fc_area before;
    struct fc_reading reading = see(person, whole(), 1, probabilities);

    g_assert_false(fc_region_knows(&region, frame));
    g_assert_true(fc_region_follow(&region, frame, &reading, 1));
    g_assert_true(fc_region_knows(&region, frame));
    g_assert_true(fc_region_area(&region, FC_REGION_PERSON, (struct fc_size){1, 1}, &before));
    g_assert_true(holds(before, person));
    g_assert_cmpint(before.size.width, ==, 570); /* 520 and a tenth above; square */
    g_assert_cmpint(before.x % 2 + before.y % 2, ==, 0);

    /* a little to the side: nothing moves */
    reading = see((struct fc_area){515, 200, {300, 520}}, whole(), 1, probabilities);
    g_assert_false(fc_region_follow(&region, frame, &reading, 1));
    /* far: it follows */
    reading = see(right, whole(), 1, probabilities);
    g_assert_true(fc_region_follow(&region, frame, &reading, 1));
    fc_region_area(&region, FC_REGION_PERSON, (struct fc_size){1, 1}, &area);
    g_assert_true(holds(area, right));
    g_assert_cmpint(area.x, >, before.x);
    /* nobody is left, or the frames have another size */
    reading = see((struct fc_area){0}, whole(), 1, probabilities);
    g_assert_true(fc_region_follow(&region, frame, &reading, 1));
    g_assert_false(fc_region_area(&region, FC_REGION_PERSON, (struct fc_size){1, 1}, &area));
    g_assert_false(fc_region_follow(&region, frame, &reading, 1));
    g_assert_false(fc_region_knows(&region, (struct fc_size){320, 240}));
}

/* The head's part holds the narrow top of a person and leaves the wide arms out. */
static void test_region_head(void)
{
    static float probabilities[SIDE * SIDE];
    const struct fc_area arms = {100, 620, {1000, 100}};
    const struct fc_area head = {540, 120, {160, 500}};
    struct fc_region region = {0};
    struct fc_area area;
    struct fc_reading reading = see(head, whole(), 1, probabilities);

    for (int i = 0; i < SIDE * SIDE; i++) {
        const double x = (i % SIDE + 0.5) * frame.width / SIDE;
        const double y = ((double)(i / SIDE) + 0.5) * frame.height / SIDE;

        if (is_inside(x, y, arms))
            probabilities[i] = 1;
    }
    fc_region_follow(&region, frame, &reading, 1);
    g_assert_true(fc_region_area(&region, FC_REGION_PERSON, (struct fc_size){1, 1}, &area));
    g_assert_true(holds(area, arms));
    g_assert_true(fc_region_area(&region, FC_REGION_HEAD, (struct fc_size){1, 1}, &area));
    g_assert_cmpint(area.x, <, head.x);
    g_assert_cmpint(area.y, <, head.y);
    g_assert_cmpint(area.size.width, <, 600);
}

/* Whatever networks say, areas lie inside the frame, begin at even numbers and are not empty. */
static void test_region_any(void)
{
    static float probabilities[SIDE * SIDE];
    struct fc_region region = {0};

    for (int round = 0; round < 400; round++) {
        const struct fc_size size = {g_test_rand_int_range(1, 2000),
                                     g_test_rand_int_range(1, 2000)};
        const struct fc_area box = {
            g_test_rand_int_range(0, size.width),
            g_test_rand_int_range(0, size.height),
            {g_test_rand_int_range(0, size.width + 1), g_test_rand_int_range(0, size.height + 1)}};
        const struct fc_reading reading = see(box, (struct fc_area){0, 0, size}, 1, probabilities);

        fc_region_follow(&region, size, &reading, 1);
        for (int part = 0; part < FC_REGION_PARTS; part++) {
            const struct fc_size input = {g_test_rand_int_range(1, 20),
                                          g_test_rand_int_range(1, 20)};
            struct fc_area area;

            if (!fc_region_area(&region, (enum fc_region_part)part, input, &area))
                continue;
            g_assert_true(holds((struct fc_area){0, 0, size}, area));
            g_assert_cmpint(area.x % 2 + area.y % 2, ==, 0);
            g_assert_cmpint(area.size.width, >, 0);
            g_assert_cmpint(area.size.height, >, 0);
        }
    }
}

/* --- the map --- */

static float map_at(const float *map, int x, int y)
{
    return map[(y / FACTOR) * WIDTH + x / FACTOR];
}

/* One reading of the whole: bilinear between its samples, the outermost go on to the border. */
static void test_spread_whole(void)
{
    static float probabilities[SIDE * SIDE];
    static float map[WIDTH * HEIGHT];
    const struct fc_reading reading = {probabilities, {SIDE, SIDE}, whole(), 1};
    struct fc_spread spread;

    for (int i = 0; i < SIDE * SIDE; i++)
        probabilities[i] = (float)(i % SIDE) / SIDE;
    g_assert_cmpint(fc_spread_init(&spread, (struct fc_size){WIDTH, HEIGHT}, FACTOR), ==, 0);
    fc_spread_run(&spread, frame, &reading, 1, map, WIDTH);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        const double at = (i % WIDTH + 0.5) / WIDTH - 0.5 / SIDE;

        g_assert_cmpfloat_with_epsilon(map[i], CLAMP(at, 0, (SIDE - 1.0) / SIDE), 1e-5);
    }
    fc_spread_finish(&spread);
}

/* A closer look counts where it looks; outside there is the whole alone. */
static void test_spread_parts(void)
{
    static float zeros[SIDE * SIDE];
    static float ones[SIDE * SIDE];
    static float halves[SIDE * SIDE];
    static float map[WIDTH * HEIGHT];
    const struct fc_area closer = {400, 200, {400, 400}};
    const struct fc_area head = {500, 200, {200, 200}};
    struct fc_reading readings[] = {
        {zeros, {SIDE, SIDE}, closer, 1},
        {halves, {SIDE, SIDE}, head, 2},
        {ones, {SIDE, SIDE}, whole(), 1},
    };
    struct fc_spread spread;

    for (int i = 0; i < SIDE * SIDE; i++) {
        ones[i] = 1;
        halves[i] = 0.5f;
    }
    g_assert_cmpint(fc_spread_init(&spread, (struct fc_size){WIDTH, HEIGHT}, FACTOR), ==, 0);
    fc_spread_run(&spread, frame, readings, 3, map, WIDTH);
    g_assert_cmpfloat(map_at(map, 100, 300), ==, 1);
    g_assert_cmpfloat_with_epsilon(map_at(map, 600, 560), 0.5, 1e-5);
    g_assert_cmpfloat_with_epsilon(map_at(map, 600, 300), 0.5, 1e-5);
    /* it fades: no step anywhere along a row through both edges */
    for (int x = 380; x < 820; x += FACTOR)
        g_assert_cmpfloat(fabsf(map_at(map, x, 560) - map_at(map, x + FACTOR, 560)), <=, 0.41);
    g_assert_cmpfloat(map_at(map, 408, 560), >, 0.55);
    g_assert_cmpfloat(map_at(map, 408, 560), <, 0.95);

    /* by weight */
    readings[0].weight = 0.25f;
    readings[1] = readings[2];
    fc_spread_run(&spread, frame, readings, 2, map, WIDTH);
    g_assert_cmpfloat_with_epsilon(map_at(map, 600, 560), 0.8, 1e-5);
    fc_spread_finish(&spread);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/readings/region/follows", test_region_follows);
    g_test_add_func("/readings/region/head", test_region_head);
    g_test_add_func("/readings/region/any", test_region_any);
    g_test_add_func("/readings/spread/whole", test_spread_whole);
    g_test_add_func("/readings/spread/parts", test_spread_parts);
    return g_test_run();
}
