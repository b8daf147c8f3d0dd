/* SPDX-License-Identifier: MIT */
/*
 * uridecodebin ! videoconvertscale ! capsfilter ! appsink
 *
 * What the filter asks for is decided when the decoder's caps arrive, so that I420 passes
 * untouched and everything else is converted once, the way we want it.
 */
#include "media/source.h"

#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include <gst/app/gstappsink.h>
#include <gst/pbutils/pbutils.h>

#include "base/clock.h"
#include "base/error.h"
#include "media/audio.h"
#include "media/exif.h"
#include "media/gstframe.h"
#include "media/gstrange.h"
#include "media/gstutil.h"

#define LOOK_AT_BUS_NS (20 * GST_MSECOND)
/* How long the first picture of a file, and of what comes by network, may take. */
#define FILE_PATIENCE_NS (15 * FC_NS_PER_S)
#define NETWORK_PATIENCE_NS (60 * FC_NS_PER_S)
/* For films that tell neither times nor a rate (raw H.264). */
#define GUESSED_RATE 30

struct gst_source {
    struct fc_source base;

    /* settings */
    char *name; // owned
    char *uri;  // owned
    struct fc_size cover;

    GstElement *pipeline; // owned
    GstElement *convert;  // borrowed from the pipeline
    GstElement *filter;   // borrowed
    GstElement *sink;     // borrowed
    GstBus *bus;          // owned

    /* written by GStreamer's threads */
    atomic_int orientation;
    atomic_bool saw_type;
    atomic_bool is_image;
    atomic_bool has_video;
    atomic_bool has_audio;
    struct fc_size scaled; /* of the first caps; the thread of the video pad alone */

    /* the reader's */
    struct fc_frame *first; // owned
    GstMessage *missing;    // owned; the newest complaint about a missing plugin
    int64_t start_ns;
    int64_t last_ns; /* time of the newest frame */
    int result;      /* what next() gives for ever, once it is not 0 */
    struct fc_error failure;
};

/* --- in GStreamer's threads --- */

static void tell(struct gst_source *self, const char *what, int width, int height)
{
    GstStructure *structure =
        gst_structure_new(what, "width", G_TYPE_INT, width, "height", G_TYPE_INT, height, NULL);

    gst_element_post_message(self->pipeline,
                             gst_message_new_application(GST_OBJECT(self->pipeline), structure));
}

/* The size to ask for: square pixels, and no more of them than cover needs. */
static struct fc_size wanted_size(const struct gst_source *self, const GstVideoInfo *info)
{
    /* The film may yet turn out to lie on its side: cover both ways. */
    const int side = MAX(self->cover.width, self->cover.height);
    struct fc_size size = {info->width, info->height};
    int64_t width = size.width;

    if (info->par_n > 0 && info->par_d > 0)
        width = (int64_t)gst_util_uint64_scale_int_round((guint64)width, info->par_n, info->par_d);
    size.width = (int)CLAMP(width, 1, FC_MAX_SIDE);
    return fc_size_shrunk(size, (struct fc_size){side, side});
}

static GstCaps *wanted_caps(struct gst_source *self, const GstVideoInfo *info)
{
    const bool is_grey = GST_VIDEO_FORMAT_INFO_IS_GRAY(info->finfo);
    const bool is_bgra = GST_VIDEO_INFO_IS_RGB(info) || GST_VIDEO_INFO_HAS_ALPHA(info);
    const struct fc_colour full_601 = {FC_MATRIX_BT601, FC_RANGE_FULL};
    bool is_exact;
    const struct fc_colour colour = fc_gst_colour(info, &is_exact);
    GstCaps *caps = gst_caps_new_simple(
        "video/x-raw", "format", G_TYPE_STRING, is_bgra ? "BGRA" : "I420", "width", G_TYPE_INT,
        self->scaled.width, "height", G_TYPE_INT, self->scaled.height, "pixel-aspect-ratio",
        GST_TYPE_FRACTION, 1, 1, NULL);

    if (is_grey)
        gst_caps_set_simple(caps, "colorimetry", G_TYPE_STRING, fc_gst_colorimetry(full_601), NULL);
    else if (!is_bgra && !is_exact)
        gst_caps_set_simple(caps, "colorimetry", G_TYPE_STRING, fc_gst_colorimetry(colour), NULL);
    return caps;
}

