/* SPDX-License-Identifier: MIT */
#include "app/answer.h"

void fc_app_answer(GTask *task, GVariant *answer, GError *error)
{
    if (answer) {
        g_variant_unref(answer);
        g_task_return_boolean(task, TRUE);
    } else {
        g_task_return_error(task, error);
    }
    g_object_unref(task);
}

gboolean fc_app_answer_finish(GAsyncResult *result, GError **error)
{
    GError *own = NULL;

    if (g_task_propagate_boolean(G_TASK(result), &own))
        return TRUE;
    g_dbus_error_strip_remote_error(own);
    g_propagate_error(error, own);
    return FALSE;
}
