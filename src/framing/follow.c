/* SPDX-License-Identifier: MIT */
#include "framing/follow.h"

#include <math.h>
#include <stddef.h>

#include "base/clock.h"
#include "frame/frame.h"

/* The spring, in 1/s: most of the way is gone after a second. */
#define STIFFNESS 3.5

/* How far what is wanted may be from the aim, as shares of its width. */
#define DEAD_PLACE 0.06
#define DEAD_WIDTH 0.12

/* How long that must last: a wave of the hand is no move. Nobody there lasts longer. */
#define WAIT_NS (FC_NS_PER_S * 4 / 10)
#define NOBODY_NS (FC_NS_PER_S * 2)

/* A person has at least this share of the pixels, and of the rows and columns that they span. */
#define LEAST_COVERAGE 0.01
#define LEAST_SHARE 0.03

/* At an edge of the view where they are cut off, there may be this much more of them. */
#define BEYOND 0.2

/* --- where the person is --- */

/* Rows and columns of the chroma's alpha are counted in steps, for it need not be exact. */
#define STEP 4

/* As shares of the view. */
struct box {
    double left, right, top, bottom;
};

static int count_row(const struct fc_matte *matte, int y, int width)
{
    const uint8_t *row = matte->chroma_alpha + (ptrdiff_t)y * matte->chroma_stride;
    int count = 0;

    for (int x = 0; x < width; x += STEP)
        count += row[x] >= 128;
    return count;
}

static int count_column(const struct fc_matte *matte, int x, int height)
{
    int count = 0;

    for (int y = 0; y < height; y += STEP)
        count += matte->chroma_alpha[(ptrdiff_t)y * matte->chroma_stride + x] >= 128;
    return count;
}

static bool find_box(const struct fc_matte *matte, struct box *box)
{
    const struct fc_size size = fc_plane_size(matte->size, 1);
    const int least_row = 1 + (int)(LEAST_SHARE * size.width / STEP);
    const int least_column = 1 + (int)(LEAST_SHARE * size.height / STEP);
    int left = 0;
    int right = size.width - 1;
    int top = 0;
    int bottom = size.height - 1;

    if (matte->coverage < LEAST_COVERAGE)
        return false;
    while (top < bottom && count_row(matte, top, size.width) < least_row)
        top++;
    while (bottom > top && count_row(matte, bottom, size.width) < least_row)
        bottom--;
    while (left < right && count_column(matte, left, size.height) < least_column)
        left++;
    while (right > left && count_column(matte, right, size.height) < least_column)
        right--;
    *box = (struct box){(double)left / size.width, (right + 1.0) / size.width,
                        (double)top / size.height, (bottom + 1.0) / size.height};
    return left < right && top < bottom;
}

/* --- frames --- */

static double height_of(const struct fc_framed *framed, const struct fc_follow_space *space)
{
    return framed->width / space->shape;
}

struct fc_framed fc_follow_whole(const struct fc_follow_space *space)
{
    return (struct fc_framed){space->width / 2, space->height / 2, space->widest};
}

static double clamped(double value, double low, double high)
{
    return fmax(fmin(value, high), low);
}

static struct fc_framed kept_within(struct fc_framed framed, const struct fc_follow_space *space)
{
    double height;

    framed.width = clamped(framed.width, space->widest / FC_FOLLOW_CLOSEST, space->widest);
    height = height_of(&framed, space);
    framed.x = clamped(framed.x, framed.width / 2, space->width - framed.width / 2);
    framed.y = clamped(framed.y, height / 2, space->height - height / 2);
    return framed;
}

/* Whether the person ends at that edge of the view, and the picture goes on beyond. */
static bool is_cut(double at, double edge, double of_picture)
{
    return fabs(at - edge) < 0.01 && fabs(of_picture) > 1;
}

/* Where the view cuts somebody off. */
struct cuts {
    bool aside;  /* left, right or at the head */
    bool bottom; /* as mostly */
};

