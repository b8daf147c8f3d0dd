/* SPDX-License-Identifier: MIT */
/*
 * pipewiresrc ! capsfilter ! [jpegdec] ! videoconvert ! appsink
 *
 * The filter lets one mode through. videoconvert stands by for formats that convert.c does not
 * take, and passes the others on untouched. Frames are made in the thread that brings them, so
 * that nothing queues up.
 */
#include "service/camera/capture.h"

#include <errno.h>
#include <stdatomic.h>

#include <gst/app/gstappsink.h>

#include "base/clock.h"
#include "media/gstutil.h"
#include "service/camera/pace.h"
#include "service/camera/pipewire.h"

struct capture {
    struct fc_attempt *attempt;        // borrowed
    const struct fc_camera_info *info; // borrowed
    struct fc_camera_mode mode;

    GstElement *pipeline; // owned
    GstBus *bus;          // owned

    /* the streaming thread's */
    struct fc_pace pace;
    GstCaps *caps; // owned; those that video was made of
    GstVideoInfo video;
    int64_t base_ns; /* pipeline time 0 on the monotonic clock; 0 until it is known */
    int64_t last_ns; /* time of the newest frame */

    atomic_int_fast64_t frame_ns; /* when the newest came, or when it was opened */
    atomic_bool has_frames;
};

/* --- the streaming thread --- */

static struct fc_colour colour_of(const struct capture *capture)
{
    /* JFIF knows one colour space, whatever caps say of MJPEG */
    if (fc_mode_is_jpeg(&capture->mode))
        return (struct fc_colour){FC_MATRIX_BT601, FC_RANGE_FULL};
    return fc_gst_colour(&capture->video, NULL);
}

static bool update_caps(struct capture *capture, GstCaps *caps)
{
    if (caps == capture->caps)
        return true;
    if (!caps || !gst_video_info_from_caps(&capture->video, caps))
        return false;
    gst_caps_replace(&capture->caps, caps);
    return true;
}

/*
 * When the camera saw it. The pipeline runs on the monotonic clock, so that its time is ours but
 * for the moment of its start.
 */
static int64_t time_of(struct capture *capture, GstSample *sample, int64_t now_ns)
{
    const GstClockTime running =
        gst_segment_to_running_time(gst_sample_get_segment(sample), GST_FORMAT_TIME,
                                    GST_BUFFER_PTS(gst_sample_get_buffer(sample)));
    int64_t seen_ns = now_ns;

    if (!capture->base_ns)
        capture->base_ns = (int64_t)gst_element_get_base_time(capture->pipeline);
    if (GST_CLOCK_TIME_IS_VALID(running))
        seen_ns = capture->base_ns + (int64_t)running;
    return fc_capture_time(seen_ns, now_ns, capture->last_ns);
}

static void convert(struct capture *capture, GstBuffer *buffer, int64_t time_ns)
{
    struct fc_attempt *attempt = capture->attempt;
    struct fc_camera_picture picture = {
        .format = GST_VIDEO_INFO_FORMAT(&capture->video),
        .size = {GST_VIDEO_INFO_WIDTH(&capture->video), GST_VIDEO_INFO_HEIGHT(&capture->video)},
        .colour = colour_of(capture),
    };
    struct fc_frame *frame = NULL;
    GstVideoFrame mapped;

    if (!gst_video_frame_map(&mapped, &capture->video, buffer, GST_MAP_READ))
        return;
    for (guint i = 0; i < GST_VIDEO_FRAME_N_PLANES(&mapped) && i < 3; i++) {
        picture.plane[i] = GST_VIDEO_FRAME_PLANE_DATA(&mapped, i);
        picture.stride[i] = GST_VIDEO_FRAME_PLANE_STRIDE(&mapped, i);
    }
    if (fc_convert_run(attempt->convert, &picture, time_ns, &frame) == 0) {
        atomic_store(&capture->has_frames, true);
        attempt->frame(attempt, frame);
    }
    gst_video_frame_unmap(&mapped);
}

static GstFlowReturn on_sample(GstAppSink *sink, gpointer user)
{
    struct capture *capture = user;
    const int64_t now_ns = fc_clock_now_ns();
    GstSample *sample = gst_app_sink_pull_sample(sink);
    int64_t time_ns;

    if (!sample)
        return GST_FLOW_OK;
    atomic_store(&capture->frame_ns, now_ns);
    time_ns = time_of(capture, sample, now_ns);
    if (update_caps(capture, gst_sample_get_caps(sample)) &&
        fc_pace_takes(&capture->pace, time_ns, now_ns)) {
        capture->last_ns = time_ns;
        convert(capture, gst_sample_get_buffer(sample), time_ns);
    }
    gst_sample_unref(sample);
    return GST_FLOW_OK;
}

/* --- the camera's thread --- */

static GstElement *make_sink(struct capture *capture)
{
    GstElement *sink = gst_element_factory_make("appsink", NULL);
    GstAppSinkCallbacks callbacks = {.new_sample = on_sample};
    GstCaps *caps;

    if (!sink)
        return NULL;
    caps = gst_caps_from_string("video/x-raw, format = " FC_CONVERT_FORMATS);
    g_object_set(sink, "sync", FALSE, "max-buffers", 1, "drop", TRUE, "enable-last-sample", FALSE,
                 "qos", FALSE, "caps", caps, NULL);
    gst_caps_unref(caps);
    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, capture, NULL);
    fc_gst_take_any_stride(sink);
    return sink;
}

/* Adds the element that follows; false where there is none. */
static bool append(struct capture *capture, GstElement **last, GstElement *next)
{
    if (!next)
        return false;
    gst_bin_add(GST_BIN(capture->pipeline), next);
    if (*last && !gst_element_link(*last, next))
        return false;
    *last = next;
    return true;
}

