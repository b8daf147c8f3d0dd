/* SPDX-License-Identifier: MIT */
/* What the doctor finds of a session: real PipeWire daemons and a real bus, private to the test. */
#include <string.h>

#include <gio/gio.h>

#include "camera.h"
#include "service/bus/bus.h"
#include "service/doctor/doctor.h"
#include "world.h"

static const struct fc_size small = {320, 240};
static const struct fc_colour bt601 = {FC_MATRIX_BT601, FC_RANGE_LIMITED};

static bool has_camera(void)
{
    const struct fc_doctor_params params = {0};
    GPtrArray *findings = fc_doctor_look(&params);
    bool has = false;

    for (guint i = 0; i < findings->len; i++) {
        const struct fc_finding *finding = findings->pdata[i];

        has |= strcmp(finding->id, "camera-found") == 0 && finding->state == FC_FINDING_OK;
    }
    g_ptr_array_unref(findings);
    return has;
}

/* Whether a finding about this system has that state and says that. */
static void expect(const char *id, enum fc_finding_state state, const char *found)
{
    const struct fc_doctor_params params = {0};
    GPtrArray *findings = fc_doctor_look(&params);
    int seen = 0;

    for (guint i = 0; i < findings->len; i++) {
        const struct fc_finding *finding = findings->pdata[i];

        if (strcmp(finding->id, id) != 0)
            continue;
        g_test_message("%s: %s", fc_finding_state_name(finding->state), finding->found);
        g_assert_cmpint(finding->state, ==, state);
        g_assert_nonnull(strstr(finding->found, found));
        seen++;
    }
    g_assert_cmpint(seen, ==, 1);
    g_ptr_array_unref(findings);
}

/* Here is no v4l2loopback: PipeWire is needed. On a machine that has it, it is not. */
static enum fc_finding_state without_pipewire(void)
{
    return g_file_test("/sys/module/v4l2loopback", G_FILE_TEST_EXISTS) ? FC_FINDING_NOTE
                                                                       : FC_FINDING_PROBLEM;
}

static void test_no_pipewire(void)
{
    expect("pipewire", without_pipewire(), "does not run");
    expect("pipewire-manager", FC_FINDING_UNKNOWN, "does not run");
    expect("pipewire-node", FC_FINDING_UNKNOWN, "does not run");
}

static void test_no_manager(void)
{
    world_start(false);
    expect("pipewire", FC_FINDING_OK, "runs");
    expect("pipewire-manager", FC_FINDING_PROBLEM, "without a session manager");
    world_kill();
}

static void test_frozen(void)
{
    world_start(false);
    world_freeze(true);
    expect("pipewire", FC_FINDING_PROBLEM, "does not answer");
    world_freeze(false);
    world_kill();
}

static void test_node(void)
{
    struct camera camera;

    world_start(true);
    expect("pipewire-manager", FC_FINDING_OK, "WirePlumber");
    expect("pipewire-node", FC_FINDING_UNKNOWN, "does not run");
    camera_init(&camera, small, bt601);
    camera_wait_state(&camera, FC_OUTPUT_READY, 10);
    expect("pipewire-node", FC_FINDING_OK, "lists it");
    camera_finish(&camera);
    world_kill();
}

/* --- the session bus --- */

static void on_name(GDBusConnection *bus, const char *name, gpointer user)
{
    *(bool *)user = true;
}

static bool is_true(void *user)
{
    return *(bool *)user;
}

static void test_service(void)
{
    bool is_owned = false;
    guint owner;

    expect("service-running", FC_FINDING_PROBLEM, "does not run");
    owner = g_bus_own_name(G_BUS_TYPE_SESSION, FC_BUS_NAME, G_BUS_NAME_OWNER_FLAGS_NONE, NULL,
                           on_name, NULL, &is_owned, NULL);
    world_wait("the name is ours", is_true, &is_owned, 10);
    expect("service-running", FC_FINDING_OK, "runs");
    /* it runs, and is not in PipeWire */
    world_start(true);
    expect("pipewire-node", FC_FINDING_PROBLEM, "has no node");
    world_kill();
    g_bus_unown_name(owner);
}

/* --- the settings --- */

static void use_camera(const char *camera)
{
    char *folder = g_build_filename(g_get_user_config_dir(), "fakecam", NULL);
    char *path = g_build_filename(folder, "settings.ini", NULL);
    char *text = g_strdup_printf("[fakecam]\ncamera=%s\n", camera);

    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_free(text);
    g_free(path);
    g_free(folder);
}

/* What stands in for a camera is no problem, once a person has chosen it. */
static void test_stand_in(void)
{
    use_camera("auto");
    if (has_camera()) {
        g_test_skip("a camera is plugged in");
        return;
    }
    expect("camera-found", FC_FINDING_PROBLEM, "no camera");
    use_camera("demo:");
    expect("camera-found", FC_FINDING_NOTE, "a drawn person stands in");
    use_camera("/home/anna/me.mp4");
    expect("camera-found", FC_FINDING_NOTE, "/home/anna/me.mp4 stands in");
    use_camera("HD Webcam");
    expect("camera-found", FC_FINDING_PROBLEM, "no camera");
    use_camera("auto");
}

int main(int argc, char **argv)
{
    const char *missing = world_init();
    int ret;

    g_test_init(&argc, &argv, NULL);
    if (missing) {
        g_print("1..0 # SKIP %s is not installed\n", missing);
        return 0;
    }
    g_test_add_func("/doctor/session/no-pipewire", test_no_pipewire);
    g_test_add_func("/doctor/session/no-manager", test_no_manager);
    g_test_add_func("/doctor/session/frozen", test_frozen);
    g_test_add_func("/doctor/session/node", test_node);
    g_test_add_func("/doctor/session/service", test_service);
    g_test_add_func("/doctor/session/stand-in", test_stand_in);
    ret = g_test_run();
    world_finish();
    return ret;
}
