/* SPDX-License-Identifier: MIT */
#include "engine/engine.h"

#include <errno.h>

#include "base/clock.h"
#include "base/error.h"

static int update_network(struct fc_engine *engine, struct fc_size size, struct fc_error *error)
{
    fc_engine_copy_values(engine, &engine->estimate_values);
    return fc_network_update(&engine->network, &engine->estimate_values, engine->model_dir, size,
                             error);
}

int fc_engine_prepare(struct fc_engine *engine, struct fc_size size, struct fc_error *error)
{
    return update_network(engine, size, error);
}

/* Nanoseconds since *since, which becomes now. */
static int64_t lap(int64_t *since)
{
    int64_t now = fc_clock_now_ns();
    int64_t passed = now - *since;

    *since = now;
    return passed;
}

int fc_engine_estimate(struct fc_engine *engine, const struct fc_frame *frame,
                       struct fc_matte **matte_out, struct fc_error *error)
{
    const struct fc_image *image = fc_frame_image(frame);
    struct fc_network *network;
    struct fc_matte *matte;
    int64_t since;
    int ret = update_network(engine, image->size, error);

    if (ret)
        return ret;
    network = engine->network;
    since = fc_clock_now_ns();
    fc_network_convert(network, image);
    atomic_store(&engine->convert_ns, lap(&since));
    ret = fc_network_run(network, error);
    if (ret)
        return ret;
    atomic_store(&engine->network_ns, lap(&since));
    ret = fc_network_decode(network, error);
    if (ret)
        return ret;
    matte = fc_matte_take(engine->mattes, image->size, fc_frame_time_ns(frame));
    if (!matte)
        return fc_error_set(error, -ENOMEM, "cannot make a matte: out of memory");
    ret = fc_sharpen_run(engine->sharpen, image, network->person, network->output, matte);
    if (ret) {
        fc_matte_unref(&matte);
        return fc_error_set(error, ret, "cannot make a matte: out of memory");
    }
    atomic_store(&engine->matte_ns, lap(&since));
    *matte_out = matte;
    return 0;
}
