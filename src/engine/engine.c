/* SPDX-License-Identifier: MIT */
#include "engine/engine.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

const char *fc_version(void)
{
    return FC_VERSION;
}

int fc_engine_create(const struct fc_engine_params *params, struct fc_engine **engine_out,
                     struct fc_error *error)
{
    struct fc_engine *engine = fc_calloc(1, sizeof(*engine));

    if (!engine || mtx_init(&engine->lock, mtx_plain) != thrd_success) {
        free(engine);
        return fc_error_set(error, -ENOMEM, "cannot make an engine: out of memory");
    }
    fc_values_init(&engine->values);
    if (params && params->model_dir) {
        engine->model_dir = strdup(params->model_dir);
        if (!engine->model_dir)
            goto fail;
    }
    engine->sharpen = fc_sharpen_create();
    engine->soften = fc_soften_create();
    engine->steady = fc_steady_create();
    engine->estimate_viewer = fc_viewer_create();
    engine->compose_viewer = fc_viewer_create();
    engine->carry = fc_carry_create();
    engine->backdrops = fc_backdrops_create();
    engine->publisher = fc_publisher_create();
    engine->mattes = fc_pool_create();
    engine->frames = fc_pool_create();
    if (!engine->sharpen || !engine->soften || !engine->steady || !engine->estimate_viewer ||
        !engine->compose_viewer || !engine->carry || !engine->backdrops || !engine->publisher ||
        !engine->mattes || !engine->frames)
        goto fail;
    *engine_out = engine;
    return 0;
fail:
    fc_engine_destroy(&engine);
    return fc_error_set(error, -ENOMEM, "cannot make an engine: out of memory");
}

void fc_engine_destroy(struct fc_engine **engine_ptr)
{
    struct fc_engine *engine = *engine_ptr;

    if (!engine)
        return;
    *engine_ptr = NULL;
    fc_inference_finish(&engine->inference);
    fc_sharpen_destroy(&engine->sharpen);
    fc_soften_destroy(&engine->soften);
    fc_steady_destroy(&engine->steady);
    fc_viewer_destroy(&engine->estimate_viewer);
    fc_viewer_destroy(&engine->compose_viewer);
    fc_carry_destroy(&engine->carry);
    fc_backdrops_destroy(&engine->backdrops);
    fc_publisher_destroy(&engine->publisher);
    fc_pool_unref(&engine->mattes);
    fc_pool_unref(&engine->frames);
    fc_source_unref(&engine->source);
    fc_frame_unref(&engine->card);
    fc_picture_unref(&engine->overlaid);
    fc_overlay_finish(&engine->overlay);
    fc_outline_finish(&engine->outline);
    mtx_destroy(&engine->lock);
    free(engine->model_dir);
    free(engine);
}

int fc_engine_set(struct fc_engine *engine, const char *name, const char *value,
                  struct fc_error *error)
{
    const struct fc_param_info *info = fc_param_find(name);
    int ret;

    if (info && info->scope != FC_PARAM_ENGINE)
        return fc_error_set(error, -ENOENT, "%s is a parameter of the service, not of the engine",
                            name);
    mtx_lock(&engine->lock);
    ret = fc_values_set(&engine->values, name, value, error);
    mtx_unlock(&engine->lock);
    return ret;
}

int fc_engine_get(struct fc_engine *engine, const char *name, char *text, size_t size)
{
    const struct fc_param_info *info = fc_param_find(name);

    if (!info || info->scope != FC_PARAM_ENGINE)
        return -ENOENT;
    mtx_lock(&engine->lock);
    fc_values_get(&engine->values, (enum fc_param_id)(info - fc_param_at(0)), text, size);
    mtx_unlock(&engine->lock);
    return 0;
}

bool fc_engine_needs_matte(struct fc_engine *engine)
{
    bool needs;

    mtx_lock(&engine->lock);
    needs = fc_values_background_kind(&engine->values) != FC_BACKGROUND_NONE ||
            fc_values_bool(&engine->values, FC_PARAM_AUTO_FRAME) ||
            fc_values_bool(&engine->values, FC_PARAM_AUTO_LIGHT);
    mtx_unlock(&engine->lock);
    return needs;
}

