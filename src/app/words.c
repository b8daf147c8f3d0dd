/* SPDX-License-Identifier: MIT */
#include "app/words.h"

#include <glib/gi18n.h>
#include <string.h>

enum fc_app_heading fc_app_heading_of(const struct fc_param_info *info)
{
    static const struct {
        const char *group;
        enum fc_app_heading heading;
    } groups[] = {
        {"Camera", FC_APP_HEADING_CAMERA}, {"Background", FC_APP_HEADING_BACKGROUND},
        {"Person", FC_APP_HEADING_PERSON}, {"Overlay", FC_APP_HEADING_PERSON},
        {"Edges", FC_APP_HEADING_EDGES},   {"Network", FC_APP_HEADING_EDGES},
        {"Output", FC_APP_HEADING_OUTPUT},
    };
    static const char *const of_camera[] = {"width", "height", "rate"};

    for (size_t i = 0; i < G_N_ELEMENTS(of_camera); i++)
        if (strcmp(info->name, of_camera[i]) == 0)
            return FC_APP_HEADING_CAMERA;
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
        if (strcmp(info->group, groups[i].group) == 0)
            return groups[i].heading;
    return FC_APP_HEADING_OUTPUT;
}

const char *fc_app_heading_title(enum fc_app_heading heading)
{
    static const char *const titles[FC_APP_HEADINGS] = {
        [FC_APP_HEADING_CAMERA] = N_("Camera"), [FC_APP_HEADING_BACKGROUND] = N_("Background"),
        [FC_APP_HEADING_PERSON] = N_("Person"), [FC_APP_HEADING_EDGES] = N_("Edges"),
        [FC_APP_HEADING_OUTPUT] = N_("Output"),
    };

    return _(titles[heading]);
}

const char *fc_app_heading_expert_title(enum fc_app_heading heading)
{
    static const char *const titles[FC_APP_HEADINGS] = {
        [FC_APP_HEADING_CAMERA] = N_("More for the Camera"),
        [FC_APP_HEADING_BACKGROUND] = N_("More for the Background"),
        [FC_APP_HEADING_PERSON] = N_("More for the Person"),
        [FC_APP_HEADING_EDGES] = N_("For Experts"),
        [FC_APP_HEADING_OUTPUT] = N_("More for the Output"),
    };

    return _(titles[heading]);
}

/* What many set, in the order in which they look for it; all else is folded away. */
static const char *const plain[] = {
    "camera",
    "mirror",
    "auto-frame",
    "zoom",
    "auto-light",
    "blur-strength",
    "blur-look",
    "background-color",
    "background-fit",
    "background-look",
    "background-brightness",
    "effect",
    "person-look",
    "person-brightness",
    "overlay",
    "overlay-place",
    "quality",
    "steadiness",
    "pipewire",
    "loopback",
    "pause-shows",
};

int fc_app_rank_of(const struct fc_param_info *info)
{
    int rank = 0;

    while (rank < (int)G_N_ELEMENTS(plain) && strcmp(info->name, plain[rank]) != 0)
        rank++;
    return rank;
}

gboolean fc_app_is_expert(const struct fc_param_info *info)
{
    return fc_app_rank_of(info) == G_N_ELEMENTS(plain);
}

const char *fc_app_help_of(const struct fc_param_info *info)
{
    static const struct {
        const char *name;
        const char *help;
    } helps[] = {
        {"camera", N_("The one that looks at you.")},
        {"background-color", N_("Stands behind you, or beside a picture of another shape.")},
        {"blur-strength", N_("Text behind you is unreadable even at 0.")},
        {"background-look", N_("Colours of what stands behind you.")},
        {"background-fit", N_("For pictures and films of another shape.")},
        {"person-look", N_("Your colours. Needs another background than none.")},
        {"effect", N_("What you are turned into.")},
        {"overlay", N_("A PNG picture over everything: a logo, a desk.")},
        {"overlay-place", N_("Over the whole picture, or in a corner.")},
        {"auto-frame", N_("Keeps you in the middle; takes the place of zoom.")},
        {"auto-frame-margin", N_("How much is left around you when you are followed.")},
        {"auto-light", N_("Until you are well lit.")},
        {"mirror", N_("Swaps left and right of you, not of the background.")},
        {"quality", N_("Work for hair and edges; automatic is what this computer has time for.")},
        {"pause-shows", N_("What others see while you pause.")},
        {"pipewire", N_("For programs that ask the desktop for cameras.")},
        {"loopback", N_("For all other programs.")},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(helps); i++)
        if (strcmp(info->name, helps[i].name) == 0)
            return _(helps[i].help);
    return _(info->help);
}

