/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * paired.h - two modes on one path, day by day (metrics 10: paired difference). What both share,
 * the market, cancels; what is left is what the modes differ in.
 */
#ifndef BL_PAIRED_H
#define BL_PAIRED_H

#include "course.h"

typedef struct {
    size_t days; /* whole UTC days on which both had shares */
    double mean; /* of a's daily ln(1 + r) of the share price less b's, bps */
    double low,
        high; /* 95 % interval of the mean: 1.96 standard errors, days taken as independent */
} bl_paired;

enum { BL_PAIRED_DAYS_MIN = 20 };
/* Fewer days: `days` says so, the rest is 0. */
void bl_paired_compare(const bl_course *a, const bl_course *b, bl_paired *out);

#endif