static GstPadProbeReturn on_caps(struct gst_source *self, GstEvent *event)
{
    GstVideoInfo info;
    GstCaps *caps;

    gst_event_parse_caps(event, &caps);
    if (!gst_video_info_from_caps(&info, caps))
        return GST_PAD_PROBE_OK;
    if (info.width > FC_MAX_SIDE || info.height > FC_MAX_SIDE) {
        tell(self, "too-large", info.width, info.height);
        return GST_PAD_PROBE_DROP;
    }
    if (!self->scaled.width)
        self->scaled = wanted_size(self, &info);
    caps = wanted_caps(self, &info);
    g_object_set(self->filter, "caps", caps, NULL);
    gst_caps_unref(caps);
    return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn on_event(GstPad *pad, GstPadProbeInfo *info, gpointer user)
{
    struct gst_source *self = user;
    GstEvent *event = GST_PAD_PROBE_INFO_EVENT(info);
    struct fc_orientation orientation;
    GstTagList *tags;

    if (GST_EVENT_TYPE(event) == GST_EVENT_CAPS)
        return on_caps(self, event);
    if (GST_EVENT_TYPE(event) == GST_EVENT_TAG) {
        gst_event_parse_tag(event, &tags);
        if (fc_orientation_from_tags(tags, &orientation))
            atomic_store(&self->orientation, fc_orientation_pack(orientation));
    }
    return GST_PAD_PROBE_OK;
}

static void on_pad(GstElement *decoder, GstPad *pad, gpointer user)
{
    struct gst_source *self = user;
    GstCaps *caps = gst_pad_get_current_caps(pad);
    const char *kind;

    if (!caps)
        caps = gst_pad_query_caps(pad, NULL);
    kind = gst_caps_is_empty(caps) || gst_caps_is_any(caps)
               ? ""
               : gst_structure_get_name(gst_caps_get_structure(caps, 0));
    if (g_str_has_prefix(kind, "audio/"))
        atomic_store(&self->has_audio, true);
    if (g_str_has_prefix(kind, "video/") && !atomic_exchange(&self->has_video, true)) {
        GstPad *to = gst_element_get_static_pad(self->convert, "sink");

        gst_pad_link(pad, to);
        gst_object_unref(to);
    }
    gst_caps_unref(caps);
}

static void on_all_pads(GstElement *decoder, gpointer user)
{
    struct gst_source *self = user;

    if (!atomic_load(&self->has_video))
        tell(self, "no-video", 0, 0);
}

/* The first caps that are asked about are those of the file as a whole. */
static gboolean on_type(GstElement *decoder, GstPad *pad, GstCaps *caps, gpointer user)
{
    struct gst_source *self = user;
    const char *kind;

    if (gst_caps_get_size(caps) == 0 || atomic_exchange(&self->saw_type, true))
        return TRUE;
    kind = gst_structure_get_name(gst_caps_get_structure(caps, 0));
    atomic_store(&self->is_image,
                 g_str_has_prefix(kind, "image/") && strcmp(kind, "image/gif") != 0);
    return TRUE;
}

/* --- in the reader's thread --- */

static void context_of(const struct gst_source *self, char *text, size_t size)
{
    if (self->first || self->last_ns >= 0)
        g_snprintf(text, size, "the film %s stops at %.1f s", self->name,
                   (double)self->base.until_ns / GST_SECOND);
    else
        g_snprintf(text, size, "cannot read %s", self->name);
}

static int told(struct gst_source *self, GstMessage *message, const char *context,
                struct fc_error *error)
{
    const GstStructure *structure = gst_message_get_structure(message);
    int width = 0;
    int height = 0;

    if (gst_structure_has_name(structure, "too-large")) {
        gst_structure_get_int(structure, "width", &width);
        gst_structure_get_int(structure, "height", &height);
        fc_error_set(error, -E2BIG, "%s: it is %d x %d pixels", context, width, height);
        fc_error_remedy(error, "make it at most %d pixels a side", FC_MAX_SIDE);
        return -E2BIG;
    }
    if (self->missing)
        return fc_gst_missing(self->missing, context, error);
    fc_error_set(error, -EBADMSG, "%s: it holds no picture", context);
    fc_error_remedy(error, "give a picture (png, jpg, webp) or a film (mp4, webm, mkv)");
    return -EBADMSG;
}

/* 0, or the error that GStreamer or our probes have reported. */
static int look_at_bus(struct gst_source *self, struct fc_error *error)
{
    const GstMessageType types = GST_MESSAGE_ERROR | GST_MESSAGE_APPLICATION | GST_MESSAGE_ELEMENT;
    char context[200];
    GstMessage *message;
    int code = 0;

    context_of(self, context, sizeof(context));
    while (code == 0 && (message = gst_bus_pop_filtered(self->bus, types))) {
        if (gst_is_missing_plugin_message(message))
            gst_message_replace(&self->missing, message);
        else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_APPLICATION)
            code = told(self, message, context, error);
        else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR)
            code = self->missing && self->last_ns < 0
                       ? fc_gst_missing(self->missing, context, error)
                       : fc_gst_error(message, context, error);
        gst_message_unref(message);
    }
    return code;
}

