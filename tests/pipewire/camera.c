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

/* --- with a reader --- */

struct awaited {
    struct reader *reader;
    const struct camera *camera;
    int count;
};

static bool shows_newest(void *user)
{
    const struct awaited *awaited = user;
    const struct reader_picture picture = reader_look(awaited->reader);

    return reader_picture_is(&picture, fc_frame_image(awaited->camera->picture));
}

static bool has_count(void *user)
{
    const struct awaited *awaited = user;

    return reader_look(awaited->reader).count >= awaited->count;
}

bool camera_is_shown(const struct camera *camera, struct reader *reader)
{
    return shows_newest(&(struct awaited){.reader = reader, .camera = camera});
}

void camera_wait_shown(const struct camera *camera, struct reader *reader)
{
    struct awaited awaited = {.reader = reader, .camera = camera};

    world_wait("the reader has the newest picture", shows_newest, &awaited, 10);
}

void camera_wait_count(struct reader *reader, int count)
{
    struct awaited awaited = {.reader = reader, .count = count};

    world_wait("the reader has so many pictures", has_count, &awaited, 20);
}

struct reader *camera_read(void)
{
    return reader_create("fakecam", &(struct reader_params){0});
}

void camera_check_reading(struct camera *camera)
{
    struct reader *reader = camera_read();

    camera_wait_readers(camera, 1, 10);
    camera_publish(camera, 0);
    camera_wait_shown(camera, reader);
    reader_destroy(&reader);
    camera_wait_readers(camera, 0, 10);
}
