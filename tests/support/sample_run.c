/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sample_run.c - the rows of the sample run, and the files and folders that tests need around it.
 */
#define _GNU_SOURCE
#include "sample_run.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START_NS INT64_C(1704067200000000000)
#define HOUR_NS (INT64_C(3600) * BL_NS_PER_S)
#define ASSET INT64_C(1000000)

static const int64_t flow_times[] = {START_NS + 2 * HOUR_NS, START_NS + 30 * HOUR_NS,
                                     START_NS + 60 * HOUR_NS};
static const uint32_t flow_lps[] = {0, 1, 0};
static const uint8_t flow_kinds[] = {BL_FLOW_WITHDRAW_AMOUNT, BL_FLOW_DEPOSIT,
                                     BL_FLOW_WITHDRAW_AMOUNT};
static const uint64_t flow_amounts[] = {500000 * ASSET, 500000 * ASSET, 250000 * ASSET};
static const char *const lp_names[] = {"seed", "ann"};
static const uint32_t requested_begin[] = {0, 6, 12, 18};

void bl_sample_run_fill(bl_setup *setup, bl_feed_flows *flows)
{
    *setup = (bl_setup){.vault = {.decimals = 6}, .mode = {.text = "never"}, .instruments_len = 1};
    setup->instruments[0] =
        (bl_instrument){.name = "BTC", .price_decimals = 8, .quantity_decimals = 8};
    *flows = (bl_feed_flows){.flows = {.len = 3,
                                       .time_ns = flow_times,
                                       .lp = flow_lps,
                                       .kind = flow_kinds,
                                       .amount = flow_amounts,
                                       .lps_len = 2},
                             .names = lp_names,
                             .requested_begin = requested_begin,
                             .requested_text = "500000500000250000"};
    setup->flows = flows->flows;
}

static const struct {
    int hours;
    bl_event event;
    int64_t equity, leverage_ppb;
} rows[] = {
    {0, BL_EVENT_OPEN, 1000000, 400000000},     {3, BL_EVENT_WITHDRAW, 500000, 800000000},
    {12, BL_EVENT_SAMPLE, 500000, 800000000},   {24, BL_EVENT_SAMPLE, 500000, 800000000},
    {30, BL_EVENT_DEPOSIT, 1000000, 400000000}, {36, BL_EVENT_SAMPLE, 1000000, 400000000},
    {48, BL_EVENT_SAMPLE, 1000000, 400000000},  {60, BL_EVENT_SAMPLE, 1000000, 400000000},
    {61, BL_EVENT_WITHDRAW, 750000, 533333333}, {72, BL_EVENT_SAMPLE, 750000, 533333333},
    {84, BL_EVENT_SAMPLE, 750000, 533333333},   {96, BL_EVENT_SAMPLE, 750000, 533333333},
    {108, BL_EVENT_SAMPLE, 750000, 533333333},  {120, BL_EVENT_SAMPLE, 750000, 533333333},
    {120, BL_EVENT_END, 750000, 533333333},
};

static bool play_series(const bl_sink *sink)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const bl_series_row row = {.has_book = true,
                                   .time_ns = START_NS + rows[i].hours * HOUR_NS,
                                   .event = rows[i].event,
                                   .equity = {rows[i].equity * ASSET},
                                   .supply = {(uint64_t)(rows[i].equity * ASSET)},
                                   .share_price = BL_PRICE_ONE,
                                   .gross = 400000 * ASSET,
                                   .has_leverage = true,
                                   .leverage_ppb = rows[i].leverage_ppb,
                                   .intended_ppb = 400000000,
                                   .target_ppb = 400000000};
        if (!sink->series(sink->context, &row)) {
            return false;
        }
    }
    return true;
}

static bool play_flows(const bl_sink *sink)
{
    static const int settled_hours[] = {3, 30, 61};
    for (size_t i = 0; i < 3; i++) {
        const bl_flow_row row = {.seq = i,
                                 .outcome = BL_OUTCOME_SETTLED,
                                 .settled_ns = START_NS + settled_hours[i] * HOUR_NS,
                                 .amount = {flow_amounts[i]},
                                 .shares = {flow_amounts[i]},
                                 .share_price = BL_PRICE_ONE};
        if (!sink->flow(sink->context, &row)) {
            return false;
        }
    }
    return true;
}

