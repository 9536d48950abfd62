/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * make_sets.c - writes the sample data of this folder: `make_sets OUTDIR`.
 *
 * Three invented markets and the LPs in them: a calm quarter, a crash with a bank run, a thin
 * weekend; and a lender in three moods: calm, in that crash, and in a run. Integers only; every
 * draw is Philox4x32-10 keyed by the set's seed and counted by what it is for, so the same bytes
 * come out on every machine.
 *
 * Simplifications: a normal draw is a sum of eight 16-bit uniforms, so it has no far tails (the
 * phases say where the market breaks); LPs know only what they paid in, not what it became.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../models/draw.h"
#include "../timestamp.h"

enum { LPS_MAX = 64, SUBSTEPS = 4, PHASES_MAX = 12, PATH_BYTES = 1024 };
enum { MILLION = 1000000, MINUTES_A_DAY = 1440 };
enum { BOOK_LEVELS = 4 };
enum { HOURS_A_YEAR = 8760, BP_ONE = 10000, NO_LIMIT = -1 };

typedef enum {
    FOR_STEP,
    FOR_VOLUME,
    FOR_FUNDING,
    FOR_FLOW,
    FOR_AMOUNT,
    FOR_RATE,
    FOR_DEPTH
} purpose;

/* How a market behaves for some bars; drift and volatility are of one bar. */
typedef struct {
    int bars, drift_ppm, vol_ppm, volume_pct;
} market_phase;

typedef struct {
    const char *file;
    uint32_t entity;
    int64_t price_cents;
    int64_t volume_milli;    /* of an ordinary bar, thousandths of a coin */
    int drift_pct;           /* of the phase's drift */
    int common_pct, own_pct; /* weights of the two sources; squares add up to about 100 % */
} asset;

/* What LPs do between two minutes of the set. */
typedef struct {
    int from_min, to_min, flows, deposit_pct, all_pct, size_pct;
} flow_phase;

typedef struct {
    int at_bar, rate_ppb, noise_ppb;
} funding_phase;

/* What a lender pays for some hours, basis points a year, and what may be withdrawn within an
 * hour, whole units: from the first to the second, NO_LIMIT for both. */
typedef struct {
    int hours, yearly_bp, noise_bp, from, to;
} lending_phase;

/* How much of a lender's supply is borrowed, from the first share to the second; never above 1. */
typedef struct {
    int hours, from_ppm, to_ppm, noise_ppm;
} utilisation_phase;

typedef struct {
    uint32_t seed;
    int64_t start_s;
    int bar_min;
    int weekend_pct; /* volume of Saturdays and Sundays */
    size_t assets_len, phases_len, flow_phases_len, funding_len;
    asset assets[2];
    market_phase phases[PHASES_MAX];
    flow_phase flow_phases[PHASES_MAX];
    funding_phase funding[PHASES_MAX];
    size_t lending_len;
    lending_phase lending[PHASES_MAX];
    size_t utilisation_len;
    utilisation_phase utilisation[PHASES_MAX];
    const char *utilisation_file;
    const char *index_file;
    const char *flows_file, *funding_file, *outages_file, *depth_file;
    const char *outages;
    int lps;
} sample_set;

typedef struct {
    uint32_t word[4];
} block;

static block draw_block(uint32_t seed, purpose what, uint32_t entity, uint32_t index)
{
    const uint32_t counter[4] = {index, (uint32_t)what << 16 | entity, 0, 0};
    const uint32_t key[2] = {seed, 0};
    block out;
    bl_draw_block(counter, key, out.word);
    return out;
}

/* Mean 0, standard deviation 10^6. */
static int64_t draw_normal_ppm(uint32_t seed, purpose what, uint32_t entity, uint32_t index)
{
    const block drawn = draw_block(seed, what, entity, index);
    int64_t sum = -4 * 65535;
    for (int i = 0; i < 4; i++) {
        sum += (drawn.word[i] & 0xFFFF) + (drawn.word[i] >> 16);
    }
    return sum * MILLION / 53510; /* 65536 * sqrt(8 / 12) */
}

