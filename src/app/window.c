/* SPDX-License-Identifier: MIT */
#include "app/window.h"

#include <glib/gi18n.h>

#include "app/controls.h"
#include "app/gallery.h"
#include "app/preview.h"
#include "app/setup.h"
#include "app/split.h"
#include "app/statistics.h"
#include "app/status.h"

#define DEFAULT_WIDTH 1120
#define DEFAULT_HEIGHT 720

struct _FcAppWindow {
    AdwApplicationWindow parent;

    AdwToastOverlay *toasts;
    AdwViewStack *pages;
    AdwViewStackPage *adjust_page;
    AdwViewSwitcherTitle *switcher;
    AdwViewSwitcherBar *bar;
    GtkButton *pause;
    FcAppPreview *preview;
    FcAppStatus *status;
    FcAppGallery *gallery;
    FcAppControls *controls;
    FcAppSetup *setup;
    FcAppStatistics *statistics;

    FcAppCamera *camera;        // owned
    struct fc_app_store *store; // borrowed
    guint bar_source;           /* of reveal_bar(), or 0 */
};

G_DEFINE_TYPE(FcAppWindow, fc_app_window, ADW_TYPE_APPLICATION_WINDOW)

void fc_app_window_say(FcAppWindow *self, const char *text)
{
    char *safe = g_markup_escape_text(text, -1);
    char **lines = g_strsplit(safe, "\n", -1);
    char *line = g_strjoinv("; ", lines);
    AdwToast *toast = adw_toast_new(line);

    adw_toast_set_timeout(toast, 6);
    adw_toast_overlay_add_toast(self->toasts, toast);
    g_free(line);
    g_strfreev(lines);
    g_free(safe);
}

static void on_camera_changed(FcAppWindow *self)
{
    const gboolean is_there = fc_app_camera_is_there(self->camera);
    const gboolean is_paused = fc_app_camera_is_paused(self->camera);
    AdwButtonContent *content = ADW_BUTTON_CONTENT(gtk_button_get_child(self->pause));

    GVariant *wrong = fc_app_camera_wrong(self->camera);

    adw_view_stack_page_set_needs_attention(self->adjust_page,
                                            wrong && g_variant_n_children(wrong) > 0);
    gtk_widget_set_sensitive(GTK_WIDGET(self->pause), is_there);
    adw_button_content_set_label(content, is_paused ? _("Resume") : _("Pause"));
    adw_button_content_set_icon_name(content, is_paused ? "media-playback-start-symbolic"
                                                        : "media-playback-pause-symbolic");
    if (is_paused)
        gtk_widget_add_css_class(GTK_WIDGET(self->pause), "suggested-action");
    else
        gtk_widget_remove_css_class(GTK_WIDGET(self->pause), "suggested-action");
}

static void show_page(GtkWidget *widget, const char *action, GVariant *name)
{
    adw_view_stack_set_visible_child_name(FC_APP_WINDOW(widget)->pages,
                                          g_variant_get_string(name, NULL));
}

/* --- where the pages are switched --- */

static gboolean reveal_bar(gpointer user)
{
    FcAppWindow *self = user;

    self->bar_source = 0;
    adw_view_switcher_bar_set_reveal(self->bar,
                                     adw_view_switcher_title_get_title_visible(self->switcher));
    return G_SOURCE_REMOVE;
}

/* It changes while sizes are given out. A bar that is revealed just then, without an animation, gets
 * less than nothing (GTK 4.8). */
static void on_title_visible(FcAppWindow *self)
{
    if (!self->bar_source)
        self->bar_source = g_idle_add_full(G_PRIORITY_HIGH_IDLE, reveal_bar, self, NULL);
}

/* --- what is remembered --- */

static void remember(FcAppWindow *self)
{
    int width, height;

    gtk_window_get_default_size(GTK_WINDOW(self), &width, &height);
    fc_app_store_set_int(self->store, "window", "width", width);
    fc_app_store_set_int(self->store, "window", "height", height);
    fc_app_store_set_bool(self->store, "window", "maximized",
                          gtk_window_is_maximized(GTK_WINDOW(self)));
    fc_app_store_set_text(self->store, "window", "page",
                          adw_view_stack_get_visible_child_name(self->pages));
}

static void recall(FcAppWindow *self)
{
    char *page = fc_app_store_text(self->store, "window", "page");

    gtk_window_set_default_size(GTK_WINDOW(self),
                                fc_app_store_int(self->store, "window", "width", DEFAULT_WIDTH),
                                fc_app_store_int(self->store, "window", "height", DEFAULT_HEIGHT));
    if (fc_app_store_bool(self->store, "window", "maximized"))
        gtk_window_maximize(GTK_WINDOW(self));
    if (!page[0]) { /* nothing is remembered: this is the first time */
        adw_view_stack_set_visible_child_name(self->pages, "setup");
        fc_app_setup_welcome(self->setup);
    } else if (adw_view_stack_get_child_by_name(self->pages, page)) {
        adw_view_stack_set_visible_child_name(self->pages, page);
    }
    g_free(page);
}

static gboolean fc_app_window_close_request(GtkWindow *window)
{
    remember(FC_APP_WINDOW(window));
    return GTK_WINDOW_CLASS(fc_app_window_parent_class)->close_request(window);
}

/* --- making it --- */

static void say(GtkWidget *widget, const char *action, GVariant *text)
{
    fc_app_window_say(FC_APP_WINDOW(widget), g_variant_get_string(text, NULL));
}

