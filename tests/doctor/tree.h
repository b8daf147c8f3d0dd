/* SPDX-License-Identifier: MIT */
/*
 * A prepared system under a folder of its own: what doctor and setup read of a machine, as files.
 * Whatever fails in here ends the test.
 */
#ifndef FC_TESTS_DOCTOR_TREE_H
#define FC_TESTS_DOCTOR_TREE_H

#include <glib.h>

#define TREE_RELEASE "6.1.0-40-amd64"
#define TREE_MODULES "/lib/modules/" TREE_RELEASE
#define TREE_KO TREE_MODULES "/updates/dkms/v4l2loopback.ko"
#define TREE_EFIVARS "/sys/firmware/efi/efivars/"

struct tree {
    char *root; // owned
};

/* An empty folder; removed with all that is in it by finish. */
void tree_init(struct tree *tree);
void tree_finish(struct tree *tree);

/* The path of something in it; to be freed. */
char *tree_path(const struct tree *tree, const char *path);

/* A file with that text and the folders that it needs, in place of one that was there. */
void tree_write(const struct tree *tree, const char *path, const char *text);
void tree_write_bytes(const struct tree *tree, const char *path, const void *bytes, gsize size);
void tree_folder(const struct tree *tree, const char *path);
void tree_link(const struct tree *tree, const char *path, const char *target);

/* Takes away a file, or a folder with all in it. */
void tree_remove(const struct tree *tree, const char *path);

/* The text of a file, to be freed; NULL where there is none. */
char *tree_read(const struct tree *tree, const char *path);

/* A Debian without v4l2loopback: kernel, headers, a camera as /dev/video0. */
void tree_bare(const struct tree *tree);

/* The same with v4l2loopback installed and built. */
void tree_built(const struct tree *tree);

/* The same with it loaded: /dev/video20 with that label and exclusive_caps, "Y" or "N". */
void tree_loaded(const struct tree *tree, const char *label, const char *exclusive);

/* The same in order: loaded as setup does, with its files. */
void tree_healthy(const struct tree *tree);

#endif
