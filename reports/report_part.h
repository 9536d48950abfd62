/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_part.h - what the parts of a report share: the page under way and its tables. A part is
 * one function; report.c has the list, in the order of the page.
 */
#ifndef BL_REPORT_PART_H
#define BL_REPORT_PART_H

#include "compare_rows.h"
#include "report.h"
#include "timeline.h"

typedef struct {
    const bl_report_input *in;
    const bl_summary *columns; /* in->len of them */
    bl_html *html;
    size_t figures;                       /* so far: they are numbered */
    size_t rows;                          /* that can be linked to, so far */
    bl_timeline timelines[BL_TIMELINES];  /* drawn 0: nothing to show */
    bl_err *err;
    bool shows_uplot, shows_pictures;
} bl_report_page;

enum { BL_REPORT_MODES_MAX = 64 };

/* BL_OK, or why the report cannot be made. */
typedef bl_status bl_report_part(bl_report_page *page);

bl_report_part bl_report_summary_write;
bl_report_part bl_report_metrics_write; /* every number, with its definition */
bl_report_part bl_report_leverage_write;
bl_report_part bl_report_fees_write;
bl_report_part bl_report_returns_write;
bl_report_part bl_report_lock_write;
bl_report_part bl_report_flows_write;
bl_report_part bl_report_stress_write;
bl_report_part bl_report_failsafe_write; /* and limits */
bl_report_part bl_report_attribution_write;
bl_report_part bl_report_lps_write;
bl_report_part bl_report_assumptions_write;
bl_report_part bl_report_source_write;
bl_report_part bl_report_quality_write; /* of the data, and warnings */

/* Whether there is something for these to show. */
bool bl_report_stress_applies(const bl_report_page *page);
bool bl_report_attribution_applies(const bl_report_page *page);
bool bl_report_lps_applies(const bl_report_page *page);

/* A table that scrolls by itself where it is wider than the page; name: for those who hear it. */
void bl_report_open_table(bl_report_page *page, const char *name);
/* One whose rows can be sorted by a column. */
void bl_report_open_list(bl_report_page *page, const char *name);
/* After the caption: the heads of the columns; one that begins with '<' is at the left.
 * NULL-terminated. */
void bl_report_put_heads(bl_report_page *page, const char *const *heads);
/* The same with one column a mode behind the first. */
void bl_report_put_mode_heads(bl_report_page *page, const char *first);
void bl_report_put_cell(bl_report_page *page, const char *text, bool left);
/* A number, its digits in groups of three; "-" where it is not finite. */
void bl_report_put_number(bl_report_page *page, double value, int places);
void bl_report_put_row_head(bl_report_page *page, const char *text);
void bl_report_close_table(bl_report_page *page);
const char *bl_report_mode(const bl_report_page *page, size_t column);

/* The label of a row of the comparison, and a unit in words; "" for none. */
void bl_report_print_label(const bl_compare_row *row, char out[BL_COMPARE_TEXT]);
const char *bl_report_name_unit(const char *unit);
/* Whether some column has a value there. */
bool bl_report_says_something(const bl_compare_row *row, const bl_summary *columns, size_t len);
/* A group of the comparison as a table, with the time of each value; nothing where it has no row
 * that says something. zeros: also rows that are 0 in every mode. */
void bl_report_put_group(bl_report_page *page, const char *group, const char *name, bool zeros);
bool bl_report_has_group(const bl_report_page *page, const char *group);
/* The rows of the comparison with these metrics, and those on limits and regret. */
void bl_report_put_rows(bl_report_page *page, const char *name, const bl_metric_id *ids,
                        size_t len);
/* Rows that the comparison does not have; those without a value in any mode are left out. */
void bl_report_put_own_rows(bl_report_page *page, const char *name, const bl_compare_row *rows,
                            size_t len);

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

/* The longest stays outside the band, of all modes. (report_events.c) */
void bl_report_put_stays(bl_report_page *page);
/* A word of a command line; quoted where a shell would take it apart. (report_source.c) */
void bl_report_put_shell_word(bl_html *html, const char *word);
/* Begins a row with its time, a link to its place in a chart where there is one. */
void bl_report_put_when(bl_report_page *page, int64_t time_ns, bl_timeline_id chart);

/* One chart with its picture, its words and its table. */
bl_status bl_report_put_chart(bl_report_page *page, bl_timeline_id id);
/* A picture that was drawn with the run, NAME.svg; nothing where there is none. */
bl_status bl_report_put_figure(bl_report_page *page, const char *name, const char *title,
                               const char *reading, const char *change);

#endif
