/* SPDX-License-Identifier: MIT */
#include "cli/client.h"

#include <stdio.h>
#include <string.h>

#include "service/bus/bus.h"

FcBusFakecam *cli_client_find(void)
{
    const GDBusProxyFlags flags = G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START;
    FcBusFakecam *service = fc_bus_fakecam_proxy_new_for_bus_sync(
        G_BUS_TYPE_SESSION, flags, FC_BUS_NAME, FC_BUS_PATH, NULL, NULL);
    char *owner = service ? g_dbus_proxy_get_name_owner(G_DBUS_PROXY(service)) : NULL;

    if (!owner)
        g_clear_object(&service);
    g_free(owner);
    return service;
}

/* A disk may have to start and a share to answer; who does not want to wait has Ctrl-C. */
void cli_client_be_patient(FcBusFakecam *service)
{
    g_dbus_proxy_set_default_timeout(G_DBUS_PROXY(service), G_MAXINT);
}

int cli_client_missing(void)
{
    const struct fc_error error = {
        .text = "no camera runs on this session",
        .remedy = "start one: systemctl --user start fakecam, or here: fakecam run",
    };

    return cli_fail(&error);
}

int cli_client_refused(GError *error)
{
    char *name = g_dbus_error_get_remote_error(error);
    const gboolean is_usage = g_strcmp0(name, FC_BUS_NAME ".Error.InvalidValue") == 0;
    char *remedy;

    g_dbus_error_strip_remote_error(error);
    remedy = strchr(error->message, '\n');
    if (remedy)
        *remedy++ = '\0';
    fprintf(stderr, "fakecam: %s\n", error->message);
    if (remedy)
        fprintf(stderr, "  %s\n", remedy);
    g_free(name);
    g_error_free(error);
    return is_usage ? CLI_USAGE : CLI_FAILED;
}
