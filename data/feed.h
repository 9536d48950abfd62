/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed.h - CSV feeds (spec 12.3) into tape columns. A feed owns its memory; bl_feed_*_close
 * gives it back. Every reader gathers all complaints of its file in `diags` and answers false
 * where there was an error; the columns are then empty. Numbers are exact; digits past a field's
 * places are rounded half to even and counted.
 */
#ifndef BL_FEED_H
#define BL_FEED_H

#include "../sim/tape.h"
#include "diag.h"

/* What a reader noticed, for the data report (never silently). */
typedef struct {
    char path[256];
    char sha256[65]; /* of the file's bytes, hex */
    uint64_t bytes;
    size_t rows;
    bool timeless;             /* a table that has no time column */
    int64_t first_ns, last_ns; /* of the time column as stamped; 0, 0 where there are no rows */
    uint64_t rounded;          /* numbers that lost digits */
    /* prices only: */
    uint64_t gaps; /* neighbours further apart than one bar */
    int64_t gap_longest_ns;
    int64_t gap_first_ns; /* stamp after which the first gap begins */
    int64_t step_min_ns;  /* smallest distance of neighbours */
    uint64_t zero_volume;
    bool used_libcsv; /* the general path read it, not the fast one */
} bl_feed_report;

/* Whether there is a first and a last time. */
static inline bool bl_feed_has_times(const bl_feed_report *report)
{
    return report->rows > 0 && !report->timeless;
}

struct bl_tape_cache; /* data/tape_cache.h */

typedef struct {
    int price_decimals, quantity_decimals;
    int64_t bar_ns;
    bool stamp_close;  /* stamp: close, else open: visible = stamp + bar_ns (spec 2.3) */
    bool gap_fail;     /* gap: fail refuses bars further apart than bar_ns (spec 2.4) */
    bool general_only; /* for tests: libcsv reads every row */
    bool skip_hash;    /* report.sha256 stays "": for who writes no manifest */
    size_t share_min;  /* for tests: bytes from which two threads read a file; 0: the usual */
    struct bl_tape_cache *cache; /* NULL: none */
} bl_feed_bars_options;

typedef struct {
    bl_bars bars;
    bl_feed_report report;
    void *memory;
} bl_feed_bars;
typedef struct {
    bl_rates rates;
    bl_feed_report report;
    void *memory;
} bl_feed_rates;
typedef struct {
    bl_targets targets;
    bl_feed_report report;
    void *memory;
} bl_feed_targets;
/* What a windows feed is read for. */
typedef struct {
    const char *no_slow;  /* why the kind `slow` is refused; NULL: it is not */
    const char *no_stale; /* the same of `stale` */
    bool kind_optional;   /* the column may be left out: all are `total` */
} bl_feed_windows_options;

typedef struct {
    bl_windows windows;
    const uint8_t *kinds; /* bl_window_kind */
    bl_feed_report report;
    void *memory;
} bl_feed_windows;
typedef struct {
    int price_decimals, quantity_decimals;
    struct bl_tape_cache *cache; /* NULL: none */
} bl_feed_depth_options;

typedef struct {
    bl_depth depth;
    bl_feed_report report;
    void *memory;
} bl_feed_depth;
typedef struct {
    bl_faults faults;
    bl_feed_report report;
    void *memory;
} bl_feed_faults;
typedef struct {
    bl_tiers tiers;
    bl_feed_report report;
    void *memory;
} bl_feed_tiers;

typedef struct {
    bl_index index;
    bl_feed_report report;
    void *memory;
} bl_feed_index;
typedef struct {
    bl_utilisation utilisation;
    bl_feed_report report;
    void *memory;
} bl_feed_utilisation;
typedef struct {
    bl_cranks cranks;
    bl_feed_report report;
    void *memory;
} bl_feed_cranks;

