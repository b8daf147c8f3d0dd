/* SPDX-License-Identifier: MIT */
/*
 * What the bus tells, from what control knows: made when somebody asks, or when it is time to tell
 * of changes.
 */
#ifndef FC_SERVICE_BUS_PROPERTIES_H
#define FC_SERVICE_BUS_PROPERTIES_H

#include <glib.h>

#include "service/control.h"

/* The properties, and what others think that they are. */
struct fc_bus_properties;

/* control is borrowed and outlives this. Others are thought to know what is so now. */
struct fc_bus_properties *fc_bus_properties_create(struct fc_control *control);
void fc_bus_properties_destroy(struct fc_bus_properties **properties);

/* One of them for somebody who asks, floating; NULL: there is none of that name. */
GVariant *fc_bus_properties_get(struct fc_bus_properties *properties, const char *name);

/*
 * Those of what may have changed (FC_CONTROL_...) that are not what others think, as an a{sv},
 * floating; NULL where there is none. The caller tells the others.
 */
GVariant *fc_bus_properties_changes(struct fc_bus_properties *properties, unsigned what);

/* An a{sd}, floating. */
GVariant *fc_bus_statistics(struct fc_control *control);

#endif
