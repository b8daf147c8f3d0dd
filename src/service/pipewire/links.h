/* SPDX-License-Identifier: MIT */
/*
 * Who reads from a node: the links that leave it, as PipeWire's registry tells. A program that
 * only lists cameras makes none; one that has paused has one that is not active.
 *
 * On the thread of the core's loop.
 */
#ifndef FC_SERVICE_PIPEWIRE_LINKS_H
#define FC_SERVICE_PIPEWIRE_LINKS_H

#include <glib.h>
#include <pipewire/pipewire.h>

struct fc_links {
    uint32_t node;                // PipeWire's number of the node; PW_ID_ANY: not known yet
    struct pw_registry *registry; // owned
    struct spa_hook hook;
    GPtrArray *links; // owned; of links that leave the node
};

/* Begins to watch. 0 or -ENOMEM. */
int fc_links_init(struct fc_links *links, struct pw_core *core);

/* Before the core goes. Does nothing for zeroed ones. */
void fc_links_finish(struct fc_links *links);

/* To be called as soon as the number is known: nobody can have linked to the node before. */
void fc_links_set_node(struct fc_links *links, uint32_t node);

/* How many of them are active. */
int fc_links_active(const struct fc_links *links);

#endif
