/* SPDX-License-Identifier: MIT */
/* Odd, damaged and hostile input, and outputs that cannot be. */
#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <png.h>

#include "media_helpers.h"

#define MS INT64_C(1000000)

static const struct fc_colour limited_709 = {FC_MATRIX_BT709, FC_RANGE_LIMITED};

static int open_error(const char *path, struct fc_error *error)
{
    struct fc_source *source;
    const int code = fc_source_open(path, NULL, &source, error);

    g_assert_null(source);
    return code;
}

static void check_bad(const char *folder, const char *name, const void *bytes, size_t size,
                      int code, const char *why)
{
    char *path = g_build_filename(folder, name, NULL);
    struct fc_error error = {0};

    if (bytes)
        g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
    g_assert_cmpint(open_error(path, &error), ==, code);
    g_assert_cmpint(error.code, ==, code);
    g_assert_nonnull(strstr(error.text, name));
    if (!strstr(error.text, why))
        g_error("\"%s\" does not say \"%s\"", error.text, why);
    g_free(path);
}

static void test_bad_files(void)
{
    static const char text[] = "This is a text and not a picture.\nIt goes on for a while.\n"
                               "So that it can be seen that it is a text, it has lines.\n";
    uint8_t noise[3000];
    char *folder = folder_make();

    for (size_t i = 0; i < sizeof(noise); i++)
        noise[i] = (uint8_t)(i * i * 31 + i * 7 + (i >> 3));
    check_bad(folder, "text.png", text, sizeof(text) - 1, -EBADMSG, "not a picture or film");
    check_bad(folder, "tiny.jpg", "abc", 3, -EBADMSG, "not a picture or film");
    check_bad(folder, "noise.mp4", noise, sizeof(noise), -EBADMSG, "not a picture or film");
    check_bad(folder, "empty.png", "", 0, -EBADMSG, "empty");
    check_bad(folder, "none.png", NULL, 0, -ENOENT, "No such file");
    check_bad(folder, "head.png", "\x89PNG\r\n\x1a\n", 8, -EBADMSG, "damaged");
    check_bad(folder, "head.gif", "GIF89a", 6, -EBADMSG, "damaged");
    folder_remove(folder);
    g_assert_cmpint(open_error("/", NULL), ==, -EISDIR);
    g_assert_cmpint(open_error("/dev/null", NULL), ==, -EINVAL);
    g_assert_cmpint(open_error("demo:cat", NULL), ==, -ENOENT);
}

/* Sound alone is no film. */
static void test_sound_alone(void)
{
    char *folder = folder_make();
    char *path = g_build_filename(folder, "a.mkv", NULL);
    struct fc_error error = {0};

    pipeline_run("audiotestsrc num-buffers=20 ! opusenc ! matroskamux ! filesink location=%s",
                 path);
    g_assert_cmpint(open_error(path, &error), ==, -EBADMSG);
    g_assert_nonnull(strstr(error.text, "no picture"));
    g_free(path);
    folder_remove(folder);
}

/* A film that was cut off gives its frames and then says where it stops. */
static void check_truncated(const char *name)
{
    char *folder = folder_make();
    char *path = g_build_filename(folder, name, NULL);
    int64_t times_ns[100];
    struct fc_error error = {0};
    struct fc_source *source;
    struct fc_frame *frame;
    gsize size;
    char *bytes;
    int count = 0;
    int code;

    for (int i = 0; i < 100; i++)
        times_ns[i] = i * 40 * MS;
    film_write(path, (struct fc_size){64, 48}, limited_709, times_ns, 100);
    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    g_assert_true(g_file_set_contents(path, bytes, (gssize)(size / 2), NULL));
    g_free(bytes);
    source = source_open(path);
    while ((code = fc_source_next(source, &frame, &error)) == 0) {
        count++;
        fc_frame_unref(&frame);
    }
    g_assert_cmpint(code, ==, -EBADMSG);
    g_assert_cmpint(count, >, 10);
    g_assert_cmpint(count, <, 90);
    g_assert_nonnull(strstr(error.text, "stops at"));
    g_assert_cmpint(fc_source_next(source, &frame, &error), ==, -EBADMSG);
    g_assert_null(frame);
    fc_source_destroy(&source);
    g_free(path);
    folder_remove(folder);
}

static void test_truncated(void)
{
    check_truncated("a.mkv");
    check_truncated("a.webm");
}

