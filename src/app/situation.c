/* SPDX-License-Identifier: MIT */
#include "app/situation.h"

#include <string.h>

#include <glib/gi18n.h>

#include "app/sentences.h"

void fc_app_situation_init(struct fc_app_situation *situation)
{
    *situation = (struct fc_app_situation){.why_gone = "", .message = "", .camera = ""};
}

enum fc_app_state fc_app_state_of(const char *word)
{
    static const struct {
        const char *word;
        enum fc_app_state state;
    } states[] = {
        {"waiting", FC_APP_WAITING},        {"paused", FC_APP_PAUSED},
        {"starting", FC_APP_CAMERA_STARTS}, {"live", FC_APP_LIVE},
        {"problem", FC_APP_PROBLEM},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(states); i++)
        if (g_strcmp0(word, states[i].word) == 0)
            return states[i].state;
    return FC_APP_STATE_UNSET;
}

/* --- one function for each kind of situation --- */

static struct fc_app_saying say_absent(const struct fc_app_situation *situation)
{
    if (situation->presence != FC_APP_GONE)
        return (struct fc_app_saying){
            .title = _("Starting Fakecam…"),
            .detail = g_strdup(""),
            .icon = "content-loading-symbolic",
        };
    return (struct fc_app_saying){
        .title = _("Fakecam Is Not Running"),
        .detail = g_strdup(situation->why_gone[0] ? situation->why_gone
                                                  : _("Programs see no camera until it runs.")),
        .icon = "dialog-error-symbolic",
        .button = _("_Start"),
        .tone = FC_APP_ERROR,
        .remedy = FC_APP_START,
    };
}

static struct fc_app_saying say_paused(const struct fc_app_situation *situation)
{
    const char *detail = situation->watchers > 0
                             ? _("Others do not see you. The camera is off.")
                             : _("Nobody will see you until you resume. The camera is off.");

    return (struct fc_app_saying){
        .title = _("Paused"),
        .detail = g_strdup(detail),
        .icon = "media-playback-pause-symbolic",
        .button = _("_Resume"),
        .tone = FC_APP_WARNING,
        .remedy = FC_APP_RESUME,
    };
}

static struct fc_app_saying say_problem(const struct fc_app_situation *situation)
{
    return (struct fc_app_saying){
        .title = _("The Camera Does Not Work"),
        .detail = situation->message[0] ? fc_app_sentence(situation->message)
                                        : g_strdup(_("Others see a card instead of you.")),
        .icon = "dialog-warning-symbolic",
        .button = _("_Check"),
        .tone = FC_APP_ERROR,
        .remedy = FC_APP_CHECK,
    };
}

static struct fc_app_saying say_unseen(const struct fc_app_situation *situation)
{
    return (struct fc_app_saying){
        .title = _("Not Connected"),
        .detail = g_strdup(_("No program can see this camera yet.")),
        .icon = "dialog-warning-symbolic",
        .button = _("_Set Up"),
        .tone = FC_APP_WARNING,
        .remedy = FC_APP_CHECK,
    };
}

static char *watchers_text(const struct fc_app_situation *situation)
{
    if (situation->watchers > 0)
        return g_strdup_printf(ngettext("%d program is watching you.",
                                        "%d programs are watching you.",
                                        (unsigned long)situation->watchers),
                               situation->watchers);
    if (situation->may_watch)
        return g_strdup(_("A program may be watching you."));
    return NULL;
}

static struct fc_app_saying say_room(const struct fc_app_situation *situation)
{
    char *watchers = watchers_text(situation);

    return (struct fc_app_saying){
        .title = _("Your Room Shows"),
        .detail = watchers ? watchers : g_strdup(_("No background is chosen.")),
        .icon = "dialog-warning-symbolic",
        .button = _("_Hide It"),
        .tone = FC_APP_WARNING,
        .remedy = FC_APP_HIDE,
    };
}

static struct fc_app_saying say_watched(const struct fc_app_situation *situation)
{
    return (struct fc_app_saying){
        .title =
            situation->state == FC_APP_CAMERA_STARTS ? _("Switching the Camera On…") : _("On Air"),
        .detail = watchers_text(situation),
        .icon = "camera-web-symbolic",
        .tone = FC_APP_ON_AIR,
    };
}

static struct fc_app_saying say_ready(const struct fc_app_situation *situation)
{
    const char *how = _("In your call, choose “Fakecam” as the camera.");
    const char *camera =
        strcmp(situation->camera, "demo:") == 0 ? _("Demo person") : situation->camera;
    char *detail = camera[0] ? g_strdup_printf("%s\n%s", how, camera) : g_strdup(how);

    return (struct fc_app_saying){
        .title = _("Ready"),
        .detail = detail,
        .icon = "fakecam-ok-symbolic",
    };
}

struct fc_app_saying fc_app_say(const struct fc_app_situation *situation)
{
    if (situation->presence != FC_APP_THERE)
        return say_absent(situation);
    if (situation->state == FC_APP_PAUSED)
        return say_paused(situation);
    if (situation->state == FC_APP_PROBLEM)
        return say_problem(situation);
    if (situation->outputs == 0)
        return say_unseen(situation);
    if (situation->room_shows)
        return say_room(situation);
    if (situation->watchers > 0 || situation->may_watch)
        return say_watched(situation);
    return say_ready(situation);
}

void fc_app_saying_finish(struct fc_app_saying *saying)
{
    g_clear_pointer(&saying->detail, g_free);
}
