/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * orders.c - the run once more for other orders of requests that have the same time, one instant at
 * a time, and the LP to whom it made the most difference. Nothing is written.
 */
#include "orders.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data/decimal.h"
#include "../data/timestamp.h"
#include "../reports/json.h"
#include "../reports/ties.h"
#include "replay.h"
#include "say.h"

enum { MODE_WIDTH = 18, NUMBER_BYTES = 64 };

typedef struct { /* of one mode */
    const char *mode;
    uint64_t tried;
    bl_i128 most; /* base units; 0: no order made a difference */
    uint32_t lp;  /* whose claim differs by that */
    int64_t at_ns;
} answer;

typedef struct {
    const bl_scenario *scenario;
    uint64_t groups, orders; /* of requests with one time; orders there are beside the file's */
    uint64_t most_orders;    /* tried */
    bl_ties_columns columns;
    bl_i128 *base, *claims; /* by LP */
    size_t lps_len;
} probe;

/* ---- runs */

static bl_status run_once(probe *p, const bl_setup *setup, bl_i128 *claims, bl_err *err)
{
    bl_runlog log;
    bl_run_counts counts;
    bl_runlog_init(&log, setup, NULL);
    const bl_sink sink = bl_runlog_sink(&log);
    bl_status status = bl_replay_play(setup, &sink, &counts, err);
    if (log.out_of_memory) {
        status = bl_err_set(err, BL_MEMORY, "no memory for the rows of the run");
    }
    memset(claims, 0, p->lps_len * sizeof *claims);
    if (status == BL_OK) {
        bl_ties_add_claims(&log, claims);
    }
    bl_runlog_fini(&log);
    return status;
}

static void compare_claims(const probe *p, int64_t at_ns, answer *out)
{
    for (size_t i = 0; i < p->lps_len; i++) {
        const bl_i128 less = p->claims[i] - p->base[i];
        const bl_i128 size = less < 0 ? -less : less;
        if (size > out->most) {
            out->most = size;
            out->lp = (uint32_t)i;
            out->at_ns = at_ns;
        }
    }
}

static bl_status run_mode(probe *p, size_t mode, answer *out, bl_err *err)
{
    const bl_setup setup = bl_scenario_setup(p->scenario, mode);
    *out = (answer){.mode = p->scenario->modes[mode].text};
    bl_status status = run_once(p, &setup, p->base, err);
    bl_ties_group group = {0, 0};
    while (status == BL_OK && bl_ties_find(&setup.flows, group.first + group.len, &group)) {
        const uint64_t orders = bl_ties_count_orders(group.len);
        for (uint64_t k = 1; k <= orders && out->tried < p->most_orders && status == BL_OK; k++) {
            bl_setup other = setup;
            other.flows = bl_ties_reorder(&p->columns, &setup.flows, &group, k);
            status = run_once(p, &other, p->claims, err);
            out->tried++;
            if (status == BL_OK) {
                compare_claims(p, setup.flows.time_ns[group.first], out);
            }
        }
    }
    if (status != BL_OK) {
        bl_err_prepend(err, out->mode);
    }
    return status;
}

/* ---- answers */

static void print_amount(const probe *p, bl_i128 units, char text[NUMBER_BYTES])
{
    const int places = bl_scenario_setup(p->scenario, 0).vault.decimals;
    text[bl_decimal_print(units, places, text)] = '\0';
}

static const char *name_lp(const probe *p, const answer *a)
{
    return p->scenario->flows.names[a->lp];
}

static void print_text(const probe *p, const answer *all)
{
    if (p->groups == 0) {
        printf("%s: no two requests have one time\n", p->scenario->name);
        return;
    }
    printf("%s: %" PRIu64 " instant%s with more than one request, %" PRIu64 " other order%s\n\n",
           p->scenario->name, p->groups, p->groups == 1 ? "" : "s", p->orders,
           p->orders == 1 ? "" : "s");
    printf("%-*s%8s%20s  %s\n", MODE_WIDTH, "mode", "tried", "largest difference",
           "of LP, by the order at");
    for (size_t m = 0; m < p->scenario->modes_len; m++) {
        char amount[NUMBER_BYTES];
        print_amount(p, all[m].most, amount);
        printf("%-*s%8" PRIu64 "%20s", MODE_WIDTH, all[m].mode, all[m].tried, amount);
        if (all[m].most > 0) {
            char time[BL_TIMESTAMP_TEXT + 1];
            time[bl_timestamp_print(all[m].at_ns, time)] = '\0';
            printf("  %s, %s", name_lp(p, &all[m]), time);
        }
        fputc('\n', stdout);
    }
}

