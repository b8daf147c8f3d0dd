/* SPDX-License-Identifier: MIT */
/* One preview's socket and shared memory, on the preview's thread once it is made. */
#ifndef FC_SERVICE_PREVIEW_CLIENT_H
#define FC_SERVICE_PREVIEW_CLIENT_H

#include <stdbool.h>

#include "bus/preview.h"
#include "fakecam/fakecam.h"
#include "service/preview/preview.h"

struct fc_preview_client {
    int fd; /* owned; our end of the socket */
    struct fc_size size;
    bool is_matte;   /* what is shown */
    uint8_t *memory; /* owned mapping of all slots */
    size_t slot_bytes;
    bool is_held[FC_PREVIEW_SLOTS]; /* by the client */
    uint64_t sent;                  /* number of the picture that was sent last */
    /* the picture before it becomes RGB; owned */
    uint8_t *planes;
};

/* Makes both ends, for pictures of exactly that size, and says hello. *theirs is the caller's. */
int fc_preview_client_create(const struct fc_preview_wish *wish, struct fc_preview_client **client,
                             int *theirs, struct fc_error *error);
void fc_preview_client_destroy(struct fc_preview_client **client);

/*
 * Sends the picture with that number, unless it was sent or the client holds all slots. Returns 0
 * or a negative errno: then the client is gone.
 */
int fc_preview_client_send(struct fc_preview_client *client, const struct fc_published *published,
                           uint64_t number);

/* Takes back what the client is done with. A negative errno: it is gone, or talks nonsense. */
int fc_preview_client_receive(struct fc_preview_client *client);

#endif
