/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "media/sink_private.h"

#define GOOD "gstreamer1.0-plugins-good"
#define BAD "gstreamer1.0-plugins-bad"
#define UGLY "gstreamer1.0-plugins-ugly"
#define LIBAV "gstreamer1.0-libav"
#define BASE "gstreamer1.0-plugins-base"

/* openh264enc has no constant quality: fc_sink_open() sets its bitrate by size and rate. */
#define H264                                                                                       \
    {                                                                                              \
        {"x264enc",                                                                                \
         "x264enc name=encoder pass=qual quantizer=19 speed-preset=veryfast ! h264parse", UGLY,    \
         0},                                                                                       \
            {"openh264enc",                                                                        \
             "openh264enc name=encoder rate-control=bitrate complexity=medium ! h264parse", BAD,   \
             36864 * 256},                                                                         \
    }
#define AAC                                                                                        \
    {                                                                                              \
        {"avenc_aac", "avenc_aac bitrate=160000", LIBAV, 0},                                       \
            {"voaacenc", "voaacenc bitrate=160000", BAD, 0},                                       \
            {"fdkaacenc", "fdkaacenc bitrate=160000", BAD, 0},                                     \
    }
#define OPUS                                                                                       \
    {                                                                                              \
        {"opusenc", "opusenc bitrate=128000", BASE, 0}, {"vorbisenc", "vorbisenc", BASE, 0},       \
    }
#define VP8                                                                                        \
    {                                                                                              \
        {"vp8enc",                                                                                 \
         "vp8enc name=encoder deadline=1 cpu-used=4 end-usage=cq cq-level=10 max-quantizer=40 "    \
         "keyframe-max-dist=120 threads=4",                                                        \
         GOOD, 0},                                                                                 \
    }
#define JPEG                                                                                       \
    {                                                                                              \
        {"jpegenc",                                                                                \
         "videoconvert ! video/x-raw,format=I420,colorimetry=1:4:7:1 ! jpegenc quality=92", GOOD,  \
         0},                                                                                       \
    }

const struct fc_sink_format fc_sink_formats[] = {
    {
        .extension = ".png",
        .content = FC_SINK_FRAMES,
        .is_still = true,
        .min_side = 1,
        .max_side = FC_MAX_SIDE,
        .video = {{"pngenc", "videoconvert ! video/x-raw,format=RGB ! pngenc snapshot=true", GOOD,
                   0}},
    },
    {
        .extension = ".jpg",
        .content = FC_SINK_FRAMES,
        .is_still = true,
        .min_side = 1,
        .max_side = FC_MAX_SIDE,
        .video = JPEG,
    },
    {
        .extension = ".jpeg",
        .content = FC_SINK_FRAMES,
        .is_still = true,
        .min_side = 1,
        .max_side = FC_MAX_SIDE,
        .video = JPEG,
    },
    {
        .extension = ".webp",
        .content = FC_SINK_FRAMES,
        .is_still = true,
        .min_side = 16,
        .max_side = 16383,
        .video = {{"webpenc", "videoconvert ! video/x-raw,format=RGB ! webpenc quality=92", BAD,
                   0}},
    },
    {
        .extension = ".mp4",
        .content = FC_SINK_FRAMES,
        .is_even = true,
        .min_side = 16,
        .max_side = FC_MAX_SIDE,
        .video = H264,
        .audio = AAC,
        .mux = {"mp4mux", "mp4mux", GOOD, 0},
    },
    {
        .extension = ".webm",
        .content = FC_SINK_FRAMES,
        .is_even = true,
        .min_side = 16,
        .max_side = 16382,
        .video = VP8,
        .audio = OPUS,
        .mux = {"webmmux", "webmmux", GOOD, 0},
    },
    {
        .extension = ".mkv",
        .content = FC_SINK_FRAMES,
        .is_even = true,
        .min_side = 16,
        .max_side = FC_MAX_SIDE,
        .video = H264,
        .audio = OPUS,
        .mux = {"matroskamux", "matroskamux", GOOD, 0},
    },
    {
        .extension = ".png",
        .content = FC_SINK_MATTES,
        .is_still = true,
        .min_side = 1,
        .max_side = FC_MAX_SIDE,
        .video = {{"pngenc", "pngenc snapshot=true", GOOD, 0}},
    },
    {
        .extension = ".mkv",
        .content = FC_SINK_MATTES,
        .min_side = 1,
        .max_side = FC_MAX_SIDE,
        .video = {{"avenc_ffv1", "avenc_ffv1", LIBAV, 0}},
        .mux = {"matroskamux", "matroskamux", GOOD, 0},
    },
    {0},
};

static bool fits(const struct fc_sink_format *format, enum fc_sink_content content, bool is_still)
{
    return format->content == content && format->is_still == is_still;
}

static void name_formats(enum fc_sink_content content, bool is_still, struct fc_error *error)
{
    char list[100] = "";

    for (const struct fc_sink_format *format = fc_sink_formats; format->extension; format++) {
        if (!fits(format, content, is_still))
            continue;
        strncat(list, list[0] ? ", " : "", sizeof(list) - strlen(list) - 1);
        strncat(list, format->extension, sizeof(list) - strlen(list) - 1);
    }
    fc_error_remedy(error, "give a name that ends in %s", list);
}

const struct fc_sink_format *fc_sink_find_format(const char *path, enum fc_sink_content content,
                                                 bool is_still, struct fc_error *error)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *extension = strrchr(name, '.');
    const char *what = content == FC_SINK_MATTES ? "matte" : "picture";
    bool is_known = false;

    assert(content == FC_SINK_FRAMES || content == FC_SINK_MATTES);
    for (const struct fc_sink_format *format = fc_sink_formats; format->extension; format++) {
        if (!extension || strcasecmp(extension, format->extension) != 0)
            continue;
        if (fits(format, content, is_still))
            return format;
        is_known = is_known || format->content == content;
    }
    if (is_known)
        fc_error_set(error, -EINVAL, "cannot write %s: what comes in is a %s, and %s is for %s",
                     path, is_still ? what : "film", extension,
                     is_still ? "films" : "single pictures");
    else
        fc_error_set(error, -EINVAL, "cannot write %s: unknown extension \"%s\"", path,
                     extension ? extension : "");
    name_formats(content, is_still, error);
    return NULL;
}

int fc_sink_check(const char *path, enum fc_sink_content content, bool is_still,
                  struct fc_error *error)
{
    return fc_sink_find_format(path, content, is_still, error) ? 0 : -EINVAL;
}
