/* SPDX-License-Identifier: MIT */
#include "media/gif.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define HEAD_BYTES 13
#define MAX_CODES 4096
#define CENTISECOND_NS INT64_C(10000000)

enum block {
    BLOCK_EXTENSION = 0x21,
    BLOCK_IMAGE = 0x2c,
    BLOCK_END = 0x3b
};
enum disposal {
    DISPOSE_CLEAR = 2,
    DISPOSE_RESTORE = 3
};

/* What a graphic control extension says about the image behind it. */
struct control {
    int disposal;
    int transparent; /* index, -1 none */
    int64_t length_ns;
};

struct rect {
    int left, top, width, height;
};

struct palette {
    const uint8_t *rgb; /* borrowed; NULL none */
    int count;
};

struct fc_gif {
    const uint8_t *bytes; // borrowed
    size_t size;
    size_t at;
    bool is_short; /* something was read behind the end */
    struct fc_gif_info info;
    struct palette global;
    size_t first_block;
    uint8_t *canvas; // owned
    uint8_t *saved;  // owned; the canvas before the last frame, NULL until one wants it back
    struct rect last;
    int last_disposal;

    /* LZW */
    uint16_t prefix[MAX_CODES];
    uint8_t suffix[MAX_CODES];
    uint8_t stack[MAX_CODES];
    size_t left_in_block;
    uint32_t bits;
    int bit_count;
};

static int byte(struct fc_gif *self)
{
    if (self->at < self->size)
        return self->bytes[self->at++];
    self->is_short = true;
    return 0;
}

static int word(struct fc_gif *self)
{
    const int low = byte(self);

    return low | byte(self) << 8;
}

static void skip(struct fc_gif *self, size_t count)
{
    if (count > self->size - self->at) {
        self->is_short = true;
        count = self->size - self->at;
    }
    self->at += count;
}

static void skip_blocks(struct fc_gif *self)
{
    int size;

    while ((size = byte(self)) > 0)
        skip(self, (size_t)size);
}

static struct palette read_palette(struct fc_gif *self, int flags)
{
    struct palette palette = {NULL, 0};

    if (!(flags & 0x80))
        return palette;
    palette.count = 2 << (flags & 7);
    palette.rgb = self->bytes + self->at;
    skip(self, (size_t)palette.count * 3);
    return palette;
}

static void read_extension(struct fc_gif *self, struct control *control)
{
    const int label = byte(self);

    if (label == 0xf9 && self->at < self->size && self->bytes[self->at] == 4) {
        skip(self, 1);
        const int flags = byte(self);
        const int delay = word(self);
        const int transparent = byte(self);

        control->disposal = flags >> 2 & 7;
        control->transparent = flags & 1 ? transparent : -1;
        control->length_ns = (delay < 2 ? 10 : delay) * CENTISECOND_NS;
    }
    skip_blocks(self);
}

/*
 * Goes on to the next image, and past its separator. 0, 1 at the end of the file's blocks,
 * -EBADMSG.
 */
static int find_image(struct fc_gif *self, struct control *control)
{
    *control = (struct control){.transparent = -1, .length_ns = 10 * CENTISECOND_NS};
    while (!self->is_short) {
        switch (byte(self)) {
        case BLOCK_EXTENSION:
            read_extension(self, control);
            break;
        case BLOCK_IMAGE:
            return self->is_short ? -EBADMSG : 0;
        case BLOCK_END:
            return 1;
        default:
            return -EBADMSG;
        }
    }
    return -EBADMSG;
}

static struct palette read_image_head(struct fc_gif *self, struct rect *rect, bool *is_interlaced)
{
    int flags;

    rect->left = word(self);
    rect->top = word(self);
    rect->width = word(self);
    rect->height = word(self);
    flags = byte(self);
    *is_interlaced = flags & 0x40;
    return read_palette(self, flags);
}

