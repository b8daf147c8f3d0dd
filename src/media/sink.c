/* SPDX-License-Identifier: MIT */
/*
 * appsrc ! encoder [! queue ! mux] ! filesink, and for sound appsrc ! encoder ! queue ! mux.
 *
 * Sound is pushed by whoever writes frames, up to each frame's time: so it ends where the
 * pictures end. The queues before the mux have no limit, or pictures would wait for sound that
 * comes only with the next picture; what they hold is encoded and small. The limit is the
 * number of raw frames before the encoder.
 */
#include "media/sink.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include <gst/app/gstappsrc.h>

#include "base/error.h"
#include "frame/frame.h"
#include "media/atomicfile.h"
#include "media/audio.h"
#include "media/gstutil.h"
#include "media/sink_pixels.h"
#include "media/sink_private.h"

#define MAX_WAITING_FRAMES 3
#define LOOK_AT_BUS_MS 50
/* Where none is known: mp4mux loses the last frame of a film that has no rate at all. */
#define GUESSED_RATE 25
#define QUEUE "queue max-size-buffers=0 max-size-bytes=0 max-size-time=0"

struct fc_sink {
    const struct fc_sink_format *format;
    struct fc_atomic_file file;
    struct fc_size size;     /* as written */
    struct fc_colour colour; /* as written */
    int rate_num;
    int rate_den;
    int64_t frame_ns; /* how long the last frame lasts */

    GstElement *pipeline;   // owned
    GstAppSrc *video;       // borrowed from the pipeline
    GstAppSrc *sound_to;    // borrowed; NULL without sound, or once that has ended
    GstBus *bus;            // owned
    struct fc_audio *sound; // owned
    int64_t sound_start_ns;

    int64_t first_ns; /* time of the first frame */
    int64_t last_ns;  /* of the newest, from the first; -1 before it */
    bool has_failed;

    GMutex lock;
    GCond has_room;
    int waiting; /* frames before the encoder; under lock */
};

/* --- opening --- */

static bool is_there(const struct fc_chain *chain)
{
    GstElementFactory *factory = gst_element_factory_find(chain->element);
    const bool is_found = factory != NULL;

    g_clear_object(&factory);
    return is_found;
}

/* JPEG knows one colour; films are in limited range, for players often take any film for such. */
static struct fc_colour written_colour(enum fc_sink_pixels pixels, struct fc_colour colour)
{
    if (pixels == FC_SINK_PIXELS_JFIF)
        return (struct fc_colour){FC_MATRIX_BT601, FC_RANGE_FULL};
    if (pixels == FC_SINK_PIXELS_VIDEO)
        colour.range = FC_RANGE_LIMITED;
    return colour;
}

/* The first of the chains that can do it, or NULL. */
static const struct fc_chain *choose(const struct fc_chain *chains, struct fc_size size)
{
    const int64_t pixels = (int64_t)size.width * size.height;

    for (; chains->element; chains++)
        if (is_there(chains) && (!chains->max_pixels || pixels <= chains->max_pixels))
            return chains;
    return NULL;
}

static int lacks(const char *path, const struct fc_chain *chain, struct fc_error *error)
{
    fc_error_set(error, -ENOTSUP, "cannot write %s: GStreamer's %s is not there", path,
                 chain->element);
    fc_error_remedy(error, "sudo apt install %s", chain->package);
    return -ENOTSUP;
}

static int check_size(const struct fc_sink *self, const struct fc_sink_params *params,
                      struct fc_error *error)
{
    const struct fc_sink_format *format = self->format;
    const struct fc_size size = self->size;

    if (size.width >= format->min_side && size.height >= format->min_side &&
        size.width <= format->max_side && size.height <= format->max_side)
        return 0;
    fc_error_set(error, -ERANGE, "cannot write %s: %d x %d pixels do not fit into a %s",
                 params->path, params->size.width, params->size.height, format->extension);
    fc_error_remedy(error, "it takes %d to %d pixels a side", format->min_side, format->max_side);
    return -ERANGE;
}

static void open_sound(struct fc_sink *self, const struct fc_sink_params *params)
{
    char *uri;

    if (!params->sound_of || !self->format->audio)
        return;
    uri = fc_gst_uri(params->sound_of, NULL);
    if (uri && fc_audio_open(uri, params->sound_start_ns, &self->sound, NULL) < 0)
        g_debug("%s has no sound that can be read", params->sound_of);
    g_free(uri);
}

