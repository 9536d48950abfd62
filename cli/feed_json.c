/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * feed_json.c - what `validate` prints for people, for programs. A member that cannot be made for
 * want of memory makes the whole object fail.
 */
#include "feed_json.h"

#include <stdio.h>

#include "../reports/json.h"

static json_t *pack_times(const bl_feed_report *report, json_t *feed)
{
    if (bl_feed_has_times(report)) {
        json_object_set_new(feed, "first", bl_json_make_time(report->first_ns));
        json_object_set_new(feed, "last", bl_json_make_time(report->last_ns));
    }
    return feed;
}

static json_t *pack_feed(const bl_scenario_feed *source)
{
    const bl_feed_report *report = source->report;
    json_t *feed = json_pack(
        "{s:s, s:o, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b}", "role", source->role, "path",
        bl_json_make_text(report->path), "sha256", report->sha256, "bytes",
        (json_int_t)report->bytes, "rows", (json_int_t)report->rows, "rounded",
        (json_int_t)report->rounded, "gaps", (json_int_t)report->gaps, "gap_longest_ns",
        (json_int_t)report->gap_longest_ns, "step_min_ns", (json_int_t)report->step_min_ns,
        "zero_volume", (json_int_t)report->zero_volume, "used_libcsv", (int)report->used_libcsv);
    return feed == NULL ? NULL : pack_times(report, feed);
}

static json_t *pack_modes(const bl_scenario *scenario)
{
    json_t *modes = json_array();
    for (size_t i = 0; i < scenario->modes_len; i++) {
        json_array_append_new(modes, bl_json_make_text(scenario->modes[i].text));
    }
    return modes;
}

bool bl_feed_json_print(const bl_scenario *scenario, bl_err *err)
{
    json_t *feeds = json_array();
    for (size_t i = 0; i < scenario->feeds_len; i++) {
        json_array_append_new(feeds, pack_feed(&scenario->feeds[i]));
    }
    json_t *root = json_pack(
        "{s:s, s:o, s:s, s:o, s:o, s:o, s:I, s:I, s:o}", "schema", "ballast.validate/1", "scenario",
        bl_json_make_text(scenario->name), "sha256", scenario->sha256, "start",
        bl_json_make_time(scenario->base.start_ns), "end", bl_json_make_time(scenario->base.end_ns),
        "modes", pack_modes(scenario), "late_flows", (json_int_t)scenario->late_flows, "rounded",
        (json_int_t)scenario->rounded, "feeds", feeds);
    return bl_json_write(root, stdout, err);
}
