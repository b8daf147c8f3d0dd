/* SPDX-License-Identifier: MIT */
#include "cli/setup_user.h"

#include <unistd.h>

#include "base/error.h"
#include "cli/client.h"
#include "service/doctor/desktop.h"
#include "service/doctor/unit.h"

#define OUTPUT "loopback"
#define ENABLE "systemctl --user enable --now fakecam"
#define DISABLE "systemctl --user disable --now fakecam"

static struct cli_setup_user plan_undo(const struct fc_unit *unit)
{
    if (unit->is_installed && unit->is_enabled && unit->has_manager)
        return (struct cli_setup_user){.command = DISABLE};
    return (struct cli_setup_user){0};
}

static struct cli_setup_user plan_setup(const struct fc_unit *unit)
{
    if (!unit->is_installed)
        return (struct cli_setup_user){.note = "The camera's systemd unit is not installed, so "
                                               "nothing starts it by itself: fakecam run does."};
    if (!unit->has_manager)
        return (struct cli_setup_user){.note = "systemd runs nothing for you in this session: have "
                                               "your desktop start \"fakecam run\"."};
    if (unit->is_enabled && fc_desktop_service() != FC_ANSWER_NO)
        return (struct cli_setup_user){0};
    return (struct cli_setup_user){.command = ENABLE};
}

struct cli_setup_user cli_setup_user_plan(gboolean is_undo)
{
    struct fc_unit unit;

    fc_unit_look(&unit, "");
    /* root's own session is not the one that the camera is for */
    if (geteuid() == 0 && unit.is_installed)
        return (struct cli_setup_user){
            .note = is_undo ? "As the person who used the camera: " DISABLE
                            : "As the person who uses the camera: " ENABLE,
        };
    return is_undo ? plan_undo(&unit) : plan_setup(&unit);
}

int cli_setup_user_perform(const struct cli_setup_user *user)
{
    struct fc_error error = {0};
    GError *why = NULL;
    char *complaint = NULL;
    int status = 0;

    if (!user->command)
        return CLI_DONE;
    g_print("+ %s\n", user->command);
    if (!g_spawn_command_line_sync(user->command, NULL, &complaint, &status, &why) ||
        !g_spawn_check_wait_status(status, &why)) {
        fc_error_set(&error, -1, "%s: %s", user->command,
                     complaint && complaint[0] ? g_strstrip(complaint) : why->message);
        fc_error_remedy(&error, "the camera can be started by hand: fakecam run");
        g_error_free(why);
    }
    g_free(complaint);
    return error.code ? cli_fail(&error) : CLI_DONE;
}

gboolean cli_setup_user_release(void)
{
    FcBusFakecam *service = cli_client_find();
    GError *error = NULL;
    gboolean is_free;

    if (!service)
        return TRUE;
    is_free = fc_bus_fakecam_call_release_output_sync(service, OUTPUT, NULL, &error);
    g_object_unref(service);
    if (!is_free && g_dbus_error_is_remote_error(error)) {
        char *name = g_dbus_error_get_remote_error(error);

        /* switched off in the settings: it holds no device */
        is_free = g_str_has_suffix(name, ".NotFound");
        g_free(name);
    }
    if (is_free)
        g_clear_error(&error);
    else
        cli_client_refused(error);
    return is_free;
}

void cli_setup_user_take(void)
{
    FcBusFakecam *service = cli_client_find();

    /* where there is no such output, there is nothing to take */
    if (service)
        fc_bus_fakecam_call_take_output_sync(service, OUTPUT, NULL, NULL);
    g_clear_object(&service);
}
