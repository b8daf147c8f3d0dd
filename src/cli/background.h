/* SPDX-License-Identifier: MIT */
/* Opens the pictures and films that --background and --overlay name, and gives them to the engine. */
#ifndef FC_CLI_BACKGROUND_H
#define FC_CLI_BACKGROUND_H

#include <glib.h>

#include "fakecam/fakecam.h"

/* Whether the engine's background is that word. */
gboolean cli_background_is(struct fc_engine *engine, const char *word);

/*
 * Does nothing where the background is one of the engine's own (none, blur, color, greenscreen).
 * size: of the frames. wait: every picture at its very time, as files want it; else as a camera
 * has it.
 */
int cli_background_open(struct fc_engine *engine, struct fc_size size, gboolean wait,
                        struct fc_error *error);

/* Opens what --overlay names, if anything. */
int cli_overlay_open(struct fc_engine *engine, struct fc_error *error);

#endif
