/* SPDX-License-Identifier: MIT */
#include "exec/exec.h"

#include <string.h>

const struct fc_exec_ops *const fc_exec_all[] = {
    &fc_exec_xnn,
    &fc_exec_ref,
    NULL,
};

const struct fc_exec_ops *fc_exec_find(const char *name)
{
    for (size_t i = 0; fc_exec_all[i]; i++)
        if (strcmp(fc_exec_all[i]->name, name) == 0)
            return fc_exec_all[i];
    return NULL;
}

void fc_exec_destroy(struct fc_exec **exec)
{
    if (!*exec)
        return;
    (*exec)->ops->destroy(*exec);
    *exec = NULL;
}
