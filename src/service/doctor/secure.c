/* SPDX-License-Identifier: MIT */
#include "service/doctor/secure.h"

#include <string.h>

#include <glib/gi18n.h>

#include "service/doctor/place.h"

#define EFIVARS "/sys/firmware/efi/efivars/"
/* Of the UEFI specification, and of shim, which keeps a copy of the keys for the kernel. */
#define SECURE_BOOT EFIVARS "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define MOK_LIST EFIVARS "MokListRT-605dab50-e046-4300-abb6-3dd810dd8b23"
/* What the kernel's sign-file appends. */
#define SIGNATURE "~Module signature appended~\n"

/* Four bytes of attributes stand before a variable's value. */
static bool boot_is_secure(const char *root)
{
    size_t size;
    char *bytes = fc_place_bytes(root, SECURE_BOOT, &size);
    bool is_on = bytes && size >= 5 && bytes[4] == 1;

    g_free(bytes);
    return is_on;
}

/* "none [integrity] confidentiality": the one in brackets holds. */
static bool is_locked_down(const char *root)
{
    char *text = fc_place_read(root, "/sys/kernel/security/lockdown");
    bool is_on = text && strchr(text, '[') && !strstr(text, "[none]");

    g_free(text);
    return is_on;
}

static bool signatures_are_forced(const char *root)
{
    char *text = fc_place_read(root, "/sys/module/module/parameters/sig_enforce");
    bool is_on = text && text[0] == 'Y';

    g_free(text);
    return is_on;
}

/* A kernel may be booted securely and lock nothing down; where it tells, that counts. */
static void look_at_kernel(struct fc_secure *secure, const char *root)
{
    const bool secure_boot = boot_is_secure(root);
    const bool tells = fc_place_has(root, "/sys/kernel/security/lockdown");

    if (is_locked_down(root) && secure_boot)
        secure->says = N_("Secure Boot is on, and the kernel is locked down");
    else if (is_locked_down(root))
        secure->says = N_("the kernel is locked down");
    else if (signatures_are_forced(root))
        secure->says = N_("the kernel takes signed modules alone");
    else if (secure_boot && !tells)
        secure->says = N_("Secure Boot is on");
    secure->is_on = secure->says[0] != '\0';
}

static bool has_signature(const char *root, const char *module)
{
    const size_t length = strlen(SIGNATURE);
    size_t size;
    char *bytes;
    bool has;

    if (!g_str_has_suffix(module, ".ko"))
        return true;
    bytes = fc_place_bytes(root, module, &size);
    has = bytes && size >= length && memcmp(bytes + size - length, SIGNATURE, length) == 0;
    g_free(bytes);
    return has;
}

/* The list holds certificates as they are in their files. */
static bool is_enrolled(const char *root, const char *key)
{
    size_t list_size, key_size;
    char *list = fc_place_bytes(root, MOK_LIST, &list_size);
    char *bytes = fc_place_bytes(root, key, &key_size);
    bool is = list && bytes && key_size > 0 && memmem(list, list_size, bytes, key_size);

    g_free(bytes);
    g_free(list);
    return is;
}

void fc_secure_look(struct fc_secure *secure, const char *root, const char *module)
{
    /* Ubuntu's, which its dkms uses; and dkms's own */
    static const char *const keys[] = {"/var/lib/shim-signed/mok/MOK.der", "/var/lib/dkms/mok.pub"};

    *secure = (struct fc_secure){.says = ""};
    look_at_kernel(secure, root);
    secure->is_signed = module[0] && has_signature(root, module);
    for (size_t i = 0; i < G_N_ELEMENTS(keys) && !secure->key[0]; i++)
        if (fc_place_has(root, keys[i]))
            g_strlcpy(secure->key, keys[i], sizeof(secure->key));
    secure->is_enrolled = secure->key[0] && is_enrolled(root, secure->key);
}
