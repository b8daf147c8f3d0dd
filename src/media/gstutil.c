/* SPDX-License-Identifier: MIT */
#include "media/gstutil.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gst/pbutils/pbutils.h>

#include "base/error.h"

#define PICTURE_REMEDY "give a picture (png, jpg, webp) or a film (mp4, webm, mkv)"
#define PLUGIN_REMEDY                                                                              \
    "sudo apt install gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-libav"

int fc_gst_init(struct fc_error *error)
{
    GError *why = NULL;

    if (gst_init_check(NULL, NULL, &why)) {
        gst_pb_utils_init();
        return 0;
    }
    fc_error_set(error, -EIO, "cannot start GStreamer: %s", why ? why->message : "unknown");
    g_clear_error(&why);
    return -EIO;
}

struct fc_colour fc_gst_colour(const GstVideoInfo *info, bool *exact)
{
    const GstVideoColorMatrix matrix = info->colorimetry.matrix;
    const bool is_full = info->colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255;
    const bool is_601 =
        matrix == GST_VIDEO_COLOR_MATRIX_BT601 || matrix == GST_VIDEO_COLOR_MATRIX_UNKNOWN;

    if (exact)
        *exact = is_601 || matrix == GST_VIDEO_COLOR_MATRIX_BT709;
    return (struct fc_colour){
        .matrix = is_601 ? FC_MATRIX_BT601 : FC_MATRIX_BT709,
        .range = is_full ? FC_RANGE_FULL : FC_RANGE_LIMITED,
    };
}

const char *fc_gst_colorimetry(struct fc_colour colour)
{
    /* range:matrix:transfer:primaries in the numbers of GstVideoColorimetry */
    if (colour.matrix == FC_MATRIX_BT709)
        return colour.range == FC_RANGE_FULL ? "1:3:5:1" : "2:3:5:1";
    return colour.range == FC_RANGE_FULL ? "1:4:7:1" : "2:4:16:4";
}

/* No file at all, or one that may not be read. */
static int unreachable(const char *name, int why, struct fc_error *error)
{
    fc_error_set(error, -why, "cannot read %s: %s", name, strerror(why));
    if (why == ENOENT || why == ENOTDIR)
        fc_error_remedy(error, "look at how its name is written; one that does not begin with / is "
                               "looked for in the current folder");
    else if (why == EACCES)
        fc_error_remedy(error, "you must be allowed to read it, and to enter its folder");
    return -why;
}

/* A file, but none of these. */
static int refuse(const char *name, int code, const char *why, struct fc_error *error)
{
    fc_error_set(error, code, "cannot read %s: %s", name, why);
    fc_error_remedy(error, PICTURE_REMEDY);
    return code;
}

static int check_file(const char *path, const char *name, struct fc_error *error)
{
    struct stat status;

    if (stat(path, &status) < 0 || access(path, R_OK) < 0)
        return unreachable(name, errno, error);
    if (S_ISDIR(status.st_mode))
        return refuse(name, -EISDIR, "it is a folder", error);
    if (!S_ISREG(status.st_mode))
        return refuse(name, -EINVAL, "it is not a file", error);
    if (status.st_size == 0)
        return refuse(name, -EBADMSG, "the file is empty", error);
    return 0;
}

char *fc_gst_uri(const char *name, struct fc_error *error)
{
    const bool is_uri = gst_uri_is_valid(name) && strstr(name, ":/");
    char *path = NULL;
    char *uri = NULL;

    if (is_uri && !g_str_has_prefix(name, "file:"))
        return g_strdup(name);
    path = is_uri ? g_filename_from_uri(name, NULL, NULL) : g_canonicalize_filename(name, NULL);
    if (!path)
        fc_error_set(error, -EINVAL, "cannot read %s: it is not a proper file URI", name);
    else if (check_file(path, name, error) == 0)
        uri = g_filename_to_uri(path, NULL, NULL);
    g_free(path);
    return uri;
}

char *fc_gst_path(const char *name, struct fc_error *error)
{
    char *uri = fc_gst_uri(name, error);
    char *path = uri ? g_filename_from_uri(uri, NULL, NULL) : NULL;

    if (uri && !path)
        fc_error_set(error, -EINVAL, "cannot read %s: it is not a file", name);
    g_free(uri);
    return path;
}

bool fc_gst_begins_with(const char *name, const char *bytes)
{
    const size_t count = strlen(bytes);
    char *path = fc_gst_path(name, NULL);
    FILE *file = path ? fopen(path, "rbe") : NULL;
    char head[16] = "";
    bool is_same = false;

    if (file) {
        is_same = count <= sizeof(head) && fread(head, 1, count, file) == count &&
                  memcmp(head, bytes, count) == 0;
        fclose(file);
    }
    g_free(path);
    return is_same;
}

