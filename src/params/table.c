/* SPDX-License-Identifier: MIT */
#include "params/params.h"

#include <string.h>

static const char *const fits[] = {"cover", "contain", "stretch", "tile", NULL};
static const char *const blurs[] = {"soft", "lens", NULL};
static const char *const effects[] = {"none", "hologram", NULL};
static const char *const looks[] = {"none", "grey",  "sepia", "warm", "cool",
                                    "noir", "vivid", "faded", NULL};
static const char *const turns[] = {"0", "90", "180", "270", NULL};
static const char *const qualities[] = {"fast", "balanced", "best", "auto", NULL};
static const char *const overlay_places[] = {"full",        "top-left",     "top-right",
                                             "bottom-left", "bottom-right", NULL};
static const char *const pauses[] = {"card", "last-frame", NULL};
static const char *const switches[] = {"auto", "off", NULL};
static const char *const devices[] = {"auto", "cpu", "gpu", NULL};

const struct fc_param_info fc_param_table[FC_PARAM_COUNT] = {
    [FC_PARAM_BACKGROUND] =
        {
            .name = "background",
            .type = FC_PARAM_TEXT,
            .default_text = "blur",
            .unit = "",
            .group = "Background",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "What stands behind the person: none (the room shows), blur, color, "
                    "greenscreen, or a path or URI of a picture or film.",
        },
    [FC_PARAM_BACKGROUND_COLOR] =
        {
            .name = "background-color",
            .type = FC_PARAM_COLOUR,
            .default_text = "#2a3b4c",
            .unit = "",
            .group = "Background",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "The colour of background=color, and of the bars of background-fit=contain.",
        },
    [FC_PARAM_BACKGROUND_FIT] =
        {
            .name = "background-fit",
            .type = FC_PARAM_CHOICE,
            .choices = fits,
            .default_text = "cover",
            .unit = "",
            .group = "Background",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How a picture or film of another shape fills the frame.",
        },
    [FC_PARAM_BLUR_STRENGTH] =
        {
            .name = "blur-strength",
            .type = FC_PARAM_INT,
            .min = 0,
            .max = 100,
            .default_text = "50",
            .unit = "%",
            .group = "Background",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How far background=blur blurs; text is unreadable even at 0.",
        },
    [FC_PARAM_BLUR_LOOK] =
        {
            .name = "blur-look",
            .type = FC_PARAM_CHOICE,
            .choices = blurs,
            .default_text = "soft",
            .unit = "",
            .group = "Background",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How the blur looks: soft as frosted glass, or as through a lens, where lights "
                    "become discs.",
        },
    [FC_PARAM_BACKGROUND_LOOK] =
        {
            .name = "background-look",
            .type = FC_PARAM_CHOICE,
            .choices = looks,
            .default_text = "none",
            .unit = "",
            .group = "Background",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "A colour look for the background, whatever it is but none.",
        },
    [FC_PARAM_BACKGROUND_BRIGHTNESS] =
        {
            .name = "background-brightness",
            .type = FC_PARAM_INT,
            .min = -100,
            .max = 100,
            .default_text = "0",
            .unit = "%",
            .group = "Background",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How much brighter the background is; at -100 it is black.",
        },
    [FC_PARAM_BACKGROUND_CONTRAST] =
        {
            .name = "background-contrast",
            .type = FC_PARAM_INT,
            .min = -100,
            .max = 100,
            .default_text = "0",
            .unit = "%",
            .group = "Background",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How much more contrast the background has; at -100 it is all one grey.",
        },
    [FC_PARAM_BACKGROUND_SATURATION] =
        {
            .name = "background-saturation",
            .type = FC_PARAM_INT,
            .min = -100,
            .max = 100,
            .default_text = "0",
            .unit = "%",
            .group = "Background",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How much more colour the background has; at -100 it has none.",
        },
    [FC_PARAM_EFFECT] =
        {
            .name = "effect",
            .type = FC_PARAM_CHOICE,
            .choices = effects,
            .default_text = "none",
            .unit = "",
            .group = "Person",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "What the person is turned into.",
        },
    [FC_PARAM_PERSON_LOOK] =
        {
            .name = "person-look",
            .type = FC_PARAM_CHOICE,
            .choices = looks,
            .default_text = "none",
            .unit = "",
            .group = "Person",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "A colour look for the person; it needs another background than none, as all "
                    "that is set for the person alone.",
        },
    [FC_PARAM_PERSON_BRIGHTNESS] =
        {
            .name = "person-brightness",
            .type = FC_PARAM_INT,
            .min = -100,
            .max = 100,
            .default_text = "0",
            .unit = "%",
            .group = "Person",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How much brighter the person is.",
        },
    [FC_PARAM_PERSON_CONTRAST] =
        {
            .name = "person-contrast",
            .type = FC_PARAM_INT,
            .min = -100,
            .max = 100,
            .default_text = "0",
            .unit = "%",
            .group = "Person",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How much more contrast the person has.",
        },
    [FC_PARAM_PERSON_SATURATION] =
        {
            .name = "person-saturation",
            .type = FC_PARAM_INT,
            .min = -100,
            .max = 100,
            .default_text = "0",
            .unit = "%",
            .group = "Person",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How much more colour the person has; at -100 there is none.",
        },
    [FC_PARAM_PERSON_OPACITY] =
        {
            .name = "person-opacity",
            .type = FC_PARAM_INT,
            .min = 0,
            .max = 100,
            .default_text = "100",
            .unit = "%",
            .group = "Person",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How much of the person is there: less lets what stands behind shine through, "
                    "which is never the room.",
        },
    [FC_PARAM_CLEAN_EDGES] =
        {
            .name = "clean-edges",
            .type = FC_PARAM_BOOL,
            .default_text = "true",
            .unit = "",
            .group = "Edges",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "Takes the old room's colours out of soft edges.",
        },
    [FC_PARAM_LIGHT_WRAP] =
        {
            .name = "light-wrap",
            .type = FC_PARAM_INT,
            .min = 0,
            .max = 100,
            .default_text = "0",
            .unit = "%",
            .group = "Person",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How much light of a bright background falls on the person's rim; none comes "
                    "from greenscreen.",
        },
    [FC_PARAM_OVERLAY] =
        {
            .name = "overlay",
            .type = FC_PARAM_TEXT,
            .default_text = "none",
            .unit = "",
            .group = "Overlay",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "A PNG picture that is laid over everything, as a logo or a desk: its path, or "
                    "none.",
        },
    [FC_PARAM_OVERLAY_PLACE] =
        {
            .name = "overlay-place",
            .type = FC_PARAM_CHOICE,
            .choices = overlay_places,
            .default_text = "full",
            .unit = "",
            .group = "Overlay",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "Where the overlay lies: full stretches it over the frame; in a corner it is "
                    "as large as it would be on 1280x720.",
        },
    [FC_PARAM_OVERLAY_OPACITY] =
        {
            .name = "overlay-opacity",
            .type = FC_PARAM_INT,
            .min = 0,
            .max = 100,
            .default_text = "100",
            .unit = "%",
            .group = "Overlay",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How much of the overlay is there.",
        },
    [FC_PARAM_MIRROR] =
        {
            .name = "mirror",
            .type = FC_PARAM_BOOL,
            .default_text = "false",
            .unit = "",
            .group = "Camera",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "Swaps left and right of the camera's picture, not of the background.",
        },
    [FC_PARAM_ROTATE] =
        {
            .name = "rotate",
            .type = FC_PARAM_CHOICE,
            .choices = turns,
            .default_text = "0",
            .unit = "",
            .group = "Camera",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "Turns the camera's picture clockwise, in degrees; a picture that lies on its "
                    "side is cut to the frame's shape.",
        },
    [FC_PARAM_ZOOM] =
        {
            .name = "zoom",
            .type = FC_PARAM_INT,
            .min = 100,
            .max = 400,
            .default_text = "100",
            .unit = "%",
            .group = "Camera",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How much closer the camera's picture is; the background stays.",
        },
    [FC_PARAM_PAN_X] =
        {
            .name = "pan-x",
            .type = FC_PARAM_INT,
            .min = -100,
            .max = 100,
            .default_text = "0",
            .unit = "%",
            .group = "Camera",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "Which part of an enlarged picture is shown: -100 is its left end, 100 its "
                    "right one.",
        },
    [FC_PARAM_PAN_Y] =
        {
            .name = "pan-y",
            .type = FC_PARAM_INT,
            .min = -100,
            .max = 100,
            .default_text = "0",
            .unit = "%",
            .group = "Camera",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "Which part of an enlarged picture is shown: -100 is its top, 100 its bottom.",
        },
    [FC_PARAM_AUTO_FRAME] =
        {
            .name = "auto-frame",
            .type = FC_PARAM_BOOL,
            .default_text = "false",
            .unit = "",
            .group = "Camera",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "Follows the person with a closer view; takes the place of zoom and pan.",
        },
    [FC_PARAM_AUTO_FRAME_MARGIN] =
        {
            .name = "auto-frame-margin",
            .type = FC_PARAM_INT,
            .min = 0,
            .max = 100,
            .default_text = "25",
            .unit = "%",
            .group = "Camera",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How much room auto-frame leaves around the person, in shares of their width.",
        },
    [FC_PARAM_AUTO_LIGHT] =
        {
            .name = "auto-light",
            .type = FC_PARAM_BOOL,
            .default_text = "false",
            .unit = "",
            .group = "Camera",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "Lifts the darkness of the camera's picture until the person is well lit.",
        },
    [FC_PARAM_QUALITY] =
        {
            .name = "quality",
            .type = FC_PARAM_CHOICE,
            .choices = qualities,
            .default_text = "auto",
            .unit = "",
            .group = "Edges",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How much work goes into hair and edges; auto: as much as this machine has "
                    "time for "
                    "(render takes best, bench fast).",
        },
    [FC_PARAM_STEADINESS] =
        {
            .name = "steadiness",
            .type = FC_PARAM_INT,
            .min = 0,
            .max = 100,
            .default_text = "80",
            .unit = "%",
            .group = "Edges",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How far edges keep still where the picture does; 0: each frame for itself.",
        },
    [FC_PARAM_MATTE_THRESHOLD] =
        {
            .name = "matte-threshold",
            .type = FC_PARAM_INT,
            .min = 20,
            .max = 80,
            .default_text = "50",
            .unit = "%",
            .group = "Edges",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help =
                "How sure the network has to be that a pixel is person; less lets more of the edge "
                "in.",
        },
    [FC_PARAM_MATTE_GROW] =
        {
            .name = "matte-grow",
            .type = FC_PARAM_INT,
            .min = -20,
            .max = 10,
            .default_text = "0",
            .unit = " px",
            .group = "Edges",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "Lets the person's outline grow, or shrink below 0, in pixels of a picture of "
                    "720 lines; "
                    "what grows shows the room.",
        },
    [FC_PARAM_MATTE_FEATHER] =
        {
            .name = "matte-feather",
            .type = FC_PARAM_INT,
            .min = 0,
            .max = 16,
            .default_text = "0",
            .unit = " px",
            .group = "Edges",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "How soft the person's outline is made, in pixels of a picture of 720 lines.",
        },
    [FC_PARAM_DEVICE] =
        {
            .name = "device",
            .type = FC_PARAM_CHOICE,
            .choices = devices,
            .default_text = "auto",
            .unit = "",
            .group = "Network",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "What the network runs on.",
        },
    [FC_PARAM_MODEL] =
        {
            .name = "model",
            .type = FC_PARAM_TEXT,
            .default_text = "auto",
            .unit = "",
            .group = "Network",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "The network: auto (by the picture's shape), selfie, selfie-landscape, "
                    "the name of an added one, or a file.",
        },
    [FC_PARAM_THREADS] =
        {
            .name = "threads",
            .type = FC_PARAM_INT,
            .min = 1,
            .max = 64,
            .default_text = "1",
            .unit = "",
            .group = "Network",
            .scope = FC_PARAM_ENGINE,
            .live = true,
            .help = "Processor threads that the network may use.",
        },
    [FC_PARAM_CAMERA] =
        {
            .name = "camera",
            .type = FC_PARAM_TEXT,
            .default_text = "auto",
            .unit = "",
            .group = "Camera",
            .scope = FC_PARAM_SERVICE,
            .live = true,
            .help = "The camera: auto (the first real one), a path, part of its name, demo:, or "
                    "a film.",
        },
    [FC_PARAM_WIDTH] =
        {
            .name = "width",
            .type = FC_PARAM_INT,
            .min = 16,
            .max = 7680,
            .default_text = "1280",
            .unit = " px",
            .group = "Output",
            .scope = FC_PARAM_SERVICE,
            .live = false,
            .help = "Width of the virtual camera; an even number.",
        },
    [FC_PARAM_HEIGHT] =
        {
            .name = "height",
            .type = FC_PARAM_INT,
            .min = 16,
            .max = 7680,
            .default_text = "720",
            .unit = " px",
            .group = "Output",
            .scope = FC_PARAM_SERVICE,
            .live = false,
            .help = "Height of the virtual camera; an even number.",
        },
    [FC_PARAM_RATE] =
        {
            .name = "rate",
            .type = FC_PARAM_INT,
            .min = 1,
            .max = 120,
            .default_text = "30",
            .unit = " Hz",
            .group = "Output",
            .scope = FC_PARAM_SERVICE,
            .live = false,
            .help = "Frames a second that are asked of the camera and told to readers.",
        },
    [FC_PARAM_LOOPBACK] =
        {
            .name = "loopback",
            .type = FC_PARAM_TEXT,
            .default_text = "auto",
            .unit = "",
            .group = "Output",
            .scope = FC_PARAM_SERVICE,
            .live = false,
            .help = "The v4l2loopback device to write: auto, off, or a path.",
        },
    [FC_PARAM_PIPEWIRE] =
        {
            .name = "pipewire",
            .type = FC_PARAM_CHOICE,
            .choices = switches,
            .default_text = "auto",
            .unit = "",
            .group = "Output",
            .scope = FC_PARAM_SERVICE,
            .live = false,
            .help = "The camera that PipeWire offers: auto (whenever PipeWire runs) or off.",
        },
    [FC_PARAM_PAUSE_SHOWS] =
        {
            .name = "pause-shows",
            .type = FC_PARAM_CHOICE,
            .choices = pauses,
            .default_text = "card",
            .unit = "",
            .group = "Output",
            .scope = FC_PARAM_SERVICE,
            .live = true,
            .help = "What others see while the camera is paused.",
        },
};

size_t fc_param_count(void)
{
    return FC_PARAM_COUNT;
}

const struct fc_param_info *fc_param_at(size_t index)
{
    return index < FC_PARAM_COUNT ? &fc_param_table[index] : NULL;
}

const struct fc_param_info *fc_param_find(const char *name)
{
    for (size_t i = 0; i < FC_PARAM_COUNT; i++)
        if (strcmp(fc_param_table[i].name, name) == 0)
            return &fc_param_table[i];
    return NULL;
}
