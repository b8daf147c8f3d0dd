/* SPDX-License-Identifier: MIT */
#include "usbcam_descriptors.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))
#define PROBE_BYTES 34 /* since version 1.1 */
#define PAYLOAD_BYTES 16384

static const struct uvc_size sizes[] = {{320, 180}, {640, 360}, {640, 480}, {1280, 720}};
static const uint32_t intervals[] = {333333, 666666, 1000000};

enum uvc_format uvc_format(const struct uvc_device *device)
{
    return device->formats[device->negotiation.format - 1];
}

struct uvc_size uvc_size(const struct uvc_device *device)
{
    return sizes[device->negotiation.size - 1];
}

void uvc_negotiation_fix(struct uvc_device *device)
{
    struct uvc_negotiation *negotiation = &device->negotiation;
    uint32_t wanted = negotiation->interval, best = intervals[0];

    if (negotiation->format < 1 || negotiation->format > device->format_count)
        negotiation->format = 1;
    if (negotiation->size < 1 || negotiation->size > COUNT(sizes))
        negotiation->size = 1;
    for (int i = 0; i < COUNT(intervals); i++)
        if (labs((long)intervals[i] - (long)wanted) < labs((long)best - (long)wanted))
            best = intervals[i];
    negotiation->interval = best;
}

/* --- writing little-endian descriptors --- */

struct writer {
    uint8_t *data;
    int size;
};

static void put(struct writer *to, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to->data[to->size++] = (uint8_t)(value >> (8 * i));
}

static void put_bytes(struct writer *to, const uint8_t *bytes, int count)
{
    memcpy(to->data + to->size, bytes, (size_t)count);
    to->size += count;
}

/* Puts a 16-bit total length, known only at the end, at its place. */
static void patch_length(struct writer *to, int at, int length)
{
    struct writer place = {to->data, at};

    put(&place, (uint32_t)length, 2);
}

#define PUT(to, ...)                                                                               \
    put_bytes(to, (const uint8_t[]){__VA_ARGS__}, COUNT(((const uint8_t[]){__VA_ARGS__})))

enum {
    DEVICE = 1,
    CONFIGURATION = 2,
    STRING = 3,
    INTERFACE = 4,
    ENDPOINT = 5,
    ASSOCIATION = 11,
    CLASS_SPECIFIC = 0x24,
    VIDEO = 14, /* the class; 1 is its control, 2 its streaming, 3 the two together */
};

static void put_control_interface(struct writer *to)
{
    int header;

    PUT(to, 9, INTERFACE, 0, 0, 0, VIDEO, 1, 0, 2);
    header = to->size;
    PUT(to, 13, CLASS_SPECIFIC, 1, 0x10, 0x01, 0, 0);
    put(to, 48000000, 4); /* the clock, Hz */
    PUT(to, 1, 1);        /* one streaming interface, number 1 */
    /* terminal 1, the sensor, without controls; terminal 2, the cable, fed by 1 */
    PUT(to, 18, CLASS_SPECIFIC, 2, 1, 0x01, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0);
    PUT(to, 9, CLASS_SPECIFIC, 3, 2, 0x01, 0x01, 0, 1, 0);
    patch_length(to, header + 5, to->size - header);
}

static void put_format(struct writer *to, uint8_t format, uint8_t number)
{
    static const uint8_t yuy2[16] = {'Y',  'U', 'Y', '2',  0, 0,    0x10, 0,
                                     0x80, 0,   0,   0xaa, 0, 0x38, 0x9b, 0x71};

    if (format == UVC_FORMAT_MJPEG) {
        PUT(to, 11, CLASS_SPECIFIC, 6, number, COUNT(sizes), 1, 1, 0, 0, 0, 0);
        return;
    }
    PUT(to, 27, CLASS_SPECIFIC, 4, number, COUNT(sizes));
    put_bytes(to, yuy2, COUNT(yuy2));
    PUT(to, 16 /* bits a pixel */, 1, 0, 0, 0, 0);
}

static void put_size(struct writer *to, uint8_t format, int number)
{
    const struct uvc_size size = sizes[number - 1];
    const uint32_t bytes = (uint32_t)(size.width * size.height * 2);

    PUT(to, 26 + 4 * COUNT(intervals), CLASS_SPECIFIC, format == UVC_FORMAT_MJPEG ? 7 : 5);
    PUT(to, (uint8_t)number, 0);
    put(to, (uint32_t)size.width, 2);
    put(to, (uint32_t)size.height, 2);
    put(to, bytes * 8 * 10, 4); /* bits a second, slowest and fastest */
    put(to, bytes * 8 * 30, 4);
    put(to, bytes, 4);
    put(to, intervals[0], 4);
    put(to, COUNT(intervals), 1);
    for (int i = 0; i < COUNT(intervals); i++)
        put(to, intervals[i], 4);
}

static void put_streaming_interface(struct writer *to, const struct uvc_device *device)
{
    const uint8_t count = device->format_count;
    int header;

    PUT(to, 9, INTERFACE, 1, 0, 1, VIDEO, 2, 0, 0);
    header = to->size;
    PUT(to, (uint8_t)(13 + count), CLASS_SPECIFIC, 1, count, 0, 0, 0x81, 0, 2, 0, 0, 0, 1);
    put(to, 0, count); /* the formats have no controls */
    for (uint8_t i = 0; i < count; i++) {
        put_format(to, device->formats[i], i + 1);
        for (int number = 1; number <= COUNT(sizes); number++)
            put_size(to, device->formats[i], number);
        PUT(to, 6, CLASS_SPECIFIC, 13, 1, 1, 4); /* colours: BT.709, gamma 2.2, BT.601 */
    }
    patch_length(to, header + 4, to->size - header);
    PUT(to, 7, ENDPOINT, 0x81, 2 /* bulk */, 0x00, 0x02, 0);
}

