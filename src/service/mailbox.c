/* SPDX-License-Identifier: MIT */
#include "service/mailbox.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

int fc_mailbox_init(struct fc_mailbox *mailbox)
{
    *mailbox = (struct fc_mailbox){.wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (mailbox->wake_fd < 0)
        return -errno;
    g_mutex_init(&mailbox->lock);
    return 0;
}

void fc_mailbox_finish(struct fc_mailbox *mailbox)
{
    if (mailbox->wake_fd < 0)
        return;
    fc_published_unref(&mailbox->newest);
    g_mutex_clear(&mailbox->lock);
    close(mailbox->wake_fd);
    mailbox->wake_fd = -1;
}

/* Frames go back to their pools outside of the lock. */
void fc_mailbox_put(struct fc_mailbox *mailbox, struct fc_published *published)
{
    struct fc_published *old;

    fc_published_ref(published);
    g_mutex_lock(&mailbox->lock);
    old = mailbox->newest;
    mailbox->newest = published;
    g_mutex_unlock(&mailbox->lock);
    fc_published_unref(&old);
    fc_mailbox_wake(mailbox);
}

/* Quiet first: what is put after that wakes again. */
struct fc_published *fc_mailbox_take(struct fc_mailbox *mailbox)
{
    struct fc_published *published;
    eventfd_t wakes;

    (void)eventfd_read(mailbox->wake_fd, &wakes);
    g_mutex_lock(&mailbox->lock);
    published = mailbox->newest;
    mailbox->newest = NULL;
    g_mutex_unlock(&mailbox->lock);
    return published;
}

void fc_mailbox_wake(struct fc_mailbox *mailbox)
{
    (void)eventfd_write(mailbox->wake_fd, 1);
}
