/* SPDX-License-Identifier: MIT */
#include "service/camera/mode.h"

#include <math.h>
#include <string.h>

#define JPEG "MJPEG"
/* 29.97 and the 29 of careless drivers are 30. */
#define RATE_SLACK 0.96
#define GREY_PENALTY 0.001

/* --- from caps --- */

struct listing {
    struct fc_size wanted;
    int rate;
    struct fc_camera_mode *modes;
    int capacity;
    int count;
};

static void add(struct listing *listing, const struct fc_camera_mode *mode)
{
    if (listing->count < listing->capacity)
        listing->modes[listing->count] = *mode;
    listing->count++;
}

/* The number in a range that is nearest to wanted and, if it can be, not below it. */
static int nearest_in_range(const GValue *range, int wanted)
{
    const int min = gst_value_get_int_range_min(range);
    const int max = gst_value_get_int_range_max(range);
    const int step = MAX(gst_value_get_int_range_step(range), 1);
    int64_t value = CLAMP(wanted, min, max);

    value = min + ((value - min) + step - 1) / step * step;
    return (int)MIN(value, max);
}

/* Which of the two is nearer to wanted: the smaller of those that reach it, else the larger. */
static int nearer(int a, int b, int wanted)
{
    if (a >= wanted && b >= wanted)
        return MIN(a, b);
    return MAX(a, b);
}

/* The same of a number, a range or a list; 0 where it is none of these. */
static int nearest(const GValue *value, int wanted)
{
    int best = 0;

    if (!value)
        return 0;
    if (G_VALUE_HOLDS_INT(value))
        return g_value_get_int(value);
    if (GST_VALUE_HOLDS_INT_RANGE(value))
        return nearest_in_range(value, wanted);
    if (!GST_VALUE_HOLDS_LIST(value))
        return 0;
    for (guint i = 0; i < gst_value_list_get_size(value); i++)
        best = nearer(nearest(gst_value_list_get_value(value, i), wanted), best, wanted);
    return best;
}

static void clamp_rate(const GValue *range, struct fc_camera_mode *mode)
{
    GValue wanted = G_VALUE_INIT;
    const GValue *min = gst_value_get_fraction_range_min(range);
    const GValue *max = gst_value_get_fraction_range_max(range);
    const GValue *rate = &wanted;

    g_value_init(&wanted, GST_TYPE_FRACTION);
    gst_value_set_fraction(&wanted, mode->rate_num, 1);
    if (gst_value_compare(rate, min) == GST_VALUE_LESS_THAN)
        rate = min;
    if (gst_value_compare(rate, max) == GST_VALUE_GREATER_THAN)
        rate = max;
    mode->rate_num = gst_value_get_fraction_numerator(rate);
    mode->rate_den = gst_value_get_fraction_denominator(rate);
    g_value_unset(&wanted);
}

/* One mode for each rate. */
static void add_rates(struct listing *listing, struct fc_camera_mode mode, const GValue *rates)
{
    if (rates && GST_VALUE_HOLDS_LIST(rates)) {
        for (guint i = 0; i < gst_value_list_get_size(rates); i++)
            add_rates(listing, mode, gst_value_list_get_value(rates, i));
        return;
    }
    mode.rate_num = 0;
    mode.rate_den = 1;
    if (rates && GST_VALUE_HOLDS_FRACTION(rates)) {
        mode.rate_num = gst_value_get_fraction_numerator(rates);
        mode.rate_den = gst_value_get_fraction_denominator(rates);
    } else if (rates && GST_VALUE_HOLDS_FRACTION_RANGE(rates)) {
        mode.rate_num = listing->rate;
        clamp_rate(rates, &mode);
    }
    add(listing, &mode);
}

static void add_formats(struct listing *listing, struct fc_camera_mode mode, const GValue *formats,
                        const GValue *rates)
{
    if (formats && GST_VALUE_HOLDS_LIST(formats)) {
        for (guint i = 0; i < gst_value_list_get_size(formats); i++)
            add_formats(listing, mode, gst_value_list_get_value(formats, i), rates);
    } else if (formats && G_VALUE_HOLDS_STRING(formats)) {
        g_strlcpy(mode.format, g_value_get_string(formats), sizeof(mode.format));
        add_rates(listing, mode, rates);
    }
}

