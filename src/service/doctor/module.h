/* SPDX-License-Identifier: MIT */
/*
 * What a system has of the kernel module v4l2loopback: its source, the file built for this
 * kernel, how it was loaded, what its devices are, and what modprobe.d(5) and modules-load.d(5)
 * say of it. Doctor and setup both go by this.
 *
 * Written from v4l2loopback 0.12.7 and 0.15.0 as they behave: only the latter tells its version
 * in sysfs, and neither tells card_label there.
 */
#ifndef FC_SERVICE_DOCTOR_MODULE_H
#define FC_SERVICE_DOCTOR_MODULE_H

#include <stdbool.h>

#include <glib.h>

#define FC_MODULE_NAME "v4l2loopback"
#define FC_MODULE_LABEL "Fakecam"

/* The files that setup writes, and the line that they begin with. */
#define FC_MODULE_OPTIONS_FILE "/etc/modprobe.d/fakecam.conf"
#define FC_MODULE_BOOT_FILE "/etc/modules-load.d/fakecam.conf"
#define FC_MODULE_HEADER "# Written by \"fakecam setup\", taken away by \"fakecam setup --undo\"."

#define FC_MODULE_MAX_NODES 16

/* A device that the loaded module made. */
struct fc_module_node {
    int number;       /* of /dev/videoN */
    char label[64];   /* what programs list it as */
    bool exclusive;   /* exclusive_caps=1 */
    bool is_labelled; /* the label is Fakecam's */
};

/* A line of a configuration file. */
struct fc_module_line {
    char *file; // owned; below the root: "/etc/modprobe.d/obs.conf"
    char *text; // owned; what follows the module's name: "exclusive_caps=1"
};

struct fc_module {
    char release[128];  /* the kernel's, "6.1.0-40-amd64"; "" where it cannot be told */
    char container[32]; /* "docker"; "" outside of any */
    bool can_load;      /* the kernel can load modules at all */
    bool has_folder;    /* /lib/modules/RELEASE */
    bool has_headers;   /* what the module is built with */
    bool has_source;    /* it is installed to be built by DKMS */
    bool is_debian;     /* apt-get installs packages here: Debian, Ubuntu and theirs */
    bool is_loaded;
    bool is_blacklisted;
    char file[400];   /* built for this kernel, below the root; "" where there is none */
    char version[32]; /* of the loaded one, or of the source; "" where neither tells */

    struct fc_module_node nodes[FC_MODULE_MAX_NODES]; /* by number */
    int node_count;
    int used; /* the node that Fakecam takes: labelled ours, else the first; -1: none */

    GPtrArray *options; // owned; fc_module_line: "options" for the module, not ours
    char *own_options;  // owned; the same of FC_MODULE_OPTIONS_FILE if setup wrote it, or NULL
    GPtrArray *boots;   // owned; fc_module_line: other files that load it at boot
    bool has_own_boot;  /* FC_MODULE_BOOT_FILE is there, and setup wrote it */
};

/* Looks below root. To be finished. */
void fc_module_look(struct fc_module *module, const char *root);
void fc_module_finish(struct fc_module *module);

/* The value of an option in such a text, as in "exclusive_caps=1"; false: it is not there. */
bool fc_module_option(const char *text, const char *name, char *value, size_t size);

/* Whether options in that text make a device that browsers take for a camera. */
bool fc_module_options_fit(const char *text);

/* Whether a file is there and begins with setup's line. */
bool fc_module_is_own_file(const char *root, const char *path);

/* Before 0.13, which is where the event that counts readers came. */
bool fc_module_is_old(const struct fc_module *module);

#endif
