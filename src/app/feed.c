/* SPDX-License-Identifier: MIT */
#include "app/feed.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib-unix.h>

#include "bus/preview.h"

#define MAX_SIDE 16384
#define MAX_SLOTS 16
#define BYTES_PER_PIXEL 4

/* What pixels need; counted. */
struct pictures {
    int fd; /* the socket, owned */
    struct fc_preview_hello hello;
    const uint8_t *memory; /* owned mapping, or NULL */
};

struct fc_app_feed {
    struct pictures *pictures; // a reference
    guint source;
    fc_app_feed_func func;
    gpointer user;
};

static size_t memory_bytes(const struct fc_preview_hello *hello)
{
    return (size_t)hello->slot_bytes * hello->slots;
}

static void free_pictures(gpointer data)
{
    struct pictures *pictures = data;

    if (pictures->memory)
        munmap((void *)pictures->memory, memory_bytes(&pictures->hello));
    close(pictures->fd);
}

static void release_pictures(struct pictures *pictures)
{
    g_atomic_rc_box_release_full(pictures, free_pictures);
}

/* --- hello --- */

static gboolean is_sound(const struct fc_preview_hello *hello)
{
    return hello->version == FC_PREVIEW_VERSION && hello->width > 0 && hello->width <= MAX_SIDE &&
           hello->height > 0 && hello->height <= MAX_SIDE && hello->slots > 0 &&
           hello->slots <= MAX_SLOTS && hello->stride >= hello->width * BYTES_PER_PIXEL &&
           hello->stride <= MAX_SIDE * BYTES_PER_PIXEL * 2 &&
           hello->slot_bytes / hello->stride >= hello->height;
}

/* Memory that could shrink would end the app when it looks there. */
static gboolean is_there_to_stay(int fd, size_t bytes)
{
    const int seals = fcntl(fd, F_GET_SEALS);
    struct stat info;

    return seals >= 0 && (seals & F_SEAL_SHRINK) && fstat(fd, &info) == 0 &&
           (size_t)info.st_size >= bytes;
}

static gboolean take_memory(struct pictures *pictures, int fd)
{
    const size_t bytes = memory_bytes(&pictures->hello);
    void *memory;

    if (!is_sound(&pictures->hello) || !is_there_to_stay(fd, bytes))
        return FALSE;
    memory = mmap(NULL, bytes, PROT_READ, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        return FALSE;
    pictures->memory = memory;
    return TRUE;
}

/* 1: it came; 0: not yet; -1: never. */
static int take_hello(struct pictures *pictures)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct iovec part = {.iov_base = &pictures->hello, .iov_len = sizeof(pictures->hello)};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof(control),
    };
    const ssize_t bytes = recvmsg(pictures->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    gboolean is_good;
    int fd;

    if (bytes < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (message.msg_controllen < CMSG_LEN(sizeof(int)) || control.header.cmsg_type != SCM_RIGHTS ||
        control.header.cmsg_len != CMSG_LEN(sizeof(int)))
        return -1;
    memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
    is_good = bytes == sizeof(pictures->hello) && take_memory(pictures, fd);
    close(fd);
    return is_good ? 1 : -1;
}

/* --- pictures --- */

struct lease {
    struct pictures *pictures; // a reference
    uint32_t slot;
};

static void give_back(struct pictures *pictures, uint32_t slot)
{
    const struct fc_preview_done done = {.slot = slot};

    /* a service that is gone does not miss it */
    (void)send(pictures->fd, &done, sizeof(done), MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void end_lease(gpointer data)
{
    struct lease *lease = data;

    give_back(lease->pictures, lease->slot);
    release_pictures(lease->pictures);
    g_free(lease);
}

static GBytes *lease_slot(struct pictures *pictures, uint32_t slot)
{
    const struct fc_preview_hello *hello = &pictures->hello;
    struct lease *lease = g_new(struct lease, 1);

    *lease = (struct lease){g_atomic_rc_box_acquire(pictures), slot};
    return g_bytes_new_with_free_func(pictures->memory + (size_t)slot * hello->slot_bytes,
                                      (size_t)hello->stride * hello->height, end_lease, lease);
}

/* FALSE: the socket is closed, or what came makes no sense. */
static gboolean take_frames(struct pictures *pictures, GBytes **newest)
{
    struct fc_preview_frame frame;
    gboolean has_one = FALSE;
    uint32_t slot = 0;
    ssize_t bytes;

    for (;;) {
        bytes = recv(pictures->fd, &frame, sizeof(frame), MSG_DONTWAIT);
        if (bytes < 0 && errno == EINTR)
            continue;
        if (bytes != sizeof(frame) || frame.slot >= pictures->hello.slots)
            break;
        if (has_one)
            give_back(pictures, slot);
        has_one = TRUE;
        slot = frame.slot;
    }
    *newest = has_one ? lease_slot(pictures, slot) : NULL;
    return bytes < 0 && errno == EAGAIN;
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer user)
{
    struct fc_app_feed *feed = user;
    struct pictures *pictures = feed->pictures;
    GBytes *newest = NULL;
    gboolean goes_on = TRUE;

    if (!pictures->memory)
        goes_on = take_hello(pictures) >= 0;
    else
        goes_on = take_frames(pictures, &newest);
    if (!goes_on) {
        feed->source = 0;
        g_clear_pointer(&newest, g_bytes_unref);
        feed->func(NULL, feed->user);
        return G_SOURCE_REMOVE;
    }
    if (newest) {
        const struct fc_app_picture picture = {
            .pixels = newest,
            .width = (int)pictures->hello.width,
            .height = (int)pictures->hello.height,
            .stride = (int)pictures->hello.stride,
        };

        feed->func(&picture, feed->user);
        g_bytes_unref(newest);
    }
    return G_SOURCE_CONTINUE;
}

struct fc_app_feed *fc_app_feed_open(int fd, fc_app_feed_func func, gpointer user)
{
    struct fc_app_feed *feed = g_new0(struct fc_app_feed, 1);

    feed->pictures = g_atomic_rc_box_new0(struct pictures);
    feed->pictures->fd = fd;
    feed->func = func;
    feed->user = user;
    feed->source =
        g_unix_fd_add_full(G_PRIORITY_DEFAULT, fd, G_IO_IN | G_IO_HUP, on_readable, feed, NULL);
    return feed;
}

void fc_app_feed_close(struct fc_app_feed **feed_ptr)
{
    struct fc_app_feed *feed = *feed_ptr;

    if (!feed)
        return;
    *feed_ptr = NULL;
    if (feed->source)
        g_source_remove(feed->source);
    /* the service is not to wait for the last picture */
    shutdown(feed->pictures->fd, SHUT_RDWR);
    release_pictures(feed->pictures);
    g_free(feed);
}
