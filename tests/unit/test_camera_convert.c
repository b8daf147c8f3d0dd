/* SPDX-License-Identifier: MIT */
/* The camera's pictures, made into frames: every format, size and colour space that cameras give. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>
#include <gst/gst.h>

#include "frame/colour.h"
#include "frame/frame.h"
#include "service/camera/convert.h"

static const struct fc_colour limited_601 = {FC_MATRIX_BT601, FC_RANGE_LIMITED};
static const struct fc_colour full_601 = {FC_MATRIX_BT601, FC_RANGE_FULL};
static const struct fc_colour limited_709 = {FC_MATRIX_BT709, FC_RANGE_LIMITED};

/* What is drawn: quarters of four colours, each plain, so that every format holds it exactly. */
struct colour_codes {
    uint8_t y, u, v;
};

static const struct colour_codes quarters[4] = {
    {60, 90, 200}, {120, 128, 128}, {200, 60, 100}, {235, 150, 40}};

static struct colour_codes code_at(struct fc_size size, int x, int y)
{
    return quarters[(y >= size.height / 2 ? 2 : 0) + (x >= size.width / 2 ? 1 : 0)];
}

struct drawn {
    struct fc_camera_picture picture;
    uint8_t *memory[3]; /* owned, with a guard byte that is looked at behind each row */
};

static void put(struct drawn *drawn, int plane, ptrdiff_t at_x, int at_y, uint8_t value)
{
    drawn->memory[plane][(ptrdiff_t)at_y * drawn->picture.stride[plane] + at_x] = value;
}

static void draw_packed(struct drawn *drawn, int y_at, int u_at, int v_at)
{
    const struct fc_size size = drawn->picture.size;

    for (int y = 0; y < size.height; y++) {
        for (int x = 0; x < size.width; x++)
            put(drawn, 0, 2 * x + y_at, y, code_at(size, x, y).y);
        for (int x = 0; x < size.width; x += 2) {
            put(drawn, 0, 2 * x + u_at, y, code_at(size, x, y).u);
            put(drawn, 0, 2 * x + v_at, y, code_at(size, x, y).v);
        }
    }
}

/* Chroma at 1/across by 1/down: u in plane up at uo + x * step. */
static void draw_planar(struct drawn *drawn, int across, int down, int up, int vp, int step)
{
    const struct fc_size size = drawn->picture.size;

    for (int y = 0; y < size.height; y++)
        for (int x = 0; x < size.width; x++)
            put(drawn, 0, x, y, code_at(size, x, y).y);
    for (int y = 0; y < size.height; y += down) {
        for (int x = 0; x < size.width; x += across) {
            const ptrdiff_t at = (ptrdiff_t)(x / across) * step;

            put(drawn, up, at + (up == vp && drawn->picture.format == GST_VIDEO_FORMAT_NV21),
                y / down, code_at(size, x, y).u);
            put(drawn, vp, at + (up == vp && drawn->picture.format == GST_VIDEO_FORMAT_NV12),
                y / down, code_at(size, x, y).v);
        }
    }
}

static void draw_grey(struct drawn *drawn)
{
    const struct fc_size size = drawn->picture.size;

    for (int y = 0; y < size.height; y++)
        for (int x = 0; x < size.width; x++)
            put(drawn, 0, x, y, code_at(size, x, y).y);
}

static void draw(struct drawn *drawn, GstVideoFormat format, struct fc_size size, int padding)
{
    drawn->picture =
        (struct fc_camera_picture){.format = format, .size = size, .colour = limited_601};
    for (int i = 0; i < 3; i++) {
        /* wide enough for every format; an odd stride is the worst there is */
        drawn->picture.stride[i] = 2 * size.width + 2 + padding;
        drawn->memory[i] = g_malloc0((gsize)drawn->picture.stride[i] * (gsize)(size.height + 1));
        drawn->picture.plane[i] = drawn->memory[i];
    }
    switch (format) {
    case GST_VIDEO_FORMAT_YUY2:
        draw_packed(drawn, 0, 1, 3);
        break;
    case GST_VIDEO_FORMAT_UYVY:
        draw_packed(drawn, 1, 0, 2);
        break;
    case GST_VIDEO_FORMAT_NV12:
    case GST_VIDEO_FORMAT_NV21:
        draw_planar(drawn, 2, 2, 1, 1, 2);
        break;
    case GST_VIDEO_FORMAT_I420:
        draw_planar(drawn, 2, 2, 1, 2, 1);
        break;
    case GST_VIDEO_FORMAT_YV12:
        draw_planar(drawn, 2, 2, 2, 1, 1);
        break;
    case GST_VIDEO_FORMAT_Y42B:
        draw_planar(drawn, 2, 1, 1, 2, 1);
        break;
    case GST_VIDEO_FORMAT_Y444:
        draw_planar(drawn, 1, 1, 1, 2, 1);
        break;
    default:
        draw_grey(drawn);
        break;
    }
}

