/* SPDX-License-Identifier: MIT */
/* The parts of the v4l2loopback output that need no device; tests/vm has the rest. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "base/clock.h"
#include "compose/published.h"
#include "service/holders.h"
#include "service/loopback/device.h"
#include "service/mailbox.h"
#include "service/loopback/opens.h"
#include "service/output.h"
#include "testimage.h"

static const struct fc_colour bt601 = {FC_MATRIX_BT601, FC_RANGE_LIMITED};

/* --- the mailbox --- */

static struct fc_published *published_at(struct fc_publisher *publisher, int64_t time_ns)
{
    struct fc_frame *frame = testimage_filled((struct fc_size){16, 16}, bt601, 0x808080);
    struct fc_published *published;

    g_assert_cmpint(fc_publish_room(publisher, fc_frame_image(frame), time_ns, &published), ==, 0);
    fc_frame_unref(&frame);
    return published;
}

static bool is_awake(const struct fc_mailbox *mailbox)
{
    struct pollfd file = {.fd = mailbox->wake_fd, .events = POLLIN};

    return poll(&file, 1, 0) == 1;
}

static void test_mailbox_newest_wins(void)
{
    struct fc_publisher *publisher = fc_publisher_create();
    struct fc_mailbox mailbox;
    struct fc_published *taken;

    g_assert_cmpint(fc_mailbox_init(&mailbox), ==, 0);
    g_assert_false(is_awake(&mailbox));
    for (int i = 1; i <= 3; i++) {
        struct fc_published *published = published_at(publisher, i);

        fc_mailbox_put(&mailbox, published);
        fc_published_unref(&published);
    }
    g_assert_true(is_awake(&mailbox));
    taken = fc_mailbox_take(&mailbox);
    g_assert_cmpint(fc_published_time_ns(taken), ==, 3);
    fc_published_unref(&taken);
    g_assert_false(is_awake(&mailbox));
    g_assert_null(fc_mailbox_take(&mailbox));
    fc_mailbox_wake(&mailbox);
    g_assert_true(is_awake(&mailbox));
    g_assert_null(fc_mailbox_take(&mailbox));
    fc_mailbox_finish(&mailbox);
    fc_publisher_destroy(&publisher);
}

/* --- finding devices --- */

struct node {
    const char *name;
    const char *folder; /* below devices/ */
    const char *label;
};

static void make_node(const char *root, const struct node *node)
{
    char *folder = g_build_filename(root, "devices", node->folder, node->name, NULL);
    char *label = g_build_filename(folder, "name", NULL);
    char *link = g_build_filename(root, "class", node->name, NULL);

    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(label, node->label, -1, NULL));
    g_assert_cmpint(symlink(folder, link), ==, 0);
    g_free(link);
    g_free(label);
    g_free(folder);
}

static void remove_tree(const char *path)
{
    GDir *folder = g_dir_open(path, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder))) {
        char *below = g_build_filename(path, name, NULL);

        if (g_file_test(below, G_FILE_TEST_IS_SYMLINK))
            g_unlink(below);
        else
            remove_tree(below);
        g_free(below);
    }
    if (folder)
        g_dir_close(folder);
    g_remove(path);
}

static void test_candidates(void)
{
    static const struct node nodes[] = {
        {"video0", "pci0000:00/usb1/video4linux", "Fakecam that is a real one\n"},
        {"video10", "virtual/video4linux", "OBS Virtual Camera\n"},
        {"video9", "virtual/video4linux", "Dummy video device (0x0000)\n"},
        {"video21", "virtual/video4linux", "My FakeCam\n"},
        {"v4l-subdev0", "virtual/video4linux", "fakecam\n"},
        {"video3", "platform/vivid.0/video4linux", "vivid-000-vid-cap\n"},
    };
    static const char *const expected[] = {"/dev/video21", "/dev/video9", "/dev/video10"};
    char *root = g_dir_make_tmp("fakecam-loopback-XXXXXX", NULL);
    char *class = g_build_filename(root, "class", NULL);
    const struct fc_loopback_places places = {.sysfs = class, .dev = "/dev"};
    GPtrArray *found;

    g_mkdir(class, 0700);
    for (size_t i = 0; i < G_N_ELEMENTS(nodes); i++)
        make_node(root, &nodes[i]);
    found = fc_loopback_candidates(&places);
    g_assert_cmpuint(found->len, ==, G_N_ELEMENTS(expected));
    for (guint i = 0; i < found->len; i++)
        g_assert_cmpstr(found->pdata[i], ==, expected[i]);
    g_ptr_array_unref(found);
    remove_tree(root);
    found = fc_loopback_candidates(&places);
    g_assert_cmpuint(found->len, ==, 0);
    g_ptr_array_unref(found);
    g_free(class);
    g_free(root);
}

