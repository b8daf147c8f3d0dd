/* SPDX-License-Identifier: MIT */
/* How backgrounds come into the gallery: chosen, dropped or pasted. */
#include "app/gallery.h"

#include <glib/gi18n.h>

#include "app/gallery_private.h"
#include "app/sentences.h"

/* One that is on its way in. */
struct entry {
    FcAppGallery *gallery; // owned
    char *value;           // owned; once the library has it
};

static struct entry *new_entry(FcAppGallery *gallery)
{
    struct entry *entry = g_new0(struct entry, 1);

    entry->gallery = g_object_ref(gallery);
    return entry;
}

static void free_entry(struct entry *entry)
{
    g_object_unref(entry->gallery);
    g_free(entry->value);
    g_free(entry);
}

static void say(FcAppGallery *self, const char *text)
{
    gtk_widget_activate_action(GTK_WIDGET(self), "win.say", "s", text);
}

/* A person knows a file by its name; where it lies now is of no use to them. */
static void say_of_file(FcAppGallery *self, const char *text, const char *value)
{
    char *name = g_path_get_basename(value);
    char *shown = g_filename_display_name(name);
    char *said = fc_app_complaint(text);
    GString *line = g_string_new(said);

    g_string_replace(line, value, shown, 0);
    say(self, line->str);
    g_string_free(line, TRUE);
    g_free(said);
    g_free(shown);
    g_free(name);
}

/* --- into the library, and then before the camera --- */

/* What cannot be opened does not stay. */
static void on_tried(GObject *source, GAsyncResult *result, gpointer user)
{
    struct entry *entry = user;
    struct fc_app_library *library = fc_app_gallery_library(entry->gallery);
    GError *error = NULL;

    if (!fc_app_camera_try_background_finish(result, &error) && library) {
        char *remote = g_dbus_error_get_remote_error(error);

        if (g_strcmp0(remote, "org.fakecam.Fakecam.Error.NotFound") == 0 ||
            g_strcmp0(remote, "org.fakecam.Fakecam.Error.InvalidValue") == 0 ||
            g_strcmp0(remote, "org.fakecam.Fakecam.Error.Failed") == 0) {
            fc_app_library_remove(library, entry->value);
            fc_app_gallery_refresh(entry->gallery);
            g_dbus_error_strip_remote_error(error);
            say_of_file(entry->gallery, error->message, entry->value);
        }
        g_free(remote);
    }
    g_clear_error(&error);
    free_entry(entry);
}

static void on_added(GObject *source, GAsyncResult *result, gpointer user)
{
    struct entry *entry = user;
    FcAppCamera *camera = fc_app_gallery_camera(entry->gallery);
    GError *error = NULL;

    entry->value = fc_app_library_add_finish(result, &error);
    if (!entry->value)
        say(entry->gallery, error->message);
    if (!entry->value || !camera) {
        g_clear_error(&error);
        free_entry(entry);
        return;
    }
    fc_app_gallery_refresh(entry->gallery);
    fc_app_camera_try_background(camera, entry->value, on_tried, entry);
}

static void add_file(FcAppGallery *self, GFile *file)
{
    if (fc_app_gallery_library(self))
        fc_app_library_add(fc_app_gallery_library(self), file, on_added, new_entry(self));
}

static void add_texture(FcAppGallery *self, GdkTexture *texture)
{
    GBytes *png = gdk_texture_save_to_png_bytes(texture);

    if (fc_app_gallery_library(self))
        fc_app_library_add_png(fc_app_gallery_library(self), png, on_added, new_entry(self));
    g_bytes_unref(png);
}

/* --- chosen --- */

static GtkFileFilter *make_filter(void)
{
    GtkFileFilter *filter = gtk_file_filter_new();

    gtk_file_filter_set_name(filter, _("Pictures and Films"));
    gtk_file_filter_add_mime_type(filter, "image/*");
    gtk_file_filter_add_mime_type(filter, "video/*");
    return filter;
}

