/* SPDX-License-Identifier: MIT */
#include "gst/virtualbackground.h"

#include <errno.h>
#include <string.h>

#include <gst/video/video.h>

#include "base/clock.h"
#include "base/error.h"
#include "engine/engine.h"
#include "gst/latency.h"
#include "gst/pool.h"
#include "gst/process.h"
#include "gst/properties.h"
#include "media/gstutil.h"
#include "media/overlay.h"

GST_DEBUG_CATEGORY_STATIC(virtual_background_debug);
#define GST_CAT_DEFAULT virtual_background_debug

#define PROPERTY_MODEL_DIR FC_ELEMENT_PROPERTIES

#define CAPS                                                                                       \
    "video/x-raw, format = (string) " FC_ELEMENT_FORMATS ", width = (int) [ 1, 16384 ], "          \
    "height = (int) [ 1, 16384 ], framerate = (fraction) [ 0, max ]"

struct _FcVirtualBackground {
    GstBaseTransform parent;

    /* any thread, under lock */
    GMutex lock;
    struct fc_values *values; // owned
    char *model_dir;          // owned, or NULL
    struct fc_error unheard;  /* a value that was refused before there was a bus to say so */
    bool is_live;             /* of the stream, with what follows; size 0 x 0 before there is one */
    struct fc_size size;

    /* made and unmade while nothing streams, under lock; NULL unless started */
    struct fc_engine *engine;         // owned
    struct fc_element_opener *opener; // owned

    /* the streaming thread */
    GstVideoInfo info;
    struct fc_element_process process;
    int64_t next_ns; /* the time of a buffer without one */

    struct fc_element_latency latency;
};

G_DEFINE_FINAL_TYPE_WITH_CODE(FcVirtualBackground, fc_virtual_background, GST_TYPE_BASE_TRANSFORM,
                              GST_DEBUG_CATEGORY_INIT(virtual_background_debug, "virtualbackground",
                                                      0, "the person and not the room"))

/* --- settings --- */

static bool is_media(const FcVirtualBackground *self)
{
    return fc_values_background_kind(self->values) == FC_BACKGROUND_MEDIA;
}

/* Under lock. Has the opener open what the background names, once it is known for what frames. */
static void update_background(FcVirtualBackground *self)
{
    const struct fc_background_params how = {.cover = self->size, .wait = !self->is_live};

    if (!self->opener || self->size.width == 0)
        return;
    fc_element_opener_want(
        self->opener, is_media(self) ? fc_values_text(self->values, FC_PARAM_BACKGROUND) : NULL,
        &how);
}

/*
 * Under lock. What is not live counts from the next start. A picture is asked for before the engine
 * wants to show it, and let go of after that: in between there would be a card without a reason.
 */
static int set_parameter(FcVirtualBackground *self, const struct fc_param_info *info,
                         const char *text, struct fc_error *error)
{
    const bool is_background = info == &fc_param_table[FC_PARAM_BACKGROUND];
    const bool is_overlay = info == &fc_param_table[FC_PARAM_OVERLAY];
    int ret = 0;

    /* read here and now, for it is small: what cannot be shown is refused, and the old one stays */
    if (is_overlay && self->engine)
        ret = fc_overlay_open(self->engine, text, error);
    if (!ret)
        ret = fc_values_set(self->values, info->name, text, error);
    if (ret)
        return ret;
    if (is_background && is_media(self))
        update_background(self);
    if (self->engine && info->live)
        ret = fc_engine_set(self->engine, info->name, text, error);
    if (is_background && !is_media(self))
        update_background(self);
    return ret;
}

/* What was refused keeps its old value; a warning says so, now or as soon as there is a bus. */
static void refuse(FcVirtualBackground *self, const struct fc_error *error)
{
    GST_WARNING_OBJECT(self, "%s", error->text);
    if (fc_element_warn(GST_ELEMENT(self), error))
        return;
    g_mutex_lock(&self->lock);
    self->unheard = *error;
    g_mutex_unlock(&self->lock);
}

