/* SPDX-License-Identifier: MIT */
/*
 * Runs the v4l2loopback output alone, to see what its readers get:
 *
 *     loopback_pattern DEVICE WIDTH HEIGHT RATE SECONDS
 *
 * Publishes RATE frames a second (0: one, which stays; -1: none). Frame N is of one colour: luma
 * 16 + 7 * N % 220, chroma 90 and 200, so that a torn one shows. Prints what the output reports,
 * one line each, with the seconds since the start. Ends after SECONDS, or on SIGTERM.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <glib-unix.h>
#include <glib.h>

#include "base/clock.h"
#include "compose/published.h"
#include "frame/colour.h"
#include "service/output.h"

static const struct fc_colour colour = {FC_MATRIX_BT601, FC_RANGE_LIMITED};

struct tool {
    struct fc_size size;
    struct fc_publisher *publisher; // owned
    struct fc_output *output;       // owned
    GMainLoop *loop;                // owned
    int64_t start_ns;
    int number; /* of the next frame */
};

static double seconds(const struct tool *tool)
{
    return (double)(fc_clock_now_ns() - tool->start_ns) / (double)FC_NS_PER_S;
}

static void readers_changed(void *user, struct fc_output *output, int readers)
{
    printf("%.2f readers %d\n", seconds(user), readers);
    fflush(stdout);
}

static void state_changed(void *user, struct fc_output *output, enum fc_output_state state,
                          const char *why)
{
    static const char *const names[] = {"unset", "missing", "ready", "failed"};

    printf("%.2f state %s %s\n", seconds(user), names[state], why);
    fflush(stdout);
}

static gboolean publish(gpointer user)
{
    struct tool *tool = user;
    struct fc_frame *frame = fc_frame_create(tool->size, colour, fc_clock_now_ns());
    const struct fc_yuv yuv = {(uint8_t)(16 + 7 * tool->number++ % 220), 90, 200};
    struct fc_published *published;

    fc_image_fill(fc_frame_image(frame), yuv);
    if (fc_publish_room(tool->publisher, fc_frame_image(frame), 0, &published) < 0)
        abort();
    tool->output->ops->publish(tool->output, published);
    fc_published_unref(&published);
    fc_frame_unref(&frame);
    return G_SOURCE_CONTINUE;
}

static gboolean quit(gpointer user)
{
    g_main_loop_quit(user);
    return G_SOURCE_CONTINUE;
}

int main(int argc, char **argv)
{
    struct tool tool = {.start_ns = fc_clock_now_ns()};
    struct fc_output_params params = {.colour = colour,
                                      .rate = 30,
                                      .readers_changed = readers_changed,
                                      .state_changed = state_changed,
                                      .user = &tool};
    struct fc_error error = {0};
    int rate;

    if (argc != 6)
        return 2;
    params.device = argv[1];
    params.size = tool.size = (struct fc_size){atoi(argv[2]), atoi(argv[3])};
    rate = atoi(argv[4]);
    tool.publisher = fc_publisher_create();
    tool.loop = g_main_loop_new(NULL, FALSE);
    if (fc_output_loopback.create(&params, &tool.output, &error) < 0) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    if (rate >= 0)
        publish(&tool);
    if (rate > 0)
        g_timeout_add(1000u / (guint)rate, publish, &tool);
    g_timeout_add(1000u * (guint)atoi(argv[5]), quit, tool.loop);
    g_unix_signal_add(SIGTERM, quit, tool.loop);
    g_main_loop_run(tool.loop);
    tool.output->ops->destroy(tool.output);
    printf("%.2f end\n", seconds(&tool));
    g_main_loop_unref(tool.loop);
    fc_publisher_destroy(&tool.publisher);
    return 0;
}