int fc_engine_set_background_source(struct fc_engine *engine,
                                    const struct fc_background_source *source)
{
    struct fc_source_ref *fresh = NULL;
    struct fc_source_ref *old;

    if (source) {
        fresh = fc_calloc(1, sizeof(*fresh));
        if (!fresh)
            return -ENOMEM;
        fresh->source = *source;
        atomic_init(&fresh->references, 1);
    }
    mtx_lock(&engine->lock);
    if (fresh)
        fresh->number = ++engine->sources;
    old = engine->source;
    engine->source = fresh;
    mtx_unlock(&engine->lock);
    fc_source_unref(&old);
    return 0;
}

static bool is_picture(const struct fc_overlay_picture *picture)
{
    return picture->bgra && fc_size_is_valid(picture->size) &&
           picture->stride / 4 >= picture->size.width;
}

int fc_engine_set_overlay(struct fc_engine *engine, const struct fc_overlay_picture *picture)
{
    struct fc_picture *fresh = NULL;
    struct fc_picture *old;

    if (picture) {
        if (!is_picture(picture))
            return -EINVAL;
        fresh = fc_picture_create(picture);
        if (!fresh)
            return -ENOMEM;
    }
    mtx_lock(&engine->lock);
    old = engine->overlaid;
    engine->overlaid = fresh;
    mtx_unlock(&engine->lock);
    fc_picture_unref(&old);
    return 0;
}

struct fc_picture *fc_engine_ref_overlay(struct fc_engine *engine)
{
    struct fc_picture *picture;

    mtx_lock(&engine->lock);
    picture = engine->overlaid ? fc_picture_ref(engine->overlaid) : NULL;
    mtx_unlock(&engine->lock);
    return picture;
}

int fc_engine_set_card(struct fc_engine *engine, struct fc_frame *card)
{
    struct fc_frame *old;

    mtx_lock(&engine->lock);
    old = engine->card;
    engine->card = card ? fc_frame_ref(card) : NULL;
    mtx_unlock(&engine->lock);
    fc_frame_unref(&old);
    return 0;
}

void fc_engine_keep_mattes(struct fc_engine *engine, bool keep)
{
    atomic_store(&engine->keeps_mattes, keep);
}

int fc_engine_adopt_exec(struct fc_engine *engine, struct fc_exec *exec,
                         const struct fc_profile *profile, struct fc_error *error)
{
    struct fc_network *network = NULL;
    int ret = fc_network_adopt(exec, profile, &network, error);

    if (ret)
        return ret;
    fc_inference_adopt(&engine->inference, network);
    return 0;
}

void fc_engine_timings(struct fc_engine *engine, struct fc_timings *timings)
{
    *timings = (struct fc_timings){
        .convert_ns = atomic_load(&engine->convert_ns),
        .network_ns = atomic_load(&engine->network_ns),
        .matte_ns = atomic_load(&engine->matte_ns),
        .compose_ns = atomic_load(&engine->compose_ns),
    };
}

/* Those of service scope lie there unread. */
void fc_engine_set_values(struct fc_engine *engine, const struct fc_values *values)
{
    mtx_lock(&engine->lock);
    fc_values_assign(&engine->values, values);
    mtx_unlock(&engine->lock);
}

void fc_engine_copy_values(struct fc_engine *engine, struct fc_values *values)
{
    mtx_lock(&engine->lock);
    fc_values_assign(values, &engine->values);
    mtx_unlock(&engine->lock);
}

struct fc_source_ref *fc_engine_ref_source(struct fc_engine *engine)
{
    struct fc_source_ref *source;

    mtx_lock(&engine->lock);
    source = engine->source;
    if (source)
        atomic_fetch_add(&source->references, 1);
    mtx_unlock(&engine->lock);
    return source;
}

void fc_source_unref(struct fc_source_ref **source_ptr)
{
    struct fc_source_ref *source = *source_ptr;

    *source_ptr = NULL;
    if (!source || atomic_fetch_sub(&source->references, 1) != 1)
        return;
    if (source->source.release)
        source->source.release(source->source.user);
    free(source);
}

struct fc_frame *fc_engine_ref_card(struct fc_engine *engine)
{
    struct fc_frame *card;

    mtx_lock(&engine->lock);
    card = engine->card ? fc_frame_ref(engine->card) : NULL;
    mtx_unlock(&engine->lock);
    return card;
}
