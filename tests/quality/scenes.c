/* SPDX-License-Identifier: MIT */
#include "scenes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "media/demo/demo.h"
#include "media/pngfile.h"
#include "media/source.h"

#include <libyuv.h>

/* Where the demo person raises the hand, waves and lowers it, at 30 frames a second. */
#define DEMO_FIRST 157
#define DEMO_FRAMES 130
#define DEMO_LINES 720

struct quality_scene {
    char *name; /* owned */
    struct fc_size size;
    bool is_film;
    /* a file */
    struct fc_source *source; /* owned */
    struct fc_source *mattes; /* owned; a film's truth */
    uint8_t *matte;           /* owned; a picture's truth, at its own size */
    struct fc_size matte_size;
    /* or the demo person */
    struct fc_demo *demo; /* owned */
    uint64_t drawn;
};

static bool is_scene(const char *name)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".mp4", ".mkv", ".webm", ".264"};
    const char *dot = strrchr(name, '.');

    if (!dot || strstr(name, "_alpha.") || strstr(name, "_hard."))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        if (g_ascii_strcasecmp(dot, endings[i]) == 0)
            return true;
    }
    return false;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *quality_scenes_find(const char *path, struct fc_error *error)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    const char *name;
    GDir *dir;

    if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
        g_ptr_array_add(found, g_strdup(path));
        return found;
    }
    dir = g_dir_open(path, 0, NULL);
    if (!dir) {
        fc_error_set(error, -EIO, "%s: cannot be listed", path);
        g_ptr_array_unref(found);
        return NULL;
    }
    while ((name = g_dir_read_name(dir))) {
        if (is_scene(name))
            g_ptr_array_add(found, g_build_filename(path, name, NULL));
    }
    g_dir_close(dir);
    g_ptr_array_sort(found, compare_names);
    return found;
}

static struct fc_size scaled_size(struct fc_size size, int lines)
{
    if (lines <= 0 || size.height == lines)
        return size;
    return (struct fc_size){(int)(((int64_t)size.width * lines + size.height / 2) / size.height),
                            lines};
}

static int read_matte(const char *path, struct quality_scene *scene, struct fc_error *error)
{
    uint8_t *rgb;
    size_t count;
    int ret = fc_png_read(path, FC_PNG_RGB, &scene->matte_size, &rgb, error);

    if (ret)
        return ret;
    count = (size_t)scene->matte_size.width * (size_t)scene->matte_size.height;
    scene->matte = g_malloc(count);
    for (size_t i = 0; i < count; i++)
        scene->matte[i] = rgb[3 * i];
    free(rgb);
    return 0;
}

static int open_truth(const char *path, struct quality_scene *scene, struct fc_error *error)
{
    char *stem = g_strndup(path, (gsize)(strrchr(path, '.') - path));
    char *matte = g_strconcat(stem, scene->is_film ? "_alpha.mkv" : "_alpha.png", NULL);
    int ret = 0;

    if (g_file_test(matte, G_FILE_TEST_EXISTS) && scene->is_film)
        ret = fc_source_open(matte, NULL, &scene->mattes, error);
    else if (g_file_test(matte, G_FILE_TEST_EXISTS))
        ret = read_matte(matte, scene, error);
    g_free(matte);
    g_free(stem);
    return ret;
}

static int open_file(const char *path, int lines, struct quality_scene *scene,
                     struct fc_error *error)
{
    const struct fc_source_info *info;
    int ret = fc_source_open(path, NULL, &scene->source, error);

    if (ret)
        return ret;
    info = fc_source_info(scene->source);
    scene->size = scaled_size(info->size, lines);
    scene->is_film = !info->is_still;
    scene->name = g_path_get_basename(path);
    if (!strrchr(scene->name, '.'))
        return fc_error_set(error, -EINVAL, "%s: its name has no ending", path);
    *strrchr(scene->name, '.') = '\0';
    return open_truth(path, scene, error);
}

static int open_demo(int lines, struct quality_scene *scene, struct fc_error *error)
{
    struct fc_demo_params params = {.rate_num = 30, .rate_den = 1};
    int ret;

    scene->size.height = lines > 0 ? lines : DEMO_LINES;
    scene->size.width = (scene->size.height * 16 / 9 + 1) & ~1;
    scene->is_film = true;
    scene->name = g_strdup("demo");
    params.size = scene->size;
    ret = fc_demo_create(&params, &scene->demo);
    return ret ? fc_error_set(error, ret, "the demo person cannot be drawn") : 0;
}

