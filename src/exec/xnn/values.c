/* SPDX-License-Identifier: MIT */
#include "exec/xnn/build.h"

#include <assert.h>
#include <errno.h>

#include "base/error.h"
#include "base/memory.h"

_Static_assert(XNN_EXTRA_BYTES <= FC_ALLOC_SLACK, "XNNPACK reads past the end of our blocks");

static const char *status_words(enum xnn_status status)
{
    switch (status) {
    case xnn_status_success:
        return "success";
    case xnn_status_uninitialized:
        return "not initialised";
    case xnn_status_invalid_parameter:
        return "invalid parameter";
    case xnn_status_invalid_state:
        return "invalid state";
    case xnn_status_unsupported_parameter:
        return "unsupported parameter";
    case xnn_status_unsupported_hardware:
        return "unsupported hardware";
    case xnn_status_out_of_memory:
        return "out of memory";
    default:
        return "unknown status";
    }
}

/* Nodes come checked, so a parameter that XNNPACK calls invalid is one that it cannot do. */
static int status_errno(enum xnn_status status)
{
    switch (status) {
    case xnn_status_out_of_memory:
        return -ENOMEM;
    case xnn_status_invalid_parameter:
    case xnn_status_unsupported_parameter:
    case xnn_status_unsupported_hardware:
        return -ENOTSUP;
    default:
        return -EIO;
    }
}

int fc_xnn_check(const char *call, enum xnn_status status, struct fc_error *error)
{
    if (status == xnn_status_success)
        return 0;
    return fc_error_set(error, status_errno(status), "XNNPACK: %s: %s", call, status_words(status));
}

int fc_xnn_check_node(const struct fc_xnn_build *build, const char *call, enum xnn_status status)
{
    const int result = fc_xnn_check(call, status, build->error);

    if (result < 0)
        fc_error_prefix(build->error, "node %u (%s)", build->node,
                        fc_op_name(build->graph->nodes[build->node].op));
    return result;
}

/* What XNNPACK is told of a tensor. */
struct definition {
    size_t axes;
    const int32_t *shape;
    const float *data; /* constants only */
    uint32_t external_id;
    uint32_t flags;
};

static int define(struct fc_xnn_build *build, const struct definition *d, uint32_t *id)
{
    size_t dims[4];

    assert(d->axes <= 4);
    for (size_t i = 0; i < d->axes; i++)
        dims[i] = (size_t)d->shape[i];
    return fc_xnn_check_node(build, "xnn_define_tensor_value",
                             xnn_define_tensor_value(build->subgraph, xnn_datatype_fp32, d->axes,
                                                     dims, d->data, d->external_id, d->flags, id));
}

static int define_inside(struct fc_xnn_build *build, size_t axes, const int32_t *shape,
                         const float *data, uint32_t *id)
{
    const struct definition inside = {axes, shape, data, XNN_INVALID_VALUE_ID, 0};

    return define(build, &inside, id);
}

int fc_xnn_external(struct fc_xnn_build *build, fc_value_id value, uint32_t external_id,
                    uint32_t flags)
{
    const struct definition external = {4, build->graph->values[value].shape.dim, NULL, external_id,
                                        flags};

    return define(build, &external, &build->ids[value]);
}

int fc_xnn_value(struct fc_xnn_build *build, fc_value_id value, uint32_t *id)
{
    const struct fc_value *v = &build->graph->values[value];
    int result = 0;

    if (build->ids[value] == XNN_INVALID_VALUE_ID)
        result = define_inside(build, 4, v->shape.dim, v->data, &build->ids[value]);
    *id = build->ids[value];
    return result;
}

int fc_xnn_constant(struct fc_xnn_build *build, fc_value_id value, int axes, uint32_t *id)
{
    const struct fc_value *v;

    *id = XNN_INVALID_VALUE_ID;
    if (value == FC_NO_VALUE)
        return 0;
    v = &build->graph->values[value];
    assert(v->data);
    return define_inside(build, (size_t)axes, v->shape.dim + 4 - axes, v->data, id);
}

int fc_xnn_ones(struct fc_xnn_build *build, int32_t channels, uint32_t *id)
{
    const int32_t shape[4] = {1, 1, 1, channels};

    return define_inside(build, 4, shape, build->ones, id);
}

int fc_xnn_scratch(struct fc_xnn_build *build, struct fc_shape shape, uint32_t *id)
{
    return define_inside(build, 4, shape.dim, NULL, id);
}