/* The chains as one description for gst_parse_launch(), or NULL and an error. */
static char *describe(struct fc_sink *self, const char *path, struct fc_error *error)
{
    const struct fc_sink_format *format = self->format;
    const struct fc_chain *video = choose(format->video, self->size);
    const struct fc_chain *audio = self->sound ? choose(format->audio, self->size) : NULL;

    if (!video) {
        lacks(path, &format->video[0], error);
        return NULL;
    }
    if (self->sound && !audio) {
        lacks(path, &format->audio[0], error);
        return NULL;
    }
    if (!format->mux)
        return g_strdup_printf("appsrc name=video ! %s ! filesink name=file", video->chain);
    if (!is_there(format->mux)) {
        lacks(path, format->mux, error);
        return NULL;
    }
    if (!audio)
        return g_strdup_printf("appsrc name=video ! %s ! " QUEUE " ! %s ! filesink name=file",
                               video->chain, format->mux->chain);
    return g_strdup_printf("appsrc name=video ! %s ! " QUEUE " ! %s name=mux ! filesink name=file "
                           "appsrc name=sound ! audioconvert ! audioresample ! %s ! " QUEUE
                           " ! mux.",
                           video->chain, format->mux->chain, audio->chain);
}

static GstCaps *video_caps(const struct fc_sink *self)
{
    static const char *const formats[] = {
        [FC_SINK_PIXELS_VIDEO] = "I420",
        [FC_SINK_PIXELS_JFIF] = "I420",
        [FC_SINK_PIXELS_RGB] = "RGB",
        [FC_SINK_PIXELS_GREY] = "GRAY8",
    };
    const enum fc_sink_pixels pixels = self->format->pixels;
    GstCaps *caps = gst_caps_new_simple(
        "video/x-raw", "format", G_TYPE_STRING, formats[pixels], "width", G_TYPE_INT,
        self->size.width, "height", G_TYPE_INT, self->size.height, "pixel-aspect-ratio",
        GST_TYPE_FRACTION, 1, 1, "interlace-mode", G_TYPE_STRING, "progressive", "framerate",
        GST_TYPE_FRACTION, self->rate_num, self->rate_den, NULL);

    if (pixels == FC_SINK_PIXELS_VIDEO || pixels == FC_SINK_PIXELS_JFIF)
        gst_caps_set_simple(caps, "colorimetry", G_TYPE_STRING, fc_gst_colorimetry(self->colour),
                            NULL);
    return caps;
}

/*
 * openh264enc holds nothing back, but asks its library for more at the end, which complains on
 * stderr about a frame that is none. So the end goes past it.
 */
static GstPadProbeReturn on_encoder_event(GstPad *pad, GstPadProbeInfo *info, gpointer user)
{
    GstPad *out = user;

    if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) != GST_EVENT_EOS)
        return GST_PAD_PROBE_OK;
    gst_pad_push_event(out, gst_event_new_eos());
    return GST_PAD_PROBE_DROP;
}

static void quieten(GstElement *openh264)
{
    GstPad *in = gst_element_get_static_pad(openh264, "sink");
    GstPad *out = gst_element_get_static_pad(openh264, "src");

    gst_pad_add_probe(in, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_encoder_event, out,
                      gst_object_unref);
    gst_object_unref(in);
}

/* A tenth of a bit for each pixel keeps faces clean; never below a megabit. */
static void set_up_encoder(struct fc_sink *self)
{
    GstElement *encoder = gst_bin_get_by_name(GST_BIN(self->pipeline), "encoder");
    GstElementFactory *factory = encoder ? gst_element_get_factory(encoder) : NULL;
    const double rate = (double)self->rate_num / self->rate_den;
    const double bits = 0.1 * self->size.width * self->size.height * MIN(rate, 60);
    const guint bits_per_s = (guint)CLAMP(bits, 1e6, 1e8);

    if (factory && strcmp(GST_OBJECT_NAME(factory), "openh264enc") == 0) {
        g_object_set(encoder, "bitrate", bits_per_s, NULL);
        quieten(encoder);
    } else if (factory && strcmp(GST_OBJECT_NAME(factory), "vp8enc") == 0) {
        g_object_set(encoder, "target-bitrate", (gint)bits_per_s, NULL);
    }
    g_clear_object(&encoder);
}

static GstPadProbeReturn on_frame_taken(GstPad *pad, GstPadProbeInfo *info, gpointer user)
{
    struct fc_sink *self = user;

    g_mutex_lock(&self->lock);
    self->waiting--;
    g_cond_signal(&self->has_room);
    g_mutex_unlock(&self->lock);
    return GST_PAD_PROBE_OK;
}

