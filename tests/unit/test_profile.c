/* SPDX-License-Identifier: MIT */
#include "model/profile.h"
#include "model/profile_text.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define BODY_PIX "d2de5fcc47ec4279c3fea0a5e38ab5cdacb3e1a27409b83557faabb81d07402e"

static const struct fc_shape rgb = {{1, 8, 8, 3}};

static struct fc_shape channels(int count)
{
    return (struct fc_shape){{1, 8, 8, count}};
}

static struct fc_profile chosen(const char *sha256, int output_channels, const char *text)
{
    struct fc_profile profile = {0};
    struct fc_error error = {0};

    fc_profile_choose(sha256, rgb, channels(output_channels), text, text ? strlen(text) : 0,
                      &profile, &error);
    g_assert_cmpstr(error.text, ==, "");
    return profile;
}

static void assert_refused(int output_channels, const char *text, const char *why)
{
    struct fc_profile profile = {.threshold = 7.0F};
    struct fc_error error = {0};

    g_assert_cmpint(fc_profile_choose("", rgb, channels(output_channels), text,
                                      text ? strlen(text) : 0, &profile, &error),
                    ==, -EBADMSG);
    g_assert_cmpfloat(profile.threshold, ==, 7.0F);
    if (!strstr(error.text, why))
        g_error("\"%s\" does not say \"%s\"", error.text, why);
}

static void test_known(void)
{
    struct fc_profile profile = chosen(BODY_PIX, 1, NULL);

    g_assert_cmpstr(profile.name, ==, "body-pix-050-8");
    g_assert_cmpfloat(profile.input_min, ==, -1.0F);
    g_assert_cmpint(profile.output, ==, FC_OUTPUT_LOGIT);
    g_assert_cmpfloat(profile.threshold, ==, 0.75F);
}

static void test_shapes(void)
{
    struct fc_profile profile = chosen("00", 1, NULL);

    g_assert_cmpint(profile.output, ==, FC_OUTPUT_PROBABILITY);
    g_assert_cmpfloat(profile.input_min, ==, 0.0F);
    g_assert_cmpfloat(profile.input_max, ==, 1.0F);
    profile = chosen(NULL, 2, NULL);
    g_assert_cmpint(profile.output, ==, FC_OUTPUT_CLASSES);
    g_assert_true(profile.softmax);
    g_assert_cmpint(profile.person_class, ==, 1);
    profile = chosen(NULL, 6, NULL);
    g_assert_cmpint(profile.background_class, ==, 0);
    g_assert_cmpint(profile.person_class, ==, -1);
    profile = chosen(NULL, 21, NULL);
    g_assert_cmpint(profile.person_class, ==, 15);
    g_assert_cmpfloat(profile.input_min, ==, -1.0F);
    assert_refused(3, NULL, "nobody knows what its output of 3 channels means");
}

static void test_text(void)
{
    struct fc_profile profile =
        chosen(NULL, 4,
               "# a network of four classes\r\n\r\n  input-range = 0..255  \n"
               "output=classes # not one\n\tperson\t=\t3\nsoftmax = yes\nthreshold = 0.625");

    g_assert_cmpfloat(profile.input_max, ==, 255.0F);
    g_assert_cmpint(profile.output, ==, FC_OUTPUT_CLASSES);
    g_assert_cmpint(profile.person_class, ==, 3);
    g_assert_cmpint(profile.background_class, ==, -1);
    g_assert_true(profile.softmax);
    g_assert_cmpfloat(profile.threshold, ==, 0.625F);

    /* What the text does not say stays as the table has it. */
    profile = chosen(BODY_PIX, 1, "threshold = 0.5\n");
    g_assert_cmpfloat(profile.threshold, ==, 0.5F);
    g_assert_cmpint(profile.output, ==, FC_OUTPUT_LOGIT);
    profile = chosen(NULL, 2, "person = 0\n");
    g_assert_cmpint(profile.person_class, ==, 0);
    g_assert_true(profile.softmax);
    profile = chosen(NULL, 2, "output = two-class\n");
    g_assert_cmpint(profile.person_class, ==, 1);
    g_assert_false(profile.softmax);
    profile = chosen(NULL, 21, "background = 0\n");
    g_assert_cmpint(profile.person_class, ==, -1);
    g_assert_cmpint(profile.background_class, ==, 0);
    chosen(NULL, 1, "");
}

