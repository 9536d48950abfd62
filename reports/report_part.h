/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_part.h - what the parts of a report share: the page under way and its tables. A part is
 * one function; report.c has the list, in the order of the page.
 */
#ifndef BL_REPORT_PART_H
#define BL_REPORT_PART_H

#include "report.h"
#include "timeline.h"

typedef struct {
    const bl_report_input *in;
    const bl_summary *columns; /* in->len of them */
    bl_html *html;
    size_t figures;                       /* so far: they are numbered */
    bl_timeline timelines[BL_TIMELINES];  /* drawn 0: nothing to show */
    bl_err *err;
    bool shows_uplot, shows_pictures;
} bl_report_page;

/* BL_OK, or why the report cannot be made. */
typedef bl_status bl_report_part(bl_report_page *page);

bl_report_part bl_report_summary_write;
bl_report_part bl_report_metrics_write; /* every number, with its definition */
bl_report_part bl_report_leverage_write;
bl_report_part bl_report_fees_write;
bl_report_part bl_report_returns_write;
bl_report_part bl_report_lock_write;
bl_report_part bl_report_flows_write;
bl_report_part bl_report_failsafe_write;
bl_report_part bl_report_attribution_write;
bl_report_part bl_report_lps_write;
bl_report_part bl_report_assumptions_write;
bl_report_part bl_report_source_write;
bl_report_part bl_report_warnings_write;

/* Whether the folders have the tables of these two. */
bool bl_report_attribution_applies(const bl_report_page *page);
bool bl_report_lps_applies(const bl_report_page *page);

/* A table that scrolls by itself where it is wider than the page; name: for those who hear it. */
void bl_report_open_table(bl_report_page *page, const char *name);
/* After the caption: the heads of the columns, the first at the left. NULL-terminated. */
void bl_report_put_heads(bl_report_page *page, const char *const *heads);
/* The same with one column a mode behind the first. */
void bl_report_put_mode_heads(bl_report_page *page, const char *first);
void bl_report_put_cell(bl_report_page *page, const char *text, bool left);
void bl_report_put_row_head(bl_report_page *page, const char *text);
void bl_report_close_table(bl_report_page *page);
const char *bl_report_mode(const bl_report_page *page, size_t column);

/* The rows of a table with the greatest sizes, larger first, then earlier. (report_events.c) */
enum { BL_REPORT_LISTED = 10 };
typedef struct {
    double size;
    size_t row;
} bl_report_ranked;
size_t bl_report_rank(const bl_stored_table *table,
                      double (*size_of)(const bl_stored_table *, size_t),
                      bl_report_ranked out[BL_REPORT_LISTED]);

/* Text of a time without its end, NUL at the end: "2025-01-05 03:00:00 UTC". */
enum { BL_REPORT_TIME = 48 };
void bl_report_print_time(int64_t time_ns, char out[BL_REPORT_TIME]);

/* One chart with its picture, its words and its table. */
bl_status bl_report_put_chart(bl_report_page *page, bl_timeline_id id);
/* A picture that was drawn with the run, NAME.svg; nothing where there is none. */
bl_status bl_report_put_figure(bl_report_page *page, const char *name, const char *title,
                               const char *reading, const char *change);

#endif
