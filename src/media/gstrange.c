/* SPDX-License-Identifier: MIT */
#include "media/gstrange.h"

#include <string.h>

#define FIELD "colorimetry"

/* Where the container's word is kept, on the parser. */
#define KEPT "fakecam-container-colorimetry"

/* The event's caps with that colorimetry (NULL: without any), as a new event in its place. */
static void replace_caps(GstPadProbeInfo *info, GstCaps *caps, const char *colorimetry)
{
    GstEvent *old = GST_PAD_PROBE_INFO_EVENT(info);
    GstCaps *changed = gst_caps_copy(caps);
    GstEvent *event;

    if (colorimetry)
        gst_caps_set_simple(changed, FIELD, G_TYPE_STRING, colorimetry, NULL);
    else
        gst_structure_remove_field(gst_caps_get_structure(changed, 0), FIELD);
    event = gst_event_new_caps(changed);
    gst_event_set_seqnum(event, gst_event_get_seqnum(old));
    GST_PAD_PROBE_INFO_DATA(info) = event;
    gst_event_unref(old);
    gst_caps_unref(changed);
}

static const char *colorimetry_of(GstPadProbeInfo *info, GstCaps **caps)
{
    GstEvent *event = GST_PAD_PROBE_INFO_EVENT(info);

    *caps = NULL;
    if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS)
        return NULL;
    gst_event_parse_caps(event, caps);
    return gst_structure_get_string(gst_caps_get_structure(*caps, 0), FIELD);
}

static GstPadProbeReturn on_container(GstPad *pad, GstPadProbeInfo *info, gpointer user)
{
    GstCaps *caps;
    const char *colorimetry = colorimetry_of(info, &caps);

    if (!colorimetry)
        return GST_PAD_PROBE_OK;
    g_object_set_data_full(user, KEPT, g_strdup(colorimetry), g_free);
    replace_caps(info, caps, NULL);
    return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn on_parsed(GstPad *pad, GstPadProbeInfo *info, gpointer user)
{
    GstCaps *caps;
    const char *colorimetry = colorimetry_of(info, &caps);
    const char *kept = g_object_get_data(user, KEPT);

    if (caps && !colorimetry && kept)
        replace_caps(info, caps, kept);
    return GST_PAD_PROBE_OK;
}

static void add_probe(GstElement *parser, const char *name, GstPadProbeCallback callback)
{
    GstPad *pad = gst_element_get_static_pad(parser, name);

    /* the pads go before the parser does */
    if (pad)
        gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, callback, parser, NULL);
    g_clear_pointer(&pad, gst_object_unref);
}

static void on_element(GstBin *pipeline, GstBin *bin, GstElement *element, gpointer user)
{
    GstElementFactory *factory = gst_element_get_factory(element);
    const char *name = factory ? GST_OBJECT_NAME(factory) : "";

    if (strcmp(name, "h264parse") != 0 && strcmp(name, "h265parse") != 0)
        return;
    add_probe(element, "sink", on_container);
    add_probe(element, "src", on_parsed);
}

void fc_gst_range_watch(GstElement *pipeline)
{
    g_signal_connect(pipeline, "deep-element-added", G_CALLBACK(on_element), NULL);
}
