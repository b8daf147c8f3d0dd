/* SPDX-License-Identifier: MIT */
#include "app/thumbnail.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "app/sheet.h"

/* As large as tiles become, on a screen of twice the usual density. */
#define WIDTH 256
#define HEIGHT 160
#define MAX_SIDE 320

struct fc_app_thumbnailer {
    GThreadPool *pool;    // owned
    GCancellable *ending; // owned
};

struct job {
    char *path; // owned
    gboolean is_film;
};

static void free_job(gpointer data)
{
    struct job *job = data;

    g_free(job->path);
    g_free(job);
}

static char *desktop_thumbnail(const char *path)
{
    GFile *file = g_file_new_for_path(path);
    GFileInfo *info = g_file_query_info(file, G_FILE_ATTRIBUTE_THUMBNAIL_PATH,
                                        G_FILE_QUERY_INFO_NONE, NULL, NULL);
    char *found =
        info
            ? g_strdup(g_file_info_get_attribute_byte_string(info, G_FILE_ATTRIBUTE_THUMBNAIL_PATH))
            : NULL;

    g_clear_object(&info);
    g_object_unref(file);
    return found;
}

/* The middle of it, in the shape of a tile. */
static GdkPaintable *draw(GdkPixbuf *pixbuf)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
    const double width = gdk_pixbuf_get_width(pixbuf);
    const double height = gdk_pixbuf_get_height(pixbuf);
    const double scale = MAX(WIDTH / width, HEIGHT / height);
    cairo_t *cr = cairo_create(surface);

    cairo_scale(cr, scale, scale);
    gdk_cairo_set_source_pixbuf(cr, pixbuf, (WIDTH / scale - width) / 2,
                                (HEIGHT / scale - height) / 2);
    cairo_paint(cr);
    cairo_destroy(cr);
    return GDK_PAINTABLE(fc_app_sheet_new(surface));
}

static GdkPaintable *load(const char *path, GError **error)
{
    GdkPixbuf *lying = gdk_pixbuf_new_from_file_at_scale(path, MAX_SIDE, MAX_SIDE, TRUE, error);
    GdkPixbuf *upright = lying ? gdk_pixbuf_apply_embedded_orientation(lying) : NULL;
    GdkPaintable *sheet = upright ? draw(upright) : NULL;

    g_clear_object(&upright);
    g_clear_object(&lying);
    return sheet;
}

static void work(gpointer data, gpointer unused)
{
    GTask *task = data;
    const struct job *job = g_task_get_task_data(task);
    char *other = job->is_film ? desktop_thumbnail(job->path) : NULL;
    GError *error = NULL;
    GdkPaintable *sheet = NULL;

    if (g_task_return_error_if_cancelled(task)) {
        g_object_unref(task);
        g_free(other);
        return;
    }
    if (!job->is_film || other)
        sheet = load(other ? other : job->path, &error);
    else
        g_set_error_literal(&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no thumbnail");
    if (sheet)
        g_task_return_pointer(task, sheet, g_object_unref);
    else
        g_task_return_error(task, error);
    g_object_unref(task);
    g_free(other);
}

struct fc_app_thumbnailer *fc_app_thumbnailer_create(void)
{
    struct fc_app_thumbnailer *thumbnailer = g_new0(struct fc_app_thumbnailer, 1);

    thumbnailer->ending = g_cancellable_new();
    /* one at a time: they are not to take the processor from the picture */
    thumbnailer->pool = g_thread_pool_new(work, NULL, 1, FALSE, NULL);
    return thumbnailer;
}

void fc_app_thumbnailer_destroy(struct fc_app_thumbnailer **thumbnailer_ptr)
{
    struct fc_app_thumbnailer *thumbnailer = *thumbnailer_ptr;

    if (!thumbnailer)
        return;
    *thumbnailer_ptr = NULL;
    g_cancellable_cancel(thumbnailer->ending);
    g_thread_pool_free(thumbnailer->pool, FALSE, FALSE);
    g_object_unref(thumbnailer->ending);
    g_free(thumbnailer);
}

void fc_app_thumbnailer_make(struct fc_app_thumbnailer *thumbnailer, const char *path,
                             gboolean is_film, GAsyncReadyCallback done, gpointer user)
{
    GTask *task = g_task_new(NULL, thumbnailer->ending, done, user);
    struct job *job = g_new(struct job, 1);

    *job = (struct job){g_strdup(path), is_film};
    g_task_set_task_data(task, job, free_job);
    g_thread_pool_push(thumbnailer->pool, task, NULL);
}

GdkPaintable *fc_app_thumbnailer_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}

GdkPaintable *fc_app_thumbnail_of_color(const GdkRGBA *color)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create(surface);

    gdk_cairo_set_source_rgba(cr, color);
    cairo_paint(cr);
    cairo_destroy(cr);
    return GDK_PAINTABLE(fc_app_sheet_new(surface));
}
