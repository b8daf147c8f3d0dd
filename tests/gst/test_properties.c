/* SPDX-License-Identifier: MIT */
/* The element's properties are the table's parameters, and what is wrong is refused with a word. */
#include "gsttest.h"

#include <string.h>

#include "params/params.h"
#include "testnet.h"

static GParamSpec *find(GstElement *element, const char *name)
{
    return g_object_class_find_property(G_OBJECT_GET_CLASS(element), name);
}

static void check_choices(const struct fc_param_info *info, GParamSpec *spec)
{
    const GEnumClass *values = G_PARAM_SPEC_ENUM(spec)->enum_class;
    guint count = 0;

    for (; info->choices[count]; count++)
        g_assert_cmpstr(values->values[count].value_nick, ==, info->choices[count]);
    g_assert_cmpuint(values->n_values, ==, count);
}

static void check_type(const struct fc_param_info *info, GParamSpec *spec)
{
    switch (info->type) {
    case FC_PARAM_BOOL:
        g_assert_true(G_IS_PARAM_SPEC_BOOLEAN(spec));
        break;
    case FC_PARAM_INT:
        g_assert_cmpint(G_PARAM_SPEC_INT(spec)->minimum, ==, (int)info->min);
        g_assert_cmpint(G_PARAM_SPEC_INT(spec)->maximum, ==, (int)info->max);
        break;
    case FC_PARAM_FLOAT:
        g_assert_cmpfloat(G_PARAM_SPEC_DOUBLE(spec)->minimum, ==, info->min);
        g_assert_cmpfloat(G_PARAM_SPEC_DOUBLE(spec)->maximum, ==, info->max);
        break;
    case FC_PARAM_CHOICE:
        check_choices(info, spec);
        break;
    case FC_PARAM_COLOUR:
    case FC_PARAM_TEXT:
        g_assert_true(G_IS_PARAM_SPEC_STRING(spec));
        break;
    case FC_PARAM_TYPE_UNSET:
        g_assert_not_reached();
    }
}

static void check_flags(const struct fc_param_info *info, GParamSpec *spec)
{
    const gboolean is_text = info->type == FC_PARAM_TEXT || info->type == FC_PARAM_COLOUR;

    g_assert_cmpint(!!(spec->flags & GST_PARAM_MUTABLE_PLAYING), ==, info->live);
    g_assert_cmpint(!!(spec->flags & GST_PARAM_MUTABLE_READY), ==, !info->live);
    g_assert_cmpint(!!(spec->flags & GST_PARAM_CONTROLLABLE), ==, info->live && !is_text);
}

static void test_table(void)
{
    GstElement *element = gst_element_factory_make("virtualbackground", NULL);

    for (size_t i = 0; i < fc_param_count(); i++) {
        const struct fc_param_info *info = fc_param_at(i);
        GParamSpec *spec = find(element, info->name);
        char *text;

        if (info->scope != FC_PARAM_ENGINE) {
            g_assert_null(spec);
            continue;
        }
        g_assert_nonnull(spec);
        check_type(info, spec);
        check_flags(info, spec);
        g_assert_true(g_str_has_prefix(g_param_spec_get_blurb(spec), info->help));
        text = gsttest_get(element, info->name);
        g_assert_cmpstr(text, ==, info->default_text);
        g_free(text);
    }
    g_assert_nonnull(find(element, "model-dir"));
    gst_object_unref(element);
}

static void expect(GstElement *element, const char *property, const char *wanted)
{
    char *text = gsttest_get(element, property);

    g_assert_cmpstr(text, ==, wanted);
    g_free(text);
}

/* What is set is what is read, for every parameter and both ends of its range. */
static void test_round_trip(void)
{
    GstElement *element = gst_element_factory_make("virtualbackground", NULL);

    for (size_t i = 0; i < fc_param_count(); i++) {
        const struct fc_param_info *info = fc_param_at(i);
        char number[32];

        if (info->scope != FC_PARAM_ENGINE)
            continue;
        for (int end = 0; end < 2; end++) {
            const char *text = number;

            g_snprintf(number, sizeof(number), "%d", (int)(end ? info->max : info->min));
            if (info->type == FC_PARAM_BOOL)
                text = end ? "true" : "false";
            else if (info->type == FC_PARAM_CHOICE)
                text = info->choices[end];
            else if (info->type == FC_PARAM_COLOUR)
                text = end ? "#ffffff" : "#012345";
            else if (info->type == FC_PARAM_TEXT)
                text = end ? "greenscreen" : "/a/b.png";
            gsttest_set(element, info->name, text, NULL);
            expect(element, info->name, text);
        }
    }
    gst_object_unref(element);
}

static void count_up(GObject *object, GParamSpec *spec, gpointer user)
{
    ++*(int *)user;
}

static void test_shorthands(void)
{
    GstElement *element = gst_element_factory_make("virtualbackground", NULL);
    int strength_changes = 0;
    int colour_changes = 0;

    g_signal_connect(element, "notify::blur-strength", G_CALLBACK(count_up), &strength_changes);
    g_signal_connect(element, "notify::background-color", G_CALLBACK(count_up), &colour_changes);
    gsttest_set(element, "background", "blur:40", NULL);
    expect(element, "background", "blur");
    expect(element, "blur-strength", "40");
    g_assert_cmpint(strength_changes, >=, 1);
    gsttest_set(element, "background", "color:#102030", NULL);
    expect(element, "background", "color");
    expect(element, "background-color", "#102030");
    expect(element, "blur-strength", "40");
    g_assert_cmpint(colour_changes, >=, 1);
    gst_object_unref(element);
}

