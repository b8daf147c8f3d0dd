/* SPDX-License-Identifier: MIT */
/* What others may ask for over the bus. */
#ifndef FC_SERVICE_BUS_METHODS_H
#define FC_SERVICE_BUS_METHODS_H

#include <gio/gio.h>

#include "service/bus/bus.h"

/*
 * Answers the call of that method, now or later, and takes it over. GDBus has made sure that the
 * interface has the method, and that args are of its types.
 */
void fc_bus_call_method(const struct fc_bus_params *bus, const char *method, GVariant *args,
                        GDBusMethodInvocation *call);

#endif
