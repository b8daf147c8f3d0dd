/* SPDX-License-Identifier: MIT */
/* Backgrounds: pictures stand, films and animations run round; and the GIF reader under them. */
#include "media/background.h"

#include <errno.h>
#include <string.h>

#include <gst/gst.h>

#include "media/gif.h"
#include "media_helpers.h"

#define MS INT64_C(1000000)

static const struct fc_size wanted = {64, 48};
static const struct fc_colour limited_709 = {FC_MATRIX_BT709, FC_RANGE_LIMITED};

static void put_16(GByteArray *to, int value)
{
    const guint8 bytes[] = {(guint8)value, (guint8)(value >> 8)};

    g_byte_array_append(to, bytes, 2);
}

/* A frame of one palette index, in codes of 3 bits with a clear code before every two pixels. */
static void put_gif_frame(GByteArray *to, int side, int index, int centiseconds)
{
    const guint8 control[] = {0x21, 0xf9, 4, 0, (guint8)centiseconds, 0, 0, 0};
    const guint8 image[] = {0x2c, 0, 0, 0, 0};
    GByteArray *data = g_byte_array_new();
    guint bits = 0;
    int count = 0;

    g_byte_array_append(to, control, sizeof(control));
    g_byte_array_append(to, image, sizeof(image));
    put_16(to, side);
    put_16(to, side);
    g_byte_array_append(to, (const guint8[]){0, 2}, 2);
    for (int i = 0; i <= side * side / 2 * 3; i++) {
        const bool is_last = i == side * side / 2 * 3;

        bits |= (guint)(is_last ? 5 : i % 3 == 0 ? 4 : index) << count;
        for (count += 3; count >= 8 || (is_last && count > 0); count -= 8, bits >>= 8)
            g_byte_array_append(data, (const guint8[]){(guint8)bits}, 1);
    }
    for (guint at = 0; at < data->len; at += 255) {
        const guint8 size = (guint8)MIN(255, data->len - at);

        g_byte_array_append(to, &size, 1);
        g_byte_array_append(to, data->data + at, size);
    }
    g_byte_array_append(to, (const guint8[]){0}, 1);
    g_byte_array_unref(data);
}

/* Frames of Y 0, 85, 170 and 255, for 100, 200, 300 and 400 ms. */
static GByteArray *make_gif(int side, int frames)
{
    GByteArray *gif = g_byte_array_new();

    g_byte_array_append(gif, (const guint8 *)"GIF89a", 6);
    put_16(gif, side);
    put_16(gif, side);
    g_byte_array_append(gif, (const guint8[]){0x81, 0, 0}, 3);
    for (int i = 0; i < 4; i++)
        g_byte_array_append(
            gif, (const guint8[]){(guint8)(85 * i), (guint8)(85 * i), (guint8)(85 * i)}, 3);
    for (int i = 0; i < frames; i++)
        put_gif_frame(gif, side, i % 4, 10 * (i % 4 + 1));
    g_byte_array_append(gif, (const guint8[]){0x3b}, 1);
    return gif;
}

static char *write_gif(const char *folder, int frames)
{
    char *path = g_build_filename(folder, "a.gif", NULL);
    GByteArray *gif = make_gif(16, frames);

    g_assert_true(g_file_set_contents(path, (const char *)gif->data, gif->len, NULL));
    g_byte_array_unref(gif);
    return path;
}

static struct fc_background_source background_open(const char *path, bool wait)
{
    const struct fc_background_params params = {.wait = wait};
    struct fc_background_source background = {0};
    struct fc_error error = {0};

    fc_background_open(path, &params, &background, &error);
    g_assert_cmpstr(error.text, ==, "");
    return background;
}

static int luma_now(const struct fc_background_source *background, int64_t time_ns)
{
    struct fc_frame *frame;
    int luma;

    g_assert_cmpint(background->frame_at(background->user, time_ns, wanted, &frame), ==, 0);
    luma = luma_at(frame, 0.5, 0.5);
    fc_frame_unref(&frame);
    return luma;
}

/* What is seen at a time of the animation that make_gif(16, 4) is. */
static int expected_at(int64_t time_ns)
{
    const int64_t place = time_ns % (1000 * MS);

    return place < 100 * MS ? 0 : place < 300 * MS ? 85 : place < 600 * MS ? 170 : 255;
}

static void test_animation(void)
{
    char *folder = folder_make();
    char *path = write_gif(folder, 4);
    struct fc_background_source background = background_open(path, true);

    for (int64_t time_ns = 0; time_ns < 3500 * MS; time_ns += 33 * MS)
        g_assert_cmpint(luma_now(&background, time_ns), ==, expected_at(time_ns));
    /* Far ahead, and back. */
    g_assert_cmpint(luma_now(&background, 1000000 * MS + 350 * MS), ==, 170);
    g_assert_cmpint(luma_now(&background, 150 * MS), ==, 85);
    background.release(background.user);
    g_free(path);
    folder_remove(folder);
}