static GstElement *make_filter(const struct fc_camera_mode *mode)
{
    GstElement *filter = gst_element_factory_make("capsfilter", NULL);
    GstCaps *caps = fc_mode_caps(mode);

    if (filter)
        g_object_set(filter, "caps", caps, NULL);
    gst_caps_unref(caps);
    return filter;
}

static bool build(struct capture *capture, GstElement *source)
{
    GstClock *clock = gst_system_clock_obtain();
    GstElement *last = NULL;
    bool is_whole;

    capture->pipeline = gst_object_ref_sink(gst_pipeline_new(NULL));
    capture->bus = gst_element_get_bus(capture->pipeline);
    /* pipewiresrc would bring a clock of its own */
    gst_pipeline_use_clock(GST_PIPELINE(capture->pipeline), clock);
    gst_object_unref(clock);
    is_whole = append(capture, &last, source) &&
               append(capture, &last, make_filter(&capture->mode)) &&
               (!fc_mode_is_jpeg(&capture->mode) ||
                append(capture, &last, gst_element_factory_make("jpegdec", NULL))) &&
               append(capture, &last, gst_element_factory_make("videoconvert", NULL)) &&
               append(capture, &last, make_sink(capture));
    if (!is_whole)
        fc_attempt_end(capture->attempt, FC_CAMERA_FAILED,
                       "A part of GStreamer is missing: sudo apt install gstreamer1.0-pipewire "
                       "gstreamer1.0-plugins-base gstreamer1.0-plugins-good");
    return is_whole;
}

static bool is_gone(const struct capture *capture)
{
    GstDevice *device = fc_pipewire_find(capture->info->path);

    if (device)
        gst_object_unref(device);
    return !device;
}

static void end_by_error(struct capture *capture, GstMessage *message)
{
    GError *why = NULL;

    gst_message_parse_error(message, &why, NULL);
    if (is_gone(capture))
        fc_capture_end(capture->attempt, capture->info, -ENODEV);
    else if (g_error_matches(why, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY))
        fc_capture_end(capture->attempt, capture->info, -EBUSY);
    else
        fc_attempt_end(capture->attempt, FC_CAMERA_FAILED, "The camera %s fails: %s",
                       capture->info->name, why->message);
    g_clear_error(&why);
}

/* Whether all is well so far as the pipeline says. */
static bool look_at_bus(struct capture *capture)
{
    GstMessage *message;
    bool is_well = true;

    while (is_well && (message = gst_bus_pop(capture->bus))) {
        if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
            end_by_error(capture, message);
            is_well = false;
        } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
            fc_attempt_end(capture->attempt, FC_CAMERA_FAILED, "The camera ended its pictures.");
            is_well = false;
        }
        gst_message_unref(message);
    }
    return is_well;
}

static int64_t silence_ends_ns(struct capture *capture)
{
    return atomic_load(&capture->frame_ns) +
           (atomic_load(&capture->has_frames) ? FC_CAPTURE_NEXT_NS : FC_CAPTURE_FIRST_NS);
}

/* Until it breaks or is stopped. */
static void watch_over(struct capture *capture)
{
    GPollFD bus_fd;
    bool is_well = true;

    gst_bus_get_pollfd(capture->bus, &bus_fd);
    while (is_well && fc_attempt_wait(capture->attempt, bus_fd.fd, silence_ends_ns(capture))) {
        is_well = look_at_bus(capture);
        if (!is_well || fc_clock_now_ns() < silence_ends_ns(capture))
            continue;
        is_well = false;
        fc_capture_end(capture->attempt, capture->info, is_gone(capture) ? -ENODEV : -ETIMEDOUT);
    }
}

static bool choose_mode(struct capture *capture, GstDevice *device)
{
    const struct fc_camera_params *params = capture->attempt->params;
    struct fc_camera_mode *modes = g_new(struct fc_camera_mode, FC_MODE_MAX);
    GstCaps *caps = gst_device_get_caps(device);
    int count = 0;
    bool is_chosen;

    if (caps)
        count = fc_mode_list(caps, params->size, params->rate, modes, FC_MODE_MAX);
    is_chosen = fc_capture_choose(capture->attempt, modes, MIN(count, FC_MODE_MAX), &capture->mode);
    g_clear_pointer(&caps, gst_caps_unref);
    g_free(modes);
    return is_chosen;
}

static void stream(struct capture *capture, GstDevice *device)
{
    if (!choose_mode(capture, device))
        return;
    fc_pace_init(&capture->pace, fc_mode_rate(&capture->mode), capture->attempt->params->rate);
    if (!build(capture, gst_device_create_element(device, NULL)))
        return;
    atomic_store(&capture->frame_ns, fc_clock_now_ns());
    gst_element_set_state(capture->pipeline, GST_STATE_PLAYING); /* failure is on the bus */
    watch_over(capture);
}

void fc_capture_pipewire(struct fc_attempt *attempt, const struct fc_camera_info *info)
{
    struct capture capture = {.attempt = attempt, .info = info};
    GstDevice *device = fc_pipewire_find(info->path);

    if (!device) {
        fc_capture_end(attempt, info, -ENODEV);
        return;
    }
    stream(&capture, device);
    if (capture.pipeline)
        gst_element_set_state(capture.pipeline, GST_STATE_NULL);
    g_clear_pointer(&capture.bus, gst_object_unref);
    g_clear_pointer(&capture.pipeline, gst_object_unref);
    gst_caps_replace(&capture.caps, NULL);
    gst_object_unref(device);
}