static int not_a_picture(const char *context, struct fc_error *error)
{
    fc_error_set(error, -EBADMSG, "%s: it is not a picture or film", context);
    fc_error_remedy(error, PICTURE_REMEDY);
    return -EBADMSG;
}

static int missing_plugin(const char *what, const char *context, struct fc_error *error)
{
    fc_error_set(error, -ENOTSUP, "%s: nothing here reads its format (%s)", context, what);
    fc_error_remedy(error, PLUGIN_REMEDY);
    return -ENOTSUP;
}

/*
 * What the system said: for writing it stands at the end of GStreamer's notes for developers
 * ("Error while writing to file descriptor 5: File too large"), and the message says nothing.
 */
static const char *system_error(const GError *why, const char *debug)
{
    const char *line = debug ? strrchr(debug, '\n') : NULL;
    const char *said = line ? strstr(line, ": ") : NULL;

    return said && why->code == GST_RESOURCE_ERROR_WRITE ? said + 2 : why->message;
}

static int resource_error(const GError *why, const char *debug, const char *context,
                          struct fc_error *error)
{
    switch (why->code) {
    case GST_RESOURCE_ERROR_NO_SPACE_LEFT:
        fc_error_set(error, -ENOSPC, "%s: the disk is full", context);
        fc_error_remedy(error, "free some space, or write to another disk");
        return -ENOSPC;
    case GST_RESOURCE_ERROR_NOT_FOUND:
        return fc_error_set(error, -ENOENT, "%s: there is no such file", context);
    default:
        return fc_error_set(error, -EIO, "%s: %s", context, system_error(why, debug));
    }
}

static int translate(const GError *why, const char *debug, const char *context,
                     struct fc_error *error)
{
    if (g_error_matches(why, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN) ||
        g_error_matches(why, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND))
        return missing_plugin("a GStreamer plugin is missing", context, error);
    if (g_error_matches(why, GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND) ||
        g_error_matches(why, GST_STREAM_ERROR, GST_STREAM_ERROR_WRONG_TYPE))
        return not_a_picture(context, error);
    if (why->domain == GST_RESOURCE_ERROR)
        return resource_error(why, debug, context, error);
    if (why->domain == GST_STREAM_ERROR)
        return fc_error_set(error, -EBADMSG,
                            "%s: the file is damaged, or not a picture or film (%s)", context,
                            why->message);
    return fc_error_set(error, -EIO, "%s: %s", context, why->message);
}

int fc_gst_error(GstMessage *message, const char *context, struct fc_error *error)
{
    GError *why = NULL;
    char *debug = NULL;
    int code;

    gst_message_parse_error(message, &why, &debug);
    code = translate(why, debug, context, error);
    g_clear_error(&why);
    g_free(debug);
    return code;
}

int fc_gst_missing(GstMessage *message, const char *context, struct fc_error *error)
{
    char *what = gst_missing_plugin_message_get_description(message);
    int code;

    if (what && g_str_has_prefix(what, "text/"))
        code = not_a_picture(context, error);
    else
        code = missing_plugin(what ? what : "unknown", context, error);
    g_free(what);
    return code;
}

static GstPadProbeReturn on_query(GstPad *pad, GstPadProbeInfo *info, gpointer user)
{
    GstQuery *query = GST_PAD_PROBE_INFO_QUERY(info);

    if (GST_QUERY_TYPE(query) != GST_QUERY_ALLOCATION)
        return GST_PAD_PROBE_OK;
    gst_query_add_allocation_meta(query, GST_VIDEO_META_API_TYPE, NULL);
    return GST_PAD_PROBE_HANDLED;
}

void fc_gst_take_any_stride(GstElement *sink)
{
    GstPad *pad = gst_element_get_static_pad(sink, "sink");

    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM, on_query, NULL, NULL);
    gst_object_unref(pad);
}

static gboolean look_at_task(GstElement *element, GstPad *pad, gpointer user)
{
    gint *running = user;

    *running += gst_pad_get_task_state(pad) == GST_TASK_STARTED;
    return TRUE;
}

static void look_at_element(const GValue *item, gpointer user)
{
    gst_element_foreach_pad(g_value_get_object(item), look_at_task, user);
}

bool fc_gst_is_idle(GstElement *pipeline)
{
    GstIterator *elements = gst_bin_iterate_recurse(GST_BIN(pipeline));
    gint running = 0;
    const GstIteratorResult result = gst_iterator_foreach(elements, look_at_element, &running);

    gst_iterator_free(elements);
    /* RESYNC: elements come and go, so something is at work */
    return result == GST_ITERATOR_DONE && running == 0;
}
