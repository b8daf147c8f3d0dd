/* SPDX-License-Identifier: MIT */
/*
 * Values of parameters. The table itself is table.c; a new parameter is one id here and one row
 * there, and engine, element, settings, command line, manual and app have it.
 *
 * A set of values is plain memory: it belongs to one thread, and a copy of it to another.
 */
#ifndef FC_PARAMS_PARAMS_H
#define FC_PARAMS_PARAMS_H

#include "fakecam/fakecam.h"
#include "fakecam/params.h"

enum fc_param_id {
    FC_PARAM_BACKGROUND = 0,
    FC_PARAM_BACKGROUND_COLOR,
    FC_PARAM_BACKGROUND_FIT,
    FC_PARAM_BLUR_STRENGTH,
    FC_PARAM_BLUR_LOOK,
    FC_PARAM_BACKGROUND_LOOK,
    FC_PARAM_BACKGROUND_BRIGHTNESS,
    FC_PARAM_BACKGROUND_CONTRAST,
    FC_PARAM_BACKGROUND_SATURATION,
    FC_PARAM_EFFECT,
    FC_PARAM_PERSON_LOOK,
    FC_PARAM_PERSON_BRIGHTNESS,
    FC_PARAM_PERSON_CONTRAST,
    FC_PARAM_PERSON_SATURATION,
    FC_PARAM_PERSON_OPACITY,
    FC_PARAM_CLEAN_EDGES,
    FC_PARAM_LIGHT_WRAP,
    FC_PARAM_OVERLAY,
    FC_PARAM_OVERLAY_PLACE,
    FC_PARAM_OVERLAY_OPACITY,
    FC_PARAM_MIRROR,
    FC_PARAM_ROTATE,
    FC_PARAM_ZOOM,
    FC_PARAM_PAN_X,
    FC_PARAM_PAN_Y,
    FC_PARAM_AUTO_FRAME,
    FC_PARAM_AUTO_FRAME_MARGIN,
    FC_PARAM_AUTO_LIGHT,
    FC_PARAM_QUALITY,
    FC_PARAM_STEADINESS,
    FC_PARAM_MATTE_THRESHOLD,
    FC_PARAM_MATTE_GROW,
    FC_PARAM_MATTE_FEATHER,
    FC_PARAM_DEVICE,
    FC_PARAM_MODEL,
    FC_PARAM_THREADS,
    FC_PARAM_CAMERA,
    FC_PARAM_WIDTH,
    FC_PARAM_HEIGHT,
    FC_PARAM_RATE,
    FC_PARAM_LOOPBACK,
    FC_PARAM_PIPEWIRE,
    FC_PARAM_PAUSE_SHOWS,
    FC_PARAM_COUNT,
};

/*
 * Longest text of a value, its NUL included, in bytes: as long as the system's paths may be; and
 * how many TEXT rows there may be.
 */
#define FC_PARAM_TEXT_SIZE 4096
#define FC_PARAM_TEXT_SLOTS 5

/* Choices, in the order of the table's lists. */
enum fc_background_fit {
    FC_FIT_COVER = 0,
    FC_FIT_CONTAIN,
    FC_FIT_STRETCH,
    FC_FIT_TILE,
};

enum fc_blur_look {
    FC_BLUR_SOFT = 0,
    FC_BLUR_LENS,
};

enum fc_effect_choice {
    FC_EFFECT_NONE = 0,
    FC_EFFECT_HOLOGRAM,
};

enum fc_overlay_place {
    FC_OVERLAY_FULL = 0,
    FC_OVERLAY_TOP_LEFT,
    FC_OVERLAY_TOP_RIGHT,
    FC_OVERLAY_BOTTOM_LEFT,
    FC_OVERLAY_BOTTOM_RIGHT,
};

enum fc_look_choice {
    FC_LOOK_NONE = 0,
    FC_LOOK_GREY,
    FC_LOOK_SEPIA,
    FC_LOOK_WARM,
    FC_LOOK_COOL,
    FC_LOOK_NOIR,
    FC_LOOK_VIVID,
    FC_LOOK_FADED,
};

enum fc_quality_choice {
    FC_QUALITY_FAST = 0,
    FC_QUALITY_BALANCED,
    FC_QUALITY_BEST,
    FC_QUALITY_AUTO,
};

enum fc_device_choice {
    FC_DEVICE_AUTO = 0,
    FC_DEVICE_CPU,
    FC_DEVICE_GPU,
};

enum fc_pause_choice {
    FC_PAUSE_CARD = 0,
    FC_PAUSE_LAST_FRAME,
};

/* What "background" asks for. Pictures and films are told apart by whoever opens them. */
enum fc_background_kind {
    FC_BACKGROUND_UNSET = 0,
    FC_BACKGROUND_NONE,
    FC_BACKGROUND_BLUR,
    FC_BACKGROUND_COLOR,
    FC_BACKGROUND_GREENSCREEN,
    FC_BACKGROUND_MEDIA,
};

/* The colour of background=greenscreen, sRGB. */
#define FC_GREENSCREEN_RGB 0x00b140

struct fc_values {
    double number[FC_PARAM_COUNT]; /* all but TEXT; a CHOICE's place, a COLOUR's 0xrrggbb */
    char text[FC_PARAM_TEXT_SLOTS][FC_PARAM_TEXT_SIZE]; /* TEXT, in the table's order */
};

extern const struct fc_param_info fc_param_table[FC_PARAM_COUNT];

/* Every parameter at its default. */
void fc_values_init(struct fc_values *values);

/*
 * Sets parameters from one name and text; shorthands ("background" = "blur:40", "color:#rrggbb")
 * set two. Nothing is changed on failure. -ENOENT: no such name; -EINVAL: error says what is
 * wrong and what is allowed.
 */
int fc_values_set(struct fc_values *values, const char *name, const char *text,
                  struct fc_error *error);

/* Writes a value as text, as fc_values_set() takes it; cut where text is too small. */
void fc_values_get(const struct fc_values *values, enum fc_param_id id, char *text, size_t size);

/* Makes all of to's values from's. Texts are long and most of them empty: much less work than an
 * assignment. */
void fc_values_assign(struct fc_values *to, const struct fc_values *from);

/* Gives to's parameter the value that it has in from. */
void fc_values_copy(struct fc_values *to, const struct fc_values *from, enum fc_param_id id);

/* Whether a parameter has the same value in both. */
bool fc_values_equal(const struct fc_values *a, const struct fc_values *b, enum fc_param_id id);

bool fc_values_bool(const struct fc_values *values, enum fc_param_id id);
int fc_values_int(const struct fc_values *values, enum fc_param_id id);
double fc_values_float(const struct fc_values *values, enum fc_param_id id);
const char *fc_values_text(const struct fc_values *values, enum fc_param_id id);

enum fc_background_kind fc_values_background_kind(const struct fc_values *values);

/* -ENOENT: no parameter has that name, and what shows those that there are. */
int fc_param_refuse_unknown(const char *name, struct fc_error *error);

#endif
