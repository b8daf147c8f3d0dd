/* SPDX-License-Identifier: MIT */
/*
 * The parts of the camera that need no camera: which mode is chosen, what names mean, frames paced.
 * Pictures are converted in test_camera_convert.c, cameras themselves are tested in tests/vm.
 */
#include <glib/gstdio.h>
#include <gst/gst.h>

#include "base/clock.h"
#include "service/camera/choose.h"
#include "service/camera/mode.h"
#include "service/camera/pace.h"
#include "service/camera/pipewire.h"

/* --- modes --- */

struct mode_case {
    const char *what;
    const char *caps;
    struct fc_size wanted;
    int rate;
    const char *chosen; /* "YUY2 640x480 30/1", or "" for none */
};

#define RAW(format, size, rates) "video/x-raw, format=" format ", " size ", framerate=" rates "; "
#define JPEG(size, rates) "image/jpeg, " size ", framerate=" rates "; "
#define S1080 "width=1920, height=1080"
#define S960 "width=1280, height=960"
#define S720 "width=1280, height=720"
#define S480 "width=640, height=480"
#define S360 "width=640, height=360"

static const struct mode_case mode_cases[] = {
    {"USB 2: raw is too slow at 720p",
     RAW("YUY2", S720, "10/1") RAW("YUY2", S480, "30/1") JPEG(S720, "30/1") JPEG(S1080, "30/1"),
     {1280, 720},
     30,
     "MJPEG 1280x720 30/1"},
    {"the same at 480p, where raw is fast enough",
     RAW("YUY2", S720, "10/1") RAW("YUY2", S480, "30/1") JPEG(S480, "30/1") JPEG(S720, "30/1"),
     {640, 480},
     30,
     "YUY2 640x480 30/1"},
    {"the same at 10 frames a second",
     RAW("YUY2", S720, "10/1") JPEG(S720, "30/1"),
     {1280, 720},
     10,
     "YUY2 1280x720 10/1"},
    {"no MJPEG: fast and small before large and slow",
     RAW("YUY2", S720, "{ 10/1, 5/1 }") RAW("YUY2", S480, "{ 30/1, 15/1 }"),
     {1280, 720},
     30,
     "YUY2 640x480 30/1"},
    {"no MJPEG: large at two thirds of the rate is better",
     RAW("YUY2", S720, "20/1") RAW("YUY2", S480, "30/1"),
     {1280, 720},
     30,
     "YUY2 1280x720 20/1"},
    {"the exact size before larger ones",
     RAW("YUY2", S1080, "30/1") RAW("YUY2", S960, "30/1") JPEG(S720, "30/1"),
     {1280, 720},
     30,
     "MJPEG 1280x720 30/1"},
    {"the smallest that covers",
     RAW("YUY2", S1080, "30/1") RAW("YUY2", S960, "30/1") RAW("YUY2", S480, "30/1"),
     {1280, 720},
     30,
     "YUY2 1280x960 30/1"},
    {"none covers: the largest",
     RAW("YUY2", S360, "30/1") RAW("YUY2", S480, "30/1"),
     {1920, 1440},
     30,
     "YUY2 640x480 30/1"},
    {"29.97 is 30, and raw goes before MJPEG",
     RAW("NV12", S720, "30000/1001") JPEG(S720, "30/1"),
     {1280, 720},
     30,
     "NV12 1280x720 30000/1001"},
    {"no faster than wanted",
     RAW("YUY2", S720, "{ 60/1, 50/1, 30/1, 15/1 }"),
     {1280, 720},
     30,
     "YUY2 1280x720 30/1"},
    {"faster where there is nothing else",
     RAW("YUY2", S720, "{ 60/1, 15/1 }"),
     {1280, 720},
     30,
     "YUY2 1280x720 60/1"},
    {"ranges (v4l2loopback, scalers)",
     "video/x-raw, format=I420, width=[2, 8192, 2], height=[1, 8192], framerate=[0/1, 1000/1]",
     {1280, 720},
     30,
     "I420 1280x720 30/1"},
    {"a list of formats: the cheapest",
     "video/x-raw, format={ RGB, UYVY, YUY2, GRAY8 }, " S720 ", framerate=30/1",
     {1280, 720},
     30,
     "YUY2 1280x720 30/1"},
    {"colours before grey, whatever the size",
     RAW("GRAY8", S720, "30/1") RAW("RGB", S360, "15/1"),
     {1280, 720},
     30,
     "RGB 640x360 15/1"},
    {"RGB before MJPEG",
     RAW("BGR", S720, "30/1") JPEG(S720, "30/1"),
     {1280, 720},
     30,
     "BGR 1280x720 30/1"},
    {"no rate at all", "image/jpeg, " S720, {1280, 720}, 30, "MJPEG 1280x720 0/1"},
    {"a device's memory and films are not taken",
     "video/x-raw(memory:DMABuf), format=YUY2, " S720 ", framerate=30/1;"
     "video/x-h264, " S720 ", framerate=30/1; video/x-bayer, format=rggb, " S720,
     {1280, 720},
     30,
     ""},
    {"nothing", "EMPTY", {1280, 720}, 30, ""},
    {"anything", "ANY", {1280, 720}, 30, ""},
    {"sizes that cannot be",
     "video/x-raw, format=YUY2, width=0, height=-4, framerate=30/1",
     {1280, 720},
     30,
     ""},
};

