/* SPDX-License-Identifier: MIT */
/*
 * Streaming and not write(): a producer that only used write() leaves version 0.12 unusable for
 * the next one.
 */
#include "service/loopback/stream.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include <linux/videodev2.h>

#include "base/error.h"
#include "frame/colour.h"
#include "frame/frame.h"

#include <libyuv.h>

static struct v4l2_buffer output_buffer(int index)
{
    return (struct v4l2_buffer){
        .type = V4L2_BUF_TYPE_VIDEO_OUTPUT,
        .memory = V4L2_MEMORY_MMAP,
        .index = (unsigned)index,
    };
}

/* What readers get of a buffer. The module rounds buffers up to pages; that rest is not ours. */
static size_t picture_bytes(const struct fc_loopback_stream *stream)
{
    return (size_t)stream->stride * (size_t)stream->format.size.height;
}

/* --- mapping --- */

static int map_buffer(struct fc_loopback_stream *stream, int index, struct fc_error *error)
{
    struct fc_loopback_buffer *buffer = &stream->buffers[index];
    struct v4l2_buffer query = output_buffer(index);
    int ret = fc_loopback_ioctl(stream->device, VIDIOC_QUERYBUF, &query, error);
    void *data;

    if (ret < 0)
        return ret;
    if (query.length < picture_bytes(stream))
        return fc_error_set(error, -EPROTO, "%s has buffers of %u bytes for pictures of %zu",
                            stream->device->path, query.length, picture_bytes(stream));
    data = mmap(NULL, query.length, PROT_READ | PROT_WRITE, MAP_SHARED, stream->device->fd,
                query.m.offset);
    if (data == MAP_FAILED) {
        ret = errno;
        return fc_error_set(error, -ret, "cannot map buffer %d of %s: %s", index,
                            stream->device->path, strerror(ret));
    }
    buffer->data = data;
    buffer->length = query.length;
    return 0;
}

static int map_buffers(struct fc_loopback_stream *stream, struct fc_error *error)
{
    struct v4l2_requestbuffers request = {
        .count = FC_LOOPBACK_BUFFERS,
        .type = V4L2_BUF_TYPE_VIDEO_OUTPUT,
        .memory = V4L2_MEMORY_MMAP,
    };
    int ret = fc_loopback_ioctl(stream->device, VIDIOC_REQBUFS, &request, error);

    if (ret < 0)
        return ret;
    if (request.count < 1 || request.count > FC_LOOPBACK_BUFFERS)
        return fc_error_set(error, -EPROTO, "%s has %u buffers", stream->device->path,
                            request.count);
    for (; stream->count < (int)request.count; stream->count++) {
        ret = map_buffer(stream, stream->count, error);
        if (ret < 0)
            return ret;
    }
    return 0;
}

/* --- pictures --- */

static void fill_black(const struct fc_loopback_stream *stream, uint8_t *data)
{
    const uint8_t luma = fc_colour_black(stream->format.colour);
    const size_t bytes = picture_bytes(stream);

    for (size_t i = 0; i < bytes; i++)
        data[i] = i & 1 ? 0x80 : luma;
}

/* The picture in the colour that readers were told; NULL when out of memory. */
static const struct fc_image *in_colour(struct fc_loopback_stream *stream,
                                        const struct fc_image *image)
{
    if (fc_colour_equal(image->colour, stream->format.colour))
        return image;
    if (!stream->scratch)
        stream->scratch = fc_frame_create(stream->format.size, stream->format.colour, 0);
    if (!stream->scratch)
        return NULL;
    fc_image_convert_colour(image, fc_frame_image(stream->scratch));
    return fc_frame_image(stream->scratch);
}

static int fill(struct fc_loopback_stream *stream, struct fc_loopback_buffer *buffer,
                const struct fc_loopback_picture *picture, struct fc_error *error)
{
    const struct fc_image *image = picture->image;

    if (buffer->number == picture->number)
        return 0;
    buffer->number = picture->number;
    if (!image) {
        fill_black(stream, buffer->data);
        return 0;
    }
    assert(fc_size_equal(image->size, stream->format.size));
    image = in_colour(stream, image);
    if (!image)
        return fc_error_set(error, -ENOMEM, "out of memory");
    I420ToYUY2(image->plane[0], image->stride[0], image->plane[1], image->stride[1],
               image->plane[2], image->stride[2], buffer->data, stream->stride, image->size.width,
               image->size.height);
    return 0;
}

/*
 * The buffer that was free the longest. Version 0.12 gives back the one that was just queued:
 * writing into that would tear the picture under who reads it.
 */
static int choose_next(struct fc_loopback_stream *stream, struct fc_error *error)
{
    struct v4l2_buffer done = output_buffer(0);
    int ret = fc_loopback_ioctl(stream->device, VIDIOC_DQBUF, &done, error);
    const int queued = stream->next;

    if (ret < 0 && ret != -EAGAIN)
        return ret;
    stream->next = ret == 0 ? (int)done.index : queued;
    if (stream->next == queued || stream->next >= stream->count)
        stream->next = (queued + 1) % stream->count;
    return 0;
}

static int queue(struct fc_loopback_stream *stream, struct fc_error *error)
{
    struct v4l2_buffer buffer = output_buffer(stream->next);

    buffer.bytesused = (unsigned)picture_bytes(stream);
    buffer.field = V4L2_FIELD_NONE;
    return fc_loopback_ioctl(stream->device, VIDIOC_QBUF, &buffer, error);
}

int fc_loopback_stream_write(struct fc_loopback_stream *stream,
                             const struct fc_loopback_picture *picture, struct fc_error *error)
{
    int ret = fill(stream, &stream->buffers[stream->next], picture, error);

    if (ret == 0)
        ret = queue(stream, error);
    if (ret == 0)
        ret = choose_next(stream, error);
    return ret;
}

/* --- start and stop --- */

static int start(struct fc_loopback_stream *stream, const struct fc_loopback_picture *first,
                 struct fc_error *error)
{
    int type = V4L2_BUF_TYPE_VIDEO_OUTPUT;
    int ret;

    stream->stride = fc_loopback_device_set_format(stream->device, &stream->format, error);
    if (stream->stride < 0)
        return stream->stride;
    ret = map_buffers(stream, error);
    if (ret == 0)
        ret = fill(stream, &stream->buffers[0], first, error);
    if (ret == 0)
        ret = queue(stream, error);
    if (ret == 0)
        ret = fc_loopback_ioctl(stream->device, VIDIOC_STREAMON, &type, error);
    if (ret < 0)
        return ret;
    stream->is_on = true;
    return choose_next(stream, error);
}

int fc_loopback_stream_start(struct fc_loopback_stream *stream, struct fc_loopback_device *device,
                             const struct fc_loopback_format *format,
                             const struct fc_loopback_picture *first, struct fc_error *error)
{
    int ret;

    *stream = (struct fc_loopback_stream){.device = device, .format = *format};
    ret = start(stream, first, error);
    if (ret < 0)
        fc_loopback_stream_stop(stream);
    return ret;
}

/* STREAMOFF before everything else, or the next start gets EINVAL. */
void fc_loopback_stream_stop(struct fc_loopback_stream *stream)
{
    int type = V4L2_BUF_TYPE_VIDEO_OUTPUT;

    if (stream->is_on)
        (void)fc_loopback_ioctl(stream->device, VIDIOC_STREAMOFF, &type, NULL);
    for (int i = 0; i < stream->count; i++)
        munmap(stream->buffers[i].data, stream->buffers[i].length);
    fc_frame_unref(&stream->scratch);
    *stream = (struct fc_loopback_stream){0};
}