static int64_t spread(uint32_t word, int64_t lowest, int64_t highest)
{
    return lowest + (int64_t)((uint64_t)word * (uint64_t)(highest - lowest + 1) >> 32);
}

static void put_time(FILE *out, int64_t time_s)
{
    char text[BL_TIMESTAMP_TEXT];
    const size_t len = bl_timestamp_print(time_s * BL_NS_PER_S, text);
    fprintf(out, "%.*s", (int)len, text);
}

static FILE *begin_file(const char *folder, const char *name)
{
    char path[PATH_BYTES];
    const int len = snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = len > 0 && (size_t)len < sizeof path ? fopen(path, "w") : NULL;
    if (!out) {
        fprintf(stderr, "make_sets: %s/%s: %s\n", folder, name, strerror(errno));
    }
    return out;
}

static bool end_file(FILE *out, const char *name)
{
    const bool written = !ferror(out);
    const bool closed = fclose(out) == 0;
    if (!written || !closed) {
        fprintf(stderr, "make_sets: %s: %s\n", name, strerror(errno));
    }
    return written && closed;
}

/* The shock of one part of a bar: what all assets share and what is the asset's own. */
static int64_t step_ppm(const sample_set *set, const asset *of, const market_phase *phase,
                        uint32_t index)
{
    const int64_t common = draw_normal_ppm(set->seed, FOR_STEP, 0, index);
    const int64_t own = draw_normal_ppm(set->seed, FOR_STEP, of->entity, index);
    const int64_t z = (common * of->common_pct + own * of->own_pct) / 100;
    const int64_t drift = (int64_t)phase->drift_ppm * of->drift_pct / 100 / SUBSTEPS;
    return drift + z * phase->vol_ppm / 2 / MILLION; /* 2: sqrt(SUBSTEPS) */
}

static int64_t volume_milli(const sample_set *set, const asset *of, const market_phase *phase,
                            uint32_t bar, int64_t time_s)
{
    static const int hour_pct[24] = {80,  76,  74,  70,  66,  62,  62,  70,  84,  90, 92, 94,
                                     100, 128, 160, 168, 150, 128, 112, 104, 102, 98, 92, 86};
    const block drawn = draw_block(set->seed, FOR_VOLUME, of->entity, bar);
    const int weekday = (int)((time_s / 86400 + 3) % 7); /* Monday: 0 */
    int64_t milli = of->volume_milli * phase->volume_pct / 100;
    milli = milli * hour_pct[time_s / 3600 % 24] / 100;
    milli = milli * spread(drawn.word[0], 55, 145) / 100;
    milli = milli * spread(drawn.word[1], 70, 130) / 100;
    return weekday >= 5 ? milli * set->weekend_pct / 100 : milli;
}

typedef struct {
    int64_t open, high, low, close;
} bar_cents;

static bar_cents walk_bar(const sample_set *set, const asset *of, const market_phase *phase,
                          uint32_t bar, int64_t open)
{
    bar_cents made = {open, open, open, open};
    for (uint32_t i = 0; i < SUBSTEPS; i++) {
        made.close += made.close * step_ppm(set, of, phase, bar * SUBSTEPS + i) / MILLION;
        if (made.close > made.high) {
            made.high = made.close;
        }
        if (made.close < made.low) {
            made.low = made.close;
        }
    }
    return made;
}

static void put_cents(FILE *out, int64_t cents)
{
    fprintf(out, ",%" PRId64 ".%02" PRId64, cents / 100, cents % 100);
}

/* A bar and what a file says of it. */
typedef struct {
    const sample_set *set;
    const asset *of;
    uint32_t bar;
    int64_t time_s, milli;
    bar_cents made;
} bar_row;

typedef void put_bar(FILE *out, const bar_row *row);

static void put_prices(FILE *out, const bar_row *row)
{
    put_time(out, row->time_s);
    put_cents(out, row->made.open);
    put_cents(out, row->made.high);
    put_cents(out, row->made.low);
    put_cents(out, row->made.close);
    fprintf(out, ",%" PRId64 ".%03" PRId64 "\n", row->milli / 1000, row->milli % 1000);
}