static void set_property(GObject *object, guint property, const GValue *value, GParamSpec *spec)
{
    FcVirtualBackground *self = FC_VIRTUAL_BACKGROUND(object);
    const struct fc_param_info *info = fc_element_parameter(property);
    struct fc_error error = {0};
    char *text;

    if (property == PROPERTY_MODEL_DIR) {
        g_mutex_lock(&self->lock);
        g_free(self->model_dir);
        self->model_dir = g_value_dup_string(value);
        g_mutex_unlock(&self->lock);
        return;
    }
    if (!info) {
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, property, spec);
        return;
    }
    text = fc_element_property_text(info, value);
    g_mutex_lock(&self->lock);
    set_parameter(self, info, text, &error);
    g_mutex_unlock(&self->lock);
    if (error.code)
        refuse(self, &error);
    else if (info == &fc_param_table[FC_PARAM_BACKGROUND] && strchr(text, ':'))
        fc_element_properties_notify_shorthand(object);
    g_free(text);
}

static void get_property(GObject *object, guint property, GValue *value, GParamSpec *spec)
{
    FcVirtualBackground *self = FC_VIRTUAL_BACKGROUND(object);

    g_mutex_lock(&self->lock);
    if (property == PROPERTY_MODEL_DIR)
        g_value_set_string(value, self->model_dir);
    else if (fc_element_parameter(property))
        fc_element_property_get(self->values, (enum fc_param_id)(property - 1), value);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, property, spec);
    g_mutex_unlock(&self->lock);
}

/* --- start and stop --- */

/* Under lock. */
static int make_engine(FcVirtualBackground *self, struct fc_error *error)
{
    const struct fc_engine_params engine_params = {.model_dir = self->model_dir};
    struct fc_element_opener_params opener_params = {.element = GST_ELEMENT(self)};
    int ret = fc_engine_create(&engine_params, &self->engine, error);

    if (ret)
        return ret;
    fc_engine_set_values(self->engine, self->values);
    opener_params.engine = self->engine;
    self->opener = fc_element_opener_create(&opener_params);
    self->size = (struct fc_size){0, 0};
    self->process = (struct fc_element_process){
        .element = GST_ELEMENT(self), .engine = self->engine, .opener = self->opener};
    if (fc_element_process_init(&self->process))
        return fc_error_set(error, -ENOMEM, "cannot start: out of memory");
    return 0;
}

/* The opener stops first, for it uses the engine, and goes last, for the engine's source is its. */
static gboolean stop(GstBaseTransform *base)
{
    FcVirtualBackground *self = FC_VIRTUAL_BACKGROUND(base);
    struct fc_element_opener *opener;
    struct fc_engine *engine;

    g_mutex_lock(&self->lock);
    opener = self->opener;
    engine = self->engine;
    self->opener = NULL;
    self->engine = NULL;
    g_mutex_unlock(&self->lock);
    if (opener)
        fc_element_opener_stop(opener);
    fc_element_process_finish(&self->process);
    fc_engine_destroy(&engine);
    fc_element_opener_destroy(&opener);
    return TRUE;
}

static gboolean start(GstBaseTransform *base)
{
    FcVirtualBackground *self = FC_VIRTUAL_BACKGROUND(base);
    struct fc_error error = {0};
    struct fc_error overlay = {0};
    struct fc_error unheard;
    int ret;

    g_mutex_lock(&self->lock);
    unheard = self->unheard;
    self->unheard = (struct fc_error){0};
    ret = make_engine(self, &error);
    if (!ret)
        fc_overlay_open(self->engine, fc_values_text(self->values, FC_PARAM_OVERLAY), &overlay);
    g_mutex_unlock(&self->lock);
    self->next_ns = 0;
    fc_element_latency_init(&self->latency);
    if (unheard.code)
        fc_element_warn(GST_ELEMENT(self), &unheard);
    if (overlay.code)
        fc_element_warn(GST_ELEMENT(self), &overlay);
    if (!ret)
        return TRUE;
    stop(base);
    GST_ELEMENT_ERROR(self, LIBRARY, INIT, ("%s", error.text), ("%s", error.remedy));
    return FALSE;
}

static void interrupt(FcVirtualBackground *self, bool interrupted)
{
    g_mutex_lock(&self->lock);
    if (self->opener)
        fc_element_opener_interrupt(self->opener, interrupted);
    g_mutex_unlock(&self->lock);
}

