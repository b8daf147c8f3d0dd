/* SPDX-License-Identifier: MIT */
/*
 * libfakecam: shows the person and not the room.
 *
 * Two steps for every frame:
 *
 *     fc_engine_estimate(engine, frame, &matte, &error);      who is where, with a network
 *     fc_engine_compose(engine, frame, matte, now, &published);   the person before something else
 *
 * The room never shows. What comes out is an fc_published, and only three things make one:
 * the person composed over a replaced background with a matte of this frame or of one at most
 * FC_MATTE_MAX_AGE_NS older; the choice of background=none; and the card, a calm picture that
 * stands in whenever the first two are not allowed.
 *
 * Threads: estimate and compose may run at the same time on two threads, each of them on one
 * thread at a time. fc_engine_set(), fc_engine_get() and the other setters may be called from
 * any thread. Mattes, frames and published frames are counted references that any thread may
 * drop.
 *
 * Errors: functions return 0 or a negative errno value and, where they take an fc_error, say in
 * it what failed, why, and what to do. On failure nothing is handed out.
 */
#ifndef FAKECAM_FAKECAM_H
#define FAKECAM_FAKECAM_H

#include "fakecam/frame.h"
#include "fakecam/params.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The oldest matte, measured from its frame's time to compose's now, that may be used. */
#define FC_MATTE_MAX_AGE_NS INT64_C(250000000)

/*
 * What went wrong: "what failed: why", and what to do about it ("" where nothing is known).
 * UTF-8 as far as the names in it are; what is too long has "..." in its middle.
 */
struct fc_error {
    int code; /* a negative errno value, 0 for none */
    char text[400];
    char remedy[200];
};

struct fc_engine;
struct fc_matte;
struct fc_published;

/*
 * Where a background of moving or decoded pictures comes from. The engine calls frame_at from
 * the thread that calls compose, once for each composed frame, so it must not block: it gives
 * the newest picture that it has.
 */
struct fc_background_source {
    /*
     * The picture for time_ns (media time for films, monotonic for cameras), as a new
     * reference in *frame. wanted is the size of the output, a hint for decoders: the engine
     * fits whatever comes, and keeps what it fitted for as long as the same frame comes
     * again. Returns 0, -EAGAIN while there is no picture yet, or another negative errno.
     */
    int (*frame_at)(void *user, int64_t time_ns, struct fc_size wanted, struct fc_frame **frame);
    /* Called once, when the engine lets go of the source. May be NULL. */
    void (*release)(void *user);
    void *user;
};

struct fc_engine_params {
    /* Folder of network files; NULL for the places that fc_model_path() documents. */
    const char *model_dir;
};

/*
 * A new engine with every parameter at its default. The network is loaded by the first
 * estimate, or by fc_engine_prepare(). params may be NULL.
 */
FC_API int fc_engine_create(const struct fc_engine_params *params, struct fc_engine **engine,
                            struct fc_error *error);

/* Frees *engine and sets it to NULL. No call on it may be under way. *engine may be NULL. */
FC_API void fc_engine_destroy(struct fc_engine **engine);

/*
 * Sets a parameter of engine scope from its text; it counts from the next frame on. Shorthands
 * are taken apart: "background" = "blur:40" sets background and blur-strength.
 * -ENOENT: no such parameter; -EINVAL: a value that is not allowed (error says what is).
 */
FC_API int fc_engine_set(struct fc_engine *engine, const char *name, const char *value,
                         struct fc_error *error);

/* Writes the value as text into text[size], cut if need be. Returns 0 or -ENOENT. */
FC_API int fc_engine_get(struct fc_engine *engine, const char *name, char *text, size_t size);

/*
 * What to show where "background" names a picture or a film. The engine opens no files itself:
 * its host does, and hands the pictures in. The struct is copied. NULL takes the source away;
 * until there is one, frames become cards. The old source is released at once, or when the frame
 * that is being composed with it is done. -ENOMEM: nothing has changed.
 */
FC_API int fc_engine_set_background_source(struct fc_engine *engine,
                                           const struct fc_background_source *source);

/* A picture with transparency: rows of blue, green, red, alpha (straight), a byte each, sRGB. */
struct fc_overlay_picture {
    struct fc_size size;
    const uint8_t *bgra;
    int stride; /* bytes from row to row */
};

/*
 * What to lay over everything, where "overlay" names a picture: as with backgrounds, the host opens
 * the file. The picture is copied. NULL takes it away. Without one, or without the memory to make
 * it fit, frames are as they would be without an overlay; on cards there is none. -EINVAL: no
 * such picture can be; -ENOMEM. Nothing has changed then.
 */
FC_API int fc_engine_set_overlay(struct fc_engine *engine,
                                 const struct fc_overlay_picture *picture);

/*
 * The picture to use as card, fitted to each frame's size; NULL for the engine's own plain one.
 * Takes a reference of its own.
 */
FC_API int fc_engine_set_card(struct fc_engine *engine, struct fc_frame *card);

