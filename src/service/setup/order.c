/* SPDX-License-Identifier: MIT */
#include "service/setup/order.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"

#define MAX_NAME 100
#define MAX_PACKAGES 8

static const char *const step_names[FC_SETUP_STEP_COUNT] = {
    [FC_SETUP_INSTALL] = "install",
    [FC_SETUP_OPTIONS] = "options",
    [FC_SETUP_BOOT] = "boot",
    [FC_SETUP_LOAD] = "load",
    [FC_SETUP_RELOAD] = "reload",
    [FC_SETUP_UNLOAD] = "unload",
    [FC_SETUP_NO_OPTIONS] = "no-options",
    [FC_SETUP_NO_BOOT] = "no-boot",
    [FC_SETUP_REMOVE] = "remove",
};

void fc_setup_order_init(struct fc_setup_order *order)
{
    *order = (struct fc_setup_order){.video_nr = -1};
    order->packages = g_ptr_array_new_with_free_func(g_free);
}

void fc_setup_order_finish(struct fc_setup_order *order)
{
    g_clear_pointer(&order->packages, g_ptr_array_unref);
}

bool fc_setup_order_is_empty(const struct fc_setup_order *order)
{
    for (int i = 0; i < FC_SETUP_STEP_COUNT; i++)
        if (order->steps[i])
            return false;
    return true;
}

/* A name can be no option, path or version for apt-get. */
static bool is_package(const char *name)
{
    static const char headers[] = "linux-headers-";
    static const char *const others[] = {"v4l2loopback-dkms", "mokutil", "openssl", NULL};
    const size_t length = strlen(name);

    if (g_strv_contains(others, name))
        return true;
    return g_str_has_prefix(name, headers) && length > strlen(headers) && length < MAX_NAME &&
           strspn(name, G_CSET_a_2_z G_CSET_DIGITS ".+~-") == length &&
           g_ascii_isalnum(name[length - 1]);
}

bool fc_setup_order_add_package(struct fc_setup_order *order, const char *name)
{
    if (!is_package(name) || order->packages->len >= MAX_PACKAGES)
        return false;
    g_ptr_array_add(order->packages, g_strdup(name));
    return true;
}

static char *join_steps(const struct fc_setup_order *order)
{
    GString *text = g_string_new(NULL);

    for (int i = 0; i < FC_SETUP_STEP_COUNT; i++)
        if (order->steps[i])
            g_string_append_printf(text, "%s%s", text->len ? "," : "", step_names[i]);
    return g_string_free(text, FALSE);
}

char **fc_setup_order_words(const struct fc_setup_order *order)
{
    GPtrArray *words = g_ptr_array_new();

    g_ptr_array_add(words, g_strdup("--as-root"));
    g_ptr_array_add(words, join_steps(order));
    if (order->video_nr >= 0) {
        g_ptr_array_add(words, g_strdup("--video-nr"));
        g_ptr_array_add(words, g_strdup_printf("%d", order->video_nr));
    }
    if (order->packages->len > 0) {
        GString *names = g_string_new(NULL);

        for (guint i = 0; i < order->packages->len; i++)
            g_string_append_printf(names, "%s%s", i ? "," : "",
                                   (const char *)order->packages->pdata[i]);
        g_ptr_array_add(words, g_strdup("--packages"));
        g_ptr_array_add(words, g_string_free(names, FALSE));
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

static bool read_steps(struct fc_setup_order *order, const char *steps)
{
    char **words = g_strsplit(steps, ",", -1);
    bool is_valid = words[0] != NULL;

    for (char **word = words; *word && is_valid; word++) {
        int step = FC_SETUP_STEP_COUNT - 1;

        while (step > 0 && strcmp(step_names[step], *word) != 0)
            step--;
        is_valid = step > 0 && !order->steps[step];
        order->steps[step] = true;
    }
    g_strfreev(words);
    return is_valid;
}

static bool read_packages(struct fc_setup_order *order, const char *packages)
{
    char **names = g_strsplit(packages, ",", -1);
    bool is_valid = true;

    for (char **name = names; *name && is_valid; name++)
        is_valid = fc_setup_order_add_package(order, *name);
    g_strfreev(names);
    return is_valid;
}

static bool read_number(struct fc_setup_order *order, const char *text)
{
    guint64 number;

    if (!g_ascii_string_to_unsigned(text, 10, 0, 255, &number, NULL))
        return false;
    order->video_nr = (int)number;
    return true;
}

/* Steps that need something have it, and nothing is given that no step needs. */
static bool is_whole(const struct fc_setup_order *order)
{
    return order->steps[FC_SETUP_OPTIONS] == (order->video_nr >= 0) &&
           (order->steps[FC_SETUP_INSTALL] || order->steps[FC_SETUP_REMOVE]) ==
               (order->packages->len > 0);
}

int fc_setup_order_read(struct fc_setup_order *order, const char *steps, const char *video_nr,
                        const char *packages, struct fc_error *error)
{
    if (read_steps(order, steps) && (!video_nr || read_number(order, video_nr)) &&
        (!packages || read_packages(order, packages)) && is_whole(order))
        return 0;
    return fc_error_set(error, -EINVAL, "these are no steps of setup's: %s %s %s", steps,
                        video_nr ? video_nr : "", packages ? packages : "");
}
