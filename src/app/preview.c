/* SPDX-License-Identifier: MIT */
#include "app/preview.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "app/feed.h"

/* A window that is drawn larger or smaller asks for pictures of its size once it rests. */
#define REST_MS 200
/* Without an answer, or after the service has gone, it is asked again. */
#define RETRY_MS 1000
#define MIN_WIDTH 160
#define NATURAL_WIDTH 720
#define RADIUS 12

struct _FcAppPreview {
    GtkWidget parent;

    FcAppCamera *camera; // owned
    GtkWidget *waiting;  // owned child: shown until the first picture
    GdkSurface *surface; // borrowed, while it is mapped

    struct fc_app_feed *feed;      // owned; NULL while nothing is shown
    GCancellable *opening;         // owned; NULL: no call is under way
    struct fc_app_picture picture; /* the newest; pixels are owned, or NULL */
    int width, height;             /* that were asked for, in pixels */
    gboolean shows_matte;
    guint timer; /* source id: rest or retry */
};

G_DEFINE_TYPE(FcAppPreview, fc_app_preview, GTK_TYPE_WIDGET)

static void update(FcAppPreview *self);

/* --- where the picture is --- */

/* The largest place of the camera's shape, in the middle. */
static graphene_rect_t place(FcAppPreview *self)
{
    const int width = gtk_widget_get_width(GTK_WIDGET(self));
    const int height = gtk_widget_get_height(GTK_WIDGET(self));
    int camera_width = 16, camera_height = 9;
    int w = width, h = height;

    if (self->camera)
        fc_app_camera_size(self->camera, &camera_width, &camera_height);
    if ((gint64)width * camera_height > (gint64)height * camera_width)
        w = (int)((gint64)height * camera_width / camera_height);
    else
        h = (int)((gint64)width * camera_height / camera_width);
    return GRAPHENE_RECT_INIT((float)((width - w) / 2), (float)((height - h) / 2), (float)w,
                              (float)h);
}

void fc_app_preview_place(FcAppPreview *self, graphene_rect_t *rect)
{
    *rect = place(self);
}

static void wanted_size(FcAppPreview *self, int *width, int *height)
{
    const graphene_rect_t rect = place(self);
    const int scale = gtk_widget_get_scale_factor(GTK_WIDGET(self));

    *width = MAX((int)rect.size.width * scale, 16);
    *height = MAX((int)rect.size.height * scale, 16);
}

static gboolean is_on_screen(FcAppPreview *self)
{
    return gtk_widget_get_mapped(GTK_WIDGET(self)) && self->surface &&
           !(gdk_toplevel_get_state(GDK_TOPLEVEL(self->surface)) & GDK_TOPLEVEL_STATE_MINIMIZED);
}

/* --- opening and closing --- */

