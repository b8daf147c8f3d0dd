/* SPDX-License-Identifier: MIT */
#include "media/card.h"

#include <cairo.h>
#include <stdio.h>
#include <string.h>

#include "frame/colour.h"
#include "frame/frame.h"

#include <libyuv.h>

#define MAX_LINES 3
#define LINE_BYTES 160

static void draw_ground(cairo_t *cr, struct fc_size size)
{
    cairo_pattern_t *ground = cairo_pattern_create_linear(0, 0, 0, size.height);

    cairo_pattern_add_color_stop_rgb(ground, 0, 0.17, 0.20, 0.25);
    cairo_pattern_add_color_stop_rgb(ground, 1, 0.08, 0.10, 0.13);
    cairo_set_source(cr, ground);
    cairo_paint(cr);
    cairo_pattern_destroy(ground);
}

static void draw_centred(cairo_t *cr, struct fc_size size, double y, const char *text)
{
    cairo_text_extents_t extents;

    cairo_text_extents(cr, text, &extents);
    cairo_move_to(cr, (size.width - extents.width) / 2 - extents.x_bearing, y);
    cairo_show_text(cr, text);
}

/* Bytes of the longest run of whole words at the start of text that is at most width wide. */
static size_t fitting_words(cairo_t *cr, const char *text, double width)
{
    size_t taken = 0;
    size_t at = 0;

    while (text[at] && at < LINE_BYTES - 1) {
        char part[LINE_BYTES];
        cairo_text_extents_t extents;
        size_t end = at + strcspn(text + at, " ");

        if (end >= LINE_BYTES)
            break;
        memcpy(part, text, end);
        part[end] = '\0';
        cairo_text_extents(cr, part, &extents);
        if (extents.width > width && taken > 0)
            break;
        taken = end;
        at = end + strspn(text + end, " ");
    }
    return taken;
}

static void draw_line(cairo_t *cr, struct fc_size size, double y, double line_height,
                      const char *line)
{
    for (int i = 0; i < MAX_LINES && *line; i++) {
        char part[LINE_BYTES];
        size_t taken = fitting_words(cr, line, 0.86 * size.width);

        if (taken == 0)
            return;
        snprintf(part, sizeof(part), "%.*s", (int)taken, line);
        draw_centred(cr, size, y + i * line_height, part);
        line += taken;
        line += strspn(line, " ");
    }
}

static void draw(cairo_t *cr, struct fc_size size, const char *line)
{
    const double unit = (size.height < size.width ? size.height : size.width) / 100.0;

    draw_ground(cr, size);
    cairo_select_font_face(cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
    cairo_set_font_size(cr, 11 * unit);
    cairo_set_source_rgb(cr, 0.86, 0.90, 0.94);
    draw_centred(cr, size, 0.5 * size.height - 2 * unit, "Fakecam");
    cairo_select_font_face(cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cr, 5 * unit);
    cairo_set_source_rgb(cr, 0.62, 0.68, 0.75);
    draw_line(cr, size, 0.5 * size.height + 9 * unit, 7 * unit, line);
}

/* libyuv writes BT.601, limited; what was asked for is made from that. */
static struct fc_frame *to_frame(cairo_surface_t *surface, struct fc_size size,
                                 struct fc_colour colour)
{
    const struct fc_colour bt601 = {FC_MATRIX_BT601, FC_RANGE_LIMITED};
    struct fc_frame *frame = fc_frame_create(size, colour, 0);
    struct fc_image image;

    if (!frame)
        return NULL;
    image = *fc_frame_image(frame);
    image.colour = bt601;
    ARGBToI420(cairo_image_surface_get_data(surface), cairo_image_surface_get_stride(surface),
               image.plane[0], image.stride[0], image.plane[1], image.stride[1], image.plane[2],
               image.stride[2], size.width, size.height);
    if (!fc_colour_equal(colour, bt601))
        fc_image_convert_colour(&image, fc_frame_image(frame));
    return frame;
}

struct fc_frame *fc_media_card(struct fc_size size, struct fc_colour colour, const char *line)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, size.width, size.height);
    cairo_t *cr = cairo_create(surface);
    struct fc_frame *frame = NULL;

    draw(cr, size, line);
    if (cairo_status(cr) == CAIRO_STATUS_SUCCESS) {
        cairo_surface_flush(surface);
        frame = to_frame(surface, size, colour);
    }
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    return frame;
}
