/* SPDX-License-Identifier: MIT */
/* The backgrounds that come with the program. The app shows a file's name, with spaces for dashes. */
#ifndef FC_BACKGROUNDS_PICTURES_H
#define FC_BACKGROUNDS_PICTURES_H

#include "image.h"

struct bg_picture {
    const char *name;
    int half; /* 1: so soft that it is drawn at half the size */
    void (*draw)(struct bg_image *image);
};

extern const struct bg_picture bg_beach_at_dusk;
extern const struct bg_picture bg_bookshelf;
extern const struct bg_picture bg_evening_lights;
extern const struct bg_picture bg_garden_light;
extern const struct bg_picture bg_mountains_at_dusk;
extern const struct bg_picture bg_quiet_office;
extern const struct bg_picture bg_studio_wall;
extern const struct bg_picture bg_sunlit_wall;

#endif
