/* SPDX-License-Identifier: MIT */
/* What the bus tells, from what control knows. */
#ifndef FC_SERVICE_BUS_PROPERTIES_H
#define FC_SERVICE_BUS_PROPERTIES_H

#include <fakecam-bus.h>
#include "service/control.h"

/* Sets all properties; those that are the same as before cost nothing. */
void fc_bus_update_properties(FcBusFakecam *skeleton, struct fc_control *control);

/* An a{sd}, floating. */
GVariant *fc_bus_statistics(struct fc_control *control);

#endif
