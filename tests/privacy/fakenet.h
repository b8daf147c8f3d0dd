/* SPDX-License-Identifier: MIT */
/*
 * An executor that knows the answer: the true matte of the secret's frame that it is shown, as a
 * perfect network would give it. And one that fails, in every way that a test asks for.
 */
#ifndef FC_TESTS_FAKENET_H
#define FC_TESTS_FAKENET_H

#include <stdatomic.h>

#include <glib.h>

#include "exec/exec.h"
#include "model/profile.h"
#include "secret.h"

enum fakenet_fault {
    FAKENET_WORKS = 0,
    FAKENET_SUBMIT_FAILS,
    FAKENET_WAIT_FAILS,
    FAKENET_HANGS, /* wait says -ETIMEDOUT; when the fault is over, the old answer comes */
    FAKENET_NAN,
    FAKENET_ONE_NAN, /* right but for one sample */
    FAKENET_ONES,
    FAKENET_ZEROS,
    FAKENET_HALVES,     /* 0.5 everywhere */
    FAKENET_CONSTANT,   /* 0.3 everywhere */
    FAKENET_ALL_PERSON, /* 0.9 to 1 */
    FAKENET_NOISE,      /* each sample 0 to 1 */
    FAKENET_FAINT,      /* each sample 0.38 to 0.42: a bit of person everywhere */
    FAKENET_INFINITE,   /* right but for one sample */
    FAKENET_BLOBS,      /* squares of 16 samples, each all person or none */
    FAKENET_FAULTS,
    /* not a fault that can be known: the true matte, but in another place. For testing tests. */
    FAKENET_MISPLACED,
};

struct fakenet {
    struct fc_exec base;
    struct fc_tensor input;
    struct fc_tensor output;

    /* settings: any thread */
    _Atomic(const struct secret *) secret; /* borrowed */
    atomic_int number;                     /* of the frame; below 0: read from its corner */
    atomic_int fault;
    atomic_int busy_ms; /* how long a run takes */
    atomic_bool marks;  /* answers carry the number of their frame, see FAKENET_MARK */

    /* estimate's thread */
    bool running;
    int submitted; /* number of the frame of the run under way */
    GRand *random; /* owned */
};

/*
 * One whose input has that size; the corner of frames can be read where that is the frames' own.
 * It belongs to the engine that adopts it.
 */
struct fakenet *fakenet_create(struct fc_size input, const struct secret *secret);

extern const struct fc_profile fakenet_profile;

/* With marks, answers hold a number: bit i in a square at the left, see fakenet.c. */
#define FAKENET_MARK 8 /* side of a bit, in samples of an answer */
#define FAKENET_BITS 10

#endif