/* The book at a bar's close: levels twice as far and twice as deep each, 15 % of the bar's volume
 * a side in all; the less trades, the wider. */
static void put_book(FILE *out, const bar_row *row)
{
    const int64_t half_bp10 = 10 + 1000000 / (row->milli + 10000);
    for (uint32_t side = 0; side < 2; side++) {
        const block drawn =
            draw_block(row->set->seed, FOR_DEPTH, row->of->entity, 2 * row->bar + side);
        for (int level = 0; level < BOOK_LEVELS; level++) {
            const int64_t away = row->made.close * (half_bp10 << level) / 100000;
            const int64_t milli =
                (row->milli << level) / 100 * spread(drawn.word[level], 70, 130) / 100 + 1;
            put_time(out, row->time_s + (int64_t)row->set->bar_min * 60);
            fputs(side == 0 ? ",ask" : ",bid", out);
            put_cents(out, side == 0 ? row->made.close + away : row->made.close - away);
            fprintf(out, ",%" PRId64 ".%03" PRId64 "\n", milli / 1000, milli % 1000);
        }
    }
}

static bool write_bars(const sample_set *set, const asset *of, const char *folder, const char *file,
                       const char *header, put_bar *put)
{
    FILE *out = begin_file(folder, file);
    if (!out) {
        return false;
    }
    fputs(header, out);
    bar_cents made = {.close = of->price_cents};
    uint32_t bar = 0;
    for (size_t p = 0; p < set->phases_len; p++) {
        const market_phase *phase = &set->phases[p];
        for (int i = 0; i < phase->bars; i++, bar++) {
            const int64_t time_s = set->start_s + (int64_t)bar * set->bar_min * 60;
            const int64_t milli = volume_milli(set, of, phase, bar, time_s);
            made = walk_bar(set, of, phase, bar, made.close);
            put(out, &(bar_row){set, of, bar, time_s, milli, made});
        }
    }
    return end_file(out, file);
}

static bool write_prices(const sample_set *set, const asset *of, const char *folder)
{
    return write_bars(set, of, folder, of->file, "time,open,high,low,close,volume\n", put_prices);
}

/* Snapshots of the first asset's book. */
static bool write_depth(const sample_set *set, const char *folder)
{
    return !set->depth_file || write_bars(set, &set->assets[0], folder, set->depth_file,
                                          "time,side,price,quantity\n", put_book);
}

static int count_bars(const sample_set *set)
{
    int bars = 0;
    for (size_t p = 0; p < set->phases_len; p++) {
        bars += set->phases[p].bars;
    }
    return bars;
}

/* Settlements every 8 hours, from the first one after the start. */
static bool write_funding(const sample_set *set, const char *folder)
{
    if (!set->funding_file) {
        return true;
    }
    FILE *out = begin_file(folder, set->funding_file);
    if (!out) {
        return false;
    }
    fputs("time,rate\n", out);
    const int64_t end_s = set->start_s + (int64_t)count_bars(set) * set->bar_min * 60;
    size_t phase = 0;
    uint32_t index = 0;
    for (int64_t time_s = set->start_s + 28800; time_s <= end_s; time_s += 28800, index++) {
        const int64_t bar = (time_s - set->start_s) / 60 / set->bar_min;
        while (phase + 1 < set->funding_len && bar >= set->funding[phase + 1].at_bar) {
            phase++;
        }
        const funding_phase *now = &set->funding[phase];
        const int64_t z = draw_normal_ppm(set->seed, FOR_FUNDING, 0, index);
        const int64_t rate = now->rate_ppb + z * now->noise_ppb / MILLION;
        put_time(out, time_s);
        fprintf(out, ",%s0.%09" PRId64 "\n", rate < 0 ? "-" : "", rate < 0 ? -rate : rate);
    }
    return end_file(out, set->funding_file);
}

/* What each LP has paid in and not asked back, in cents. */
typedef struct {
    int64_t cents[LPS_MAX];
} lp_ledger;

static int find_holder(const sample_set *set, const lp_ledger *ledger, uint32_t word)
{
    const int first = (int)spread(word, 0, set->lps - 1);
    for (int i = 0; i < set->lps; i++) {
        const int lp = (first + i) % set->lps;
        if (ledger->cents[lp] > 0) {
            return lp;
        }
    }
    return -1;
}