int quality_scene_open(const char *path, int lines, struct quality_scene **scene_out,
                       struct fc_error *error)
{
    struct quality_scene *scene = g_new0(struct quality_scene, 1);
    int ret = strcmp(path, QUALITY_DEMO) == 0 ? open_demo(lines, scene, error)
                                              : open_file(path, lines, scene, error);

    if (ret)
        quality_scene_close(&scene);
    *scene_out = scene;
    return ret;
}

void quality_scene_close(struct quality_scene **scene)
{
    if (!*scene)
        return;
    fc_source_destroy(&(*scene)->source);
    fc_source_destroy(&(*scene)->mattes);
    fc_demo_destroy(&(*scene)->demo);
    g_free((*scene)->matte);
    g_free((*scene)->name);
    g_free(*scene);
    *scene = NULL;
}

const char *quality_scene_name(const struct quality_scene *scene)
{
    return scene->name;
}

bool quality_scene_is_film(const struct quality_scene *scene)
{
    return scene->is_film;
}

bool quality_scene_has_truth(const struct quality_scene *scene)
{
    return scene->demo || scene->matte || scene->mattes;
}

struct fc_size quality_scene_size(const struct quality_scene *scene)
{
    return scene->size;
}

/* Box filtered. Takes the frame's reference over. */
static struct fc_frame *scale_frame(struct fc_frame *frame, struct fc_size size)
{
    const struct fc_image *from = fc_frame_image(frame);
    struct fc_frame *scaled;
    const struct fc_image *to;

    if (from->size.width == size.width && from->size.height == size.height)
        return frame;
    scaled = fc_frame_create(size, from->colour, fc_frame_time_ns(frame));
    g_assert_nonnull(scaled);
    to = fc_frame_image(scaled);
    I420Scale(from->plane[0], from->stride[0], from->plane[1], from->stride[1], from->plane[2],
              from->stride[2], from->size.width, from->size.height, to->plane[0], to->stride[0],
              to->plane[1], to->stride[1], to->plane[2], to->stride[2], size.width, size.height,
              kFilterBox);
    fc_frame_unref(&frame);
    return scaled;
}

void quality_scene_luma(const struct fc_frame *frame, uint8_t *luma)
{
    const struct fc_image *image = fc_frame_image(frame);
    const int width = image->size.width;

    for (int y = 0; y < image->size.height; y++) {
        const uint8_t *from = image->plane[0] + (ptrdiff_t)y * image->stride[0];
        uint8_t *to = luma + (ptrdiff_t)y * width;

        if (image->colour.range == FC_RANGE_FULL) {
            memcpy(to, from, (size_t)width);
            continue;
        }
        for (int x = 0; x < width; x++)
            to[x] = (uint8_t)CLAMP(((from[x] - 16) * 255 + 109) / 219, 0, 255);
    }
}

static int next_film_truth(struct quality_scene *scene, uint8_t *truth, struct fc_error *error)
{
    struct fc_frame *frame = NULL;
    int ret = fc_source_next(scene->mattes, &frame, error);

    if (ret == FC_SOURCE_END)
        return fc_error_set(error, -EBADMSG, "%s: fewer mattes than frames", scene->name);
    if (ret)
        return ret;
    frame = scale_frame(frame, scene->size);
    quality_scene_luma(frame, truth);
    fc_frame_unref(&frame);
    return 0;
}

static int next_demo(struct quality_scene *scene, struct fc_frame **frame, uint8_t *truth,
                     struct fc_error *error)
{
    int ret;

    if (scene->drawn == DEMO_FRAMES)
        return FC_SOURCE_END;
    ret = fc_demo_draw(scene->demo, DEMO_FIRST + scene->drawn++, frame, truth);
    return ret ? fc_error_set(error, ret, "the demo person cannot be drawn") : 0;
}

int quality_scene_next(struct quality_scene *scene, struct fc_frame **frame, uint8_t *truth,
                       struct fc_error *error)
{
    int ret;

    if (scene->demo)
        return next_demo(scene, frame, truth, error);
    ret = fc_source_next(scene->source, frame, error);
    if (ret)
        return ret;
    *frame = scale_frame(*frame, scene->size);
    if (scene->matte)
        ScalePlane(scene->matte, scene->matte_size.width, scene->matte_size.width,
                   scene->matte_size.height, truth, scene->size.width, scene->size.width,
                   scene->size.height, kFilterBox);
    else if (scene->mattes)
        ret = next_film_truth(scene, truth, error);
    if (ret)
        fc_frame_unref(frame);
    return ret;
}
