/* SPDX-License-Identifier: MIT */
#include "service/outputs.h"

#include <assert.h>
#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

struct slot {
    const struct fc_output_ops *ops;
    char device[FC_PARAM_TEXT_SIZE];
    struct fc_output *output; /* owned; NULL while it is released; changes under lock */
    struct fc_output_status status;
};

struct fc_outputs {
    struct fc_outputs_params params; /* without values */
    GMutex lock;                     /* over newest, and over which outputs there are */
    struct fc_published *newest;     /* owned; NULL until something was published */
    struct slot slots[FC_MAX_OUTPUTS];
    int count;
};

/* --- what the outputs say --- */

static struct slot *slot_of(struct fc_outputs *outputs, const struct fc_output *output)
{
    for (int i = 0; i < outputs->count; i++)
        if (outputs->slots[i].output == output)
            return &outputs->slots[i];
    return NULL;
}

static void on_readers(void *user, struct fc_output *output, int readers)
{
    struct fc_outputs *outputs = user;
    struct slot *slot = slot_of(outputs, output);

    if (!slot || slot->status.readers == readers)
        return;
    slot->status.readers = readers;
    if (readers == FC_READERS_UNKNOWN)
        g_message("%s: it cannot be known whether somebody watches", slot->ops->name);
    else
        g_debug("%s: %s", slot->ops->name,
                readers == 0   ? "nobody watches"
                : readers == 1 ? "somebody watches"
                               : "several watch");
    outputs->params.changed(outputs->params.user);
}

static void on_state(void *user, struct fc_output *output, enum fc_output_state state,
                     const char *why)
{
    struct fc_outputs *outputs = user;
    struct slot *slot = slot_of(outputs, output);

    if (!slot)
        return;
    slot->status.state = state;
    g_strlcpy(slot->status.why, why, sizeof(slot->status.why));
    if (state != FC_OUTPUT_READY)
        g_warning("%s: %s", slot->ops->name, why);
    else if (slot->ops->setting != FC_PARAM_COUNT)
        g_message("%s: ready", slot->ops->name);
    outputs->params.changed(outputs->params.user);
}

/* --- one output --- */

static int open_slot(struct fc_outputs *outputs, struct slot *slot, struct fc_error *error)
{
    const struct fc_output_params params = {
        .device = slot->device,
        .size = outputs->params.size,
        .colour = outputs->params.colour,
        .rate = outputs->params.rate,
        .readers_changed = on_readers,
        .state_changed = on_state,
        .user = outputs,
    };
    struct fc_output *output = NULL;
    int ret = slot->ops->create(&params, &output, error);

    if (ret)
        return ret;
    slot->status = (struct fc_output_status){.name = slot->ops->name, .state = FC_OUTPUT_MISSING};
    g_mutex_lock(&outputs->lock);
    slot->output = output;
    if (outputs->newest)
        slot->ops->publish(output, outputs->newest);
    g_mutex_unlock(&outputs->lock);
    return 0;
}

/* Out of the list first: nobody publishes into what is being destroyed. */
static void close_slot(struct fc_outputs *outputs, struct slot *slot)
{
    struct fc_output *output;

    g_mutex_lock(&outputs->lock);
    output = slot->output;
    slot->output = NULL;
    g_mutex_unlock(&outputs->lock);
    if (output)
        slot->ops->destroy(output);
    slot->status.readers = 0;
    slot->status.released = true;
}

/* Whether the settings want this output; device is what they say of it. */
static bool is_wanted(const struct fc_output_ops *ops, const struct fc_values *values, char *device)
{
    if (ops->setting == FC_PARAM_COUNT) {
        device[0] = '\0';
        return true;
    }
    fc_values_get(values, ops->setting, device, FC_PARAM_TEXT_SIZE);
    return strcmp(device, "off") != 0;
}

/* --- all of them --- */

int fc_outputs_create(const struct fc_outputs_params *params, struct fc_outputs **outputs_out,
                      struct fc_error *error)
{
    struct fc_outputs *outputs = fc_calloc(1, sizeof(*outputs));

