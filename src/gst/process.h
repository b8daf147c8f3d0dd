/* SPDX-License-Identifier: MIT */
/*
 * One frame's way through the engine: estimate and compose in turn, and the card with its reason
 * where that is what comes of it.
 *
 * On the streaming thread.
 */
#ifndef FC_GST_PROCESS_H
#define FC_GST_PROCESS_H

#include "gst/opener.h"
#include "gst/pixels.h"
#include "gst/report.h"

struct fc_element_process {
    GstElement *element;              /* borrowed; warns */
    struct fc_engine *engine;         /* borrowed */
    struct fc_element_opener *opener; /* borrowed */
    struct fc_size size;
    struct fc_colour colour;
    struct fc_element_pixels pixels;
    struct fc_element_report report;

    /* the card that the engine has */
    char words[sizeof(((struct fc_error *)0)->text)];
    struct fc_size words_size;
    struct fc_colour words_colour;
};

/* What came, where it is no frame. */
enum fc_element_flaw {
    FC_FLAW_NONE = 0,
    FC_FLAW_DAMAGED,    /* marked as damaged */
    FC_FLAW_GAP,        /* marked as a gap */
    FC_FLAW_UNREADABLE, /* no pixels where they should be */
};

/* 0 or -ENOMEM; fields of the caller's are set by it before. */
int fc_element_process_init(struct fc_element_process *process);
void fc_element_process_finish(struct fc_element_process *process);

/*
 * A mapped frame in, a published one out. With a flaw, from is not looked at for a person; where it
 * is UNREADABLE, from is NULL. -ENOMEM.
 */
int fc_element_process_run(struct fc_element_process *process, const GstVideoFrame *from,
                           enum fc_element_flaw flaw, int64_t time_ns,
                           struct fc_published **published);

#endif
