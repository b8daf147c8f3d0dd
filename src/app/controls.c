/* SPDX-License-Identifier: MIT */
#include "app/controls.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/control.h"
#include "app/presets.h"
#include "app/words.h"
#include "app/wrong.h"

struct _FcAppControls {
    GtkBox parent;

    AdwPreferencesPage *page;
    GtkRevealer *restart;

    FcAppCamera *camera; // owned
    gboolean is_made;
};

G_DEFINE_TYPE(FcAppControls, fc_app_controls, GTK_TYPE_BOX)

/* The background itself is chosen in the gallery. */
static gboolean is_here(const struct fc_param_info *info, enum fc_app_heading heading)
{
    return strcmp(info->name, "background") != 0 && fc_app_heading_of(info) == heading;
}

static AdwExpanderRow *make_expander(enum fc_app_heading heading)
{
    GtkWidget *row = adw_expander_row_new();

    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), fc_app_heading_expert_title(heading));
    return ADW_EXPANDER_ROW(row);
}

static int by_rank(gconstpointer a, gconstpointer b)
{
    const struct fc_param_info *const *left = a;
    const struct fc_param_info *const *right = b;
    const int ranks = fc_app_rank_of(*left) - fc_app_rank_of(*right);

    /* the table's order, where nobody looks for one of them more than for the other */
    return ranks ? ranks : *left < *right ? -1 : 1;
}

static GPtrArray *list_of(enum fc_app_heading heading)
{
    GPtrArray *list = g_ptr_array_new();

    for (size_t i = 0; i < fc_param_count(); i++)
        if (is_here(fc_param_at(i), heading))
            g_ptr_array_add(list, (gpointer)fc_param_at(i));
    g_ptr_array_sort(list, by_rank);
    return list;
}

static void add_group(FcAppControls *self, enum fc_app_heading heading)
{
    AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP(adw_preferences_group_new());
    GPtrArray *list = list_of(heading);
    AdwExpanderRow *expander = NULL;

    adw_preferences_group_set_title(group, fc_app_heading_title(heading));
    for (guint i = 0; i < list->len; i++) {
        const struct fc_param_info *info = list->pdata[i];
        GtkWidget *row = fc_app_control_new(info, self->camera);

        if (!fc_app_is_expert(info)) {
            adw_preferences_group_add(group, row);
            continue;
        }
        if (!expander)
            expander = make_expander(heading);
        adw_expander_row_add_row(expander, row);
    }
    if (expander)
        adw_preferences_group_add(group, GTK_WIDGET(expander));
    adw_preferences_page_add(self->page, group);
    g_ptr_array_unref(list);
}

static void on_reset_all(GtkButton *button, gpointer user)
{
    fc_app_camera_reset_all(FC_APP_CONTROLS(user)->camera);
}

static void add_reset_all(FcAppControls *self)
{
    AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP(adw_preferences_group_new());
    GtkWidget *button = gtk_button_new_with_mnemonic(_("_Reset Everything"));

    gtk_widget_set_halign(button, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class(button, "pill");
    gtk_widget_set_tooltip_text(button, _("All settings back to their defaults; presets stay"));
    g_signal_connect_object(button, "clicked", G_CALLBACK(on_reset_all), self, 0);
    adw_preferences_group_add(group, button);
    adw_preferences_page_add(self->page, group);
}

static void on_changed(FcAppControls *self)
{
    gtk_revealer_set_reveal_child(self->restart, fc_app_camera_wants_restart(self->camera));
}

static void on_restart(FcAppControls *self)
{
    fc_app_camera_restart(self->camera);
}

/* When it is looked at for the first time: it is many widgets, and the picture comes first. */
static void fc_app_controls_map(GtkWidget *widget)
{
    FcAppControls *self = FC_APP_CONTROLS(widget);

    if (!self->is_made && self->camera) {
        self->is_made = TRUE;
        adw_preferences_page_add(self->page, ADW_PREFERENCES_GROUP(fc_app_wrong_new(self->camera)));
        adw_preferences_page_add(self->page,
                                 ADW_PREFERENCES_GROUP(fc_app_presets_new(self->camera)));
        for (int i = 0; i < FC_APP_HEADINGS; i++)
            add_group(self, (enum fc_app_heading)i);
        add_reset_all(self);
    }
    GTK_WIDGET_CLASS(fc_app_controls_parent_class)->map(widget);
}

void fc_app_controls_set_camera(FcAppControls *self, FcAppCamera *camera)
{
    g_assert(!self->camera);
    self->camera = g_object_ref(camera);
    g_signal_connect_object(camera, "changed", G_CALLBACK(on_changed), self, G_CONNECT_SWAPPED);
    on_changed(self);
}

static void fc_app_controls_dispose(GObject *object)
{
    g_clear_object(&FC_APP_CONTROLS(object)->camera);
    G_OBJECT_CLASS(fc_app_controls_parent_class)->dispose(object);
}

static void fc_app_controls_class_init(FcAppControlsClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = fc_app_controls_dispose;
    widget_class->map = fc_app_controls_map;
    gtk_widget_class_set_template_from_resource(widget_class, "/org/fakecam/App/ui/controls.ui");
    gtk_widget_class_bind_template_child(widget_class, FcAppControls, page);
    gtk_widget_class_bind_template_child(widget_class, FcAppControls, restart);
    gtk_widget_class_bind_template_callback(widget_class, on_restart);
}

static void fc_app_controls_init(FcAppControls *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}