/* The box in the turned picture, wider where somebody is cut off. */
static struct box in_picture(const struct fc_follow *follow, const struct fc_follow_space *space,
                             const struct box *box, struct cuts *cuts)
{
    const double height = height_of(&follow->now, space);
    const double x = follow->now.x - follow->now.width / 2;
    const double y = follow->now.y - height / 2;
    const bool left = is_cut(box->left, 0, x);
    const bool right = is_cut(box->right, 1, space->width - x - follow->now.width);
    const bool top = is_cut(box->top, 0, y);

    cuts->aside = left || right || top;
    cuts->bottom = is_cut(box->bottom, 1, space->height - y - height);
    return (struct box){
        .left = x + (box->left - (left ? BEYOND : 0)) * follow->now.width,
        .right = x + (box->right + (right ? BEYOND : 0)) * follow->now.width,
        .top = y + (box->top - (top ? BEYOND : 0)) * height,
        .bottom = y + box->bottom * height,
    };
}

/* As wide as the person and the margin, and as least; the head has the same room above it. */
static struct fc_framed around(const struct box *box, const struct fc_follow_space *space,
                               int margin, double least)
{
    const double room = (box->right - box->left) * margin / 100.0;
    struct fc_framed framed = {.x = (box->left + box->right) / 2,
                               .width = box->right - box->left + 2 * room};

    framed.width =
        clamped(fmax(framed.width, least), space->widest / FC_FOLLOW_CLOSEST, space->widest);
    framed.y =
        box->top - fmin(room, framed.width / space->shape / 4) + height_of(&framed, space) / 2;
    return kept_within(framed, space);
}

/* --- following --- */

static void spring(double *at, double *speed, double aim, double seconds)
{
    const double off = *at - aim;
    const double push = (*speed + STIFFNESS * off) * seconds;
    const double left = exp(-STIFFNESS * seconds);

    *speed = (*speed - STIFFNESS * push) * left;
    *at = aim + (off + push) * left;
}

void fc_follow_step(struct fc_follow *follow, const struct fc_follow_space *space, double seconds)
{
    if (!follow->has_begun) {
        follow->now = follow->aim = fc_follow_whole(space);
        return;
    }
    spring(&follow->now.x, &follow->speed.x, follow->aim.x, seconds);
    spring(&follow->now.y, &follow->speed.y, follow->aim.y, seconds);
    spring(&follow->now.width, &follow->speed.width, follow->aim.width, seconds);
    follow->now = kept_within(follow->now, space);
}

static bool is_off(const struct fc_framed *wanted, const struct fc_framed *aim)
{
    return fabs(wanted->x - aim->x) > DEAD_PLACE * aim->width ||
           fabs(wanted->y - aim->y) > DEAD_PLACE * aim->width ||
           fabs(wanted->width - aim->width) > DEAD_WIDTH * aim->width;
}

bool fc_follow_seen(struct fc_follow *follow, const struct fc_follow_space *space,
                    const struct fc_matte *matte, int margin, int64_t time_ns)
{
    struct box box;
    struct cuts cuts = {0};
    const bool is_there = find_box(matte, &box);
    struct fc_framed wanted = fc_follow_whole(space);
    int64_t wait_ns;

    if (is_there) {
        box = in_picture(follow, space, &box, &cuts);
        /* shoulders that are out of view are no reason to come closer, to the head, to the nose */
        wanted = around(&box, space, margin, cuts.bottom ? follow->aim.width : 0);
    }
    if (!follow->has_begun) {
        follow->has_begun = true;
        follow->now = follow->aim = wanted;
        return is_off(&wanted,
                      &(struct fc_framed){space->width / 2, space->height / 2, space->widest});
    }
    if (!is_off(&wanted, &follow->aim)) {
        follow->is_off = false;
        return false;
    }
    if (!follow->is_off)
        follow->off_since_ns = time_ns;
    follow->is_off = true;
    wait_ns = cuts.aside ? 0 : is_there ? WAIT_NS : NOBODY_NS;
    if (time_ns - follow->off_since_ns >= wait_ns) {
        follow->aim = wanted;
        follow->is_off = false;
    }
    return false;
}
