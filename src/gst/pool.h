/* SPDX-License-Identifier: MIT */
/* Where the buffers that go out come from. */
#ifndef FC_GST_POOL_H
#define FC_GST_POOL_H

#include <gst/gst.h>

/*
 * For decide_allocation, before the base class has its turn: sees to it that the answered
 * allocation query holds a pool. That is the next element's, which may place planes as it likes
 * where that element looks at where they are (GstVideoMeta), or one of our own: without one the
 * base class allocates every buffer.
 */
void fc_element_choose_pool(GstQuery *query);

#endif