static void add_pictures(GtkWidget *widget, const char *action, GVariant *unused)
{
    FcAppWindow *self = FC_APP_WINDOW(widget);

    adw_view_stack_set_visible_child_name(self->pages, "background");
    fc_app_gallery_choose_files(self->gallery);
}

static void paste(GtkWidget *widget, const char *action, GVariant *unused)
{
    fc_app_gallery_paste(FC_APP_WINDOW(widget)->gallery);
}

/* In the picture's corner, and not in the widget's, which may be wider. */
static gboolean place_on_picture(FcAppWindow *self, GtkWidget *child, GdkRectangle *place)
{
    const gboolean is_mirrored = gtk_widget_get_direction(child) == GTK_TEXT_DIR_RTL;
    GtkRequisition size;
    graphene_rect_t picture;

    fc_app_preview_place(self->preview, &picture);
    gtk_widget_get_preferred_size(child, &size, NULL);
    *place = (GdkRectangle){
        .x = (int)picture.origin.x + (is_mirrored ? 0 : (int)picture.size.width - size.width),
        .y = (int)(picture.origin.y + picture.size.height) - size.height,
        .width = size.width,
        .height = size.height,
    };
    return TRUE;
}

/* Off in every new window: what others see is what is looked at first. */
static void on_matte(FcAppWindow *self, GtkToggleButton *button)
{
    fc_app_preview_set_shows_matte(self->preview, gtk_toggle_button_get_active(button));
}

FcAppWindow *fc_app_window_new(AdwApplication *application, FcAppCamera *camera,
                               struct fc_app_store *store)
{
    FcAppWindow *self = g_object_new(FC_TYPE_APP_WINDOW, "application", application, NULL);

    self->camera = g_object_ref(camera);
    self->store = store;
    recall(self);
    g_signal_connect_object(camera, "changed", G_CALLBACK(on_camera_changed), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(camera, "refused", G_CALLBACK(fc_app_window_say), self,
                            G_CONNECT_SWAPPED);
    fc_app_preview_set_camera(self->preview, camera);
    fc_app_status_set_camera(self->status, camera);
    fc_app_gallery_set_camera(self->gallery, camera, store);
    fc_app_controls_set_camera(self->controls, camera);
    fc_app_setup_set_camera(self->setup, camera, store);
    fc_app_statistics_set_camera(self->statistics, camera);
    fc_app_gallery_take_drops(self->gallery, GTK_WIDGET(self->toasts));
    on_camera_changed(self);
    return self;
}

static void fc_app_window_dispose(GObject *object)
{
    FcAppWindow *self = FC_APP_WINDOW(object);

    g_clear_handle_id(&self->bar_source, g_source_remove);
    g_clear_object(&self->camera);
    G_OBJECT_CLASS(fc_app_window_parent_class)->dispose(object);
}

static void fc_app_window_class_init(FcAppWindowClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = fc_app_window_dispose;
    GTK_WINDOW_CLASS(class)->close_request = fc_app_window_close_request;
    g_type_ensure(FC_TYPE_APP_SPLIT);
    g_type_ensure(FC_TYPE_APP_PREVIEW);
    g_type_ensure(FC_TYPE_APP_STATUS);
    g_type_ensure(FC_TYPE_APP_GALLERY);
    g_type_ensure(FC_TYPE_APP_CONTROLS);
    g_type_ensure(FC_TYPE_APP_SETUP);
    g_type_ensure(FC_TYPE_APP_STATISTICS);
    gtk_widget_class_set_template_from_resource(widget_class, "/org/fakecam/App/ui/window.ui");
    gtk_widget_class_bind_template_child(widget_class, FcAppWindow, toasts);
    gtk_widget_class_bind_template_child(widget_class, FcAppWindow, pages);
    gtk_widget_class_bind_template_child(widget_class, FcAppWindow, adjust_page);
    gtk_widget_class_bind_template_child(widget_class, FcAppWindow, switcher);
    gtk_widget_class_bind_template_child(widget_class, FcAppWindow, bar);
    gtk_widget_class_bind_template_child(widget_class, FcAppWindow, pause);
    gtk_widget_class_bind_template_child(widget_class, FcAppWindow, preview);
    gtk_widget_class_bind_template_child(widget_class, FcAppWindow, status);
    gtk_widget_class_bind_template_child(widget_class, FcAppWindow, gallery);
    gtk_widget_class_bind_template_child(widget_class, FcAppWindow, controls);
    gtk_widget_class_bind_template_child(widget_class, FcAppWindow, setup);
    gtk_widget_class_bind_template_child(widget_class, FcAppWindow, statistics);
    gtk_widget_class_bind_template_callback(widget_class, place_on_picture);
    gtk_widget_class_bind_template_callback(widget_class, on_matte);
    gtk_widget_class_install_action(widget_class, "win.page", "s", show_page);
    gtk_widget_class_install_action(widget_class, "win.say", "s", say);
    gtk_widget_class_install_action(widget_class, "win.add", NULL, add_pictures);
    gtk_widget_class_install_action(widget_class, "win.paste", NULL, paste);
    /* not an accelerator of the application: entries come first */
    gtk_widget_class_add_binding_action(widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "win.paste",
                                        NULL);
}

static void fc_app_window_init(FcAppWindow *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
    g_signal_connect_object(self->switcher, "notify::title-visible", G_CALLBACK(on_title_visible),
                            self, G_CONNECT_SWAPPED);
}
