/* SPDX-License-Identifier: MIT */
/* The kernel module v4l2loopback, up to its being loaded. */
#include "service/doctor/check.h"

#define SETUP "fakecam setup"

static void say_pipewire_remains(struct fc_finding *finding)
{
    fc_finding_why(finding, "Programs that take cameras from PipeWire see Fakecam all the same; "
                            "others do not.");
}

/* Nothing can be done from in here. Sets the finding then. */
static bool is_impossible(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_module *module = &doctor->module;

    if (module->is_loaded || (module->can_load && !module->container[0]))
        return false;
    fc_finding_set(finding, FC_FINDING_UNKNOWN, "no module can be loaded here");
    return true;
}

static void look_possible(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_module *module = &doctor->module;

    if (module->container[0]) {
        fc_finding_set(finding, module->is_loaded ? FC_FINDING_OK : FC_FINDING_NOTE,
                       "this is a container (%s), and modules are its host's", module->container);
        fc_finding_why(finding, "Run fakecam setup on the host, and give /dev/video* to the "
                                "container.");
        say_pipewire_remains(finding);
    } else if (!module->can_load && !module->is_loaded) {
        fc_finding_set(finding, FC_FINDING_NOTE, "kernel %s does not load modules",
                       module->release);
        fc_finding_why(finding, "Nothing on this machine changes that.");
        say_pipewire_remains(finding);
    } else {
        fc_finding_set(finding, FC_FINDING_OK, "kernel %s loads modules", module->release);
    }
}

static void look_installed(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_module *module = &doctor->module;

    if (is_impossible(doctor, finding))
        return;
    if (module->is_loaded || module->file[0] || module->has_source) {
        if (module->version[0])
            fc_finding_name(finding, FC_FINDING_OK, "%s", module->version);
        if (module->file[0])
            fc_finding_name(finding, FC_FINDING_OK, "%s", module->file);
        if (!finding->found[0])
            fc_finding_set(finding, FC_FINDING_OK, "it is loaded");
        return;
    }
    fc_finding_set(finding, FC_FINDING_PROBLEM, "v4l2loopback is not installed");
    fc_finding_why(finding, "It makes the camera that Zoom, Teams and most browsers list.");
    if (module->is_debian)
        fc_finding_mend(finding, SETUP);
    else
        fc_finding_why(finding, "Its package is v4l2loopback-dkms on Debian, Ubuntu and Arch, "
                                "akmod-v4l2loopback (RPM Fusion) on Fedora, "
                                "v4l2loopback-kmp-default on openSUSE; then: fakecam setup");
}

static void look_built(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_module *module = &doctor->module;

    if (is_impossible(doctor, finding))
        return;
    if (module->is_loaded || module->file[0]) {
        fc_finding_set(finding, FC_FINDING_OK, "for kernel %s", module->release);
        return;
    }
    if (!module->has_source) {
        fc_finding_set(finding, FC_FINDING_UNKNOWN, "it is not installed");
        return;
    }
    fc_finding_set(finding, FC_FINDING_PROBLEM, "v4l2loopback %s is not built for kernel %s",
                   module->version, module->release);
    if (!module->has_folder) {
        fc_finding_why(finding, "The running kernel's modules are gone, as after an upgrade: "
                                "restart into the new one.");
        fc_finding_mend(finding, "sudo reboot");
    } else if (!module->has_headers) {
        fc_finding_why(finding, "The headers of this kernel are not installed, and DKMS builds "
                                "with them.");
        if (module->is_debian)
            fc_finding_mend(finding, SETUP);
    } else {
        fc_finding_why(finding, "DKMS has not built it, or failed: /var/lib/dkms/v4l2loopback/ "
                                "has a make.log then.");
        fc_finding_mend(finding, "sudo dkms autoinstall");
    }
}

/* Only what is built anew is signed. */
static void mend_signature(const struct fc_doctor *doctor, struct fc_finding *finding,
                           const char *before)
{
    const struct fc_module *module = &doctor->module;

    if (module->has_source && module->version[0])
        fc_finding_mend(finding,
                        "%ssudo dkms unbuild v4l2loopback/%s --all && sudo dkms autoinstall",
                        before, module->version);
}

