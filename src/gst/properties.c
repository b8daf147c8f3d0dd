/* SPDX-License-Identifier: MIT */
#include "gst/properties.h"

#include <string.h>

#include <gst/gst.h>

/* What types of ours are called. */
#define TYPE_PREFIX "FcVirtualBackground"

const struct fc_param_info *fc_element_parameter(guint property)
{
    const struct fc_param_info *info = property > 0 ? fc_param_at(property - 1) : NULL;

    return info && info->scope == FC_PARAM_ENGINE ? info : NULL;
}

/* "background-fit" is FcVirtualBackgroundBackgroundFit. */
static char *type_name(const char *name)
{
    GString *type = g_string_new(TYPE_PREFIX);
    gboolean is_first = TRUE;

    for (; *name; name++) {
        if (*name != '-')
            g_string_append_c(type, is_first ? g_ascii_toupper(*name) : *name);
        is_first = *name == '-';
    }
    return g_string_free(type, FALSE);
}

/* Types are never taken back, so that their names and values are kept for good. */
static GType choice_type(const struct fc_param_info *info)
{
    char *name = type_name(info->name);
    GType type = g_type_from_name(name);
    const guint count = g_strv_length((char **)info->choices);
    GEnumValue *values;

    if (type == 0) {
        values = g_new0(GEnumValue, count + 1);
        for (guint i = 0; i < count; i++)
            values[i] = (GEnumValue){(gint)i, info->choices[i], info->choices[i]};
        type = g_enum_register_static(name, values);
    }
    g_free(name);
    return type;
}

static GParamFlags flags_of(const struct fc_param_info *info)
{
    const gboolean is_text = info->type == FC_PARAM_TEXT || info->type == FC_PARAM_COLOUR;
    int flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

    if (info->live)
        flags |= GST_PARAM_MUTABLE_PLAYING | (is_text ? 0 : GST_PARAM_CONTROLLABLE);
    else
        flags |= GST_PARAM_MUTABLE_READY;
    return (GParamFlags)flags;
}

/* The table's help, with the unit of numbers and the way of colours. */
static const char *blurb_of(const struct fc_param_info *info)
{
    char *blurb = NULL;
    const char *kept;

    if (info->type == FC_PARAM_COLOUR)
        blurb = g_strdup_printf("%s As #rrggbb.", info->help);
    else if (info->unit[0])
        blurb = g_strdup_printf("%s In %s.", info->help, info->unit + strspn(info->unit, " "));
    kept = blurb ? g_intern_string(blurb) : info->help;
    g_free(blurb);
    return kept;
}

static GParamSpec *make_spec(const struct fc_param_info *info, const struct fc_values *defaults)
{
    const enum fc_param_id id = (enum fc_param_id)(info - fc_param_table);
    const GParamFlags flags = flags_of(info);
    const char *name = info->name;
    const char *blurb = blurb_of(info);

    switch (info->type) {
    case FC_PARAM_BOOL:
        return g_param_spec_boolean(name, name, blurb, fc_values_bool(defaults, id), flags);
    case FC_PARAM_INT:
        return g_param_spec_int(name, name, blurb, (int)info->min, (int)info->max,
                                fc_values_int(defaults, id), flags);
    case FC_PARAM_FLOAT:
        return g_param_spec_double(name, name, blurb, info->min, info->max,
                                   fc_values_float(defaults, id), flags);
    case FC_PARAM_CHOICE:
        return g_param_spec_enum(name, name, blurb, choice_type(info), fc_values_int(defaults, id),
                                 flags);
    case FC_PARAM_COLOUR:
    case FC_PARAM_TEXT:
    case FC_PARAM_TYPE_UNSET:
        break;
    }
    return g_param_spec_string(name, name, blurb, info->default_text, flags);
}

void fc_element_properties_install(GObjectClass *klass)
{
    struct fc_values *defaults = g_new0(struct fc_values, 1);

    fc_values_init(defaults);
    for (guint i = 0; i < FC_PARAM_COUNT; i++) {
        const struct fc_param_info *info = fc_element_parameter(FC_ELEMENT_PROPERTY(i));

        if (info)
            g_object_class_install_property(klass, FC_ELEMENT_PROPERTY(i),
                                            make_spec(info, defaults));
    }
    g_free(defaults);
}

char *fc_element_property_text(const struct fc_param_info *info, const GValue *value)
{
    const char *text;

    switch (info->type) {
    case FC_PARAM_BOOL:
        return g_strdup(g_value_get_boolean(value) ? "true" : "false");
    case FC_PARAM_INT:
        return g_strdup_printf("%d", g_value_get_int(value));
    case FC_PARAM_FLOAT:
        /* as many digits as the parameter reads */
        text = g_ascii_formatd((char[G_ASCII_DTOSTR_BUF_SIZE]){0}, G_ASCII_DTOSTR_BUF_SIZE, "%.4f",
                               g_value_get_double(value));
        return g_strdup(text);
    case FC_PARAM_CHOICE:
        return g_strdup(info->choices[g_value_get_enum(value)]);
    case FC_PARAM_COLOUR:
    case FC_PARAM_TEXT:
    case FC_PARAM_TYPE_UNSET:
        break;
    }
    text = g_value_get_string(value);
    return g_strdup(text ? text : "");
}

void fc_element_property_get(const struct fc_values *values, enum fc_param_id id, GValue *value)
{
    char text[FC_PARAM_TEXT_SIZE];

    switch (fc_param_table[id].type) {
    case FC_PARAM_BOOL:
        g_value_set_boolean(value, fc_values_bool(values, id));
        break;
    case FC_PARAM_INT:
        g_value_set_int(value, fc_values_int(values, id));
        break;
    case FC_PARAM_FLOAT:
        g_value_set_double(value, fc_values_float(values, id));
        break;
    case FC_PARAM_CHOICE:
        g_value_set_enum(value, fc_values_int(values, id));
        break;
    case FC_PARAM_COLOUR:
    case FC_PARAM_TEXT:
    case FC_PARAM_TYPE_UNSET:
        fc_values_get(values, id, text, sizeof(text));
        g_value_set_string(value, text);
        break;
    }
}

void fc_element_properties_notify_shorthand(GObject *object)
{
    g_object_notify(object, fc_param_table[FC_PARAM_BACKGROUND_COLOR].name);
    g_object_notify(object, fc_param_table[FC_PARAM_BLUR_STRENGTH].name);
}
