/* SPDX-License-Identifier: MIT */
#include "previewer.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib.h>

void previewer_init(struct previewer *previewer, int fd)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct iovec part = {.iov_base = &previewer->hello, .iov_len = sizeof(previewer->hello)};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    int memory_fd;
    void *memory;

    previewer->fd = fd;
    g_assert_cmpint(recvmsg(fd, &message, MSG_CMSG_CLOEXEC), ==, sizeof(previewer->hello));
    g_assert_cmpuint(previewer->hello.version, ==, FC_PREVIEW_VERSION);
    g_assert_cmpint(control.header.cmsg_type, ==, SCM_RIGHTS);
    memcpy(&memory_fd, CMSG_DATA(&control.header), sizeof(int));
    /* nobody but the service writes */
    g_assert_true(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory_fd, 0) == MAP_FAILED);
    g_assert_cmpint(ftruncate(memory_fd, 0), ==, -1);
    memory = mmap(NULL, (size_t)previewer->hello.slot_bytes * previewer->hello.slots, PROT_READ,
                  MAP_SHARED, memory_fd, 0);
    g_assert_true(memory != MAP_FAILED);
    previewer->memory = memory;
    close(memory_fd);
}

void previewer_finish(struct previewer *previewer)
{
    munmap((void *)previewer->memory, (size_t)previewer->hello.slot_bytes * previewer->hello.slots);
    close(previewer->fd);
}

bool previewer_take(struct previewer *previewer, struct fc_preview_frame *frame)
{
    const ssize_t bytes = recv(previewer->fd, frame, sizeof(*frame), MSG_DONTWAIT);

    if (bytes < 0 && errno == EAGAIN)
        return false;
    g_assert_cmpint(bytes, ==, sizeof(*frame));
    g_assert_cmpuint(frame->slot, <, previewer->hello.slots);
    return true;
}

void previewer_done(struct previewer *previewer, const struct fc_preview_frame *frame)
{
    const struct fc_preview_done done = {.slot = frame->slot};

    g_assert_cmpint(send(previewer->fd, &done, sizeof(done), MSG_NOSIGNAL), ==, sizeof(done));
}

uint32_t previewer_rgb(const struct previewer *previewer, const struct fc_preview_frame *frame,
                       double x, double y)
{
    const struct fc_preview_hello *hello = &previewer->hello;
    const uint8_t *pixel = previewer->memory + (size_t)frame->slot * hello->slot_bytes +
                           (size_t)(y * hello->height) * hello->stride +
                           (size_t)(x * hello->width) * 4;

    return (uint32_t)pixel[2] << 16 | (uint32_t)pixel[1] << 8 | pixel[0];
}
