/* SPDX-License-Identifier: MIT */
#include "service/settings/private.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"

#define PREFIX "preset "
#define MAX_NAME_BYTES 60

/* A preset is about the picture; which camera and network there are belongs to the machine. */
static bool belongs_to_presets(const struct fc_param_info *info)
{
    return info->scope == FC_PARAM_ENGINE && strcmp(info->group, "Network") != 0;
}

static int check_name(const char *name, struct fc_error *error)
{
    const size_t length = strlen(name);
    bool is_good = length > 0 && length <= MAX_NAME_BYTES && g_utf8_validate(name, -1, NULL) &&
                   !strpbrk(name, "[]") && name[0] != ' ' && name[length - 1] != ' ';

    for (const char *c = name; *c && is_good; c++)
        is_good = (unsigned char)*c >= 0x20 && *c != 0x7f;
    if (!is_good)
        return fc_error_set(error, -EINVAL,
                            "a preset cannot have this name: 1 to %d bytes without [ and ], and no "
                            "spaces at the ends",
                            MAX_NAME_BYTES);
    return 0;
}

static char *group_of(const char *name)
{
    return g_strconcat(PREFIX, name, NULL);
}

static int missing(const char *name, struct fc_error *error)
{
    fc_error_set(error, -ENOENT, "there is no preset %s", name);
    fc_error_remedy(error, "fakecam preset list shows those that there are");
    return -ENOENT;
}

struct edit {
    const struct fc_values *values;
    const char *group;
};

static void write_preset(GKeyFile *keys, void *user)
{
    const struct edit *edit = user;
    char text[FC_PARAM_TEXT_SIZE];

    for (size_t i = 0; i < fc_param_count(); i++) {
        if (!belongs_to_presets(fc_param_at(i)))
            continue;
        fc_values_get(edit->values, (enum fc_param_id)i, text, sizeof(text));
        g_key_file_set_string(keys, edit->group, fc_param_at(i)->name, text);
    }
}

static void remove_preset(GKeyFile *keys, void *user)
{
    g_key_file_remove_group(keys, ((const struct edit *)user)->group, NULL);
}

int fc_settings_preset_save(struct fc_settings *s, const char *name, struct fc_error *error)
{
    char *group = group_of(name);
    struct edit edit = {&s->values, group};
    int ret = check_name(name, error);

    if (!ret)
        ret = fc_settings_update_file(s, write_preset, &edit, error);
    g_free(group);
    return ret;
}

/* A preset with one wrong line is refused whole: half of it is not what was asked for. */
static int read_preset(const struct fc_settings *s, const char *group, struct fc_values *values,
                       struct fc_error *error)
{
    for (size_t i = 0; i < fc_param_count(); i++) {
        const char *name = fc_param_at(i)->name;
        int ret;

        if (!g_key_file_has_key(s->file, group, name, NULL))
            continue;
        ret = fc_settings_set_from(values, s->file, group, name, error);
        if (ret) {
            fc_error_prefix(error, "%s in %s", group, s->path);
            return ret;
        }
    }
    return 0;
}

int fc_settings_preset_values(struct fc_settings *s, const char *name, struct fc_values *values,
                              struct fc_error *error)
{
    char *group = group_of(name);
    int ret;

    *values = s->values;
    if (s->file && g_key_file_has_group(s->file, group))
        ret = read_preset(s, group, values, error);
    else
        ret = missing(name, error);
    g_free(group);
    return ret;
}

int fc_settings_preset_use(struct fc_settings *s, const char *name, struct fc_error *error)
{
    bool named[FC_PARAM_COUNT];
    struct fc_values values;
    int ret = fc_settings_preset_values(s, name, &values, error);

    if (ret)
        return ret;
    for (int i = 0; i < FC_PARAM_COUNT; i++)
        named[i] = !fc_values_equal(&s->values, &values, (enum fc_param_id)i);
    fc_settings_take(s, &values, named);
    return 0;
}

int fc_settings_preset_remove(struct fc_settings *s, const char *name, struct fc_error *error)
{
    char *group = group_of(name);
    struct edit edit = {&s->values, group};
    int ret;

    if (s->file && g_key_file_has_group(s->file, group))
        ret = fc_settings_update_file(s, remove_preset, &edit, error);
    else
        ret = missing(name, error);
    g_free(group);
    return ret;
}

char **fc_settings_preset_names(const struct fc_settings *s)
{
    GPtrArray *names = g_ptr_array_new();
    char **groups = s->file ? g_key_file_get_groups(s->file, NULL) : NULL;

    for (int i = 0; groups && groups[i]; i++)
        if (g_str_has_prefix(groups[i], PREFIX))
            g_ptr_array_add(names, g_strdup(groups[i] + strlen(PREFIX)));
    g_strfreev(groups);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}
