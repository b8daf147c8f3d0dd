/* SPDX-License-Identifier: MIT */
#include "sheet.h"

#include <cairo.h>
#include <errno.h>
#include <glib.h>
#include <libyuv.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "frame/colour.h"
#include "matte/matte.h"
#include "media/demo/background.h"

#define COLUMNS 6
#define ENLARGED 4
/* A cell has half the frame's size, so that enlarged ones show an eighth of it each way. */
#define CELL_PART 2
/* Of a film: the frames 25, 75 and 125. */
#define FILM_STEP 50
#define FILM_FIRST 25
#define FILM_SHEETS 3

struct rect {
    int x, y, width, height;
};

struct quality_sheet {
    char *dir;                /* owned */
    struct fc_engine *green;  /* owned */
    struct fc_engine *bright; /* owned */
    struct fc_frame *beach;   /* owned; the bright picture, in the size of the frames */
    struct fc_pool *mattes;   /* owned */
};

/* One sheet while it is drawn. */
struct drawing {
    struct quality_sheet *sheet;
    struct fc_frame *frame;
    struct fc_size size;  /* of the frame */
    const uint8_t *truth; /* or NULL */
    struct rect edge;
    cairo_surface_t *source; /* owned */
    cairo_t *cr;             /* owned */
    int line;
};

static int give_beach(void *user, int64_t time_ns, struct fc_size wanted, struct fc_frame **frame)
{
    struct quality_sheet *sheet = user;

    if (sheet->beach) {
        const struct fc_size size = fc_frame_image(sheet->beach)->size;

        if (size.width != wanted.width || size.height != wanted.height)
            fc_frame_unref(&sheet->beach);
    }
    if (!sheet->beach && fc_demo_background("beach", wanted, &sheet->beach))
        return -ENOMEM;
    *frame = fc_frame_ref(sheet->beach);
    return 0;
}

static int create_engines(struct quality_sheet *sheet, struct fc_error *error)
{
    const struct fc_background_source beach = {.frame_at = give_beach, .user = sheet};
    int ret = fc_engine_create(NULL, &sheet->green, error);

    if (!ret)
        ret = fc_engine_set(sheet->green, "background", "greenscreen", error);
    if (!ret)
        ret = fc_engine_create(NULL, &sheet->bright, error);
    if (!ret)
        ret = fc_engine_set(sheet->bright, "background", "demo:beach", error);
    if (!ret)
        ret = fc_engine_set_background_source(sheet->bright, &beach);
    return ret;
}

int quality_sheet_create(const char *dir, struct quality_sheet **sheet_out, struct fc_error *error)
{
    struct quality_sheet *sheet = g_new0(struct quality_sheet, 1);
    int ret = 0;

    sheet->dir = g_strdup(dir);
    sheet->mattes = fc_pool_create();
    g_assert_nonnull(sheet->mattes);
    if (g_mkdir_with_parents(dir, 0777))
        ret = fc_error_set(error, -errno, "%s: %s", dir, g_strerror(errno));
    if (!ret)
        ret = create_engines(sheet, error);
    if (ret)
        quality_sheet_destroy(&sheet);
    *sheet_out = sheet;
    return ret;
}

void quality_sheet_destroy(struct quality_sheet **sheet)
{
    if (!*sheet)
        return;
    fc_engine_destroy(&(*sheet)->green);
    fc_engine_destroy(&(*sheet)->bright);
    fc_frame_unref(&(*sheet)->beach);
    fc_pool_unref(&(*sheet)->mattes);
    g_free((*sheet)->dir);
    g_free(*sheet);
    *sheet = NULL;
}

static cairo_surface_t *new_surface(struct fc_size size)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, size.width, size.height);

    g_assert_cmpint(cairo_surface_status(surface), ==, CAIRO_STATUS_SUCCESS);
    return surface;
}

static cairo_surface_t *draw_image(const struct fc_image *image)
{
    cairo_surface_t *surface = new_surface(image->size);

    cairo_surface_flush(surface);
    I420ToARGBMatrix(image->plane[0], image->stride[0], image->plane[1], image->stride[1],
                     image->plane[2], image->stride[2], cairo_image_surface_get_data(surface),
                     cairo_image_surface_get_stride(surface),
                     fc_colour_yuv_constants(image->colour), image->size.width, image->size.height);
    cairo_surface_mark_dirty(surface);
    return surface;
}