/* Counts frames and adds up their lengths, as far as the file goes. */
static void scan(struct fc_gif *self)
{
    struct control control;
    bool is_interlaced;
    struct rect rect;

    while (find_image(self, &control) == 0) {
        read_image_head(self, &rect, &is_interlaced);
        skip(self, 1);
        skip_blocks(self);
        self->info.frame_count++;
        self->info.duration_ns += control.length_ns;
    }
    self->is_short = false;
    self->at = self->first_block;
}

/* --- pixels --- */

/* The next code of that many bits, or -1 where the image's data ends. */
static int code_of(struct fc_gif *self, int width)
{
    int code;

    while (self->bit_count < width) {
        if (self->left_in_block == 0)
            self->left_in_block = (size_t)byte(self);
        if (self->left_in_block == 0 || self->is_short)
            return -1;
        self->left_in_block--;
        self->bits |= (uint32_t)byte(self) << self->bit_count;
        self->bit_count += 8;
    }
    code = (int)(self->bits & ((1u << width) - 1));
    self->bits >>= width;
    self->bit_count -= width;
    return code;
}

/* Where pixels of an image go. */
struct brush {
    struct rect rect;
    struct palette palette;
    int transparent;
    bool is_interlaced;
    int x, y;
    int pass; /* of interlaced rows */
    bool is_done;
};

static void next_row(struct brush *brush)
{
    static const int first[] = {0, 4, 2, 1};
    static const int step[] = {8, 8, 4, 2};

    brush->x = 0;
    brush->y += brush->is_interlaced ? step[brush->pass] : 1;
    while (brush->is_interlaced && brush->y >= brush->rect.height && brush->pass < 3)
        brush->y = first[++brush->pass];
    brush->is_done = brush->y >= brush->rect.height;
}

static void paint(struct fc_gif *self, struct brush *brush, int index)
{
    const int x = brush->rect.left + brush->x;
    const int y = brush->rect.top + brush->y;

    if (brush->is_done)
        return;
    if (index != brush->transparent && index < brush->palette.count && x < self->info.size.width &&
        y < self->info.size.height) {
        const uint8_t *rgb = brush->palette.rgb + 3 * index;
        uint8_t *to = self->canvas + 4 * ((size_t)y * (size_t)self->info.size.width + (size_t)x);

        to[0] = rgb[2];
        to[1] = rgb[1];
        to[2] = rgb[0];
        to[3] = 255;
    }
    if (++brush->x == brush->rect.width)
        next_row(brush);
}

/* Paints what a code stands for; the chain gives its pixels from the last to the first. */
static void paint_code(struct fc_gif *self, struct brush *brush, int code, int clear)
{
    int depth = 0;

    while (code > clear && depth < MAX_CODES - 1) {
        self->stack[depth++] = self->suffix[code];
        code = self->prefix[code];
    }
    paint(self, brush, code);
    while (depth > 0)
        paint(self, brush, self->stack[--depth]);
}

static int first_of(const struct fc_gif *self, int code, int clear)
{
    for (int depth = 0; code > clear && depth < MAX_CODES; depth++)
        code = self->prefix[code];
    return code;
}

/* Appendix F of the specification: LZW with codes of growing width. */
static int decode(struct fc_gif *self, struct brush *brush)
{
    const int start_width = byte(self) + 1;
    const int clear = start_width <= 9 ? 1 << (start_width - 1) : 0;
    int width = start_width;
    int next = clear + 2;
    int previous = -1;
    int code;

    if (self->is_short || start_width < 2 || start_width > 9)
        return -EBADMSG;
    self->bits = 0;
    self->bit_count = 0;
    self->left_in_block = 0;
    while ((code = code_of(self, width)) >= 0 && code != clear + 1) {
        if (code == clear) {
            width = start_width;
            next = clear + 2;
            previous = -1;
            continue;
        }
        if (code > next || (code == next && previous < 0) || (previous < 0 && code > clear))
            return -EBADMSG;
        if (previous >= 0 && next < MAX_CODES) {
            self->prefix[next] = (uint16_t)previous;
            self->suffix[next] = (uint8_t)first_of(self, code == next ? previous : code, clear);
            next++;
        } else if (code >= next) {
            return -EBADMSG;
        }
        paint_code(self, brush, code, clear);
        if (next == 1 << width && width < 12)
            width++;
        previous = code;
    }
    if (self->is_short)
        return -EBADMSG;
    skip(self, self->left_in_block);
    if (code >= 0)
        skip_blocks(self);
    return 0;
}

