/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * outage.h - what models that draw outages share: how long one lasts, the list they are put in, and
 * the look-up. Outage k of a run lasts the same whatever came before it: its draws are keyed by k.
 */
#ifndef BL_OUTAGE_H
#define BL_OUTAGE_H

#include "../sim/venue.h"
#include "draw.h"

/* The first parameters of each of these models; its own follow. */
enum { BL_OUTAGE_APART, BL_OUTAGE_DOWN, BL_OUTAGE_LAW, BL_OUTAGE_SPREAD, BL_OUTAGE_OWN };

#define BL_OUTAGE_MEAN(parameter, text)                                                            \
    {                                                                                              \
        .name = parameter, .kind = BL_PARAM_DURATION, .unit = "duration", .low = BL_NS_PER_S,      \
        .high = 36500 * BL_NS_PER_DAY, .required = true, .help = text                              \
    }

/* The length of an outage. */
#define BL_OUTAGE_LENGTH                                                                           \
    BL_OUTAGE_MEAN("down", "mean length of an outage"),                                            \
        {.name = "law",                                                                            \
         .kind = BL_PARAM_CHOICE,                                                                  \
         .unit = "word",                                                                           \
         .choices = "exponential|lognormal",                                                       \
         .help = "how lengths are distributed"},                                                   \
    {                                                                                              \
        .name = "spread", .kind = BL_PARAM_RATIO, .unit = "sd of the logarithm", .low = 0,         \
        .high = 3 * BL_PPB, .fallback = 662000000,                                                 \
        .help = "of lognormal lengths; their mean stays `down`"                                    \
    }

/* What the draws at one index are for. */
typedef enum { BL_OUTAGE_GAP, BL_OUTAGE_THINNING, BL_OUTAGE_LASTS } bl_outage_draw;

/* Windows of a run under way. */
typedef struct {
    const bl_outage_plan *plan;
    int64_t *begin_ns, *end_ns;
    size_t cap, len; /* len goes on beyond cap */
    uint32_t drawn;  /* outages so far, for their keys */
} bl_outage_list;

uint64_t bl_outage_bits(const bl_outage_plan *plan, bl_outage_draw what, uint32_t index);
/* Room for another outage, and the list goes on. */
bool bl_outage_goes_on(const bl_outage_list *list, int64_t time_ns);
void bl_outage_put(bl_outage_list *list, int64_t begin_ns, int64_t end_ns);
/* The next outage begins and is drawn to its end, which is answered. */
int64_t bl_outage_begin(bl_outage_list *list, const int64_t *params, int64_t time_ns);
/* The look-up of every model with windows. */
bool bl_outage_is_up(const int64_t *params, const bl_windows *windows, int64_t time_ns);

#endif
