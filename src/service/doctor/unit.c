/* SPDX-License-Identifier: MIT */
#include "service/doctor/unit.h"

#include <glib.h>

#include "service/doctor/place.h"

/* systemd.unit(5), "User Unit Search Path", those where a unit of a package or a person lies. */
static void look_in(struct fc_unit *unit, const char *root, const char *folder)
{
    unit->is_installed |= fc_place_has_any(root, "%s/" FC_UNIT, folder);
    unit->is_enabled |= fc_place_has_any(root, "%s/default.target.wants/" FC_UNIT, folder);
}

void fc_unit_look(struct fc_unit *unit, const char *root)
{
    char *home = g_build_filename(g_get_user_config_dir(), "systemd/user", NULL);
    char *data = g_build_filename(g_get_user_data_dir(), "systemd/user", NULL);

    *unit = (struct fc_unit){0};
    unit->has_manager = fc_place_has_any(root, "%s/systemd/private", g_get_user_runtime_dir());
    look_in(unit, root, home);
    look_in(unit, root, data);
    look_in(unit, root, "/etc/systemd/user");
    look_in(unit, root, "/usr/local/lib/systemd/user");
    look_in(unit, root, "/usr/lib/systemd/user");
    g_free(data);
    g_free(home);
}
