/* SPDX-License-Identifier: MIT */
#include "measure.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "media/source.h"
#include "temporal.h"

/* One row on one scene. */
struct lane {
    const struct quality_row *row;
    void *state;                     /* owned by the row */
    uint8_t *alpha;                  /* owned */
    struct quality_motion *motion;   /* owned; NULL without truth */
    struct quality_flicker *flicker; /* owned; NULL for a picture */
    struct quality_figures sum;      /* of what was compared by itself */
};

struct measure {
    const struct quality_measure_params *params;
    struct quality_scene *scene;
    struct quality_result *result;
    struct lane lanes[QUALITY_MAX_ROWS];
    int count; /* of lanes */
    uint8_t *truth;
    uint8_t *luma;
    int compared; /* frames */
};

static int lane_init(struct lane *lane, const struct quality_row *row,
                     const struct quality_scene *scene, const char *models, struct fc_error *error)
{
    const struct fc_size size = quality_scene_size(scene);

    *lane = (struct lane){.row = row};
    lane->alpha = g_malloc((gsize)size.width * (gsize)size.height);
    if (quality_scene_is_film(scene) && quality_scene_has_truth(scene))
        lane->motion = quality_motion_create(size);
    if (quality_scene_is_film(scene))
        lane->flicker = quality_flicker_create(size);
    return row->create(row, models, &lane->state, error);
}

static void lane_finish(struct lane *lane)
{
    lane->row->destroy(lane->state);
    g_free(lane->alpha);
    quality_motion_destroy(&lane->motion);
    quality_flicker_destroy(&lane->flicker);
}

static void compare(struct measure *measure)
{
    struct quality_truth truth;

    quality_truth_init(&truth, measure->truth, quality_scene_size(measure->scene));
    for (int i = 0; i < measure->count; i++) {
        struct lane *lane = &measure->lanes[i];
        struct quality_figures figures = quality_no_figures();

        quality_compare(&truth, lane->alpha, &figures);
        for (int metric = 0; metric < QUALITY_METRICS; metric++)
            lane->sum.value[metric] += figures.value[metric];
    }
    quality_truth_finish(&truth);
    measure->compared++;
}

static void look_at_change(struct measure *measure, const struct fc_frame *frame)
{
    quality_scene_luma(frame, measure->luma);
    for (int i = 0; i < measure->count; i++) {
        struct lane *lane = &measure->lanes[i];

        quality_flicker_push(lane->flicker, lane->alpha, measure->luma);
        if (lane->motion)
            quality_motion_push(lane->motion, lane->alpha, measure->truth);
    }
}

static int estimate(struct measure *measure, const struct fc_frame *frame, struct fc_error *error)
{
    for (int i = 0; i < measure->count; i++) {
        struct lane *lane = &measure->lanes[i];
        int ret = lane->row->estimate(lane->state, frame, lane->alpha, error);

        if (ret == -ENODATA)
            measure->result->refused[i]++;
        else if (ret)
            return fc_error_prefix(error, "%s", lane->row->name);
    }
    return 0;
}

static void show(const struct measure *measure, struct fc_frame *frame)
{
    const struct quality_measure_params *params = measure->params;
    const uint8_t *mattes[QUALITY_MAX_ROWS];

    for (int i = 0; i < measure->count; i++)
        mattes[i] = measure->lanes[i].alpha;
    if (params->look)
        params->look(params->user, measure->scene, measure->result->frames, frame, mattes,
                     quality_scene_has_truth(measure->scene) ? measure->truth : NULL);
}

static int run(struct measure *measure, struct fc_error *error)
{
    struct fc_frame *frame = NULL;
    int ret;

    while (!(ret = quality_scene_next(measure->scene, &frame, measure->truth, error))) {
        ret = estimate(measure, frame, error);
        if (!ret) {
            if (quality_scene_has_truth(measure->scene) &&
                measure->result->frames % QUALITY_EVERY == 0)
                compare(measure);
            if (quality_scene_is_film(measure->scene))
                look_at_change(measure, frame);
            show(measure, frame);
        }
        fc_frame_unref(&frame);
        if (ret)
            return ret;
        measure->result->frames++;
    }
    return ret == FC_SOURCE_END ? 0 : ret;
}

static void conclude(struct measure *measure)
{
    for (int i = 0; i < measure->count; i++) {
        struct lane *lane = &measure->lanes[i];
        struct quality_figures *figures = &measure->result->rows[i];

        for (int metric = 0; metric < QUALITY_METRICS; metric++)
            figures->value[metric] =
                measure->compared ? lane->sum.value[metric] / measure->compared : NAN;
        if (lane->flicker)
            quality_flicker_result(lane->flicker, figures);
        if (lane->motion)
            quality_motion_result(lane->motion, figures);
    }
}

int quality_measure(struct quality_scene *scene, const struct quality_measure_params *params,
                    struct quality_result *result, struct fc_error *error)
{
    const struct fc_size size = quality_scene_size(scene);
    const gsize count = (gsize)size.width * (gsize)size.height;
    struct measure measure = {.params = params, .scene = scene, .result = result};
    int ret = 0;

    *result = (struct quality_result){.name = quality_scene_name(scene),
                                      .is_film = quality_scene_is_film(scene)};
    measure.truth = g_malloc(count);
    measure.luma = g_malloc(count);
    while (!ret && quality_rows[measure.count].name) {
        ret = lane_init(&measure.lanes[measure.count], &quality_rows[measure.count], scene,
                        params->models, error);
        measure.count++;
    }
    if (!ret)
        ret = run(&measure, error);
    if (!ret)
        conclude(&measure);
    for (int i = 0; i < measure.count; i++)
        lane_finish(&measure.lanes[i]);
    g_free(measure.truth);
    g_free(measure.luma);
    return ret;
}