static void look_secure(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_secure *secure = &doctor->secure;

    if (is_impossible(doctor, finding))
        return;
    if (!secure->is_on) {
        fc_finding_set(finding, FC_FINDING_OK, "the kernel takes modules built on this machine");
    } else if (doctor->module.is_loaded) {
        fc_finding_say(finding, FC_FINDING_OK, secure->says);
        fc_finding_also(finding, "and the module was taken");
    } else if (secure->is_signed && secure->is_enrolled) {
        fc_finding_say(finding, FC_FINDING_OK, secure->says);
        fc_finding_also(finding, "and the key in %s is enrolled", secure->key);
    } else if (!doctor->module.file[0]) {
        fc_finding_say(finding, FC_FINDING_NOTE, secure->says);
        fc_finding_also(finding, "and a key will have to be enrolled");
        fc_finding_why(finding, "First install the module, then ask again: DKMS makes the key.");
    } else if (!secure->key[0]) {
        fc_finding_say(finding, FC_FINDING_PROBLEM, secure->says);
        fc_finding_also(finding, "and DKMS has no key");
        fc_finding_why(finding, "The kernel refuses the module. DKMS makes a key with openssl and "
                                "signs with it what it builds; then look again, for the key has "
                                "to be enrolled. Or switch Secure Boot off in the firmware.");
        mend_signature(doctor, finding,
                       doctor->module.is_debian ? "sudo apt-get install openssl && " : "");
    } else if (!secure->is_enrolled) {
        fc_finding_say(finding, FC_FINDING_PROBLEM, secure->says);
        fc_finding_also(finding, "and the key in %s is not enrolled", secure->key);
        fc_finding_why(finding, "The kernel refuses the module. Enrol the key: the command asks "
                                "for a new password; then restart (sudo reboot), choose \"Enroll "
                                "MOK\" in the blue screen and give that password.");
        fc_finding_mend(finding, "sudo mokutil --import %s", secure->key);
    } else {
        fc_finding_say(finding, FC_FINDING_PROBLEM, secure->says);
        fc_finding_also(finding, "and the module is not signed");
        fc_finding_why(finding,
                       "The kernel refuses it. Built again, it is signed with the key "
                       "in %s, which is enrolled.",
                       secure->key);
        mend_signature(doctor, finding, "");
    }
}

static void look_loaded(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_module *module = &doctor->module;

    if (is_impossible(doctor, finding))
        return;
    if (module->is_loaded && module->version[0]) {
        fc_finding_name(finding, FC_FINDING_OK, "%s", module->version);
    } else if (module->is_loaded) {
        fc_finding_set(finding, FC_FINDING_OK, "it does not tell its version");
    } else if (!module->file[0]) {
        fc_finding_set(finding, FC_FINDING_UNKNOWN, "it is not built yet");
    } else {
        fc_finding_set(finding, FC_FINDING_PROBLEM, "v4l2loopback is built, and not loaded");
        fc_finding_why(finding, "Without it there is no camera for most programs. Setup loads it, "
                                "now and at each start.");
        fc_finding_mend(finding, SETUP);
    }
}

static void look_boot(const struct fc_doctor *doctor, struct fc_finding *finding)
{
    const struct fc_module *module = &doctor->module;

    if (is_impossible(doctor, finding))
        return;
    if (module->is_blacklisted) {
        fc_finding_set(finding, FC_FINDING_NOTE, "a file in modprobe.d blacklists v4l2loopback");
        fc_finding_why(finding, "It is not loaded when the machine starts, whatever setup says. "
                                "Take that line away: grep -rn v4l2loopback /etc/modprobe.d");
    } else if (module->has_own_boot) {
        fc_finding_name(finding, FC_FINDING_OK, "%s", FC_MODULE_BOOT_FILE);
    } else if (module->boots->len > 0) {
        const struct fc_module_line *line = module->boots->pdata[0];

        fc_finding_name(finding, FC_FINDING_OK, "%s", line->file);
    } else if (module->is_loaded) {
        fc_finding_set(finding, FC_FINDING_NOTE,
                       "v4l2loopback will not be loaded at the next start");
        fc_finding_mend(finding, SETUP);
    } else {
        fc_finding_set(finding, FC_FINDING_UNKNOWN, "it is not loaded now either");
    }
}

const struct fc_check fc_checks_module[] = {
    {"module-possible", N_("Kernel modules"), look_possible},
    {"module-installed", N_("v4l2loopback installed"), look_installed},
    {"module-built", N_("v4l2loopback built for this kernel"), look_built},
    {"secure-boot", N_("Secure Boot"), look_secure},
    {"module-loaded", N_("v4l2loopback loaded"), look_loaded},
    {"module-boot", N_("v4l2loopback loaded at each start"), look_boot},
    {0},
};
