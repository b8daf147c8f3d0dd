/* SPDX-License-Identifier: MIT */
/*
 * Properties from the table of parameters: one for each parameter of the engine, with its name,
 * type, range, choices, default and help. A parameter that counts at once may be set while
 * playing, and driven by GstController where it is a number; the others count from the next start.
 */
#ifndef FC_GST_PROPERTIES_H
#define FC_GST_PROPERTIES_H

#include <glib-object.h>

#include "params/params.h"

/* The number of a parameter's property is that of the parameter plus 1, for 0 is taken. */
#define FC_ELEMENT_PROPERTY(id) ((guint)(id) + 1)
#define FC_ELEMENT_PROPERTIES (FC_PARAM_COUNT + 1) /* the first number that is free */

/* The parameter of that property, or NULL for other numbers. */
const struct fc_param_info *fc_element_parameter(guint property);

/* Adds them all. For class_init. */
void fc_element_properties_install(GObjectClass *klass);

/* A property's value as the parameter's text. Free with g_free(). */
char *fc_element_property_text(const struct fc_param_info *info, const GValue *value);

/* The other way: the parameter's value into a GValue of the property's type. */
void fc_element_property_get(const struct fc_values *values, enum fc_param_id id, GValue *value);

/* Says that a background's shorthand has set what it stands for. */
void fc_element_properties_notify_shorthand(GObject *object);

#endif
