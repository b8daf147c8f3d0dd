/* SPDX-License-Identifier: MIT */
#include "matte/region.h"

#include <math.h>

/* From here on a pixel of a reading is taken for person. */
static const float person = 0.5f;
/* Columns and rows with less person than this share of their length are taken for noise. */
static const double least_share = 0.01;
/* Round what is seen, as shares of the longer side of its box: at least, and when chosen anew. */
static const double least_margin = 0.04;
static const double margin = 0.1;
/* How much of the person's height the head's part has. */
static const double head_share = 0.7;
/* A region this much bigger than it had to be is chosen anew. */
static const double most_excess = 1.6;
/* No smaller than this share of the frame's shorter side. */
static const double least_side = 0.3;

/* A box with sides that need not be whole numbers. */
struct box {
    double left, top, right, bottom;
};

static struct box box_of(struct fc_area area)
{
    return (struct box){area.x, area.y, area.x + area.size.width, area.y + area.size.height};
}

static bool is_empty(struct box box)
{
    return box.left >= box.right || box.top >= box.bottom;
}

static double extent(struct box box)
{
    return (box.right - box.left) * (box.bottom - box.top);
}

static struct box unite(struct box a, struct box b)
{
    if (is_empty(a))
        return b;
    if (is_empty(b))
        return a;
    return (struct box){fmin(a.left, b.left), fmin(a.top, b.top), fmax(a.right, b.right),
                        fmax(a.bottom, b.bottom)};
}

static struct box grow(struct box box, double share, struct fc_size frame)
{
    const double by = share * fmax(box.right - box.left, box.bottom - box.top);

    return (struct box){fmax(box.left - by, 0), fmax(box.top - by, 0),
                        fmin(box.right + by, frame.width), fmin(box.bottom + by, frame.height)};
}

/* How many of count probabilities, step apart, are person. */
static int count_person(const float *from, int count, int step)
{
    int found = 0;

    for (int i = 0; i < count; i++)
        found += from[(ptrdiff_t)i * step] >= person;
    return found;
}

/* The first and the last line with enough person, lines `next` apart, of count samples. */
static void find_lines(const float *from, int lines, int next, int count, int step, int *first,
                       int *end)
{
    const int enough = 1 + (int)(least_share * count);

    *first = 0;
    *end = lines;
    while (*first < *end && count_person(from + (ptrdiff_t)*first * next, count, step) < enough)
        ++*first;
    while (*end > *first && count_person(from + (ptrdiff_t)(*end - 1) * next, count, step) < enough)
        --*end;
}

/* The person above that line of the frame. */
static struct box find_person(const struct fc_reading *reading, double bottom)
{
    const double across = (double)reading->area.size.width / reading->size.width;
    const double down = (double)reading->area.size.height / reading->size.height;
    const double end = fmin(fmax((bottom - reading->area.y) / down, 0), reading->size.height);
    const struct fc_size size = {reading->size.width, (int)end};
    int left, right, top, below;

    find_lines(reading->person, size.width, 1, size.height, size.width, &left, &right);
    find_lines(reading->person, size.height, size.width, size.width, 1, &top, &below);
    return (struct box){reading->area.x + across * left, reading->area.y + down * top,
                        reading->area.x + across * right, reading->area.y + down * below};
}

static struct box find_all(const struct fc_reading *readings, int count, double bottom)
{
    struct box box = {0};

    for (int i = 0; i < count; i++)
        box = unite(box, find_person(&readings[i], bottom));
    return box;
}

static bool contains(struct box outer, struct box inner)
{
    return outer.left <= inner.left && outer.top <= inner.top && outer.right >= inner.right &&
           outer.bottom >= inner.bottom;
}

void fc_region_reset(struct fc_region *region)
{
    *region = (struct fc_region){0};
}

bool fc_region_knows(const struct fc_region *region, struct fc_size frame)
{
    return fc_size_equal(region->frame, frame) && region->held[FC_REGION_PERSON].size.width > 0;
}

/* Whether the area had to move to hold the box. */
static bool hold(struct fc_area *held, struct box box, struct fc_size frame)
{
    const struct box wanted = grow(box, margin, frame);

    if (contains(box_of(*held), grow(box, least_margin, frame)) &&
        extent(box_of(*held)) <= most_excess * extent(wanted))
        return false;
    *held = (struct fc_area){
        .x = (int)wanted.left,
        .y = (int)wanted.top,
        .size = {(int)ceil(wanted.right) - (int)wanted.left,
                 (int)ceil(wanted.bottom) - (int)wanted.top},
    };
    return true;
}

bool fc_region_follow(struct fc_region *region, struct fc_size frame,
                      const struct fc_reading *readings, int count)
{
    const bool knew = fc_region_knows(region, frame);
    const struct box box = find_all(readings, count, frame.height);
    bool has_moved;

    if (!knew || is_empty(box))
        *region = (struct fc_region){.frame = frame};
    if (is_empty(box))
        return knew;
    has_moved = hold(&region->held[FC_REGION_PERSON], box, frame);
    return hold(&region->held[FC_REGION_HEAD],
                find_all(readings, count, box.top + head_share * (box.bottom - box.top)), frame) ||
           has_moved;
}

/* A side of that length round the middle, within 0..limit and beginning at an even number. */
static void place(double middle, double length, int limit, int *from, int *count)
{
    if (length >= limit) {
        *from = 0;
        *count = limit;
        return;
    }
    *count = (int)length & ~1;
    *from = (int)fmin(fmax(middle - length / 2, 0), limit - *count) & ~1;
}

bool fc_region_area(const struct fc_region *region, enum fc_region_part part, struct fc_size input,
                    struct fc_area *area)
{
    const struct box held = box_of(region->held[part]);
    const struct fc_size frame = region->frame;
    const double shape = (double)input.width / input.height;
    const double least = least_side * fmin(frame.width, frame.height);
    double width = fmax(held.right - held.left, least);
    double height = fmax(held.bottom - held.top, least);

    if (is_empty(held))
        return false;
    width = fmax(width, height * shape);
    height = fmax(height, width / shape);
    place((held.left + held.right) / 2, width, frame.width, &area->x, &area->size.width);
    place((held.top + held.bottom) / 2, height, frame.height, &area->y, &area->size.height);
    return true;
}
