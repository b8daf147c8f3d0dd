/* SPDX-License-Identifier: MIT */
#include "params/params.h"

#include <errno.h>
#include <glib.h>
#include <locale.h>

static void assert_text(const struct fc_values *values, enum fc_param_id id, const char *want)
{
    char text[FC_PARAM_TEXT_SIZE];

    fc_values_get(values, id, text, sizeof(text));
    g_assert_cmpstr(text, ==, want);
}

/* Each row is whole, its default is allowed, and reads back as it was written. */
static void test_table(void)
{
    struct fc_values values;

    fc_values_init(&values);
    g_assert_cmpuint(fc_param_count(), ==, FC_PARAM_COUNT);
    for (size_t i = 0; i < fc_param_count(); i++) {
        const struct fc_param_info *info = fc_param_at(i);

        g_assert_nonnull(info->name);
        g_assert_cmpint(info->type, !=, FC_PARAM_TYPE_UNSET);
        g_assert_cmpint(info->scope, !=, FC_PARAM_SCOPE_UNSET);
        g_assert_nonnull(info->unit);
        g_assert_nonnull(info->group);
        g_assert_true(g_str_has_suffix(info->help, "."));
        g_assert_true((info->type == FC_PARAM_CHOICE) == (info->choices != NULL));
        g_assert_true(fc_param_find(info->name) == info);
        assert_text(&values, (enum fc_param_id)i, info->default_text);
    }
    g_assert_null(fc_param_at(FC_PARAM_COUNT));
    g_assert_null(fc_param_find("blur"));
}

static void assert_refused(const char *name, const char *text, const char *says)
{
    struct fc_values before;
    struct fc_values values;
    struct fc_error error = {0};

    fc_values_init(&before);
    values = before;
    g_assert_cmpint(fc_values_set(&values, name, text, &error), <, 0);
    g_assert_nonnull(strstr(error.text, says));
    g_assert_cmpmem(&values, sizeof(values), &before, sizeof(before));
}

static void test_refuses(void)
{
    char *text = g_strnfill(FC_PARAM_TEXT_SIZE, 'x');

    assert_refused("no-such", "1", "no such parameter: no-such");
    assert_refused("blur-strength", "101", "0 to 100%");
    assert_refused("blur-strength", "-1", "0 to 100%");
    assert_refused("blur-strength", "4.5", "0 to 100%");
    assert_refused("blur-strength", "", "0 to 100%");
    assert_refused("blur-strength", "nan", "0 to 100%");
    assert_refused("blur-strength", "0x10", "0 to 100%");
    assert_refused("blur-strength", "99999999999999999999", "0 to 100%");
    assert_refused("background-fit", "Cover", "cover, contain, stretch or tile");
    assert_refused("background-color", "#12345", "#rrggbb");
    assert_refused("background-color", "#12345g", "#rrggbb");
    assert_refused("mirror", "perhaps", "true or false");
    assert_refused("background", "", "none, blur, color");
    assert_refused("background", "blur:200", "blur-strength");
    assert_refused("background", "color:red", "#rrggbb");
    assert_refused("background", text, "bytes");
    g_free(text);
}

/* Each parameter by itself: the others stay. */
static void test_copy_and_equal(void)
{
    static const struct {
        enum fc_param_id id;
        const char *text;
    } cases[] = {
        {FC_PARAM_BACKGROUND, "/tmp/beach.png"}, {FC_PARAM_CAMERA, "demo:"},
        {FC_PARAM_BLUR_STRENGTH, "7"},           {FC_PARAM_MIRROR, "true"},
        {FC_PARAM_EFFECT, "hologram"},           {FC_PARAM_BACKGROUND_COLOR, "#010203"},
    };
    struct fc_values from, to;

    fc_values_init(&from);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        fc_values_set(&from, fc_param_at(cases[i].id)->name, cases[i].text, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        fc_values_init(&to);
        g_assert_false(fc_values_equal(&to, &from, cases[i].id));
        fc_values_copy(&to, &from, cases[i].id);
        assert_text(&to, cases[i].id, cases[i].text);
        for (size_t j = 0; j < G_N_ELEMENTS(cases); j++)
            g_assert_true(fc_values_equal(&to, &from, cases[j].id) == (i == j));
    }
    fc_values_init(&to);
    fc_values_set(&to, "background", "/a/longer/path/than/the/other/one.jpg", NULL);
    fc_values_assign(&to, &from);
    for (size_t i = 0; i < fc_param_count(); i++)
        g_assert_true(fc_values_equal(&to, &from, (enum fc_param_id)i));
}

static void test_shorthands(void)
{
    struct fc_values values;

    fc_values_init(&values);
    g_assert_cmpint(fc_values_set(&values, "background", "blur:7", NULL), ==, 0);
    g_assert_cmpint(fc_values_background_kind(&values), ==, FC_BACKGROUND_BLUR);
    g_assert_cmpint(fc_values_int(&values, FC_PARAM_BLUR_STRENGTH), ==, 7);
    g_assert_cmpint(fc_values_set(&values, "background", "color:#A0b0c0", NULL), ==, 0);
    g_assert_cmpint(fc_values_background_kind(&values), ==, FC_BACKGROUND_COLOR);
    assert_text(&values, FC_PARAM_BACKGROUND_COLOR, "#a0b0c0");
    g_assert_cmpint(fc_values_set(&values, "background", "/x/blur.png", NULL), ==, 0);
    g_assert_cmpint(fc_values_background_kind(&values), ==, FC_BACKGROUND_MEDIA);
    g_assert_cmpint(fc_values_int(&values, FC_PARAM_BLUR_STRENGTH), ==, 7);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/params/table", test_table);
    g_test_add_func("/params/refuses", test_refuses);
    g_test_add_func("/params/shorthands", test_shorthands);
    g_test_add_func("/params/copy-and-equal", test_copy_and_equal);
    return g_test_run();
}
