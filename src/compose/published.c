/* SPDX-License-Identifier: MIT */
#include "compose/published.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/pool.h"
#include "compose/card.h"
#include "compose/fade.h"
#include "compose/fit.h"
#include "compose/light_wrap.h"
#include "compose/own_colour.h"
#include "frame/frame.h"

#include <libyuv.h>

struct fc_published {
    struct fc_pool_item item;
    enum fc_published_kind kind;
    enum fc_card_reason reason;
    struct fc_frame *frame; /* owned; cards share one */
    struct fc_matte *matte; /* owned copy, or NULL */
    int64_t time_ns;
    atomic_int references;
};

struct fc_publisher {
    struct fc_pool *handles;
    struct fc_pool *frames;
    struct fc_pool *mattes;
    struct fc_pool *scratch;
    struct fc_own_colour own_colour;
    struct fc_light_wrap light_wrap;
    const struct fc_overlay *overlay; /* borrowed, or NULL */
    struct fc_frame *card;            /* owned; as it was last shown, or NULL */
    struct fc_frame *card_from; /* owned; the host's picture that it shows, NULL for the plain */
};

/* --- handles --- */

static struct fc_published *handle_take(struct fc_pool *pool)
{
    struct fc_published *handle = (struct fc_published *)fc_pool_take(pool, 0);

    if (!handle) {
        handle = fc_calloc(1, sizeof(*handle));
        if (!handle)
            return NULL;
        fc_pool_adopt(pool, &handle->item, 0);
    }
    atomic_init(&handle->references, 1);
    return handle;
}

/* Takes over the references on frame and matte, also on failure. */
static int publish(struct fc_publisher *publisher, const struct fc_published *what,
                   struct fc_published **published)
{
    struct fc_published *handle = handle_take(publisher->handles);
    struct fc_frame *frame = what->frame;
    struct fc_matte *matte = what->matte;

    if (!handle) {
        fc_frame_unref(&frame);
        fc_matte_unref(&matte);
        return -ENOMEM;
    }
    handle->kind = what->kind;
    handle->reason = what->reason;
    handle->frame = frame;
    handle->matte = matte;
    handle->time_ns = what->time_ns;
    *published = handle;
    return 0;
}

/* --- the publisher --- */

struct fc_publisher *fc_publisher_create(void)
{
    struct fc_publisher *publisher = fc_calloc(1, sizeof(*publisher));

    if (!publisher)
        return NULL;
    publisher->handles = fc_pool_create();
    publisher->frames = fc_pool_create();
    publisher->mattes = fc_pool_create();
    publisher->scratch = fc_pool_create();
    if (!publisher->handles || !publisher->frames || !publisher->mattes || !publisher->scratch)
        fc_publisher_destroy(&publisher);
    return publisher;
}

void fc_publisher_destroy(struct fc_publisher **publisher_ptr)
{
    struct fc_publisher *publisher = *publisher_ptr;

    *publisher_ptr = NULL;
    if (!publisher)
        return;
    fc_frame_unref(&publisher->card);
    fc_frame_unref(&publisher->card_from);
    fc_light_wrap_finish(&publisher->light_wrap);
    fc_own_colour_finish(&publisher->own_colour);
    fc_pool_unref(&publisher->scratch);
    fc_pool_unref(&publisher->mattes);
    fc_pool_unref(&publisher->frames);
    fc_pool_unref(&publisher->handles);
    free(publisher);
}

void fc_publisher_set_overlay(struct fc_publisher *publisher, const struct fc_overlay *overlay)
{
    publisher->overlay = overlay;
}

static void lay_over(const struct fc_publisher *publisher, const struct fc_image *image)
{
    if (publisher->overlay)
        fc_overlay_apply(publisher->overlay, image);
}

/* --- cards --- */

static bool card_is_drawn(const struct fc_publisher *publisher, const struct fc_image *image,
                          const struct fc_frame *card)
{
    const struct fc_image *drawn;

    if (!publisher->card || publisher->card_from != card)
        return false;
    drawn = fc_frame_image(publisher->card);
    return fc_size_equal(drawn->size, image->size) && fc_colour_equal(drawn->colour, image->colour);
}