static void put_deposit(FILE *out, lp_ledger *ledger, int lp, int64_t cents)
{
    fprintf(out, ",lp-%03d,deposit,%" PRId64 ".%02" PRId64 "\n", lp + 1, cents / 100, cents % 100);
    ledger->cents[lp] += cents;
}

static void put_withdrawal(FILE *out, lp_ledger *ledger, int lp, const flow_phase *phase,
                           const block *drawn)
{
    const int64_t held = ledger->cents[lp];
    const int64_t part_pct = 5 * spread(drawn->word[1], 4, 12);
    fprintf(out, ",lp-%03d,withdraw,", lp + 1);
    if (spread(drawn->word[0], 0, 99) < phase->all_pct) {
        fputs("all\n", out);
        ledger->cents[lp] = 0;
    } else if (drawn->word[2] & 1) {
        fprintf(out, "%" PRId64 "%%\n", part_pct);
        ledger->cents[lp] -= held * part_pct / 100;
    } else {
        const int64_t cents = held * part_pct / 100;
        fprintf(out, "%" PRId64 ".%02" PRId64 "\n", cents / 100, cents % 100);
        ledger->cents[lp] -= cents;
    }
}

static void put_flow(FILE *out, const sample_set *set, const flow_phase *phase, uint32_t index,
                     lp_ledger *ledger)
{
    static const int64_t sizes[8] = {800, 1500, 2500, 4000, 7500, 12000, 20000, 45000};
    const block drawn = draw_block(set->seed, FOR_FLOW, 0, index);
    const block amount = draw_block(set->seed, FOR_AMOUNT, 0, index);
    const bool pays_in = spread(drawn.word[1], 0, 99) < phase->deposit_pct;
    const int holder = find_holder(set, ledger, drawn.word[2]);
    if (!pays_in && holder >= 0) {
        put_withdrawal(out, ledger, holder, phase, &amount);
        return;
    }
    const int64_t size_cents = sizes[amount.word[3] >> 29] * phase->size_pct;
    put_deposit(out, ledger, (int)spread(drawn.word[3], 0, set->lps - 1),
                size_cents * spread(amount.word[1], 60, 140) / 100);
}

/* The n-th of a phase's flows falls at random into the n-th of its equal parts: sorted as made. */
static bool write_flows(const sample_set *set, const char *folder)
{
    if (!set->flows_file) {
        return true;
    }
    FILE *out = begin_file(folder, set->flows_file);
    if (!out) {
        return false;
    }
    lp_ledger ledger = {{0}};
    uint32_t index = 0;
    fputs("time,lp,kind,amount\n", out);
    for (size_t p = 0; p < set->flow_phases_len; p++) {
        const flow_phase *phase = &set->flow_phases[p];
        const int64_t span_s = (int64_t)(phase->to_min - phase->from_min) * 60 / phase->flows;
        for (int i = 0; i < phase->flows; i++, index++) {
            const uint32_t word = draw_block(set->seed, FOR_FLOW, 0, index).word[0];
            put_time(out, set->start_s + (int64_t)phase->from_min * 60 + i * span_s +
                              spread(word, 0, span_s - 1));
            put_flow(out, set, phase, index, &ledger);
        }
    }
    return end_file(out, set->flows_file);
}

static bool write_outages(const sample_set *set, const char *folder)
{
    if (!set->outages_file) {
        return true;
    }
    FILE *out = begin_file(folder, set->outages_file);
    if (!out) {
        return false;
    }
    fputs(set->outages, out);
    return end_file(out, set->outages_file);
}

/* One hour of interest; the rate is drawn anew each hour and never below 0. */
static int64_t accrue(const sample_set *set, const lending_phase *phase, uint32_t hour,
                      int64_t price)
{
    const int64_t z = draw_normal_ppm(set->seed, FOR_RATE, 0, hour);
    const int64_t rate_bp = phase->yearly_bp + z * phase->noise_bp / MILLION;
    return rate_bp > 0 ? price + price / BP_ONE * rate_bp / HOURS_A_YEAR : price;
}

