/* SPDX-License-Identifier: MIT */
/* quality=auto against machines of different speed. */
#include "engine/auto_quality.h"

#include <glib.h>

/* What frames take on a machine: all but the networks, and each of them. */
struct machine {
    double rest_ms;
    double wide_ms;
    double square_ms;
};

static void run(struct fc_auto_quality *state, const struct machine *machine, int frames,
                int64_t *now_ns)
{
    for (int i = 0; i < frames; i++) {
        const double square = machine->square_ms * (double)state->quality;
        const double network = machine->wide_ms + square;
        /* one frame in five is held up */
        const double held_up = *now_ns / (FC_NS_PER_S / 30) % 5 == 0 ? 20 : 0;

        *now_ns += FC_NS_PER_S / 30;
        fc_auto_quality_next(state, (int64_t)((machine->rest_ms + network + held_up) * 1e6),
                             (int64_t)((network + held_up) * 1e6), *now_ns);
    }
}

static void test_machines(void)
{
    static const struct {
        struct machine machine;
        enum fc_quality_choice wanted;
    } cases[] = {
        {{1.0, 0.9, 1.7}, FC_QUALITY_BEST}, {{1.4, 1.2, 2.3}, FC_QUALITY_BALANCED},
        {{2.5, 1.5, 2.8}, FC_QUALITY_FAST}, {{3.0, 3.8, 7.0}, FC_QUALITY_FAST},
        {{9.0, 40, 75}, FC_QUALITY_FAST},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct fc_auto_quality state = {0};
        int64_t now_ns = 0;

        run(&state, &cases[i].machine, FC_AUTO_QUALITY_FRAMES - 1, &now_ns);
        g_assert_cmpint(state.quality, ==, FC_QUALITY_FAST);
        run(&state, &cases[i].machine, 300, &now_ns);
        g_assert_cmpint(state.quality, ==, cases[i].wanted);
    }
}

/* It goes down when the machine gets busy, and up again, but not at once. */
static void test_busy(void)
{
    static const struct machine quiet = {1.0, 0.9, 1.7};
    static const struct machine busy = {5.0, 4.5, 8.5};
    struct fc_auto_quality state = {0};
    int64_t now_ns = 0;

    run(&state, &quiet, 300, &now_ns);
    g_assert_cmpint(state.quality, ==, FC_QUALITY_BEST);
    run(&state, &busy, 300, &now_ns);
    g_assert_cmpint(state.quality, ==, FC_QUALITY_FAST);
    run(&state, &quiet, 300, &now_ns);
    g_assert_cmpint(state.quality, ==, FC_QUALITY_FAST);
    run(&state, &quiet, 60 * 30, &now_ns);
    g_assert_cmpint(state.quality, ==, FC_QUALITY_BEST);
}

/* What was foretold wrongly is taken back, and not tried again and again. */
static void test_wrong_forecast(void)
{
    static const struct machine odd = {1.4, 1.2, 15};
    struct fc_auto_quality state = {0};
    int64_t now_ns = 0;
    int changes = 0;

    for (int i = 0; i < 30 * 170; i++) {
        const enum fc_quality_choice before = state.quality;

        run(&state, &odd, 1, &now_ns);
        changes += state.quality != before;
    }
    g_assert_cmpint(changes, >=, 2);
    g_assert_cmpint(changes, <=, 6);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/auto-quality/machines", test_machines);
    g_test_add_func("/auto-quality/busy", test_busy);
    g_test_add_func("/auto-quality/wrong-forecast", test_wrong_forecast);
    return g_test_run();
}
