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

/*
 * No B-frames: with uneven times mp4mux adds up a length that is too short, and players leave out
 * the first or last frames. openh264enc has no constant quality: fc_sink_open() sets its bitrate
 * by size and rate.
 */
static const struct fc_chain h264[] = {
    {
        .element = "x264enc",
        .chain = "x264enc name=encoder pass=qual quantizer=19 speed-preset=veryfast bframes=0 "
                 "! h264parse",
        .package = UGLY,
    },
    {
        .element = "openh264enc",
        .chain = "openh264enc name=encoder rate-control=bitrate complexity=medium ! h264parse",
        .package = BAD,
        .max_pixels = 36864 * 256, /* level 5.2 */
    },
    {0},
};

static const struct fc_chain vp8[] = {
    {
        .element = "vp8enc",
        .chain = "vp8enc name=encoder deadline=1 cpu-used=4 end-usage=cq cq-level=10 "
                 "max-quantizer=40 keyframe-max-dist=120 threads=4",
        .package = GOOD,
    },
    {0},
};

static const struct fc_chain ffv1[] = {
    {.element = "avenc_ffv1", .chain = "avenc_ffv1", .package = LIBAV},
    {0},
};

static const struct fc_chain png[] = {
    {.element = "pngenc", .chain = "pngenc snapshot=true", .package = GOOD},
    {0},
};

static const struct fc_chain jpeg[] = {
    {.element = "jpegenc", .chain = "jpegenc quality=92", .package = GOOD},
    {0},
};

static const struct fc_chain webp[] = {
    {.element = "webpenc", .chain = "webpenc quality=92", .package = BAD},
    {0},
};

static const struct fc_chain aac[] = {
    {.element = "avenc_aac", .chain = "avenc_aac bitrate=160000", .package = LIBAV},
    {.element = "voaacenc", .chain = "voaacenc bitrate=160000", .package = BAD},
    {.element = "fdkaacenc", .chain = "fdkaacenc bitrate=160000", .package = BAD},
    {0},
};

static const struct fc_chain opus[] = {
    {.element = "opusenc", .chain = "opusenc bitrate=128000", .package = BASE},
    {.element = "vorbisenc", .chain = "vorbisenc", .package = BASE},
    {0},
};

static const struct fc_chain mp4_mux = {.element = "mp4mux", .chain = "mp4mux", .package = GOOD};
static const struct fc_chain webm_mux = {.element = "webmmux", .chain = "webmmux", .package = GOOD};
static const struct fc_chain mkv_mux = {
    .element = "matroskamux", .chain = "matroskamux", .package = GOOD};

const struct fc_sink_format fc_sink_formats[] = {
    {
        .extension = ".png",
        .content = FC_SINK_FRAMES,
        .is_still = true,
        .pixels = FC_SINK_PIXELS_RGB,
        .min_side = 1,
        .max_side = FC_MAX_SIDE,
        .video = png,
    },
    {
        .extension = ".jpg",
        .content = FC_SINK_FRAMES,
        .is_still = true,
        .pixels = FC_SINK_PIXELS_JFIF,
        .min_side = 1,
        .max_side = FC_MAX_SIDE,
        .video = jpeg,
    },
    {
        .extension = ".jpeg",
        .content = FC_SINK_FRAMES,
        .is_still = true,
        .pixels = FC_SINK_PIXELS_JFIF,
        .min_side = 1,
        .max_side = FC_MAX_SIDE,
        .video = jpeg,
    },
    {
        .extension = ".webp",
        .content = FC_SINK_FRAMES,
        .is_still = true,
        .pixels = FC_SINK_PIXELS_RGB,
        .min_side = 16,
        .max_side = 16383,
        .video = webp,
    },
    {
        .extension = ".mp4",
        .content = FC_SINK_FRAMES,
        .pixels = FC_SINK_PIXELS_VIDEO,
        .is_even = true,
        .min_side = 16,
        .max_side = FC_MAX_SIDE,
        .video = h264,
        .audio = aac,
        .mux = &mp4_mux,
    },
    {
        .extension = ".webm",
        .content = FC_SINK_FRAMES,
        .pixels = FC_SINK_PIXELS_VIDEO,
        .is_even = true,
        .min_side = 16,
        .max_side = 16382,
        .video = vp8,
        .audio = opus,
        .mux = &webm_mux,
    },
    {
        .extension = ".mkv",
        .content = FC_SINK_FRAMES,
        .pixels = FC_SINK_PIXELS_VIDEO,
        .is_even = true,
        .min_side = 16,
        .max_side = FC_MAX_SIDE,
        .video = h264,
        .audio = opus,
        .mux = &mkv_mux,
    },
    {
        .extension = ".png",
        .content = FC_SINK_MATTES,
        .is_still = true,
        .pixels = FC_SINK_PIXELS_GREY,
        .min_side = 1,
        .max_side = FC_MAX_SIDE,
        .video = png,
    },
    {
        .extension = ".mkv",
        .content = FC_SINK_MATTES,
        .pixels = FC_SINK_PIXELS_GREY,
        .min_side = 1,
        .max_side = FC_MAX_SIDE,
        .video = ffv1,
        .mux = &mkv_mux,
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

static const char *kind_of(enum fc_sink_content content, bool is_still)
{
    if (content == FC_SINK_MATTES)
        return is_still ? "matte of a picture" : "matte of a film";
    return is_still ? "picture" : "film";
}

const struct fc_sink_format *fc_sink_find_format(const char *path, enum fc_sink_content content,
                                                 bool is_still, struct fc_error *error)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *extension = strrchr(name, '.');
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
                     path, kind_of(content, is_still), extension,
                     is_still ? "films" : "single pictures");
    else if (!extension)
        fc_error_set(error, -EINVAL, "cannot write %s: the name has no extension", path);
    else
        fc_error_set(error, -EINVAL, "cannot write %s: unknown extension %s", path, extension);
    name_formats(content, is_still, error);
    return NULL;
}

int fc_sink_check(const char *path, enum fc_sink_content content, bool is_still,
                  struct fc_error *error)
{
    return fc_sink_find_format(path, content, is_still, error) ? 0 : -EINVAL;
}
