/* SPDX-License-Identifier: MIT */
#include "service/pipewire/node.h"

#include <errno.h>
#include <string.h>

#include <spa/buffer/meta.h>
#include <spa/param/buffers.h>

#include "base/clock.h"
#include "base/error.h"
#include "frame/colour.h"
#include "frame/frame.h"

/* A picture that is older than this has stood still: its time says nothing about the way. */
#define STILL_NS FC_NS_PER_S

/* How long readers may hold every buffer. A slow one gives some back in that time. */
#define STARVED_NS (500 * FC_NS_PER_MS)

#define OFFER_BYTES 256

/* --- what PipeWire says --- */

/*
 * An error that comes without the stream's own state changing is a reader's: one that asks for a
 * format that is not offered, say. Others read on.
 */
static void on_state(void *user, enum pw_stream_state old, enum pw_stream_state state,
                     const char *error)
{
    struct fc_node *self = user;

    self->state = pw_stream_get_state(self->stream, NULL);
    if (self->state == PW_STREAM_STATE_ERROR) {
        g_free(self->problem);
        self->problem = g_strdup(error ? error : "no reason given");
    } else if (self->state == PW_STREAM_STATE_PAUSED) {
        fc_links_set_node(&self->links, pw_stream_get_node_id(self->stream));
    }
}

/* libwebrtc reads the header without looking whether there is one. */
static const struct spa_pod *header_meta(struct spa_pod_builder *builder)
{
    return spa_pod_builder_add_object(builder, SPA_TYPE_OBJECT_ParamMeta, SPA_PARAM_Meta,
                                      SPA_PARAM_META_type, SPA_POD_Id(SPA_META_Header),
                                      SPA_PARAM_META_size,
                                      SPA_POD_Int(sizeof(struct spa_meta_header)));
}

static void on_param(void *user, uint32_t id, const struct spa_pod *param)
{
    struct fc_node *self = user;
    uint8_t bytes[512];
    struct spa_pod_builder builder = SPA_POD_BUILDER_INIT(bytes, sizeof(bytes));
    const struct spa_pod *params[2];

    if (id != SPA_PARAM_Format)
        return;
    self->format = param ? fc_node_format_parse(param, &self->picture) : FC_NODE_FORMAT_UNSET;
    if (self->format == FC_NODE_FORMAT_UNSET) {
        if (param)
            pw_stream_set_error(self->stream, -EINVAL, "this format was not offered");
        return;
    }
    params[0] = fc_node_format_buffers(&builder, self->format, self->picture.size);
    params[1] = header_meta(&builder);
    pw_stream_update_params(self->stream, params, G_N_ELEMENTS(params));
}

static void on_add_buffer(void *user, struct pw_buffer *buffer)
{
    struct fc_node *self = user;

    if (self->buffer_count < FC_NODE_BUFFERS)
        self->buffers[self->buffer_count++] = buffer;
    self->served_ns = fc_clock_now_ns();
}

static void on_remove_buffer(void *user, struct pw_buffer *buffer)
{
    struct fc_node *self = user;

    for (int i = 0; i < self->buffer_count; i++)
        if (self->buffers[i] == buffer)
            self->buffers[i--] = self->buffers[--self->buffer_count];
}

static const struct pw_stream_events stream_events = {
    PW_VERSION_STREAM_EVENTS,    .state_changed = on_state,         .param_changed = on_param,
    .add_buffer = on_add_buffer, .remove_buffer = on_remove_buffer,
};

/* --- buffers --- */

/* The next one that no reader holds. The stream looks at one at a time. */
static struct pw_buffer *find_free(struct fc_node *self)
{
    struct pw_buffer *buffer = NULL;

    errno = EBUSY;
    for (int i = 0; !buffer && errno == EBUSY && i < self->buffer_count; i++)
        buffer = pw_stream_dequeue_buffer(self->stream);
    return buffer;
}

/*
 * Forgets who holds them. Readers count themselves in and out, in memory that all share: one that
 * died, or stumbled over the format, never counts itself out, and in the end nobody would get
 * pictures any more. One that does live may see a picture change under its eyes.
 */
static void take_back(struct fc_node *self)
{
    for (int i = 0; i < self->buffer_count; i++) {
        struct spa_meta_busy *busy =
            spa_buffer_find_meta_data(self->buffers[i]->buffer, SPA_META_Busy, sizeof(*busy));

        if (busy)
            __atomic_store_n(&busy->count, 0, __ATOMIC_SEQ_CST);
    }
}

static struct pw_buffer *free_buffer(struct fc_node *self)
{
    const int64_t now_ns = fc_clock_now_ns();
    struct pw_buffer *buffer = find_free(self);

    if (!buffer && now_ns - self->served_ns > STARVED_NS) {
        take_back(self);
        buffer = find_free(self);
    }
    if (buffer)
        self->served_ns = now_ns;
    return buffer;
}

/* --- pictures --- */

/* The picture in the colour that readers were told; NULL when out of memory. */
static const struct fc_image *in_colour(struct fc_node *self, const struct fc_image *image)
{
    const struct fc_image *scratch;

    if (image && fc_colour_equal(image->colour, self->picture.colour))
        return image;
    if (!self->scratch)
        self->scratch = fc_frame_create(self->picture.size, self->picture.colour, 0);
    if (!self->scratch)
        return NULL;
    scratch = fc_frame_image(self->scratch);
    if (image)
        fc_image_convert_colour(image, scratch);
    else
        fc_image_fill(scratch, fc_colour_from_rgb(self->picture.colour, 0, 0, 0));
    return scratch;
}

