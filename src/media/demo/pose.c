/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

#include <math.h>

#define WAVE_PERIOD 7.0
#define BLINK_PERIOD 3.6

static double turns(double seconds, double period, double offset)
{
    return sin(2 * FC_DEMO_PI * (seconds / period + offset));
}

/* The first frame greets: it is what a picture of the demo person shows. */
static void pose_wave(double seconds, struct fc_demo_pose *pose)
{
    double t = fmod(seconds + 1.75, WAVE_PERIOD);
    double waving = fc_demo_smooth(0.7, 1.2, t) * (1 - fc_demo_smooth(2.9, 3.4, t));

    pose->raise = fc_demo_smooth(0.1, 1.0, t) * (1 - fc_demo_smooth(3.2, 4.2, t));
    pose->swing = 0.17 * waving * sin(2 * FC_DEMO_PI * 1.7 * (t - 1.75));
    pose->smile = 0.35 + 0.65 * fc_demo_smooth(0.3, 1.2, t) * (1 - fc_demo_smooth(3.6, 5.0, t));
}

static double lids_at(double seconds)
{
    double index = floor(seconds / BLINK_PERIOD);
    double start = index * BLINK_PERIOD + 0.8 + 2.2 * fc_demo_hash((uint32_t)index, 11);
    double t = seconds - start;

    return fc_demo_smooth(0, 0.08, t) * (1 - fc_demo_smooth(0.12, 0.25, t));
}

static double head_x_at(double seconds)
{
    return 1.5 * turns(seconds, 7.3, 0.1) + 0.5 * turns(seconds, 3.1, 0.4);
}

static void pose_gaze(double seconds, struct fc_demo_pose *pose)
{
    double index = floor(seconds / 2.3);
    double move = fc_demo_smooth(0, 0.12, seconds - index * 2.3);
    double from_x = fc_demo_hash((uint32_t)index, 21);
    double to_x = fc_demo_hash((uint32_t)index + 1, 21);
    double from_y = fc_demo_hash((uint32_t)index, 22);
    double to_y = fc_demo_hash((uint32_t)index + 1, 22);

    pose->gaze_x = 0.7 * (from_x + (to_x - from_x) * move - 0.5);
    pose->gaze_y = 0.4 * (from_y + (to_y - from_y) * move - 0.5);
}

void fc_demo_pose_at(double seconds, double half_width, struct fc_demo_pose *pose)
{
    *pose = (struct fc_demo_pose){.seconds = seconds, .room_left = half_width};
    pose_wave(seconds, pose);
    pose_gaze(seconds, pose);
    pose->breath = turns(seconds, 3.9, 0);
    pose->head_x = head_x_at(seconds);
    pose->head_y = -0.25 * pose->breath + 0.5 * turns(seconds, 5.7, 0.3);
    pose->head_tilt =
        0.035 * turns(seconds, 6.1, 0.2) + 0.02 * turns(seconds, 2.9, 0.6) + 0.05 * pose->raise;
    pose->drag = -1.1 * (pose->head_x - head_x_at(seconds - 0.35));
    pose->lids = lids_at(seconds);
}
