/* SPDX-License-Identifier: MIT */
/* The networks' files, and whether they are the published ones. */
#include "service/doctor/check.h"

#include <string.h>

#include "base/sha256.h"
#include "model/model.h"
#include "service/doctor/place.h"

#define FETCH "scripts/fetch-models.sh"

/* A network lies where the program finds it; one of another system, in that system's folders. */
static bool find(const struct fc_doctor *doctor, const struct fc_known_model *known, char *path,
                 size_t size)
{
    static const char *const folders[] = {"/usr/local/share/fakecam/models",
                                          "/usr/share/fakecam/models"};

    if (!doctor->root[0] || doctor->model_dir)
        return fc_model_path(known->name, doctor->model_dir, known->size, path, size, NULL) == 0;
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_snprintf(path, size, "%s%s/%s", doctor->root, folders[i], known->file);
        if (fc_place_has("", path))
            return true;
    }
    return false;
}

static bool is_published(const struct fc_known_model *known, const char *path)
{
    char hex[FC_SHA256_HEX_SIZE];
    char *bytes;
    size_t size;

    bytes = fc_place_bytes("", path, &size);
    if (!bytes)
        return false;
    fc_sha256_hex(bytes, size, hex);
    g_free(bytes);
    return strcmp(hex, known->sha256) == 0;
}

/* A path as one would type it: from ~ on, or in quotes where the shell would take it apart. */
static char *typed(const char *path)
{
    const char *home = g_get_home_dir();
    const size_t length = strlen(home);
    const char *rest = path + length;

    if (strncmp(path, home, length) != 0 || rest[0] != '/')
        rest = path;
    if (strspn(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") !=
        strlen(rest))
        return g_shell_quote(path);
    return g_strconcat(rest == path ? "" : "~", rest, NULL);
}

/* Without a folder the script fills the checkout's own, where an installed program does not look. */
static void mend_in(struct fc_finding *finding, const char *folder)
{
    char *text = typed(folder);

    fc_finding_mend(finding, FETCH " %s", text);
    g_free(text);
}

static void mend_missing(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const char *variable = g_getenv("FAKECAM_MODELS");
    char folder[4096];

    if (doctor->model_dir || (variable && variable[0])) {
        mend_in(finding, doctor->model_dir ? doctor->model_dir : variable);
    } else if (!doctor->root[0] && fc_model_user_folder(folder, sizeof(folder))) {
        mend_in(finding, folder);
    } else {
        mend_in(finding, "/usr/local/share/fakecam/models");
    }
}

static void look_files(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    char path[4096], last[4096] = "";
    int found = 0, missing = 0;

    for (const struct fc_known_model *known = fc_known_models; known->name; known++) {
        if (!find(doctor, known, path, sizeof(path))) {
            missing++;
            continue;
        }
        found++;
        g_strlcpy(last, path, sizeof(last));
        if (is_published(known, path))
            continue;
        fc_finding_set(finding, FC_FINDING_PROBLEM, "%s is not the published file", path);
        fc_finding_why(finding, "Its SHA-256 is another than it should be: it is damaged, or "
                                "something else. The card is shown where it does not work.");
        *strrchr(path, '/') = '\0';
        mend_in(finding, path);
        return;
    }
    if (!found) {
        fc_finding_set(finding, FC_FINDING_PROBLEM, "no network is installed");
        fc_finding_why(finding, "It finds the person; without one there is only the card. Fetch "
                                "them, or set FAKECAM_MODELS to the folder that has them.");
        mend_missing(doctor, finding);
        return;
    }
    last[strlen(last) - strlen(strrchr(last, '/'))] = '\0';
    fc_finding_set(finding, FC_FINDING_OK, "%d in %s", found, last);
    if (missing)
        fc_finding_also(finding, "the other one is not installed");
}

const struct fc_check fc_checks_networks[] = {
    {"network-files", N_("Networks"), look_files},
    {0},
};
