/* SPDX-License-Identifier: MIT */
#include "app/gallery.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "app/gallery_private.h"
#include "app/thumbnail.h"
#include "app/tile.h"

struct _FcAppGallery {
    GtkWidget parent;

    GtkWidget *content;
    GtkFlowBox *plain;
    GtkFlowBox *media;
    GtkRevealer *warning_revealer;
    GtkRevealer *blur_revealer;
    GtkRevealer *color_revealer;
    GtkAdjustment *blur;
    GtkColorButton *color;
    GtkBox *swatches;

    FcAppCamera *camera;                    // owned
    struct fc_app_library *library;         // owned
    struct fc_app_thumbnailer *thumbnailer; // owned
    FcAppTile *color_tile;                  // borrowed
    FcAppTile *stranger;                    /* borrowed: what is chosen and not in the library */
    gboolean is_showing; /* the service's values, which are not to be sent back */
};

G_DEFINE_TYPE(FcAppGallery, fc_app_gallery, GTK_TYPE_WIDGET)

/* A person's colours, for who does not want to look for one. */
static const struct {
    const char *color;
    const char *name;
} swatches[] = {
    {"#2a3b4c", N_("Slate")}, {"#3d5a80", N_("Blue")},  {"#5e7d5a", N_("Sage")},
    {"#c9b79c", N_("Sand")},  {"#8c4a4a", N_("Brick")}, {"#f2f0eb", N_("Paper")},
};

/* --- tiles --- */

static void on_thumbnail(GObject *source, GAsyncResult *result, gpointer user)
{
    FcAppTile *tile = user;
    GdkPaintable *sheet = fc_app_thumbnailer_finish(result, NULL);

    if (sheet)
        fc_app_tile_set_paintable(tile, sheet);
    g_clear_object(&sheet);
    g_object_unref(tile);
}

static FcAppTile *add_media(FcAppGallery *self, const struct fc_app_background *background)
{
    FcAppTile *tile = fc_app_tile_new(background->value, background->title);
    const gboolean is_film = background->media == FC_APP_FILM;

    fc_app_tile_set_icon(tile, is_film ? "video-x-generic-symbolic" : "image-x-generic-symbolic");
    if (is_film)
        fc_app_tile_set_badge(tile, "media-playback-start-symbolic");
    if (background->is_own)
        fc_app_tile_set_removable(tile);
    gtk_flow_box_append(self->media, GTK_WIDGET(tile));
    fc_app_thumbnailer_make(self->thumbnailer, background->value, is_film, on_thumbnail,
                            g_object_ref(tile));
    return tile;
}

/* Pictures that were made go on being shown: only what is new is made. */
static FcAppTile *find(GtkFlowBox *box, const char *value)
{
    GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(box));

    for (; child; child = gtk_widget_get_next_sibling(child))
        if (FC_IS_APP_TILE(child) && strcmp(fc_app_tile_value(FC_APP_TILE(child)), value) == 0)
            return FC_APP_TILE(child);
    return NULL;
}

static gboolean has(const GPtrArray *list, const char *value)
{
    for (guint i = 0; i < list->len; i++)
        if (strcmp(((const struct fc_app_background *)list->pdata[i])->value, value) == 0)
            return TRUE;
    return FALSE;
}

static void remove_missing(FcAppGallery *self, const GPtrArray *list)
{
    GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(self->media));

    while (child) {
        GtkWidget *next = gtk_widget_get_next_sibling(child);

        if (FC_IS_APP_TILE(child) && FC_APP_TILE(child) != self->stranger &&
            !has(list, fc_app_tile_value(FC_APP_TILE(child))))
            gtk_flow_box_remove(self->media, child);
        child = next;
    }
}

/* --- what is chosen --- */

static void drop_stranger(FcAppGallery *self)
{
    if (self->stranger)
        gtk_flow_box_remove(self->media, GTK_WIDGET(self->stranger));
    self->stranger = NULL;
}

/* Set by the command, or by hand: it is shown as long as it is chosen. */
static void show_stranger(FcAppGallery *self, const char *value)
{
    GFile *file = g_file_new_for_commandline_arg(value);
    struct fc_app_background background = {
        .value = (char *)value,
        .title = fc_app_library_title(value),
        .media = fc_app_library_media(file),
    };

    self->stranger = add_media(self, &background);
    g_free(background.title);
    g_object_unref(file);
}

