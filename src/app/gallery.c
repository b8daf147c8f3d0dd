/* SPDX-License-Identifier: MIT */
#include "app/gallery.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "app/tile.h"

struct _FcAppGallery {
    GtkWidget parent;

    GtkWidget *content;
    GtkFlowBox *plain;
    GtkRevealer *warning_revealer;
    GtkRevealer *blur_revealer;
    GtkRevealer *color_revealer;
    GtkAdjustment *blur;
    GtkScale *blur_scale;
    GtkColorButton *color;

    FcAppCamera *camera; // owned
    GPtrArray *tiles;    // owned list of borrowed FcAppTile
    gboolean is_showing; /* the service's values, which are not to be sent back */
};

G_DEFINE_TYPE(FcAppGallery, fc_app_gallery, GTK_TYPE_WIDGET)

/* --- what is chosen --- */

static void show_background(FcAppGallery *self)
{
    char *background = fc_app_camera_text(self->camera, "background");

    for (guint i = 0; i < self->tiles->len; i++) {
        FcAppTile *tile = self->tiles->pdata[i];

        fc_app_tile_set_chosen(tile, strcmp(fc_app_tile_value(tile), background) == 0);
    }
    gtk_revealer_set_reveal_child(self->warning_revealer, strcmp(background, "none") == 0);
    gtk_revealer_set_reveal_child(self->blur_revealer, strcmp(background, "blur") == 0);
    gtk_revealer_set_reveal_child(self->color_revealer, strcmp(background, "color") == 0);
    g_free(background);
}

static void show_blur(FcAppGallery *self)
{
    GVariant *value = fc_app_camera_value(self->camera, "blur-strength");

    if (!value)
        return;
    self->is_showing = TRUE;
    gtk_adjustment_set_value(self->blur, g_variant_get_int32(value));
    self->is_showing = FALSE;
}

static void show_color(FcAppGallery *self)
{
    char *text = fc_app_camera_text(self->camera, "background-color");
    GdkRGBA color;

    if (gdk_rgba_parse(&color, text))
        gtk_color_chooser_set_rgba(GTK_COLOR_CHOOSER(self->color), &color);
    g_free(text);
}

/* --- what a person does --- */

static void choose(GtkWidget *widget, const char *action, GVariant *value)
{
    fc_app_camera_set(FC_APP_GALLERY(widget)->camera, "background", value);
}

static void remove_value(GtkWidget *widget, const char *action, GVariant *value)
{
}

static void on_blur(FcAppGallery *self)
{
    if (!self->is_showing)
        fc_app_camera_set(self->camera, "blur-strength",
                          g_variant_new_int32((int)gtk_adjustment_get_value(self->blur)));
}

static void on_color(FcAppGallery *self)
{
    GdkRGBA color;
    char text[8];

    gtk_color_chooser_get_rgba(GTK_COLOR_CHOOSER(self->color), &color);
    g_snprintf(text, sizeof(text), "#%02x%02x%02x", (unsigned)(color.red * 255 + 0.5f),
               (unsigned)(color.green * 255 + 0.5f), (unsigned)(color.blue * 255 + 0.5f));
    fc_app_camera_set(self->camera, "background-color", g_variant_new_string(text));
}

/* --- making it --- */

static void add_tile(FcAppGallery *self, GtkFlowBox *box, FcAppTile *tile)
{
    gtk_flow_box_append(box, GTK_WIDGET(tile));
    g_ptr_array_add(self->tiles, tile);
}

static void add_plain(FcAppGallery *self, const char *value, const char *title, const char *icon,
                      const char *style)
{
    FcAppTile *tile = fc_app_tile_new(value, title);

    fc_app_tile_set_icon(tile, icon);
    gtk_widget_add_css_class(GTK_WIDGET(tile), style);
    add_tile(self, self->plain, tile);
}

void fc_app_gallery_set_camera(FcAppGallery *self, FcAppCamera *camera)
{
    g_assert(!self->camera);
    self->camera = g_object_ref(camera);
    g_signal_connect_object(camera, "value-changed::background", G_CALLBACK(show_background), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(camera, "value-changed::blur-strength", G_CALLBACK(show_blur), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(camera, "value-changed::background-color", G_CALLBACK(show_color), self,
                            G_CONNECT_SWAPPED);
    show_background(self);
    show_blur(self);
    show_color(self);
}

static void fc_app_gallery_dispose(GObject *object)
{
    FcAppGallery *self = FC_APP_GALLERY(object);

    g_clear_object(&self->camera);
    g_clear_pointer(&self->content, gtk_widget_unparent);
    g_clear_pointer(&self->tiles, g_ptr_array_unref);
    G_OBJECT_CLASS(fc_app_gallery_parent_class)->dispose(object);
}

static void fc_app_gallery_class_init(FcAppGalleryClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = fc_app_gallery_dispose;
    gtk_widget_class_set_template_from_resource(widget_class, "/org/fakecam/App/ui/gallery.ui");
    gtk_widget_class_set_layout_manager_type(widget_class, GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, content);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, plain);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, warning_revealer);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, blur_revealer);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, color_revealer);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, blur);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, blur_scale);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, color);
    gtk_widget_class_bind_template_callback(widget_class, on_blur);
    gtk_widget_class_bind_template_callback(widget_class, on_color);
    gtk_widget_class_install_action(widget_class, "gallery.choose", "s", choose);
    gtk_widget_class_install_action(widget_class, "gallery.remove", "s", remove_value);
}

static void fc_app_gallery_init(FcAppGallery *self)
{
    self->tiles = g_ptr_array_new();
    gtk_widget_init_template(GTK_WIDGET(self));
    add_plain(self, "blur", _("Blur"), "weather-fog-symbolic", "tile-blur");
    add_plain(self, "color", _("Colour"), "color-select-symbolic", "tile-color");
    add_plain(self, "greenscreen", _("Green Screen"), "video-display-symbolic", "tile-green");
    add_plain(self, "none", _("No Background"), "view-reveal-symbolic", "tile-none");
}