    if (!outputs)
        return fc_error_set(error, -ENOMEM, "cannot start the outputs: out of memory");
    g_mutex_init(&outputs->lock);
    outputs->params = *params;
    outputs->params.values = NULL;
    for (int i = 0; fc_output_all[i]; i++) {
        struct slot *slot = &outputs->slots[outputs->count];
        int ret;

        assert(outputs->count < FC_MAX_OUTPUTS);
        slot->ops = fc_output_all[i];
        if (!is_wanted(slot->ops, params->values, slot->device))
            continue;
        outputs->count++;
        ret = open_slot(outputs, slot, error);
        if (ret) {
            fc_outputs_destroy(&outputs);
            return ret;
        }
    }
    *outputs_out = outputs;
    return 0;
}

void fc_outputs_destroy(struct fc_outputs **outputs_ptr)
{
    struct fc_outputs *outputs = *outputs_ptr;

    if (!outputs)
        return;
    *outputs_ptr = NULL;
    for (int i = 0; i < outputs->count; i++)
        close_slot(outputs, &outputs->slots[i]);
    fc_published_unref(&outputs->newest);
    g_mutex_clear(&outputs->lock);
    free(outputs);
}

void fc_outputs_publish(struct fc_outputs *outputs, struct fc_published *published)
{
    struct fc_published *old;

    g_mutex_lock(&outputs->lock);
    old = outputs->newest;
    outputs->newest = fc_published_ref(published);
    for (int i = 0; i < outputs->count; i++) {
        struct slot *slot = &outputs->slots[i];

        if (slot->output)
            slot->ops->publish(slot->output, published);
    }
    g_mutex_unlock(&outputs->lock);
    fc_published_unref(&old);
}

bool fc_outputs_are_watched(const struct fc_outputs *outputs)
{
    for (int i = 0; i < outputs->count; i++)
        if (outputs->slots[i].status.readers != 0)
            return true;
    return false;
}

bool fc_outputs_want_mattes(struct fc_outputs *outputs)
{
    bool wanted = false;

    g_mutex_lock(&outputs->lock);
    for (int i = 0; i < outputs->count && !wanted; i++) {
        struct slot *slot = &outputs->slots[i];

        wanted = slot->output && slot->ops->wants_mattes && slot->ops->wants_mattes(slot->output);
    }
    g_mutex_unlock(&outputs->lock);
    return wanted;
}

bool fc_outputs_are_at(struct fc_outputs *outputs, const char *path)
{
    bool found = false;

    g_mutex_lock(&outputs->lock);
    for (int i = 0; i < outputs->count && !found; i++) {
        struct slot *slot = &outputs->slots[i];

        found = slot->output && slot->ops->is_at && slot->ops->is_at(slot->output, path);
    }
    g_mutex_unlock(&outputs->lock);
    return found;
}

int fc_outputs_status(const struct fc_outputs *outputs,
                      struct fc_output_status status[FC_MAX_OUTPUTS])
{
    for (int i = 0; i < outputs->count; i++)
        status[i] = outputs->slots[i].status;
    return outputs->count;
}

static struct slot *find_slot(struct fc_outputs *outputs, const char *name, struct fc_error *error)
{
    for (int i = 0; i < outputs->count; i++)
        if (strcmp(outputs->slots[i].ops->name, name) == 0)
            return &outputs->slots[i];
    fc_error_set(error, -ENOENT, "there is no output %.60s, or the settings switch it off", name);
    return NULL;
}

int fc_outputs_release(struct fc_outputs *outputs, const char *name, struct fc_error *error)
{
    struct slot *slot = find_slot(outputs, name, error);

    if (!slot)
        return -ENOENT;
    if (slot->ops->setting == FC_PARAM_COUNT)
        return fc_error_set(error, -EINVAL, "%s has no device to let go of", name);
    if (slot->output) {
        close_slot(outputs, slot);
        g_message("%s: let go", name);
        outputs->params.changed(outputs->params.user);
    }
    return 0;
}

int fc_outputs_take(struct fc_outputs *outputs, const char *name, struct fc_error *error)
{
    struct slot *slot = find_slot(outputs, name, error);
    int ret = 0;

    if (!slot)
        return -ENOENT;
    if (!slot->output)
        ret = open_slot(outputs, slot, error);
    if (!ret)
        outputs->params.changed(outputs->params.user);
    return ret;
}

struct fc_output *fc_outputs_find(struct fc_outputs *outputs, const char *name)
{
    struct slot *slot = find_slot(outputs, name, NULL);

    return slot ? slot->output : NULL;
}
