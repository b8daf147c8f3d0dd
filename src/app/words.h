/* SPDX-License-Identifier: MIT */
/*
 * The table of parameters in a person's words: under which heading one stands, what it is called,
 * and whether it is folded away. A parameter that this file does not know has a name made from its
 * own. No widgets; any thread.
 */
#ifndef FC_APP_WORDS_H
#define FC_APP_WORDS_H

#include <glib.h>

#include "fakecam/params.h"

enum fc_app_heading {
    FC_APP_HEADING_CAMERA = 0,
    FC_APP_HEADING_BACKGROUND,
    FC_APP_HEADING_PERSON,
    FC_APP_HEADING_EDGES,
    FC_APP_HEADING_OUTPUT,
    FC_APP_HEADINGS,
};

enum fc_app_heading fc_app_heading_of(const struct fc_param_info *info);

/* Translated, static. */
const char *fc_app_heading_title(enum fc_app_heading heading);
const char *fc_app_heading_expert_title(enum fc_app_heading heading);

/* Its place below the heading: smaller numbers first. */
int fc_app_rank_of(const struct fc_param_info *info);

/* Whether it is only shown to who asks for more. */
gboolean fc_app_is_expert(const struct fc_param_info *info);

/* What it does, without the command's notation; translated, static. */
const char *fc_app_help_of(const struct fc_param_info *info);

/* Translated; free them. */
char *fc_app_title_of(const struct fc_param_info *info);
char *fc_app_word_of(const char *choice);
char *fc_app_value_text(const struct fc_param_info *info, double value);

#endif