static void test_mode(gconstpointer data)
{
    const struct mode_case *c = data;
    GstCaps *caps = gst_caps_from_string(c->caps);
    struct fc_camera_mode modes[64];
    char text[64] = "";
    int count;
    int chosen;

    g_assert_nonnull(caps);
    count = fc_mode_list(caps, c->wanted, c->rate, modes, G_N_ELEMENTS(modes));
    g_assert_cmpint(count, <=, (int)G_N_ELEMENTS(modes));
    chosen = fc_mode_choose(modes, count, c->wanted, c->rate);
    if (chosen >= 0) {
        GstCaps *filter = fc_mode_caps(&modes[chosen]);

        g_snprintf(text, sizeof(text), "%s %dx%d %d/%d", modes[chosen].format,
                   modes[chosen].size.width, modes[chosen].size.height, modes[chosen].rate_num,
                   modes[chosen].rate_den);
        g_assert_true(gst_caps_can_intersect(filter, caps));
        gst_caps_unref(filter);
    }
    g_assert_cmpstr(text, ==, c->chosen);
    gst_caps_unref(caps);
}

static void add_mode_tests(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(mode_cases); i++) {
        char *path = g_strdup_printf("/camera/mode/%s", mode_cases[i].what);

        g_test_add_data_func(path, &mode_cases[i], test_mode);
        g_free(path);
    }
}

/* More modes than there is room for are counted and not written. */
static void test_mode_room(void)
{
    GstCaps *caps = gst_caps_from_string(RAW("YUY2", S720, "{ 30/1, 20/1, 10/1 }"));
    struct fc_camera_mode modes[2] = {0};

    g_assert_cmpint(fc_mode_list(caps, (struct fc_size){1280, 720}, 30, modes, 1), ==, 3);
    g_assert_cmpint(modes[0].rate_num, ==, 30);
    g_assert_cmpint(modes[1].size.width, ==, 0);
    gst_caps_unref(caps);
}

/* --- names --- */

static const struct fc_camera_info machine[] = {
    {.path = "/dev/video20", .name = "Fakecam", .is_loopback = true},
    {.path = "/dev/video2", .name = "Integrated Camera: Integrated I", .is_grey = true},
    {.path = "/dev/video0", .name = "Integrated Camera: Integrated C"},
    {.path = "/dev/video4", .name = "HD Pro Webcam C920"},
    {.path = "/dev/video5", .name = "C920"},
    {.path = "/dev/video9", .name = "OBS webcam", .is_loopback = true},
    {.path = "libcamera_input.0", .name = "Built-in Front Camera", .is_pipewire = true},
};

static const char *chosen(const char *name)
{
    const int at = fc_camera_choose(name, machine, G_N_ELEMENTS(machine));

    return at < 0 ? "" : machine[at].path;
}

static void test_choose(void)
{
    g_assert_cmpstr(chosen("auto"), ==, "/dev/video0");
    g_assert_cmpstr(chosen("integrated"), ==, "/dev/video0");
    g_assert_cmpstr(chosen("Integrated I"), ==, "/dev/video2");
    g_assert_cmpstr(chosen("PRO webcam"), ==, "/dev/video4");
    g_assert_cmpstr(chosen("c920"), ==, "/dev/video5"); /* the whole name before a part */
    g_assert_cmpstr(chosen("webcam"), ==, "/dev/video4");
    g_assert_cmpstr(chosen("obs"), ==, "/dev/video9"); /* a loopback that is named */
    g_assert_cmpstr(chosen("/dev/video4"), ==, "/dev/video4");
    g_assert_cmpstr(chosen("front"), ==, "libcamera_input.0");
    g_assert_cmpstr(chosen("libcamera_input.0"), ==, "libcamera_input.0");
    g_assert_cmpstr(chosen("Logitech"), ==, "");
    g_assert_cmpstr(chosen(""), ==, "");
    /* no camera but loopbacks: none; a grey one when it is all there is */
    g_assert_cmpint(fc_camera_choose("auto", machine, 1), ==, -1);
    g_assert_cmpint(fc_camera_choose("auto", machine, 2), ==, 1);
    g_assert_cmpint(fc_camera_choose("auto", machine, 0), ==, -1);
}

