/* SPDX-License-Identifier: MIT */
/*
 * A whole engine on the network that takes red for person, and what a camera shows it. Whatever
 * fails here ends the test.
 */
#ifndef FC_TESTS_TESTENGINE_H
#define FC_TESTS_TESTENGINE_H

#include "fakecam/fakecam.h"
#include "testnet.h"

#define TESTENGINE_ROOM_RGB 0x20c040
#define TESTENGINE_PERSON_RGB 0xe01010

extern const struct fc_size testengine_size;
extern const struct fc_colour testengine_colour;

/* A fixture of GLib's. */
struct testengine {
    char *dir; /* owned; goes with all files in it */
    struct fc_engine *engine;
    int networks;    /* written so far */
    int64_t time_ns; /* the test's own */
};

void testengine_init(struct testengine *t);
void testengine_finish(struct testengine *t);

void testengine_set(struct testengine *t, const char *name, const char *value);
void testengine_use_network(struct testengine *t, const struct testnet_weights *weights);

/* A red person, left of the middle, before a green room. */
struct fc_frame *testengine_camera(int64_t time_ns);

struct fc_matte *testengine_estimate(struct testengine *t, const struct fc_frame *frame);
struct fc_published *testengine_compose(struct testengine *t, struct fc_frame *frame,
                                        const struct fc_matte *matte, int64_t now_ns);

#endif
