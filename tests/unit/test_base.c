/* SPDX-License-Identifier: MIT */
#include "base/error.h"
#include "base/memory.h"

#include <errno.h>
#include <glib.h>
#include <stdint.h>
#include <stdlib.h>

static void test_mul_size(void)
{
    size_t product = 7;

    g_assert_true(fc_mul_size(3, 5, &product));
    g_assert_cmpuint(product, ==, 15);
    g_assert_false(fc_mul_size(SIZE_MAX / 2, 3, &product));
    g_assert_cmpuint(product, ==, 15);
}

static void test_alloc_aligned(void)
{
    unsigned char *block = fc_alloc_aligned(100);

    g_assert_nonnull(block);
    g_assert_cmpuint((uintptr_t)block % FC_ALIGNMENT, ==, 0);
    for (size_t i = 0; i < 100 + FC_ALLOC_SLACK; i++)
        g_assert_cmpuint(block[i], ==, 0);
    free(block);
    g_assert_null(fc_alloc_aligned(SIZE_MAX - 3));
}

static void test_error(void)
{
    struct fc_error error = {0};

    g_assert_cmpint(fc_error_set(&error, -EINVAL, "cannot read %s: %s", "a", "b"), ==, -EINVAL);
    g_assert_cmpstr(error.text, ==, "cannot read a: b");
    fc_error_remedy(&error, "try %d", 3);
    g_assert_cmpstr(error.remedy, ==, "try 3");
    g_assert_cmpint(fc_error_prefix(&error, "file %s", "x"), ==, -EINVAL);
    g_assert_cmpstr(error.text, ==, "file x: cannot read a: b");
    g_assert_cmpint(fc_error_set(NULL, -EIO, "x"), ==, -EIO);
}

/* However long a name is, what failed and why stay, and no character is cut in two. */
static void test_error_long(void)
{
    struct fc_error error = {0};

    for (int length = 100; length < 4200; length += 7) {
        GString *name = g_string_new(NULL);

        while (name->len < (gsize)length)
            g_string_append(name, "\xc3\xa4\xe2\x82\xac");
        fc_error_set(&error, -ENOENT, "cannot read %s: it is gone", name->str);
        g_assert_true(g_str_has_prefix(error.text, "cannot read \xc3\xa4"));
        g_assert_true(g_str_has_suffix(error.text, ": it is gone"));
        g_assert_true(g_utf8_validate(error.text, -1, NULL));
        fc_error_prefix(&error, "frame %d", 7);
        g_assert_true(g_str_has_prefix(error.text, "frame 7: cannot read \xc3\xa4"));
        g_assert_true(g_str_has_suffix(error.text, ": it is gone"));
        fc_error_prefix(&error, "%s", name->str);
        g_assert_true(g_str_has_suffix(error.text, ": it is gone"));
        fc_error_remedy(&error, "look for %s again", name->str);
        g_assert_true(g_str_has_suffix(error.remedy, " again"));
        g_assert_true(g_utf8_validate(error.remedy, -1, NULL));
        g_string_free(name, TRUE);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/mul-size", test_mul_size);
    g_test_add_func("/base/alloc-aligned", test_alloc_aligned);
    g_test_add_func("/base/error", test_error);
    g_test_add_func("/base/error-long", test_error_long);
    return g_test_run();
}