/* What the frame before leaves behind. */
static void dispose(struct fc_gif *self)
{
    const struct fc_size size = self->info.size;
    const struct rect *rect = &self->last;

    if (self->last_disposal == DISPOSE_RESTORE && self->saved)
        memcpy(self->canvas, self->saved, (size_t)size.width * (size_t)size.height * 4);
    if (self->last_disposal != DISPOSE_CLEAR || rect->left >= size.width)
        return;
    for (int y = rect->top; y < size.height && y - rect->top < rect->height; y++) {
        const int right = rect->left + rect->width;
        const int width = (right < size.width ? right : size.width) - rect->left;

        memset(self->canvas + 4 * ((size_t)y * (size_t)size.width + (size_t)rect->left), 0,
               4 * (size_t)width);
    }
}

static int save(struct fc_gif *self)
{
    const size_t bytes = (size_t)self->info.size.width * (size_t)self->info.size.height * 4;

    if (!self->saved)
        self->saved = fc_calloc(1, bytes);
    if (!self->saved)
        return -ENOMEM;
    memcpy(self->saved, self->canvas, bytes);
    return 0;
}

int fc_gif_next(struct fc_gif *self, const uint8_t **bgra, int64_t *length_ns)
{
    struct control control;
    struct brush brush = {0};
    int code = find_image(self, &control);

    if (code != 0)
        return code;
    brush.palette = read_image_head(self, &brush.rect, &brush.is_interlaced);
    if (!brush.palette.rgb)
        brush.palette = self->global;
    brush.transparent = control.transparent;
    brush.is_done = brush.rect.width == 0 || brush.rect.height == 0;
    if (self->is_short)
        return -EBADMSG;
    dispose(self);
    self->last = brush.rect;
    self->last_disposal = control.disposal;
    if (control.disposal == DISPOSE_RESTORE)
        code = save(self);
    if (code == 0)
        code = decode(self, &brush);
    *bgra = self->canvas;
    *length_ns = control.length_ns;
    return code;
}

static int read_head(struct fc_gif *self)
{
    if (self->size < HEAD_BYTES ||
        (memcmp(self->bytes, "GIF87a", 6) != 0 && memcmp(self->bytes, "GIF89a", 6) != 0))
        return -EBADMSG;
    self->at = 6;
    self->info.size.width = word(self);
    self->info.size.height = word(self);
    const int flags = byte(self);
    const int64_t pixels = (int64_t)self->info.size.width * self->info.size.height;

    skip(self, 2); /* background colour and aspect ratio: nobody heeds them */
    self->global = read_palette(self, flags);
    self->first_block = self->at;
    if (pixels == 0 || self->is_short)
        return -EBADMSG;
    if (pixels > FC_GIF_MAX_PIXELS || self->info.size.width > FC_MAX_SIDE ||
        self->info.size.height > FC_MAX_SIDE)
        return -E2BIG;
    self->canvas = fc_calloc((size_t)pixels, 4);
    return self->canvas ? 0 : -ENOMEM;
}

int fc_gif_open(const uint8_t *bytes, size_t size, struct fc_gif **gif)
{
    struct fc_gif *self = fc_calloc(1, sizeof(*self));
    int code;

    *gif = NULL;
    if (!self)
        return -ENOMEM;
    self->bytes = bytes;
    self->size = size;
    code = read_head(self);
    if (code == 0)
        scan(self);
    if (code == 0 && self->info.frame_count == 0)
        code = -EBADMSG;
    if (code < 0)
        fc_gif_close(&self);
    *gif = self;
    return code;
}

void fc_gif_close(struct fc_gif **gif)
{
    if (!*gif)
        return;
    free((*gif)->canvas);
    free((*gif)->saved);
    free(*gif);
    *gif = NULL;
}

const struct fc_gif_info *fc_gif_info(const struct fc_gif *gif)
{
    return &gif->info;
}
