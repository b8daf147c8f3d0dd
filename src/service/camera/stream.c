/* SPDX-License-Identifier: MIT */
#include "service/camera/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <linux/videodev2.h>

#include "base/clock.h"
#include "base/memory.h"
#include "frame/frame.h"
#include "service/camera/formats.h"
#include "service/camera/v4l2.h"

/* One that is read, one that is filled, and two for a thread that comes late. */
#define BUFFERS 4

struct fc_v4l2_stream {
    int fd;
    GstVideoFormat format;
    struct fc_size size;
    struct fc_colour colour;
    int stride; /* of plane 0, in bytes */
    int count;
    struct {
        void *bytes; // mapped
        size_t size;
    } buffers[BUFFERS];
};

/* --- what the driver is asked for --- */

/* The driver's own words, or where it has none what the API says its silence means. */
static struct fc_colour colour_of(const struct v4l2_pix_format *pix, GstVideoFormat format)
{
    const __u32 encoding =
        pix->ycbcr_enc ? pix->ycbcr_enc : (__u32)V4L2_MAP_YCBCR_ENC_DEFAULT(pix->colorspace);
    const __u32 range = pix->quantization
                            ? pix->quantization
                            : (__u32)V4L2_MAP_QUANTIZATION_DEFAULT(0, pix->colorspace, encoding);

    /* JFIF knows one colour space, whatever drivers say of MJPEG */
    if (format == GST_VIDEO_FORMAT_ENCODED)
        return (struct fc_colour){FC_MATRIX_BT601, FC_RANGE_FULL};
    /* what libyuv makes of RGB */
    if (format == GST_VIDEO_FORMAT_RGB || format == GST_VIDEO_FORMAT_BGR)
        return (struct fc_colour){FC_MATRIX_BT601, FC_RANGE_LIMITED};
    return (struct fc_colour){
        .matrix = encoding == V4L2_YCBCR_ENC_709 ? FC_MATRIX_BT709 : FC_MATRIX_BT601,
        .range = range == V4L2_QUANTIZATION_FULL_RANGE ? FC_RANGE_FULL : FC_RANGE_LIMITED,
    };
}

/* Drivers give what they like best instead of what they cannot do: see what came back. */
static int set_format(struct fc_v4l2_stream *stream, const struct fc_camera_mode *mode)
{
    const struct fc_camera_format *wanted = fc_camera_format_named(mode->format);
    struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    struct v4l2_pix_format *pix = &format.fmt.pix;
    int ret;

    if (!wanted)
        return -ENOTSUP;
    pix->width = (__u32)mode->size.width;
    pix->height = (__u32)mode->size.height;
    pix->pixelformat = wanted->fourcc;
    pix->field = V4L2_FIELD_ANY;
    ret = fc_v4l2_call(stream->fd, VIDIOC_S_FMT, &format);
    if (ret < 0)
        return ret;
    wanted = fc_camera_format_of(pix->pixelformat);
    stream->size = (struct fc_size){(int)pix->width, (int)pix->height};
    if (!wanted || pix->width > FC_MAX_SIDE || pix->height > FC_MAX_SIDE ||
        !fc_size_is_valid(stream->size))
        return -ENOTSUP;
    stream->format = wanted->format;
    stream->stride = (int)pix->bytesperline;
    /* some drivers leave it out */
    if (stream->stride < wanted->bytes_across * stream->size.width)
        stream->stride = wanted->bytes_across * stream->size.width;
    stream->colour = colour_of(pix, stream->format);
    return 0;
}

/* Not every driver can; then the camera has one rate. */
static void set_rate(const struct fc_v4l2_stream *stream, const struct fc_camera_mode *mode)
{
    struct v4l2_streamparm params = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};

    if (mode->rate_num <= 0)
        return;
    params.parm.capture.timeperframe.numerator = (__u32)mode->rate_den;
    params.parm.capture.timeperframe.denominator = (__u32)mode->rate_num;
    fc_v4l2_call(stream->fd, VIDIOC_S_PARM, &params);
}

static int map_buffer(struct fc_v4l2_stream *stream, int index)
{
    struct v4l2_buffer buffer = {
        .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
        .memory = V4L2_MEMORY_MMAP,
        .index = (__u32)index,
    };
    void *bytes;
    int ret = fc_v4l2_call(stream->fd, VIDIOC_QUERYBUF, &buffer);

    if (ret < 0)
        return ret;
    bytes = mmap(NULL, buffer.length, PROT_READ, MAP_SHARED, stream->fd, buffer.m.offset);
    if (bytes == MAP_FAILED)
        return -errno;
    stream->buffers[index].bytes = bytes;
    stream->buffers[index].size = buffer.length;
    stream->count = index + 1;
    return fc_v4l2_call(stream->fd, VIDIOC_QBUF, &buffer);
}