/* The element stays the pipeline's. */
static void *find(struct fc_sink *self, const char *name)
{
    GstElement *element = gst_bin_get_by_name(GST_BIN(self->pipeline), name);

    if (element)
        gst_object_unref(element);
    return element;
}

static void set_up_source(GstAppSrc *source, GstCaps *caps)
{
    g_object_set(source, "caps", caps, "format", GST_FORMAT_TIME, "max-bytes", (guint64)0, "block",
                 FALSE, NULL);
}

static int build(struct fc_sink *self, const struct fc_sink_params *params, struct fc_error *error)
{
    char *description = describe(self, params->path, error);
    GError *why = NULL;
    GstCaps *caps;
    GstPad *pad;

    if (!description)
        return -ENOTSUP;
    self->pipeline = gst_parse_launch_full(description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &why);
    g_free(description);
    if (!self->pipeline) {
        fc_error_set(error, -ENOTSUP, "cannot write %s: %s", params->path, why->message);
        fc_error_remedy(error, "sudo apt install "
                               "gstreamer1.0-plugins-base "
                               "gstreamer1.0-plugins-good gstreamer1.0-plugins-bad");
        g_clear_error(&why);
        return -ENOTSUP;
    }
    gst_object_ref_sink(self->pipeline);
    self->bus = gst_element_get_bus(self->pipeline);
    self->video = find(self, "video");
    self->sound_to = find(self, "sound");
    g_object_set(find(self, "file"), "location", self->file.temporary, NULL);
    caps = video_caps(self);
    set_up_source(self->video, caps);
    gst_caps_unref(caps);
    if (self->sound_to)
        set_up_source(self->sound_to, fc_audio_caps(self->sound));
    set_up_encoder(self);
    pad = gst_element_get_static_pad(GST_ELEMENT(self->video), "src");
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_frame_taken, self, NULL);
    gst_object_unref(pad);
    gst_element_set_state(self->pipeline, GST_STATE_PLAYING); /* failure is on the bus */
    return 0;
}

int fc_sink_open(const struct fc_sink_params *params, struct fc_sink **sink, struct fc_error *error)
{
    const struct fc_sink_format *format =
        fc_sink_find_format(params->path, params->content, params->is_still, error);
    struct fc_sink *self;
    int code;

    *sink = NULL;
    if (!format)
        return -EINVAL;
    code = fc_gst_init(error);
    if (code < 0)
        return code;
    self = g_new0(struct fc_sink, 1);
    g_mutex_init(&self->lock);
    g_cond_init(&self->has_room);
    self->format = format;
    self->last_ns = -1;
    self->colour = written_colour(format->pixels, params->colour);
    self->size = params->size;
    if (format->is_even)
        self->size = (struct fc_size){params->size.width & ~1, params->size.height & ~1};
    self->rate_num = params->rate_num > 0 ? params->rate_num : GUESSED_RATE;
    self->rate_den = params->rate_num > 0 ? params->rate_den : 1;
    self->frame_ns = (int64_t)GST_SECOND * self->rate_den / self->rate_num;
    code = check_size(self, params, error);
    if (code == 0)
        code = fc_atomic_file_init(&self->file, params->path, error);
    if (code == 0) {
        open_sound(self, params);
        code = build(self, params, error);
    }
    if (code < 0)
        goto fail;
    *sink = self;
    return 0;

fail:
    fc_sink_destroy(&self);
    return code;
}

bool fc_sink_has_sound(const struct fc_sink *sink)
{
    return sink->sound != NULL;
}

/* --- writing --- */

static int look_at_bus(struct fc_sink *self, GstClockTime wait_ns, bool *is_end,
                       struct fc_error *error)
{
    GstMessage *message =
        gst_bus_timed_pop_filtered(self->bus, wait_ns, GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
    char *context;
    int code = 0;

    if (!message)
        return 0;
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
        *is_end = true;
    } else {
        context = g_strdup_printf("cannot write %s", self->file.path);
        code = fc_gst_error(message, context, error);
        g_free(context);
    }
    gst_message_unref(message);
    return code;
}

static int wait_for_room(struct fc_sink *self, struct fc_error *error)
{
    bool is_end = false;
    bool has_room = false;
    int code = 0;

    while (code == 0 && !has_room) {
        const gint64 until_us = g_get_monotonic_time() + LOOK_AT_BUS_MS * G_TIME_SPAN_MILLISECOND;

        g_mutex_lock(&self->lock);
        if (self->waiting >= MAX_WAITING_FRAMES)
            g_cond_wait_until(&self->has_room, &self->lock, until_us);
        has_room = self->waiting < MAX_WAITING_FRAMES;
        g_mutex_unlock(&self->lock);
        code = look_at_bus(self, 0, &is_end, error);
    }
    return code;
}

