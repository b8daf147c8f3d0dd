/* SPDX-License-Identifier: MIT */
#include "tree.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/doctor/module.h"

void tree_init(struct tree *tree)
{
    tree->root = g_dir_make_tmp("fakecam-tree-XXXXXX", NULL);
    g_assert_nonnull(tree->root);
    /* some tests look at it as somebody else */
    g_assert_cmpint(chmod(tree->root, 0755), ==, 0);
}

static void run(const char *const *argv)
{
    int status = -1;

    g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, NULL));
    g_assert_cmpint(status, ==, 0);
}

void tree_finish(struct tree *tree)
{
    const char *const argv[] = {"rm", "-rf", tree->root, NULL};

    run(argv);
    g_clear_pointer(&tree->root, g_free);
}

char *tree_path(const struct tree *tree, const char *path)
{
    return g_strconcat(tree->root, path, NULL);
}

static char *make_place(const struct tree *tree, const char *path)
{
    char *whole = tree_path(tree, path);
    char *folder = g_path_get_dirname(whole);

    g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
    g_free(folder);
    return whole;
}

void tree_write_bytes(const struct tree *tree, const char *path, const void *bytes, gsize size)
{
    char *whole = make_place(tree, path);

    g_assert_true(g_file_set_contents(whole, bytes, (gssize)size, NULL));
    g_free(whole);
}

void tree_write(const struct tree *tree, const char *path, const char *text)
{
    tree_write_bytes(tree, path, text, strlen(text));
}

void tree_folder(const struct tree *tree, const char *path)
{
    char *whole = tree_path(tree, path);

    g_assert_cmpint(g_mkdir_with_parents(whole, 0755), ==, 0);
    g_free(whole);
}

void tree_link(const struct tree *tree, const char *path, const char *target)
{
    char *whole = make_place(tree, path);

    unlink(whole);
    g_assert_cmpint(symlink(target, whole), ==, 0);
    g_free(whole);
}

void tree_remove(const struct tree *tree, const char *path)
{
    char *whole = tree_path(tree, path);
    const char *const argv[] = {"rm", "-r", whole, NULL};

    run(argv);
    g_free(whole);
}

char *tree_read(const struct tree *tree, const char *path)
{
    char *whole = tree_path(tree, path);
    char *text = NULL;

    if (!g_file_get_contents(whole, &text, NULL, NULL))
        text = NULL;
    g_free(whole);
    return text;
}

/* A node as udev leaves it; its rights are those of everybody. */
static void add_node(const struct tree *tree, const char *path)
{
    char *whole;

    tree_write(tree, path, "");
    whole = tree_path(tree, path);
    g_assert_cmpint(chmod(whole, 0666), ==, 0);
    g_free(whole);
}

void tree_bare(const struct tree *tree)
{
    tree_write(tree, "/proc/sys/kernel/osrelease", TREE_RELEASE "\n");
    tree_write(tree, "/proc/modules", "uvcvideo 131072 0 - Live 0x0000000000000000\n");
    tree_write(tree, "/etc/debian_version", "12.11\n");
    tree_write(tree, "/etc/group", "root:x:0:\nvideo:x:44:\n");
    tree_write(tree, "/usr/bin/apt-get", "");
    tree_write(tree, TREE_MODULES "/build/Makefile", "");
    tree_write(tree, TREE_MODULES "/modules.dep", "kernel/drivers/media/usb/uvc/uvcvideo.ko:\n");
    tree_write(tree, "/sys/devices/pci0/usb1/video4linux/video0/name", "Desk Camera\n");
    tree_write(tree, "/sys/devices/pci0/usb1/video4linux/video0/index", "0\n");
    tree_link(tree, "/sys/class/video4linux/video0", "../../devices/pci0/usb1/video4linux/video0");
    add_node(tree, "/dev/video0");
    /* the same camera's metadata */
    tree_write(tree, "/sys/devices/pci0/usb1/video4linux/video1/name", "Desk Camera\n");
    tree_write(tree, "/sys/devices/pci0/usb1/video4linux/video1/index", "1\n");
    tree_link(tree, "/sys/class/video4linux/video1", "../../devices/pci0/usb1/video4linux/video1");
    tree_write(tree, "/usr/share/dbus-1/services/org.freedesktop.portal.Desktop.service", "");
    tree_write(tree, "/usr/share/xdg-desktop-portal/portals/gtk.portal",
               "[portal]\nInterfaces=org.freedesktop.impl.portal.FileChooser;"
               "org.freedesktop.impl.portal.Access;\n");
    tree_write(tree, "/etc/systemd/user/fakecam.service", "");
    tree_link(tree, "/etc/systemd/user/default.target.wants/fakecam.service",
              "/etc/systemd/user/fakecam.service");
}

void tree_built(const struct tree *tree)
{
    tree_bare(tree);
    tree_folder(tree, "/var/lib/dkms/v4l2loopback/0.12.7");
    tree_write(tree, TREE_KO, "\177ELF");
    tree_write(tree, TREE_MODULES "/modules.dep",
               "kernel/drivers/media/usb/uvc/uvcvideo.ko:\nupdates/dkms/v4l2loopback.ko:\n");
}

void tree_loaded(const struct tree *tree, const char *label, const char *exclusive)
{
    char *list = g_strdup_printf("%s,N,N,N,N,N,N,N\n", exclusive);

    tree_built(tree);
    tree_write(tree, "/sys/module/v4l2loopback/parameters/video_nr", "20,-1,-1,-1,-1,-1,-1,-1\n");
    tree_write(tree, "/sys/module/v4l2loopback/parameters/exclusive_caps", list);
    tree_write(tree, "/sys/devices/virtual/video4linux/video20/name", label);
    tree_write(tree, "/sys/devices/virtual/video4linux/video20/max_openers", "10\n");
    tree_write(tree, "/sys/devices/virtual/video4linux/video20/index", "0\n");
    tree_link(tree, "/sys/class/video4linux/video20", "../../devices/virtual/video4linux/video20");
    add_node(tree, "/dev/video20");
    g_free(list);
}

void tree_healthy(const struct tree *tree)
{
    tree_loaded(tree, "Fakecam\n", "Y");
    tree_write(tree, FC_MODULE_OPTIONS_FILE,
               FC_MODULE_HEADER "\noptions v4l2loopback devices=1 video_nr=20 card_label=Fakecam "
                                "exclusive_caps=1\n");
    tree_write(tree, FC_MODULE_BOOT_FILE, FC_MODULE_HEADER "\nv4l2loopback\n");
}
