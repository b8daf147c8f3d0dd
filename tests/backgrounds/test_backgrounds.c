/* SPDX-License-Identifier: MIT */
/* The drawn backgrounds: the same every time, neither flat nor banded. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "testpng.h"

/* A run of pixels that are all alike; a gradient of eight bits without noise is made of these. */
#define BAND 24

struct picture {
    char *name;       // owned
    const char *path; // borrowed; as it was built
};

static char *draw_again(const char *name, const char *folder)
{
    char *path = g_build_filename(folder, name, NULL);
    const char *argv[] = {g_getenv("DRAW_BACKGROUNDS"), name, path, NULL};
    GError *error = NULL;
    int status = -1;

    g_spawn_sync(NULL, (char **)argv, NULL, 0, NULL, NULL, NULL, NULL, &status, &error);
    g_assert_no_error(error);
    g_assert_cmpint(status, ==, 0);
    return path;
}

static void test_same(gconstpointer data)
{
    const struct picture *picture = data;
    char *folder = g_dir_make_tmp("fakecam-backgrounds-XXXXXX", NULL);
    char *again = draw_again(picture->name, folder);
    char *built_bytes;
    char *bytes;
    gsize built_size;
    gsize size;

    g_assert_true(g_file_get_contents(picture->path, &built_bytes, &built_size, NULL));
    g_assert_true(g_file_get_contents(again, &bytes, &size, NULL));
    g_assert_cmpmem(bytes, size, built_bytes, built_size);
    g_assert_cmpuint(size, <, 2000000); /* they are installed on everybody's disk */
    g_free(bytes);
    g_free(built_bytes);
    g_remove(again);
    g_rmdir(folder);
    g_free(again);
    g_free(folder);
}

static int code(float sample)
{
    return (int)lrintf(sample * 255);
}

static int grey_at(const struct testpng *png, size_t i)
{
    const float *p = png->samples + 3 * i;

    return code(0.2126f * p[0] + 0.7152f * p[1] + 0.0722f * p[2]);
}

/* The grey that a share of all pixels stays below. */
static int grey_of_share(const struct testpng *png, double share)
{
    const size_t count = (size_t)png->width * (size_t)png->height;
    size_t histogram[256] = {0};
    size_t below = 0;
    int grey = 0;

    for (size_t i = 0; i < count; i++)
        histogram[grey_at(png, i)]++;
    while (grey < 255 && (double)(below += histogram[grey]) < share * (double)count)
        grey++;
    return grey;
}

static int run_from(const struct testpng *png, const float *row, int x)
{
    int end = x + 1;

    while (end < png->width && memcmp(row + 3 * x, row + 3 * end, 3 * sizeof(*row)) == 0)
        end++;
    return end - x;
}

/* The share of all pixels that lie in bands. */
static double banded_share(const struct testpng *png)
{
    size_t banded = 0;

    for (int y = 0; y < png->height; y++) {
        const float *row = png->samples + (size_t)y * (size_t)png->width * 3;

        for (int x = 0; x < png->width;) {
            const int run = run_from(png, row, x);

            if (run >= BAND)
                banded += (size_t)run;
            x += run;
        }
    }
    return (double)banded / ((double)png->width * png->height);
}

static void test_looks(gconstpointer data)
{
    const struct picture *picture = data;
    struct testpng png = testpng_read(picture->path);
    const int dark = grey_of_share(&png, 0.05);
    const int bright = grey_of_share(&png, 0.95);
    const double banded = banded_share(&png);

    g_test_message("%s: greys %d to %d, %.2f %% in bands", picture->name, dark, bright,
                   100 * banded);
    g_assert_cmpint(png.width, ==, 1920);
    g_assert_cmpint(png.height, ==, 1080);
    g_assert_cmpint(png.channels, ==, 3);
    g_assert_cmpint(bright - dark, >, 40);
    g_assert_cmpfloat(banded, <, 0.01);
    testpng_clear(&png);
}

static void test_wrong_use(void)
{
    const char *argv[] = {g_getenv("DRAW_BACKGROUNDS"), "no-such-picture", "/dev/null", NULL};
    char *text = NULL;
    int status = 0;

    g_spawn_sync(NULL, (char **)argv, NULL, 0, NULL, NULL, NULL, &text, &status, NULL);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 2);
    g_assert_nonnull(strstr(text, "usage"));
    g_free(text);
}

/* Each argument is the path of a picture. */
int main(int argc, char **argv)
{
    struct picture *pictures = g_new0(struct picture, argc);
    int status;

    g_test_init(&argc, &argv, NULL);
    for (int i = 1; i < argc; i++) {
        char *name = g_path_get_basename(argv[i]);
        char *same = NULL;
        char *looks = NULL;

        *strrchr(name, '.') = '\0';
        pictures[i] = (struct picture){name, argv[i]};
        same = g_strdup_printf("/backgrounds/%s/same", name);
        looks = g_strdup_printf("/backgrounds/%s/looks", name);
        g_test_add_data_func(same, &pictures[i], test_same);
        g_test_add_data_func(looks, &pictures[i], test_looks);
        g_free(same);
        g_free(looks);
    }
    g_test_add_func("/backgrounds/wrong-use", test_wrong_use);
    status = g_test_run();
    for (int i = 1; i < argc; i++)
        g_free(pictures[i].name);
    g_free(pictures);
    return status;
}