static int start(struct fc_v4l2_stream *stream)
{
    struct v4l2_requestbuffers request = {
        .count = BUFFERS,
        .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
        .memory = V4L2_MEMORY_MMAP,
    };
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    int ret = fc_v4l2_call(stream->fd, VIDIOC_REQBUFS, &request);

    if (ret == 0 && request.count == 0)
        ret = -ENOMEM;
    for (int i = 0; ret == 0 && i < BUFFERS && i < (int)request.count; i++)
        ret = map_buffer(stream, i);
    return ret < 0 ? ret : fc_v4l2_call(stream->fd, VIDIOC_STREAMON, &type);
}

int fc_v4l2_stream_create(int fd, const struct fc_camera_mode *mode,
                          struct fc_v4l2_stream **stream_ptr)
{
    struct fc_v4l2_stream *stream = fc_calloc(1, sizeof(*stream));
    int ret;

    *stream_ptr = NULL;
    if (!stream) {
        fc_v4l2_close(fd);
        return -ENOMEM;
    }
    stream->fd = fd;
    ret = set_format(stream, mode);
    if (ret < 0)
        goto fail;
    set_rate(stream, mode);
    ret = start(stream);
    if (ret < 0)
        goto fail;
    *stream_ptr = stream;
    return 0;

fail:
    fc_v4l2_stream_destroy(&stream);
    return ret;
}

/* Each step, for some drivers keep a camera awake until they were told so. */
void fc_v4l2_stream_destroy(struct fc_v4l2_stream **stream_ptr)
{
    struct fc_v4l2_stream *stream = *stream_ptr;
    struct v4l2_requestbuffers none = {
        .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
        .memory = V4L2_MEMORY_MMAP,
    };
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;

    *stream_ptr = NULL;
    if (!stream)
        return;
    fc_v4l2_call(stream->fd, VIDIOC_STREAMOFF, &type);
    for (int i = 0; i < stream->count; i++)
        munmap(stream->buffers[i].bytes, stream->buffers[i].size);
    fc_v4l2_call(stream->fd, VIDIOC_REQBUFS, &none);
    fc_v4l2_close(stream->fd);
    free(stream);
}

/* --- pictures --- */

int fc_v4l2_stream_fd(const struct fc_v4l2_stream *stream)
{
    return stream->fd;
}

/* The planes that follow the first in the same buffer; *needed: how many bytes all of them take. */
static void lay_out(const struct fc_v4l2_stream *stream, const uint8_t *bytes,
                    struct fc_camera_picture *picture, size_t *needed)
{
    const struct fc_camera_format *format = fc_camera_format_for(stream->format);
    const size_t height = (size_t)stream->size.height;
    size_t at = (size_t)stream->stride * height;

    picture->plane[0] = bytes;
    picture->stride[0] = stream->stride;
    for (int i = 1; i < format->planes; i++) {
        picture->plane[i] = bytes + at;
        picture->stride[i] = stream->stride / format->chroma_stride;
        at += (size_t)picture->stride[i] *
              ((height + (size_t)format->chroma_down - 1) / (size_t)format->chroma_down);
    }
    *needed = at;
}

static void fill_picture(const struct fc_v4l2_stream *stream, const struct v4l2_buffer *buffer,
                         struct fc_v4l2_picture *picture)
{
    const size_t used = buffer->bytesused < stream->buffers[buffer->index].size
                            ? buffer->bytesused
                            : stream->buffers[buffer->index].size;
    size_t needed = 1;

    picture->picture = (struct fc_camera_picture){
        .format = stream->format,
        .size = stream->size,
        .colour = stream->colour,
        .plane = {stream->buffers[buffer->index].bytes},
        .jpeg_size = used,
    };
    if (stream->format != GST_VIDEO_FORMAT_ENCODED)
        lay_out(stream, stream->buffers[buffer->index].bytes, &picture->picture, &needed);
    picture->is_good = used >= needed && !(buffer->flags & V4L2_BUF_FLAG_ERROR);
}

int fc_v4l2_stream_take(struct fc_v4l2_stream *stream, struct fc_v4l2_picture *picture)
{
    struct v4l2_buffer buffer = {
        .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
        .memory = V4L2_MEMORY_MMAP,
    };
    const int ret = fc_v4l2_call(stream->fd, VIDIOC_DQBUF, &buffer);

    if (ret < 0)
        return ret;
    if (buffer.index >= (__u32)stream->count)
        return -EIO;
    *picture = (struct fc_v4l2_picture){.index = (int)buffer.index};
    if ((buffer.flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC)
        picture->seen_ns = (int64_t)buffer.timestamp.tv_sec * FC_NS_PER_S +
                           (int64_t)buffer.timestamp.tv_usec * 1000;
    fill_picture(stream, &buffer, picture);
    return 0;
}

void fc_v4l2_stream_give_back(struct fc_v4l2_stream *stream, int index)
{
    struct v4l2_buffer buffer = {
        .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
        .memory = V4L2_MEMORY_MMAP,
        .index = (__u32)index,
    };

    fc_v4l2_call(stream->fd, VIDIOC_QBUF, &buffer); /* failure comes again with the next picture */
}