static void on_chosen(GtkNativeDialog *dialog, int response, gpointer user)
{
    FcAppGallery *self = user;

    if (response == GTK_RESPONSE_ACCEPT) {
        GListModel *files = gtk_file_chooser_get_files(GTK_FILE_CHOOSER(dialog));

        for (guint i = 0; i < g_list_model_get_n_items(files); i++) {
            GFile *file = g_list_model_get_item(files, i);

            add_file(self, file);
            g_object_unref(file);
        }
        g_object_unref(files);
    }
    g_object_unref(dialog);
}

void fc_app_gallery_choose_files(FcAppGallery *self)
{
    GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));
    GtkFileChooserNative *dialog =
        gtk_file_chooser_native_new(_("Add Pictures or Films"), GTK_WINDOW(root),
                                    GTK_FILE_CHOOSER_ACTION_OPEN, _("_Add"), NULL);
    GtkFileFilter *filter = make_filter();

    gtk_file_chooser_set_select_multiple(GTK_FILE_CHOOSER(dialog), TRUE);
    gtk_file_chooser_add_filter(GTK_FILE_CHOOSER(dialog), filter);
    g_object_unref(filter);
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(dialog), TRUE);
    g_signal_connect_object(dialog, "response", G_CALLBACK(on_chosen), self, 0);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(dialog));
}

/* --- dropped and pasted --- */

static gboolean take_value(FcAppGallery *self, const GValue *value)
{
    if (G_VALUE_HOLDS(value, GDK_TYPE_FILE_LIST)) {
        for (GSList *file = g_value_get_boxed(value); file; file = file->next)
            add_file(self, file->data);
        return TRUE;
    }
    if (G_VALUE_HOLDS(value, GDK_TYPE_TEXTURE)) {
        add_texture(self, g_value_get_object(value));
        return TRUE;
    }
    return FALSE;
}

static gboolean on_drop(GtkDropTarget *target, const GValue *value, double x, double y,
                        gpointer user)
{
    return take_value(user, value);
}

void fc_app_gallery_take_drops(FcAppGallery *self, GtkWidget *widget)
{
    GType types[] = {GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE};
    GtkDropTarget *target = gtk_drop_target_new(G_TYPE_INVALID, GDK_ACTION_COPY);

    gtk_drop_target_set_gtypes(target, types, G_N_ELEMENTS(types));
    g_signal_connect_object(target, "drop", G_CALLBACK(on_drop), self, 0);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(target));
}

static void on_pasted(GObject *source, GAsyncResult *result, gpointer user)
{
    FcAppGallery *self = user;
    const GValue *value = gdk_clipboard_read_value_finish(GDK_CLIPBOARD(source), result, NULL);

    if (!value || !take_value(self, value))
        say(self, _("There is no picture in the clipboard."));
    g_object_unref(self);
}

void fc_app_gallery_paste(FcAppGallery *self)
{
    GdkClipboard *clipboard = gtk_widget_get_clipboard(GTK_WIDGET(self));
    GdkContentFormats *formats = gdk_content_formats_union_deserialize_gtypes(
        gdk_content_formats_ref(gdk_clipboard_get_formats(clipboard)));
    GType type = G_TYPE_INVALID;

    if (gdk_content_formats_contain_gtype(formats, GDK_TYPE_FILE_LIST))
        type = GDK_TYPE_FILE_LIST;
    else if (gdk_content_formats_contain_gtype(formats, GDK_TYPE_TEXTURE))
        type = GDK_TYPE_TEXTURE;
    if (type != G_TYPE_INVALID)
        gdk_clipboard_read_value_async(clipboard, type, G_PRIORITY_DEFAULT, NULL, on_pasted,
                                       g_object_ref(self));
    else
        say(self, _("There is no picture in the clipboard."));
    gdk_content_formats_unref(formats);
}
