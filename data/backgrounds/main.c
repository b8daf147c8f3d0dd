/* SPDX-License-Identifier: MIT */
/*
 * Draws one of the backgrounds that come with the program, 1920x1080: draw-backgrounds NAME FILE.
 * The same bytes every time.
 */
#include <stdio.h>
#include <string.h>

#include "pictures.h"

static const struct bg_picture *const pictures[] = {
    &bg_beach_at_dusk,     &bg_bookshelf,    &bg_evening_lights, &bg_garden_light,
    &bg_mountains_at_dusk, &bg_quiet_office, &bg_studio_wall,    &bg_sunlit_wall,
};

static void draw(const struct bg_picture *picture, const char *path)
{
    const int parts = picture->half ? 2 : 1;
    struct bg_image image;

    bg_image_init(&image, 1920 / parts, 1080 / parts);
    picture->draw(&image);
    if (picture->half)
        bg_double(&image);
    bg_write_png(&image, path);
    bg_image_finish(&image);
}

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 3 && i < sizeof(pictures) / sizeof(*pictures); i++) {
        if (strcmp(pictures[i]->name, argv[1]) == 0) {
            draw(pictures[i], argv[2]);
            return 0;
        }
    }
    fputs("usage: draw-backgrounds NAME FILE\n", stderr);
    return 2;
}