static void add_structure(struct listing *listing, const GstStructure *structure)
{
    const GValue *rates = gst_structure_get_value(structure, "framerate");
    struct fc_camera_mode mode = {
        .format = JPEG,
        .size = {nearest(gst_structure_get_value(structure, "width"), listing->wanted.width),
                 nearest(gst_structure_get_value(structure, "height"), listing->wanted.height)},
    };

    if (mode.size.width < 1 || mode.size.width > FC_MAX_SIDE || mode.size.height < 1 ||
        mode.size.height > FC_MAX_SIDE)
        return;
    if (gst_structure_has_name(structure, "image/jpeg"))
        add_rates(listing, mode, rates);
    else if (gst_structure_has_name(structure, "video/x-raw"))
        add_formats(listing, mode, gst_structure_get_value(structure, "format"), rates);
}

int fc_mode_list(const GstCaps *caps, struct fc_size wanted, int rate, struct fc_camera_mode *modes,
                 int capacity)
{
    struct listing listing = {.wanted = wanted, .rate = rate, .modes = modes, .capacity = capacity};

    if (gst_caps_is_any(caps))
        return 0;
    for (guint i = 0; i < gst_caps_get_size(caps); i++) {
        const GstCapsFeatures *features = gst_caps_get_features(caps, i);

        if (gst_caps_features_is_equal(features, GST_CAPS_FEATURES_MEMORY_SYSTEM_MEMORY))
            add_structure(&listing, gst_caps_get_structure(caps, i));
    }
    return listing.count;
}

/* --- which is best --- */

double fc_mode_rate(const struct fc_camera_mode *mode)
{
    return mode->rate_den > 0 ? (double)mode->rate_num / mode->rate_den : 0.0;
}

bool fc_mode_is_jpeg(const struct fc_camera_mode *mode)
{
    return strcmp(mode->format, JPEG) == 0;
}

static bool is_grey(const struct fc_camera_mode *mode)
{
    return g_str_has_prefix(mode->format, "GRAY");
}

/* What it costs to make I420 of it: 0 the least. */
static int format_rank(const struct fc_camera_mode *mode)
{
    static const char *const ranks[] = {"YUY2", "NV12", "I420", "UYVY", "YV12", "NV21", "Y42B"};
    const int known = (int)G_N_ELEMENTS(ranks);

    for (int i = 0; i < known; i++)
        if (strcmp(mode->format, ranks[i]) == 0)
            return i;
    return fc_mode_is_jpeg(mode) ? known + 1 : known;
}

/* 0 to 1: how much of size and rate it gives. */
static double worth(const struct fc_camera_mode *mode, struct fc_size wanted, int rate)
{
    const double scale =
        fmin((double)mode->size.width / wanted.width, (double)mode->size.height / wanted.height);
    const double speed = fc_mode_rate(mode) / (rate * RATE_SLACK);
    /* A rate that the driver does not tell is taken for enough. */
    const double value = fmin(scale, 1.0) * (mode->rate_num > 0 ? fmin(speed, 1.0) : 1.0);

    return is_grey(mode) ? value * GREY_PENALTY : value;
}

static bool is_better(const struct fc_camera_mode *a, const struct fc_camera_mode *b,
                      struct fc_size wanted, int rate)
{
    const double by_worth = worth(a, wanted, rate) - worth(b, wanted, rate);
    const bool a_is_exact = a->size.width == wanted.width && a->size.height == wanted.height;
    const bool b_is_exact = b->size.width == wanted.width && b->size.height == wanted.height;
    const int64_t by_area =
        (int64_t)a->size.width * a->size.height - (int64_t)b->size.width * b->size.height;
    const int by_format = format_rank(a) - format_rank(b);

    if (fabs(by_worth) > 1e-6)
        return by_worth > 0;
    if (a_is_exact != b_is_exact)
        return a_is_exact;
    if (by_area != 0)
        return by_area < 0;
    if (by_format != 0)
        return by_format < 0;
    return fc_mode_rate(a) < fc_mode_rate(b);
}

int fc_mode_choose(const struct fc_camera_mode *modes, int count, struct fc_size wanted, int rate)
{
    int best = -1;

    for (int i = 0; i < count; i++)
        if (best < 0 || is_better(&modes[i], &modes[best], wanted, rate))
            best = i;
    return best;
}

GstCaps *fc_mode_caps(const struct fc_camera_mode *mode)
{
    GstCaps *caps = gst_caps_new_simple(fc_mode_is_jpeg(mode) ? "image/jpeg" : "video/x-raw",
                                        "width", G_TYPE_INT, mode->size.width, "height", G_TYPE_INT,
                                        mode->size.height, NULL);

    if (!fc_mode_is_jpeg(mode))
        gst_caps_set_simple(caps, "format", G_TYPE_STRING, mode->format, NULL);
    if (mode->rate_num > 0)
        gst_caps_set_simple(caps, "framerate", GST_TYPE_FRACTION, mode->rate_num, mode->rate_den,
                            NULL);
    return caps;
}
