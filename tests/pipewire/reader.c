/* SPDX-License-Identifier: MIT */
#include "reader.h"

#include <string.h>

#include <glib.h>
#include <pipewire/pipewire.h>
#include <spa/buffer/meta.h>
#include <spa/param/buffers.h>
#include <spa/param/video/format-utils.h>

#include "base/clock.h"

struct reader {
    char *name; // owned; the node's
    struct reader_params params;
    struct pw_thread_loop *loop;  // owned
    struct pw_context *context;   // owned
    struct pw_core *core;         // owned
    struct pw_registry *registry; // owned; when it links by hand
    struct spa_hook registry_hook;
    struct pw_proxy *link;    // owned
    struct pw_stream *stream; // owned
    struct spa_hook hook;
    uint32_t source; /* the node's number */

    /* under the loop's lock */
    struct reader_picture picture; /* data is owned */
    uint8_t *shown;                // owned; what reader_look() gave
};

static const enum spa_video_format formats[] = {
    [READER_ANY] = SPA_VIDEO_FORMAT_I420,
    [READER_I420] = SPA_VIDEO_FORMAT_I420,
    [READER_YUY2] = SPA_VIDEO_FORMAT_YUY2,
};

/* --- what comes --- */

static size_t picture_bytes(const struct reader_picture *picture)
{
    const size_t luma = (size_t)picture->size.width * (size_t)picture->size.height;

    return picture->format == READER_YUY2 ? 2 * luma : luma * 3 / 2;
}

static void take_picture(struct reader *self, struct spa_buffer *buffer)
{
    struct reader_picture *picture = &self->picture;
    const struct spa_data *data = &buffer->datas[0];
    const struct spa_meta_header *header =
        spa_buffer_find_meta_data(buffer, SPA_META_Header, sizeof(*header));

    if (!data->data || data->chunk->size != picture_bytes(picture) || !header) {
        picture->torn++;
        return;
    }
    if (picture->count > 0 && (header->pts <= picture->pts_ns || header->seq <= picture->sequence))
        picture->backwards++;
    picture->came_ns = fc_clock_now_ns();
    picture->pts_ns = header->pts;
    picture->sequence = header->seq;
    picture->stride = data->chunk->stride;
    picture->bytes = data->chunk->size;
    picture->data = g_realloc(picture->data, picture->bytes);
    memcpy(picture->data, SPA_PTROFF(data->data, data->chunk->offset, void), picture->bytes);
    picture->count++;
}

static void on_process(void *user)
{
    struct reader *self = user;
    struct pw_buffer *buffer;

    while ((buffer = pw_stream_dequeue_buffer(self->stream))) {
        take_picture(self, buffer->buffer);
        if (!self->params.hoards)
            pw_stream_queue_buffer(self->stream, buffer);
    }
}

static void note_format(struct reader_picture *picture, const struct spa_video_info_raw *info)
{
    for (int i = READER_I420; i <= READER_YUY2; i++)
        if (formats[i] == info->format)
            picture->format = (enum reader_format)i;
    picture->size = (struct fc_size){(int)info->size.width, (int)info->size.height};
    picture->rate = info->framerate.denom == 1 ? (int)info->framerate.num : 0;
    picture->colour.matrix = info->color_matrix == SPA_VIDEO_COLOR_MATRIX_BT709   ? FC_MATRIX_BT709
                             : info->color_matrix == SPA_VIDEO_COLOR_MATRIX_BT601 ? FC_MATRIX_BT601
                                                                                  : FC_MATRIX_UNSET;
    picture->colour.range = info->color_range == SPA_VIDEO_COLOR_RANGE_0_255    ? FC_RANGE_FULL
                            : info->color_range == SPA_VIDEO_COLOR_RANGE_16_235 ? FC_RANGE_LIMITED
                                                                                : FC_RANGE_UNSET;
}

