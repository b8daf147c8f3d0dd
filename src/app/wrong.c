/* SPDX-License-Identifier: MIT */
#include "app/wrong.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/sentences.h"
#include "app/words.h"

struct _FcAppWrong {
    AdwPreferencesGroup parent;

    FcAppCamera *camera; // owned
    GVariant *shown;     // owned; a(ss), or NULL
    GPtrArray *rows;     /* owned list of borrowed rows */
};

G_DEFINE_TYPE(FcAppWrong, fc_app_wrong, ADW_TYPE_PREFERENCES_GROUP)

/* A line of the file goes, whether its name means something or not. */
static void on_reset(GtkButton *button, gpointer user)
{
    FcAppWrong *self = user;

    fc_app_camera_reset(self->camera, g_object_get_data(G_OBJECT(button), "name"));
}

static void on_open(GtkButton *button, gpointer user)
{
    const char *path = fc_app_camera_settings_file(FC_APP_WRONG(user)->camera);
    char *uri = g_filename_to_uri(path, NULL, NULL);

    if (uri)
        gtk_show_uri(GTK_WINDOW(gtk_widget_get_root(GTK_WIDGET(user))), uri, GDK_CURRENT_TIME);
    g_free(uri);
}

static char *title_of(const char *name)
{
    const struct fc_param_info *info = fc_param_find(name);

    if (!name[0])
        return g_strdup(_("The settings file"));
    return info ? fc_app_title_of(info) : g_strdup(name);
}

/* What a button says, and all of it for those who do not see its row; to be freed. */
static const char *word_of(const char *name, const char *title, char **whole)
{
    if (!name[0]) {
        *whole = g_strdup(_("Open the settings file"));
        return _("_Open");
    }
    *whole = g_strdup_printf(fc_param_find(name) ? _("Reset %s") : _("Remove %s"), title);
    return fc_param_find(name) ? _("_Reset") : _("Re_move");
}

/* One that is no setting is removed; the file as a whole only a person can mend. */
static GtkWidget *make_button(FcAppWrong *self, const char *name, const char *title)
{
    char *label;
    const char *word = word_of(name, title, &label);
    GtkWidget *button = gtk_button_new_with_mnemonic(word);

    gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
    gtk_widget_set_tooltip_text(button, label);
    gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                   label, -1);
    g_object_set_data_full(G_OBJECT(button), "name", g_strdup(name), g_free);
    g_signal_connect_object(button, "clicked", G_CALLBACK(name[0] ? on_reset : on_open), self, 0);
    g_free(label);
    return button;
}

static void add_row(FcAppWrong *self, const char *name, const char *why)
{
    GtkWidget *row = adw_action_row_new();
    char *title = title_of(name);
    char *said = fc_app_complaint(why);

    adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), title);
    adw_action_row_set_subtitle(ADW_ACTION_ROW(row), said);
    adw_action_row_add_suffix(ADW_ACTION_ROW(row), make_button(self, name, title));
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self), row);
    g_ptr_array_add(self->rows, row);
    g_free(said);
    g_free(title);
}

/* The rest of the situation changes more often: a button is not to go under a pointer. */
static void update(FcAppWrong *self)
{
    GVariant *wrong = fc_app_camera_wrong(self->camera);
    const char *name, *why;
    GVariantIter iter;

    if (wrong == self->shown || (wrong && self->shown && g_variant_equal(wrong, self->shown)))
        return;
    g_clear_pointer(&self->shown, g_variant_unref);
    self->shown = wrong ? g_variant_ref(wrong) : NULL;
    for (guint i = 0; i < self->rows->len; i++)
        adw_preferences_group_remove(ADW_PREFERENCES_GROUP(self), self->rows->pdata[i]);
    g_ptr_array_set_size(self->rows, 0);
    if (wrong) {
        g_variant_iter_init(&iter, wrong);
        while (g_variant_iter_next(&iter, "(&s&s)", &name, &why))
            add_row(self, name, why);
    }
    gtk_widget_set_visible(GTK_WIDGET(self), self->rows->len > 0);
}

GtkWidget *fc_app_wrong_new(FcAppCamera *camera)
{
    FcAppWrong *self = g_object_new(FC_TYPE_APP_WRONG, NULL);

    self->camera = g_object_ref(camera);
    g_signal_connect_object(camera, "changed", G_CALLBACK(update), self, G_CONNECT_SWAPPED);
    update(self);
    return GTK_WIDGET(self);
}

static void fc_app_wrong_dispose(GObject *object)
{
    FcAppWrong *self = FC_APP_WRONG(object);

    g_clear_object(&self->camera);
    g_clear_pointer(&self->shown, g_variant_unref);
    G_OBJECT_CLASS(fc_app_wrong_parent_class)->dispose(object);
}

static void fc_app_wrong_finalize(GObject *object)
{
    g_ptr_array_unref(FC_APP_WRONG(object)->rows);
    G_OBJECT_CLASS(fc_app_wrong_parent_class)->finalize(object);
}

static void fc_app_wrong_class_init(FcAppWrongClass *class)
{
    G_OBJECT_CLASS(class)->dispose = fc_app_wrong_dispose;
    G_OBJECT_CLASS(class)->finalize = fc_app_wrong_finalize;
}

static void fc_app_wrong_init(FcAppWrong *self)
{
    self->rows = g_ptr_array_new();
    gtk_widget_set_visible(GTK_WIDGET(self), FALSE);
    adw_preferences_group_set_title(ADW_PREFERENCES_GROUP(self), _("Wrong in the Settings File"));
    adw_preferences_group_set_description(
        ADW_PREFERENCES_GROUP(self), _("What stands there does not count until it is mended."));
}
