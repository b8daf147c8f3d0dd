/* SPDX-License-Identifier: MIT */
/*
 * Where browsers take their cameras from: V4L2 devices unless they are told otherwise, or are
 * built or packed to ask PipeWire. A table of those that are looked for.
 */
#include "service/doctor/check.h"

#include <string.h>

#include "service/doctor/place.h"

struct browser {
    const char *name;
    const char *path;
    bool is_firefox;
    const char *snap; /* connects the camera to its sandbox; NULL: it has none, or flatpak's */
    bool is_flatpak;
};

static const struct browser browsers[] = {
    {"Firefox", "/usr/bin/firefox", .is_firefox = true},
    {"Firefox", "/usr/bin/firefox-esr", .is_firefox = true},
    {"Firefox (snap)", "/snap/bin/firefox", true, "sudo snap connect firefox:camera"},
    {"Firefox (flatpak)", "/var/lib/flatpak/app/org.mozilla.firefox", true, .is_flatpak = true},
    {"Chromium", "/usr/bin/chromium"},
    {"Chromium (snap)", "/snap/bin/chromium", false, "sudo snap connect chromium:camera"},
    {"Chromium (flatpak)", "/var/lib/flatpak/app/org.chromium.Chromium", .is_flatpak = true},
    {"Chrome", "/usr/bin/google-chrome"},
    {"Chrome (flatpak)", "/var/lib/flatpak/app/com.google.Chrome", .is_flatpak = true},
    {"Brave", "/usr/bin/brave-browser"},
    {"Edge", "/usr/bin/microsoft-edge"},
};

/* Ubuntu's /usr/bin/firefox only starts the snap. */
static bool has(const struct fc_doctor *doctor, const struct browser *browser)
{
    return fc_place_has(doctor->root, browser->path) &&
           !(g_str_has_prefix(browser->path, "/usr/bin/firefox") &&
             fc_place_has(doctor->root, "/snap/bin/firefox"));
}

struct choice {
    char names[300];
    bool firefox, chromium, flatpak;
    const char *snap;
};

static void find(const struct fc_doctor *doctor, struct choice *choice)
{
    *choice = (struct choice){0};
    for (size_t i = 0; i < G_N_ELEMENTS(browsers); i++) {
        const struct browser *browser = &browsers[i];

        if (!has(doctor, browser))
            continue;
        g_strlcat(choice->names, choice->names[0] ? ", " : "", sizeof(choice->names));
        g_strlcat(choice->names, browser->name, sizeof(choice->names));
        choice->firefox |= browser->is_firefox;
        choice->chromium |= !browser->is_firefox;
        choice->flatpak |= browser->is_flatpak;
        if (browser->snap && !choice->snap)
            choice->snap = browser->snap;
    }
}

static void look_browsers(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const bool has_device = doctor->module.used >= 0;
    struct choice choice;

    find(doctor, &choice);
    if (!choice.names[0]) {
        fc_finding_set(finding, FC_FINDING_OK, "none of those that are known is installed");
        return;
    }
    fc_finding_name(finding,
                    has_device && !choice.flatpak && !choice.snap ? FC_FINDING_OK : FC_FINDING_NOTE,
                    "%s", choice.names);
    if (has_device)
        fc_finding_why(finding, "They list V4L2 devices, so v4l2loopback's, unless told to ask "
                                "PipeWire. Choose one of the two.");
    else
        fc_finding_why(finding, "They list V4L2 devices, and v4l2loopback has none here. They can "
                                "be told to ask PipeWire instead.");
    if (choice.firefox)
        fc_finding_why(finding, "Firefox has a switch for it in about:config: %s.",
                       "media.webrtc.camera.allow-pipewire");
    if (choice.chromium)
        fc_finding_why(finding, "Chromium and its kin have a switch for it: %s.",
                       "chrome://flags/#enable-webrtc-pipewire-camera");
    if (choice.snap)
        fc_finding_mend(finding, "%s", choice.snap);
}

#define PORTALS "/usr/share/xdg-desktop-portal/portals"

/* The portal leaves the question to one of the desktop's own parts, and has no cameras without. */
static bool has_dialog(const struct fc_doctor *doctor)
{
    GPtrArray *names = fc_place_list(doctor->root, PORTALS);
    bool has = false;

    for (guint i = 0; !has && i < names->len; i++) {
        char *path = g_build_filename(PORTALS, names->pdata[i], NULL);
        char *text = fc_place_read(doctor->root, path);

        has = text && strstr(text, "org.freedesktop.impl.portal.Access");
        g_free(text);
        g_free(path);
    }
    g_ptr_array_unref(names);
    return has;
}

/* A browser that asks PipeWire does so through the portal, which asks the person. */
static void look_portal(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const bool has_device = doctor->module.used >= 0;
    const bool has_portal = fc_place_has(doctor->root, "/usr/share/dbus-1/services/"
                                                       "org.freedesktop.portal.Desktop.service");

    if (has_portal && has_dialog(doctor)) {
        fc_finding_set(finding, FC_FINDING_OK, "installed");
        return;
    }
    fc_finding_say(finding, has_device ? FC_FINDING_OK : FC_FINDING_NOTE,
                   has_portal ? N_("xdg-desktop-portal is installed, but nothing that can ask you")
                              : N_("xdg-desktop-portal is not installed"));
    if (has_device)
        return;
    fc_finding_why(finding,
                   "Browsers and sandboxed programs get PipeWire's cameras from it alone, once "
                   "you have allowed it.");
    if (doctor->module.is_debian)
        fc_finding_mend(finding, "sudo apt-get install xdg-desktop-portal xdg-desktop-portal-gtk");
}

/* Others could be more than a word of a command, or not fit in it. */
static bool is_program(const char *name)
{
    return strlen(name) < 64 &&
           strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-") == strlen(name);
}

static void look_permission(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_desktop *desktop = &doctor->desktop;
    const char *program = desktop->refused_program;
    const enum fc_finding_state state =
        doctor->module.used >= 0 ? FC_FINDING_NOTE : FC_FINDING_PROBLEM;

    if (desktop->refused == FC_ANSWER_UNSET) {
        fc_finding_set(finding, FC_FINDING_UNKNOWN, "another system's files are looked at");
        return;
    }
    if (desktop->refused != FC_ANSWER_YES) {
        fc_finding_set(finding, FC_FINDING_OK, "nobody was refused");
        return;
    }
    if (program[0])
        fc_finding_set(finding, state, "%s may not use cameras", program);
    else
        fc_finding_set(finding, state, "programs that are in no sandbox may not use cameras");
    fc_finding_why(finding, "The desktop asked once and was told no. It does not ask again, and "
                            "browsers that take cameras from PipeWire find none.");
    if (is_program(program))
        fc_finding_mend(finding,
                        "busctl --user call " FC_PERMISSIONS_NAME " " FC_PERMISSIONS_PATH
                        " " FC_PERMISSIONS_NAME " DeletePermission sss devices camera '%s'",
                        program);
}

const struct fc_check fc_checks_browsers[] = {
    {"browsers", N_("Browsers"), look_browsers},
    {"portal", N_("The desktop's camera portal"), look_portal},
    {"portal-permission", N_("Permission to use cameras"), look_permission},
    {0},
};
