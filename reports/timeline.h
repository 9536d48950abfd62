/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timeline.h - the time charts of a report: one curve a mode, from the tables of stored runs. The
 * same points feed the picture, the interactive chart and the table under it.
 */
#ifndef BL_TIMELINE_H
#define BL_TIMELINE_H

#include "html.h"
#include "m4.h"
#include "script.h"
#include "readback.h"

typedef enum {
    BL_TIMELINE_LEVERAGE,
    BL_TIMELINE_EQUITY,
    BL_TIMELINE_COST,
    BL_TIMELINE_SHARE_PRICE,
    BL_TIMELINE_LOCKED,
    BL_TIMELINES
} bl_timeline_id;

typedef struct {
    const char *id;     /* of the element, the data and the picture: "leverage" */
    const char *title;  /* "Leverage" */
    const char *column; /* of series.csv; NULL: summed up from the fills */
    const char *unit;   /* "x", "asset units" */
    int places;         /* in words and tables */
    const char *most;   /* what the mode in the title does: "goes highest," */
    bool by_end;        /* and by which value: the last, else the greatest */
    const char *reading, *change; /* how to read it; what would change it */
} bl_timeline_kind;

const bl_timeline_kind *bl_timeline_kind_of(bl_timeline_id id);

/* At most 4 * BL_TIMELINE_COLUMNS points a curve are kept, no extreme is lost. */
enum { BL_TIMELINE_COLUMNS = 500, BL_TIMELINE_TEXT = 300, BL_TIMELINE_TICKS = 40 };

typedef struct {
    const char *name; /* of the mode */
    bl_m4 m4;
    double low, high, last;
    int64_t high_ns;
    double at[BL_TIMELINE_TICKS]; /* of the record in force at each tick; NAN: none */
    double now;                   /* private: and while gathering */
    size_t told;
} bl_timeline_curve;

typedef struct {
    const bl_timeline_kind *kind;
    bl_timeline_curve *curves;
    size_t len; /* as many as modes; a curve may have no point */
    int64_t start_ns, end_ns;
    double band[2]; /* of leverage, where one target and band hold throughout; NAN else */
    size_t drawn, seen; /* points, of all curves */
    int64_t ticks_ns[BL_TIMELINE_TICKS]; /* of the table: round times, start and end */
    size_t ticks_len;
} bl_timeline;

/* False: no memory. A chart without a point, or nothing but zeros, has drawn 0. */
bool bl_timeline_gather(bl_timeline_id id, const bl_readback *modes, size_t len, bl_timeline *out);
void bl_timeline_close(bl_timeline *timeline);

/* "24h goes highest: 5.6882 x on 10 Sep 2025, 16:05 UTC" */
void bl_timeline_say_title(const bl_timeline *timeline, char out[BL_TIMELINE_TEXT]);
/* "0.64 to 5.69, at the end 1.02" */
void bl_timeline_say_range(const bl_timeline *timeline, size_t curve, char out[BL_TIMELINE_TEXT]);
/* The chart as an object of JSON. */
void bl_timeline_put_json(const bl_timeline *timeline, bl_html *html);

/* Writes a picture's script, one panel a mode on one scale; its height in pixels, 0 when out of
 * memory. (figure_timeline.c) */
int bl_figure_timeline_write(const bl_timeline *timeline, const char *scenario, const char *footer,
                             bl_script *script);

#endif
