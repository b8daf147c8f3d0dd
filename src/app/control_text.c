/* SPDX-License-Identifier: MIT */
/* Rows for text: any text, a camera of this machine, or a picture's file. */
#include "app/control.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/words.h"

/* --- any text --- */

static void show_text(struct fc_app_control *control, GVariant *value)
{
    const char *text = g_variant_get_string(value, NULL);

    if (strcmp(gtk_editable_get_text(control->widget), text) != 0)
        gtk_editable_set_text(control->widget, text);
}

static void on_apply(AdwEntryRow *row, gpointer user)
{
    fc_app_control_set(user, g_variant_new_string(gtk_editable_get_text(GTK_EDITABLE(row))));
}

void fc_app_control_make_text(struct fc_app_control *control)
{
    GtkWidget *row = adw_entry_row_new();

    control->row = ADW_PREFERENCES_ROW(row);
    control->widget = row;
    control->show = show_text;
    adw_preferences_row_set_use_markup(control->row, FALSE);
    adw_preferences_row_set_title(control->row, control->title);
    gtk_widget_set_tooltip_text(row, fc_app_help_of(control->info));
    adw_entry_row_set_show_apply_button(ADW_ENTRY_ROW(row), TRUE);
    adw_entry_row_add_suffix(ADW_ENTRY_ROW(row), control->reset);
    fc_app_control_name(control, row);
    g_signal_connect(row, "apply", G_CALLBACK(on_apply), control);
}

/* --- a camera --- */

/* extra is a GtkStringList of what the choices set, in the order of the model's. */

static void append_camera(struct fc_app_control *control, const char *value, const char *title)
{
    GtkStringList *titles = GTK_STRING_LIST(adw_combo_row_get_model(control->widget));

    gtk_string_list_append(control->extra, value);
    gtk_string_list_append(titles, title);
}

static guint find_camera(struct fc_app_control *control, const char *value)
{
    GListModel *values = control->extra;

    for (guint i = 0; i < g_list_model_get_n_items(values); i++)
        if (strcmp(gtk_string_list_get_string(control->extra, i), value) == 0)
            return i;
    return GTK_INVALID_LIST_POSITION;
}

static void show_camera(struct fc_app_control *control, GVariant *value)
{
    const char *text = g_variant_get_string(value, NULL);

    if (find_camera(control, text) == GTK_INVALID_LIST_POSITION)
        append_camera(control, text, strcmp(text, "demo:") == 0 ? _("Demo person") : text);
    adw_combo_row_set_selected(control->widget, find_camera(control, text));
}

static void on_camera(AdwComboRow *row, GParamSpec *property, gpointer user)
{
    struct fc_app_control *control = user;
    const guint selected = adw_combo_row_get_selected(row);

    if (selected != GTK_INVALID_LIST_POSITION)
        fc_app_control_set(
            control, g_variant_new_string(gtk_string_list_get_string(control->extra, selected)));
}

static void on_cameras(GObject *source, GAsyncResult *result, gpointer user)
{
    GtkWidget *row = user;
    struct fc_app_control *control = g_object_get_data(G_OBJECT(row), "control");
    GVariant *cameras = fc_app_camera_cameras_finish(result, NULL);
    const char *path, *name, *kind;
    GVariantIter iter;

    if (cameras) {
        g_variant_iter_init(&iter, cameras);
        while (g_variant_iter_next(&iter, "(&s&s&s)", &path, &name, &kind))
            if (strcmp(kind, "loopback") != 0 &&
                find_camera(control, path) == GTK_INVALID_LIST_POSITION)
                append_camera(control, path, name);
        g_variant_unref(cameras);
    }
    g_object_unref(row);
}

/* Cameras come and go: they are listed whenever the page is looked at. */
static void on_map(GtkWidget *row, gpointer user)
{
    struct fc_app_control *control = user;

    fc_app_camera_ask_cameras(control->camera, NULL, on_cameras, g_object_ref(row));
}

void fc_app_control_make_camera(struct fc_app_control *control)
{
    GtkStringList *titles = gtk_string_list_new(NULL);

    control->widget = adw_combo_row_new();
    control->extra = gtk_string_list_new(NULL);
    control->show = show_camera;
    adw_combo_row_set_model(control->widget, G_LIST_MODEL(titles));
    append_camera(control, "auto", _("Automatic"));
    fc_app_control_dress(control, control->widget, NULL);
    g_signal_connect(control->widget, "notify::selected", G_CALLBACK(on_camera), control);
    g_signal_connect(control->widget, "map", G_CALLBACK(on_map), control);
    g_object_set_data_full(control->widget, "values", control->extra, g_object_unref);
    g_object_unref(titles);
}

/* --- a picture's file --- */

static void show_picture(struct fc_app_control *control, GVariant *value)
{
    const char *text = g_variant_get_string(value, NULL);
    char *name = strcmp(text, "none") == 0 ? g_strdup(_("None")) : g_path_get_basename(text);
    char *valid = g_filename_display_name(name);

    adw_action_row_set_subtitle(ADW_ACTION_ROW(control->row), valid);
    g_free(valid);
    g_free(name);
}

static void on_chosen(GtkNativeDialog *dialog, int response, gpointer user)
{
    struct fc_app_control *control = g_object_get_data(user, "control");

    if (response == GTK_RESPONSE_ACCEPT) {
        GFile *file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog));
        char *path = g_file_get_path(file);

        if (path)
            fc_app_control_set(control, g_variant_new_string(path));
        g_free(path);
        g_object_unref(file);
    }
    g_object_unref(dialog);
}

static void on_choose(GtkButton *button, gpointer user)
{
    struct fc_app_control *control = user;
    GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(button));
    GtkFileChooserNative *dialog = gtk_file_chooser_native_new(
        _("Choose an Overlay"), GTK_WINDOW(root), GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), NULL);
    GtkFileFilter *filter = gtk_file_filter_new();

    gtk_file_filter_set_name(filter, _("PNG Pictures"));
    gtk_file_filter_add_mime_type(filter, "image/png");
    gtk_file_chooser_add_filter(GTK_FILE_CHOOSER(dialog), filter);
    g_object_unref(filter);
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(dialog), TRUE);
    g_signal_connect_object(dialog, "response", G_CALLBACK(on_chosen), control->row, 0);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(dialog));
}

void fc_app_control_make_picture(struct fc_app_control *control)
{
    GtkWidget *row = adw_action_row_new();
    GtkWidget *button = gtk_button_new_from_icon_name("document-open-symbolic");

    control->widget = button;
    control->show = show_picture;
    gtk_widget_add_css_class(button, "flat");
    gtk_widget_set_tooltip_text(button, fc_app_help_of(control->info));
    fc_app_control_dress(control, ADW_ACTION_ROW(row), button);
    g_signal_connect(button, "clicked", G_CALLBACK(on_choose), control);
}