/* Whether the file's sound goes on for longer than its pictures: then nothing is missing. */
static bool sound_goes_on(const struct gst_source *self, int64_t beyond_ns)
{
    struct fc_audio *audio = NULL;
    GstBuffer *buffer = NULL;
    int64_t heard_ns = 0;

    if (!atomic_load(&self->has_audio) ||
        fc_audio_open(self->uri, self->start_ns, &audio, NULL) < 0)
        return false;
    while (heard_ns < beyond_ns && fc_audio_read(audio, INT64_MAX, &buffer) == 0) {
        heard_ns = (int64_t)(GST_BUFFER_PTS(buffer) + GST_BUFFER_DURATION(buffer));
        gst_buffer_unref(buffer);
    }
    fc_audio_close(&audio);
    return heard_ns >= beyond_ns;
}

/*
 * Demuxers end a film that is cut off without a word, so compare with what its head promised.
 */
static int look_at_end(struct gst_source *self, struct fc_error *error)
{
    const int64_t promised_ns = self->base.info.duration_ns - self->start_ns;
    const int64_t frame_ns = self->base.until_ns - self->last_ns;
    const int64_t slack_ns = MAX(GST_SECOND / 4, 3 * frame_ns);

    if (self->last_ns < 0) {
        fc_error_set(error, -EBADMSG, "cannot read %s: it holds no picture, or is damaged",
                     self->name);
        return -EBADMSG;
    }
    if (self->base.info.is_still || promised_ns - self->base.until_ns <= slack_ns ||
        sound_goes_on(self, self->base.until_ns + slack_ns))
        return FC_SOURCE_END;
    return fc_error_set(
        error, -EBADMSG, "the film %s stops at %.1f s of %.1f s: it is damaged or not complete",
        self->name, (double)self->base.until_ns / GST_SECOND, (double)promised_ns / GST_SECOND);
}

/*
 * decodebin keeps the errors of an element that it is just plugging in to itself, and a demuxer
 * that finds a file without a head may fail as fast: then nothing ever comes, not even the end.
 */
static int look_at_clock(const struct gst_source *self, int64_t since_ns, struct fc_error *error)
{
    const int64_t patience_ns =
        g_str_has_prefix(self->uri, "file:") ? FILE_PATIENCE_NS : NETWORK_PATIENCE_NS;

    if (self->last_ns >= 0 || fc_clock_now_ns() - since_ns < patience_ns)
        return 0;
    return fc_error_set(error, -EBADMSG, "cannot read %s: it holds no picture, or is damaged",
                        self->name);
}

/* The same, seen sooner where nobody works any more, and in the middle of a film too. */
static int stalled(const struct gst_source *self, struct fc_error *error)
{
    char context[200];

    context_of(self, context, sizeof(context));
    return fc_error_set(error, -EBADMSG, "%s: the file is damaged or not complete", context);
}

static int wait_sample(struct gst_source *self, GstSample **sample, struct fc_error *error)
{
    const int64_t since_ns = fc_clock_now_ns();
    GstAppSink *sink = GST_APP_SINK(self->sink);
    GstClockTime idle_ns = 0;
    int code = 0;

    while (code == 0) {
        *sample = gst_app_sink_try_pull_sample(sink, LOOK_AT_BUS_NS);
        if (*sample)
            return 0;
        /* Asked in this order, for an error is posted before the end is sent. */
        const bool is_end = gst_app_sink_is_eos(sink);

        code = look_at_bus(self, error);
        if (code == 0 && is_end)
            code = look_at_end(self, error);
        if (code == 0)
            code = look_at_clock(self, since_ns, error);
        idle_ns = fc_gst_is_idle(self->pipeline) ? idle_ns + LOOK_AT_BUS_NS : 0;
        if (code == 0 && idle_ns >= FC_GST_STALLED_NS)
            code = stalled(self, error);
    }
    return code;
}

