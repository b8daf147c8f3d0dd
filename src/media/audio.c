/* SPDX-License-Identifier: MIT */
#include "media/audio.h"

#include <errno.h>

#include <gst/app/gstappsink.h>
#include <gst/audio/audio.h>

#include "base/error.h"
#include "media/gstutil.h"

#define LOOK_AT_BUS_NS (20 * GST_MSECOND)

struct fc_audio {
    int64_t start_ns;
    GstElement *pipeline; // owned
    GstElement *sink;     // borrowed from the pipeline
    GstBus *bus;          // owned
    GstCaps *caps;        // owned
    int frame_bytes;      /* of one sample of every channel */

    GstBuffer *piece; // owned; read and not yet given out
    int64_t piece_ns; /* its time, 0 at start_ns */
    int result;       /* what reading gives for ever, once it is not 0 */
};

static void on_pad(GstElement *decoder, GstPad *pad, gpointer user)
{
    GstElement *convert = user;
    GstPad *to = gst_element_get_static_pad(convert, "sink");

    if (!gst_pad_is_linked(to))
        gst_pad_link(pad, to);
    gst_object_unref(to);
}

static int64_t length_ns(const struct fc_audio *self, gsize bytes)
{
    return (int64_t)gst_util_uint64_scale(bytes / (gsize)self->frame_bytes, GST_SECOND,
                                          FC_AUDIO_RATE_HZ);
}

static int wait_sample(struct fc_audio *self, GstSample **sample)
{
    GstClockTime idle_ns = 0;
    GstMessage *message;

    for (;;) {
        *sample = gst_app_sink_try_pull_sample(GST_APP_SINK(self->sink), LOOK_AT_BUS_NS);
        if (*sample)
            return 0;
        const bool is_end = gst_app_sink_is_eos(GST_APP_SINK(self->sink));

        message = gst_bus_pop_filtered(self->bus, GST_MESSAGE_ERROR | GST_MESSAGE_APPLICATION);
        if (message) {
            const bool is_silent = GST_MESSAGE_TYPE(message) == GST_MESSAGE_APPLICATION;

            gst_message_unref(message);
            return is_silent ? -ENODATA : -EBADMSG;
        }
        if (is_end)
            return -ENODATA;
        idle_ns = fc_gst_is_idle(self->pipeline) ? idle_ns + LOOK_AT_BUS_NS : 0;
        if (idle_ns >= FC_GST_STALLED_NS)
            return -EBADMSG;
    }
}

static int read_caps(struct fc_audio *self, GstSample *sample)
{
    GstAudioInfo info;

    if (self->caps)
        return 0;
    if (!gst_sample_get_caps(sample) ||
        !gst_audio_info_from_caps(&info, gst_sample_get_caps(sample)))
        return -EBADMSG;
    self->caps = gst_caps_ref(gst_sample_get_caps(sample));
    self->frame_bytes = GST_AUDIO_INFO_BPF(&info);
    return 0;
}

/* The next piece that does not lie before time 0 as a whole. */
static int read_piece(struct fc_audio *self)
{
    GstSample *sample = NULL;
    GstClockTime running;
    int code = 0;

    while (code == 0 && !self->piece) {
        code = wait_sample(self, &sample);
        if (code < 0)
            break;
        code = read_caps(self, sample);
        running = gst_segment_to_running_time(gst_sample_get_segment(sample), GST_FORMAT_TIME,
                                              GST_BUFFER_PTS(gst_sample_get_buffer(sample)));
        if (code == 0 && GST_CLOCK_TIME_IS_VALID(running)) {
            self->piece = gst_buffer_ref(gst_sample_get_buffer(sample));
            self->piece_ns = (int64_t)running - self->start_ns;
            if (self->piece_ns + length_ns(self, gst_buffer_get_size(self->piece)) <= 0)
                gst_clear_buffer(&self->piece);
        }
        gst_sample_unref(sample);
    }
    return code;
}

/* Takes the first bytes off the piece, as a buffer with times. */
static GstBuffer *take(struct fc_audio *self, gsize bytes)
{
    const gsize size = gst_buffer_get_size(self->piece);
    GstBuffer *head = gst_buffer_copy_region(self->piece, GST_BUFFER_COPY_MEMORY, 0, bytes);
    GstBuffer *tail = NULL;

    GST_BUFFER_PTS(head) = (GstClockTime)self->piece_ns;
    GST_BUFFER_DURATION(head) = (GstClockTime)length_ns(self, bytes);
    if (bytes < size)
        tail = gst_buffer_copy_region(self->piece, GST_BUFFER_COPY_MEMORY, bytes, size - bytes);
    self->piece_ns += length_ns(self, bytes);
    gst_buffer_unref(self->piece);
    self->piece = tail;
    return head;
}

