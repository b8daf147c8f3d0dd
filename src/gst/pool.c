/* SPDX-License-Identifier: MIT */
#include "gst/pool.h"

#include <gst/video/video.h>

static GstBufferPool *make_pool(GstQuery *query, guint *size)
{
    GstBufferPool *pool = gst_video_buffer_pool_new();
    GstStructure *config = gst_buffer_pool_get_config(pool);
    GstCaps *caps = NULL;
    GstVideoInfo info;

    gst_query_parse_allocation(query, &caps, NULL);
    *size = caps && gst_video_info_from_caps(&info, caps) ? (guint)GST_VIDEO_INFO_SIZE(&info) : 0;
    gst_buffer_pool_config_set_params(config, caps, *size, 0, 0);
    if (*size == 0 || !gst_buffer_pool_set_config(pool, config))
        gst_clear_object(&pool);
    return pool;
}

static void let_pool_place_planes(GstBufferPool *pool)
{
    GstStructure *config = gst_buffer_pool_get_config(pool);

    gst_buffer_pool_config_add_option(config, GST_BUFFER_POOL_OPTION_VIDEO_META);
    if (!gst_buffer_pool_set_config(pool, config))
        GST_WARNING_OBJECT(pool, "does not place planes after all");
}

/* The pool that was offered, or NULL. */
static GstBufferPool *offered_pool(GstQuery *query)
{
    GstBufferPool *pool = NULL;

    if (gst_query_get_n_allocation_pools(query) > 0)
        gst_query_parse_nth_allocation_pool(query, 0, &pool, NULL, NULL, NULL);
    return pool;
}

static void put_pool(GstQuery *query, GstBufferPool *pool, guint size)
{
    if (gst_query_get_n_allocation_pools(query) > 0)
        gst_query_set_nth_allocation_pool(query, 0, pool, size, 0, 0);
    else
        gst_query_add_allocation_pool(query, pool, size, 0, 0);
}

void fc_element_choose_pool(GstQuery *query)
{
    GstBufferPool *pool = offered_pool(query);
    guint size = 0;

    if (!pool) {
        pool = make_pool(query, &size);
        if (!pool)
            return;
        put_pool(query, pool, size);
    }
    if (gst_query_find_allocation_meta(query, GST_VIDEO_META_API_TYPE, NULL) &&
        gst_buffer_pool_has_option(pool, GST_BUFFER_POOL_OPTION_VIDEO_META))
        let_pool_place_planes(pool);
    gst_object_unref(pool);
}