static void put_configuration(struct writer *to, const struct uvc_device *device)
{
    PUT(to, 9, CONFIGURATION, 0, 0, 2, 1, 0, 0x80, 250);
    PUT(to, 8, ASSOCIATION, 0, 2, VIDEO, 3, 0, 0);
    put_control_interface(to);
    put_streaming_interface(to, device);
    patch_length(to, 2, to->size);
}

/* The numbers are the Linux Foundation's, which no driver has quirks for. */
static void put_device(struct writer *to)
{
    PUT(to, 18, DEVICE, 0x00, 0x02, 0xef, 2, 1, 64, 0x6b, 0x1d, 0x02, 0x01, 0x10, 0x01, 1, 2, 3, 1);
}

static void put_string(struct writer *to, int number, const char *name)
{
    static const char *const texts[] = {NULL, "Fakecam's tests", NULL, "1"};
    const char *text = number == 2 ? name : texts[number & 3];
    size_t length = text ? strnlen(text, 100) : 0;

    if (number == 0) {
        PUT(to, 4, STRING, 0x09, 0x04); /* the languages: English */
        return;
    }
    PUT(to, (uint8_t)(2 + 2 * length), STRING);
    for (size_t i = 0; i < length; i++)
        put(to, (uint8_t)text[i], 2);
}

static int put_descriptor(struct writer *to, const uint8_t setup[8],
                          const struct uvc_device *device)
{
    switch (setup[3]) {
    case DEVICE:
        put_device(to);
        break;
    case CONFIGURATION:
        put_configuration(to, device);
        break;
    case STRING:
        put_string(to, setup[2], device->name);
        break;
    default:
        return -1;
    }
    return to->size;
}

int uvc_standard_request(const struct uvc_device *device, const uint8_t setup[8], uint8_t *reply)
{
    enum {
        GET_STATUS = 0,
        CLEAR_FEATURE = 1,
        SET_FEATURE = 3,
        GET_DESCRIPTOR = 6,
        GET_CONFIGURATION = 8,
        SET_CONFIGURATION = 9,
        GET_INTERFACE = 10,
        SET_INTERFACE = 11,
    };
    struct writer to = {reply, 0};

    switch (setup[1]) {
    case GET_DESCRIPTOR:
        return put_descriptor(&to, setup, device);
    case GET_STATUS:
        put(&to, 0, 2);
        return to.size;
    case GET_CONFIGURATION:
    case GET_INTERFACE:
        put(&to, setup[1] == GET_CONFIGURATION, 1);
        return to.size;
    case CLEAR_FEATURE:
    case SET_FEATURE:
    case SET_CONFIGURATION:
    case SET_INTERFACE:
        return 0;
    default:
        return -1;
    }
}

static uint32_t get32(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static int put_negotiation(struct writer *to, const struct uvc_device *device)
{
    const struct uvc_size size = uvc_size(device);

    memset(to->data, 0, PROBE_BYTES);
    PUT(to, 1, 0, device->negotiation.format, device->negotiation.size);
    put(to, device->negotiation.interval, 4);
    to->size = 18;
    put(to, (uint32_t)(size.width * size.height * 2), 4);
    put(to, PAYLOAD_BYTES, 4);
    put(to, 48000000, 4);
    return PROBE_BYTES;
}

enum {
    PROBE = 1,
    COMMIT = 2
};
enum {
    SET_CUR = 1
};

bool uvc_is_commit(const uint8_t setup[8])
{
    return (setup[0] & 0x60) == 0x20 && setup[1] == SET_CUR && setup[3] == COMMIT;
}

bool uvc_is_stop(const uint8_t setup[8])
{
    return setup[0] == 0x02 && setup[1] == 1 && setup[4] == 0x81;
}

int uvc_class_request(struct uvc_device *device, const uint8_t setup[8], const uint8_t *out,
                      uint8_t *reply)
{
    enum {
        GET_CUR = 0x81,
        GET_MIN,
        GET_MAX,
        GET_RES,
        GET_LEN,
        GET_INFO,
        GET_DEF
    };
    struct uvc_device fresh = *device;
    struct writer to = {reply, 0};

    if (setup[4] != 1 || (setup[3] != PROBE && setup[3] != COMMIT))
        return -1;
    switch (setup[1]) {
    case SET_CUR:
        device->negotiation = (struct uvc_negotiation){out[2], out[3], get32(out + 4)};
        uvc_negotiation_fix(device);
        return 0;
    case GET_CUR:
    case GET_MIN:
    case GET_MAX:
        return put_negotiation(&to, device);
    case GET_DEF:
        fresh.negotiation = (struct uvc_negotiation){0};
        uvc_negotiation_fix(&fresh);
        return put_negotiation(&to, &fresh);
    case GET_LEN:
        put(&to, PROBE_BYTES, 2);
        return to.size;
    case GET_INFO:
        put(&to, 3, 1); /* it can be read and set */
        return to.size;
    default:
        return -1;
    }
}
