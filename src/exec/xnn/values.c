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

static int define(struct fc_xnn_build *build, size_t axes, const int32_t *shape, const float *data,
                  uint32_t external_id, uint32_t *id)
{
    size_t dims[4];
    uint32_t flags = 0;

    assert(axes <= 4);
    for (size_t i = 0; i < axes; i++)
        dims[i] = (size_t)shape[i];
    if (external_id == FC_XNN_INPUT)
        flags = XNN_VALUE_FLAG_EXTERNAL_INPUT;
    if (external_id == FC_XNN_OUTPUT)
        flags = XNN_VALUE_FLAG_EXTERNAL_OUTPUT;
    return fc_xnn_check_node(build, "xnn_define_tensor_value",
                             xnn_define_tensor_value(build->subgraph, xnn_datatype_fp32, axes, dims,
                                                     data, external_id, flags, id));
}

int fc_xnn_value(struct fc_xnn_build *build, fc_value_id value, uint32_t *id)
{
    const struct fc_value *v = &build->graph->values[value];
    uint32_t external_id = XNN_INVALID_VALUE_ID;
    int result = 0;

    if (value == build->graph->input)
        external_id = FC_XNN_INPUT;
    if (value == build->graph->output)
        external_id = FC_XNN_OUTPUT;
    if (build->ids[value] == XNN_INVALID_VALUE_ID)
        result = define(build, 4, v->shape.dim, v->data, external_id, &build->ids[value]);
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
    return define(build, (size_t)axes, v->shape.dim + 4 - axes, v->data, XNN_INVALID_VALUE_ID, id);
}

int fc_xnn_ones(struct fc_xnn_build *build, int32_t channels, uint32_t *id)
{
    const int32_t shape[4] = {1, 1, 1, channels};

    return define(build, 4, shape, build->ones, XNN_INVALID_VALUE_ID, id);
}

int fc_xnn_scratch(struct fc_xnn_build *build, struct fc_shape shape, uint32_t *id)
{
    return define(build, 4, shape.dim, NULL, XNN_INVALID_VALUE_ID, id);
}