static void put_index_row(FILE *out, const lending_phase *phase, int hour, int64_t price)
{
    const int64_t one = (int64_t)MILLION * MILLION; /* 12 places */
    fprintf(out, ",%" PRId64 ".%012" PRId64, price / one, price % one);
    if (phase->from != NO_LIMIT) {
        fprintf(out, ",%" PRId64,
                phase->from + (int64_t)(phase->to - phase->from) * hour / phase->hours);
    }
    fputs("\n", out);
}

static bool write_index(const sample_set *set, const char *folder)
{
    if (!set->index_file) {
        return true;
    }
    FILE *out = begin_file(folder, set->index_file);
    if (!out) {
        return false;
    }
    fprintf(out, "time,exchange_price%s\n", set->lending[0].from == NO_LIMIT ? "" : ",available");
    int64_t price = INT64_C(1043) * MILLION * 1000; /* 1.043: some interest was paid before */
    uint32_t hour = 0;
    for (size_t p = 0; p < set->lending_len; p++) {
        const lending_phase *phase = &set->lending[p];
        for (int i = 0; i < phase->hours; i++, hour++) {
            put_time(out, set->start_s + (int64_t)hour * 3600);
            put_index_row(out, phase, i, price);
            price = accrue(set, phase, hour, price);
        }
    }
    return end_file(out, set->index_file);
}

static int draw_share_ppm(const sample_set *set, const utilisation_phase *phase, int hour,
                          uint32_t index)
{
    const int64_t z = draw_normal_ppm(set->seed, FOR_RATE, 0, index);
    const int64_t drift = (int64_t)(phase->to_ppm - phase->from_ppm) * hour / phase->hours;
    const int64_t share = phase->from_ppm + drift + z * phase->noise_ppm / MILLION;
    return share > MILLION ? MILLION : (int)share;
}

static bool write_utilisation(const sample_set *set, const char *folder)
{
    if (!set->utilisation_file) {
        return true;
    }
    FILE *out = begin_file(folder, set->utilisation_file);
    if (!out) {
        return false;
    }
    fputs("time,utilisation\n", out);
    uint32_t hour = 0;
    for (size_t p = 0; p < set->utilisation_len; p++) {
        for (int i = 0; i < set->utilisation[p].hours; i++, hour++) {
            const int share = draw_share_ppm(set, &set->utilisation[p], i, hour);
            put_time(out, set->start_s + (int64_t)hour * 3600);
            fprintf(out, ",%d.%06d\n", share / MILLION, share % MILLION);
        }
    }
    return end_file(out, set->utilisation_file);
}

static bool write_set(const sample_set *set, const char *folder)
{
    for (size_t i = 0; i < set->assets_len; i++) {
        if (!write_prices(set, &set->assets[i], folder)) {
            return false;
        }
    }
    return write_funding(set, folder) && write_flows(set, folder) && write_outages(set, folder) &&
           write_depth(set, folder) && write_index(set, folder) && write_utilisation(set, folder);
}

enum { DAY = MINUTES_A_DAY, HOUR = 60, BARS_5M = 288 };

/* 92 days of hours around 50 000; LPs come and go at their leisure. */
static const sample_set calm = {.seed = 7919,
                                .start_s = 1740787200 /* 2025-03-01 */,
                                .bar_min = 60,
                                .weekend_pct = 60,
                                .assets_len = 1,
                                .assets = {{"calm-btc.csv", 1, 5000000, 420000, 100, 0, 100}},
                                .phases_len = 5,
                                .phases = {{480, 110, 1700, 100},
                                           {360, -60, 2200, 115},
                                           {528, 90, 1500, 90},
                                           {480, 60, 2000, 110},
                                           {360, 150, 1800, 100}},
                                .flow_phases_len = 3,
                                .flow_phases = {{2 * HOUR, 30 * DAY, 40, 72, 25, 180},
                                                {30 * DAY, 62 * DAY, 42, 52, 30, 180},
                                                {62 * DAY, 91 * DAY, 38, 56, 35, 220}},
                                .funding_len = 2,
                                .funding = {{0, 90000, 25000}, {1200, 60000, 30000}},
                                .flows_file = "calm-flows.csv",
                                .funding_file = "calm-funding.csv",
                                .lps = 45};

