/* SPDX-License-Identifier: MIT */
#include "compose/effect.h"

#include <stddef.h>

static const struct fc_effect_ops *const effects[] = {
    &fc_effect_hologram,
};

const struct fc_effect_ops *fc_effect_find(enum fc_effect_choice choice)
{
    for (size_t i = 0; i < sizeof(effects) / sizeof(effects[0]); i++)
        if (effects[i]->choice == choice)
            return effects[i];
    return NULL;
}