static void test_wrong_text(void)
{
    assert_refused(1, "\n\nhello\n", "line 3: \"hello\" is not \"key = value\"");
    assert_refused(1, "colour = red", "no key \"colour\"");
    assert_refused(1, "\033[31m = 1", "no key \"?[31m\"");
    assert_refused(1, "threshold = 0.5\nthreshold = 0.6", "line 2: threshold for the second time");
    assert_refused(1, "output = maybe", "allowed is probability, logit");
    assert_refused(1, "input-range = 0..2", "0..1, -1..1 or 0..255");
    assert_refused(1, "softmax = true", "yes or no");
    assert_refused(2, "person = -1", "number of a channel");
    assert_refused(2, "person = 1x", "number of a channel");
    assert_refused(2, "person = 99999999999999999999", "number of a channel");
    assert_refused(2, "person = 2", "channel 2 is not among the output's 0 to 1");
    assert_refused(2, "person = 1\nbackground = 0", "not both");
    assert_refused(3, "output = classes", "either person or background");
    assert_refused(3, "output = two-class", "two-class, but the output has 3 channels");
    assert_refused(3, "output = logit", "but the output has 3 channels");
    assert_refused(1, "output = classes\nperson = 0", "more than the output's one channel");
    assert_refused(1, "output = logit\nsoftmax = yes", "for two-class and classes alone");
    for (const char *const *wrong =
             (const char *const[]){"0", "1", "0.", "0.0", "1.0", ".5", "0,5", "-0.5", "0.5f",
                                   "0.50000001", "5e-1", "nan", "", NULL};
         *wrong; wrong++) {
        char *text = g_strdup_printf("threshold = %s\n", *wrong);

        assert_refused(1, text, "between 0 and 1");
        g_free(text);
    }
}

static void test_wrong_shapes(void)
{
    struct fc_profile profile;
    struct fc_error error = {0};

    g_assert_cmpint(
        fc_profile_choose(BODY_PIX, channels(1), channels(1), NULL, 0, &profile, &error), ==,
        -EBADMSG);
    g_assert_nonnull(strstr(error.text, "not red, green, blue"));
    g_assert_cmpint(fc_profile_choose(BODY_PIX, rgb, channels(2), NULL, 0, &profile, NULL), ==,
                    -EBADMSG);
}

static void test_size(void)
{
    char *text = g_strnfill(FC_PROFILE_MAX_TEXT + 1, '\n');
    struct fc_profile_text parsed;

    g_assert_cmpint(fc_profile_text_parse(text, FC_PROFILE_MAX_TEXT, &parsed, NULL), ==, 0);
    g_assert_cmpint(fc_profile_text_parse(text, FC_PROFILE_MAX_TEXT + 1, &parsed, NULL), ==,
                    -EBADMSG);
    g_free(text);
}

static float person_of(const struct fc_profile *profile, int count, const float *output)
{
    float person = -1.0F;

    fc_profile_person(profile, (struct fc_shape){{1, 1, 1, count}}, output, &person);
    return person;
}

static void test_probability(void)
{
    struct fc_profile profile = {.output = FC_OUTPUT_PROBABILITY, .threshold = 0.5F};

    g_assert_cmpfloat(person_of(&profile, 1, (float[]){0.3F}), ==, 0.3F);
    g_assert_cmpfloat(person_of(&profile, 1, (float[]){-0.1F}), ==, 0.0F);
    g_assert_cmpfloat(person_of(&profile, 1, (float[]){INFINITY}), ==, 1.0F);
    g_assert_true(isnan(person_of(&profile, 1, (float[]){NAN})));
    profile.threshold = 0.75F;
    g_assert_cmpfloat(person_of(&profile, 1, (float[]){0.75F}), ==, 0.5F);
    g_assert_cmpfloat(person_of(&profile, 1, (float[]){0.0F}), ==, 0.0F);
    g_assert_cmpfloat(person_of(&profile, 1, (float[]){1.0F}), ==, 1.0F);
    g_assert_true(isnan(person_of(&profile, 1, (float[]){NAN})));
}

