/* SPDX-License-Identifier: MIT */
/* Every parameter's name and value as text: what settings files and command lines hand in. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "params/params.h"

/* What was read back must be taken again and mean the same. */
static void check_round_trip(const struct fc_values *values)
{
    struct fc_values again;
    char text[FC_PARAM_TEXT_SIZE];
    char text_again[FC_PARAM_TEXT_SIZE];

    for (enum fc_param_id id = 0; id < FC_PARAM_COUNT; id++) {
        fc_values_init(&again);
        fc_values_get(values, id, text, sizeof(text));
        if (fc_values_set(&again, fc_param_table[id].name, text, NULL) < 0)
            abort();
        fc_values_get(&again, id, text_again, sizeof(text_again));
        if (strcmp(text, text_again) != 0)
            abort();
    }
}

/* The input is lines of "name=value". */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fc_values values;
    struct fc_error error;
    char line[2 * FC_PARAM_TEXT_SIZE];

    fc_values_init(&values);
    while (size) {
        const uint8_t *end = memchr(data, '\n', size);
        size_t length = end ? (size_t)(end - data) : size;
        size_t kept = length < sizeof(line) ? length : sizeof(line) - 1;

        memcpy(line, data, kept);
        line[kept] = '\0';
        char *value = strchr(line, '=');
        if (value) {
            *value++ = '\0';
            if (fc_values_set(&values, line, value, &error) == 0)
                check_round_trip(&values);
        }
        data += length + (end ? 1 : 0);
        size -= length + (end ? 1 : 0);
    }
    return 0;
}
