/* SPDX-License-Identifier: MIT */
#include "service/preview/client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libyuv.h>

#include "base/error.h"
#include "base/memory.h"
#include "frame/colour.h"
#include "frame/frame.h"

#define BYTES_PER_PIXEL 4

static size_t memory_bytes(const struct fc_preview_client *client)
{
    return client->slot_bytes * FC_PREVIEW_SLOTS;
}

/* The memory, which nobody can make smaller under us and only we can write. */
static int create_memory(struct fc_preview_client *client)
{
    const size_t bytes = memory_bytes(client);
    int fd = memfd_create("fakecam-preview", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    void *memory;

    if (fd < 0)
        return -errno;
    if (ftruncate(fd, (off_t)bytes) < 0)
        goto fail;
    memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        goto fail;
    client->memory = memory;
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL) < 0)
        goto fail;
    return fd;
fail : {
    int ret = -errno;

    close(fd);
    return ret;
}
}

static int say_hello(const struct fc_preview_client *client, int memory_fd)
{
    struct fc_preview_hello hello = {
        .version = FC_PREVIEW_VERSION,
        .width = (uint32_t)client->size.width,
        .height = (uint32_t)client->size.height,
        .stride = (uint32_t)client->size.width * BYTES_PER_PIXEL,
        .slots = FC_PREVIEW_SLOTS,
        .slot_bytes = (uint32_t)client->slot_bytes,
    };
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct iovec part = {.iov_base = &hello, .iov_len = sizeof(hello)};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof(control),
    };

    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.header), &memory_fd, sizeof(int));
    return sendmsg(client->fd, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static int connect_client(struct fc_preview_client *client, int *theirs)
{
    int ends[2];
    int memory_fd = create_memory(client);
    int ret;

    if (memory_fd < 0)
        return memory_fd;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) < 0) {
        ret = -errno;
        close(memory_fd);
        return ret;
    }
    client->fd = ends[0];
    ret = say_hello(client, memory_fd);
    close(memory_fd);
    if (ret)
        close(ends[1]);
    else
        *theirs = ends[1];
    return ret;
}

int fc_preview_client_create(const struct fc_preview_wish *wish,
                             struct fc_preview_client **client_out, int *theirs,
                             struct fc_error *error)
{
    struct fc_preview_client *client = fc_calloc(1, sizeof(*client));
    const size_t pixels = (size_t)wish->size.width * (size_t)wish->size.height;
    int ret = -ENOMEM;

    if (client) {
        client->fd = -1;
        client->size = wish->size;
        client->is_matte = wish->is_matte;
        client->slot_bytes = pixels * BYTES_PER_PIXEL;
        client->planes = fc_calloc(1, pixels * 3 / 2);
        ret = client->planes ? connect_client(client, theirs) : -ENOMEM;
    }
    if (ret) {
        fc_preview_client_destroy(&client);
        return fc_error_set(error, ret, "cannot open a preview: %s", strerror(-ret));
    }
    *client_out = client;
    return 0;
}

void fc_preview_client_destroy(struct fc_preview_client **client_ptr)
{
    struct fc_preview_client *client = *client_ptr;

    if (!client)
        return;
    *client_ptr = NULL;
    if (client->fd >= 0)
        close(client->fd);
    if (client->memory)
        munmap(client->memory, memory_bytes(client));
    free(client->planes);
    free(client);
}

/* Both sizes are even. */
static void draw(const struct fc_preview_client *client, const struct fc_image *image, uint8_t *rgb)
{
    const int width = client->size.width;
    const int height = client->size.height;
    uint8_t *y = client->planes;
    uint8_t *u = y + (size_t)width * (size_t)height;
    uint8_t *v = u + (size_t)width * (size_t)height / 4;

    I420Scale(image->plane[0], image->stride[0], image->plane[1], image->stride[1], image->plane[2],
              image->stride[2], image->size.width, image->size.height, y, width, u, width / 2, v,
              width / 2, width, height, kFilterBox);
    I420ToARGBMatrix(y, width, u, width / 2, v, width / 2, rgb, width * BYTES_PER_PIXEL,
                     fc_colour_yuv_constants(image->colour), width, height);
}

/* A missing one is black, whatever the picture is. */
static void draw_matte(const struct fc_preview_client *client, const struct fc_matte *matte,
                       uint8_t *rgb)
{
    const int width = client->size.width;
    const int height = client->size.height;
    int stride;

    if (matte) {
        const struct fc_size size = fc_matte_size(matte);
        const uint8_t *alpha = fc_matte_alpha(matte, &stride);

        ScalePlane(alpha, stride, size.width, size.height, client->planes, width, width, height,
                   kFilterBox);
    } else {
        memset(client->planes, 0, (size_t)width * (size_t)height);
    }
    J400ToARGB(client->planes, width, rgb, width * BYTES_PER_PIXEL, width, height);
}

static int free_slot(const struct fc_preview_client *client)
{
    for (int i = 0; i < FC_PREVIEW_SLOTS; i++)
        if (!client->is_held[i])
            return i;
    return -1;
}

int fc_preview_client_send(struct fc_preview_client *client, const struct fc_published *published,
                           uint64_t number)
{
    const int slot = free_slot(client);
    struct fc_preview_frame frame = {
        .slot = (uint32_t)slot,
        .kind = (uint32_t)fc_published_kind(published),
        .time_ns = fc_published_time_ns(published),
    };

    uint8_t *rgb;

    if (slot < 0 || client->sent == number)
        return 0;
    rgb = client->memory + (size_t)slot * client->slot_bytes;
    if (client->is_matte)
        draw_matte(client, fc_published_matte(published), rgb);
    else
        draw(client, fc_published_image(published), rgb);
    if (send(client->fd, &frame, sizeof(frame), MSG_NOSIGNAL) < 0)
        return errno == EAGAIN ? 0 : -errno;
    client->is_held[slot] = true;
    client->sent = number;
    return 0;
}

int fc_preview_client_receive(struct fc_preview_client *client)
{
    struct fc_preview_done done;

    for (;;) {
        const ssize_t bytes = recv(client->fd, &done, sizeof(done), MSG_TRUNC);

        if (bytes < 0 && errno == EINTR)
            continue;
        if (bytes < 0)
            return errno == EAGAIN ? 0 : -errno;
        if (bytes == 0)
            return -EPIPE;
        if (bytes != sizeof(done) || done.slot >= FC_PREVIEW_SLOTS || !client->is_held[done.slot])
            return -EPROTO;
        client->is_held[done.slot] = false;
    }
}