/* An Exif block (Exif 2.3, 4.5) with the orientation alone, behind the file's first two bytes. */
static void write_with_exif(const char *path, const char *jpeg, gsize size, int orientation)
{
    uint8_t exif[] = {0xff, 0xe1, 0,    34, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0,
                      1,    0,    0x12, 1,  3,   0,   1,   0,   0, 0, 0,   0,   0,  0, 0, 0, 0, 0};
    GByteArray *all = g_byte_array_new();

    exif[28] = (uint8_t)orientation;
    g_byte_array_append(all, (const guint8 *)jpeg, 2);
    g_byte_array_append(all, exif, sizeof(exif));
    g_byte_array_append(all, (const guint8 *)jpeg + 2, (guint)size - 2);
    g_assert_true(g_file_set_contents(path, (const char *)all->data, all->len, NULL));
    g_byte_array_unref(all);
}

static void test_orientation(void)
{
    /* What is seen of quarters A B / C D in Exif's eight orientations. */
    static const char *const seen[] = {"ABCD", "BADC", "DCBA", "CDAB",
                                       "ACBD", "CADB", "DBCA", "BDAC"};
    static const uint8_t y[4] = {30, 100, 170, 240};
    const struct fc_size size = {97, 64};
    struct fc_frame *frame = frame_quarters(size, y);
    char *folder = folder_make();
    char *path = g_build_filename(folder, "a.jpg", NULL);
    const struct fc_sink_params params = {
        .path = path,
        .content = FC_SINK_FRAMES,
        .is_still = true,
        .size = size,
        .colour = fc_frame_image(frame)->colour,
    };
    struct fc_source *source;
    struct fc_sink *sink;
    gsize bytes;
    char *jpeg;

    g_assert_cmpint(fc_sink_open(&params, &sink, NULL), ==, 0);
    g_assert_cmpint(sink_give(sink, frame, NULL), ==, 0);
    g_assert_cmpint(fc_sink_finish(sink, NULL), ==, 0);
    fc_sink_destroy(&sink);
    g_assert_true(g_file_get_contents(path, &jpeg, &bytes, NULL));
    for (int orientation = 1; orientation <= 8; orientation++) {
        const bool is_turned = orientation > 4;

        write_with_exif(path, jpeg, bytes, orientation);
        source = source_open(path);
        g_assert_cmpint(fc_source_info(source)->size.width, ==, is_turned ? 64 : 97);
        g_assert_cmpint(fc_source_next(source, &frame, NULL), ==, 0);
        for (int i = 0; i < 4; i++) {
            const int value = luma_at(frame, i % 2 ? 0.8 : 0.2, i / 2 ? 0.8 : 0.2);

            g_assert_cmpint(ABS(value - y[seen[orientation - 1][i] - 'A']), <=, 3);
        }
        fc_frame_unref(&frame);
        fc_source_destroy(&source);
    }
    g_free(jpeg);
    g_free(path);
    folder_remove(folder);
}

static void check_png(const char *folder, png_uint_32 format, const void *pixels,
                      const void *palette, int expected)
{
    char *path = g_build_filename(folder, "a.png", NULL);
    png_image image = {
        .version = PNG_IMAGE_VERSION,
        .width = 1,
        .height = 1,
        .format = format,
        .colormap_entries = palette ? 2 : 0,
    };
    struct fc_source *source;
    struct fc_frame *frame;

    g_assert_true(png_image_write_to_file(&image, path, 0, pixels, 0, palette));
    source = source_open(path);
    g_assert_cmpint(fc_source_next(source, &frame, NULL), ==, 0);
    g_assert_cmpint(ABS(luma_at(frame, 0, 0) - expected), <=, 1);
    fc_frame_unref(&frame);
    fc_source_destroy(&source);
    g_free(path);
}

static void test_png_kinds(void)
{
    const uint8_t palette[] = {9, 9, 9, 90, 90, 90};
    const uint16_t white16[] = {65535, 65535, 65535};
    const uint16_t black16[] = {0, 0, 0};
    char *folder = folder_make();

    check_png(folder, PNG_FORMAT_GRAY, (const uint8_t[]){77}, NULL, 77);
    check_png(folder, PNG_FORMAT_GA, (const uint8_t[]){77, 255}, NULL, 77);
    check_png(folder, PNG_FORMAT_GA, (const uint8_t[]){77, 0}, NULL, 255);
    check_png(folder, PNG_FORMAT_RGBA, (const uint8_t[]){100, 100, 100, 128}, NULL, 177);
    check_png(folder, PNG_FORMAT_RGB_COLORMAP, (const uint8_t[]){1}, palette, 90);
    check_png(folder, PNG_FORMAT_LINEAR_RGB, white16, NULL, 255);
    check_png(folder, PNG_FORMAT_LINEAR_RGB, black16, NULL, 0);
    folder_remove(folder);
}