/* Sound is not worth a film: where it breaks off, the film goes on without. */
static void push_sound(struct fc_sink *self, int64_t until_ns)
{
    GstBuffer *piece = NULL;
    int code = 0;

    while (self->sound_to && code == 0) {
        code = fc_audio_read(self->sound, until_ns, &piece);
        if (code == 0)
            gst_app_src_push_buffer(self->sound_to, piece);
    }
    if (self->sound_to && code != -EAGAIN) {
        gst_app_src_end_of_stream(self->sound_to);
        self->sound_to = NULL;
    }
}

/* Takes the buffer over; NULL is one that there was no memory for. */
static int push_frame(struct fc_sink *self, GstBuffer *buffer, int64_t time_ns,
                      struct fc_error *error)
{
    int code = 0;

    if (!buffer)
        code = fc_error_set(error, -ENOMEM, "cannot write %s: out of memory", self->file.path);
    else if (self->has_failed)
        code = fc_error_set(error, -EIO, "cannot write %s: writing failed before", self->file.path);
    if (self->last_ns < 0)
        self->first_ns = time_ns;
    time_ns -= self->first_ns;
    assert(time_ns > self->last_ns);
    if (code == 0)
        push_sound(self, time_ns);
    if (code == 0)
        code = wait_for_room(self, error);
    if (code < 0) {
        self->has_failed = true;
        gst_clear_buffer(&buffer);
        return code;
    }
    GST_BUFFER_PTS(buffer) = (GstClockTime)time_ns;
    GST_BUFFER_DURATION(buffer) = (GstClockTime)self->frame_ns;
    self->last_ns = time_ns;
    g_mutex_lock(&self->lock);
    self->waiting++;
    g_mutex_unlock(&self->lock);
    gst_app_src_push_buffer(self->video, buffer);
    return 0;
}

int fc_sink_write_image(struct fc_sink *self, const struct fc_image *image, int64_t time_ns,
                        void (*release)(void *user), void *user, struct fc_error *error)
{
    const bool is_rgb = self->format->pixels == FC_SINK_PIXELS_RGB;
    GstBuffer *buffer;

    assert(self->format->content == FC_SINK_FRAMES);
    assert(image->size.width >= self->size.width && image->size.height >= self->size.height);
    if (!is_rgb && fc_colour_equal(image->colour, self->colour)) {
        buffer = fc_sink_pixels_wrap(image, self->size, release, user);
    } else {
        buffer = is_rgb ? fc_sink_pixels_rgb(image)
                        : fc_sink_pixels_i420(image, self->size, self->colour);
        release(user);
    }
    return push_frame(self, buffer, time_ns, error);
}

int fc_sink_write_grey(struct fc_sink *self, const uint8_t *grey, int stride, int64_t time_ns,
                       struct fc_error *error)
{
    assert(self->format->content == FC_SINK_MATTES);
    return push_frame(self, fc_sink_pixels_grey(grey, stride, self->size), time_ns, error);
}

/* --- the end --- */

int fc_sink_finish(struct fc_sink *self, struct fc_error *error)
{
    bool is_end = false;
    int code = 0;

    if (self->has_failed)
        return fc_error_set(error, -EIO, "cannot write %s: writing failed before", self->file.path);
    if (self->last_ns < 0)
        return fc_error_set(error, -ENODATA, "cannot write %s: there is no frame to write",
                            self->file.path);
    push_sound(self, self->last_ns + self->frame_ns);
    if (self->sound_to)
        gst_app_src_end_of_stream(self->sound_to);
    self->sound_to = NULL;
    gst_app_src_end_of_stream(self->video);
    while (code == 0 && !is_end)
        code = look_at_bus(self, GST_CLOCK_TIME_NONE, &is_end, error);
    gst_element_set_state(self->pipeline, GST_STATE_NULL);
    if (code == 0)
        code = fc_atomic_file_commit(&self->file, error);
    self->has_failed = code < 0;
    return code;
}

void fc_sink_destroy(struct fc_sink **sink)
{
    struct fc_sink *self = *sink;

    if (!self)
        return;
    if (self->pipeline)
        gst_element_set_state(self->pipeline, GST_STATE_NULL);
    fc_audio_close(&self->sound);
    g_clear_pointer(&self->bus, gst_object_unref);
    g_clear_pointer(&self->pipeline, gst_object_unref);
    fc_atomic_file_finish(&self->file);
    g_mutex_clear(&self->lock);
    g_cond_clear(&self->has_room);
    g_free(self);
    *sink = NULL;
}
