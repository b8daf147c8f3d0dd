/* SPDX-License-Identifier: MIT */
#include "service/wakeup.h"

struct wakeup {
    GSource source;
    void (*woken)(void *user);
    void *user;
};

/* Quiet first: who wakes during the call is heard. */
static gboolean dispatch(GSource *source, GSourceFunc callback, gpointer data)
{
    struct wakeup *wakeup = (struct wakeup *)source;

    (void)callback;
    (void)data;
    g_source_set_ready_time(source, -1);
    wakeup->woken(wakeup->user);
    return G_SOURCE_CONTINUE;
}

GSource *fc_wakeup_create(void (*woken)(void *user), void *user)
{
    static GSourceFuncs functions = {.dispatch = dispatch};
    GSource *source = g_source_new(&functions, sizeof(struct wakeup));
    struct wakeup *wakeup = (struct wakeup *)source;

    wakeup->woken = woken;
    wakeup->user = user;
    g_source_attach(source, g_main_context_get_thread_default());
    return source;
}

void fc_wakeup_destroy(GSource **wakeup)
{
    if (!*wakeup)
        return;
    g_source_destroy(*wakeup);
    g_source_unref(*wakeup);
    *wakeup = NULL;
}

void fc_wakeup_wake(GSource *wakeup)
{
    g_source_set_ready_time(wakeup, 0);
}
