/* SPDX-License-Identifier: MIT */
#include "app/checks.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/doctor.h"
#include "app/findings.h"

struct _FcAppChecks {
    AdwPreferencesGroup parent;

    GtkButton *again;
    AdwActionRow *summary;
    GtkImage *summary_icon;
    GtkSpinner *spinner;
    AdwExpanderRow *all;
    GPtrArray *problem_rows; /* owned list of borrowed rows */
    GPtrArray *other_rows;   /* owned list of borrowed rows, in all */

    FcAppCamera *camera;   // owned
    GCancellable *looking; // owned; NULL: nobody looks
    gboolean is_stale;     /* what is being looked at has changed meanwhile */
    gboolean was_there;    /* the service */
};

G_DEFINE_TYPE(FcAppChecks, fc_app_checks, ADW_TYPE_PREFERENCES_GROUP)

static void say(FcAppChecks *self, const char *text)
{
    gtk_widget_activate_action(GTK_WIDGET(self), "win.say", "s", text);
}

/* --- mending --- */

static void on_mended(GObject *source, GAsyncResult *result, gpointer user)
{
    FcAppChecks *self = user;
    GError *error = NULL;

    if (!fc_app_doctor_run_finish(result, &error)) {
        say(self, error->message);
        g_error_free(error);
    }
    if (self->camera)
        fc_app_checks_look(self);
    g_object_unref(self);
}

static void run(FcAppChecks *self, const char *command)
{
    gtk_spinner_start(self->spinner);
    fc_app_doctor_run(command, on_mended, g_object_ref(self));
}

static void on_mend(GtkWidget *button, gpointer user)
{
    FcAppChecks *self = user;
    const struct fc_app_finding *finding = g_object_get_data(G_OBJECT(button), "finding");

    switch (fc_app_mend_of(finding)) {
    case FC_APP_MEND_SETUP:
        gtk_widget_set_sensitive(button, FALSE);
        run(self, "fakecam setup --yes");
        break;
    case FC_APP_MEND_RUN:
        gtk_widget_set_sensitive(button, FALSE);
        run(self, finding->command);
        break;
    case FC_APP_MEND_DEMO:
        fc_app_camera_set(self->camera, "camera", g_variant_new_string("demo:"));
        say(self,
            _("A drawn person stands in for a camera. Choose another one on the page Adjust."));
        break;
    case FC_APP_MEND_START:
        fc_app_camera_start(self->camera);
        break;
    case FC_APP_MEND_COPY:
        gdk_clipboard_set_text(gtk_widget_get_clipboard(button), finding->command);
        say(self, _("The command is copied: paste it into a terminal."));
        break;
    case FC_APP_MEND_NOT:
        break;
    }
}

/* --- rows --- */

static const char *icon_of(enum fc_app_finding_state state)
{
    switch (state) {
    case FC_APP_FINDING_OK:
        return "fakecam-ok-symbolic";
    case FC_APP_FINDING_NOTE:
        return "dialog-information-symbolic";
    case FC_APP_FINDING_PROBLEM:
        return "dialog-warning-symbolic";
    case FC_APP_FINDING_UNKNOWN:
        break;
    }
    return "dialog-question-symbolic";
}

static const char *style_of(enum fc_app_finding_state state)
{
    return state == FC_APP_FINDING_OK        ? "success"
           : state == FC_APP_FINDING_PROBLEM ? "warning"
                                             : "dim-label";
}

/* For those who do not see the icon. */
static const char *word_of(enum fc_app_finding_state state)
{
    switch (state) {
    case FC_APP_FINDING_OK:
        return _("In order");
    case FC_APP_FINDING_NOTE:
        return _("Good to know");
    case FC_APP_FINDING_PROBLEM:
        return _("A problem");
    case FC_APP_FINDING_UNKNOWN:
        break;
    }
    return _("Not known");
}

static char *subtitle_of(const struct fc_app_finding *finding)
{
    const gboolean tells_why = finding->why[0] && finding->state != FC_APP_FINDING_OK;
    const gboolean has_command = fc_app_mend_of(finding) == FC_APP_MEND_COPY;

    GString *text = g_string_new(finding->found);

    if (tells_why)
        g_string_append_printf(text, "\n%s", finding->why);
    if (has_command)
        g_string_append_printf(text, "\n%s", finding->command);
    return g_string_free(text, FALSE);
}

static GtkWidget *make_button(FcAppChecks *self, const struct fc_app_finding *finding)
{
    const char *label = fc_app_mend_label(fc_app_mend_of(finding));
    GtkWidget *button;

    if (!label)
        return NULL;
    button = gtk_button_new_with_mnemonic(label);
    gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
    g_object_set_data(G_OBJECT(button), "finding", (gpointer)finding);
    g_signal_connect_object(button, "clicked", G_CALLBACK(on_mend), self, 0);
    return button;
}

