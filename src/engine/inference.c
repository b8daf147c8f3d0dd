/* SPDX-License-Identifier: MIT */
#include "engine/inference.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"

/* How often a frame without a past is looked at until the region stands still. */
#define SETTLE_TIMES 3

/*
 * What looks weigh beside each other; 0: there is none. Measured: a closer look at the head is worth
 * more than the other network's opinion of the same part. The whole frame counts everywhere, for
 * networks lose a hand now and then when the part that they see changes a little, but not all of
 * them in the same frame.
 */
struct plan {
    float whole;
    float part[FC_REGION_PARTS];
};

static const struct plan plans[] = {
    [FC_QUALITY_FAST] = {1, {0, 0}},
    [FC_QUALITY_BALANCED] = {0.5f, {1, 0}},
    [FC_QUALITY_BEST] = {0.5f, {1, 2}},
};

static const struct fc_size shapes[FC_NETWORK_SHAPES] = {
    [FC_NETWORK_SQUARE] = {1, 1},
    [FC_NETWORK_WIDE] = {16, 9},
};

/* --- networks --- */

static bool is_adopted(const struct fc_inference *inference)
{
    return inference->network[FC_NETWORK_SQUARE] && inference->network[FC_NETWORK_SQUARE]->adopted;
}

static struct plan plan_of(const struct fc_inference *inference, const struct fc_values *values)
{
    if (is_adopted(inference))
        return plans[FC_QUALITY_FAST];
    return plans[fc_values_int(values, FC_PARAM_QUALITY)];
}

/* The network for a picture of that shape; a network by name is for all shapes. */
static enum fc_network_shape choose_shape(const struct fc_inference *inference,
                                          const struct fc_values *values, struct fc_size size)
{
    const bool is_wide = size.width * 3 > size.height * 4;

    if (is_adopted(inference) || strcmp(fc_values_text(values, FC_PARAM_MODEL), "auto") != 0)
        return FC_NETWORK_SQUARE;
    return is_wide ? FC_NETWORK_WIDE : FC_NETWORK_SQUARE;
}

static int update_one(struct fc_inference *inference, enum fc_network_shape shape,
                      const struct fc_values *values, const char *model_dir, struct fc_error *error)
{
    const struct fc_network *before = inference->network[shape];
    const int ret =
        fc_network_update(&inference->network[shape], values, model_dir, shapes[shape], error);

    if (inference->network[shape] != before)
        fc_region_reset(&inference->region);
    return ret;
}

int fc_inference_update(struct fc_inference *inference, const struct fc_values *values,
                        const char *model_dir, struct fc_size frame, struct fc_error *error)
{
    const struct plan plan = plan_of(inference, values);
    const enum fc_network_shape whole = choose_shape(inference, values, frame);
    const enum fc_network_shape closer = choose_shape(inference, values, shapes[FC_NETWORK_SQUARE]);
    const int ret = update_one(inference, whole, values, model_dir, error);

    if (ret || closer == whole || plan.part[FC_REGION_PERSON] == 0)
        return ret;
    return update_one(inference, closer, values, model_dir, error);
}

void fc_inference_adopt(struct fc_inference *inference, struct fc_network *network)
{
    for (int i = 0; i < FC_NETWORK_SHAPES; i++)
        fc_network_destroy(&inference->network[i]);
    inference->network[FC_NETWORK_SQUARE] = network;
    fc_region_reset(&inference->region);
}

void fc_inference_finish(struct fc_inference *inference)
{
    for (int i = 0; i < FC_NETWORK_SHAPES; i++)
        fc_network_destroy(&inference->network[i]);
    for (int i = 0; i < FC_REGION_PARTS; i++)
        free(inference->part[i].person);
    free(inference->whole.person);
}

/* --- looking --- */

static int keep(struct fc_kept_reading *kept, const struct fc_network *network, struct fc_area area,
                float weight)
{
    const size_t count = (size_t)network->output.width * (size_t)network->output.height;

    if (kept->count != count) {
        free(kept->person);
        kept->count = 0;
        kept->person = fc_alloc_aligned(count * sizeof(float));
        if (!kept->person)
            return -ENOMEM;
        kept->count = count;
    }
    memcpy(kept->person, network->person, count * sizeof(float));
    kept->reading = (struct fc_reading){kept->person, network->output, area, weight};
    return 0;
}

static int look(struct fc_inference *inference, struct fc_network *network,
                const struct fc_image *frame, struct fc_area area, float weight,
                struct fc_kept_reading *kept, struct fc_error *error)
{
    const int64_t began_ns = fc_clock_now_ns();
    int64_t converted_ns;
    int ret = fc_network_convert(network, frame, area, error);

    converted_ns = fc_clock_now_ns();
    inference->convert_ns += converted_ns - began_ns;
    if (!ret)
        ret = fc_network_run(network, error);
    if (!ret)
        ret = fc_network_decode(network, error);
    inference->network_ns += fc_clock_now_ns() - converted_ns;
    if (!ret && keep(kept, network, area, weight))
        ret = fc_error_set(error, -ENOMEM, "cannot look at a frame: out of memory");
    return ret;
}

static int look_at_whole(struct fc_inference *inference, const struct fc_values *values,
                         const struct fc_image *frame, struct fc_error *error)
{
    const enum fc_network_shape shape = choose_shape(inference, values, frame->size);

    return look(inference, inference->network[shape], frame, (struct fc_area){0, 0, frame->size},
                plan_of(inference, values).whole, &inference->whole, error);
}

/* Looks at the parts that the plan has. */
static int look_closer(struct fc_inference *inference, const struct fc_values *values,
                       const struct fc_image *frame, struct fc_inferred *inferred,
                       struct fc_error *error)
{
    const struct plan plan = plan_of(inference, values);
    const enum fc_network_shape shape = choose_shape(inference, values, shapes[FC_NETWORK_SQUARE]);
    struct fc_network *network = inference->network[shape];

    for (int i = 0; i < FC_REGION_PARTS; i++) {
        const enum fc_region_part part = (enum fc_region_part)i;
        struct fc_area area;
        int ret;

        if (plan.part[i] == 0 || !fc_region_area(&inference->region, part, network->input, &area))
            continue;
        ret = look(inference, network, frame, area, plan.part[i], &inference->part[i], error);
        if (ret)
            return ret;
        inferred->readings[inferred->count++] = inference->part[i].reading;
    }
    return 0;
}

int fc_inference_run(struct fc_inference *inference, const struct fc_values *values,
                     const struct fc_image *frame, struct fc_inferred *inferred,
                     struct fc_error *error)
{
    const bool looks_closer = plan_of(inference, values).part[FC_REGION_PERSON] > 0;
    int times = fc_region_knows(&inference->region, frame->size) ? 1 : SETTLE_TIMES;
    int ret;

    inference->convert_ns = 0;
    inference->network_ns = 0;
    ret = look_at_whole(inference, values, frame, error);
    if (ret)
        return ret;
    inferred->readings[0] = inference->whole.reading;
    inferred->count = 1;
    if (!looks_closer)
        return 0;
    if (times > 1)
        fc_region_follow(&inference->region, frame->size, inferred->readings, 1);
    do {
        inferred->count = 0;
        ret = look_closer(inference, values, frame, inferred, error);
        /* a part that says nothing of use is left out: the whole has been seen */
        if (ret && ret != -ENODATA)
            return ret;
        inferred->readings[inferred->count++] = inference->whole.reading;
    } while (
        fc_region_follow(&inference->region, frame->size, inferred->readings, inferred->count) &&
        --times > 0);
    return 0;
}
