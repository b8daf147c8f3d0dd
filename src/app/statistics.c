/* SPDX-License-Identifier: MIT */
#include "app/statistics.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/chart.h"

/* A second: the charts hold a minute. Only while the page is on the screen. */
#define INTERVAL_S 1
/* Figures that change are not to move their charts. */
#define FIGURE_CHARS 8

/* Figures that are drawn, as GetStatistics has them; the last is their sum. */
static const struct figure {
    const char *key;
    const char *title;
    gboolean is_time;
} figures[] = {
    {"frames-per-second", N_("Frames a second"), FALSE},
    {"convert-ms", N_("Convert"), TRUE},
    {"network-ms", N_("Network"), TRUE},
    {"matte-ms", N_("Matte"), TRUE},
    {"compose-ms", N_("Compose"), TRUE},
    {NULL, N_("A frame in all"), TRUE},
};

enum fact {
    FACT_STATE = 0,
    FACT_CAMERA,
    FACT_SIZE,
    FACT_DEVICE,
    FACT_OUTPUTS,
    FACT_FRAMES,
    FACT_VERSION,
    FACTS,
};

static const char *const fact_titles[FACTS] = {
    [FACT_STATE] = N_("State"),     [FACT_CAMERA] = N_("Camera"),
    [FACT_SIZE] = N_("Size"),       [FACT_DEVICE] = N_("Computed on"),
    [FACT_OUTPUTS] = N_("Readers"), [FACT_FRAMES] = N_("Frames since the start"),
    [FACT_VERSION] = N_("Version"),
};

struct _FcAppStatistics {
    GtkWidget parent;

    GtkWidget *page;
    AdwPreferencesGroup *speed;
    AdwPreferencesGroup *camera_group;
    FcAppChart *charts[G_N_ELEMENTS(figures)];
    GtkLabel *values[G_N_ELEMENTS(figures)];
    GtkLabel *facts[FACTS];

    FcAppCamera *camera;  // owned
    GCancellable *asking; // owned; NULL: no call is under way
    guint timer;          /* source id, while it is on the screen */
    double frames, cards; /* since the start */
};

G_DEFINE_TYPE(FcAppStatistics, fc_app_statistics, GTK_TYPE_WIDGET)

/* --- the figures --- */

static double number(GVariant *statistics, const char *key)
{
    double value = 0;

    g_variant_lookup(statistics, key, "d", &value);
    return value;
}

static void show_figure(FcAppStatistics *self, size_t i, double value)
{
    char *text = g_strdup_printf(figures[i].is_time ? "%.1f ms" : "%.1f", value);

    fc_app_chart_add(self->charts[i], value);
    gtk_label_set_text(self->values[i], text);
    g_free(text);
}

static char *outputs_text(FcAppStatistics *self)
{
    GVariant *outputs = fc_app_camera_outputs(self->camera);
    GString *text = g_string_new(NULL);
    const char *name, *state;
    GVariantIter iter;
    int readers;

    if (outputs) {
        g_variant_iter_init(&iter, outputs);
        while (g_variant_iter_next(&iter, "(&s&si&s)", &name, &state, &readers, NULL))
            g_string_append_printf(text, readers < 0 ? "%s%s %s, ?" : "%s%s %s, %d",
                                   text->len ? "\n" : "", name, state, readers);
    }
    return g_string_free(text, FALSE);
}

static char *fact_text(FcAppStatistics *self, enum fact fact)
{
    struct fc_app_situation situation;
    struct fc_app_saying saying;
    int width, height;
    char *text;

    fc_app_camera_situation(self->camera, &situation);
    switch (fact) {
    case FACT_STATE:
        saying = fc_app_say(&situation);
        text = g_strdup(saying.title);
        fc_app_saying_finish(&saying);
        return text;
    case FACT_CAMERA:
        return g_strdup(situation.camera[0] ? situation.camera : _("closed"));
    case FACT_SIZE:
        fc_app_camera_size(self->camera, &width, &height);
        return g_strdup_printf("%d×%d", width, height);
    case FACT_DEVICE:
        return g_ascii_strup(fc_app_camera_device(self->camera), -1);
    case FACT_OUTPUTS:
        return outputs_text(self);
    case FACT_FRAMES:
        return g_strdup_printf(_("%.0f, of them %.0f cards"), self->frames, self->cards);
    case FACT_VERSION:
    case FACTS:
        break;
    }
    return g_strdup_printf("Fakecam %s, app %s, GTK %u.%u.%u", fc_app_camera_version(self->camera),
                           FC_VERSION, gtk_get_major_version(), gtk_get_minor_version(),
                           gtk_get_micro_version());
}

static void show_facts(FcAppStatistics *self)
{
    for (int i = 0; i < FACTS; i++) {
        char *text = fact_text(self, (enum fact)i);

        gtk_label_set_text(self->facts[i], text);
        g_free(text);
    }
}

static void on_statistics(GObject *source, GAsyncResult *result, gpointer user)
{
    FcAppStatistics *self = user;
    GVariant *statistics = fc_app_camera_statistics_finish(result, NULL);
    double total = 0;

    g_clear_object(&self->asking);
    if (statistics && self->camera) {
        for (size_t i = 0; i < G_N_ELEMENTS(figures); i++) {
            const double value = figures[i].key ? number(statistics, figures[i].key) : total;

            show_figure(self, i, value);
            if (i > 0)
                total += value;
        }
        self->frames = number(statistics, "frames");
        self->cards = number(statistics, "cards");
        show_facts(self);
    }
    g_clear_pointer(&statistics, g_variant_unref);
    g_object_unref(self);
}