static void free_drawn(struct drawn *drawn)
{
    for (int i = 0; i < 3; i++)
        g_free(drawn->memory[i]);
}

static void assert_near(int value, int wanted, const char *what)
{
    if (abs(value - wanted) > 1)
        g_error("%s is %d and not %d", what, value, wanted);
}

/* The middle of each quarter of the frame has the colour of that quarter of the picture. */
static void check_quarters(const struct fc_image *image, bool is_grey)
{
    for (int i = 0; i < 4; i++) {
        const int x = image->size.width * (i % 2 ? 3 : 1) / 4;
        const int y = image->size.height * (i / 2 ? 3 : 1) / 4;
        const ptrdiff_t chroma = (ptrdiff_t)(y / 2) * image->stride[1] + x / 2;

        assert_near(image->plane[0][(ptrdiff_t)y * image->stride[0] + x], quarters[i].y, "Y");
        assert_near(image->plane[1][chroma], is_grey ? 128 : quarters[i].u, "U");
        assert_near(image->plane[2][chroma], is_grey ? 128 : quarters[i].v, "V");
    }
}

static const GstVideoFormat formats[] = {
    GST_VIDEO_FORMAT_YUY2, GST_VIDEO_FORMAT_UYVY, GST_VIDEO_FORMAT_NV12,
    GST_VIDEO_FORMAT_NV21, GST_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_YV12,
    GST_VIDEO_FORMAT_Y42B, GST_VIDEO_FORMAT_Y444, GST_VIDEO_FORMAT_GRAY8,
};

/* Every format, at the same size, shrunk and grown, rows padded by nothing, 1 and 64 bytes. */
static void test_convert(void)
{
    const struct fc_size sizes[] = {{64, 48}, {62, 46}, {33, 27}, {320, 180}};
    const int paddings[] = {0, 1, 64};

    for (size_t f = 0; f < G_N_ELEMENTS(formats); f++) {
        for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
            struct fc_convert *convert = fc_convert_create((struct fc_size){64, 48}, limited_601);
            struct drawn drawn;
            struct fc_frame *frame = NULL;

            draw(&drawn, formats[f], sizes[s], paddings[(f + s) % 3]);
            g_assert_cmpint(fc_convert_run(convert, &drawn.picture, 77, &frame), ==, 0);
            g_assert_cmpint(fc_frame_time_ns(frame), ==, 77);
            g_assert_cmpint(fc_frame_image(frame)->size.width, ==, 64);
            g_assert_cmpint(fc_frame_image(frame)->size.height, ==, 48);
            check_quarters(fc_frame_image(frame), formats[f] == GST_VIDEO_FORMAT_GRAY8);
            fc_frame_unref(&frame);
            fc_convert_destroy(&convert);
            free_drawn(&drawn);
        }
    }
}

static void test_convert_refuses(void)
{
    struct fc_convert *convert = fc_convert_create((struct fc_size){64, 48}, limited_601);
    struct fc_frame *frame = NULL;
    struct drawn drawn;

    draw(&drawn, GST_VIDEO_FORMAT_GRAY8, (struct fc_size){64, 48}, 0);
    drawn.picture.format = GST_VIDEO_FORMAT_ARGB;
    g_assert_cmpint(fc_convert_run(convert, &drawn.picture, 0, &frame), ==, -ENOTSUP);
    g_assert_null(frame);
    fc_convert_destroy(&convert);
    free_drawn(&drawn);
}

/*
 * A 4:3 picture in a 16:9 frame: stripes at top and bottom are cut, the middle stays in the
 * middle, and a square stays a square.
 */
static void test_convert_crops(void)
{
    const struct fc_size from = {320, 240};
    struct fc_convert *convert = fc_convert_create((struct fc_size){640, 360}, limited_601);
    struct fc_frame *frame = NULL;
    struct drawn drawn;
    const struct fc_image *image;

    draw(&drawn, GST_VIDEO_FORMAT_GRAY8, from, 3);
    for (int y = 0; y < from.height; y++)
        for (int x = 0; x < from.width; x++) {
            const bool is_cut = y < 28 || y >= from.height - 28;
            const bool is_square = abs(x - 160) < 20 && abs(y - 120) < 20;

            put(&drawn, 0, x, y, is_cut ? 20 : is_square ? 230 : 100);
        }
    g_assert_cmpint(fc_convert_run(convert, &drawn.picture, 0, &frame), ==, 0);
    image = fc_frame_image(frame);
    for (int y = 8; y < 352; y++)
        assert_near(image->plane[0][(ptrdiff_t)y * image->stride[0] + 10], 100, "what is kept");
    for (int i = -36; i <= 36; i++) {
        assert_near(image->plane[0][(ptrdiff_t)180 * image->stride[0] + 320 + i], 230, "across");
        assert_near(image->plane[0][(ptrdiff_t)(180 + i) * image->stride[0] + 320], 230, "down");
    }
    for (int i = 44; i < 100; i++) {
        assert_near(image->plane[0][(ptrdiff_t)180 * image->stride[0] + 320 + i], 100, "right");
        assert_near(image->plane[0][(ptrdiff_t)(180 - i) * image->stride[0] + 320], 100, "above");
    }
    fc_frame_unref(&frame);
    fc_convert_destroy(&convert);
    free_drawn(&drawn);
}

