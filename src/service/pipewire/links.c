/* SPDX-License-Identifier: MIT */
#include "service/pipewire/links.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

struct link {
    uint32_t id;
    struct pw_proxy *proxy; // owned; a pw_link
    struct spa_hook hook;
    bool is_active;
};

static void free_link(gpointer data)
{
    struct link *link = data;

    spa_hook_remove(&link->hook);
    pw_proxy_destroy(link->proxy);
    g_free(link);
}

static void on_info(void *user, const struct pw_link_info *info)
{
    struct link *link = user;

    link->is_active = info->state == PW_LINK_STATE_ACTIVE;
}

static const struct pw_link_events link_events = {
    PW_VERSION_LINK_EVENTS,
    .info = on_info,
};

static void on_global(void *user, uint32_t id, uint32_t permissions, const char *type,
                      uint32_t version, const struct spa_dict *props)
{
    struct fc_links *self = user;
    const char *output;
    struct link *link;

    if (!props || g_strcmp0(type, PW_TYPE_INTERFACE_Link) != 0)
        return;
    output = spa_dict_lookup(props, PW_KEY_LINK_OUTPUT_NODE);
    if (!output || strtoul(output, NULL, 10) != self->node)
        return;
    link = g_new0(struct link, 1);
    link->id = id;
    link->proxy = pw_registry_bind(self->registry, id, type, PW_VERSION_LINK, 0);
    if (!link->proxy) {
        g_free(link);
        return;
    }
    pw_proxy_add_object_listener(link->proxy, &link->hook, &link_events, link);
    g_ptr_array_add(self->links, link);
}

static void on_global_remove(void *user, uint32_t id)
{
    struct fc_links *self = user;

    for (guint i = 0; i < self->links->len; i++)
        if (((struct link *)self->links->pdata[i])->id == id)
            g_ptr_array_remove_index_fast(self->links, i--);
}

static const struct pw_registry_events registry_events = {
    PW_VERSION_REGISTRY_EVENTS,
    .global = on_global,
    .global_remove = on_global_remove,
};

int fc_links_init(struct fc_links *links, struct pw_core *core)
{
    *links = (struct fc_links){.node = PW_ID_ANY};
    links->registry = pw_core_get_registry(core, PW_VERSION_REGISTRY, 0);
    if (!links->registry)
        return -ENOMEM;
    links->links = g_ptr_array_new_with_free_func(free_link);
    pw_registry_add_listener(links->registry, &links->hook, &registry_events, links);
    return 0;
}

void fc_links_finish(struct fc_links *links)
{
    if (links->links)
        g_ptr_array_unref(links->links);
    if (links->registry) {
        spa_hook_remove(&links->hook);
        pw_proxy_destroy((struct pw_proxy *)links->registry);
    }
    *links = (struct fc_links){0};
}

void fc_links_set_node(struct fc_links *links, uint32_t node)
{
    links->node = node;
}

int fc_links_active(const struct fc_links *links)
{
    int count = 0;

    for (guint i = 0; i < links->links->len; i++)
        count += ((struct link *)links->links->pdata[i])->is_active;
    return count;
}