static void test_kind(void)
{
    char *file = NULL;
    const int fd = g_file_open_tmp("cameraXXXXXX", &file, NULL);

    g_assert_cmpint(fd, >=, 0);
    g_close(fd, NULL);
    g_assert_cmpint(fc_camera_kind_of("auto"), ==, FC_CAMERA_DEVICE);
    g_assert_cmpint(fc_camera_kind_of("/dev/video99"), ==, FC_CAMERA_DEVICE);
    g_assert_cmpint(fc_camera_kind_of("/dev/v4l/by-id/usb-x"), ==, FC_CAMERA_DEVICE);
    g_assert_cmpint(fc_camera_kind_of("HD Pro"), ==, FC_CAMERA_DEVICE);
    g_assert_cmpint(fc_camera_kind_of("demo:"), ==, FC_CAMERA_PLAYED);
    g_assert_cmpint(fc_camera_kind_of("file:///x.mp4"), ==, FC_CAMERA_PLAYED);
    g_assert_cmpint(fc_camera_kind_of("rtsp://house/door"), ==, FC_CAMERA_PLAYED);
    g_assert_cmpint(fc_camera_kind_of(file), ==, FC_CAMERA_PLAYED);
    g_assert_cmpint(fc_camera_kind_of("/nowhere/x.mp4"), ==, FC_CAMERA_PLAYED);
    g_assert_cmpint(fc_camera_kind_of("./x.mp4"), ==, FC_CAMERA_PLAYED);
    g_unlink(file);
    g_free(file);
}

static bool pipewire_takes(const char *properties, const char *description)
{
    GstStructure *structure = gst_structure_from_string(properties, NULL);
    bool takes;

    g_assert_nonnull(structure);
    takes = fc_pipewire_is_camera(structure, description);
    gst_structure_free(structure);
    return takes;
}

static void test_pipewire(void)
{
    g_assert_true(pipewire_takes("p, device.api=libcamera, node.name=libcamera_input.0", "Front"));
    g_assert_true(pipewire_takes("p, node.name=film", "A film"));
    g_assert_false(pipewire_takes("p, device.api=v4l2, node.name=v4l2_input.0", "C920"));
    g_assert_false(pipewire_takes("p, api.v4l2.path=\"/dev/video0\"", "C920"));
    g_assert_false(pipewire_takes("p, object.path=\"v4l2:/dev/video0\"", "C920"));
    g_assert_false(pipewire_takes("p, node.name=fakecam", "A camera"));
    g_assert_false(pipewire_takes("p, node.name=x", "Fakecam"));
}

/* --- pace --- */

#define MS FC_NS_PER_MS

static int taken_of(struct fc_pace *pace, int64_t *now_ns, int64_t step_ns, int count)
{
    int taken = 0;

    for (int i = 0; i < count; i++) {
        *now_ns += step_ns;
        taken += fc_pace_takes(pace, *now_ns, *now_ns);
    }
    return taken;
}

static void test_pace_rate(void)
{
    struct fc_pace pace;
    int64_t now_ns = FC_NS_PER_S;

    /* 60 to 30, and 50 to 30: half, and no more than 30 */
    fc_pace_init(&pace, 60, 30);
    g_assert_cmpint(taken_of(&pace, &now_ns, FC_NS_PER_S / 60, 600), ==, 300);
    fc_pace_init(&pace, 50, 30);
    g_assert_cmpint(taken_of(&pace, &now_ns, FC_NS_PER_S / 50, 500), <=, 305);
    /* a camera that is a little faster loses nothing, unsteady as it is */
    fc_pace_init(&pace, 30, 30);
    g_assert_cmpint(taken_of(&pace, &now_ns, 28 * MS, 300), ==, 300);
    g_assert_cmpint(taken_of(&pace, &now_ns, 45 * MS, 300), ==, 300);
}

/* Stopped for 12 s: the four frames that the driver kept are not shown. */
static void test_pace_stale(void)
{
    struct fc_pace pace;
    int64_t now_ns = FC_NS_PER_S;

    fc_pace_init(&pace, 30, 30);
    g_assert_cmpint(taken_of(&pace, &now_ns, 33 * MS, 10), ==, 10);
    g_assert_cmpint(taken_of(&pace, &now_ns, 12000 * MS, 1), ==, 0);
    g_assert_cmpint(taken_of(&pace, &now_ns, 2 * MS, 3), ==, 0);
    g_assert_cmpint(taken_of(&pace, &now_ns, 28 * MS, 10), ==, 10);
    /* a camera that sends them at once for ever is believed in the end */
    g_assert_cmpint(taken_of(&pace, &now_ns, 12000 * MS, 1), ==, 0);
    g_assert_cmpint(taken_of(&pace, &now_ns, 1 * MS, 100), ==, 69);
    /* one frame a second is its pace and no pause */
    fc_pace_init(&pace, 1, 30);
    g_assert_cmpint(taken_of(&pace, &now_ns, 1000 * MS, 20), ==, 20);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    gst_init(&argc, &argv);
    add_mode_tests();
    g_test_add_func("/camera/mode-room", test_mode_room);
    g_test_add_func("/camera/choose", test_choose);
    g_test_add_func("/camera/kind", test_kind);
    g_test_add_func("/camera/pipewire", test_pipewire);
    g_test_add_func("/camera/pace-rate", test_pace_rate);
    g_test_add_func("/camera/pace-stale", test_pace_stale);
    return g_test_run();
}
