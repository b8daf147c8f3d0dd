/* SPDX-License-Identifier: MIT */
/* `fakecam run` as the camera of a real PipeWire: from the demo person to a reader. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "base/clock.h"
#include "frame/colour.h"
#include "reader.h"
#include "testdata.h"
#include "world.h"

#define BACKGROUND 0x204060

static const struct fc_colour bt601 = {FC_MATRIX_BT601, FC_RANGE_LIMITED};

/* --- the command --- */

struct command {
    GPid pid;
    char *said; // owned; the file that its standard error goes to
};

static void start(struct command *command)
{
    const char *argv[] = {g_getenv("FAKECAM_EXE"),
                          "run",
                          "--camera",
                          "demo:",
                          "--loopback",
                          "off",
                          "--width",
                          "320",
                          "--height",
                          "240",
                          "--background",
                          "color:#204060",
                          NULL};
    GError *error = NULL;
    const int fd = g_file_open_tmp("fakecam-run-XXXXXX", &command->said, NULL);

    g_assert_cmpint(fd, >=, 0);
    g_spawn_async_with_fds(NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                           &command->pid, -1, -1, fd, &error);
    g_assert_no_error(error);
    close(fd);
}

/* Ends it as systemd does. */
static void end(struct command *command)
{
    char *said = NULL;
    int status = -1;

    kill(command->pid, SIGTERM);
    waitpid(command->pid, &status, 0);
    g_file_get_contents(command->said, &said, NULL, NULL);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        g_error("it ended with %d and said:\n%s", status, said);
    g_free(said);
    g_unlink(command->said);
    g_free(command->said);
}

struct line {
    const struct command *command;
    const char *text;
    int times;
};

static bool was_said(void *user)
{
    const struct line *line = user;
    char *said = NULL;
    int times = 0;

    g_assert_true(g_file_get_contents(line->command->said, &said, NULL, NULL));
    for (const char *at = said; (at = strstr(at, line->text)); at += strlen(line->text))
        times++;
    g_free(said);
    return times >= line->times;
}

static void wait_for_line(const struct command *command, const char *text, int times)
{
    struct line line = {command, text, times};

    world_wait(text, was_said, &line, 30);
}

/* --- the pictures --- */

/* Whether the corners, where nobody is, have the background's colour: the card has another. */
static bool is_composed(const struct reader_picture *picture)
{
    const struct fc_yuv wanted =
        fc_colour_from_rgb(bt601, BACKGROUND >> 16, BACKGROUND >> 8 & 0xff, BACKGROUND & 0xff);
    const size_t luma = 320 * 240;

    return picture->count > 0 && picture->bytes == luma * 3 / 2 &&
           ABS(picture->data[0] - wanted.y) <= 1 && ABS(picture->data[319] - wanted.y) <= 1 &&
           ABS(picture->data[luma] - wanted.u) <= 1 &&
           ABS(picture->data[luma + luma / 4] - wanted.v) <= 1;
}

static bool shows_frames(void *user)
{
    const struct reader_picture picture = reader_look(user);

    return is_composed(&picture);
}

static void check_reading(void)
{
    struct reader *reader =
        reader_create("fakecam", &(struct reader_params){.format = READER_I420});
    struct reader_picture picture;

    world_wait("the reader sees the background", shows_frames, reader, 60);
    picture = reader_look(reader);
    g_assert_cmpint(picture.backwards, ==, 0);
    g_assert_cmpint(picture.torn, ==, 0);
    reader_destroy(&reader);
}

static void test_run(void)
{
    char *model = testdata_model("selfie_segmentation_landscape.tflite");
    struct command command = {0};
    char *models;

    if (!model)
        return;
    /* where the test found them, the command does too */
    models = g_path_get_dirname(model);
    g_setenv("FAKECAM_MODELS", models, TRUE);
    g_free(models);
    g_free(model);
    start(&command); /* there is no daemon yet */
    wait_for_line(&command, "pipewire: PipeWire is not running", 1);
    world_start(true);
    wait_for_line(&command, "pipewire: ready", 1);
    check_reading();
    /* the camera closes behind the last reader */
    wait_for_line(&command, "Waiting for someone to watch", 2);
    world_kill();
    wait_for_line(&command, "pipewire: PipeWire", 2);
    world_start(true);
    wait_for_line(&command, "pipewire: ready", 2);
    check_reading();
    end(&command);
    world_kill();
}

int main(int argc, char **argv)
{
    const char *missing;
    int ret;

    g_test_init(&argc, &argv, NULL);
    missing = world_init();
    if (missing) {
        g_print("1..0 # SKIP %s is not installed\n", missing);
        return 0;
    }
    g_test_add_func("/pipewire-run/demo", test_run);
    ret = g_test_run();
    world_finish();
    return ret;
}
