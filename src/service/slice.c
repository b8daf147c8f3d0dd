/* SPDX-License-Identifier: MIT */
#include "service/slice.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/sched.h>
#include <linux/sched/types.h>

/* glibc has functions of these names only from 2.41 on. */
static int get_attributes(struct sched_attr *attributes)
{
    return syscall(SYS_sched_getattr, 0, attributes, sizeof(*attributes), 0) ? -errno : 0;
}

static int set_attributes(struct sched_attr *attributes)
{
    return syscall(SYS_sched_setattr, 0, attributes, 0) ? -errno : 0;
}

uint64_t fc_slice_ns(void)
{
    struct sched_attr attributes = {.size = sizeof(attributes)};

    return get_attributes(&attributes) ? 0 : attributes.sched_runtime;
}

int fc_slice_shorten(void)
{
    struct sched_attr attributes = {.size = sizeof(attributes)};
    int ret = get_attributes(&attributes);

    if (ret)
        return ret;
    /* a kernel that knows slices says how long this one is */
    if (attributes.sched_policy != SCHED_NORMAL || attributes.sched_runtime == 0)
        return -ENOTSUP;
    attributes.sched_runtime = FC_SLICE_NS;
    return set_attributes(&attributes);
}