static void check_refused(const char *path, enum fc_sink_content content, bool is_still, int code,
                          const char *says)
{
    const struct fc_sink_params params = {
        .path = path,
        .content = content,
        .is_still = is_still,
        .size = {64, 48},
        .colour = limited_709,
    };
    struct fc_error error = {0};
    struct fc_sink *sink;

    g_assert_cmpint(fc_sink_open(&params, &sink, &error), ==, code);
    g_assert_null(sink);
    if (!strstr(error.text, says) && !strstr(error.remedy, says))
        g_error("\"%s\", \"%s\" does not say \"%s\"", error.text, error.remedy, says);
}

static void test_refused_outputs(void)
{
    check_refused("a.xyz", FC_SINK_FRAMES, true, -EINVAL, ".png, .jpg, .jpeg, .webp");
    check_refused("a", FC_SINK_FRAMES, false, -EINVAL, ".mp4, .webm, .mkv");
    check_refused("a.b/c", FC_SINK_FRAMES, false, -EINVAL, ".mp4, .webm, .mkv");
    check_refused("a.png", FC_SINK_FRAMES, false, -EINVAL, "is for single pictures");
    check_refused("a.mp4", FC_SINK_FRAMES, true, -EINVAL, "is for films");
    check_refused("a.mp4", FC_SINK_MATTES, false, -EINVAL, ".mkv");
    check_refused("a.jpg", FC_SINK_MATTES, true, -EINVAL, ".png");
    check_refused("/nowhere/at/all/a.png", FC_SINK_FRAMES, true, -ENOENT, "No such file");
    g_assert_cmpint(fc_sink_check("a.webp", FC_SINK_FRAMES, true, NULL), ==, 0);
}

static void test_sizes(void)
{
    const struct fc_sink_params params = {
        .path = "a.mp4", .content = FC_SINK_FRAMES, .size = {8, 8}, .colour = limited_709};
    struct fc_error error = {0};
    struct fc_sink *sink;

    g_assert_cmpint(fc_sink_open(&params, &sink, &error), ==, -ERANGE);
    g_assert_nonnull(strstr(error.text, "8 x 8"));
    g_assert_nonnull(strstr(error.remedy, "16"));
}

/* Until it is finished nothing is under the asked name; after giving up nothing is left. */
static void test_giving_up(void)
{
    const struct fc_size size = {64, 48};
    char *folder = folder_make();
    char *path = g_build_filename(folder, "a.mp4", NULL);
    const struct fc_sink_params params = {
        .path = path, .content = FC_SINK_FRAMES, .size = size, .colour = limited_709};
    struct fc_sink *sink;
    gsize bytes;
    char *text;

    g_assert_true(g_file_set_contents(path, "before", 6, NULL));
    g_assert_cmpint(fc_sink_open(&params, &sink, NULL), ==, 0);
    for (int i = 0; i < 10; i++)
        g_assert_cmpint(sink_give(sink, frame_plain(size, limited_709, i * 40 * MS, 99), NULL), ==,
                        0);
    fc_sink_destroy(&sink);
    g_assert_cmpint(folder_count(folder), ==, 1);
    g_assert_true(g_file_get_contents(path, &text, &bytes, NULL));
    g_assert_cmpmem(text, bytes, "before", 6);
    g_free(text);
    g_assert_cmpint(fc_sink_open(&params, &sink, NULL), ==, 0);
    g_assert_cmpint(fc_sink_finish(sink, NULL), ==, -ENODATA);
    fc_sink_destroy(&sink);
    g_assert_cmpint(folder_count(folder), ==, 1);
    g_free(path);
    folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    gst_init(NULL, NULL);
    g_test_add_func("/media-input/bad-files", test_bad_files);
    g_test_add_func("/media-input/sound-alone", test_sound_alone);
    g_test_add_func("/media-input/truncated", test_truncated);
    g_test_add_func("/media-input/orientation", test_orientation);
    g_test_add_func("/media-input/png-kinds", test_png_kinds);
    g_test_add_func("/media-input/refused-outputs", test_refused_outputs);
    g_test_add_func("/media-input/sizes", test_sizes);
    g_test_add_func("/media-input/giving-up", test_giving_up);
    return g_test_run();
}
