/* SPDX-License-Identifier: MIT */
/* A short time slice is what the kernel then says, in later threads too; priority stays. */
#include "service/slice.h"

#include <errno.h>
#include <sys/resource.h>

#include <glib.h>

static gpointer slice_of_this_thread(gpointer ns)
{
    *(uint64_t *)ns = fc_slice_ns();
    return NULL;
}

static void test_slice(void)
{
    const uint64_t before = fc_slice_ns();
    uint64_t later = 0;
    int ret;

    g_assert_cmpint(setpriority(PRIO_PROCESS, 0, 7), ==, 0);
    ret = fc_slice_shorten();
    g_assert_cmpint(getpriority(PRIO_PROCESS, 0), ==, 7);
    if (!before) {
        g_assert_cmpint(ret, ==, -ENOTSUP);
        g_test_skip("this kernel has no time slices that can be asked for");
        return;
    }
    g_assert_cmpint(ret, ==, 0);
    g_assert_cmpuint(fc_slice_ns(), ==, FC_SLICE_NS);
    g_thread_join(g_thread_new("later", slice_of_this_thread, &later));
    g_assert_cmpuint(later, ==, FC_SLICE_NS);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/slice", test_slice);
    return g_test_run();
}
