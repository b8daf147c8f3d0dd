/* SPDX-License-Identifier: MIT */
#include <locale.h>

#include <glib/gi18n.h>

#include "app/application.h"

/* Translations lie where the build says, or in a folder for a program that is not installed. */
static void choose_language(void)
{
    const char *folder = g_getenv("FAKECAM_LOCALE");

    setlocale(LC_ALL, "");
    bindtextdomain(GETTEXT_PACKAGE, folder ? folder : FC_LOCALE_DIR);
    bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
    textdomain(GETTEXT_PACKAGE);
}

int main(int argc, char **argv)
{
    FcAppApplication *application;
    int status;

    choose_language();
    g_set_application_name("Fakecam");
    application = fc_app_application_new();
    status = g_application_run(G_APPLICATION(application), argc, argv);
    g_object_unref(application);
    return status;
}