static void mark(GtkFlowBox *box, const char *value)
{
    GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(box));

    for (; child; child = gtk_widget_get_next_sibling(child))
        if (FC_IS_APP_TILE(child))
            fc_app_tile_set_chosen(FC_APP_TILE(child),
                                   strcmp(fc_app_tile_value(FC_APP_TILE(child)), value) == 0);
}

static void show_background(FcAppGallery *self)
{
    char *value = fc_app_camera_text(self->camera, "background");

    if (self->stranger && strcmp(fc_app_tile_value(self->stranger), value) != 0)
        drop_stranger(self);
    if (value[0] && !find(self->plain, value) && !find(self->media, value))
        show_stranger(self, value);
    mark(self->plain, value);
    mark(self->media, value);
    gtk_revealer_set_reveal_child(self->warning_revealer, strcmp(value, "none") == 0);
    gtk_revealer_set_reveal_child(self->blur_revealer, strcmp(value, "blur") == 0);
    gtk_revealer_set_reveal_child(self->color_revealer, strcmp(value, "color") == 0);
    g_free(value);
}

void fc_app_gallery_refresh(FcAppGallery *self)
{
    GPtrArray *list;

    if (!self->library)
        return;
    list = fc_app_library_list(self->library);
    if (self->stranger && has(list, fc_app_tile_value(self->stranger)))
        drop_stranger(self);
    remove_missing(self, list);
    for (guint i = 0; i < list->len; i++) {
        const struct fc_app_background *background = list->pdata[i];

        if (!find(self->media, background->value))
            add_media(self, background);
    }
    g_ptr_array_unref(list);
    show_background(self);
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
    GdkPaintable *sheet;
    GdkRGBA color;

    if (gdk_rgba_parse(&color, text)) {
        gtk_color_chooser_set_rgba(GTK_COLOR_CHOOSER(self->color), &color);
        sheet = fc_app_thumbnail_of_color(&color);
        fc_app_tile_set_paintable(self->color_tile, sheet);
        g_object_unref(sheet);
    }
    g_free(text);
}

/* --- what a person does --- */

static void choose(GtkWidget *widget, const char *action, GVariant *value)
{
    fc_app_camera_set(FC_APP_GALLERY(widget)->camera, "background", value);
}

/* One that is in use is not taken from under the camera: blur takes its place. */
static void remove_value(GtkWidget *widget, const char *action, GVariant *value)
{
    FcAppGallery *self = FC_APP_GALLERY(widget);
    const char *text = g_variant_get_string(value, NULL);
    char *chosen = fc_app_camera_text(self->camera, "background");

    if (strcmp(chosen, text) == 0)
        fc_app_camera_set(self->camera, "background", g_variant_new_string("blur"));
    fc_app_library_remove(self->library, text);
    fc_app_gallery_refresh(self);
    g_free(chosen);
}

static void on_blur(FcAppGallery *self)
{
    if (!self->is_showing)
        fc_app_camera_set(self->camera, "blur-strength",
                          g_variant_new_int32((int)gtk_adjustment_get_value(self->blur)));
}

static void set_color(FcAppGallery *self, const char *text)
{
    fc_app_camera_set(self->camera, "background-color", g_variant_new_string(text));
}

static void on_color(FcAppGallery *self)
{
    GdkRGBA color;
    char text[8];

    gtk_color_chooser_get_rgba(GTK_COLOR_CHOOSER(self->color), &color);
    g_snprintf(text, sizeof(text), "#%02x%02x%02x", (unsigned)(color.red * 255 + 0.5f),
               (unsigned)(color.green * 255 + 0.5f), (unsigned)(color.blue * 255 + 0.5f));
    set_color(self, text);
}

static void on_swatch(GtkWidget *button, gpointer user)
{
    set_color(user, gtk_widget_get_name(button));
}

/* --- making it --- */

static FcAppTile *add_plain(FcAppGallery *self, const char *value, const char *title,
                            const char *icon, const char *style)
{
    FcAppTile *tile = fc_app_tile_new(value, title);

    fc_app_tile_set_icon(tile, icon);
    gtk_widget_add_css_class(GTK_WIDGET(tile), style);
    gtk_flow_box_append(self->plain, GTK_WIDGET(tile));
    return tile;
}

