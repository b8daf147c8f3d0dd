/* SPDX-License-Identifier: MIT */
/*
 * Puts a file into the clipboard, as a file manager does, says "ready" and keeps it there until it
 * is ended: clipboard FILE.
 */
#include <gtk/gtk.h>

int main(int argc, char **argv)
{
    GFile *file;
    GSList *files;
    GdkFileList *list;

    if (argc != 2 || !gtk_init_check())
        return 2;
    file = g_file_new_for_path(argv[1]);
    files = g_slist_append(NULL, file);
    list = gdk_file_list_new_from_list(files);
    gdk_clipboard_set(gdk_display_get_clipboard(gdk_display_get_default()), GDK_TYPE_FILE_LIST,
                      list);
    puts("ready");
    fflush(stdout);
    for (;;)
        g_main_context_iteration(NULL, TRUE);
}