/* Fourteen days of 5-minute bars. A scare on day 6; two days later, as what was asked for then
 * falls due, prices nearly halve within hours: volume swells, then it is gone. */
static const sample_set crash = {
    .seed = 104729,
    .start_s = 1756684800 /* 2025-09-01 */,
    .bar_min = 5,
    .weekend_pct = 80,
    .assets_len = 2,
    .assets = {{"crash-btc.csv", 1, 5000000, 400000, 100, 93, 37},
               {"crash-eth.csv", 2, 250000, 6000000, 108, 105, 60}},
    .phases_len = 12,
    .phases = {{5 * BARS_5M + 96, 6, 900, 100}, /* ordinary days */
               {84, -1100, 1900, 260},          /* the scare: day 6, 08:00 to 15:00 */
               {300, 60, 1500, 130},            /* calm regained, nearly */
               {210, -150, 1500, 150},          /* a slide into day 8 */
               {30, -1400, 3200, 450},          /* volume swells */
               {36, -9500, 6000, 900},          /* the fall, three hours */
               {22, -9000, 8000, 12},           /* bids are gone */
               {26, 4200, 7000, 6},             /* a bounce on nothing */
               {60, -300, 4200, 20},            /* the night after */
               {2 * BARS_5M, -25, 2600, 45},
               {2 * BARS_5M, 40, 1900, 65},
               {576, 20, 1400, 80}},
    .flow_phases_len = 7,
    .flow_phases = {{1 * HOUR, 5 * DAY + 8 * HOUR, 44, 94, 10, 320},
                    {5 * DAY + 9 * HOUR, 5 * DAY + 20 * HOUR, 34, 4, 45, 200},
                    {5 * DAY + 20 * HOUR, 7 * DAY + 10 * HOUR, 12, 45, 30, 200},
                    {7 * DAY + 11 * HOUR, 7 * DAY + 19 * HOUR, 36, 12, 65, 150},
                    {7 * DAY + 19 * HOUR, 9 * DAY, 18, 25, 60, 150},
                    {9 * DAY, 11 * DAY, 10, 50, 40, 200},
                    {11 * DAY, 13 * DAY + 12 * HOUR, 10, 70, 20, 250}},
    .funding_len = 4,
    .funding = {{0, 120000, 20000},
                {1524, -40000, 60000},
                {2100, -380000, 150000},
                {2900, -20000, 40000}},
    .flows_file = "crash-flows.csv",
    .funding_file = "crash-funding.csv",
    .outages_file = "crash-outages.csv",
    .outages = "begin,end,kind\n"
               "2025-09-08T13:20:00Z,2025-09-08T15:40:00Z,total\n"
               "2025-09-08T16:05:00Z,2025-09-08T17:30:00Z,submit\n"
               "2025-09-09T02:00:00Z,2025-09-09T02:25:00Z,cancel_only\n"
               "2025-09-10T14:10:00Z,2025-09-10T15:20:00Z,total\n",
    .lps = 60};

/* Ten days of hours from a Wednesday. Large exits asked for before the weekend fall due in it. */
static const sample_set weekend = {
    .seed = 2385,
    .start_s = 1748995200 /* 2025-06-04 */,
    .bar_min = 60,
    .weekend_pct = 5,
    .assets_len = 1,
    .assets = {{"weekend-btc.csv", 1, 5000000, 90000, 100, 0, 100}},
    .phases_len = 3,
    .phases = {{72, 120, 4200, 100}, {48, -260, 5200, 100}, {120, 80, 4400, 100}},
    .flow_phases_len = 4,
    .flow_phases = {{1 * HOUR, 30 * HOUR, 6, 100, 0, 900},
                    {36 * HOUR, 68 * HOUR, 5, 0, 60, 900},
                    {76 * HOUR, 116 * HOUR, 4, 75, 50, 1800},
                    {124 * HOUR, 220 * HOUR, 5, 50, 30, 600}},
    .funding_len = 1,
    .funding = {{0, 100000, 30000}},
    .flows_file = "weekend-flows.csv",
    .funding_file = "weekend-funding.csv",
    .depth_file = "weekend-depth.csv",
    .lps = 8};

