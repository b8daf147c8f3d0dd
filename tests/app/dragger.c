/* SPDX-License-Identifier: MIT */
/*
 * A window in the corner from which a file can be dragged, as from a file manager; says "ready" when
 * it shows, and stays until it is ended: dragger FILE.
 */
#include <gtk/gtk.h>

static void on_map(GtkWidget *widget, gpointer user)
{
    puts("ready");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    GtkWidget *window;
    GtkDragSource *source;
    GdkFileList *list;

    if (argc != 2 || !gtk_init_check())
        return 2;
    list = gdk_file_list_new_from_list(g_slist_append(NULL, g_file_new_for_path(argv[1])));
    source = gtk_drag_source_new();
    gtk_drag_source_set_content(source, gdk_content_provider_new_typed(GDK_TYPE_FILE_LIST, list));
    window = gtk_window_new();
    gtk_window_set_decorated(GTK_WINDOW(window), FALSE);
    gtk_window_set_default_size(GTK_WINDOW(window), 80, 80);
    gtk_widget_add_controller(window, GTK_EVENT_CONTROLLER(source));
    g_signal_connect(window, "map", G_CALLBACK(on_map), NULL);
    gtk_window_present(GTK_WINDOW(window));
    for (;;)
        g_main_context_iteration(NULL, TRUE);
}