static json_t *pack_mode(const probe *p, const answer *a)
{
    char amount[NUMBER_BYTES];
    print_amount(p, a->most, amount);
    return json_pack(
        "{s:o, s:I, s:o, s:o, s:o}", "mode", bl_json_make_text(a->mode), "tried",
        (json_int_t)a->tried, "difference", a->tried > 0 ? json_string(amount) : json_null(), "lp",
        a->most > 0 ? bl_json_make_text(name_lp(p, a)) : json_null(), "at",
        a->most > 0 ? bl_json_make_time(a->at_ns) : json_null());
}

static bool write_json(const probe *p, const answer *all, bl_err *err)
{
    json_t *modes = json_array();
    int failed = 0;
    for (size_t m = 0; m < p->scenario->modes_len && !failed; m++) {
        failed = json_array_append_new(modes, pack_mode(p, &all[m]));
    }
    if (failed) {
        json_decref(modes);
        return bl_json_write(NULL, stdout, err);
    }
    return bl_json_write(json_pack("{s:s, s:o, s:I, s:I, s:o}", "schema", "ballast.orders/1",
                                   "scenario", bl_json_make_text(p->scenario->name), "instants",
                                   (json_int_t)p->groups, "orders", (json_int_t)p->orders, "modes",
                                   modes),
                         stdout, err);
}

/* ---- the whole */

static void count_groups(probe *p, const bl_flows *flows)
{
    bl_ties_group group = {0, 0};
    while (bl_ties_find(flows, group.first + group.len, &group)) {
        p->groups++;
        p->orders += bl_ties_count_orders(group.len);
    }
}

static bl_status run_all(probe *p, answer *all, bl_err *err)
{
    const bl_setup setup = bl_scenario_setup(p->scenario, 0);
    p->lps_len = setup.flows.lps_len > 0 ? setup.flows.lps_len : 1;
    p->base = calloc(p->lps_len, sizeof *p->base);
    p->claims = calloc(p->lps_len, sizeof *p->claims);
    if (!bl_ties_open(&p->columns, &setup.flows) || p->base == NULL || p->claims == NULL) {
        return bl_err_set(err, BL_MEMORY, "no memory for the runs");
    }
    count_groups(p, &setup.flows);
    for (size_t m = 0; m < p->scenario->modes_len; m++) {
        if (run_mode(p, m, &all[m], err) != BL_OK) {
            return err->status;
        }
    }
    return BL_OK;
}

static int answer_all(const bl_ask *ask, probe *p)
{
    bl_err err = {.status = BL_OK};
    answer *all = calloc(p->scenario->modes_len, sizeof *all);
    bl_status status = all != NULL ? run_all(p, all, &err)
                                   : bl_err_set(&err, BL_MEMORY, "no memory for the runs");
    if (status == BL_OK && !ask->json) {
        print_text(p, all);
    } else if (status == BL_OK && !write_json(p, all, &err)) {
        status = err.status;
    }
    bl_ties_fini(&p->columns);
    free(p->base);
    free(p->claims);
    free(all);
    return status == BL_OK ? 0 : bl_say_error(&err, ask->json);
}

int bl_orders_answer(const bl_ask *ask, uint64_t most)
{
    const bl_scenario_options options = bl_ask_scenario(ask);
    bl_scenario scenario;
    bl_diags diags;
    bl_diag_init(&diags);
    const bool opened = bl_replay_open(ask->path, &options, &scenario, &diags);
    bl_say_diags(&diags, ask->json, "nothing was run");
    if (!opened) {
        return bl_err_exit_status(BL_INPUT);
    }
    probe p = {.scenario = &scenario, .most_orders = most};
    const int status = answer_all(ask, &p);
    bl_scenario_close(&scenario);
    return status;
}
