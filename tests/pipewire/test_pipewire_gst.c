/* SPDX-License-Identifier: MIT */
/* The camera node as GStreamer sees it, and so our own capture, which must never take it. */
#include <errno.h>
#include <string.h>

#include <glib.h>
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

#include "camera.h"
#include "service/camera.h"
#include "service/camera/list.h"
#include "service/camera/pipewire.h"
#include "world.h"

static const struct fc_size small = {320, 240};
static const struct fc_colour bt601 = {FC_MATRIX_BT601, FC_RANGE_LIMITED};

/* What our own capture looks through; false where the plugin is missing. */
static bool provider_lists_it(void)
{
    GstDeviceProviderFactory *plugin = gst_device_provider_factory_find("pipewiredeviceprovider");
    GList *devices = fc_pipewire_devices();
    bool found = false;

    for (GList *item = devices; item; item = item->next) {
        char *name = gst_device_get_display_name(item->data);

        found |= strcmp(name, "Fakecam") == 0;
        g_free(name);
    }
    g_list_free_full(devices, gst_object_unref);
    if (!plugin)
        return false;
    gst_object_unref(plugin);
    g_assert_true(found);
    return true;
}

static void test_no_camera_of_ours(void)
{
    const struct fc_camera_params params = {.name = "Fakecam", .size = small, .rate = 30};
    struct fc_camera_info infos[64];
    struct fc_camera_info info;
    struct fc_error error = {0};
    struct camera camera;
    int count;

    world_start(true);
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    if (!provider_lists_it()) {
        g_test_skip("GStreamer's PipeWire plugin is not there");
        camera_finish(&camera);
        world_kill();
        return;
    }
    count = MIN(fc_camera_list(infos, G_N_ELEMENTS(infos)), (int)G_N_ELEMENTS(infos));
    for (int i = 0; i < count; i++)
        g_assert_false(infos[i].is_pipewire && strcasestr(infos[i].name, "fakecam"));
    g_assert_null(fc_pipewire_find("fakecam"));
    g_assert_cmpint(fc_camera_find(&params, &info, &error), ==, -ENODEV);
    g_assert_cmpint(camera.reader_changes, ==, 0);
    camera_finish(&camera);
    world_kill();
}

/* --- GStreamer's pipewiresrc --- */

static bool sample_is(GstSample *sample, const struct fc_image *image)
{
    GstVideoInfo info;
    GstVideoFrame frame;
    bool is_same = true;

    g_assert_true(gst_video_info_from_caps(&info, gst_sample_get_caps(sample)));
    g_assert_cmpint(info.width, ==, image->size.width);
    g_assert_cmpint(info.height, ==, image->size.height);
    g_assert_true(gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample), GST_MAP_READ));
    for (int plane = 0; plane < 3 && is_same; plane++)
        for (int y = 0; y < image->size.height >> !!plane && is_same; y++) {
            const int down = plane && info.finfo->h_sub[plane] == 0 ? 2 : 1; /* YUY2 */
            const uint8_t *row = (uint8_t *)GST_VIDEO_FRAME_COMP_DATA(&frame, plane) +
                                 y * down * GST_VIDEO_FRAME_COMP_STRIDE(&frame, plane);

            for (int x = 0; x < image->size.width >> !!plane && is_same; x++)
                is_same = row[x * GST_VIDEO_FRAME_COMP_PSTRIDE(&frame, plane)] ==
                          image->plane[plane][y * image->stride[plane] + x];
        }
    gst_video_frame_unmap(&frame);
    return is_same;
}

struct gst_reader {
    GstElement *pipeline; // owned
    GstElement *sink;     // owned
    const struct camera *camera;
};

static bool gst_shows_newest(void *user)
{
    const struct gst_reader *reader = user;
    GstSample *sample = gst_app_sink_try_pull_sample(GST_APP_SINK(reader->sink), 0);
    bool is_newest;

    if (!sample)
        return false;
    is_newest = sample_is(sample, fc_frame_image(reader->camera->picture));
    gst_sample_unref(sample);
    return is_newest;
}

static void check_gstreamer(struct fc_size size, const char *format)
{
    char *line = g_strdup_printf("pipewiresrc target-object=fakecam ! video/x-raw,format=%s ! "
                                 "appsink name=sink sync=false max-buffers=1 drop=true",
                                 format);
    struct camera camera;
    struct gst_reader reader = {.camera = &camera};

    camera_init(&camera, size, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    reader.pipeline = gst_parse_launch(line, NULL);
    reader.sink = gst_bin_get_by_name(GST_BIN(reader.pipeline), "sink");
    gst_element_set_state(reader.pipeline, GST_STATE_PLAYING);
    camera_wait_readers(&camera, 1, 10);
    for (int i = 0; i < 5; i++) {
        camera_publish(&camera, 0);
        world_wait("pipewiresrc shows the newest picture", gst_shows_newest, &reader, 10);
    }
    gst_element_set_state(reader.pipeline, GST_STATE_NULL);
    gst_object_unref(reader.sink);
    gst_object_unref(reader.pipeline);
    camera_wait_readers(&camera, 0, 10);
    camera_finish(&camera);
    g_free(line);
}

static void test_gstreamer(void)
{
    static const char *const names[] = {"I420", "YUY2"};
    GstElementFactory *factory = gst_element_factory_find("pipewiresrc");

    if (!factory) {
        g_test_skip("GStreamer's PipeWire plugin is not there");
        return;
    }
    gst_object_unref(factory);
    world_start(true);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        check_gstreamer(small, names[i]);
    world_kill();
}

int main(int argc, char **argv)
{
    const char *missing;
    int ret;

    g_test_init(&argc, &argv, NULL);
    missing = world_init();
    if (missing) {
        g_print("1..0 # SKIP %s is not installed\n", missing);
        return 0;
    }
    gst_init(NULL, NULL);
    g_test_add_func("/pipewire-gst/no-camera-of-ours", test_no_camera_of_ours);
    g_test_add_func("/pipewire-gst/pictures", test_gstreamer);
    ret = g_test_run();
    world_finish();
    return ret;
}