/* Contained, not covered: what a card says stands near its edges too. */
static int draw_card(struct fc_publisher *publisher, const struct fc_image *image,
                     struct fc_frame *card)
{
    struct fc_fit_params fit = {
        .fit = FC_FIT_CONTAIN, .bars_rgb = FC_CARD_GROUND_RGB, .scratch = publisher->scratch};
    struct fc_frame *drawn = fc_frame_take(publisher->frames, image->size, image->colour, 0);

    fc_frame_unref(&publisher->card);
    fc_frame_unref(&publisher->card_from);
    if (!drawn)
        return -ENOMEM;
    if (!card) {
        fc_card_draw(fc_frame_image(drawn));
    } else if (fc_fit(fc_frame_image(card), &fit, fc_frame_image(drawn)) < 0) {
        fc_frame_unref(&drawn);
        return -ENOMEM;
    }
    publisher->card = drawn;
    publisher->card_from = card ? fc_frame_ref(card) : NULL;
    return 0;
}

/* What a card is made from: nothing of the camera's picture but its size and colour. */
struct card_params {
    const struct fc_image *image;
    struct fc_frame *card;
    int64_t time_ns;
    enum fc_card_reason reason;
};

static int publish_card(struct fc_publisher *publisher, const struct card_params *params,
                        struct fc_published **published)
{
    struct fc_published what = {
        .kind = FC_PUBLISHED_CARD, .reason = params->reason, .time_ns = params->time_ns};

    if (!card_is_drawn(publisher, params->image, params->card)) {
        int ret = draw_card(publisher, params->image, params->card);

        if (ret < 0)
            return ret;
    }
    what.frame = fc_frame_ref(publisher->card);
    return publish(publisher, &what, published);
}

int fc_publish_card(struct fc_publisher *publisher, const struct fc_image *image,
                    struct fc_frame *card, int64_t time_ns, struct fc_published **published)
{
    struct card_params params = {
        .image = image, .card = card, .time_ns = time_ns, .reason = FC_CARD_ASKED};

    return publish_card(publisher, &params, published);
}

/* --- the gate --- */

/* Neither too old nor from the future; the difference of any two times fits in 64 bits. */
static bool is_fresh(int64_t matte_ns, int64_t now_ns)
{
    return matte_ns <= now_ns &&
           (uint64_t)now_ns - (uint64_t)matte_ns <= (uint64_t)FC_MATTE_MAX_AGE_NS;
}

static bool is_fit(const struct fc_matte *matte, struct fc_size size)
{
    return fc_size_equal(matte->size, size) && fc_matte_is_fit(matte);
}

/* A mistake further up must cost a card, not show the room: so this is no assert. */
static bool hides_the_room(const struct fc_image *backdrop, const struct fc_image *person)
{
    if (!backdrop || !fc_size_equal(backdrop->size, person->size))
        return false;
    for (int i = 0; i < 3; i++)
        if (backdrop->plane[i] == person->plane[i])
            return false;
    return true;
}

/* Why there must be a card, or FC_CARD_UNSET. */
static enum fc_card_reason refusal(const struct fc_publish_params *params)
{
    if (!params->matte)
        return FC_CARD_NO_MATTE;
    if (!is_fresh(params->matte->time_ns, params->now_ns))
        return FC_CARD_MATTE_OLD;
    if (!is_fit(params->matte, params->person->size))
        return FC_CARD_MATTE_UNFIT;
    if (!hides_the_room(params->backdrop, params->person))
        return FC_CARD_NO_BACKGROUND;
    return FC_CARD_UNSET;
}

/* --- composing --- */

/*
 * libyuv takes its SIMD rows only for widths that are multiples of 32 and one sample at a time
 * for all others, so the rest of a row is blended by itself.
 */