/* When the sample is shown, and until when. Films without times are counted. */
static void read_times(struct gst_source *self, GstSample *sample)
{
    const struct fc_source_info *info = &self->base.info;
    GstBuffer *buffer = gst_sample_get_buffer(sample);
    const GstSegment *segment = gst_sample_get_segment(sample);
    const GstClockTime running =
        gst_segment_to_running_time(segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
    int64_t length_ns = (int64_t)GST_SECOND / GUESSED_RATE;
    int64_t time_ns = self->base.until_ns;

    if (info->rate_num > 0)
        length_ns = (int64_t)GST_SECOND * info->rate_den / info->rate_num;
    if (GST_BUFFER_DURATION_IS_VALID(buffer))
        length_ns = (int64_t)GST_BUFFER_DURATION(buffer);
    if (self->last_ns < 0)
        self->start_ns = GST_CLOCK_TIME_IS_VALID(running) ? (int64_t)running : 0;
    if (GST_CLOCK_TIME_IS_VALID(running))
        time_ns = (int64_t)running - self->start_ns;
    self->last_ns = MAX(time_ns, self->last_ns + 1);
    self->base.until_ns = self->last_ns + MAX(length_ns, 1);
}

static void read_rate(struct gst_source *self, GstSample *sample)
{
    struct fc_source_info *info = &self->base.info;
    GstVideoInfo video;

    info->rate_den = 1;
    if (gst_video_info_from_caps(&video, gst_sample_get_caps(sample)) && video.fps_n > 0 &&
        video.fps_d > 0) {
        info->rate_num = video.fps_n;
        info->rate_den = video.fps_d;
    }
}

static int read_frame(struct gst_source *self, struct fc_frame **frame, struct fc_error *error)
{
    GstSample *sample = NULL;
    const int code = wait_sample(self, &sample, error);

    if (code != 0)
        return code;
    if (self->last_ns < 0)
        read_rate(self, sample);
    read_times(self, sample);
    *frame =
        fc_gst_frame(sample, fc_orientation_unpack(atomic_load(&self->orientation)), self->last_ns);
    gst_sample_unref(sample);
    if (!*frame)
        return fc_error_set(error, -ENOMEM, "cannot read %s: out of memory", self->name);
    return 0;
}

static void fill_info(struct gst_source *self)
{
    struct fc_source_info *info = &self->base.info;
    gint64 duration_ns = 0;

    info->size = fc_frame_image(self->first)->size;
    info->colour = fc_frame_image(self->first)->colour;
    info->is_still = atomic_load(&self->is_image);
    info->has_audio = atomic_load(&self->has_audio);
    info->start_ns = self->start_ns;
    info->frame_count = info->is_still ? 1 : 0;
    if (info->is_still)
        return;
    if (gst_element_query_duration(self->pipeline, GST_FORMAT_TIME, &duration_ns))
        info->duration_ns = MAX(duration_ns, 0);
    if (info->rate_num > 0 && info->duration_ns > 0)
        info->frame_count = (int64_t)gst_util_uint64_scale_round(
            (guint64)info->duration_ns, (guint64)info->rate_num,
            (guint64)info->rate_den * GST_SECOND);
}

static void gst_source_destroy(struct fc_source *source)
{
    struct gst_source *self = (struct gst_source *)source;

    if (self->pipeline)
        gst_element_set_state(self->pipeline, GST_STATE_NULL);
    fc_frame_unref(&self->first);
    gst_message_replace(&self->missing, NULL);
    g_clear_pointer(&self->bus, gst_object_unref);
    g_clear_pointer(&self->pipeline, gst_object_unref);
    g_free(self->name);
    g_free(self->uri);
    g_free(self);
}

static int build(struct gst_source *self, struct fc_error *error)
{
    GstElement *decoder = gst_element_factory_make("uridecodebin", NULL);
    GstCaps *raw = gst_caps_from_string("video/x-raw");
    GstPad *pad;

    self->pipeline = gst_object_ref_sink(gst_pipeline_new(NULL));
    self->bus = gst_element_get_bus(self->pipeline);
    fc_gst_range_watch(self->pipeline);
    self->convert = gst_element_factory_make("videoconvertscale", NULL);
    self->filter = gst_element_factory_make("capsfilter", NULL);
    self->sink = gst_element_factory_make("appsink", NULL);
    if (!decoder || !self->convert || !self->filter || !self->sink) {
        gst_caps_unref(raw);
        fc_error_set(error, -ENOTSUP, "cannot read %s: GStreamer lacks its base elements",
                     self->name);
        fc_error_remedy(error, "sudo apt install gstreamer1.0-plugins-base");
        return -ENOTSUP;
    }
    g_object_set(decoder, "uri", self->uri, NULL);
    g_object_set(self->convert, "add-borders", FALSE, NULL);
    g_object_set(self->filter, "caps", raw, NULL); /* no memory of a device's */
    g_object_set(self->sink, "sync", FALSE, "max-buffers", 2, "enable-last-sample", FALSE, NULL);
    gst_caps_unref(raw);
    gst_bin_add_many(GST_BIN(self->pipeline), decoder, self->convert, self->filter, self->sink,
                     NULL);
    gst_element_link_many(self->convert, self->filter, self->sink, NULL);
    pad = gst_element_get_static_pad(self->convert, "sink");
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_event, self, NULL);
    gst_object_unref(pad);
    fc_gst_take_any_stride(self->sink);
    g_signal_connect(decoder, "pad-added", G_CALLBACK(on_pad), self);
    g_signal_connect(decoder, "no-more-pads", G_CALLBACK(on_all_pads), self);
    g_signal_connect(decoder, "autoplug-continue", G_CALLBACK(on_type), self);
    return 0;
}

