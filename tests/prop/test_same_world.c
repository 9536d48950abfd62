/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_same_world.c - with any availability, all modes of a scenario on one seed meet the same
 * outages, read again they are the same, and another seed draws others (spec 11.5).
 */
#include "../../models/registry.h"
#include "../../scenarios/scenario.h"
#include "../support/scratch.h"
#include "../support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const models[] = {
    "{windows: outages.csv}",
    "{renewal: {up: 30m, down: 5m}}",
    "{renewal: {up: 30m, down: 5m, law: lognormal, maintenance: 3m, every: 1h}}",
    "{hawkes: {every: 20m, down: 2m, decay: 10m}}",
    "{load_coupled: {every: 20m, down: 2m}}",
};

/* Three hours in four modes, or in one that is given. */
static void open_seed(scratch *s, const char *availability, uint64_t seed, const char *mode,
                      bl_scenario *out)
{
    char text[600];
    bl_diags diags;
    bl_diag_init(&diags);
    snprintf(text, sizeof text,
             "vault: {capital: 1000}\nmodes: [immediate, 4h, never, band:5%%:edge]\n"
             "instruments: [{name: BTC, prices: btc.csv, bar: 1h}]\n"
             "venue: {availability: %s}\n",
             availability);
    const bl_scenario_options options = {
        .has_seed = true, .seed = seed, .modes = &mode, .modes_len = mode != NULL ? 1 : 0};
    const bool good = bl_scenario_open(scratch_put(s, "world.yaml", text), &options, out, &diags);
    ck_assert_msg(good, "%s: %s", availability, diags.len > 0 ? diags.items[0].message : "");
}

static bool same(const bl_windows *a, const bl_windows *b)
{
    return a->len == b->len && memcmp(a->begin_ns, b->begin_ns, a->len * 8) == 0 &&
           memcmp(a->end_ns, b->end_ns, a->len * 8) == 0;
}

static void check_model(scratch *s, const char *availability, bool drawn)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        bl_scenario one;
        bl_scenario again;
        bl_scenario other;
        open_seed(s, availability, seed, NULL, &one);
        open_seed(s, availability, seed, "24h", &again);
        open_seed(s, availability, seed + 1000, NULL, &other);
        const bl_windows *windows = &one.base.venue.windows;
        for (size_t mode = 0; mode < one.modes_len; mode++) {
            const bl_setup setup = bl_scenario_setup(&one, mode);
            ck_assert_msg(same(windows, &setup.venue.windows), "%s", availability);
        }
        ck_assert_uint_eq(one.base.facts.windows_drawn, drawn ? windows->len : 0);
        ck_assert(one.base.facts.drawn_ns <= one.base.end_ns - one.base.start_ns);
        ck_assert_msg(same(windows, &again.base.venue.windows), "%s", availability);
        ck_assert_msg(!drawn || !same(windows, &other.base.venue.windows), "%s %zu", availability,
                      windows->len);
        for (size_t i = 1; i < windows->len; i++) {
            ck_assert(windows->end_ns[i - 1] < windows->begin_ns[i]);
        }
        bl_scenario_close(&one);
        bl_scenario_close(&again);
        bl_scenario_close(&other);
    }
}

START_TEST(all_modes_of_a_seed_meet_the_same_outages)
{
    scratch s;
    scratch_open(&s);
    scratch_put_feeds(&s);
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        check_model(&s, models[i], i > 0);
    }
    scratch_close(&s);
}
END_TEST

/* A model that is added later has its line above, or none here tells what it draws. */
START_TEST(every_availability_is_tried_above)
{
    for (size_t i = 0; i < bl_registry_count(); i++) {
        const bl_model_info *info = bl_registry_at(i);
        bool tried = strcmp(info->kind, "availability") != 0 || strcmp(info->name, "always") == 0;
        for (size_t k = 0; k < sizeof models / sizeof models[0]; k++) {
            tried |= strncmp(models[k] + 1, info->name, strlen(info->name)) == 0;
        }
        ck_assert_msg(tried, "%s", info->name);
    }
}
END_TEST

int main(void)
{
    return suite_run("same world", (const TTest *const[]){all_modes_of_a_seed_meet_the_same_outages,
                                                          every_availability_is_tried_above, NULL});
}