static void refuse(struct gsttest *t, const char *property, const char *text, const char *why)
{
    char *before = gsttest_get(t->element, property);
    char *said = NULL;

    g_object_set(t->element, property, text, NULL);
    expect(t->element, property, before);
    g_assert_cmpint(gsttest_messages(t, GST_MESSAGE_WARNING, &said), ==, 1);
    g_assert_nonnull(strstr(said, why));
    g_free(said);
    g_free(before);
}

static void test_bad_values(void)
{
    struct gsttest t = {0};

    gsttest_init(&t, TRUE);
    gsttest_caps(&t, &gsttest_i420);
    refuse(&t, "background", "blur:400", "0 to 100%");
    refuse(&t, "background", "color:blue", "#rrggbb");
    refuse(&t, "background", "", "cannot be empty");
    refuse(&t, "background", NULL, "cannot be empty");
    refuse(&t, "background-color", "#12345", "#rrggbb");
    gsttest_expect_frame(&t, 0);
    gsttest_finish(&t);
}

/* gst-launch sets properties before there is anybody to tell. */
static void test_bad_value_before_there_is_a_bus(void)
{
    GstElement *element = gst_element_factory_make("virtualbackground", NULL);
    GstElement *pipeline = gst_pipeline_new(NULL);
    GstMessage *message;
    GstBus *bus;

    gsttest_set(element, "background-color", "blue", NULL);
    gst_bin_add(GST_BIN(pipeline), element);
    bus = gst_element_get_bus(pipeline);
    gst_element_set_state(pipeline, GST_STATE_PAUSED);
    message = gst_bus_timed_pop_filtered(bus, 10 * GST_SECOND, GST_MESSAGE_WARNING);
    g_assert_nonnull(message);
    g_assert_true(GST_MESSAGE_SRC(message) == GST_OBJECT(element));
    gst_message_unref(message);
    gst_element_set_state(pipeline, GST_STATE_NULL);
    gst_object_unref(bus);
    gst_object_unref(pipeline);
}

static void expect_missing(struct gsttest *t, int number)
{
    GstBuffer *in = gsttest_picture(t, number);
    GstBuffer *out = gsttest_run(t, in);

    g_assert_true(
        gsttest_is_card(t, out, "network /nowhere/net.tflite: No such file or directory"));
    gst_buffer_unref(in);
    gst_buffer_unref(out);
}

/* Another network, in the stream and over a restart. */
static void test_network_change(void)
{
    struct gsttest t = {0};
    GstSegment segment;

    gsttest_init(&t, TRUE);
    gsttest_caps(&t, &gsttest_i420);
    gsttest_expect_frame(&t, 0);
    gsttest_set(t.element, "model", "/nowhere/net.tflite", NULL);
    expect_missing(&t, 1);
    gsttest_set(t.element, "model", t.network, NULL);
    gsttest_expect_frame(&t, 2);
    gsttest_set(t.element, "model", "/nowhere/net.tflite", NULL);
    gst_element_set_state(t.element, GST_STATE_READY);
    gst_element_set_state(t.element, GST_STATE_PLAYING);
    gst_harness_push_event(t.harness, gst_event_new_stream_start("again"));
    gsttest_caps(&t, &gsttest_i420);
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_harness_push_event(t.harness, gst_event_new_segment(&segment));
    expect_missing(&t, 3);
    gsttest_finish(&t);
}

/* Networks in a folder of the user's. */
static void test_model_dir(void)
{
    GstElement *element = gst_element_factory_make("virtualbackground", NULL);
    struct gsttest t = {.folder = g_dir_make_tmp("fakecam-test-XXXXXX", NULL)};

    t.network = testnet_write(t.folder, "mine", &testnet_finds_red);
    gsttest_set(element, "model", "mine", "model-dir", t.folder, "background", "greenscreen",
                "quality", "fast", "steadiness", "0", NULL);
    gsttest_init_with(&t, element, TRUE);
    gsttest_caps(&t, &gsttest_i420);
    gsttest_expect_frame(&t, 0);
    g_assert_cmpint(gsttest_messages(&t, GST_MESSAGE_WARNING, NULL), ==, 0);
    gsttest_finish(&t);
}

int main(int argc, char **argv)
{
    gsttest_main(&argc, &argv);
    g_test_add_func("/gst/properties/table", test_table);
    g_test_add_func("/gst/properties/round-trip", test_round_trip);
    g_test_add_func("/gst/properties/shorthands", test_shorthands);
    g_test_add_func("/gst/properties/bad-values", test_bad_values);
    g_test_add_func("/gst/properties/bad-value-before-there-is-a-bus",
                    test_bad_value_before_there_is_a_bus);
    g_test_add_func("/gst/properties/network-change", test_network_change);
    g_test_add_func("/gst/properties/model-dir", test_model_dir);
    return g_test_run();
}
