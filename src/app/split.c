/* SPDX-License-Identifier: MIT */
#include "app/split.h"

/* From this width on they stand beside each other. */
#define WIDE 820
#define SIDE_MIN 360
#define SIDE_MAX 520

struct _FcAppSplit {
    GtkWidget parent;

    GtkWidget *first;  // owned child
    GtkWidget *second; // owned child
};

G_DEFINE_TYPE(FcAppSplit, fc_app_split, GTK_TYPE_WIDGET)

enum {
    FIRST = 1,
    SECOND,
};

static int minimum_of(GtkWidget *widget, GtkOrientation orientation, int for_size)
{
    int minimum;

    gtk_widget_measure(widget, orientation, for_size, &minimum, NULL, NULL, NULL);
    return minimum;
}

static void fc_app_split_measure(GtkWidget *widget, GtkOrientation orientation, int for_size,
                                 int *minimum, int *natural, int *minimum_baseline,
                                 int *natural_baseline)
{
    FcAppSplit *self = FC_APP_SPLIT(widget);
    const int first = minimum_of(self->first, orientation, -1);
    const int second = minimum_of(self->second, orientation, -1);
    const gboolean is_width = orientation == GTK_ORIENTATION_HORIZONTAL;

    *minimum = is_width ? MAX(first, second) : first + second;
    *natural = MAX(*minimum, is_width ? 1080 : 640);
}

static void allocate(GtkWidget *child, int x, int y, int width, int height)
{
    const GtkAllocation place = {x, y, width, height};

    gtk_widget_size_allocate(child, &place, -1);
}

static void allocate_wide(FcAppSplit *self, int width, int height)
{
    const int side = CLAMP(width * 38 / 100, SIDE_MIN, SIDE_MAX);
    const gboolean is_mirrored = gtk_widget_get_direction(GTK_WIDGET(self)) == GTK_TEXT_DIR_RTL;

    allocate(self->first, is_mirrored ? side : 0, 0, width - side, height);
    allocate(self->second, is_mirrored ? 0 : width - side, 0, side, height);
}

/* The first one gets what it wants, but leaves more than half of the height to the second. */
static void allocate_narrow(FcAppSplit *self, int width, int height)
{
    const int rest = minimum_of(self->second, GTK_ORIENTATION_VERTICAL, width);
    int least, natural, first;

    gtk_widget_measure(self->first, GTK_ORIENTATION_VERTICAL, width, &least, &natural, NULL, NULL);
    first = CLAMP(natural, least, MAX(height * 46 / 100, least));
    first = MIN(first, MAX(height - rest, least));
    allocate(self->first, 0, 0, width, first);
    allocate(self->second, 0, first, width, MAX(height - first, rest));
}

static void fc_app_split_size_allocate(GtkWidget *widget, int width, int height, int baseline)
{
    FcAppSplit *self = FC_APP_SPLIT(widget);

    if (width >= WIDE)
        allocate_wide(self, width, height);
    else
        allocate_narrow(self, width, height);
}

static void fc_app_split_set_property(GObject *object, guint id, const GValue *value,
                                      GParamSpec *spec)
{
    FcAppSplit *self = FC_APP_SPLIT(object);
    GtkWidget **child = id == FIRST ? &self->first : &self->second;

    *child = g_value_get_object(value);
    gtk_widget_set_parent(*child, GTK_WIDGET(self));
}

static void fc_app_split_dispose(GObject *object)
{
    FcAppSplit *self = FC_APP_SPLIT(object);

    g_clear_pointer(&self->first, gtk_widget_unparent);
    g_clear_pointer(&self->second, gtk_widget_unparent);
    G_OBJECT_CLASS(fc_app_split_parent_class)->dispose(object);
}

static void fc_app_split_class_init(FcAppSplitClass *class)
{
    GObjectClass *object_class = G_OBJECT_CLASS(class);
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);
    const GParamFlags once = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

    object_class->set_property = fc_app_split_set_property;
    object_class->dispose = fc_app_split_dispose;
    widget_class->measure = fc_app_split_measure;
    widget_class->size_allocate = fc_app_split_size_allocate;
    g_object_class_install_property(
        object_class, FIRST, g_param_spec_object("first", NULL, NULL, GTK_TYPE_WIDGET, once));
    g_object_class_install_property(
        object_class, SECOND, g_param_spec_object("second", NULL, NULL, GTK_TYPE_WIDGET, once));
    gtk_widget_class_set_css_name(widget_class, "split");
}

static void fc_app_split_init(FcAppSplit *self)
{
}