static void drop_picture(FcAppPreview *self)
{
    g_clear_pointer(&self->picture.pixels, g_bytes_unref);
    gtk_widget_set_visible(self->waiting, TRUE);
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void close_feed(FcAppPreview *self)
{
    g_cancellable_cancel(self->opening);
    g_clear_object(&self->opening);
    fc_app_feed_close(&self->feed);
    self->width = 0;
    self->height = 0;
}

static gboolean on_timer(gpointer user)
{
    FcAppPreview *self = user;

    self->timer = 0;
    update(self);
    return G_SOURCE_REMOVE;
}

static void update_in(FcAppPreview *self, guint ms)
{
    g_clear_handle_id(&self->timer, g_source_remove);
    self->timer = g_timeout_add(ms, on_timer, self);
}

static void on_picture(const struct fc_app_picture *picture, gpointer user)
{
    FcAppPreview *self = user;

    if (!picture) {
        close_feed(self);
        drop_picture(self);
        update_in(self, RETRY_MS);
        return;
    }
    if (!self->picture.pixels) {
        g_debug("the first picture is there");
        gtk_widget_set_visible(self->waiting, FALSE);
    }
    g_clear_pointer(&self->picture.pixels, g_bytes_unref);
    self->picture = *picture;
    g_bytes_ref(picture->pixels);
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void on_opened(GObject *source, GAsyncResult *result, gpointer user)
{
    FcAppPreview *self = user;
    GError *error = NULL;
    const int fd = fc_app_camera_open_preview_finish(result, &error);

    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        g_error_free(error);
    } else if (fd < 0) {
        g_clear_object(&self->opening);
        g_clear_error(&error);
        self->width = 0;
        update_in(self, RETRY_MS);
    } else if (!self->opening) {
        g_close(fd, NULL); /* it was closed meanwhile */
    } else {
        g_clear_object(&self->opening);
        fc_app_feed_close(&self->feed);
        self->feed = fc_app_feed_open(fd, on_picture, self);
    }
    g_object_unref(self);
}

/* The old pictures go on until the new ones are there. */
static void open_feed(FcAppPreview *self, int width, int height)
{
    const struct fc_app_preview_wish wish = {width, height, self->shows_matte};

    g_cancellable_cancel(self->opening);
    g_clear_object(&self->opening);
    self->opening = g_cancellable_new();
    self->width = width;
    self->height = height;
    fc_app_camera_open_preview(self->camera, &wish, self->opening, on_opened, g_object_ref(self));
}

static void update(FcAppPreview *self)
{
    int width, height;

    if (!self->camera || !is_on_screen(self) || !fc_app_camera_is_there(self->camera)) {
        close_feed(self);
        if (self->picture.pixels)
            drop_picture(self);
        return;
    }
    wanted_size(self, &width, &height);
    if (width != self->width || height != self->height)
        open_feed(self, width, height);
}

static void on_camera_changed(FcAppPreview *self)
{
    /* of a service that is there, only the first word is news */
    if (!self->timer || !fc_app_camera_is_there(self->camera))
        update(self);
}

void fc_app_preview_set_camera(FcAppPreview *self, FcAppCamera *camera)
{
    g_assert(!self->camera);
    self->camera = g_object_ref(camera);
    g_signal_connect_object(camera, "changed", G_CALLBACK(on_camera_changed), self,
                            G_CONNECT_SWAPPED);
    update(self);
}

static void name_picture(FcAppPreview *self)
{
    const char *name = self->shows_matte ? _("The matte: you are white, what is replaced is black")
                                         : _("Preview of what others see");

    gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void fc_app_preview_set_shows_matte(FcAppPreview *self, gboolean shows_matte)
{
    if (self->shows_matte == shows_matte)
        return;
    self->shows_matte = shows_matte;
    name_picture(self);
    self->width = 0; /* no picture is of that now */
    update(self);
}

/* --- the widget --- */

static void on_surface_state(FcAppPreview *self)
{
    update(self);
}

static void fc_app_preview_map(GtkWidget *widget)
{
    FcAppPreview *self = FC_APP_PREVIEW(widget);

    GTK_WIDGET_CLASS(fc_app_preview_parent_class)->map(widget);
    self->surface = gtk_native_get_surface(gtk_widget_get_native(widget));
    g_signal_connect_object(self->surface, "notify::state", G_CALLBACK(on_surface_state), self,
                            G_CONNECT_SWAPPED);
    update(self);
}

static void fc_app_preview_unmap(GtkWidget *widget)
{
    FcAppPreview *self = FC_APP_PREVIEW(widget);

    g_signal_handlers_disconnect_by_func(self->surface, on_surface_state, self);
    self->surface = NULL;
    GTK_WIDGET_CLASS(fc_app_preview_parent_class)->unmap(widget);
    g_clear_handle_id(&self->timer, g_source_remove);
    update(self);
}

static void fc_app_preview_measure(GtkWidget *widget, GtkOrientation orientation, int for_size,
                                   int *minimum, int *natural, int *minimum_baseline,
                                   int *natural_baseline)
{
    FcAppPreview *self = FC_APP_PREVIEW(widget);
    int camera_width = 16, camera_height = 9;

    if (self->camera)
        fc_app_camera_size(self->camera, &camera_width, &camera_height);
    if (orientation == GTK_ORIENTATION_HORIZONTAL) {
        *minimum = MIN_WIDTH;
        *natural = NATURAL_WIDTH;
    } else {
        const int width = for_size > 0 ? for_size : NATURAL_WIDTH;

        *minimum = MIN_WIDTH * 9 / 16;
        *natural = MAX((int)((gint64)width * camera_height / camera_width), *minimum);
    }
}

static GtkSizeRequestMode fc_app_preview_request_mode(GtkWidget *widget)
{
    return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void fc_app_preview_size_allocate(GtkWidget *widget, int width, int height, int baseline)
{
    FcAppPreview *self = FC_APP_PREVIEW(widget);
    const GtkAllocation all = {0, 0, width, height};

    gtk_widget_size_allocate(self->waiting, &all, -1);
    if (!self->feed && !self->opening)
        update(self);
    else
        update_in(self, REST_MS);
}

/* --- drawing --- */

static gboolean is_drawn_by_cairo(FcAppPreview *self)
{
    GtkNative *native = gtk_widget_get_native(GTK_WIDGET(self));

    return native && GSK_IS_CAIRO_RENDERER(gtk_native_get_renderer(native));
}

static void unref_pixels(void *pixels)
{
    g_bytes_unref(pixels);
}

/*
 * The same as one path with four round corners, which cairo would put between every pixel of it
 * and the window: only the bands that have corners are masked, the rest is copied.
 */
static void fill_rounded(cairo_t *cr, double width, double height)
{
    const double quarter = G_PI / 2;

    cairo_rectangle(cr, 0, RADIUS, width, height - 2 * RADIUS);
    cairo_fill(cr);
    cairo_arc(cr, RADIUS, RADIUS, RADIUS, 2 * quarter, 3 * quarter);
    cairo_arc(cr, width - RADIUS, RADIUS, RADIUS, 3 * quarter, 4 * quarter);
    cairo_fill(cr);
    cairo_arc(cr, width - RADIUS, height - RADIUS, RADIUS, 0, quarter);
    cairo_arc(cr, RADIUS, height - RADIUS, RADIUS, quarter, 2 * quarter);
    cairo_fill(cr);
}

/* GTK 4.8 would convert a texture for its software renderer, pixel by pixel to the same format;
 * cairo takes the shared memory as it is. */
static void draw_by_cairo(FcAppPreview *self, GtkSnapshot *snapshot, const graphene_rect_t *rect)
{
    static const cairo_user_data_key_t key;
    const struct fc_app_picture *picture = &self->picture;
    unsigned char *data = (unsigned char *)g_bytes_get_data(picture->pixels, NULL);
    cairo_surface_t *surface = cairo_image_surface_create_for_data(
        data, CAIRO_FORMAT_RGB24, picture->width, picture->height, picture->stride);
    cairo_t *cr = gtk_snapshot_append_cairo(snapshot, rect);
    cairo_matrix_t scale;

    cairo_surface_set_user_data(surface, &key, g_bytes_ref(picture->pixels), unref_pixels);
    cairo_translate(cr, rect->origin.x, rect->origin.y);
    cairo_set_source_surface(cr, surface, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BILINEAR);
    cairo_matrix_init_scale(&scale, picture->width / rect->size.width,
                            picture->height / rect->size.height);
    cairo_pattern_set_matrix(cairo_get_source(cr), &scale);
    fill_rounded(cr, rect->size.width, rect->size.height);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
}

static void draw_texture(FcAppPreview *self, GtkSnapshot *snapshot, const graphene_rect_t *rect)
{
    const struct fc_app_picture *picture = &self->picture;
    /* every alpha is 255: multiplied or not is the same */
    GdkTexture *texture =
        gdk_memory_texture_new(picture->width, picture->height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED,
                               picture->pixels, (gsize)picture->stride);
    GskRoundedRect rounded;

    gsk_rounded_rect_init_from_rect(&rounded, rect, RADIUS);
    gtk_snapshot_push_rounded_clip(snapshot, &rounded);
    gtk_snapshot_append_texture(snapshot, texture, rect);
    gtk_snapshot_pop(snapshot);
    g_object_unref(texture);
}

static void draw_ground(GtkSnapshot *snapshot, const graphene_rect_t *rect)
{
    static const GdkRGBA dark = {0.12f, 0.12f, 0.13f, 1};
    GskRoundedRect rounded;

    gsk_rounded_rect_init_from_rect(&rounded, rect, RADIUS);
    gtk_snapshot_push_rounded_clip(snapshot, &rounded);
    gtk_snapshot_append_color(snapshot, &dark, rect);
    gtk_snapshot_pop(snapshot);
}

/* Pictures of the right size are even, and may leave a line of pixels: they are not stretched. */
static void fit_picture(FcAppPreview *self, graphene_rect_t *rect)
{
    const float scale = (float)gtk_widget_get_scale_factor(GTK_WIDGET(self));
    const float width = (float)self->picture.width / scale;
    const float height = (float)self->picture.height / scale;

    if (rect->size.width - width >= 0 && rect->size.width - width < 3 &&
        rect->size.height - height >= 0 && rect->size.height - height < 3)
        rect->size = GRAPHENE_SIZE_INIT(width, height);
}

static void fc_app_preview_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    FcAppPreview *self = FC_APP_PREVIEW(widget);
    graphene_rect_t rect = place(self);

    if (self->picture.pixels) {
        fit_picture(self, &rect);
        if (is_drawn_by_cairo(self))
            draw_by_cairo(self, snapshot, &rect);
        else
            draw_texture(self, snapshot, &rect);
    } else {
        draw_ground(snapshot, &rect);
    }
    gtk_widget_snapshot_child(widget, self->waiting, snapshot);
}

static void fc_app_preview_dispose(GObject *object)
{
    FcAppPreview *self = FC_APP_PREVIEW(object);

    g_clear_handle_id(&self->timer, g_source_remove);
    close_feed(self);
    g_clear_pointer(&self->picture.pixels, g_bytes_unref);
    g_clear_object(&self->camera);
    g_clear_pointer(&self->waiting, gtk_widget_unparent);
    G_OBJECT_CLASS(fc_app_preview_parent_class)->dispose(object);
}

static void fc_app_preview_class_init(FcAppPreviewClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = fc_app_preview_dispose;
    widget_class->map = fc_app_preview_map;
    widget_class->unmap = fc_app_preview_unmap;
    widget_class->get_request_mode = fc_app_preview_request_mode;
    widget_class->measure = fc_app_preview_measure;
    widget_class->size_allocate = fc_app_preview_size_allocate;
    widget_class->snapshot = fc_app_preview_snapshot;
    gtk_widget_class_set_css_name(widget_class, "preview");
    gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void fc_app_preview_init(FcAppPreview *self)
{
    self->waiting = gtk_image_new_from_icon_name("camera-web-symbolic");
    gtk_image_set_pixel_size(GTK_IMAGE(self->waiting), 64);
    gtk_widget_add_css_class(self->waiting, "preview-waiting");
    gtk_accessible_update_state(GTK_ACCESSIBLE(self->waiting), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE,
                                -1);
    gtk_widget_set_parent(self->waiting, GTK_WIDGET(self));
    name_picture(self);
}
