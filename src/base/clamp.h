/* SPDX-License-Identifier: MIT */
/* A number between two ends. */
#ifndef FC_BASE_CLAMP_H
#define FC_BASE_CLAMP_H

static inline int fc_clamp_int(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

static inline float fc_clamp_float(float value, float least, float most)
{
    return value < least ? least : value > most ? most : value;
}

#endif
