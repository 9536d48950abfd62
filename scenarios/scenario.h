/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scenario.h - a scenario file, read, checked and joined with its feeds (spec 12). One scenario
 * gives one setup for each of its modes. Everything belongs to the scenario until it is closed.
 */
#ifndef BL_SCENARIO_H
#define BL_SCENARIO_H

#include "../data/expect.h"
#include "../data/feed.h"
#include "../sim/setup.h"

enum { BL_SCENARIO_MODES_MAX = 32, BL_SCENARIO_OVERRIDES_MAX = 64 };

typedef struct {
    const char *const *overrides; /* "path=value" from --set, applied after the file */
    size_t overrides_len;
    const char *const *modes; /* from --mode; replace the scenario's list; len 0: keep it */
    size_t modes_len;
    bool has_seed;
    uint64_t seed;
    bool allow_outside;          /* feeds may lie outside the scenario's and the current folder */
    struct bl_tape_cache *cache; /* of large feeds read before; NULL: none */
    bool no_sums; /* nobody asks for the SHA-256 of prices; without a cache they need none */
} bl_scenario_options;

/* A feed that was read, for the data report and the manifest. */
typedef struct {
    char role[64]; /* "instruments[0].prices", "flows", ... */
    const bl_feed_report *report;
} bl_scenario_feed;

/* Rows whose values `stress.severity` changed, and parts of a balance it left at 100 %. */
typedef struct {
    int64_t ppb;
    uint64_t prices, flows, outages, funding, faults, clipped;
} bl_scenario_severity;

typedef struct {
    const char *path;
    const char *name;
    char sha256[65]; /* of the scenario file's bytes */
    bl_setup base;   /* all but `mode`; base.mode is the first mode */
    bl_mode_choice modes[BL_SCENARIO_MODES_MAX];
    size_t modes_len;
    bl_feed_flows flows;
    bl_feed_bars bars[BL_INSTRUMENTS_MAX];
    bl_feed_rates funding[BL_INSTRUMENTS_MAX];
    bl_feed_depth depths[BL_INSTRUMENTS_MAX];
    bl_feed_targets targets;
    bl_feed_windows windows, rail;
    bl_feed_tiers tiers;
    bl_feed_faults faults;
    bl_feed_index indices[BL_STRATEGIES_MAX];
    bl_feed_utilisation utilisations[BL_STRATEGIES_MAX];
    bl_feed_cranks cranks;
    bl_feed_admin admin;
    bl_scenario_feed feeds[3 * BL_INSTRUMENTS_MAX + BL_STRATEGIES_MAX + 10];
    size_t feeds_len;
    size_t late_flows; /* after end: ignored, counted (spec 2.5) */
    uint64_t rounded;  /* scenario values that lost digits */
    bl_scenario_severity severity;
    const char *stands_for;   /* NULL: it does not say */
    const bl_expect *expects; /* what must be true of its runs */
    size_t expects_len;
    void *memory;
} bl_scenario;

/* Reads file and feeds. False: diags says why and `out` is empty; nothing is kept. */
bool bl_scenario_open(const char *path, const bl_scenario_options *options, bl_scenario *out,
                      bl_diags *diags);
void bl_scenario_close(bl_scenario *scenario);
/* The setup of one mode, by its place in modes. */
bl_setup bl_scenario_setup(const bl_scenario *scenario, size_t mode);

#endif