static GtkWidget *make_icon(const struct fc_app_finding *finding)
{
    GtkWidget *icon = gtk_image_new_from_icon_name(icon_of(finding->state));

    gtk_widget_add_css_class(icon, style_of(finding->state));
    gtk_accessible_update_property(GTK_ACCESSIBLE(icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   word_of(finding->state), -1);
    return icon;
}

static GtkWidget *make_label(const char *text, gboolean is_small)
{
    GtkWidget *label = gtk_label_new(text);

    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    if (is_small) {
        gtk_widget_add_css_class(label, "caption");
        gtk_widget_add_css_class(label, "dim-label");
    }
    return label;
}

/* With a button, which stands below the text: beside it, it would leave no room for that. */
static GtkWidget *make_tall_row(const struct fc_app_finding *finding, GtkWidget *button)
{
    GtkWidget *row = adw_preferences_row_new();
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
    GtkWidget *texts = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
    char *subtitle = subtitle_of(finding);

    gtk_box_append(GTK_BOX(texts), make_label(finding->title, FALSE));
    gtk_box_append(GTK_BOX(texts), make_label(subtitle, TRUE));
    gtk_box_append(GTK_BOX(texts), button);
    gtk_widget_set_hexpand(texts, TRUE);
    gtk_widget_set_halign(button, GTK_ALIGN_START);
    gtk_widget_add_css_class(button, "row-button");
    gtk_widget_add_css_class(box, "tall-row");
    gtk_box_append(GTK_BOX(box), make_icon(finding));
    gtk_box_append(GTK_BOX(box), texts);
    gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), box);
    gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), FALSE);
    adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), finding->title);
    g_free(subtitle);
    return row;
}

static GtkWidget *make_flat_row(const struct fc_app_finding *finding)
{
    GtkWidget *row = adw_action_row_new();
    char *subtitle = subtitle_of(finding);

    adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), finding->title);
    adw_action_row_set_subtitle(ADW_ACTION_ROW(row), subtitle);
    adw_action_row_add_prefix(ADW_ACTION_ROW(row), make_icon(finding));
    g_free(subtitle);
    return row;
}

/* The row keeps the findings for its button. */
static GtkWidget *make_row(FcAppChecks *self, GPtrArray *findings, guint i)
{
    const struct fc_app_finding *finding = findings->pdata[i];
    GtkWidget *button = make_button(self, finding);
    GtkWidget *row = button ? make_tall_row(finding, button) : make_flat_row(finding);

    g_object_set_data_full(G_OBJECT(row), "findings", g_ptr_array_ref(findings),
                           (GDestroyNotify)g_ptr_array_unref);
    return row;
}

static void clear(FcAppChecks *self)
{
    for (guint i = 0; i < self->problem_rows->len; i++)
        adw_preferences_group_remove(ADW_PREFERENCES_GROUP(self), self->problem_rows->pdata[i]);
    for (guint i = 0; i < self->other_rows->len; i++)
        adw_expander_row_remove(self->all, self->other_rows->pdata[i]);
    g_ptr_array_set_size(self->problem_rows, 0);
    g_ptr_array_set_size(self->other_rows, 0);
}

static void add_problems(FcAppChecks *self, GPtrArray *findings)
{
    for (guint i = 0; i < findings->len; i++) {
        const struct fc_app_finding *finding = findings->pdata[i];
        GtkWidget *row;

        if (finding->state != FC_APP_FINDING_PROBLEM)
            continue;
        row = make_row(self, findings, i);
        adw_preferences_group_add(ADW_PREFERENCES_GROUP(self), row);
        g_ptr_array_add(self->problem_rows, row);
    }
}

static void add_others(FcAppChecks *self, GPtrArray *findings)
{
    for (guint i = 0; i < findings->len; i++) {
        const struct fc_app_finding *finding = findings->pdata[i];
        GtkWidget *row;

        if (finding->state == FC_APP_FINDING_PROBLEM)
            continue;
        row = make_row(self, findings, i);
        adw_expander_row_add_row(self->all, row);
        g_ptr_array_add(self->other_rows, row);
    }
}

/* --- the summary --- */

static void summarise(FcAppChecks *self, const char *title, const char *subtitle, const char *icon,
                      const char *style)
{
    static const char *const styles[] = {"success", "warning", "dim-label"};

    for (size_t i = 0; i < G_N_ELEMENTS(styles); i++)
        gtk_widget_remove_css_class(GTK_WIDGET(self->summary_icon), styles[i]);
    gtk_widget_add_css_class(GTK_WIDGET(self->summary_icon), style);
    gtk_image_set_from_icon_name(self->summary_icon, icon);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(self->summary), title);
    adw_action_row_set_subtitle(self->summary, subtitle);
}

