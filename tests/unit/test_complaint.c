/* SPDX-License-Identifier: MIT */
/* What the log says once, and when it says it again. */
#include "service/complaint.h"

#include <glib.h>

static void test_complaint(void)
{
    struct fc_complaint complaint = {0};
    int64_t now_ns = 5;
    char *words = g_strnfill(400, 'x');

    g_assert_true(fc_complaint_is_news(&complaint, "slow", now_ns));
    for (int i = 0; i < 200; i++)
        g_assert_false(
            fc_complaint_is_news(&complaint, "slow", now_ns += FC_COMPLAINT_QUIET_NS / 2));
    g_assert_true(fc_complaint_is_news(&complaint, "broken", ++now_ns));
    g_assert_true(fc_complaint_is_news(&complaint, "slow", ++now_ns));
    g_assert_true(fc_complaint_is_news(&complaint, "slow", now_ns += FC_COMPLAINT_QUIET_NS));
    g_assert_true(fc_complaint_is_news(&complaint, words, ++now_ns));
    g_assert_false(fc_complaint_is_news(&complaint, words, ++now_ns));
    g_free(words);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/complaint", test_complaint);
    return g_test_run();
}
