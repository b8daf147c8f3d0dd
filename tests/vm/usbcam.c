/* SPDX-License-Identifier: MIT */
/*
 * A USB camera in user space, for the guest of the tests.
 *
 *     usbcam [--name NAME] [--frames DIR] [--only MJPEG|YUYV|clock]
 *
 * Speaks USB/IP (the kernel's Documentation/usb/usbip_protocol.rst) over a socket pair with
 * vhci_hcd, which must be loaded; the kernel's own uvcvideo binds to it. It is a camera of USB
 * Video Class 1.1 with one bulk endpoint, MJPEG and YUYV, from 320x180 to 1280x720, at 30, 15 and
 * 10 frames a second. NAME is what programs list it as ("USB Test Camera").
 *
 * What it shows: DIR/WxH.mjpeg (JPEG pictures one after the other) and DIR/WxH.yuyv (raw ones),
 * round and round. Where there is no such file, YUYV is a green room with a grey block that
 * moves, and MJPEG has no frames at all. "--only clock" is YUYV with the time in the middle of the
 * picture, for framelook.c: three rows of eight squares as wide as a twentieth of the picture,
 * white for 1: CLOCK_MARK, then the low 16 bits of the monotonic clock in ms, highest first.
 *
 * Prints "attached", and with each stream "light on WxH FORMAT RATE" and "light off". Ending it,
 * by any signal, pulls the plug. Needs root.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "usbcam_descriptors.h"

#define VHCI "/sys/devices/platform/vhci_hcd.0/"
#define PAYLOAD_BYTES 16384
#define PAYLOAD_HEADER 2
#define MAX_FRAMES 512
#define MAX_URBS 64
#define CLOCK_MARK 0xa5
#define INTERVALS_PER_SECOND 10000000 /* UVC counts in 100 ns */

enum {
    CMD_SUBMIT = 1,
    CMD_UNLINK = 2,
    RET_SUBMIT = 3,
    RET_UNLINK = 4
};

/* Every message begins with this; all numbers are big endian, the setup packet is USB's own. */
struct message {
    uint32_t command, sequence, device, direction, endpoint;
    union {
        struct {
            uint32_t flags, length, start, packets, interval;
            uint8_t setup[8];
        } submit;
        struct {
            int32_t status, length, start, packets, errors;
            uint8_t padding[8];
        } answer;
        struct {
            uint32_t sequence;
            uint8_t padding[24];
        } unlink;
    };
};
_Static_assert(sizeof(struct message) == 48, "as the protocol has it");

struct urb {
    uint32_t sequence; /* as it came, big endian */
    uint32_t length;
};

/* Pictures of the format and size that are streamed. */
struct pictures {
    uint8_t *data;
    size_t offsets[MAX_FRAMES + 1];
    size_t count;
};

struct camera {
    int socket;
    const char *folder;
    struct uvc_device device;
    struct urb urbs[MAX_URBS];
    size_t urb_count;
    bool has_clock;
    bool committed; /* what to stream is settled, and data will be asked for */
    bool streaming;
    struct pictures pictures;
    int64_t next_ns;
    uint64_t frame; /* frames begun */
    size_t sent;    /* bytes of the frame under way; 0: none is */
};

