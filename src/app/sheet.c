/* SPDX-License-Identifier: MIT */
#include "app/sheet.h"

#include <gtk/gtk.h>

struct _FcAppSheet {
    GObject parent;

    cairo_surface_t *surface; // owned
};

static void draw(GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
    FcAppSheet *self = FC_APP_SHEET(paintable);
    const graphene_rect_t all = GRAPHENE_RECT_INIT(0, 0, (float)width, (float)height);
    cairo_t *cr = gtk_snapshot_append_cairo(GTK_SNAPSHOT(snapshot), &all);

    cairo_scale(cr, width / cairo_image_surface_get_width(self->surface),
                height / cairo_image_surface_get_height(self->surface));
    cairo_set_source_surface(cr, self->surface, 0, 0);
    cairo_paint(cr);
    cairo_destroy(cr);
}

static int width_of(GdkPaintable *paintable)
{
    return cairo_image_surface_get_width(FC_APP_SHEET(paintable)->surface);
}

static int height_of(GdkPaintable *paintable)
{
    return cairo_image_surface_get_height(FC_APP_SHEET(paintable)->surface);
}

static GdkPaintableFlags flags_of(GdkPaintable *paintable)
{
    return GDK_PAINTABLE_STATIC_CONTENTS | GDK_PAINTABLE_STATIC_SIZE;
}

static void be_paintable(GdkPaintableInterface *interface)
{
    interface->snapshot = draw;
    interface->get_intrinsic_width = width_of;
    interface->get_intrinsic_height = height_of;
    interface->get_flags = flags_of;
}

G_DEFINE_TYPE_WITH_CODE(FcAppSheet, fc_app_sheet, G_TYPE_OBJECT,
                        G_IMPLEMENT_INTERFACE(GDK_TYPE_PAINTABLE, be_paintable))

FcAppSheet *fc_app_sheet_new(cairo_surface_t *surface)
{
    FcAppSheet *self = g_object_new(FC_TYPE_APP_SHEET, NULL);

    self->surface = surface;
    return self;
}

static void fc_app_sheet_finalize(GObject *object)
{
    g_clear_pointer(&FC_APP_SHEET(object)->surface, cairo_surface_destroy);
    G_OBJECT_CLASS(fc_app_sheet_parent_class)->finalize(object);
}

static void fc_app_sheet_class_init(FcAppSheetClass *class)
{
    G_OBJECT_CLASS(class)->finalize = fc_app_sheet_finalize;
}

static void fc_app_sheet_init(FcAppSheet *self)
{
}