static void on_param(void *user, uint32_t id, const struct spa_pod *param)
{
    struct reader *self = user;
    struct spa_video_info_raw info = {0};
    uint8_t bytes[512];
    struct spa_pod_builder builder = SPA_POD_BUILDER_INIT(bytes, sizeof(bytes));
    const struct spa_pod *params[2];
    int stride;

    if (id != SPA_PARAM_Format || !param || spa_format_video_raw_parse(param, &info) < 0)
        return;
    note_format(&self->picture, &info);
    stride = self->picture.size.width * (self->picture.format == READER_YUY2 ? 2 : 1);
    params[0] = spa_pod_builder_add_object(
        &builder, SPA_TYPE_OBJECT_ParamBuffers, SPA_PARAM_Buffers, SPA_PARAM_BUFFERS_stride,
        SPA_POD_Int(stride), SPA_PARAM_BUFFERS_buffers, SPA_POD_CHOICE_RANGE_Int(8, 1, 32),
        SPA_PARAM_BUFFERS_dataType,
        SPA_POD_CHOICE_FLAGS_Int(1 << SPA_DATA_DmaBuf | 1 << SPA_DATA_MemFd |
                                 1 << SPA_DATA_MemPtr));
    params[1] = spa_pod_builder_add_object(&builder, SPA_TYPE_OBJECT_ParamMeta, SPA_PARAM_Meta,
                                           SPA_PARAM_META_type, SPA_POD_Id(SPA_META_Header),
                                           SPA_PARAM_META_size,
                                           SPA_POD_Int(sizeof(struct spa_meta_header)));
    pw_stream_update_params(self->stream, params, G_N_ELEMENTS(params));
}

static const struct pw_stream_events stream_events = {
    PW_VERSION_STREAM_EVENTS,
    .param_changed = on_param,
    .process = on_process,
};

/* --- links by hand --- */

/* With both numbers known: what a session manager would do. */
static void make_link(struct reader *self)
{
    const uint32_t sink = pw_stream_get_node_id(self->stream);
    char output[16];
    char input[16];
    struct spa_dict_item items[2];

    if (self->link || self->source == PW_ID_ANY || sink == PW_ID_ANY)
        return;
    g_snprintf(output, sizeof(output), "%u", self->source);
    g_snprintf(input, sizeof(input), "%u", sink);
    items[0] = SPA_DICT_ITEM_INIT(PW_KEY_LINK_OUTPUT_NODE, output);
    items[1] = SPA_DICT_ITEM_INIT(PW_KEY_LINK_INPUT_NODE, input);
    self->link = pw_core_create_object(self->core, "link-factory", PW_TYPE_INTERFACE_Link,
                                       PW_VERSION_LINK, &SPA_DICT_INIT_ARRAY(items), 0);
}

static void on_global(void *user, uint32_t id, uint32_t permissions, const char *type,
                      uint32_t version, const struct spa_dict *props)
{
    struct reader *self = user;
    const char *name = props ? spa_dict_lookup(props, PW_KEY_NODE_NAME) : NULL;

    if (strcmp(type, PW_TYPE_INTERFACE_Node) == 0 && g_strcmp0(name, self->name) == 0)
        self->source = id;
    /* a node is there before its ports are */
    if (strcmp(type, PW_TYPE_INTERFACE_Port) == 0)
        make_link(self);
}

static const struct pw_registry_events registry_events = {
    PW_VERSION_REGISTRY_EVENTS,
    .global = on_global,
};

/* --- making and ending --- */

static const struct spa_pod *offer(struct spa_pod_builder *builder,
                                   const struct reader_params *params)
{
    const enum reader_format format = params->format;
    const struct spa_rectangle least =
        params->impossible ? SPA_RECTANGLE(4000, 4000) : SPA_RECTANGLE(1, 1);
    struct spa_pod_frame frames[2];

    spa_pod_builder_push_object(builder, &frames[0], SPA_TYPE_OBJECT_Format, SPA_PARAM_EnumFormat);
    spa_pod_builder_add(builder, SPA_FORMAT_mediaType, SPA_POD_Id(SPA_MEDIA_TYPE_video),
                        SPA_FORMAT_mediaSubtype, SPA_POD_Id(SPA_MEDIA_SUBTYPE_raw), 0);
    spa_pod_builder_prop(builder, SPA_FORMAT_VIDEO_format, 0);
    spa_pod_builder_push_choice(builder, &frames[1], SPA_CHOICE_Enum, 0);
    spa_pod_builder_id(builder, formats[format]);
    for (int i = READER_I420; i <= READER_YUY2; i++)
        if (format == READER_ANY || format == (enum reader_format)i)
            spa_pod_builder_id(builder, formats[i]);
    spa_pod_builder_pop(builder, &frames[1]);
    spa_pod_builder_add(builder, SPA_FORMAT_VIDEO_size,
                        SPA_POD_CHOICE_RANGE_Rectangle(&SPA_RECTANGLE(4096, 4096), &least,
                                                       &SPA_RECTANGLE(4096, 4096)),
                        SPA_FORMAT_VIDEO_framerate,
                        SPA_POD_CHOICE_RANGE_Fraction(&SPA_FRACTION(30, 1), &SPA_FRACTION(0, 1),
                                                      &SPA_FRACTION(INT32_MAX, 1)),
                        0);
    return spa_pod_builder_pop(builder, &frames[0]);
}