static void test_monotone(void)
{
    struct fc_profile profile = {.output = FC_OUTPUT_PROBABILITY};

    for (int t = 1; t < 20; t++) {
        float before = -1.0F;

        profile.threshold = (float)t / 20.0F;
        for (int i = 0; i <= 1000; i++) {
            float p = (float)i / 1000.0F;
            float person = person_of(&profile, 1, &p);

            g_assert_cmpfloat(person, >, before);
            g_assert_cmpfloat(person, <=, 1.0F);
            before = person;
        }
    }
}

static void test_logit(void)
{
    struct fc_profile profile = {.output = FC_OUTPUT_LOGIT, .threshold = 0.5F};

    g_assert_cmpfloat(person_of(&profile, 1, (float[]){0.0F}), ==, 0.5F);
    g_assert_cmpfloat_with_epsilon(person_of(&profile, 1, (float[]){2.0F}), 0.8807971F, 1e-6F);
    g_assert_cmpfloat(person_of(&profile, 1, (float[]){-200.0F}), ==, 0.0F);
    g_assert_cmpfloat(person_of(&profile, 1, (float[]){200.0F}), ==, 1.0F);
    g_assert_true(isnan(person_of(&profile, 1, (float[]){NAN})));
    profile.threshold = 0.75F;
    g_assert_cmpfloat_with_epsilon(person_of(&profile, 1, (float[]){logf(3.0F)}), 0.5F, 1e-6F);
}

static void test_classes(void)
{
    struct fc_profile profile = {
        .output = FC_OUTPUT_CLASSES, .person_class = 2, .background_class = -1, .threshold = 0.5F};
    const float logits[] = {logf(1.0F) + 500.0F, logf(2.0F) + 500.0F, logf(5.0F) + 500.0F};
    const float probabilities[] = {0.5F, 0.25F, 0.25F};

    g_assert_cmpfloat(person_of(&profile, 3, probabilities), ==, 0.25F);
    profile.softmax = true;
    g_assert_cmpfloat_with_epsilon(person_of(&profile, 3, logits), 0.625F, 1e-4F);
    profile.person_class = -1;
    profile.background_class = 0;
    g_assert_cmpfloat_with_epsilon(person_of(&profile, 3, logits), 0.875F, 1e-4F);
    profile.softmax = false;
    g_assert_cmpfloat(person_of(&profile, 3, probabilities), ==, 0.5F);
    profile.softmax = true;
    for (int i = 0; i < 3; i++) {
        float broken[] = {0.0F, 1.0F, 2.0F};

        broken[i] = NAN;
        g_assert_true(isnan(person_of(&profile, 3, broken)));
    }
}

/* Positions are read in their order, channels side by side. */
static void test_positions(void)
{
    struct fc_profile profile = {
        .output = FC_OUTPUT_CLASSES, .person_class = 1, .background_class = -1, .threshold = 0.5F};
    const float output[] = {0.0F, 0.1F, 0.0F, 0.2F, 0.0F, 0.3F, 0.0F, 0.4F};
    float person[5] = {0.0F, 0.0F, 0.0F, 0.0F, 9.0F};

    fc_profile_person(&profile, (struct fc_shape){{1, 2, 2, 2}}, output, person);
    for (int i = 0; i < 4; i++)
        g_assert_cmpfloat(person[i], ==, output[2 * i + 1]);
    g_assert_cmpfloat(person[4], ==, 9.0F);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/profile/known", test_known);
    g_test_add_func("/profile/shapes", test_shapes);
    g_test_add_func("/profile/text", test_text);
    g_test_add_func("/profile/wrong-text", test_wrong_text);
    g_test_add_func("/profile/wrong-shapes", test_wrong_shapes);
    g_test_add_func("/profile/size", test_size);
    g_test_add_func("/profile/probability", test_probability);
    g_test_add_func("/profile/monotone", test_monotone);
    g_test_add_func("/profile/logit", test_logit);
    g_test_add_func("/profile/classes", test_classes);
    g_test_add_func("/profile/positions", test_positions);
    return g_test_run();
}