/*
 * Whether composed frames have their matte with them from now on, for who wants to look at it:
 * fc_published_matte(). Off at first; it costs a copy of each.
 */
FC_API void fc_engine_keep_mattes(struct fc_engine *engine, bool keep);

/*
 * Loads the network for frames of that size now instead of at the first estimate. On the thread
 * of estimate.
 */
FC_API int fc_engine_prepare(struct fc_engine *engine, struct fc_size size, struct fc_error *error);

/*
 * Finds the person in what zoom, rotate, auto-frame and auto-light make of the frame; the matte
 * knows that view, and compose takes the same one. Blocks for as long as the network needs, twice
 * as long for a first frame with auto-frame or auto-light. On success *matte is a new reference
 * that carries the frame's time. -ENOENT: no network file; -EBADMSG: a network file
 * that cannot be used; -ENODATA: the network's answer is no matte (constant, NaN, all person).
 */
FC_API int fc_engine_estimate(struct fc_engine *engine, const struct fc_frame *frame,
                              struct fc_matte **matte, struct fc_error *error);

/*
 * Whether compose has a use for a matte: not with background=none, unless auto-frame or auto-light
 * is to go by the person there too. Who asks need not estimate for nothing.
 */
FC_API bool fc_engine_needs_matte(struct fc_engine *engine);

/*
 * Puts the person before the background. now_ns is on the clock of the frames' times. matte
 * may be NULL and may be older than the frame. On success *published is a new reference: the
 * composed frame, or the card with the reason why. Fails only when out of memory.
 */
FC_API int fc_engine_compose(struct fc_engine *engine, struct fc_frame *frame,
                             const struct fc_matte *matte, int64_t now_ns,
                             struct fc_published **published);

/*
 * The card, in that size and colour, for hosts that have no frame. On the thread of compose.
 * -EINVAL: no frame may have that size or colour; -ENOMEM.
 */
FC_API int fc_engine_card(struct fc_engine *engine, struct fc_size size, struct fc_colour colour,
                          struct fc_published **published);

/* --- mattes: how much of each pixel is person, 0 (background) to 255 (person) --- */

FC_API struct fc_matte *fc_matte_ref(struct fc_matte *matte);
FC_API void fc_matte_unref(struct fc_matte **matte);
FC_API struct fc_size fc_matte_size(const struct fc_matte *matte);
/* Rows of stride bytes, one byte a pixel. Valid as long as the reference is. */
FC_API const uint8_t *fc_matte_alpha(const struct fc_matte *matte, int *stride);
/* The time of the frame that it was made from. */
FC_API int64_t fc_matte_time_ns(const struct fc_matte *matte);

/* --- published frames: all that may leave --- */

enum fc_published_kind {
    FC_PUBLISHED_UNSET = 0,
    FC_PUBLISHED_COMPOSED, /* the background was replaced */
    FC_PUBLISHED_ROOM,     /* background=none, by choice */
    FC_PUBLISHED_CARD,     /* see fc_published_reason() */
};

enum fc_card_reason {
    FC_CARD_UNSET = 0,
    FC_CARD_ASKED,         /* fc_engine_card() */
    FC_CARD_NO_MATTE,      /* no matte was given */
    FC_CARD_MATTE_OLD,     /* older than FC_MATTE_MAX_AGE_NS, or from the future */
    FC_CARD_MATTE_UNFIT,   /* another size, all person, or unsure nearly everywhere */
    FC_CARD_NO_BACKGROUND, /* the background cannot be shown (not readable, not there yet) */
};

FC_API struct fc_published *fc_published_ref(struct fc_published *published);
FC_API void fc_published_unref(struct fc_published **published);
FC_API enum fc_published_kind fc_published_kind(const struct fc_published *published);
FC_API enum fc_card_reason fc_published_reason(const struct fc_published *published);
/* One line for a person: why this is a card. "" for other kinds. */
FC_API const char *fc_published_why(const struct fc_published *published);
FC_API const struct fc_image *fc_published_image(const struct fc_published *published);
/*
 * What the frame was composed with, valid as long as the reference is: mirrored and with its
 * outline moved as the frame has it, also where the person's opacity is low. NULL for other kinds,
 * and where nobody asked with fc_engine_keep_mattes().
 */
FC_API const struct fc_matte *fc_published_matte(const struct fc_published *published);
FC_API int64_t fc_published_time_ns(const struct fc_published *published);

/* --- what it costs --- */

/* Nanoseconds that each stage took for the newest frame. */
struct fc_timings {
    int64_t convert_ns; /* frame to the network's input tensor */
    int64_t network_ns;
    int64_t matte_ns; /* probabilities to the matte at full size */
    int64_t compose_ns;
};

FC_API void fc_engine_timings(struct fc_engine *engine, struct fc_timings *timings);

/* The library's version, as in "0.1.0". */
FC_API const char *fc_version(void);

#ifdef __cplusplus
}
#endif

#endif