static void blend_plane(struct fc_plane_rows person, struct fc_plane_rows backdrop,
                        struct fc_plane_rows alpha, uint8_t *to, int to_stride, struct fc_size size)
{
    int whole = size.width & ~31;
    int ret = 0;

    if (whole > 0)
        ret = BlendPlane(person.data, person.stride, backdrop.data, backdrop.stride, alpha.data,
                         alpha.stride, to, to_stride, whole, size.height);
    if (whole < size.width)
        ret |= BlendPlane(person.data + whole, person.stride, backdrop.data + whole,
                          backdrop.stride, alpha.data + whole, alpha.stride, to + whole, to_stride,
                          size.width - whole, size.height);
    assert(ret == 0);
    (void)ret;
}

/* The person's share of each sample: luma, chroma. */
struct share {
    struct fc_plane_rows alpha[2];
    struct fc_frame
        *faded; /* owned, or NULL: its planes hold the alpha where that is not the matte's */
};

static int init_share(struct share *share, const struct fc_publish_params *params,
                      struct fc_pool *scratch)
{
    const struct fc_matte *matte = params->matte;
    const int factor = FC_FADE_WHOLE * (100 - params->fade) / 100;
    const struct fc_image *image;

    *share = (struct share){
        .alpha = {{matte->alpha, matte->stride}, {matte->chroma_alpha, matte->chroma_stride}}};
    if (params->fade == 0)
        return 0;
    share->faded = fc_frame_take(scratch, matte->size, params->person->colour, 0);
    if (!share->faded)
        return -ENOMEM;
    image = fc_frame_image(share->faded);
    for (int i = 0; i < 2; i++) {
        fc_fade_plane(share->alpha[i].data, share->alpha[i].stride, image->plane[i],
                      image->stride[i], fc_plane_size(matte->size, i), factor);
        share->alpha[i] = (struct fc_plane_rows){image->plane[i], image->stride[i]};
    }
    return 0;
}

static void blend(const struct fc_publish_params *params, const struct share *share,
                  const struct fc_image *to)
{
    const struct fc_image *person = params->person;
    const struct fc_image *backdrop = params->backdrop;

    for (int i = 0; i < 3; i++)
        blend_plane((struct fc_plane_rows){person->plane[i], person->stride[i]},
                    (struct fc_plane_rows){backdrop->plane[i], backdrop->stride[i]},
                    share->alpha[i ? 1 : 0], to->plane[i], to->stride[i],
                    fc_plane_size(person->size, i));
}

/* The person's own colour at soft edges, instead of what the camera saw there. */
static int clean_edges(struct fc_publisher *publisher, const struct fc_publish_params *params,
                       const struct share *share, const struct fc_image *to)
{
    const struct fc_own_colour_params own = {
        .person = params->person,
        .alpha = {{params->matte->alpha, params->matte->stride},
                  {params->matte->chroma_alpha, params->matte->chroma_stride}},
        .share = {share->alpha[0], share->alpha[1]},
    };

    return params->own_colour ? fc_own_colour_apply(&publisher->own_colour, &own, to) : 0;
}

static int wrap_light(struct fc_publisher *publisher, const struct fc_publish_params *params,
                      const struct share *share, const struct fc_image *to)
{
    const struct fc_light_wrap_params wrap = {
        .backdrop = params->backdrop,
        .alpha = {share->alpha[0].data, share->alpha[1].data},
        .alpha_stride = {share->alpha[0].stride, share->alpha[1].stride},
        .strength = params->light_wrap,
    };

    return wrap.strength > 0 ? fc_light_wrap_apply(&publisher->light_wrap, &wrap, to) : 0;
}

/* A new frame. */
static int compose(struct fc_publisher *publisher, const struct fc_publish_params *params,
                   struct fc_frame **frame)
{
    const struct fc_image *person = params->person;
    struct share share;
    int ret = init_share(&share, params, publisher->scratch);

