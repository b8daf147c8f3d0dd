/* SPDX-License-Identifier: MIT */
#include "app/chart.h"

#define VALUES 60
#define WIDTH 110
#define HEIGHT 36

struct _FcAppChart {
    GtkWidget parent;

    double values[VALUES]; /* a ring */
    int count;
    int next;
};

G_DEFINE_TYPE(FcAppChart, fc_app_chart, GTK_TYPE_WIDGET)

GtkWidget *fc_app_chart_new(void)
{
    return g_object_new(FC_TYPE_APP_CHART, NULL);
}

void fc_app_chart_add(FcAppChart *self, double value)
{
    self->values[self->next] = value;
    self->next = (self->next + 1) % VALUES;
    self->count = MIN(self->count + 1, VALUES);
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

/* The value i seconds ago. */
static double value_at(const FcAppChart *self, int i)
{
    return self->values[(self->next - 1 - i + 2 * VALUES) % VALUES];
}

static double largest(const FcAppChart *self)
{
    double most = 0.001;

    for (int i = 0; i < self->count; i++)
        most = MAX(most, value_at(self, i));
    return most;
}

static void draw_line(const FcAppChart *self, cairo_t *cr, double width, double height)
{
    const double top = largest(self) * 1.15;

    for (int i = 0; i < self->count; i++)
        cairo_line_to(cr, width - 1 - i * (width - 2) / (VALUES - 1),
                      height - 1 - value_at(self, i) / top * (height - 2));
}

static void fc_app_chart_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    FcAppChart *self = FC_APP_CHART(widget);
    const int width = gtk_widget_get_width(widget);
    const int height = gtk_widget_get_height(widget);
    const graphene_rect_t all = GRAPHENE_RECT_INIT(0, 0, (float)width, (float)height);
    GdkRGBA color;
    cairo_t *cr;

    if (self->count < 2)
        return;
    gtk_style_context_get_color(gtk_widget_get_style_context(widget), &color);
    cr = gtk_snapshot_append_cairo(snapshot, &all);
    cairo_set_line_width(cr, 1.5);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    gdk_cairo_set_source_rgba(cr, &color);
    draw_line(self, cr, width, height);
    cairo_stroke_preserve(cr);
    cairo_line_to(cr, width - 1 - (self->count - 1) * (width - 2.0) / (VALUES - 1), height);
    cairo_line_to(cr, width - 1, height);
    cairo_close_path(cr);
    color.alpha *= 0.15f;
    gdk_cairo_set_source_rgba(cr, &color);
    cairo_fill(cr);
    cairo_destroy(cr);
}

static void fc_app_chart_measure(GtkWidget *widget, GtkOrientation orientation, int for_size,
                                 int *minimum, int *natural, int *minimum_baseline,
                                 int *natural_baseline)
{
    *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
    *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH * 3 / 5 : HEIGHT;
}

static void fc_app_chart_class_init(FcAppChartClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    widget_class->snapshot = fc_app_chart_snapshot;
    widget_class->measure = fc_app_chart_measure;
    gtk_widget_class_set_css_name(widget_class, "chart");
    gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void fc_app_chart_init(FcAppChart *self)
{
}
