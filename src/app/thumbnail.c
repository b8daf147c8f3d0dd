/* SPDX-License-Identifier: MIT */
#include "app/thumbnail.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#include <stdio.h>
#include <string.h>

#include "app/sheet.h"
#include "app/starter.h"

/* As large as tiles become, on a screen of twice the usual density. */
#define WIDTH 256
#define HEIGHT 160
#define MAX_SIDE 320

struct fc_app_thumbnailer {
    GThreadPool *pool;    // owned
    GCancellable *ending; // owned
    char *command;        // owned; `fakecam`, or NULL
};

struct job {
    char *path;    // owned
    char *command; // owned; that makes pictures of films, or NULL
    gboolean is_film;
};

static void free_job(gpointer data)
{
    struct job *job = data;

    g_free(job->path);
    g_free(job->command);
    g_free(job);
}

/* --- films --- */

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

static void free_bytes(guchar *pixels, gpointer bytes)
{
    g_bytes_unref(bytes);
}

/* A PPM of that command's; NULL where it is none, or not whole. */
static GdkPixbuf *parse_ppm(GBytes *bytes)
{
    char head[32] = "";
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    int width, height, offset = 0;

    memcpy(head, data, MIN(size, sizeof(head) - 1));
    if (sscanf(head, "P6\n%4d %4d\n255%n", &width, &height, &offset) != 2 || offset == 0 ||
        width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE ||
        size != (gsize)offset + 1 + (gsize)width * (gsize)height * 3)
        return NULL;
    return gdk_pixbuf_new_from_data(data + offset + 1, GDK_COLORSPACE_RGB, FALSE, 8, width, height,
                                    width * 3, free_bytes, g_bytes_ref(bytes));
}

/* Decoders of strange files work in another process, which ends itself after a while. */
static GdkPixbuf *decode_film(const struct job *job, GCancellable *ending, GError **error)
{
    const char *const words[] = {job->command, "thumbnail", job->path, NULL};
    GSubprocess *process = NULL;
    GdkPixbuf *pixbuf = NULL;
    GBytes *bytes = NULL;

    if (job->command)
        process = g_subprocess_newv(
            words, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, error);
    if (process && g_subprocess_communicate(process, NULL, ending, &bytes, NULL, error)) {
        pixbuf = parse_ppm(bytes);
        g_bytes_unref(bytes);
    } else if (process) {
        g_subprocess_force_exit(process);
    }
    if (!pixbuf && !*error)
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no thumbnail");
    g_clear_object(&process);
    return pixbuf;
}

/* --- pictures --- */

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

/* The desktop's own picture of it, if there is one. */
static GdkPaintable *load_film(const struct job *job, GCancellable *ending, GError **error)
{
    char *other = desktop_thumbnail(job->path);
    GdkPaintable *sheet = other ? load(other, NULL) : NULL;
    GdkPixbuf *pixbuf = sheet ? NULL : decode_film(job, ending, error);

    if (pixbuf)
        sheet = draw(pixbuf);
    g_clear_object(&pixbuf);
    g_free(other);
    return sheet;
}

static void work(gpointer data, gpointer unused)
{
    GTask *task = data;
    const struct job *job = g_task_get_task_data(task);
    GError *error = NULL;
    GdkPaintable *sheet = NULL;

    if (g_task_return_error_if_cancelled(task)) {
        g_object_unref(task);
        return;
    }
    sheet = job->is_film ? load_film(job, g_task_get_cancellable(task), &error)
                         : load(job->path, &error);
    if (sheet)
        g_task_return_pointer(task, sheet, g_object_unref);
    else
        g_task_return_error(task, error);
    g_object_unref(task);
}

struct fc_app_thumbnailer *fc_app_thumbnailer_create(void)
{
    struct fc_app_thumbnailer *thumbnailer = g_new0(struct fc_app_thumbnailer, 1);

    thumbnailer->ending = g_cancellable_new();
    thumbnailer->command = fc_app_starter_find_command();
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
    g_free(thumbnailer->command);
    g_free(thumbnailer);
}

void fc_app_thumbnailer_make(struct fc_app_thumbnailer *thumbnailer, const char *path,
                             gboolean is_film, GAsyncReadyCallback done, gpointer user)
{
    GTask *task = g_task_new(NULL, thumbnailer->ending, done, user);
    struct job *job = g_new(struct job, 1);

    *job = (struct job){g_strdup(path), g_strdup(thumbnailer->command), is_film};
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
