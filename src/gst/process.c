/* SPDX-License-Identifier: MIT */
#include "gst/process.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "frame/frame.h"
#include "media/card.h"

int fc_element_process_init(struct fc_element_process *process)
{
    return fc_element_pixels_init(&process->pixels);
}

void fc_element_process_finish(struct fc_element_process *process)
{
    fc_element_pixels_finish(&process->pixels);
}

static void describe_flaw(enum fc_element_flaw flaw, struct fc_error *why)
{
    static const char *const texts[] = {
        [FC_FLAW_NONE] = "",
        [FC_FLAW_DAMAGED] = "The picture that came is damaged.",
        [FC_FLAW_GAP] = "No picture came.",
        [FC_FLAW_UNREADABLE] = "The picture that came cannot be read.",
    };

    if (flaw != FC_FLAW_NONE)
        fc_error_set(why, -EBADMSG, "%s", texts[flaw]);
}

/*
 * While it is being opened, nothing has gone wrong: there is no code. That it was when the frame
 * came, or is now, for it goes on meanwhile.
 */
static void describe_background(struct fc_element_process *process,
                                enum fc_element_opener_state before, struct fc_error *why)
{
    const enum fc_element_opener_state now = fc_element_opener_state(process->opener, why);

    if (before == FC_OPENER_OPENING || now == FC_OPENER_OPENING)
        g_strlcpy(why->text, "One moment", sizeof(why->text));
    else if (now != FC_OPENER_FAILED)
        fc_error_set(why, -EIO, "The background cannot be shown.");
    else
        why->code = 0; /* it is told by the opener */
}

/* *why may know the reason already. */
static void describe_card(struct fc_element_process *process, const struct fc_published *card,
                          enum fc_element_opener_state before, struct fc_error *why)
{
    if (why->text[0])
        return;
    if (fc_published_reason(card) == FC_CARD_NO_BACKGROUND)
        describe_background(process, before, why);
    else
        fc_error_set(why, -ENODATA, "%s", fc_published_why(card));
}

static bool has_words(const struct fc_element_process *process, const char *words)
{
    return strcmp(process->words, words) == 0 &&
           fc_size_equal(process->words_size, process->size) &&
           fc_colour_equal(process->words_colour, process->colour);
}

/* The card with the reason on it, in the place of one with other words. */
static int redraw_card(struct fc_element_process *process, const char *words,
                       struct fc_published **published)
{
    struct fc_frame *card = fc_media_card(process->size, process->colour, words);

    g_strlcpy(process->words, words, sizeof(process->words));
    process->words_size = process->size;
    process->words_colour = process->colour;
    fc_engine_set_card(process->engine, card);
    fc_frame_unref(&card);
    if (*published)
        fc_published_unref(published);
    return fc_engine_card(process->engine, process->size, process->colour, published);
}

/* Makes *published, which is NULL or a card, the card that says why. */
static int tell(struct fc_element_process *process, const struct fc_error *why,
                struct fc_published **published)
{
    if (why->code)
        fc_element_report(&process->report, process->element, why);
    if (*published && has_words(process, why->text))
        return 0;
    return redraw_card(process, why->text, published);
}

static int compose(struct fc_element_process *process, struct fc_frame *frame,
                   enum fc_element_flaw flaw, struct fc_published **published, struct fc_error *why)
{
    struct fc_matte *matte = NULL;
    int ret;

    if (flaw == FC_FLAW_NONE && fc_engine_needs_matte(process->engine))
        fc_engine_estimate(process->engine, frame, &matte, why);
    ret = fc_engine_compose(process->engine, frame, matte, fc_frame_time_ns(frame), published);
    fc_matte_unref(&matte);
    return ret;
}

int fc_element_process_run(struct fc_element_process *process, const GstVideoFrame *from,
                           enum fc_element_flaw flaw, int64_t time_ns,
                           struct fc_published **published)
{
    const enum fc_element_opener_state before = fc_element_opener_state(process->opener, NULL);
    struct fc_frame *frame = NULL;
    struct fc_error why = {0};
    int ret = 0;

    *published = NULL;
    describe_flaw(flaw, &why);
    if (from)
        ret = fc_element_pixels_read(&process->pixels, from, time_ns, &frame);
    if (ret == -EINVAL)
        describe_flaw(FC_FLAW_UNREADABLE, &why);
    else if (ret)
        return ret;
    ret = frame ? compose(process, frame, flaw, published, &why) : 0;
    /* it may be the caller's memory, which is unmapped next: the engine keeps no frame */
    assert(!frame || atomic_load(&frame->references) == 1);
    fc_frame_unref(&frame);
    if (ret)
        return ret;
    if (*published && fc_published_kind(*published) != FC_PUBLISHED_CARD) {
        fc_element_report(&process->report, process->element, NULL);
        return 0;
    }
    if (*published)
        describe_card(process, *published, before, &why);
    return tell(process, &why, published);
}
