/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/options.h"
#include "cli/setup_user.h"
#include "cli/wrap.h"
#include "service/setup/perform.h"
#include "service/setup/plan.h"

struct setup {
    gboolean yes;
    gboolean dry_run;
    gboolean undo;
    gboolean remove_package;
    char *root; // owned; or NULL
    /* of the root helper */
    char *steps;    // owned; or NULL
    char *video_nr; // owned; or NULL
    char *packages; // owned; or NULL
};

/* apt-cache tells without being root. */
static bool apt_knows(const char *package)
{
    const char *const argv[] = {"/usr/bin/apt-cache", "--no-all-versions", "show", package, NULL};
    int status = -1;

    return g_spawn_sync(NULL, (char **)argv, NULL,
                        G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                        NULL, &status, NULL) &&
           g_spawn_check_wait_status(status, NULL);
}

/* --- what is asked --- */

static gboolean can_ask(void)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

static gboolean ask(const char *question, gboolean is_yes)
{
    char answer[16] = "";

    printf("%s [%s] ", question, is_yes ? "Y/n" : "y/N");
    fflush(stdout);
    if (!fgets(answer, sizeof(answer), stdin))
        return FALSE;
    return answer[0] == '\n' ? is_yes : g_ascii_tolower(answer[0]) == 'y';
}

static void print_plan(const struct fc_setup_plan *plan, const struct cli_setup_user *user)
{
    for (guint i = 0; i < plan->notes->len; i++)
        cli_print_wrapped("", plan->notes->pdata[i]);
    if (user->note)
        cli_print_wrapped("", user->note);
    if (plan->lines->len > 0)
        puts(geteuid() == 0 ? "Setup will:" : "Setup will, as root:");
    for (guint i = 0; i < plan->lines->len; i++)
        printf("  %s\n", (const char *)plan->lines->pdata[i]);
    if (user->command)
        printf("%s\n  %s\n", geteuid() == 0 ? "And:" : "As you:", user->command);
    fflush(stdout);
}

/* --- what is done --- */

static gboolean touches_device(const struct fc_setup_order *order)
{
    return order->steps[FC_SETUP_RELOAD] || order->steps[FC_SETUP_UNLOAD];
}

static int perform_order(const struct setup *setup, const struct fc_setup_order *order)
{
    struct fc_error error = {0};
    int ret;

    if (fc_setup_order_is_empty(order))
        return CLI_DONE;
    if (setup->root)
        return fc_setup_perform(order, setup->root, &error) ? cli_fail(&error) : CLI_DONE;
    if (touches_device(order) && !cli_setup_user_release())
        return CLI_FAILED;
    ret = fc_setup_elevate(order, &error);
    if (touches_device(order))
        cli_setup_user_take();
    return ret ? cli_fail(&error) : CLI_DONE;
}

/* On the way back the camera ends first, so that it holds nothing. */
static int perform(const struct setup *setup, const struct fc_setup_plan *plan,
                   const struct cli_setup_user *user)
{
    int code = setup->undo ? cli_setup_user_perform(user) : CLI_DONE;
    const int of_root = perform_order(setup, &plan->order);

    if (of_root)
        return of_root;
    if (!setup->undo)
        code = cli_setup_user_perform(user);
    if (!code)
        puts(setup->undo ? "Undone." : "Done. fakecam doctor looks at it all once more.");
    return code ? code : plan->is_blocked ? CLI_FAILED : CLI_DONE;
}

static gboolean is_wanted(const struct setup *setup, struct fc_setup_plan *plan)
{
    if (!setup->yes && !ask("Go on?", TRUE))
        return FALSE;
    /* with --yes only what was named is removed */
    if (setup->undo && !setup->remove_package && !setup->yes && plan->installed->len > 0 &&
        ask("Remove the packages that setup installed, too?", FALSE))
        fc_setup_plan_remove_packages(plan);
    return TRUE;
}

static int follow(const struct setup *setup, struct fc_setup_plan *plan,
                  const struct cli_setup_user *user)
{
    print_plan(plan, user);
    if (fc_setup_order_is_empty(&plan->order) && !user->command) {
        if (!plan->is_blocked)
            puts("There is nothing to do.");
        return plan->is_blocked ? CLI_FAILED : CLI_DONE;
    }
    if (setup->dry_run)
        return plan->is_blocked ? CLI_FAILED : CLI_DONE;
    if (!setup->yes && !can_ask()) {
        struct fc_error error = {0};

        fc_error_set(&error, -EAGAIN, "nothing was done: there is no terminal to ask on");
        fc_error_remedy(&error, "with --yes it is done unasked");
        return cli_fail(&error);
    }
    if (is_wanted(setup, plan))
        return perform(setup, plan, user);
    puts("Nothing was done.");
    return CLI_FAILED;
}