/* The streaming thread may be waiting for a background when it has to end. */
static GstStateChangeReturn change_state(GstElement *element, GstStateChange transition)
{
    if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
        interrupt(FC_VIRTUAL_BACKGROUND(element), true);
    return GST_ELEMENT_CLASS(fc_virtual_background_parent_class)->change_state(element, transition);
}

static gboolean sink_event(GstBaseTransform *base, GstEvent *event)
{
    if (GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_START)
        interrupt(FC_VIRTUAL_BACKGROUND(base), true);
    else if (GST_EVENT_TYPE(event) == GST_EVENT_FLUSH_STOP)
        interrupt(FC_VIRTUAL_BACKGROUND(base), false);
    return GST_BASE_TRANSFORM_CLASS(fc_virtual_background_parent_class)->sink_event(base, event);
}

/* --- the stream --- */

static bool is_live(FcVirtualBackground *self)
{
    GstQuery *query = gst_query_new_latency();
    gboolean live = FALSE;

    if (gst_pad_peer_query(GST_BASE_TRANSFORM_SINK_PAD(self), query))
        gst_query_parse_latency(query, &live, NULL, NULL);
    gst_query_unref(query);
    return live;
}

/* The same caps on both sides: nothing but the picture is another. */
static gboolean set_caps(GstBaseTransform *base, GstCaps *in, GstCaps *out)
{
    FcVirtualBackground *self = FC_VIRTUAL_BACKGROUND(base);
    const bool live = is_live(self);

    if (!gst_video_info_from_caps(&self->info, in)) {
        GST_ERROR_OBJECT(self, "caps that are no video");
        return FALSE;
    }
    self->process.size = (struct fc_size){self->info.width, self->info.height};
    self->process.colour = fc_gst_colour(&self->info, NULL);
    g_mutex_lock(&self->lock);
    self->size = self->process.size;
    self->is_live = live;
    update_background(self);
    g_mutex_unlock(&self->lock);
    /* what is wrong with the network is said with the first frame that needs it */
    if (fc_engine_needs_matte(self->engine))
        fc_engine_prepare(self->engine, self->process.size, NULL);
    return TRUE;
}

/* A frame is as large as its caps say; a buffer that comes in may have gaps, or lack something. */
static gboolean transform_size(GstBaseTransform *base, GstPadDirection direction, GstCaps *caps,
                               gsize size, GstCaps *other_caps, gsize *other_size)
{
    GstVideoInfo info;

    if (!gst_video_info_from_caps(&info, other_caps))
        return FALSE;
    *other_size = GST_VIDEO_INFO_SIZE(&info);
    return TRUE;
}

/* Upstream may place its planes as it likes. */
static gboolean propose_allocation(GstBaseTransform *base, GstQuery *decided, GstQuery *query)
{
    gst_query_add_allocation_meta(query, GST_VIDEO_META_API_TYPE, NULL);
    return TRUE;
}

static gboolean decide_allocation(GstBaseTransform *base, GstQuery *query)
{
    fc_element_choose_pool(query);
    return GST_BASE_TRANSFORM_CLASS(fc_virtual_background_parent_class)
        ->decide_allocation(base, query);
}

/*
 * The base class hands the camera's own buffer on where it takes a filter for one that works in
 * place or does nothing. Not from here, whatever it is told.
 */
static GstFlowReturn prepare_output_buffer(GstBaseTransform *base, GstBuffer *in, GstBuffer **out)
{
    GstFlowReturn flow = GST_BASE_TRANSFORM_CLASS(fc_virtual_background_parent_class)
                             ->prepare_output_buffer(base, in, out);

    if (flow != GST_FLOW_OK || *out != in)
        return flow;
    *out = NULL;
    GST_ELEMENT_ERROR(base, STREAM, FAILED, ("The room would have been shown."),
                      ("set to pass buffers through"));
    return GST_FLOW_ERROR;
}

static void before_transform(GstBaseTransform *base, GstBuffer *buffer)
{
    const GstClockTime time =
        gst_segment_to_stream_time(&base->segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));

    if (GST_CLOCK_TIME_IS_VALID(time))
        gst_object_sync_values(GST_OBJECT(base), time);
}

