/* SPDX-License-Identifier: MIT */
#include "model/profile_text.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>

#define VALUE_SIZE 32

struct word {
    char text[VALUE_SIZE];
};

/* A value as short printable text, for comparing and for errors. */
static struct word word_of(const char *start, const char *end)
{
    struct word word = {0};

    for (size_t i = 0; i < VALUE_SIZE - 1 && start + i < end; i++)
        word.text[i] = (char)(start[i] >= ' ' && start[i] <= '~' ? start[i] : '?');
    return word;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void trim(const char **start, const char **end)
{
    while (*start < *end && is_space(**start))
        ++*start;
    while (*start < *end && is_space((*end)[-1]))
        --*end;
}

static bool parse_range(const char *value, struct fc_profile_text *parsed)
{
    static const struct {
        const char *text;
        float min;
        float max;
    } ranges[] = {{"0..1", 0.0F, 1.0F}, {"-1..1", -1.0F, 1.0F}, {"0..255", 0.0F, 255.0F}};

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        if (strcmp(value, ranges[i].text) != 0)
            continue;
        parsed->profile.input_min = ranges[i].min;
        parsed->profile.input_max = ranges[i].max;
        return true;
    }
    return false;
}

static bool parse_output(const char *value, struct fc_profile_text *parsed)
{
    parsed->two_class = strcmp(value, "two-class") == 0;
    if (strcmp(value, "probability") == 0)
        parsed->profile.output = FC_OUTPUT_PROBABILITY;
    else if (strcmp(value, "logit") == 0)
        parsed->profile.output = FC_OUTPUT_LOGIT;
    else if (parsed->two_class || strcmp(value, "classes") == 0)
        parsed->profile.output = FC_OUTPUT_CLASSES;
    else
        return false;
    return true;
}

/* Up to four digits: more channels than that no picture has. */
static bool parse_channel(const char *value, int *channel)
{
    size_t length = strspn(value, "0123456789");

    if (length < 1 || length > 4 || value[length])
        return false;
    *channel = 0;
    for (size_t i = 0; i < length; i++)
        *channel = 10 * *channel + (value[i] - '0');
    return true;
}

static bool parse_person(const char *value, struct fc_profile_text *parsed)
{
    return parse_channel(value, &parsed->profile.person_class);
}

static bool parse_background(const char *value, struct fc_profile_text *parsed)
{
    return parse_channel(value, &parsed->profile.background_class);
}

static bool parse_softmax(const char *value, struct fc_profile_text *parsed)
{
    parsed->profile.softmax = strcmp(value, "yes") == 0;
    return parsed->profile.softmax || strcmp(value, "no") == 0;
}

/* "0.75": the point is a point in every locale, which strtof() does not promise. */
static bool parse_threshold(const char *value, struct fc_profile_text *parsed)
{
    const char *digits = value[0] == '0' && value[1] == '.' ? value + 2 : "";
    size_t length = strspn(digits, "0123456789");
    float fraction = 0.0F;

    if (length < 1 || length > 6 || digits[length])
        return false;
    for (size_t i = length; i-- > 0;)
        fraction = (fraction + (float)(digits[i] - '0')) / 10.0F;
    parsed->profile.threshold = fraction;
    return fraction > 0.0F;
}

static const struct key {
    const char *name;
    enum fc_profile_key bit;
    bool (*parse)(const char *value, struct fc_profile_text *parsed);
    const char *allowed;
} keys[] = {
    {"input-range", FC_PROFILE_INPUT_RANGE, parse_range, "0..1, -1..1 or 0..255"},
    {"output", FC_PROFILE_OUTPUT, parse_output, "probability, logit, two-class or classes"},
    {"person", FC_PROFILE_PERSON, parse_person, "the number of a channel, from 0"},
    {"background", FC_PROFILE_BACKGROUND, parse_background, "the number of a channel, from 0"},
    {"softmax", FC_PROFILE_SOFTMAX, parse_softmax, "yes or no"},
    {"threshold", FC_PROFILE_THRESHOLD, parse_threshold, "between 0 and 1, as in 0.75"},
};

static const struct key *find_key(const char *name)
{
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (strcmp(keys[i].name, name) == 0)
            return &keys[i];
    return NULL;
}

static int parse_pair(int line, const char *name, const char *value, struct fc_profile_text *parsed,
                      struct fc_error *error)
{
    const struct key *key = find_key(name);

    if (!key) {
        fc_error_set(error, -EBADMSG, "line %d: there is no key \"%s\"", line, name);
        fc_error_remedy(error, "Keys are input-range, output, person, background, softmax and "
                               "threshold.");
        return -EBADMSG;
    }
    if (parsed->given & key->bit)
        return fc_error_set(error, -EBADMSG, "line %d: %s for the second time", line, key->name);
    if (!key->parse(value, parsed))
        return fc_error_set(error, -EBADMSG, "line %d: %s is \"%s\"; allowed is %s", line,
                            key->name, value, key->allowed);
    parsed->given |= key->bit;
    return 0;
}

static int parse_line(int line, const char *start, const char *end, struct fc_profile_text *parsed,
                      struct fc_error *error)
{
    const char *hash = memchr(start, '#', (size_t)(end - start));
    const char *equals;
    const char *name_end;
    const char *value;

    end = hash ? hash : end;
    trim(&start, &end);
    if (start == end)
        return 0;
    equals = memchr(start, '=', (size_t)(end - start));
    if (!equals)
        return fc_error_set(error, -EBADMSG, "line %d: \"%s\" is not \"key = value\"", line,
                            word_of(start, end).text);
    name_end = equals;
    value = equals + 1;
    trim(&start, &name_end);
    trim(&value, &end);
    return parse_pair(line, word_of(start, name_end).text, word_of(value, end).text, parsed, error);
}

int fc_profile_text_parse(const char *text, size_t size, struct fc_profile_text *parsed,
                          struct fc_error *error)
{
    const char *end = text + size;
    int result = 0;

    *parsed = (struct fc_profile_text){.profile = {.person_class = -1, .background_class = -1}};
    if (size > FC_PROFILE_MAX_TEXT)
        return fc_error_set(error, -EBADMSG, "%zu bytes; %zu are allowed", size,
                            FC_PROFILE_MAX_TEXT);
    for (int line = 1; text < end && !result; line++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *line_end = newline ? newline : end;

        result = parse_line(line, text, line_end, parsed, error);
        text = newline ? newline + 1 : end;
    }
    return result;
}
