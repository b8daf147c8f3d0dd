/* SPDX-License-Identifier: MIT */
/*
 * The camera on the session bus; bus/org.fakecam.Fakecam.xml is the interface. Without a bus
 * there is none, and the service runs all the same.
 *
 * One thread, the one whose default GLib main context runs.
 */
#ifndef FC_SERVICE_BUS_BUS_H
#define FC_SERVICE_BUS_BUS_H

#include "bus/name.h"
#include "service/control.h"

struct fc_bus_params {
    struct fc_control *control; /* borrowed; outlives the bus. Its watch is taken */
    void (*quit)(void *user);   /* somebody asked for the end */
    void (*taken)(void *user);  /* another service has the name already */
    void *user;
};

struct fc_bus;

/* Whether a service has the name already. Blocks for a moment. */
bool fc_bus_is_taken(void);

/* Never fails but by running out of memory. */
struct fc_bus *fc_bus_create(const struct fc_bus_params *params);
void fc_bus_destroy(struct fc_bus **bus);

#endif