static void add_swatch(FcAppGallery *self, const char *text, const char *name)
{
    GtkWidget *button = gtk_button_new();
    GtkWidget *picture;
    GdkPaintable *sheet;
    GdkRGBA color;

    gdk_rgba_parse(&color, text);
    sheet = fc_app_thumbnail_of_color(&color);
    picture = gtk_picture_new_for_paintable(sheet);
    gtk_picture_set_content_fit(GTK_PICTURE(picture), GTK_CONTENT_FIT_FILL);
    gtk_button_set_child(GTK_BUTTON(button), picture);
    gtk_widget_set_name(button, text);
    gtk_widget_set_tooltip_text(button, name);
    gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
    gtk_widget_set_overflow(button, GTK_OVERFLOW_HIDDEN);
    gtk_widget_add_css_class(button, "swatch");
    gtk_widget_add_css_class(button, "circular");
    gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    g_signal_connect_object(button, "clicked", G_CALLBACK(on_swatch), self, 0);
    gtk_box_append(self->swatches, button);
    g_object_unref(sheet);
}

/* FAKECAM_BACKGROUNDS is for a program that is not installed. */
static struct fc_app_library *open_library(struct fc_app_store *store)
{
    const char *folder = g_getenv("FAKECAM_BACKGROUNDS");
    char *own = g_build_filename(g_get_user_data_dir(), "fakecam", "backgrounds", NULL);
    const struct fc_app_library_params params = {
        .shipped = folder ? folder : FC_DATA_DIR "/fakecam/backgrounds",
        .own = own,
        .store = store,
    };
    struct fc_app_library *library = fc_app_library_open(&params);

    g_free(own);
    return library;
}

FcAppCamera *fc_app_gallery_camera(FcAppGallery *self)
{
    return self->camera;
}

struct fc_app_library *fc_app_gallery_library(FcAppGallery *self)
{
    return self->library;
}

void fc_app_gallery_set_camera(FcAppGallery *self, FcAppCamera *camera, struct fc_app_store *store)
{
    g_assert(!self->camera);
    self->camera = g_object_ref(camera);
    self->library = open_library(store);
    g_signal_connect_object(camera, "value-changed::background", G_CALLBACK(show_background), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(camera, "value-changed::blur-strength", G_CALLBACK(show_blur), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(camera, "value-changed::background-color", G_CALLBACK(show_color), self,
                            G_CONNECT_SWAPPED);
    fc_app_gallery_refresh(self);
    show_blur(self);
    show_color(self);
}

static void fc_app_gallery_dispose(GObject *object)
{
    FcAppGallery *self = FC_APP_GALLERY(object);

    g_clear_object(&self->camera);
    fc_app_thumbnailer_destroy(&self->thumbnailer);
    fc_app_library_close(&self->library);
    g_clear_pointer(&self->content, gtk_widget_unparent);
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
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, media);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, warning_revealer);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, blur_revealer);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, color_revealer);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, blur);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, color);
    gtk_widget_class_bind_template_child(widget_class, FcAppGallery, swatches);
    gtk_widget_class_bind_template_callback(widget_class, on_blur);
    gtk_widget_class_bind_template_callback(widget_class, on_color);
    gtk_widget_class_install_action(widget_class, "gallery.choose", "s", choose);
    gtk_widget_class_install_action(widget_class, "gallery.remove", "s", remove_value);
}

static void fc_app_gallery_init(FcAppGallery *self)
{
    self->thumbnailer = fc_app_thumbnailer_create();
    gtk_widget_init_template(GTK_WIDGET(self));
    /* the focus goes to the button in it */
    gtk_accessible_update_property(
        GTK_ACCESSIBLE(gtk_widget_get_first_child(GTK_WIDGET(self->color))),
        GTK_ACCESSIBLE_PROPERTY_LABEL, _("Background colour"), -1);
    add_plain(self, "blur", _("Blur"), "fakecam-blur-symbolic", "tile-blur");
    self->color_tile =
        add_plain(self, "color", _("Colour"), "applications-graphics-symbolic", "tile-color");
    add_plain(self, "greenscreen", _("Green Screen"), "video-display-symbolic", "tile-green");
    add_plain(self, "none", _("No Background"), "view-reveal-symbolic", "tile-none");
    for (size_t i = 0; i < G_N_ELEMENTS(swatches); i++)
        add_swatch(self, swatches[i].color, _(swatches[i].name));
}
