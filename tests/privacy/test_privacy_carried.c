/* SPDX-License-Identifier: MIT */
/*
 * What a matte that is carried along (matte/carry.h) shows of the room, where the truth is known
 * exactly: the demo person, who raises a hand and waves, before her own room, before a room of
 * noise that stands still, and before one that is other noise in every frame. Each frame gets the
 * true matte of one up to 250 ms before, as it is and carried.
 */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "frame/frame.h"
#include "matte/carry.h"
#include "media/demo/demo.h"
#include "testimage.h"
#include "trail.h"

#define FIRST 157
#define FRAMES 130
#define MOST_BACK 7

enum room {
    ROOM_DEMO,
    ROOM_STILL,
    ROOM_NOISE
};

struct ring {
    struct fc_frame *frame;
    uint8_t *truth;
    struct fc_matte *matte;
};

static const struct fc_size size = {640, 360};

/* Puts noise where the person is not. */
static void change_room(struct fc_frame *frame, const uint8_t *truth, uint32_t seed)
{
    struct fc_frame *noise = fc_frame_create(size, frame->image.colour, 0);
    const struct fc_image *from = fc_frame_image(noise);

    testimage_noise(noise, seed);
    for (int y = 0; y < size.height; y++) {
        for (int x = 0; x < size.width; x++) {
            uint8_t *luma = frame->image.plane[0] + (ptrdiff_t)y * frame->image.stride[0] + x;
            const int alpha = truth[(ptrdiff_t)y * size.width + x];

            *luma = (uint8_t)((*luma * alpha +
                               from->plane[0][(ptrdiff_t)y * from->stride[0] + x] * (255 - alpha)) /
                              255);
        }
    }
    fc_frame_unref(&noise);
}

static void next(struct fc_demo *demo, int number, enum room room, struct fc_pool *pool,
                 struct ring *slot)
{
    if (slot->frame) {
        fc_frame_unref(&slot->frame);
        fc_matte_unref(&slot->matte);
    }
    g_assert_cmpint(fc_demo_draw(demo, (uint64_t)number, &slot->frame, slot->truth), ==, 0);
    if (room != ROOM_DEMO)
        change_room(slot->frame, slot->truth, room == ROOM_STILL ? 1 : (uint32_t)number);
    slot->matte = fc_matte_take(pool, size, fc_frame_time_ns(slot->frame));
    for (int y = 0; y < size.height; y++)
        memcpy(slot->matte->alpha + (ptrdiff_t)y * slot->matte->stride,
               slot->truth + (ptrdiff_t)y * size.width, (size_t)size.width);
    fc_matte_seal(slot->matte);
    fc_carry_see(fc_frame_image(slot->frame), slot->matte);
}

/* What is shown of the room, as a share of the picture; and how far from the person. */
struct shown {
    double room, trail;
};

static struct shown shown_by(const struct fc_matte *matte, const uint8_t *truth)
{
    uint8_t *used = g_malloc((gsize)size.width * size.height);
    struct shown shown = {0, 0};

    for (int y = 0; y < size.height; y++) {
        const uint8_t *row = matte->alpha + (ptrdiff_t)y * matte->stride;

        memcpy(used + (ptrdiff_t)y * size.width, row, (size_t)size.width);
        for (int x = 0; x < size.width; x++)
            shown.room += row[x] / 255.0 * (255 - truth[(ptrdiff_t)y * size.width + x]) / 255.0;
    }
    shown.room /= (double)size.width * size.height;
    shown.trail = trail_px(used, truth, size);
    g_free(used);
    return shown;
}

struct totals {
    double as_it_is, carried; /* of the room, sums */
    double most_more;         /* that one frame shows for being carried */
    double trail_as_it_is, trail_carried;
    int moved;
};

static void look(struct totals *t, struct fc_carry *carry, struct fc_pool *pool,
                 const struct ring *now, const struct ring *before)
{
    struct fc_matte *to = fc_matte_take(pool, size, 0);
    const int ret = fc_carry_run(carry, before->matte, fc_frame_image(now->frame), to);
    const struct shown as_it_is = shown_by(before->matte, now->truth);
    const struct shown carried = ret > 0 ? shown_by(to, now->truth) : as_it_is;

    g_assert_cmpint(ret, >=, 0);
    t->moved += ret;
    t->as_it_is += as_it_is.room;
    t->carried += carried.room;
    t->most_more = MAX(t->most_more, carried.room - as_it_is.room);
    t->trail_as_it_is = MAX(t->trail_as_it_is, as_it_is.trail);
    t->trail_carried = MAX(t->trail_carried, carried.trail);
    fc_matte_unref(&to);
}

static struct totals run(enum room room, int back)
{
    const struct fc_demo_params params = {.size = size, .rate_num = 30, .rate_den = 1};
    struct ring ring[MOST_BACK + 1] = {0};
    struct fc_pool *pool = fc_pool_create();
    struct fc_carry *carry = fc_carry_create();
    struct fc_demo *demo = NULL;
    struct totals totals = {0};

    g_assert_cmpint(fc_demo_create(&params, &demo), ==, 0);
    for (int i = 0; i <= MOST_BACK; i++)
        ring[i].truth = g_malloc((gsize)size.width * size.height);
    for (int n = 0; n < FRAMES; n++) {
        next(demo, FIRST + n, room, pool, &ring[n % (MOST_BACK + 1)]);
        if (n >= back)
            look(&totals, carry, pool, &ring[n % (MOST_BACK + 1)],
                 &ring[(n - back) % (MOST_BACK + 1)]);
    }
    for (int i = 0; i <= MOST_BACK; i++) {
        fc_frame_unref(&ring[i].frame);
        fc_matte_unref(&ring[i].matte);
        g_free(ring[i].truth);
    }
    fc_demo_destroy(&demo);
    fc_carry_destroy(&carry);
    fc_pool_unref(&pool);
    g_test_message("%d frames behind, %d of %d frames carried: of the room %.5f as it is, %.5f "
                   "carried, in no frame more than %.5f more; trails by %.1f px and %.1f px",
                   back, totals.moved, FRAMES - back, totals.as_it_is / (FRAMES - back),
                   totals.carried / (FRAMES - back), totals.most_more, totals.trail_as_it_is,
                   totals.trail_carried);
    return totals;
}

/* Less of it in the mean, next to no more in any frame, and no further away. */
static void test_still_room(gconstpointer room)
{
    for (int back = 1; back <= MOST_BACK; back += 2) {
        const struct totals t = run((enum room)GPOINTER_TO_INT(room), back);

        g_assert_cmpint(t.moved, >, FRAMES / 2);
        g_assert_cmpfloat(t.carried, <, 0.6 * t.as_it_is);
        g_assert_cmpfloat(t.most_more, <, 0.0005);
        g_assert_cmpfloat(t.trail_carried, <=, t.trail_as_it_is);
    }
}

/* Where all of the room is another, nothing is carried. */
static void test_other_room(void)
{
    const struct totals t = run(ROOM_NOISE, 3);

    g_assert_cmpint(t.moved, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/privacy-carried/own-room", GINT_TO_POINTER(ROOM_DEMO), test_still_room);
    g_test_add_data_func("/privacy-carried/room-of-noise", GINT_TO_POINTER(ROOM_STILL),
                         test_still_room);
    g_test_add_func("/privacy-carried/other-room", test_other_room);
    return g_test_run();
}
