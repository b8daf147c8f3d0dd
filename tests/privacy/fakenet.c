/* SPDX-License-Identifier: MIT */
#include "fakenet.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

#define WIDTH SECRET_PERSON_WIDTH
#define HEIGHT SECRET_PERSON_HEIGHT
#define BLOB 16
#define ASIDE 50 /* samples by which the misplaced matte is off */

const struct fc_profile fakenet_profile = {
    .name = "fakenet",
    .input_min = 0,
    .input_max = 1,
    .output = FC_OUTPUT_PROBABILITY,
    .person_class = -1,
    .background_class = -1,
    .threshold = 0.5f,
};

static const struct fc_tensor *input(struct fc_exec *exec)
{
    return &((struct fakenet *)exec)->input;
}

static const struct fc_tensor *output(struct fc_exec *exec)
{
    return &((struct fakenet *)exec)->output;
}

/* Reads the bits in the frame's corner: red of every second pixel of the first row. */
static int read_number(const struct fakenet *net)
{
    int number = 0;

    for (int bit = 0; bit < SECRET_BITS; bit++)
        number |= (net->input.data[(ptrdiff_t)2 * bit * 3] > 0.5f) << bit;
    return number;
}

static int submit(struct fc_exec *exec, struct fc_error *error)
{
    struct fakenet *net = (struct fakenet *)exec;
    int number = atomic_load(&net->number);

    /* the contract of exec.h */
    g_assert_false(net->running);
    if (atomic_load(&net->fault) == FAKENET_SUBMIT_FAILS)
        return fc_error_set(error, -EIO, "submit: asked to fail");
    net->submitted = number < 0 ? read_number(net) : number;
    net->running = true;
    return 0;
}

static void put_mark(float *person, int number)
{
    for (int y = 0; y < FAKENET_BITS * FAKENET_MARK; y++)
        for (int x = 0; x < FAKENET_MARK; x++)
            person[y * WIDTH + x] = (float)(number >> (y / FAKENET_MARK) & 1);
}

static void put_blobs(struct fakenet *net)
{
    for (int y = 0; y < HEIGHT; y += BLOB) {
        for (int x = 0; x < WIDTH; x += BLOB) {
            float value = (float)g_rand_int_range(net->random, 0, 2);

            for (int i = 0; i < BLOB * BLOB; i++)
                if (y + i / BLOB < HEIGHT)
                    net->output.data[(y + i / BLOB) * WIDTH + x + i % BLOB] = value;
        }
    }
}

static void fill(struct fakenet *net, double low, double high)
{
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        net->output.data[i] =
            low < high ? (float)g_rand_double_range(net->random, low, high) : (float)low;
}

static void put_truth(struct fakenet *net)
{
    const struct secret *secret = atomic_load(&net->secret);
    const float *person = secret->frames[net->submitted % secret->count].person;

    memcpy(net->output.data, person, WIDTH * HEIGHT * sizeof(float));
}

static void put_aside(struct fakenet *net)
{
    put_truth(net);
    for (int y = 0; y < HEIGHT; y++) {
        float *row = net->output.data + (ptrdiff_t)y * WIDTH;

        memmove(row, row + ASIDE, (WIDTH - ASIDE) * sizeof(float));
    }
}

static void answer(struct fakenet *net, int fault)
{
    float *person = net->output.data;

    put_truth(net);
    if (fault == FAKENET_NAN)
        fill(net, NAN, NAN);
    else if (fault == FAKENET_ONE_NAN)
        person[g_rand_int_range(net->random, 0, WIDTH * HEIGHT)] = NAN;
    else if (fault == FAKENET_INFINITE)
        person[g_rand_int_range(net->random, 0, WIDTH * HEIGHT)] = INFINITY;
    else if (fault == FAKENET_ONES)
        fill(net, 1, 1);
    else if (fault == FAKENET_ZEROS)
        fill(net, 0, 0);
    else if (fault == FAKENET_HALVES)
        fill(net, 0.5, 0.5);
    else if (fault == FAKENET_CONSTANT)
        fill(net, 0.3, 0.3);
    else if (fault == FAKENET_ALL_PERSON)
        fill(net, 0.9, 1);
    else if (fault == FAKENET_NOISE)
        fill(net, 0, 1);
    else if (fault == FAKENET_FAINT)
        fill(net, 0.38, 0.42);
    else if (fault == FAKENET_BLOBS)
        put_blobs(net);
    else if (fault == FAKENET_MISPLACED)
        put_aside(net);
    if (atomic_load(&net->marks))
        put_mark(person, net->submitted);
}

static int wait_done(struct fc_exec *exec, int64_t timeout_ns, struct fc_error *error)
{
    struct fakenet *net = (struct fakenet *)exec;
    int fault = atomic_load(&net->fault);

    g_assert_true(net->running);
    g_assert_cmpint(timeout_ns, >, 0);
    g_usleep((gulong)atomic_load(&net->busy_ms) * 1000);
    if (fault == FAKENET_HANGS)
        return fc_error_set(error, -ETIMEDOUT, "wait: asked to hang");
    net->running = false;
    if (fault == FAKENET_WAIT_FAILS)
        return fc_error_set(error, -EIO, "wait: asked to fail");
    answer(net, fault);
    return 0;
}

static void destroy(struct fc_exec *exec)
{
    struct fakenet *net = (struct fakenet *)exec;

    free(net->input.data);
    free(net->output.data);
    g_rand_free(net->random);
    g_free(net);
}

static const struct fc_exec_ops ops = {
    .name = "fakenet",
    .description = "knows the answer",
    .destroy = destroy,
    .input = input,
    .output = output,
    .submit = submit,
    .wait = wait_done,
};

static struct fc_tensor tensor(int width, int height, int channels)
{
    return (struct fc_tensor){
        .shape = {{1, height, width, channels}},
        .memory = FC_MEMORY_HOST,
        .data = fc_alloc_aligned((size_t)width * (size_t)height * (size_t)channels * sizeof(float)),
    };
}

struct fakenet *fakenet_create(struct fc_size size, const struct secret *secret)
{
    struct fakenet *net = g_new0(struct fakenet, 1);

    net->base.ops = &ops;
    net->input = tensor(size.width, size.height, 3);
    net->output = tensor(WIDTH, HEIGHT, 1);
    net->random = g_rand_new_with_seed(7);
    atomic_store(&net->secret, secret);
    return net;
}
