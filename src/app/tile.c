/* SPDX-License-Identifier: MIT */
#include "app/tile.h"

#include <glib/gi18n.h>

struct _FcAppTile {
    GtkFlowBoxChild parent;

    GtkToggleButton *button;
    GtkPicture *picture;
    GtkImage *icon;
    GtkImage *badge;
    GtkButton *remove;
    GtkLabel *title;

    char *value; // owned
};

G_DEFINE_TYPE(FcAppTile, fc_app_tile, GTK_TYPE_FLOW_BOX_CHILD)

/* A click on the chosen one leaves it chosen. */
static void on_clicked(FcAppTile *self)
{
    gtk_toggle_button_set_active(self->button, TRUE);
    gtk_widget_activate_action(GTK_WIDGET(self), "gallery.choose", "s", self->value);
}

static void on_remove(FcAppTile *self)
{
    gtk_widget_activate_action(GTK_WIDGET(self), "gallery.remove", "s", self->value);
}

FcAppTile *fc_app_tile_new(const char *value, const char *title)
{
    FcAppTile *self = g_object_new(FC_TYPE_APP_TILE, NULL);
    char *remove = g_strdup_printf(_("Remove %s"), title);

    self->value = g_strdup(value);
    gtk_label_set_text(self->title, title);
    gtk_widget_set_tooltip_text(GTK_WIDGET(self->button), title);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   title, -1);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   remove, -1);
    g_free(remove);
    return self;
}

const char *fc_app_tile_value(FcAppTile *self)
{
    return self->value;
}

void fc_app_tile_set_paintable(FcAppTile *self, GdkPaintable *paintable)
{
    gtk_picture_set_paintable(self->picture, paintable);
    gtk_widget_set_visible(GTK_WIDGET(self->icon), FALSE);
}

void fc_app_tile_set_icon(FcAppTile *self, const char *icon_name)
{
    gtk_image_set_from_icon_name(self->icon, icon_name);
    gtk_widget_set_visible(GTK_WIDGET(self->icon), TRUE);
}

void fc_app_tile_set_badge(FcAppTile *self, const char *icon_name)
{
    gtk_image_set_from_icon_name(self->badge, icon_name);
    gtk_widget_set_visible(GTK_WIDGET(self->badge), TRUE);
}

void fc_app_tile_set_removable(FcAppTile *self)
{
    gtk_widget_set_visible(GTK_WIDGET(self->remove), TRUE);
}

void fc_app_tile_set_chosen(FcAppTile *self, gboolean is_chosen)
{
    gtk_toggle_button_set_active(self->button, is_chosen);
}

static void fc_app_tile_dispose(GObject *object)
{
    FcAppTile *self = FC_APP_TILE(object);
    GtkWidget *child = gtk_flow_box_child_get_child(GTK_FLOW_BOX_CHILD(self));

    if (child)
        gtk_flow_box_child_set_child(GTK_FLOW_BOX_CHILD(self), NULL);
    G_OBJECT_CLASS(fc_app_tile_parent_class)->dispose(object);
}

static void fc_app_tile_finalize(GObject *object)
{
    g_free(FC_APP_TILE(object)->value);
    G_OBJECT_CLASS(fc_app_tile_parent_class)->finalize(object);
}

static void fc_app_tile_class_init(FcAppTileClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = fc_app_tile_dispose;
    G_OBJECT_CLASS(class)->finalize = fc_app_tile_finalize;
    gtk_widget_class_set_template_from_resource(widget_class, "/org/fakecam/App/ui/tile.ui");
    gtk_widget_class_bind_template_child(widget_class, FcAppTile, button);
    gtk_widget_class_bind_template_child(widget_class, FcAppTile, picture);
    gtk_widget_class_bind_template_child(widget_class, FcAppTile, icon);
    gtk_widget_class_bind_template_child(widget_class, FcAppTile, badge);
    gtk_widget_class_bind_template_child(widget_class, FcAppTile, remove);
    gtk_widget_class_bind_template_child(widget_class, FcAppTile, title);
    gtk_widget_class_bind_template_callback(widget_class, on_clicked);
    gtk_widget_class_bind_template_callback(widget_class, on_remove);
}

static void fc_app_tile_init(FcAppTile *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
