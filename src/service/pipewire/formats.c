/* SPDX-License-Identifier: MIT */
#include "service/pipewire/formats.h"

#include <assert.h>

#include <spa/buffer/buffer.h>
#include <spa/param/buffers.h>
#include <spa/param/video/format-utils.h>

#include "frame/frame.h"

#include <libyuv.h>

static const enum spa_video_format spa_formats[FC_NODE_FORMAT_END] = {
    [FC_NODE_I420] = SPA_VIDEO_FORMAT_I420,
    [FC_NODE_YUY2] = SPA_VIDEO_FORMAT_YUY2,
};

/* Transfer and primaries of cameras are those of BT.709 in both matrices. */
static void set_colour(struct spa_video_info_raw *info, struct fc_colour colour)
{
    const bool is_709 = colour.matrix == FC_MATRIX_BT709;

    info->color_matrix = is_709 ? SPA_VIDEO_COLOR_MATRIX_BT709 : SPA_VIDEO_COLOR_MATRIX_BT601;
    info->color_range =
        colour.range == FC_RANGE_FULL ? SPA_VIDEO_COLOR_RANGE_0_255 : SPA_VIDEO_COLOR_RANGE_16_235;
    info->transfer_function = SPA_VIDEO_TRANSFER_BT709;
    info->color_primaries =
        is_709 ? SPA_VIDEO_COLOR_PRIMARIES_BT709 : SPA_VIDEO_COLOR_PRIMARIES_SMPTE170M;
}

const struct spa_pod *fc_node_format_offer(struct spa_pod_builder *builder,
                                           enum fc_node_format format,
                                           const struct fc_node_picture *picture)
{
    struct spa_video_info_raw info = {
        .format = spa_formats[format],
        .size = {(uint32_t)picture->size.width, (uint32_t)picture->size.height},
        .framerate = {(uint32_t)picture->rate, 1},
    };

    set_colour(&info, picture->colour);
    return spa_format_video_raw_build(builder, SPA_PARAM_EnumFormat, &info);
}

enum fc_node_format fc_node_format_parse(const struct spa_pod *param,
                                         const struct fc_node_picture *picture)
{
    struct spa_video_info_raw info = {0};
    uint32_t type = 0;
    uint32_t subtype = 0;

    if (spa_format_parse(param, &type, &subtype) < 0 || type != SPA_MEDIA_TYPE_video ||
        subtype != SPA_MEDIA_SUBTYPE_raw || spa_format_video_raw_parse(param, &info) < 0 ||
        info.size.width != (uint32_t)picture->size.width ||
        info.size.height != (uint32_t)picture->size.height)
        return FC_NODE_FORMAT_UNSET;
    for (int i = 1; i < FC_NODE_FORMAT_END; i++)
        if (spa_formats[i] == info.format)
            return (enum fc_node_format)i;
    return FC_NODE_FORMAT_UNSET;
}

const struct spa_pod *fc_node_format_buffers(struct spa_pod_builder *builder,
                                             enum fc_node_format format, struct fc_size size)
{
    /* readers may hold some; what is queued is never more than one; at 720p each is 1.4 MB */
    return spa_pod_builder_add_object(
        builder, SPA_TYPE_OBJECT_ParamBuffers, SPA_PARAM_Buffers, SPA_PARAM_BUFFERS_buffers,
        SPA_POD_CHOICE_RANGE_Int(4, 2, 8), SPA_PARAM_BUFFERS_blocks, SPA_POD_Int(1),
        SPA_PARAM_BUFFERS_size, SPA_POD_Int((int)fc_node_format_bytes(format, size)),
        SPA_PARAM_BUFFERS_stride, SPA_POD_Int(fc_node_format_stride(format, size)),
        SPA_PARAM_BUFFERS_dataType,
        SPA_POD_CHOICE_FLAGS_Int(1 << SPA_DATA_MemFd | 1 << SPA_DATA_MemPtr));
}

int fc_node_format_stride(enum fc_node_format format, struct fc_size size)
{
    return format == FC_NODE_YUY2 ? 2 * size.width : size.width;
}

size_t fc_node_format_bytes(enum fc_node_format format, struct fc_size size)
{
    const size_t luma = (size_t)size.width * (size_t)size.height;

    return format == FC_NODE_YUY2 ? 2 * luma : luma + luma / 2;
}

void fc_node_format_write(enum fc_node_format format, const struct fc_image *image, uint8_t *data)
{
    const struct fc_size size = image->size;
    const size_t luma = (size_t)size.width * (size_t)size.height;
    const int stride = fc_node_format_stride(format, size);
    uint8_t *chroma = data + luma;

    assert(size.width % 2 == 0 && size.height % 2 == 0);
    if (format == FC_NODE_I420)
        I420Copy(image->plane[0], image->stride[0], image->plane[1], image->stride[1],
                 image->plane[2], image->stride[2], data, stride, chroma, stride / 2,
                 chroma + luma / 4, stride / 2, size.width, size.height);
    else
        I420ToYUY2(image->plane[0], image->stride[0], image->plane[1], image->stride[1],
                   image->plane[2], image->stride[2], data, stride, size.width, size.height);
}
