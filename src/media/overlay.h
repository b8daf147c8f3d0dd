/* SPDX-License-Identifier: MIT */
/* The picture that "overlay" names, read and given to an engine. */
#ifndef FC_MEDIA_OVERLAY_H
#define FC_MEDIA_OVERLAY_H

#include "fakecam/fakecam.h"

/*
 * Gives the engine the PNG picture of that path, or takes its own away where name is none. Nothing
 * has changed on failure. Errors are those of fc_png_read().
 */
int fc_overlay_open(struct fc_engine *engine, const char *name, struct fc_error *error);

/* Reads it for nothing but the errors. */
int fc_overlay_check(const char *name, struct fc_error *error);

#endif
