/* SPDX-License-Identifier: MIT */
#include "camera.h"

#include "base/clock.h"
#include "testimage.h"
#include "world.h"

static void on_state(void *user, struct fc_output *output, enum fc_output_state state,
                     const char *why)
{
    struct camera *camera = user;

    camera->state = state;
    g_strlcpy(camera->why, why, sizeof(camera->why));
    camera->states++;
}

static void on_readers(void *user, struct fc_output *output, int readers)
{
    struct camera *camera = user;

    camera->readers = readers;
    camera->reader_changes++;
}

void camera_init(struct camera *camera, struct fc_size size, struct fc_colour colour)
{
    const struct fc_output_params params = {
        .device = "auto",
        .size = size,
        .colour = colour,
        .rate = 30,
        .readers_changed = on_readers,
        .state_changed = on_state,
        .user = camera,
    };
    struct fc_error error = {0};

    *camera = (struct camera){.size = size, .colour = colour};
    camera->publisher = fc_publisher_create();
    g_assert_cmpint(fc_output_pipewire.create(&params, &camera->output, &error), ==, 0);
}

void camera_finish(struct camera *camera)
{
    fc_output_pipewire.destroy(camera->output);
    while (g_main_context_iteration(NULL, FALSE))
        ;
    fc_publisher_destroy(&camera->publisher);
    fc_frame_unref(&camera->picture);
}

void camera_publish(struct camera *camera, int64_t time_ns)
{
    struct fc_published *published = NULL;

    if (!time_ns)
        time_ns = fc_clock_now_ns();
    fc_frame_unref(&camera->picture);
    camera->picture = fc_frame_create(camera->size, camera->colour, time_ns);
    testimage_noise(camera->picture, ++camera->seed);
    g_assert_cmpint(
        fc_publish_room(camera->publisher, fc_frame_image(camera->picture), time_ns, &published),
        ==, 0);
    fc_output_pipewire.publish(camera->output, published);
    fc_published_unref(&published);
}

struct wanted {
    struct camera *camera;
    int value;
};

static bool has_state(void *user)
{
    const struct wanted *wanted = user;

    return (int)wanted->camera->state == wanted->value;
}

static bool has_readers(void *user)
{
    const struct wanted *wanted = user;

    return wanted->camera->readers == wanted->value;
}

void camera_wait_state(struct camera *camera, enum fc_output_state state, int seconds)
{
    struct wanted wanted = {camera, (int)state};

    world_wait("the output's state", has_state, &wanted, seconds);
}

void camera_wait_readers(struct camera *camera, int readers, int seconds)
{
    struct wanted wanted = {camera, readers};

    world_wait("the number of readers", has_readers, &wanted, seconds);
}