static gboolean ask(gpointer user)
{
    FcAppStatistics *self = user;

    if (self->asking || !self->camera)
        return G_SOURCE_CONTINUE;
    self->asking = g_cancellable_new();
    fc_app_camera_ask_statistics(self->camera, self->asking, on_statistics, g_object_ref(self));
    return G_SOURCE_CONTINUE;
}

/* --- as text --- */

static void on_copy(FcAppStatistics *self)
{
    GString *text = g_string_new(NULL);

    for (int i = 0; i < FACTS; i++) {
        char *line = g_strdelimit(g_strdup(gtk_label_get_text(self->facts[i])), "\n", ';');

        g_string_append_printf(text, "%s: %s\n", _(fact_titles[i]), line);
        g_free(line);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(figures); i++)
        g_string_append_printf(text, "%s: %s\n", _(figures[i].title),
                               gtk_label_get_text(self->values[i]));
    gdk_clipboard_set_text(gtk_widget_get_clipboard(GTK_WIDGET(self)), text->str);
    gtk_widget_activate_action(GTK_WIDGET(self), "win.say", "s", _("The figures are copied."));
    g_string_free(text, TRUE);
}

/* --- making it --- */

static GtkWidget *new_row(const char *title)
{
    GtkWidget *row = adw_action_row_new();

    adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), title);
    return row;
}

static GtkLabel *add_label(GtkWidget *row, gboolean is_wrapped)
{
    GtkWidget *label = gtk_label_new("–");

    gtk_label_set_xalign(GTK_LABEL(label), 1);
    if (!is_wrapped)
        gtk_label_set_width_chars(GTK_LABEL(label), FIGURE_CHARS);
    gtk_label_set_wrap(GTK_LABEL(label), is_wrapped);
    gtk_label_set_natural_wrap_mode(GTK_LABEL(label), GTK_NATURAL_WRAP_NONE);
    gtk_label_set_justify(GTK_LABEL(label), GTK_JUSTIFY_RIGHT);
    gtk_label_set_selectable(GTK_LABEL(label), is_wrapped);
    gtk_widget_add_css_class(label, "numeric");
    gtk_widget_add_css_class(label, is_wrapped ? "dim-label" : "chart-value");
    adw_action_row_add_suffix(ADW_ACTION_ROW(row), label);
    return GTK_LABEL(label);
}

static void add_rows(FcAppStatistics *self)
{
    for (size_t i = 0; i < G_N_ELEMENTS(figures); i++) {
        GtkWidget *row = new_row(_(figures[i].title));

        self->charts[i] = FC_APP_CHART(fc_app_chart_new());
        gtk_widget_set_valign(GTK_WIDGET(self->charts[i]), GTK_ALIGN_CENTER);
        adw_action_row_add_suffix(ADW_ACTION_ROW(row), GTK_WIDGET(self->charts[i]));
        self->values[i] = add_label(row, FALSE);
        adw_preferences_group_add(self->speed, row);
    }
    for (int i = 0; i < FACTS; i++) {
        GtkWidget *row = new_row(_(fact_titles[i]));

        self->facts[i] = add_label(row, TRUE);
        gtk_accessible_update_property(GTK_ACCESSIBLE(self->facts[i]),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, _(fact_titles[i]), -1);
        adw_preferences_group_add(self->camera_group, row);
    }
}

void fc_app_statistics_set_camera(FcAppStatistics *self, FcAppCamera *camera)
{
    g_assert(!self->camera);
    self->camera = g_object_ref(camera);
}

static void fc_app_statistics_map(GtkWidget *widget)
{
    FcAppStatistics *self = FC_APP_STATISTICS(widget);

    GTK_WIDGET_CLASS(fc_app_statistics_parent_class)->map(widget);
    self->timer = g_timeout_add_seconds(INTERVAL_S, ask, self);
    ask(self);
}

static void fc_app_statistics_unmap(GtkWidget *widget)
{
    g_clear_handle_id(&FC_APP_STATISTICS(widget)->timer, g_source_remove);
    GTK_WIDGET_CLASS(fc_app_statistics_parent_class)->unmap(widget);
}

static void fc_app_statistics_dispose(GObject *object)
{
    FcAppStatistics *self = FC_APP_STATISTICS(object);

    g_cancellable_cancel(self->asking);
    g_clear_handle_id(&self->timer, g_source_remove);
    g_clear_object(&self->camera);
    g_clear_pointer(&self->page, gtk_widget_unparent);
    G_OBJECT_CLASS(fc_app_statistics_parent_class)->dispose(object);
}

static void fc_app_statistics_class_init(FcAppStatisticsClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = fc_app_statistics_dispose;
    widget_class->map = fc_app_statistics_map;
    widget_class->unmap = fc_app_statistics_unmap;
    gtk_widget_class_set_template_from_resource(widget_class, "/org/fakecam/App/ui/statistics.ui");
    gtk_widget_class_set_layout_manager_type(widget_class, GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_bind_template_child(widget_class, FcAppStatistics, page);
    gtk_widget_class_bind_template_child(widget_class, FcAppStatistics, speed);
    gtk_widget_class_bind_template_child(widget_class, FcAppStatistics, camera_group);
    gtk_widget_class_bind_template_callback(widget_class, on_copy);
}

static void fc_app_statistics_init(FcAppStatistics *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
    add_rows(self);
}
