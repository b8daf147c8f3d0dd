/* SPDX-License-Identifier: MIT */
#include "matte/motion_private.h"

#include <math.h>

#include "base/clamp.h"

/* Alpha from here on is a piece of the person; from the second on nothing but them. */
#define SOME 16
#define ALL 240

/* The cosine beyond which an edge goes ahead. */
static const float ahead = 0.3f;

static void find_kinds(struct fc_motion *m, const uint8_t *alpha, int stride)
{
    for (int by = 0; by < m->blocks.height; by++) {
        for (int bx = 0; bx < m->blocks.width; bx++) {
            const int right = fc_clamp_int((bx + 1) * BLOCK, 0, m->size.width);
            const int bottom = fc_clamp_int((by + 1) * BLOCK, 0, m->size.height);
            uint8_t least = 255;
            uint8_t most = 0;

            for (int y = by * BLOCK; y < bottom; y++) {
                const uint8_t *row = alpha + (ptrdiff_t)y * stride;

                for (int x = bx * BLOCK; x < right; x++) {
                    least = row[x] < least ? row[x] : least;
                    most = row[x] > most ? row[x] : most;
                }
            }
            *block_at(m, bx, by) = (struct fc_motion_block){
                .kind = most < SOME    ? FC_MOTION_NOBODY
                        : least >= ALL ? FC_MOTION_INSIDE
                                       : FC_MOTION_EDGE,
            };
        }
    }
}

/* Blocks with nothing but the person, and no room all round. */
static void find_deep(struct fc_motion *m)
{
    for (int by = 0; by < m->blocks.height; by++) {
        for (int bx = 0; bx < m->blocks.width; bx++) {
            bool deep = true;

            for (int i = 0; i < 9 && deep; i++) {
                const int x = fc_clamp_int(bx + i % 3 - 1, 0, m->blocks.width - 1);
                const int y = fc_clamp_int(by + i / 3 - 1, 0, m->blocks.height - 1);

                deep = block_at(m, x, y)->kind >= FC_MOTION_INSIDE;
            }
            if (deep)
                block_at(m, bx, by)->kind = FC_MOTION_DEEP;
        }
    }
}

/* Whether the person is ahead of that edge, or it cannot be told: by the halves of the block. */
static bool trails(const struct fc_motion *m, int bx, int by, const uint8_t *alpha, int stride)
{
    const struct fc_motion_block *block = block_at(m, bx, by);
    const int right = fc_clamp_int((bx + 1) * BLOCK, 0, m->size.width);
    const int bottom = fc_clamp_int((by + 1) * BLOCK, 0, m->size.height);
    float gx = 0;
    float gy = 0;

    for (int y = by * BLOCK; y < bottom; y++) {
        for (int x = bx * BLOCK; x < right; x++) {
            const float a = alpha[(ptrdiff_t)y * stride + x];

            gx += x - bx * BLOCK < BLOCK / 2 ? -a : a;
            gy += y - by * BLOCK < BLOCK / 2 ? -a : a;
        }
    }
    return gx * block->dx + gy * block->dy >=
           -ahead * sqrtf((gx * gx + gy * gy) * (block->dx * block->dx + block->dy * block->dy));
}

static void find_trails(struct fc_motion *m, const uint8_t *alpha, int stride)
{
    for (int by = 0; by < m->blocks.height; by++) {
        for (int bx = 0; bx < m->blocks.width; bx++) {
            struct fc_motion_block *block = block_at(m, bx, by);

            block->trails = block->kind == FC_MOTION_EDGE && block->state == FC_MOTION_MOVED &&
                            trails(m, bx, by, alpha, stride);
        }
    }
}

static void count(struct fc_motion *m)
{
    m->active = m->moved = m->lost = 0;
    for (int i = 0; i < m->blocks.width * m->blocks.height; i++) {
        if (!is_active(&m->found[i]))
            continue;
        m->active++;
        m->moved += m->found[i].state == FC_MOTION_MOVED;
        m->lost += m->found[i].state == FC_MOTION_LOST;
    }
}

/* Adds where the block at x, y went, if that is known. Returns how many were added. */
static int add_known(const struct fc_motion *m, int x, int y, float *dx, float *dy)
{
    const struct fc_motion_block *block;

    if (x < 0 || y < 0 || x >= m->blocks.width || y >= m->blocks.height)
        return 0;
    block = block_at(m, x, y);
    if (block->kind == FC_MOTION_NOBODY || block->state == FC_MOTION_LOST)
        return 0;
    *dx += block->dx;
    *dy += block->dy;
    return 1;
}

/* A deep block goes where the four before it go, or the four behind it; in the mean with itself. */
static void follow(struct fc_motion *m, int bx, int by, int step)
{
    struct fc_motion_block *block = block_at(m, bx, by);
    float dx = 0;
    float dy = 0;
    int known = 0;

    if (block->kind != FC_MOTION_DEEP)
        return;
    known += add_known(m, bx - step, by, &dx, &dy);
    for (int x = bx - 1; x <= bx + 1; x++)
        known += add_known(m, x, by - step, &dx, &dy);
    known += add_known(m, bx, by, &dx, &dy);
    if (known == 0)
        return;
    block->dx = dx / (float)known;
    block->dy = dy / (float)known;
    block->state = FC_MOTION_MOVED;
}

/* What is deep inside the person goes along with their edges, from both sides. */
static void move_deep(struct fc_motion *m)
{
    for (int by = 0; by < m->blocks.height; by++)
        for (int bx = 0; bx < m->blocks.width; bx++)
            follow(m, bx, by, 1);
    for (int by = m->blocks.height - 1; by >= 0; by--)
        for (int bx = m->blocks.width - 1; bx >= 0; bx--)
            follow(m, bx, by, -1);
}

void fc_motion_classify(struct fc_motion *m, const uint8_t *alpha, int stride)
{
    find_kinds(m, alpha, stride);
    find_deep(m);
}

void fc_motion_conclude(struct fc_motion *m, const uint8_t *alpha, int stride)
{
    find_trails(m, alpha, stride);
    move_deep(m);
    count(m);
}