static void connect_reader(struct reader *self)
{
    struct pw_properties *properties =
        pw_properties_new(PW_KEY_MEDIA_TYPE, "Video", PW_KEY_MEDIA_CATEGORY, "Capture",
                          PW_KEY_MEDIA_ROLE, "Camera", PW_KEY_TARGET_OBJECT, self->name, NULL);
    uint8_t bytes[1024];
    struct spa_pod_builder builder = SPA_POD_BUILDER_INIT(bytes, sizeof(bytes));
    const struct spa_pod *param = offer(&builder, &self->params);

    self->core = pw_context_connect(self->context, NULL, 0);
    g_assert_nonnull(self->core);
    if (self->params.by_hand) {
        self->registry = pw_core_get_registry(self->core, PW_VERSION_REGISTRY, 0);
        pw_registry_add_listener(self->registry, &self->registry_hook, &registry_events, self);
    }
    self->stream = pw_stream_new(self->core, "reader", properties);
    pw_stream_add_listener(self->stream, &self->hook, &stream_events, self);
    g_assert_cmpint(pw_stream_connect(self->stream, PW_DIRECTION_INPUT, PW_ID_ANY,
                                      PW_STREAM_FLAG_MAP_BUFFERS |
                                          (self->params.by_hand ? 0 : PW_STREAM_FLAG_AUTOCONNECT),
                                      &param, 1),
                    ==, 0);
}

struct reader *reader_create(const char *node, const struct reader_params *params)
{
    struct reader *self = g_new0(struct reader, 1);

    pw_init(NULL, NULL);
    self->name = g_strdup(node);
    self->params = *params;
    self->source = PW_ID_ANY;
    self->loop = pw_thread_loop_new("reader", NULL);
    self->context = pw_context_new(pw_thread_loop_get_loop(self->loop), NULL, 0);
    pw_thread_loop_start(self->loop);
    pw_thread_loop_lock(self->loop);
    connect_reader(self);
    pw_thread_loop_unlock(self->loop);
    return self;
}

void reader_destroy(struct reader **reader)
{
    struct reader *self = *reader;

    if (!self)
        return;
    *reader = NULL;
    pw_thread_loop_stop(self->loop);
    if (self->link)
        pw_proxy_destroy(self->link);
    pw_stream_destroy(self->stream);
    if (self->registry)
        pw_proxy_destroy((struct pw_proxy *)self->registry);
    pw_core_disconnect(self->core);
    pw_context_destroy(self->context);
    pw_thread_loop_destroy(self->loop);
    pw_deinit();
    g_free(self->picture.data);
    g_free(self->shown);
    g_free(self->name);
    g_free(self);
}

struct reader_picture reader_look(struct reader *reader)
{
    struct reader_picture picture;

    pw_thread_loop_lock(reader->loop);
    picture = reader->picture;
    reader->shown = g_realloc(reader->shown, picture.bytes);
    if (picture.bytes)
        memcpy(reader->shown, picture.data, picture.bytes);
    pw_thread_loop_unlock(reader->loop);
    picture.data = reader->shown;
    return picture;
}

/* --- looking at them --- */

/* The sample of an I420 plane in any of the formats. */
static uint8_t sample_at(const struct reader_picture *picture, int plane, int x, int y)
{
    const int width = picture->size.width;
    const uint8_t *chroma = picture->data + (size_t)width * (size_t)picture->size.height;

    if (picture->format == READER_YUY2) /* chroma rows are there twice */
        return plane == 0 ? picture->data[y * 2 * width + 2 * x]
                          : picture->data[2 * y * 2 * width + 4 * x + 2 * plane - 1];
    if (plane == 0)
        return picture->data[y * width + x];
    return chroma[(plane - 1) * (width / 2) * (picture->size.height / 2) + y * (width / 2) + x];
}

bool reader_picture_is(const struct reader_picture *picture, const struct fc_image *image)
{
    if (picture->count == 0 || picture->size.width != image->size.width ||
        picture->size.height != image->size.height)
        return false;
    for (int plane = 0; plane < 3; plane++)
        for (int y = 0; y < image->size.height >> !!plane; y++)
            for (int x = 0; x < image->size.width >> !!plane; x++)
                if (sample_at(picture, plane, x, y) !=
                    image->plane[plane][y * image->stride[plane] + x])
                    return false;
    return true;
}
