/* SPDX-License-Identifier: MIT */
#include <gst/gst.h>

#include "gst/virtualbackground.h"

#define PACKAGE "fakecam"

static gboolean init(GstPlugin *plugin)
{
    return gst_element_register(plugin, "virtualbackground", GST_RANK_NONE,
                                FC_TYPE_VIRTUAL_BACKGROUND);
}

GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, fakecam,
                  "Shows the person and not the room", init, FC_VERSION, "MIT/X11", "Fakecam",
                  "man:fakecam(1)")