/* Grey stays the same grey, and neutral, from each colour space to each, at both sizes. */
static void test_convert_grey(void)
{
    const struct fc_colour colours[] = {limited_601, full_601, limited_709};
    const struct fc_size sizes[] = {{64, 48}, {128, 80}};
    const GstVideoFormat some[] = {GST_VIDEO_FORMAT_YUY2, GST_VIDEO_FORMAT_I420,
                                   GST_VIDEO_FORMAT_NV12, GST_VIDEO_FORMAT_Y42B};

    for (size_t i = 0; i < 3 * 3 * 2 * 4 * 256; i += 5) {
        const struct fc_colour from = colours[i % 3];
        const struct fc_colour to = colours[i / 3 % 3];
        const uint8_t grey = (uint8_t)(i / 72);
        const struct fc_yuv in = fc_colour_from_rgb(from, grey, grey, grey);
        const struct fc_yuv out = fc_colour_from_rgb(to, grey, grey, grey);
        struct fc_convert *convert = fc_convert_create((struct fc_size){64, 48}, to);
        struct fc_frame *frame = NULL;
        struct drawn drawn;
        const struct fc_image *image;

        draw(&drawn, some[i / 18 % 4], sizes[i / 9 % 2], 0);
        drawn.picture.colour = from;
        for (int p = 0; p < 3; p++)
            memset(drawn.memory[p], 128,
                   (gsize)drawn.picture.stride[p] * (gsize)drawn.picture.size.height);
        for (int y = 0; y < drawn.picture.size.height; y++)
            for (int x = 0; x < drawn.picture.size.width; x++)
                put(&drawn, 0, drawn.picture.format == GST_VIDEO_FORMAT_YUY2 ? 2 * x : x, y, in.y);
        g_assert_cmpint(fc_convert_run(convert, &drawn.picture, 0, &frame), ==, 0);
        image = fc_frame_image(frame);
        g_assert_true(fc_colour_equal(image->colour, to));
        assert_near(image->plane[0][20 * image->stride[0] + 20], out.y, "grey");
        g_assert_cmpint(image->plane[1][10 * image->stride[1] + 10], ==, 128);
        g_assert_cmpint(image->plane[2][10 * image->stride[2] + 10], ==, 128);
        fc_frame_unref(&frame);
        fc_convert_destroy(&convert);
        free_drawn(&drawn);
    }
}

/* RGB, both ways round, and MJPEG of each sampling: the colour that was put in comes out. */
static void test_convert_rgb(void)
{
    const struct fc_yuv wanted = fc_colour_from_rgb(limited_601, 200, 60, 30);

    for (int bgr = 0; bgr < 2; bgr++) {
        struct fc_convert *convert = fc_convert_create((struct fc_size){32, 24}, limited_601);
        struct fc_camera_picture picture = {
            .format = bgr ? GST_VIDEO_FORMAT_BGR : GST_VIDEO_FORMAT_RGB,
            .size = {64, 48},
            .colour = limited_601,
            .stride = {64 * 3 + 1},
        };
        uint8_t *bytes = g_malloc0((gsize)picture.stride[0] * 48);
        struct fc_frame *frame = NULL;

        for (int y = 0; y < 48; y++)
            for (int x = 0; x < 64; x++) {
                uint8_t *pixel = bytes + y * picture.stride[0] + 3 * x;

                pixel[bgr ? 2 : 0] = 200;
                pixel[1] = 60;
                pixel[bgr ? 0 : 2] = 30;
            }
        picture.plane[0] = bytes;
        g_assert_cmpint(fc_convert_run(convert, &picture, 0, &frame), ==, 0);
        assert_near(fc_frame_image(frame)->plane[0][20], wanted.y, "Y");
        assert_near(fc_frame_image(frame)->plane[1][10], wanted.u, "U");
        assert_near(fc_frame_image(frame)->plane[2][10], wanted.v, "V");
        fc_frame_unref(&frame);
        fc_convert_destroy(&convert);
        g_free(bytes);
    }
}

