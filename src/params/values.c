/* SPDX-License-Identifier: MIT */
#include "params/params.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static size_t text_slot(enum fc_param_id id)
{
    size_t slot = 0;

    for (int i = 0; i < (int)id; i++)
        slot += fc_param_table[i].type == FC_PARAM_TEXT;
    assert(slot < FC_PARAM_TEXT_SLOTS);
    return slot;
}

/* Appends to a text that may be full already. */
static void append(char *text, size_t size, const char *more)
{
    size_t used = strlen(text);

    snprintf(text + used, size - used, "%s", more);
}

void fc_param_allowed(const struct fc_param_info *info, char *text, size_t size)
{
    switch (info->type) {
    case FC_PARAM_BOOL:
        snprintf(text, size, "true or false");
        break;
    case FC_PARAM_INT:
    case FC_PARAM_FLOAT:
        snprintf(text, size, "%g to %g%s", info->min, info->max, info->unit);
        break;
    case FC_PARAM_COLOUR:
        snprintf(text, size, "a colour as #rrggbb");
        break;
    case FC_PARAM_CHOICE:
        text[0] = '\0';
        for (size_t i = 0; info->choices[i]; i++) {
            append(text, size, i == 0 ? "" : info->choices[i + 1] ? ", " : " or ");
            append(text, size, info->choices[i]);
        }
        break;
    case FC_PARAM_TEXT:
    case FC_PARAM_TYPE_UNSET:
        snprintf(text, size, "a text of at most %d bytes", FC_PARAM_TEXT_SIZE - 1);
        break;
    }
}

static int refuse(const struct fc_param_info *info, const char *text, struct fc_error *error)
{
    char allowed[200];

    fc_param_allowed(info, allowed, sizeof(allowed));
    return fc_error_set(error, -EINVAL, "%s cannot be \"%.60s\": it is %s", info->name, text,
                        allowed);
}

static bool parse_bool(const char *text, double *number)
{
    static const char *const yes[] = {"true", "yes", "on", "1"};
    static const char *const no[] = {"false", "no", "off", "0"};

    for (int i = 0; i < 4; i++) {
        if (strcmp(text, yes[i]) == 0 || strcmp(text, no[i]) == 0) {
            *number = strcmp(text, yes[i]) == 0;
            return true;
        }
    }
    return false;
}

/* Plain decimal with a dot, whatever the locale says; no hexadecimal, infinities or spaces. */
static bool parse_number(const char *text, double *number)
{
    double value = 0;
    double scale = 1;
    const char *c = text + (*text == '-' || *text == '+');
    bool point = false;
    int digits = 0;

    for (; *c; c++) {
        if (*c == '.' && !point) {
            point = true;
            continue;
        }
        if (*c < '0' || *c > '9' || ++digits > 15)
            return false;
        value = value * 10 + (*c - '0');
        if (point)
            scale *= 10;
    }
    *number = (*text == '-' ? -value : value) / scale;
    return digits > 0;
}

static bool parse_colour(const char *text, double *number)
{
    if (text[0] != '#' || strlen(text) != 7 || strspn(text + 1, "0123456789abcdefABCDEF") != 6)
        return false;
    *number = (double)strtoul(text + 1, NULL, 16);
    return true;
}

static bool parse_choice(const struct fc_param_info *info, const char *text, double *number)
{
    for (int i = 0; info->choices[i]; i++) {
        if (strcmp(info->choices[i], text) == 0) {
            *number = i;
            return true;
        }
    }
    return false;
}

static bool parse_any(const struct fc_param_info *info, const char *text, double *number)
{
    switch (info->type) {
    case FC_PARAM_BOOL:
        return parse_bool(text, number);
    case FC_PARAM_INT:
        return parse_number(text, number) && *number == floor(*number) && *number >= info->min &&
               *number <= info->max;
    case FC_PARAM_FLOAT:
        return parse_number(text, number) && *number >= info->min && *number <= info->max;
    case FC_PARAM_CHOICE:
        return parse_choice(info, text, number);
    case FC_PARAM_COLOUR:
        return parse_colour(text, number);
    case FC_PARAM_TEXT:
    case FC_PARAM_TYPE_UNSET:
        break;
    }
    return strlen(text) < FC_PARAM_TEXT_SIZE;
}

static int set_one(struct fc_values *values, enum fc_param_id id, const char *text,
                   struct fc_error *error)
{
    const struct fc_param_info *info = &fc_param_table[id];
    double number = 0;

    if (!parse_any(info, text, &number))
        return refuse(info, text, error);
    if (info->type == FC_PARAM_TEXT)
        snprintf(values->text[text_slot(id)], FC_PARAM_TEXT_SIZE, "%s", text);
    else
        values->number[id] = number;
    return 0;
}