    if (ret < 0)
        return ret;
    *frame = fc_frame_take(publisher->frames, person->size, person->colour, params->time_ns);
    if (*frame) {
        blend(params, &share, fc_frame_image(*frame));
        ret = clean_edges(publisher, params, &share, fc_frame_image(*frame));
        if (ret == 0)
            ret = wrap_light(publisher, params, &share, fc_frame_image(*frame));
    } else {
        ret = -ENOMEM;
    }
    fc_frame_unref(&share.faded);
    if (ret < 0)
        fc_frame_unref(frame);
    return ret;
}

/* A copy: the matte itself may hold a view of the camera's picture, which must not go on. */
static int keep_matte(struct fc_publisher *publisher, const struct fc_matte *matte,
                      struct fc_matte **kept)
{
    *kept = fc_matte_take(publisher->mattes, matte->size, matte->time_ns);
    if (!*kept)
        return -ENOMEM;
    fc_matte_copy(matte, *kept);
    return 0;
}

int fc_publish_composed(struct fc_publisher *publisher, const struct fc_publish_params *params,
                        struct fc_published **published)
{
    const struct fc_image *person = params->person;
    struct fc_published what = {.kind = FC_PUBLISHED_COMPOSED, .time_ns = params->time_ns};
    struct card_params card = {.image = person,
                               .card = params->card,
                               .time_ns = params->time_ns,
                               .reason = refusal(params)};
    int ret;

    if (card.reason != FC_CARD_UNSET)
        return publish_card(publisher, &card, published);
    assert(fc_colour_equal(params->backdrop->colour, person->colour));
    ret = compose(publisher, params, &what.frame);
    if (ret == 0 && params->keeps_matte)
        ret = keep_matte(publisher, params->matte, &what.matte);
    if (ret < 0) {
        fc_frame_unref(&what.frame);
        return ret;
    }
    lay_over(publisher, fc_frame_image(what.frame));
    return publish(publisher, &what, published);
}

int fc_publish_room(struct fc_publisher *publisher, const struct fc_image *image, int64_t time_ns,
                    struct fc_published **published)
{
    struct fc_published what = {.kind = FC_PUBLISHED_ROOM, .time_ns = time_ns};

    what.frame = fc_frame_take(publisher->frames, image->size, image->colour, time_ns);
    if (!what.frame)
        return -ENOMEM;
    fc_image_copy(image, fc_frame_image(what.frame));
    lay_over(publisher, fc_frame_image(what.frame));
    return publish(publisher, &what, published);
}

/* --- what readers see --- */

struct fc_published *fc_published_ref(struct fc_published *published)
{
    atomic_fetch_add_explicit(&published->references, 1, memory_order_relaxed);
    return published;
}

void fc_published_unref(struct fc_published **published_ptr)
{
    struct fc_published *published = *published_ptr;

    *published_ptr = NULL;
    if (!published || atomic_fetch_sub(&published->references, 1) != 1)
        return;
    fc_frame_unref(&published->frame);
    fc_matte_unref(&published->matte);
    fc_pool_give_back(&published->item);
}

enum fc_published_kind fc_published_kind(const struct fc_published *published)
{
    return published->kind;
}

enum fc_card_reason fc_published_reason(const struct fc_published *published)
{
    return published->reason;
}

const char *fc_published_why(const struct fc_published *published)
{
    switch (published->reason) {
    case FC_CARD_ASKED:
        return "The picture is paused.";
    case FC_CARD_NO_MATTE:
        return "Nobody was looked for in this picture yet.";
    case FC_CARD_MATTE_OLD:
        return "Finding the person takes too long.";
    case FC_CARD_MATTE_UNFIT:
        return "Person and room cannot be told apart.";
    case FC_CARD_NO_BACKGROUND:
        return "The background cannot be shown.";
    case FC_CARD_UNSET:
        break;
    }
    return "";
}

const struct fc_matte *fc_published_matte(const struct fc_published *published)
{
    return published->matte;
}

const struct fc_image *fc_published_image(const struct fc_published *published)
{
    return fc_frame_image(published->frame);
}

int64_t fc_published_time_ns(const struct fc_published *published)
{
    return published->time_ns;
}