/* A JPEG of that raw format and colour, 64 x 48; free with g_free(). */
static uint8_t *make_jpeg(const char *format, gsize *size)
{
    char *folder = g_dir_make_tmp("cameraXXXXXX", NULL);
    char *path = g_build_filename(folder, "picture.jpg", NULL);
    char *text = g_strdup_printf("videotestsrc num-buffers=1 pattern=solid-color "
                                 "foreground-color=0xffc83c1e ! video/x-raw,format=%s,width=64,"
                                 "height=48 ! jpegenc quality=98 ! filesink location=%s",
                                 format, path);
    GstElement *pipeline = gst_parse_launch(text, NULL);
    GstBus *bus = gst_element_get_bus(pipeline);
    char *bytes = NULL;

    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    gst_message_unref(
        gst_bus_timed_pop_filtered(bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR));
    gst_element_set_state(pipeline, GST_STATE_NULL);
    g_assert_true(g_file_get_contents(path, &bytes, size, NULL));
    g_unlink(path);
    g_rmdir(folder);
    gst_object_unref(bus);
    gst_object_unref(pipeline);
    g_free(text);
    g_free(path);
    g_free(folder);
    return (uint8_t *)bytes;
}

static void test_convert_jpeg(void)
{
    static const char *const samplings[] = {"I420", "Y42B", "Y444"};
    /* limited BT.601 in, JFIF's full range between, limited out */
    const struct fc_yuv wanted = fc_colour_from_rgb(limited_601, 0xc8, 0x3c, 0x1e);

    for (size_t i = 0; i < G_N_ELEMENTS(samplings); i++) {
        gsize size;
        uint8_t *bytes = make_jpeg(samplings[i], &size);
        struct fc_convert *convert = fc_convert_create((struct fc_size){64, 36}, limited_601);
        struct fc_camera_picture picture = {
            .format = GST_VIDEO_FORMAT_ENCODED,
            .size = {64, 48},
            .colour = limited_601, /* what this encoder leaves in */
            .plane = {bytes},
            .jpeg_size = size,
        };
        struct fc_frame *frame = NULL;

        g_assert_cmpint(fc_convert_run(convert, &picture, 0, &frame), ==, 0);
        g_assert_cmpint(abs(fc_frame_image(frame)->plane[0][20] - wanted.y), <=, 2);
        g_assert_cmpint(abs(fc_frame_image(frame)->plane[1][10] - wanted.u), <=, 2);
        g_assert_cmpint(abs(fc_frame_image(frame)->plane[2][10] - wanted.v), <=, 2);
        fc_frame_unref(&frame);
        /* cut off, of another size, and no JPEG at all */
        picture.jpeg_size = size / 2;
        g_assert_cmpint(fc_convert_run(convert, &picture, 0, &frame), ==, -EBADMSG);
        g_assert_null(frame);
        picture.jpeg_size = size;
        picture.size = (struct fc_size){128, 96};
        g_assert_cmpint(fc_convert_run(convert, &picture, 0, &frame), ==, -EBADMSG);
        memset(bytes, 7, size);
        g_assert_cmpint(fc_convert_run(convert, &picture, 0, &frame), ==, -EBADMSG);
        picture.jpeg_size = 0;
        g_assert_cmpint(fc_convert_run(convert, &picture, 0, &frame), ==, -EBADMSG);
        fc_convert_destroy(&convert);
        g_free(bytes);
    }
}

/* Colour left unset: the picture's own. */
static void test_convert_own_colour(void)
{
    struct fc_convert *convert = fc_convert_create((struct fc_size){64, 48}, (struct fc_colour){0});
    struct fc_frame *frame = NULL;
    struct drawn drawn;

    draw(&drawn, GST_VIDEO_FORMAT_YUY2, (struct fc_size){64, 48}, 0);
    drawn.picture.colour = full_601;
    g_assert_cmpint(fc_convert_run(convert, &drawn.picture, 0, &frame), ==, 0);
    g_assert_true(fc_colour_equal(fc_frame_image(frame)->colour, full_601));
    check_quarters(fc_frame_image(frame), false);
    fc_frame_unref(&frame);
    fc_convert_destroy(&convert);
    free_drawn(&drawn);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    gst_init(&argc, &argv);
    g_test_add_func("/camera/convert", test_convert);
    g_test_add_func("/camera/convert-refuses", test_convert_refuses);
    g_test_add_func("/camera/convert-crops", test_convert_crops);
    g_test_add_func("/camera/convert-grey", test_convert_grey);
    g_test_add_func("/camera/convert-rgb", test_convert_rgb);
    g_test_add_func("/camera/convert-jpeg", test_convert_jpeg);
    g_test_add_func("/camera/convert-own-colour", test_convert_own_colour);
    return g_test_run();
}