/* "blur:40" is two parameters; so is "color:#123456". */
static int set_background(struct fc_values *values, const char *text, struct fc_error *error)
{
    static const struct {
        const char *prefix;
        const char *kind;
        enum fc_param_id id;
    } shorthands[] = {
        {"blur:", "blur", FC_PARAM_BLUR_STRENGTH},
        {"color:", "color", FC_PARAM_BACKGROUND_COLOR},
        {"colour:", "color", FC_PARAM_BACKGROUND_COLOR},
    };

    if (text[0] == '\0')
        return fc_error_set(error, -EINVAL,
                            "background cannot be empty: it is none, blur, color, greenscreen, "
                            "or a picture or film");
    for (size_t i = 0; i < sizeof(shorthands) / sizeof(shorthands[0]); i++) {
        size_t length = strlen(shorthands[i].prefix);
        int ret;

        if (strncmp(text, shorthands[i].prefix, length) != 0)
            continue;
        ret = set_one(values, shorthands[i].id, text + length, error);
        return ret ? ret : set_one(values, FC_PARAM_BACKGROUND, shorthands[i].kind, error);
    }
    return set_one(values, FC_PARAM_BACKGROUND, text, error);
}

void fc_values_init(struct fc_values *values)
{
    memset(values, 0, sizeof(*values));
    for (int i = 0; i < FC_PARAM_COUNT; i++) {
        int ret = set_one(values, (enum fc_param_id)i, fc_param_table[i].default_text, NULL);

        assert(ret == 0);
        (void)ret;
    }
}

int fc_param_refuse_unknown(const char *name, struct fc_error *error)
{
    fc_error_set(error, -ENOENT, "no such parameter: %.60s", name);
    fc_error_remedy(error, "fakecam list shows those that there are");
    return -ENOENT;
}

int fc_values_set(struct fc_values *values, const char *name, const char *text,
                  struct fc_error *error)
{
    const struct fc_param_info *info = fc_param_find(name);
    enum fc_param_id id;

    if (!info)
        return fc_param_refuse_unknown(name, error);
    id = (enum fc_param_id)(info - fc_param_table);
    if (id == FC_PARAM_BACKGROUND)
        return set_background(values, text, error);
    return set_one(values, id, text, error);
}

void fc_values_get(const struct fc_values *values, enum fc_param_id id, char *text, size_t size)
{
    const struct fc_param_info *info = &fc_param_table[id];
    double number = values->number[id];
    long long scaled;

    switch (info->type) {
    case FC_PARAM_BOOL:
        snprintf(text, size, "%s", number != 0 ? "true" : "false");
        break;
    case FC_PARAM_INT:
        snprintf(text, size, "%d", (int)number);
        break;
    case FC_PARAM_FLOAT:
        scaled = llrint(number * 10000);
        snprintf(text, size, "%s%lld.%04lld", scaled < 0 ? "-" : "", llabs(scaled) / 10000,
                 llabs(scaled) % 10000);
        break;
    case FC_PARAM_CHOICE:
        snprintf(text, size, "%s", info->choices[(int)number]);
        break;
    case FC_PARAM_COLOUR:
        snprintf(text, size, "#%06x", (unsigned)number);
        break;
    case FC_PARAM_TEXT:
    case FC_PARAM_TYPE_UNSET:
        snprintf(text, size, "%s", values->text[text_slot(id)]);
        break;
    }
}

void fc_values_assign(struct fc_values *to, const struct fc_values *from)
{
    memcpy(to->number, from->number, sizeof(to->number));
    for (int slot = 0; slot < FC_PARAM_TEXT_SLOTS; slot++)
        strcpy(to->text[slot], from->text[slot]);
}

void fc_values_copy(struct fc_values *to, const struct fc_values *from, enum fc_param_id id)
{
    if (fc_param_table[id].type == FC_PARAM_TEXT)
        strcpy(to->text[text_slot(id)], from->text[text_slot(id)]);
    else
        to->number[id] = from->number[id];
}

bool fc_values_equal(const struct fc_values *a, const struct fc_values *b, enum fc_param_id id)
{
    if (fc_param_table[id].type == FC_PARAM_TEXT)
        return strcmp(a->text[text_slot(id)], b->text[text_slot(id)]) == 0;
    return a->number[id] == b->number[id];
}

bool fc_values_bool(const struct fc_values *values, enum fc_param_id id)
{
    assert(fc_param_table[id].type == FC_PARAM_BOOL);
    return values->number[id] != 0;
}

int fc_values_int(const struct fc_values *values, enum fc_param_id id)
{
    assert(fc_param_table[id].type != FC_PARAM_TEXT);
    return (int)values->number[id];
}

double fc_values_float(const struct fc_values *values, enum fc_param_id id)
{
    assert(fc_param_table[id].type == FC_PARAM_FLOAT);
    return values->number[id];
}

const char *fc_values_text(const struct fc_values *values, enum fc_param_id id)
{
    assert(fc_param_table[id].type == FC_PARAM_TEXT);
    return values->text[text_slot(id)];
}

enum fc_background_kind fc_values_background_kind(const struct fc_values *values)
{
    static const struct {
        const char *text;
        enum fc_background_kind kind;
    } kinds[] = {
        {"none", FC_BACKGROUND_NONE},
        {"blur", FC_BACKGROUND_BLUR},
        {"color", FC_BACKGROUND_COLOR},
        {"greenscreen", FC_BACKGROUND_GREENSCREEN},
    };
    const char *text = fc_values_text(values, FC_PARAM_BACKGROUND);

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(text, kinds[i].text) == 0)
            return kinds[i].kind;
    return FC_BACKGROUND_MEDIA;
}