/* Its operators are named by place from BL_SIGNER_NAMED on. */
typedef struct {
    bl_admin admin;
    bl_feed_report report;
    const char *const *operators; /* keys that a row makes the operator, the first aside */
    size_t operators_len;
    void *memory;
} bl_feed_admin;

typedef struct {
    const char *const *names; /* of the strategies */
    size_t names_len;
    const char *const *operators; /* of the admin feed */
    size_t operators_len;
    int decimals;
    int64_t start_ns; /* a row before is an error (spec 8.5) */
    struct bl_tape_cache *cache; /* NULL: none */
} bl_feed_cranks_options;

typedef struct {
    const char *const *names; /* of the strategies */
    size_t names_len;
    const char *const *lps; /* of the flows feed */
    size_t lps_len;
    int decimals;
    int64_t start_ns;
} bl_feed_admin_options;

/* Flows keep what outputs repeat: names and the feed's own text of the amount. */
typedef struct {
    bl_flows flows;
    bl_feed_report report;
    const char *const *names;        /* lps_len, terminated; names[0] is "seed" */
    const uint32_t *requested_begin; /* len + 1 places in requested_text */
    const char *requested_text;
    void *memory;
} bl_feed_flows;

bool bl_feed_read_bars(const char *path, const bl_feed_bars_options *options, bl_feed_bars *out,
                       bl_diags *diags);
/* cache, here and below: tapes of large feeds read before; NULL: none. */
bool bl_feed_read_rates(const char *path, struct bl_tape_cache *cache, bl_feed_rates *out,
                        bl_diags *diags);
/* An instrument not among `names` is an error. */
bool bl_feed_read_targets(const char *path, const char *const *names, size_t names_len,
                          struct bl_tape_cache *cache, bl_feed_targets *out, bl_diags *diags);
/* Windows with a kind each (spec 11.1). */
bool bl_feed_read_windows(const char *path, const bl_feed_windows_options *options,
                          bl_feed_windows *out, bl_diags *diags);
bool bl_feed_read_faults(const char *path, bl_feed_faults *out, bl_diags *diags);
bool bl_feed_read_tiers(const char *path, int decimals, bl_feed_tiers *out, bl_diags *diags);
/* A flow before start_ns is an error (spec 2.5). */
bool bl_feed_read_flows(const char *path, int decimals, int64_t start_ns,
                        struct bl_tape_cache *cache, bl_feed_flows *out, bl_diags *diags);
bool bl_feed_read_depth(const char *path, const bl_feed_depth_options *options, bl_feed_depth *out,
                        bl_diags *diags);
bool bl_feed_read_index(const char *path, int decimals, struct bl_tape_cache *cache,
                        bl_feed_index *out, bl_diags *diags);
bool bl_feed_read_utilisation(const char *path, struct bl_tape_cache *cache,
                              bl_feed_utilisation *out, bl_diags *diags);
bool bl_feed_read_cranks(const char *path, const bl_feed_cranks_options *options,
                         bl_feed_cranks *out, bl_diags *diags);
bool bl_feed_read_admin(const char *path, const bl_feed_admin_options *options, bl_feed_admin *out,
                        bl_diags *diags);
/* A feed without rows and with only `seed`, for a scenario without flows. */
bool bl_feed_empty_flows(bl_feed_flows *out);

void bl_feed_close_bars(bl_feed_bars *feed);
void bl_feed_close_rates(bl_feed_rates *feed);
void bl_feed_close_targets(bl_feed_targets *feed);
void bl_feed_close_windows(bl_feed_windows *feed);
void bl_feed_close_faults(bl_feed_faults *feed);
void bl_feed_close_tiers(bl_feed_tiers *feed);
void bl_feed_close_flows(bl_feed_flows *feed);
void bl_feed_close_depth(bl_feed_depth *feed);
void bl_feed_close_index(bl_feed_index *feed);
void bl_feed_close_utilisation(bl_feed_utilisation *feed);
void bl_feed_close_cranks(bl_feed_cranks *feed);
void bl_feed_close_admin(bl_feed_admin *feed);

#endif