/* Thirty days of about 5 % a year, the first of the calm quarter; nobody is held back. */
static const sample_set lending_calm = {
    .seed = 15485863,
    .start_s = 1740787200 /* 2025-03-01 */,
    .lending_len = 3,
    .lending = {{240, 500, 120, NO_LIMIT, NO_LIMIT},
                {240, 560, 160, NO_LIMIT, NO_LIMIT},
                {241, 450, 120, NO_LIMIT, NO_LIMIT}},
    .index_file = "lending-calm-index.csv",
    .flow_phases_len = 2,
    .flow_phases = {{2 * HOUR, 15 * DAY, 30, 70, 25, 150}, {15 * DAY, 29 * DAY, 30, 50, 30, 150}},
    .flows_file = "lending-calm-flows.csv",
    .lps = 25};

/* The lender of the fortnight of the crash: rates leap when prices fall, nobody is held back. */
static const sample_set lending_crash = {.seed = 32452843,
                                         .start_s = 1756684800 /* 2025-09-01 */,
                                         .lending_len = 3,
                                         .lending = {{168, 600, 120, NO_LIMIT, NO_LIMIT},
                                                     {72, 3200, 600, NO_LIMIT, NO_LIMIT},
                                                     {97, 900, 200, NO_LIMIT, NO_LIMIT}},
                                         .index_file = "lending-crash-index.csv"};

/* A fortnight with a run: from day 7 on borrowers have nearly all of it, and what may leave within
 * an hour falls from two millions to two thousand, while LPs ask for theirs. It comes back. */
static const sample_set lending_run = {
    .seed = 49979687,
    .start_s = 1756684800 /* 2025-09-01 */,
    .lending_len = 5,
    .lending = {{144, 550, 120, 2000000, 2000000},
                {24, 1400, 300, 2000000, 20000},
                {60, 6500, 900, 20000, 2000},
                {72, 4200, 600, 2000, 60000},
                {37, 900, 200, 60000, 2000000}},
    .index_file = "lending-run-index.csv",
    .flow_phases_len = 4,
    .flow_phases = {{2 * HOUR, 6 * DAY, 24, 96, 0, 250},
                    {7 * DAY, 9 * DAY, 30, 6, 70, 250},
                    {9 * DAY, 11 * DAY, 10, 40, 50, 250},
                    {11 * DAY, 13 * DAY + 12 * HOUR, 10, 70, 30, 250}},
    .flows_file = "lending-run-flows.csv",
    .lps = 30};

/* Ten days at a lender whose borrowers take all there is from day 4 to day 6, while LPs who came
 * before want some of theirs back. */
static const sample_set lending_full = {
    .seed = 86028121,
    .start_s = 1748995200 /* 2025-06-04 */,
    .utilisation_len = 5,
    .utilisation = {{72, 800000, 840000, 6000},
                    {24, 850000, 985000, 4000},
                    {42, 1000000, 1000000, 0},
                    {30, 990000, 900000, 6000},
                    {73, 890000, 820000, 8000}},
    .utilisation_file = "lending-full-utilisation.csv",
    .flow_phases_len = 3,
    .flow_phases = {{2 * HOUR, 3 * DAY, 12, 100, 0, 250},
                    {3 * DAY + 12 * HOUR, 5 * DAY + 12 * HOUR, 8, 0, 50, 250},
                    {7 * DAY, 9 * DAY, 6, 60, 30, 250}},
    .flows_file = "lending-full-flows.csv",
    .lps = 10};

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("Usage: make_sets OUTDIR\n", stderr);
        return 2;
    }
    const sample_set *const sets[] = {&calm,          &crash,       &weekend,     &lending_calm,
                                      &lending_crash, &lending_run, &lending_full};
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        if (!write_set(sets[i], argv[1])) {
            return 4;
        }
    }
    return 0;
}