static int64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void die(const char *what)
{
    fprintf(stderr, "usbcam: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void *grow(void *data, size_t size)
{
    data = realloc(data, size);
    if (!data)
        die("memory");
    return data;
}

/* --- the wire --- */

static void send_all(struct camera *camera, const void *data, size_t size)
{
    for (const char *at = data; size > 0;) {
        ssize_t sent = send(camera->socket, at, size, MSG_NOSIGNAL);

        if (sent <= 0)
            die("the kernel let go of the camera");
        at += sent;
        size -= (size_t)sent;
    }
}

static void receive_all(struct camera *camera, void *data, size_t size)
{
    if (size && recv(camera->socket, data, size, MSG_WAITALL) != (ssize_t)size)
        die("the kernel let go of the camera");
}

/* Answers a submitted request; data is what an IN request brings, NULL for OUT. */
static void answer(struct camera *camera, uint32_t sequence, int status, const void *data,
                   size_t size)
{
    struct message message = {
        .command = htonl(RET_SUBMIT),
        .sequence = sequence,
        .answer = {.status = (int32_t)htonl((uint32_t)status),
                   .length = (int32_t)htonl((uint32_t)size)},
    };

    send_all(camera, &message, sizeof message);
    if (data && size)
        send_all(camera, data, size);
}

/* --- pictures --- */

static char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *data = NULL;
    size_t used = 0, got;

    if (!file)
        return NULL;
    do {
        data = grow(data, used + 65536);
        got = fread(data + used, 1, 65536, file);
        used += got;
    } while (got);
    fclose(file);
    *size = used;
    return data;
}

/* JPEG's start marker stands nowhere inside one: entropy-coded 0xFF are followed by 0. */
static void find_jpegs(struct pictures *pictures, size_t size)
{
    const uint8_t *data = pictures->data;

    for (size_t i = 0; i + 2 < size && pictures->count < MAX_FRAMES; i++)
        if (data[i] == 0xff && data[i + 1] == 0xd8 && data[i + 2] == 0xff)
            pictures->offsets[pictures->count++] = i;
    pictures->offsets[pictures->count] = size;
}

static void find_raws(struct pictures *pictures, size_t size, size_t frame_bytes)
{
    for (size_t at = 0; at + frame_bytes <= size && pictures->count < MAX_FRAMES; at += frame_bytes)
        pictures->offsets[pictures->count++] = at;
    pictures->offsets[pictures->count] = pictures->count * frame_bytes;
}

/* A green room in which a grey block goes from left to right. */
static void draw_raws(struct pictures *pictures, struct uvc_size size)
{
    enum {
        FRAMES = 16
    };
    const uint8_t room[4] = {145, 54, 145, 34}, block[4] = {128, 128, 128, 128};
    size_t pairs = (size_t)size.width / 2, frame_bytes = pairs * 4 * (size_t)size.height;

    pictures->data = grow(NULL, FRAMES * frame_bytes);
    for (size_t i = 0; i < FRAMES * frame_bytes / 4; i++) {
        size_t frame = i * 4 / frame_bytes, x = i % pairs, y = i / pairs % (size_t)size.height;
        bool inside = x * FRAMES / pairs == frame && y * 2 > (size_t)size.height;

        memcpy(pictures->data + i * 4, inside ? block : room, 4);
    }
    find_raws(pictures, FRAMES * frame_bytes, frame_bytes);
}

static void load_pictures(struct camera *camera)
{
    const struct uvc_size size = uvc_size(&camera->device);
    const bool jpeg = uvc_format(&camera->device) == UVC_FORMAT_MJPEG;
    struct pictures *pictures = &camera->pictures;
    char path[4096];
    size_t bytes = 0;

    free(pictures->data);
    *pictures = (struct pictures){0};
    snprintf(path, sizeof path, "%s/%dx%d.%s", camera->folder, size.width, size.height,
             jpeg ? "mjpeg" : "yuyv");
    pictures->data = (uint8_t *)read_file(path, &bytes);
    if (pictures->data && jpeg)
        find_jpegs(pictures, bytes);
    else if (pictures->data)
        find_raws(pictures, bytes, (size_t)size.width * (size_t)size.height * 2);
    else if (!jpeg)
        draw_raws(pictures, size);
    if (!pictures->count)
        fprintf(stderr, "usbcam: no picture in %s\n", path);
}

/* --- the stream --- */

static void start_stream(struct camera *camera)
{
    const struct uvc_size size = uvc_size(&camera->device);

    load_pictures(camera);
    camera->streaming = true;
    camera->sent = 0;
    camera->next_ns = now_ns();
    printf("light on %dx%d %s %u\n", size.width, size.height,
           uvc_format(&camera->device) == UVC_FORMAT_MJPEG ? "MJPEG" : "YUYV",
           INTERVALS_PER_SECOND / camera->device.negotiation.interval);
}

static void stop_stream(struct camera *camera)
{
    if (camera->streaming)
        puts("light off");
    camera->streaming = false;
}

/* Grey is no colour of the room, so all of it passes for a person. */
static void draw_clock(const struct camera *camera, uint8_t *frame)
{
    const struct uvc_size size = uvc_size(&camera->device);
    const int side = size.width / 20 / 2 * 2, left = 6 * side, top = size.height / 2 - side * 3 / 2;
    const uint32_t bits = CLOCK_MARK << 16 | ((uint32_t)(now_ns() / 1000000) & 0xffff);

    for (int y = 0; y < 3 * side; y++) {
        uint8_t *row = frame + ((size_t)(top + y) * (size_t)size.width + (size_t)left) * 2;

        for (int x = 0; x < 8 * side; x++) {
            row[2 * x] = bits >> (23 - y / side * 8 - x / side) & 1 ? 235 : 16;
            row[2 * x + 1] = 128;
        }
    }
}

/* Fills the first waiting request with the next part of the frame. */
static void send_payload(struct camera *camera)
{
    const struct pictures *pictures = &camera->pictures;
    const size_t index = camera->frame % pictures->count;
    const uint8_t *frame = pictures->data + pictures->offsets[index];
    const size_t left = pictures->offsets[index + 1] - pictures->offsets[index] - camera->sent;
    uint8_t payload[PAYLOAD_BYTES];
    size_t part = camera->urbs[0].length;

    if (camera->has_clock && !camera->sent)
        draw_clock(camera, pictures->data + pictures->offsets[index]);
    if (part > sizeof payload)
        part = sizeof payload;
    part -= PAYLOAD_HEADER;
    if (part > left)
        part = left;
    payload[0] = PAYLOAD_HEADER;
    payload[1] =
        (uint8_t)(UVC_HEADER_END | (camera->frame & 1) | (part == left ? UVC_HEADER_LAST : 0));
    memcpy(payload + PAYLOAD_HEADER, frame + camera->sent, part);
    answer(camera, camera->urbs[0].sequence, 0, payload, part + PAYLOAD_HEADER);
    camera->urb_count--;
    memmove(camera->urbs, camera->urbs + 1, camera->urb_count * sizeof *camera->urbs);
    camera->sent += part;
    if (part == left) {
        camera->frame++;
        camera->sent = 0;
    }
}

/* Sends what is due. Returns in how many milliseconds there will be more, -1 for never. */
static int send_due(struct camera *camera)
{
    while (camera->streaming && camera->urb_count && camera->pictures.count) {
        int64_t now = now_ns();

        if (!camera->sent) {
            if (now < camera->next_ns)
                return (int)((camera->next_ns - now) / 1000000) + 1;
            /* A sensor does not catch up on what nobody fetched. */
            camera->next_ns += (int64_t)camera->device.negotiation.interval * 100;
            if (camera->next_ns < now)
                camera->next_ns = now;
        }
        send_payload(camera);
    }
    return -1;
}

/* --- requests --- */

static void handle_control(struct camera *camera, const struct message *message, uint8_t *out)
{
    const uint8_t *setup = message->submit.setup;
    const size_t wanted = (size_t)(setup[6] | setup[7] << 8);
    uint8_t reply[UVC_MAX_REPLY] = {0};
    int size = (setup[0] & 0x60) == 0x20 ? uvc_class_request(&camera->device, setup, out, reply)
                                         : uvc_standard_request(&camera->device, setup, reply);

    if (uvc_is_commit(setup) || uvc_is_stop(setup))
        stop_stream(camera);
    camera->committed = camera->committed ? !uvc_is_stop(setup) : uvc_is_commit(setup);
    if (size < 0)
        answer(camera, message->sequence, -EPIPE, NULL, 0);
    else if (setup[0] & 0x80)
        answer(camera, message->sequence, 0, reply, (size_t)size < wanted ? (size_t)size : wanted);
    else
        answer(camera, message->sequence, 0, NULL, wanted);
}

static void handle_submit(struct camera *camera, const struct message *message)
{
    const uint32_t length = ntohl(message->submit.length);
    uint8_t out[4096] = {0};

    if (message->direction == 0) {
        if (length > sizeof out)
            die("a request longer than any that a camera knows");
        receive_all(camera, out, length);
    }
    if (message->endpoint == 0) {
        handle_control(camera, message, out);
    } else if (camera->urb_count < MAX_URBS && length > PAYLOAD_HEADER) {
        camera->urbs[camera->urb_count++] = (struct urb){message->sequence, length};
        if (camera->committed && !camera->streaming)
            start_stream(camera);
    } else {
        answer(camera, message->sequence, -EPIPE, NULL, 0);
    }
}

static void handle_unlink(struct camera *camera, const struct message *message)
{
    struct message reply = {.command = htonl(RET_UNLINK), .sequence = message->sequence};

    for (size_t i = 0; i < camera->urb_count; i++) {
        if (camera->urbs[i].sequence != message->unlink.sequence)
            continue;
        camera->urb_count--;
        memmove(camera->urbs + i, camera->urbs + i + 1,
                (camera->urb_count - i) * sizeof *camera->urbs);
        reply.answer.status = (int32_t)htonl((uint32_t)-ECONNRESET);
        break;
    }
    send_all(camera, &reply, sizeof reply);
}

static void run(struct camera *camera)
{
    for (;;) {
        struct pollfd ready = {.fd = camera->socket, .events = POLLIN};
        struct message message;

        if (poll(&ready, 1, send_due(camera)) <= 0)
            continue;
        receive_all(camera, &message, sizeof message);
        if (message.command == htonl(CMD_SUBMIT))
            handle_submit(camera, &message);
        else if (message.command == htonl(CMD_UNLINK))
            handle_unlink(camera, &message);
        else
            die("a message that the protocol does not know");
    }
}

/* --- plugging in --- */

/* The first free port of the virtual hub that takes high-speed devices. */
static int free_port(void)
{
    FILE *status = fopen(VHCI "status", "r");
    char line[256], hub[8];
    int port, state;

    if (!status)
        die("no virtual USB hub; modprobe vhci-hcd");
    while (fgets(line, sizeof line, status)) {
        if (sscanf(line, "%7s %d %d", hub, &port, &state) == 3 && !strcmp(hub, "hs") &&
            state == 4 /* nothing in it */) {
            fclose(status);
            return port;
        }
    }
    errno = EBUSY;
    die("every port of the virtual USB hub is taken");
    return -1;
}

static void attach(struct camera *camera)
{
    enum {
        HIGH_SPEED = 3
    };
    int ends[2], port = free_port();
    int file = open(VHCI "attach", O_WRONLY | O_CLOEXEC);

    if (file < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        die("cannot attach");
    if (dprintf(file, "%d %d %d %d", port, ends[1], (1 << 16) | (port + 2), HIGH_SPEED) < 0)
        die("the virtual hub did not take the camera");
    close(file);
    close(ends[1]);
    camera->socket = ends[0];
    puts("attached");
}

static bool is_kind(const char *word)
{
    return !strcmp(word, "MJPEG") || !strcmp(word, "YUYV") || !strcmp(word, "clock");
}

/* Returns whether it is an option with a value that can be. */
static bool take_option(struct camera *camera, const char *option, const char *value)
{
    if (!strcmp(option, "--name")) {
        camera->device.name = value;
    } else if (!strcmp(option, "--frames")) {
        camera->folder = value;
    } else if (!strcmp(option, "--only") && is_kind(value)) {
        camera->device.formats[0] = value[0] == 'M' ? UVC_FORMAT_MJPEG : UVC_FORMAT_YUYV;
        camera->device.format_count = 1;
        camera->has_clock = value[0] == 'c';
    } else {
        return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    struct camera camera = {
        .folder = ".",
        .device = {.name = "USB Test Camera",
                   .formats = {UVC_FORMAT_MJPEG, UVC_FORMAT_YUYV},
                   .format_count = 2},
    };

    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 == argc || !take_option(&camera, argv[i], argv[i + 1])) {
            fputs("usage: usbcam [--name NAME] [--frames DIR] [--only MJPEG|YUYV|clock]\n", stderr);
            return 2;
        }
    }
    uvc_negotiation_fix(&camera.device);
    attach(&camera);
    run(&camera);
}