/* The buffer's place in the stream; where it does not know, that behind the one before. */
static int64_t time_of(FcVirtualBackground *self, GstBuffer *buffer)
{
    const GstVideoInfo *info = &self->info;
    const GstClockTime pts = GST_BUFFER_PTS(buffer);
    GstClockTime time =
        gst_segment_to_stream_time(&GST_BASE_TRANSFORM(self)->segment, GST_FORMAT_TIME, pts);
    int64_t time_ns = self->next_ns;

    if (!GST_CLOCK_TIME_IS_VALID(time))
        time = pts;
    if (time <= (GstClockTime)(INT64_MAX / 2))
        time_ns = (int64_t)time;
    self->next_ns = time_ns + (info->fps_n > 0 ? FC_NS_PER_S * info->fps_d / info->fps_n : 1);
    return time_ns;
}

static enum fc_element_flaw flaw_of(GstBuffer *buffer)
{
    if (GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_GAP))
        return FC_FLAW_GAP;
    if (GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_CORRUPTED))
        return FC_FLAW_DAMAGED;
    return FC_FLAW_NONE;
}

/* False where the buffer does not hold a frame of the caps. */
static bool map(GstBuffer *buffer, const GstVideoInfo *info, GstMapFlags flags,
                GstVideoFrame *frame)
{
    const GstVideoMeta *meta = gst_buffer_get_video_meta(buffer);

    if (meta && (meta->format != GST_VIDEO_INFO_FORMAT(info) || meta->width != (guint)info->width ||
                 meta->height != (guint)info->height))
        return false;
    if (!gst_video_frame_map(frame, info, buffer,
                             flags | (GstMapFlags)GST_VIDEO_FRAME_MAP_FLAG_NO_REF))
        return false;
    if (fc_element_pixels_is_whole(frame))
        return true;
    gst_video_frame_unmap(frame);
    return false;
}

static int process_buffer(FcVirtualBackground *self, GstBuffer *buffer,
                          struct fc_published **published)
{
    const int64_t time_ns = time_of(self, buffer);
    GstVideoFrame frame;
    int ret;

    if (!map(buffer, &self->info, GST_MAP_READ, &frame))
        return fc_element_process_run(&self->process, NULL, FC_FLAW_UNREADABLE, time_ns, published);
    ret = fc_element_process_run(&self->process, &frame, flaw_of(buffer), time_ns, published);
    gst_video_frame_unmap(&frame);
    return ret;
}

static void measure(FcVirtualBackground *self, int64_t took_ns)
{
    if (fc_element_latency_add(&self->latency, took_ns) && self->is_live) {
        GST_DEBUG_OBJECT(self, "latency is now %" G_GINT64_FORMAT " ns",
                         fc_element_latency_get(&self->latency));
        gst_element_post_message(GST_ELEMENT(self), gst_message_new_latency(GST_OBJECT(self)));
    }
}

static GstFlowReturn give_out(FcVirtualBackground *self, const struct fc_published *published,
                              GstBuffer *buffer)
{
    GstVideoFrame frame;

    if (!map(buffer, &self->info, GST_MAP_WRITE, &frame)) {
        GST_ELEMENT_ERROR(self, STREAM, FAILED, ("The buffer for the picture cannot be written."),
                          (NULL));
        return GST_FLOW_ERROR;
    }
    fc_element_pixels_write(fc_published_image(published), &frame);
    gst_video_frame_unmap(&frame);
    if (fc_published_kind(published) == FC_PUBLISHED_CARD)
        GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_CORRUPTED | GST_BUFFER_FLAG_GAP);
    return GST_FLOW_OK;
}

static GstFlowReturn transform(GstBaseTransform *base, GstBuffer *in, GstBuffer *out)
{
    FcVirtualBackground *self = FC_VIRTUAL_BACKGROUND(base);
    struct fc_published *published = NULL;
    GstFlowReturn flow;
    int64_t since_ns;

    if (!self->is_live)
        fc_element_opener_wait(self->opener);
    since_ns = fc_clock_now_ns();
    if (process_buffer(self, in, &published)) {
        GST_ELEMENT_ERROR(self, RESOURCE, NO_SPACE_LEFT, ("Out of memory."), (NULL));
        return GST_FLOW_ERROR;
    }
    flow = give_out(self, published, out);
    fc_published_unref(&published);
    measure(self, fc_clock_now_ns() - since_ns);
    return flow;
}