static int64_t presentation_ns(struct fc_node *self, int64_t time_ns)
{
    const int64_t now_ns = fc_clock_now_ns();

    if (time_ns <= self->last_ns || time_ns > now_ns || now_ns - time_ns > STILL_NS)
        time_ns = MAX(now_ns, self->last_ns + 1);
    self->last_ns = time_ns;
    return time_ns;
}

static void describe(struct fc_node *self, struct spa_buffer *buffer, int64_t time_ns)
{
    struct spa_meta_header *header =
        spa_buffer_find_meta_data(buffer, SPA_META_Header, sizeof(*header));

    *buffer->datas[0].chunk = (struct spa_chunk){
        .size = (uint32_t)fc_node_format_bytes(self->format, self->picture.size),
        .stride = fc_node_format_stride(self->format, self->picture.size),
    };
    if (header)
        *header = (struct spa_meta_header){
            .pts = presentation_ns(self, time_ns),
            .seq = self->sequence,
        };
    self->sequence++;
}

static void queue_picture(struct fc_node *self, struct pw_buffer *buffer,
                          const struct fc_image *image, int64_t time_ns)
{
    const struct spa_data *data = &buffer->buffer->datas[0];

    if (data->data && data->maxsize >= fc_node_format_bytes(self->format, self->picture.size)) {
        fc_node_format_write(self->format, image, data->data);
        describe(self, buffer->buffer, time_ns);
    } else {
        data->chunk->size = 0;
    }
    pw_stream_queue_buffer(self->stream, buffer);
}

int fc_node_write(struct fc_node *node, const struct fc_image *image, int64_t time_ns)
{
    struct pw_buffer *buffer;

    if (node->state != PW_STREAM_STATE_STREAMING || node->format == FC_NODE_FORMAT_UNSET)
        return 0;
    image = in_colour(node, image);
    if (!image)
        return -ENOMEM;
    buffer = free_buffer(node);
    if (buffer)
        queue_picture(node, buffer, image, time_ns);
    /* without a buffer too: readers give theirs back when they are driven */
    pw_stream_trigger_process(node->stream);
    return 0;
}

int fc_node_readers(const struct fc_node *node)
{
    if (node->state != PW_STREAM_STATE_STREAMING)
        return 0;
    /* somebody made it stream, even if the link is not seen yet */
    return MAX(fc_links_active(&node->links), 1);
}

/* --- making and ending --- */

static struct pw_properties *node_properties(void)
{
    return pw_properties_new(PW_KEY_MEDIA_TYPE, "Video", PW_KEY_MEDIA_CATEGORY, "Capture",
                             PW_KEY_MEDIA_CLASS, "Video/Source", PW_KEY_MEDIA_ROLE, "Camera",
                             PW_KEY_NODE_NAME, FC_NODE_NAME, PW_KEY_NODE_DESCRIPTION,
                             FC_NODE_DESCRIPTION, PW_KEY_NODE_VIRTUAL, "true", NULL);
}

static int connect_stream(struct fc_node *self)
{
    uint8_t bytes[FC_NODE_FORMATS * OFFER_BYTES];
    struct spa_pod_builder builder = SPA_POD_BUILDER_INIT(bytes, sizeof(bytes));
    const struct spa_pod *offers[FC_NODE_FORMATS];

    for (int i = 0; i < FC_NODE_FORMATS; i++)
        offers[i] = fc_node_format_offer(&builder, (enum fc_node_format)(i + 1), &self->picture);
    return pw_stream_connect(self->stream, PW_DIRECTION_OUTPUT, PW_ID_ANY,
                             PW_STREAM_FLAG_DRIVER | PW_STREAM_FLAG_MAP_BUFFERS |
                                 PW_STREAM_FLAG_NO_CONVERT,
                             offers, FC_NODE_FORMATS);
}

int fc_node_init(struct fc_node *node, struct pw_core *core, const struct fc_node_picture *picture,
                 struct fc_error *error)
{
    int ret;

    *node = (struct fc_node){.picture = *picture, .state = PW_STREAM_STATE_CONNECTING};
    ret = fc_links_init(&node->links, core);
    if (ret == 0) {
        node->stream = pw_stream_new(core, FC_NODE_DESCRIPTION, node_properties());
        ret = node->stream ? 0 : -ENOMEM;
    }
    if (ret == 0) {
        pw_stream_add_listener(node->stream, &node->hook, &stream_events, node);
        ret = connect_stream(node);
    }
    if (ret < 0) {
        fc_node_finish(node);
        return fc_error_set(error, ret, "cannot make a PipeWire camera: %s", strerror(-ret));
    }
    return 0;
}

void fc_node_finish(struct fc_node *node)
{
    if (node->stream) {
        spa_hook_remove(&node->hook);
        pw_stream_destroy(node->stream);
    }
    fc_links_finish(&node->links);
    fc_frame_unref(&node->scratch);
    g_free(node->problem);
    *node = (struct fc_node){0};
}