static void test_film(void)
{
    static const int64_t times_ns[] = {0, 40 * MS, 80 * MS, 120 * MS, 160 * MS};
    char *folder = folder_make();
    char *path = g_build_filename(folder, "a.webm", NULL);
    struct fc_background_source background;

    film_write(path, wanted, limited_709, times_ns, 5);
    background = background_open(path, true);
    for (int i = 0; i < 23; i++) {
        const int luma = luma_now(&background, i * 40 * MS + 20 * MS);

        g_assert_cmpint(ABS(luma - 40 - i % 5), <=, 1);
    }
    background.release(background.user);
    g_free(path);
    folder_remove(folder);
}

/* Live, time begins when the first frame is asked for, and frames follow one another. */
static void test_live(void)
{
    const int64_t start_ns = INT64_C(123456789012345);
    char *folder = folder_make();
    char *path = write_gif(folder, 4);
    struct fc_background_source background = background_open(path, false);
    int changes = 0;
    int before = luma_now(&background, start_ns);

    g_assert_cmpint(before, ==, 0);
    for (int i = 1; i <= 60; i++) {
        g_usleep(5000);
        const int now = luma_now(&background, start_ns + i * 33 * MS);

        changes += now != before;
        before = now;
    }
    g_assert_cmpint(changes, >=, 6);
    background.release(background.user);
    g_free(path);
    folder_remove(folder);
}

static void test_picture(void)
{
    char *folder = folder_make();
    char *path = write_gif(folder, 1);
    struct fc_background_source background = background_open(path, false);
    struct fc_frame *one;
    struct fc_frame *two;

    background.frame_at(background.user, 0, wanted, &one);
    background.frame_at(background.user, 5000 * MS, wanted, &two);
    g_assert_nonnull(one);
    g_assert_true(one == two);
    fc_frame_unref(&one);
    fc_frame_unref(&two);
    background.release(background.user);
    g_free(path);
    folder_remove(folder);
}

/* Large pictures come smaller, but cover what is asked for. */
static void test_cover(void)
{
    const struct fc_background_params params = {.cover = {32, 32}};
    const struct fc_size size = {320, 160};
    const int64_t times_ns[] = {0, 40 * MS};
    char *folder = folder_make();
    char *path = g_build_filename(folder, "a.mkv", NULL);
    struct fc_background_source background;
    struct fc_frame *frame;

    film_write(path, size, limited_709, times_ns, 2);
    g_assert_cmpint(fc_background_open(path, &params, &background, NULL), ==, 0);
    background.frame_at(background.user, 0, wanted, &frame);
    g_assert_cmpint(fc_frame_image(frame)->size.width, ==, 64);
    g_assert_cmpint(fc_frame_image(frame)->size.height, ==, 32);
    fc_frame_unref(&frame);
    background.release(background.user);
    g_free(path);
    folder_remove(folder);
}

static void test_unreadable(void)
{
    const struct fc_background_params params = {0};
    struct fc_background_source background;
    struct fc_error error = {0};

    g_assert_cmpint(fc_background_open("/nowhere.png", &params, &background, &error), ==, -ENOENT);
    g_assert_nonnull(strstr(error.text, "/nowhere.png"));
}

/* Reads to the end or the first error; returns how many frames there were. */
static int gif_play(const uint8_t *bytes, size_t size)
{
    const uint8_t *bgra;
    int64_t length_ns;
    struct fc_gif *gif;
    int count = 0;

    if (fc_gif_open(bytes, size, &gif) < 0)
        return 0;
    while (fc_gif_next(gif, &bgra, &length_ns) == 0)
        count++;
    fc_gif_close(&gif);
    return count;
}

/* Cut off anywhere, a GIF gives the frames before and no more; turned bits do no harm. */
static void test_gif_damaged(void)
{
    GByteArray *gif = make_gif(6, 4);
    int before = 0;

    g_assert_cmpint(gif_play(gif->data, gif->len), ==, 4);
    for (guint size = 0; size < gif->len; size++) {
        uint8_t *cut = g_memdup2(gif->data, MAX(size, 1));
        const int count = gif_play(cut, size);

        g_assert_cmpint(count, >=, before);
        before = count;
        g_free(cut);
    }
    for (guint bit = 0; bit < 8 * gif->len; bit++) {
        gif->data[bit / 8] ^= (guint8)(1 << bit % 8);
        gif_play(gif->data, gif->len);
        gif->data[bit / 8] ^= (guint8)(1 << bit % 8);
    }
    g_byte_array_unref(gif);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    gst_init(NULL, NULL);
    g_test_add_func("/background/animation", test_animation);
    g_test_add_func("/background/film", test_film);
    g_test_add_func("/background/live", test_live);
    g_test_add_func("/background/picture", test_picture);
    g_test_add_func("/background/cover", test_cover);
    g_test_add_func("/background/unreadable", test_unreadable);
    g_test_add_func("/background/gif-damaged", test_gif_damaged);
    return g_test_run();
}
