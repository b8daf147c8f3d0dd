/* SPDX-License-Identifier: MIT */
/*
 * What the camera is up to, and how that is told to a person: one title, one line, one colour, and
 * at most one button. No widgets; any thread.
 */
#ifndef FC_APP_SITUATION_H
#define FC_APP_SITUATION_H

#include <glib.h>

enum fc_app_presence {
    FC_APP_PRESENCE_UNSET = 0,
    FC_APP_GONE,     /* no service, and nobody starts one */
    FC_APP_STARTING, /* asked for, or looked for */
    FC_APP_THERE,
};

enum fc_app_state {
    FC_APP_STATE_UNSET = 0,
    FC_APP_WAITING,
    FC_APP_PAUSED,
    FC_APP_CAMERA_STARTS,
    FC_APP_LIVE,
    FC_APP_PROBLEM,
};

/* Texts are borrowed and never NULL once fc_app_situation_init() was called. */
struct fc_app_situation {
    enum fc_app_presence presence;
    enum fc_app_state state;
    const char *why_gone; /* what kept the service from starting; "" */
    const char *message;  /* the service's own line; "" */
    const char *camera;   /* that streams; "" */
    gboolean room_shows;  /* background=none */
    int watchers;         /* programs, without previews */
    gboolean may_watch;   /* somebody perhaps watches: it cannot be known */
    int outputs;          /* that programs can see: ready ones, without previews */
};

enum fc_app_tone {
    FC_APP_CALM = 0,
    FC_APP_ON_AIR, /* others see the person */
    FC_APP_WARNING,
    FC_APP_ERROR,
};

/* What the button beside the line does. */
enum fc_app_remedy {
    FC_APP_NO_REMEDY = 0,
    FC_APP_START,  /* the service */
    FC_APP_RESUME, /* after a pause */
    FC_APP_CHECK,  /* show the page that looks for what is wrong */
    FC_APP_HIDE,   /* choose a background that hides the room */
};

struct fc_app_saying {
    const char *title;  /* static */
    char *detail;       // owned; "" where there is nothing to say
    const char *icon;   /* name; static */
    const char *button; /* its label, static; NULL where there is no remedy */
    enum fc_app_tone tone;
    enum fc_app_remedy remedy;
};

void fc_app_situation_init(struct fc_app_situation *situation);

/* The service's State as a word; UNSET for words that this program does not know. */
enum fc_app_state fc_app_state_of(const char *word);

struct fc_app_saying fc_app_say(const struct fc_app_situation *situation);
void fc_app_saying_finish(struct fc_app_saying *saying);

#endif
