/* SPDX-License-Identifier: MIT */
#include "service/loopback/opens.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/error.h"
#include "service/holders.h"
#include "service/output.h"

/* --- looking --- */

/* Since when it is there: now, if it is new. */
static int64_t seen_since(const struct fc_opens *opens, pid_t pid, int64_t now_ns)
{
    for (int i = 0; i < opens->count; i++)
        if (opens->openers[i].pid == pid)
            return opens->openers[i].since_ns;
    return now_ns;
}

static void look(struct fc_opens *opens, int64_t now_ns)
{
    struct fc_opener openers[FC_OPENS_MAX];
    pid_t pids[FC_OPENS_MAX];
    const int count = fc_holders_find(opens->path, pids, FC_OPENS_MAX);

    for (int i = 0; i < count; i++)
        openers[i] = (struct fc_opener){pids[i], seen_since(opens, pids[i], now_ns)};
    if (count > 0)
        memcpy(opens->openers, openers, (size_t)count * sizeof(openers[0]));
    opens->count = count;
    opens->looked_ns = now_ns;
    opens->must_look = false;
}

/* Whose open has lasted, and who is not to be seen, has hidden himself. */
static void look_for_hidden(struct fc_opens *opens, int64_t now_ns)
{
    if (opens->opened_ns == INT64_MAX || now_ns - opens->opened_ns < FC_OPENS_LASTING_NS)
        return;
    opens->opened_ns = INT64_MAX;
    opens->has_hidden = opens->count == 0;
}

/* --- events --- */

static void take_event(struct fc_opens *opens, uint32_t mask, int64_t now_ns)
{
    opens->must_look = true;
    if (mask & IN_CLOSE) {
        opens->opened_ns = INT64_MAX;
        opens->has_hidden = false;
    }
    if (mask & IN_OPEN)
        opens->opened_ns = now_ns;
}

static void take_events(struct fc_opens *opens, int64_t now_ns)
{
    char data[2048] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t length;

    while ((length = read(opens->fd, data, sizeof(data))) > 0) {
        for (const char *at = data; at < data + length;) {
            const struct inotify_event *event = (const struct inotify_event *)at;

            take_event(opens, event->mask, now_ns);
            at += sizeof(*event) + event->len;
        }
    }
}

/* --- what comes of it --- */

static int count_lasting(const struct fc_opens *opens, int64_t now_ns)
{
    int lasting = 0;

    for (int i = 0; i < opens->count; i++)
        lasting += now_ns - opens->openers[i].since_ns >= FC_OPENS_LASTING_NS;
    return lasting;
}

int fc_opens_update(struct fc_opens *opens, int64_t now_ns)
{
    opens->updated_ns = now_ns;
    take_events(opens, now_ns);
    if (opens->must_look && now_ns - opens->looked_ns >= FC_OPENS_LOOK_NS)
        look(opens, now_ns);
    if (opens->count < 0)
        return FC_READERS_UNKNOWN;
    if (!opens->must_look)
        look_for_hidden(opens, now_ns);
    return opens->has_hidden ? FC_READERS_UNKNOWN : count_lasting(opens, now_ns);
}

int64_t fc_opens_due_ns(const struct fc_opens *opens)
{
    int64_t due_ns = INT64_MAX;

    if (opens->must_look)
        return opens->looked_ns + FC_OPENS_LOOK_NS;
    if (opens->opened_ns != INT64_MAX)
        due_ns = opens->opened_ns + FC_OPENS_LASTING_NS;
    for (int i = 0; i < opens->count; i++) {
        const int64_t lasts_ns = opens->openers[i].since_ns + FC_OPENS_LASTING_NS;

        if (lasts_ns > opens->updated_ns && lasts_ns < due_ns)
            due_ns = lasts_ns;
    }
    return due_ns;
}

/* --- start and end --- */

int fc_opens_init(struct fc_opens *opens, const char *path, struct fc_error *error)
{
    int ret;

    *opens = (struct fc_opens){
        .fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC),
        .must_look = true, /* somebody may be there already */
        .looked_ns = INT64_MIN / 2,
        .opened_ns = INT64_MAX,
    };
    if (opens->fd < 0 || inotify_add_watch(opens->fd, path, IN_OPEN | IN_CLOSE) < 0) {
        ret = errno;
        fc_opens_finish(opens);
        return fc_error_set(error, -ret, "cannot watch who opens %s: %s", path, strerror(ret));
    }
    opens->path = strdup(path);
    if (!opens->path) {
        fc_opens_finish(opens);
        return fc_error_set(error, -ENOMEM, "out of memory");
    }
    return 0;
}

void fc_opens_finish(struct fc_opens *opens)
{
    if (opens->fd >= 0)
        close(opens->fd);
    free(opens->path);
    *opens = (struct fc_opens){.fd = -1};
}
