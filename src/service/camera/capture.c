/* SPDX-License-Identifier: MIT */
#include "service/camera/capture.h"

#include <errno.h>
#include <string.h>

#include <glib.h>

#include "service/camera/list.h"
#include "service/holders.h"

void fc_capture_run(struct fc_attempt *attempt)
{
    struct fc_camera_info info;
    struct fc_error error = {0};
    const int ret = fc_camera_find(attempt->params, &info, &error);

    if (ret < 0) {
        fc_attempt_end(attempt, ret == -ENODEV ? FC_CAMERA_ABSENT : FC_CAMERA_FAILED, "%s",
                       error.text);
        return;
    }
    g_strlcpy(attempt->label, info.name[0] ? info.name : info.path, sizeof(attempt->label));
    if (info.is_pipewire)
        fc_capture_pipewire(attempt, &info);
    else
        fc_capture_v4l2(attempt, &info);
}

static void end_busy(struct fc_attempt *attempt, const struct fc_camera_info *info)
{
    char names[128] = "";

    fc_holders_names(info->path, names, sizeof(names));
    fc_attempt_end(attempt, FC_CAMERA_BUSY, "The camera is in use by %s.",
                   names[0] ? names : "another program");
}

void fc_capture_end(struct fc_attempt *attempt, const struct fc_camera_info *info, int code)
{
    const char *name = info->name[0] ? info->name : info->path;

    switch (code) {
    case -ENODEV:
    case -ENOENT:
    case -ENXIO:
        fc_attempt_end(attempt, FC_CAMERA_ABSENT, "The camera %s is not plugged in.", name);
        break;
    case -EBUSY:
        end_busy(attempt, info);
        break;
    case -EACCES:
    case -EPERM:
        fc_attempt_end(attempt, FC_CAMERA_FAILED,
                       "You may not open the camera %s. Join the group video: "
                       "sudo adduser \"$USER\" video, then log in again.",
                       info->path);
        break;
    case -ENOSPC: /* from STREAMON */
        fc_attempt_end(attempt, FC_CAMERA_FAILED,
                       "The camera %s shares its USB bus with too much else: try another port.",
                       name);
        break;
    case -ENOTTY:
        fc_attempt_end(attempt, FC_CAMERA_FAILED, "%s is not a camera.", info->path);
        break;
    case -ETIMEDOUT:
        fc_attempt_end(attempt, FC_CAMERA_FAILED,
                       "The camera %s gives no pictures. It is being started again.", name);
        break;
    default:
        fc_attempt_end(attempt, FC_CAMERA_FAILED, "The camera %s fails: %s.", name,
                       strerror(-code));
    }
}

/* "HD Webcam, 1280x720 MJPEG at 30" */
static void name_mode(struct fc_attempt *attempt, const struct fc_camera_mode *mode)
{
    const size_t used = strlen(attempt->label);

    g_snprintf(attempt->label + used, sizeof(attempt->label) - used, ", %dx%d %s", mode->size.width,
               mode->size.height, mode->format);
    if (fc_mode_rate(mode) > 0) {
        const size_t more = strlen(attempt->label);

        g_snprintf(attempt->label + more, sizeof(attempt->label) - more, " at %.4g",
                   fc_mode_rate(mode));
    }
}

bool fc_capture_choose(struct fc_attempt *attempt, const struct fc_camera_mode *modes, int count,
                       struct fc_camera_mode *mode)
{
    const struct fc_camera_params *params = attempt->params;
    const int chosen = fc_mode_choose(modes, count, params->size, params->rate);

    if (chosen < 0) {
        fc_attempt_end(attempt, FC_CAMERA_FAILED,
                       "The camera offers no pictures, or none that can be read.");
        return false;
    }
    *mode = modes[chosen];
    name_mode(attempt, mode);
    return true;
}

int64_t fc_capture_time(int64_t seen_ns, int64_t now_ns, int64_t last_ns)
{
    if (seen_ns > now_ns || seen_ns < now_ns - FC_CAPTURE_MAX_AGE_NS)
        seen_ns = now_ns;
    return seen_ns > last_ns ? seen_ns : last_ns + 1;
}
