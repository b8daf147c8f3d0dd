/* SPDX-License-Identifier: MIT */
#include "app/status.h"

#include <string.h>

#include "app/situation.h"

struct _FcAppStatus {
    GtkBox parent;

    GtkImage *icon;
    GtkLabel *title;
    GtkLabel *detail;
    GtkButton *button;

    FcAppCamera *camera; // owned
    enum fc_app_remedy remedy;
    const char *tone; /* its style class; static, or NULL */
};

G_DEFINE_TYPE(FcAppStatus, fc_app_status, GTK_TYPE_BOX)

static const char *tone_class(enum fc_app_tone tone)
{
    switch (tone) {
    case FC_APP_ON_AIR:
        return "on-air";
    case FC_APP_WARNING:
        return "warning";
    case FC_APP_ERROR:
        return "error";
    case FC_APP_CALM:
        break;
    }
    return "calm";
}

static void set_tone(FcAppStatus *self, const char *tone)
{
    if (tone == self->tone)
        return;
    if (self->tone)
        gtk_widget_remove_css_class(GTK_WIDGET(self), self->tone);
    gtk_widget_add_css_class(GTK_WIDGET(self), tone);
    self->tone = tone;
}

/* Screen readers hear of a new title; GTK has that from 4.14 on. */
static void announce(FcAppStatus *self, const char *title)
{
#if GTK_CHECK_VERSION(4, 14, 0)
    G_GNUC_BEGIN_IGNORE_DEPRECATIONS
    gtk_accessible_announce(GTK_ACCESSIBLE(self), title,
                            GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    G_GNUC_END_IGNORE_DEPRECATIONS
#endif
}

static void update(FcAppStatus *self)
{
    struct fc_app_situation situation;
    struct fc_app_saying saying;

    fc_app_camera_situation(self->camera, &situation);
    saying = fc_app_say(&situation);
    if (strcmp(gtk_label_get_text(self->title), saying.title) != 0) {
        gtk_label_set_text(self->title, saying.title);
        announce(self, saying.title);
    }
    gtk_label_set_text(self->detail, saying.detail);
    gtk_widget_set_visible(GTK_WIDGET(self->detail), saying.detail[0] != '\0');
    /* it would be measured anew even if it is the same */
    if (g_strcmp0(gtk_image_get_icon_name(self->icon), saying.icon) != 0)
        gtk_image_set_from_icon_name(self->icon, saying.icon);
    gtk_widget_set_visible(GTK_WIDGET(self->button), saying.button != NULL);
    if (saying.button && g_strcmp0(gtk_button_get_label(self->button), saying.button) != 0)
        gtk_button_set_label(self->button, saying.button);
    self->remedy = saying.remedy;
    set_tone(self, tone_class(saying.tone));
    fc_app_saying_finish(&saying);
}

static void on_button(FcAppStatus *self)
{
    switch (self->remedy) {
    case FC_APP_START:
        fc_app_camera_start(self->camera);
        break;
    case FC_APP_RESUME:
        fc_app_camera_set_paused(self->camera, FALSE);
        break;
    case FC_APP_CHECK:
        gtk_widget_activate_action(GTK_WIDGET(self), "win.page", "s", "setup");
        break;
    case FC_APP_HIDE:
        gtk_widget_activate_action(GTK_WIDGET(self), "win.page", "s", "background");
        fc_app_camera_set(self->camera, "background", g_variant_new_string("blur"));
        break;
    case FC_APP_NO_REMEDY:
        break;
    }
}

void fc_app_status_set_camera(FcAppStatus *self, FcAppCamera *camera)
{
    g_assert(!self->camera);
    self->camera = g_object_ref(camera);
    g_signal_connect_object(camera, "changed", G_CALLBACK(update), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(camera, "value-changed::background", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    update(self);
}

static void fc_app_status_dispose(GObject *object)
{
    g_clear_object(&FC_APP_STATUS(object)->camera);
    G_OBJECT_CLASS(fc_app_status_parent_class)->dispose(object);
}

static void fc_app_status_class_init(FcAppStatusClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = fc_app_status_dispose;
    gtk_widget_class_set_template_from_resource(widget_class, "/org/fakecam/App/ui/status.ui");
    gtk_widget_class_bind_template_child(widget_class, FcAppStatus, icon);
    gtk_widget_class_bind_template_child(widget_class, FcAppStatus, title);
    gtk_widget_class_bind_template_child(widget_class, FcAppStatus, detail);
    gtk_widget_class_bind_template_child(widget_class, FcAppStatus, button);
    gtk_widget_class_bind_template_callback(widget_class, on_button);
    gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void fc_app_status_init(FcAppStatus *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