static void show_findings(FcAppChecks *self, GPtrArray *findings)
{
    const int problems = fc_app_findings_problems(findings);
    char *title;

    if (problems) {
        title = g_strdup_printf(ngettext("%d thing is to be mended", "%d things are to be mended",
                                         (unsigned long)problems),
                                problems);
        summarise(self, title, _("Go from the top: what is mended first may mend what follows."),
                  "dialog-warning-symbolic", "warning");
        g_free(title);
    } else {
        summarise(self, _("Everything is ready"),
                  _("In your call, choose “Fakecam” as the camera."), "fakecam-ok-symbolic",
                  "success");
    }
    clear(self);
    /* the list of all stays the last */
    adw_preferences_group_remove(ADW_PREFERENCES_GROUP(self), g_object_ref(GTK_WIDGET(self->all)));
    add_problems(self, findings);
    adw_preferences_group_add(ADW_PREFERENCES_GROUP(self), GTK_WIDGET(self->all));
    g_object_unref(self->all);
    add_others(self, findings);
    gtk_widget_set_visible(GTK_WIDGET(self->all), self->other_rows->len > 0);
}

static void on_looked(GObject *source, GAsyncResult *result, gpointer user)
{
    FcAppChecks *self = user;
    GError *error = NULL;
    GPtrArray *findings = fc_app_doctor_look_finish(result, &error);

    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        g_error_free(error);
        g_object_unref(self);
        return;
    }
    g_clear_object(&self->looking);
    if (self->is_stale) {
        g_clear_pointer(&findings, g_ptr_array_unref);
        g_clear_error(&error);
        fc_app_checks_look(self);
        g_object_unref(self);
        return;
    }
    gtk_spinner_stop(self->spinner);
    gtk_widget_set_sensitive(GTK_WIDGET(self->again), TRUE);
    if (findings) {
        show_findings(self, findings);
        g_ptr_array_unref(findings);
    } else {
        summarise(self, _("It could not be checked"), error->message, "dialog-question-symbolic",
                  "dim-label");
        g_error_free(error);
    }
    g_object_unref(self);
}

void fc_app_checks_look(FcAppChecks *self)
{
    if (self->looking)
        return;
    self->is_stale = FALSE;
    self->looking = g_cancellable_new();
    gtk_spinner_start(self->spinner);
    gtk_widget_set_sensitive(GTK_WIDGET(self->again), FALSE);
    fc_app_doctor_look(self->looking, on_looked, g_object_ref(self));
}

/* --- what changes by itself --- */

static void look_anew(FcAppChecks *self)
{
    if (self->looking)
        self->is_stale = TRUE;
    else if (gtk_widget_get_mapped(GTK_WIDGET(self)))
        fc_app_checks_look(self);
}

static void on_changed(FcAppChecks *self)
{
    const gboolean is_there = fc_app_camera_is_there(self->camera);

    if (is_there == self->was_there)
        return;
    self->was_there = is_there;
    look_anew(self);
}

/* --- making it --- */

static void fc_app_checks_map(GtkWidget *widget)
{
    GTK_WIDGET_CLASS(fc_app_checks_parent_class)->map(widget);
    fc_app_checks_look(FC_APP_CHECKS(widget));
}

void fc_app_checks_set_camera(FcAppChecks *self, FcAppCamera *camera)
{
    g_assert(!self->camera);
    self->camera = g_object_ref(camera);
    self->was_there = fc_app_camera_is_there(camera);
    g_signal_connect_object(camera, "changed", G_CALLBACK(on_changed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(camera, "value-changed::camera", G_CALLBACK(look_anew), self,
                            G_CONNECT_SWAPPED);
}

static void fc_app_checks_dispose(GObject *object)
{
    FcAppChecks *self = FC_APP_CHECKS(object);

    g_cancellable_cancel(self->looking);
    g_clear_object(&self->looking);
    g_clear_object(&self->camera);
    G_OBJECT_CLASS(fc_app_checks_parent_class)->dispose(object);
}

static void fc_app_checks_finalize(GObject *object)
{
    FcAppChecks *self = FC_APP_CHECKS(object);

    g_ptr_array_unref(self->problem_rows);
    g_ptr_array_unref(self->other_rows);
    G_OBJECT_CLASS(fc_app_checks_parent_class)->finalize(object);
}

static void fc_app_checks_class_init(FcAppChecksClass *class)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

    G_OBJECT_CLASS(class)->dispose = fc_app_checks_dispose;
    G_OBJECT_CLASS(class)->finalize = fc_app_checks_finalize;
    widget_class->map = fc_app_checks_map;
    gtk_widget_class_set_template_from_resource(widget_class, "/org/fakecam/App/ui/checks.ui");
    gtk_widget_class_bind_template_child(widget_class, FcAppChecks, again);
    gtk_widget_class_bind_template_child(widget_class, FcAppChecks, summary);
    gtk_widget_class_bind_template_child(widget_class, FcAppChecks, summary_icon);
    gtk_widget_class_bind_template_child(widget_class, FcAppChecks, spinner);
    gtk_widget_class_bind_template_child(widget_class, FcAppChecks, all);
    gtk_widget_class_bind_template_callback(widget_class, fc_app_checks_look);
}

static void fc_app_checks_init(FcAppChecks *self)
{
    self->problem_rows = g_ptr_array_new();
    self->other_rows = g_ptr_array_new();
    gtk_widget_init_template(GTK_WIDGET(self));
}
