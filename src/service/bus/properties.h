/* SPDX-License-Identifier: MIT */
/* What the bus tells, from what control knows. */
#ifndef FC_SERVICE_BUS_PROPERTIES_H
#define FC_SERVICE_BUS_PROPERTIES_H

#include <fakecam-bus.h>
#include "service/control.h"

/*
 * Sets the properties of what may have changed (FC_CONTROL_...); of those that are the same as before
 * nobody is told.
 */
void fc_bus_update_properties(FcBusFakecam *skeleton, struct fc_control *control, unsigned what);

/* An a{sd}, floating. */
GVariant *fc_bus_statistics(struct fc_control *control);

#endif