static bool play_lps(const bl_sink *sink)
{
    const uint64_t unit = ASSET;
    const bl_lp_row lps[] = {
        {.holder = BL_HOLDER_LP,
         .lp = 0,
         .shares = {250000 * unit},
         .value = {250000 * unit},
         .has_basis = true,
         .basis = {250000 * unit},
         .paid_in = {1000000 * unit},
         .paid_out = {750000 * unit}},
        {.holder = BL_HOLDER_LP,
         .lp = 1,
         .shares = {500000 * unit},
         .value = {500000 * unit},
         .has_basis = true,
         .basis = {500000 * unit},
         .paid_in = {500000 * unit}},
        {.holder = BL_HOLDER_MANAGER},
        {.holder = BL_HOLDER_PROTOCOL},
    };
    for (size_t i = 0; i < sizeof lps / sizeof *lps; i++) {
        if (!sink->lp(sink->context, &lps[i])) {
            return false;
        }
    }
    return true;
}

bool bl_sample_run_play(const bl_sink *sink)
{
    const bl_qty none = {0};
    const bl_qty whole = {800000000};
    const bl_qty intended = {600000000};
    const bl_audit_row open = {.time_ns = START_NS,
                               .event = BL_EVENT_OPEN,
                               .cause = BL_NO_CAUSE,
                               .nav = {1000000 * ASSET},
                               .supply = {1000000 * ASSET},
                               .pre = &none,
                               .target = &whole,
                               .post = &whole};
    const bl_audit_row end = {.time_ns = START_NS + 120 * HOUR_NS,
                              .event = BL_EVENT_END,
                              .cause = BL_NO_CAUSE,
                              .nav = {750000 * ASSET},
                              .supply = {750000 * ASSET},
                              .pre = &whole,
                              .target = &intended,
                              .post = &whole};
    const bl_fill_row fill = {.time_ns = START_NS,
                              .cause = BL_NO_CAUSE,
                              .quantity = {800000000},
                              .mark = {INT64_C(5000000000000)},
                              .price = {INT64_C(5000000000000)},
                              .reason = BL_FILL_OPEN};
    return sink->fill(sink->context, &fill) && sink->audit(sink->context, &open) &&
           play_series(sink) && play_flows(sink) && play_lps(sink) &&
           sink->audit(sink->context, &end);
}

bl_status bl_sample_run_write(const char *folder, char digest[65], char head[65], bl_err *err)
{
    bl_setup setup;
    bl_feed_flows flows;
    bl_sample_run_fill(&setup, &flows);
    const bl_writer_names names = {.setup = &setup, .flows = &flows};
    bl_writer *writer = bl_writer_open(folder, &names, err);
    if (!writer) {
        return err->status;
    }
    bl_sink sink = bl_writer_sink(writer);
    bool played = bl_sample_run_play(&sink);
    bl_status status = bl_writer_close(writer, digest, head, err);
    if (status == BL_OK && !played) {
        return bl_err_set(err, BL_BUG, "the sink stopped but closing was well");
    }
    return status;
}

void bl_sample_run_make_folder(char *out, size_t out_bytes)
{
    const char *base = getenv("TMPDIR");
    snprintf(out, out_bytes, "%s/ballast-test-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(out)) {
        abort();
    }
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

void bl_sample_run_remove_folder(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

char *bl_sample_run_read_file(const char *folder, const char *name, size_t *len)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        return NULL;
    }
    char *bytes = NULL;
    size_t got = 0;
    size_t cap = 0;
    do {
        cap = cap * 2 + 4096;
        bytes = realloc(bytes, cap + 1);
        BL_ASSERT(bytes);
        got += fread(bytes + got, 1, cap - got, file);
    } while (got == cap);
    bytes[got] = '\0';
    fclose(file);
    *len = got;
    return bytes;
}