/* Grey, or with truth: what is wrong. */
static cairo_surface_t *draw_matte(const uint8_t *alpha, const uint8_t *truth, struct fc_size size)
{
    cairo_surface_t *surface = new_surface(size);
    const int stride = cairo_image_surface_get_stride(surface);

    cairo_surface_flush(surface);
    for (int y = 0; y < size.height; y++) {
        uint32_t *to = (uint32_t *)(void *)(cairo_image_surface_get_data(surface) + y * stride);

        for (int x = 0; x < size.width; x++) {
            const size_t i = (size_t)y * (size_t)size.width + (size_t)x;
            const uint32_t grey = truth ? truth[i] / 4u : alpha[i];
            const int off = truth ? alpha[i] - truth[i] : 0;
            const uint32_t red = MAX(grey, (uint32_t)MAX(off, 0));
            const uint32_t blue = MAX(grey, (uint32_t)MAX(-off, 0));

            to[x] = red << 16 | grey << 8 | blue;
        }
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

static struct fc_matte *make_matte(struct drawing *drawing, const uint8_t *alpha)
{
    struct fc_matte *matte =
        fc_matte_take(drawing->sheet->mattes, drawing->size, fc_frame_time_ns(drawing->frame));

    g_assert_nonnull(matte);
    for (int y = 0; y < drawing->size.height; y++)
        memcpy(matte->alpha + (ptrdiff_t)y * matte->stride,
               alpha + (ptrdiff_t)y * drawing->size.width, (size_t)drawing->size.width);
    fc_matte_seal(matte);
    return matte;
}

static cairo_surface_t *draw_composed(struct drawing *drawing, struct fc_engine *engine,
                                      const uint8_t *alpha)
{
    struct fc_matte *matte = make_matte(drawing, alpha);
    struct fc_published *published = NULL;
    cairo_surface_t *surface;

    if (fc_engine_compose(engine, drawing->frame, matte, fc_frame_time_ns(drawing->frame),
                          &published))
        g_error("out of memory");
    surface = draw_image(fc_published_image(published));
    fc_published_unref(&published);
    fc_matte_unref(&matte);
    return surface;
}

/* Puts part of a surface into a cell of the line. */
static void put(struct drawing *drawing, int column, cairo_surface_t *surface, struct rect part)
{
    const double width = (double)drawing->size.width / CELL_PART;
    const double height = (double)drawing->size.height / CELL_PART;
    cairo_t *cr = drawing->cr;

    cairo_save(cr);
    cairo_translate(cr, column * width, drawing->line * height);
    cairo_rectangle(cr, 0, 0, width, height);
    cairo_clip(cr);
    cairo_scale(cr, width / part.width, height / part.height);
    cairo_set_source_surface(cr, surface, -part.x, -part.y);
    cairo_pattern_set_filter(cairo_get_source(cr), part.width < drawing->size.width
                                                       ? CAIRO_FILTER_NEAREST
                                                       : CAIRO_FILTER_GOOD);
    cairo_paint(cr);
    cairo_restore(cr);
}

static void put_name(struct drawing *drawing, const char *name)
{
    cairo_t *cr = drawing->cr;
    const double x = 8;
    const double y = (double)drawing->line * drawing->size.height / CELL_PART + 28;

    cairo_set_font_size(cr, 24);
    cairo_move_to(cr, x, y);
    cairo_text_path(cr, name);
    cairo_set_source_rgb(cr, 0, 0, 0);
    cairo_set_line_width(cr, 5);
    cairo_stroke_preserve(cr);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_fill(cr);
}

static void put_first(struct drawing *drawing, const uint8_t *alpha)
{
    const struct rect all = {0, 0, drawing->size.width, drawing->size.height};
    cairo_surface_t *wrong;

    if (drawing->line == 0) {
        put(drawing, 0, drawing->source, all);
        cairo_rectangle(
            drawing->cr, (double)drawing->edge.x / CELL_PART, (double)drawing->edge.y / CELL_PART,
            (double)drawing->edge.width / CELL_PART, (double)drawing->edge.height / CELL_PART);
        cairo_set_source_rgb(drawing->cr, 1, 1, 0);
        cairo_set_line_width(drawing->cr, 1);
        cairo_stroke(drawing->cr);
    } else if (drawing->truth) {
        wrong = draw_matte(alpha, drawing->truth, drawing->size);
        put(drawing, 0, wrong, all);
        cairo_surface_destroy(wrong);
    } else {
        put(drawing, 0, drawing->source, drawing->edge);
    }
}

static void put_line(struct drawing *drawing, const char *name, const uint8_t *alpha)
{
    const struct rect all = {0, 0, drawing->size.width, drawing->size.height};
    cairo_surface_t *matte = draw_matte(alpha, NULL, drawing->size);
    cairo_surface_t *green = draw_composed(drawing, drawing->sheet->green, alpha);
    cairo_surface_t *bright = draw_composed(drawing, drawing->sheet->bright, alpha);

    put_first(drawing, alpha);
    put(drawing, 1, matte, all);
    put(drawing, 2, green, all);
    put(drawing, 3, bright, all);
    put(drawing, 4, green, drawing->edge);
    put(drawing, 5, bright, drawing->edge);
    put_name(drawing, name);
    cairo_surface_destroy(matte);
    cairo_surface_destroy(green);
    cairo_surface_destroy(bright);
    drawing->line++;
}

/* How much a pixel asks to be looked at. */
static uint32_t *rate(const uint8_t *plain, const uint8_t *alpha, struct fc_size size)
{
    const size_t count = (size_t)size.width * (size_t)size.height;
    uint32_t *rates = g_new(uint32_t, count);
    struct quality_truth truth;

    if (!alpha) {
        for (size_t i = 0; i < count; i++)
            rates[i] = (uint32_t)(plain[i] * (255 - plain[i])) / 64;
        return rates;
    }
    quality_truth_init(&truth, alpha, size);
    for (size_t i = 0; i < count; i++)
        rates[i] = truth.band[i] ? (uint32_t)abs(plain[i] - alpha[i]) : 0;
    quality_truth_finish(&truth);
    return rates;
}

static uint64_t rate_rect(const uint32_t *rates, struct fc_size size, struct rect rect)
{
    uint64_t sum = 0;

    for (int y = rect.y; y < rect.y + rect.height; y++) {
        for (int x = rect.x; x < rect.x + rect.width; x++)
            sum += rates[(size_t)y * (size_t)size.width + (size_t)x];
    }
    return sum;
}

static struct rect find_edge(const uint8_t *plain, const uint8_t *truth, struct fc_size size)
{
    uint32_t *rates = rate(plain, truth, size);
    struct rect best = {0, 0, MAX(size.width / CELL_PART / ENLARGED, 1),
                        MAX(size.height / CELL_PART / ENLARGED, 1)};
    struct rect at = best;
    uint64_t most = 0;

    for (at.y = 0; at.y + at.height <= size.height; at.y += MAX(at.height / 4, 1)) {
        for (at.x = 0; at.x + at.width <= size.width; at.x += MAX(at.width / 4, 1)) {
            const uint64_t sum = rate_rect(rates, size, at);

            if (sum > most) {
                most = sum;
                best = at;
            }
        }
    }
    g_free(rates);
    return best;
}

static char *path_of(const struct quality_sheet *sheet, const struct quality_scene *scene,
                     int number)
{
    char *file = quality_scene_is_film(scene)
                     ? g_strdup_printf("%s-%03d.png", quality_scene_name(scene), number)
                     : g_strdup_printf("%s.png", quality_scene_name(scene));
    char *path = g_build_filename(sheet->dir, file, NULL);

    g_free(file);
    return path;
}

static int count_lines(const uint8_t *truth)
{
    int lines = truth ? 1 : 0;

    for (int i = 0; quality_rows[i].name; i++)
        lines += quality_rows[i].on_sheet;
    return lines;
}

static void write_sheet(cairo_surface_t *surface, const char *path)
{
    cairo_status_t status = cairo_surface_write_to_png(surface, path);

    if (status != CAIRO_STATUS_SUCCESS)
        g_printerr("%s: %s\n", path, cairo_status_to_string(status));
}

static bool is_shown(const struct quality_scene *scene, int number)
{
    if (!quality_scene_is_film(scene))
        return true;
    return number % FILM_STEP == FILM_FIRST && number / FILM_STEP < FILM_SHEETS;
}

void quality_sheet_look(void *user, const struct quality_scene *scene, int number,
                        struct fc_frame *frame, const uint8_t *const *mattes, const uint8_t *truth)
{
    const struct fc_size size = fc_frame_image(frame)->size;
    const struct fc_size whole = {COLUMNS * (size.width / CELL_PART),
                                  count_lines(truth) * (size.height / CELL_PART)};
    struct drawing drawing = {.sheet = user, .frame = frame, .size = size, .truth = truth};
    cairo_surface_t *surface;
    char *path;

    if (!is_shown(scene, number))
        return;
    surface = new_surface(whole);
    drawing.cr = cairo_create(surface);
    drawing.source = draw_image(fc_frame_image(frame));
    drawing.edge = find_edge(mattes[0], truth, size);
    if (truth)
        put_line(&drawing, "truth", truth);
    for (int i = 0; quality_rows[i].name; i++) {
        if (quality_rows[i].on_sheet)
            put_line(&drawing, quality_rows[i].name, mattes[i]);
    }
    path = path_of(user, scene, number);
    write_sheet(surface, path);
    g_free(path);
    cairo_surface_destroy(drawing.source);
    cairo_destroy(drawing.cr);
    cairo_surface_destroy(surface);
}