static int plan_and_follow(const struct setup *setup)
{
    const struct fc_setup_plan_params params = {
        .root = setup->root ? setup->root : "",
        .is_asleep = setup->root != NULL,
        .is_undo = setup->undo,
        .knows = apt_knows,
    };
    struct cli_setup_user user = {0};
    struct fc_setup_plan plan;
    int code;

    fc_setup_plan_make(&plan, &params);
    if (!setup->root)
        user = cli_setup_user_plan(setup->undo);
    if (setup->undo && setup->remove_package && !setup->root)
        fc_setup_plan_remove_packages(&plan);
    code = follow(setup, &plan, &user);
    fc_setup_plan_finish(&plan);
    return code;
}

/* The helper: what it is told to do stands on its command line, and it asks nobody. */
static int perform_as_root(const struct setup *setup)
{
    struct fc_setup_order order;
    struct fc_error error = {0};
    int code = CLI_DONE;

    fc_setup_order_init(&order);
    if (fc_setup_order_read(&order, setup->steps, setup->video_nr, setup->packages, &error))
        code = cli_usage("setup", "%s", error.text);
    else if (geteuid() != 0)
        code = cli_usage("setup", "--as-root is for root: fakecam setup calls it by itself");
    else if (fc_setup_perform(&order, "", &error))
        code = cli_fail(&error);
    fc_setup_order_finish(&order);
    return code;
}

static int check_and_run(const struct setup *setup, int argc, char **argv)
{
    if (argc > 1)
        return cli_usage("setup", "it takes no arguments: %s", argv[1]);
    if (setup->steps && (setup->root || setup->undo))
        return cli_usage("setup", "--as-root goes with --video-nr and --packages alone");
    if (!setup->steps && (setup->video_nr || setup->packages))
        return cli_usage("setup", "--video-nr and --packages go with --as-root alone");
    if (setup->remove_package && !setup->undo)
        return cli_usage("setup", "--remove-package goes with --undo");
    if (setup->root && !setup->root[0])
        return cli_usage("setup", "--root wants a folder");
    return setup->steps ? perform_as_root(setup) : plan_and_follow(setup);
}

int cli_setup(int argc, char **argv)
{
    struct setup setup = {0};
    const int hidden = G_OPTION_FLAG_HIDDEN;
    const GOptionEntry entries[] = {
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &setup.yes, "Do it without asking", NULL},
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &setup.dry_run, "Only say what would be done", NULL},
        {"undo", 0, 0, G_OPTION_ARG_NONE, &setup.undo, "Take away what setup made", NULL},
        {"remove-package", 0, 0, G_OPTION_ARG_NONE, &setup.remove_package,
         "With --undo: remove the packages, too, that setup installed", NULL},
        {"root", 0, 0, G_OPTION_ARG_FILENAME, &setup.root,
         "Write the files of the system that lies there, as an image", "DIR"},
        {"as-root", 0, hidden, G_OPTION_ARG_STRING, &setup.steps, "", NULL},
        {"video-nr", 0, hidden, G_OPTION_ARG_STRING, &setup.video_nr, "", NULL},
        {"packages", 0, hidden, G_OPTION_ARG_STRING, &setup.packages, "", NULL},
        {0},
    };
    const struct cli_options options = {
        .command = "setup",
        .arguments = "",
        .entries = entries,
        .description =
            "Makes this machine ready: installs v4l2loopback, writes its options, loads\n"
            "it now and at each start, and has your session start the camera. Says\n"
            "first what it will do, and asks. Root's part is done through pkexec or\n"
            "sudo. Options for v4l2loopback in other files are left as they are.",
    };
    int code = CLI_USAGE;

    if (!cli_options_parse(&options, &argc, &argv, &code))
        code = check_and_run(&setup, argc, argv);
    g_free(setup.root);
    g_free(setup.steps);
    g_free(setup.video_nr);
    g_free(setup.packages);
    return code;
}