/* "auto-frame-margin" becomes "Auto frame margin". */
static char *spell_out(const char *name)
{
    char *text = g_strdelimit(g_strdup(name), "-", ' ');

    text[0] = g_ascii_toupper(text[0]);
    return text;
}

char *fc_app_title_of(const struct fc_param_info *info)
{
    static const struct {
        const char *name;
        const char *title;
    } titles[] = {
        {"background-color", N_("Colour")},
        {"background-fit", N_("Fit of pictures")},
        {"blur-strength", N_("Blur strength")},
        {"blur-look", N_("Look of the blur")},
        {"background-look", N_("Look")},
        {"background-brightness", N_("Brightness")},
        {"background-contrast", N_("Contrast")},
        {"background-saturation", N_("Saturation")},
        {"effect", N_("Effect")},
        {"person-look", N_("Look")},
        {"person-brightness", N_("Brightness")},
        {"person-contrast", N_("Contrast")},
        {"person-saturation", N_("Saturation")},
        {"person-opacity", N_("Opacity")},
        {"light-wrap", N_("Light from behind")},
        {"overlay", N_("Overlay picture")},
        {"overlay-place", N_("Place of the overlay")},
        {"overlay-opacity", N_("Opacity of the overlay")},
        {"mirror", N_("Mirror")},
        {"rotate", N_("Turn")},
        {"zoom", N_("Zoom")},
        {"pan-x", N_("Left or right")},
        {"pan-y", N_("Up or down")},
        {"auto-frame", N_("Follow me")},
        {"auto-frame-margin", N_("Space around me")},
        {"auto-light", N_("Lift darkness")},
        {"quality", N_("Quality")},
        {"steadiness", N_("Steadiness")},
        {"clean-edges", N_("Clean edges")},
        {"matte-threshold", N_("Threshold")},
        {"matte-feather", N_("Softness")},
        {"matte-grow", N_("Grow or shrink")},
        {"device", N_("Compute on")},
        {"model", N_("Network")},
        {"threads", N_("Processor threads")},
        {"camera", N_("Camera")},
        {"width", N_("Width")},
        {"height", N_("Height")},
        {"rate", N_("Frames a second")},
        {"loopback", N_("Camera device (v4l2loopback)")},
        {"pipewire", N_("PipeWire camera")},
        {"pause-shows", N_("A pause shows")},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(titles); i++)
        if (strcmp(info->name, titles[i].name) == 0)
            return g_strdup(_(titles[i].title));
    return spell_out(info->name);
}

char *fc_app_word_of(const char *choice)
{
    static const struct {
        const char *choice;
        const char *word;
    } words[] = {
        {"none", N_("None")},
        {"auto", N_("Automatic")},
        {"off", N_("Off")},
        {"soft", N_("Soft")},
        {"lens", N_("Lens")},
        {"cover", N_("Fill")},
        {"contain", N_("Show all")},
        {"stretch", N_("Stretch")},
        {"tile", N_("Tile")},
        {"hologram", N_("Hologram")},
        {"grey", N_("Grey")},
        {"sepia", N_("Sepia")},
        {"warm", N_("Warm")},
        {"cool", N_("Cool")},
        {"noir", N_("Noir")},
        {"vivid", N_("Vivid")},
        {"faded", N_("Faded")},
        {"0", N_("Upright")},
        {"90", N_("90° clockwise")},
        {"180", N_("Upside down")},
        {"270", N_("90° anticlockwise")},
        {"fast", N_("Fast")},
        {"balanced", N_("Balanced")},
        {"best", N_("Best")},
        {"full", N_("Whole picture")},
        {"top-left", N_("Top left")},
        {"top-right", N_("Top right")},
        {"bottom-left", N_("Bottom left")},
        {"bottom-right", N_("Bottom right")},
        {"card", N_("A card")},
        {"last-frame", N_("The last picture")},
        {"cpu", N_("Processor")},
        {"gpu", N_("Graphics card")},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(choice, words[i].choice) == 0)
            return g_strdup(_(words[i].word));
    return spell_out(choice);
}

char *fc_app_value_text(const struct fc_param_info *info, double value)
{
    if (info->type == FC_PARAM_FLOAT)
        return g_strdup_printf("%.2f%s", value, info->unit);
    return g_strdup_printf("%.0f%s", value, info->unit);
}