static gsize bytes_until(const struct fc_audio *self, int64_t span_ns)
{
    const gsize size = gst_buffer_get_size(self->piece);
    const guint64 frames =
        gst_util_uint64_scale_ceil((guint64)span_ns, FC_AUDIO_RATE_HZ, GST_SECOND);

    return frames < size / (gsize)self->frame_bytes ? frames * (gsize)self->frame_bytes : size;
}

int fc_audio_read(struct fc_audio *self, int64_t until_ns, GstBuffer **buffer)
{
    if (!self->piece && self->result == 0)
        self->result = read_piece(self);
    if (!self->piece)
        return self->result;
    if (self->piece_ns < 0) {
        GstBuffer *early = take(self, bytes_until(self, -self->piece_ns));

        gst_buffer_unref(early);
        self->piece_ns = MAX(self->piece_ns, 0);
        if (!self->piece)
            return fc_audio_read(self, until_ns, buffer);
    }
    if (self->piece_ns >= until_ns)
        return -EAGAIN;
    *buffer = take(self, bytes_until(self, until_ns - self->piece_ns));
    return 0;
}

static void on_all_pads(GstElement *decoder, gpointer user)
{
    GstElement *convert = user;
    GstPad *pad = gst_element_get_static_pad(convert, "sink");

    if (!gst_pad_is_linked(pad))
        gst_element_post_message(
            convert,
            gst_message_new_application(GST_OBJECT(convert), gst_structure_new_empty("no-audio")));
    gst_object_unref(pad);
}

static int build(struct fc_audio *self, const char *uri, struct fc_error *error)
{
    GstElement *decoder;
    GstElement *convert;

    self->pipeline = gst_parse_launch(
        "uridecodebin name=decoder audioconvert name=convert ! audioresample ! "
        "appsink name=sink sync=false max-buffers=16 enable-last-sample=false "
        "caps=audio/x-raw,format=" FC_AUDIO_FORMAT ",layout=interleaved,rate=48000,channels=[1,2]",
        NULL);
    if (!self->pipeline) {
        fc_error_set(error, -ENOTSUP, "cannot read sound: GStreamer lacks its base elements");
        fc_error_remedy(error, "sudo apt install gstreamer1.0-plugins-base");
        return -ENOTSUP;
    }
    gst_object_ref_sink(self->pipeline);
    self->bus = gst_element_get_bus(self->pipeline);
    self->sink = gst_bin_get_by_name(GST_BIN(self->pipeline), "sink");
    gst_object_unref(self->sink); /* the pipeline keeps it */
    decoder = gst_bin_get_by_name(GST_BIN(self->pipeline), "decoder");
    convert = gst_bin_get_by_name(GST_BIN(self->pipeline), "convert");
    gst_util_set_object_arg(G_OBJECT(decoder), "caps", "audio/x-raw");
    g_object_set(decoder, "uri", uri, "expose-all-streams", FALSE, NULL);
    g_signal_connect(decoder, "pad-added", G_CALLBACK(on_pad), convert);
    g_signal_connect(decoder, "no-more-pads", G_CALLBACK(on_all_pads), convert);
    gst_object_unref(decoder);
    gst_object_unref(convert);
    return 0;
}

int fc_audio_open(const char *uri, int64_t start_ns, struct fc_audio **audio,
                  struct fc_error *error)
{
    struct fc_audio *self;
    int code = fc_gst_init(error);

    *audio = NULL;
    if (code < 0)
        return code;
    self = g_new0(struct fc_audio, 1);
    self->start_ns = start_ns;
    code = build(self, uri, error);
    if (code == 0) {
        gst_element_set_state(self->pipeline, GST_STATE_PLAYING); /* failure is on the bus */
        code = read_piece(self);
        if (code < 0)
            fc_error_set(error, code, "cannot read the sound of %s", uri);
    }
    if (code < 0)
        goto fail;
    *audio = self;
    return 0;

fail:
    fc_audio_close(&self);
    return code;
}

GstCaps *fc_audio_caps(const struct fc_audio *audio)
{
    return audio->caps;
}

void fc_audio_close(struct fc_audio **audio)
{
    struct fc_audio *self = *audio;

    if (!self)
        return;
    if (self->pipeline)
        gst_element_set_state(self->pipeline, GST_STATE_NULL);
    gst_clear_buffer(&self->piece);
    gst_clear_caps(&self->caps);
    g_clear_pointer(&self->bus, gst_object_unref);
    g_clear_pointer(&self->pipeline, gst_object_unref);
    g_free(self);
    *audio = NULL;
}