static void test_open_refuses(void)
{
    struct fc_loopback_device device;
    struct fc_error error = {0};

    g_assert_cmpint(fc_loopback_device_open(&device, "/nowhere/video0", &error), ==, -ENOENT);
    g_assert_nonnull(strstr(error.text, "/nowhere/video0"));
    g_assert_nonnull(strstr(error.remedy, "modprobe v4l2loopback"));
    g_assert_cmpint(device.fd, ==, -1);
    g_assert_cmpint(fc_loopback_device_open(&device, "/dev/null", &error), ==, -ENOTTY);
    g_assert_cmpstr(error.text, ==, "/dev/null is no video device");
    g_assert_cmpint(device.fd, ==, -1);
}

/* --- who has it open --- */

/* A file, and another program that may have it open. */
struct watched {
    char *path;
    GPid pid;
    int end_fd; /* closing it ends the program */
};

static struct watched watched_create(void)
{
    struct watched watched = {.end_fd = -1};
    int fd = g_file_open_tmp("fakecam-opens-XXXXXX", &watched.path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    return watched;
}

/* Gives back when the program has the file open: it says so. */
static void hold(struct watched *watched)
{
    char *argv[] = {(char *)"/bin/sh", (char *)"-c",  (char *)"exec 3<\"$1\"; echo; read end",
                    (char *)"holder",  watched->path, NULL};
    char byte;
    int said_fd;

    g_assert_true(g_spawn_async_with_pipes(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                           &watched->pid, &watched->end_fd, &said_fd, NULL, NULL));
    g_assert_cmpint(read(said_fd, &byte, 1), ==, 1);
    close(said_fd);
}

static void let_go(struct watched *watched)
{
    close(watched->end_fd);
    g_assert_cmpint(waitpid(watched->pid, NULL, 0), ==, watched->pid);
}

static void watched_destroy(struct watched *watched)
{
    g_unlink(watched->path);
    g_free(watched->path);
}

static void test_holders(void)
{
    struct watched watched = watched_create();
    int own_fd = open(watched.path, O_RDONLY | O_CLOEXEC);
    char *expected;
    char names[64];

    g_assert_cmpint(fc_holders_names(watched.path, names, sizeof(names)), ==, 0);
    g_assert_cmpstr(names, ==, "");
    hold(&watched);
    expected = g_strdup_printf("sh (%d)", (int)watched.pid);
    g_assert_cmpint(fc_holders_names(watched.path, names, sizeof(names)), ==, 1);
    g_assert_cmpstr(names, ==, expected);
    let_go(&watched);
    g_assert_cmpint(fc_holders_names(watched.path, names, sizeof(names)), ==, 0);
    g_assert_cmpint(fc_holders_names("/nowhere", names, sizeof(names)), ==, -ENOENT);
    close(own_fd);
    g_free(expected);
    watched_destroy(&watched);
}

/* A program counts when it has stayed; nothing is to be done before. Times are made up. */
static void test_opens_lasting(void)
{
    struct watched watched = watched_create();
    const int64_t came_ns = FC_NS_PER_S;
    const int64_t lasts_ns = came_ns + FC_OPENS_LASTING_NS;
    struct fc_opens opens;

    g_assert_cmpint(fc_opens_init(&opens, watched.path, NULL), ==, 0);
    g_assert_cmpint(fc_opens_update(&opens, 0), ==, 0);
    g_assert_cmpint(fc_opens_due_ns(&opens), ==, INT64_MAX);
    hold(&watched);
    g_assert_cmpint(fc_opens_update(&opens, came_ns), ==, 0);
    g_assert_cmpint(fc_opens_due_ns(&opens), ==, lasts_ns);
    g_assert_cmpint(fc_opens_update(&opens, lasts_ns - 1), ==, 0);
    g_assert_cmpint(fc_opens_update(&opens, lasts_ns), ==, 1);
    g_assert_cmpint(fc_opens_due_ns(&opens), ==, INT64_MAX);
    let_go(&watched);
    g_assert_cmpint(fc_opens_update(&opens, 2 * lasts_ns), ==, 0);
    g_assert_cmpint(fc_opens_due_ns(&opens), ==, INT64_MAX);
    fc_opens_finish(&opens);
    watched_destroy(&watched);
}

/* Opens and closes at once; looked at only as often as is allowed. */
static void test_opens_probe(void)
{
    struct watched watched = watched_create();
    struct fc_opens opens;

    g_assert_cmpint(fc_opens_init(&opens, watched.path, NULL), ==, 0);
    g_assert_cmpint(fc_opens_update(&opens, 0), ==, 0);
    hold(&watched);
    g_assert_cmpint(fc_opens_update(&opens, 1), ==, 0);
    g_assert_cmpint(fc_opens_due_ns(&opens), ==, FC_OPENS_LOOK_NS);
    g_assert_cmpint(fc_opens_update(&opens, FC_OPENS_LOOK_NS), ==, 0);
    let_go(&watched);
    g_assert_cmpint(fc_opens_update(&opens, FC_OPENS_LOOK_NS + 1), ==, 0);
    g_assert_cmpint(fc_opens_due_ns(&opens), ==, 2 * FC_OPENS_LOOK_NS);
    g_assert_cmpint(fc_opens_update(&opens, FC_NS_PER_S), ==, 0);
    g_assert_cmpint(fc_opens_due_ns(&opens), ==, INT64_MAX);
    fc_opens_finish(&opens);
    watched_destroy(&watched);
}

/* Programs that come before the watch, and together: the kernel makes one event of two. */
static void test_opens_together(void)
{
    struct watched one = watched_create();
    struct watched two = {.path = one.path, .end_fd = -1};
    struct watched three = {.path = one.path, .end_fd = -1};
    struct fc_opens opens;

    hold(&one);
    g_assert_cmpint(fc_opens_init(&opens, one.path, NULL), ==, 0);
    g_assert_cmpint(fc_opens_update(&opens, 0), ==, 0);
    g_assert_cmpint(fc_opens_update(&opens, FC_NS_PER_S), ==, 1);
    hold(&two);
    hold(&three);
    g_assert_cmpint(fc_opens_update(&opens, 2 * FC_NS_PER_S), ==, 1);
    g_assert_cmpint(fc_opens_update(&opens, 3 * FC_NS_PER_S), ==, 3);
    let_go(&one);
    g_assert_cmpint(fc_opens_update(&opens, 4 * FC_NS_PER_S), ==, 2);
    let_go(&two);
    let_go(&three);
    g_assert_cmpint(fc_opens_update(&opens, 5 * FC_NS_PER_S), ==, 0);
    fc_opens_finish(&opens);
    watched_destroy(&one);
}

/* Who is not to be seen, as this process is not, makes the number unknown until he closes. */
static void test_opens_hidden(void)
{
    struct watched watched = watched_create();
    struct fc_opens opens;
    int fd;

    g_assert_cmpint(fc_opens_init(&opens, watched.path, NULL), ==, 0);
    g_assert_cmpint(fc_opens_update(&opens, 0), ==, 0);
    fd = open(watched.path, O_RDWR);
    g_assert_cmpint(fc_opens_update(&opens, FC_NS_PER_S), ==, 0);
    g_assert_cmpint(fc_opens_due_ns(&opens), ==, FC_NS_PER_S + FC_OPENS_LASTING_NS);
    g_assert_cmpint(fc_opens_update(&opens, 2 * FC_NS_PER_S), ==, FC_READERS_UNKNOWN);
    g_assert_cmpint(fc_opens_due_ns(&opens), ==, INT64_MAX);
    close(fd);
    g_assert_cmpint(fc_opens_update(&opens, 3 * FC_NS_PER_S), ==, 0);
    fc_opens_finish(&opens);
    watched_destroy(&watched);
}

/* --- without a device --- */

struct told {
    enum fc_output_state state;
    char why[600];
    int times;
};

static void on_readers(void *user, struct fc_output *output, int readers)
{
    g_assert_not_reached();
}

static void on_state(void *user, struct fc_output *output, enum fc_output_state state,
                     const char *why)
{
    struct told *told = user;

    told->state = state;
    g_strlcpy(told->why, why, sizeof(told->why));
    told->times++;
}

static void test_missing(void)
{
    struct told told = {0};
    struct fc_output_params params = {
        .device = "/nowhere/video0",
        .size = {16, 16},
        .colour = bt601,
        .rate = 30,
        .readers_changed = on_readers,
        .state_changed = on_state,
        .user = &told,
    };
    struct fc_publisher *publisher = fc_publisher_create();
    struct fc_published *published = published_at(publisher, 1);
    struct fc_output *output = NULL;
    struct fc_error error = {0};

    g_assert_cmpint(fc_output_loopback.create(&params, &output, &error), ==, 0);
    while (told.times == 0)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpint(told.state, ==, FC_OUTPUT_MISSING);
    g_assert_nonnull(strstr(told.why, "sudo modprobe v4l2loopback exclusive_caps=1"));
    for (int i = 0; i < 100; i++)
        output->ops->publish(output, published);
    output->ops->destroy(output);
    g_assert_false(g_main_context_iteration(NULL, FALSE));
    g_assert_cmpint(told.times, ==, 1);
    params.size.width = 15;
    g_assert_cmpint(fc_output_loopback.create(&params, &output, &error), ==, -EINVAL);
    g_assert_nonnull(strstr(error.text, "15x16"));
    fc_published_unref(&published);
    fc_publisher_destroy(&publisher);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/loopback/mailbox/newest-wins", test_mailbox_newest_wins);
    g_test_add_func("/loopback/device/candidates", test_candidates);
    g_test_add_func("/loopback/device/refuses", test_open_refuses);
    g_test_add_func("/loopback/holders", test_holders);
    g_test_add_func("/loopback/opens/lasting", test_opens_lasting);
    g_test_add_func("/loopback/opens/probe", test_opens_probe);
    g_test_add_func("/loopback/opens/together", test_opens_together);
    g_test_add_func("/loopback/opens/hidden", test_opens_hidden);
    g_test_add_func("/loopback/missing", test_missing);
    return g_test_run();
}