/* What rides on a buffer may hold pictures, or the buffer that it came from: only times and texts. */
static gboolean transform_meta(GstBaseTransform *base, GstBuffer *out, GstMeta *meta, GstBuffer *in)
{
    const GType api = meta->info->api;

    return api == GST_REFERENCE_TIMESTAMP_META_API_TYPE ||
           api == GST_VIDEO_TIME_CODE_META_API_TYPE || api == GST_VIDEO_CAPTION_META_API_TYPE;
}

/* --- latency --- */

static gboolean query_latency(FcVirtualBackground *self, GstQuery *query)
{
    const GstClockTime own = (GstClockTime)fc_element_latency_get(&self->latency);
    GstClockTime min;
    GstClockTime max;
    gboolean live;

    if (!gst_pad_peer_query(GST_BASE_TRANSFORM_SINK_PAD(self), query))
        return FALSE;
    gst_query_parse_latency(query, &live, &min, &max);
    min += own;
    if (GST_CLOCK_TIME_IS_VALID(max))
        max += own;
    gst_query_set_latency(query, live, min, max);
    return TRUE;
}

static gboolean query(GstBaseTransform *base, GstPadDirection direction, GstQuery *query)
{
    if (direction == GST_PAD_SRC && GST_QUERY_TYPE(query) == GST_QUERY_LATENCY)
        return query_latency(FC_VIRTUAL_BACKGROUND(base), query);
    return GST_BASE_TRANSFORM_CLASS(fc_virtual_background_parent_class)
        ->query(base, direction, query);
}

/* --- the class --- */

static void finalize(GObject *object)
{
    FcVirtualBackground *self = FC_VIRTUAL_BACKGROUND(object);

    g_mutex_clear(&self->lock);
    g_free(self->values);
    g_free(self->model_dir);
    G_OBJECT_CLASS(fc_virtual_background_parent_class)->finalize(object);
}

static void fc_virtual_background_init(FcVirtualBackground *self)
{
    g_mutex_init(&self->lock);
    self->values = g_new0(struct fc_values, 1);
    fc_values_init(self->values);
    fc_element_latency_init(&self->latency);
    gst_base_transform_set_qos_enabled(GST_BASE_TRANSFORM(self), TRUE);
}

static void install_properties(GObjectClass *object_class)
{
    object_class->set_property = set_property;
    object_class->get_property = get_property;
    object_class->finalize = finalize;
    fc_element_properties_install(object_class);
    g_object_class_install_property(
        object_class, PROPERTY_MODEL_DIR,
        g_param_spec_string(
            "model-dir", "model-dir",
            "Folder of network files, looked at before $FAKECAM_MODELS and the system's "
            "folders.",
            NULL,
            (GParamFlags)(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY)));
}

static void describe(GstElementClass *element_class)
{
    GstCaps *caps = gst_caps_from_string(CAPS);

    gst_element_class_add_pad_template(
        element_class, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
    gst_element_class_add_pad_template(
        element_class, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
    gst_caps_unref(caps);
    gst_element_class_set_static_metadata(
        element_class, "Virtual background", "Filter/Effect/Video",
        "Shows the person and not the room: puts a blur, a picture, a film or a colour behind them",
        "The Fakecam authors");
}

static void fc_virtual_background_class_init(FcVirtualBackgroundClass *klass)
{
    GstElementClass *element_class = GST_ELEMENT_CLASS(klass);
    GstBaseTransformClass *base_class = GST_BASE_TRANSFORM_CLASS(klass);

    install_properties(G_OBJECT_CLASS(klass));
    describe(element_class);
    element_class->change_state = change_state;
    base_class->start = start;
    base_class->stop = stop;
    base_class->sink_event = sink_event;
    base_class->query = query;
    base_class->set_caps = set_caps;
    base_class->transform_size = transform_size;
    base_class->propose_allocation = propose_allocation;
    base_class->decide_allocation = decide_allocation;
    base_class->prepare_output_buffer = prepare_output_buffer;
    base_class->before_transform = before_transform;
    base_class->transform = transform;
    base_class->transform_meta = transform_meta;
}