/* GStreamer leaves a JPEG's own orientation alone. */
static void read_exif(struct gst_source *self)
{
    char *path = g_filename_from_uri(self->uri, NULL, NULL);
    FILE *file = path ? fopen(path, "rbe") : NULL;
    uint8_t *head = g_malloc(FC_EXIF_HEAD_BYTES);
    const size_t size = file ? fread(head, 1, FC_EXIF_HEAD_BYTES, file) : 0;
    const struct fc_orientation orientation =
        fc_orientation_from_exif(fc_exif_orientation(head, size));

    atomic_store(&self->orientation, fc_orientation_pack(orientation));
    if (file)
        fclose(file);
    g_free(head);
    g_free(path);
}

static int gst_source_create(const char *name, const struct fc_source_params *params,
                             struct fc_source **source, struct fc_error *error)
{
    struct gst_source *self;
    int code = fc_gst_init(error);

    if (code < 0)
        return code;
    self = g_new0(struct gst_source, 1);
    self->base.ops = &fc_source_gst;
    self->name = g_strdup(name);
    self->cover = params->cover;
    self->last_ns = -1;
    self->uri = fc_gst_uri(name, &self->failure);
    code = self->uri ? build(self, &self->failure) : self->failure.code;
    if (code == 0) {
        read_exif(self);
        gst_element_set_state(self->pipeline, GST_STATE_PLAYING); /* failure is on the bus */
        code = read_frame(self, &self->first, &self->failure);
    }
    if (code != 0)
        goto fail;
    fill_info(self);
    *source = &self->base;
    return 0;

fail:
    if (error)
        *error = self->failure;
    gst_source_destroy(&self->base);
    return code;
}

static int gst_source_next(struct fc_source *source, struct fc_frame **frame,
                           struct fc_error *error)
{
    struct gst_source *self = (struct gst_source *)source;

    if (self->first) {
        *frame = self->first;
        self->first = NULL;
        return 0;
    }
    if (self->result == 0 && self->base.info.is_still)
        self->result = FC_SOURCE_END;
    if (self->result == 0)
        self->result = read_frame(self, frame, &self->failure);
    if (self->result < 0 && error)
        *error = self->failure;
    return self->result;
}

static bool claims_all(const char *name)
{
    return true;
}

const struct fc_source_ops fc_source_gst = {
    .name = "gstreamer",
    .claims = claims_all,
    .create = gst_source_create,
    .next = gst_source_next,
    .destroy = gst_source_destroy,
};
