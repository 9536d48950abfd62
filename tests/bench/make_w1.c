/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * make_w1.c - writes the workload of the bench into a folder: 2 628 000 minute bars (five years of
 * one asset) as prices.csv, the same quoted as quoted.csv, 20 000 flows as flows.csv, and w1.yaml.
 * Integers only, so the bytes are the same everywhere.
 */
#include "support/random.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

enum { BARS = 2628000, FLOWS = 20000, LPS = 500, PATH_BYTES = 512 };

#define START_MS INT64_C(1577836800000) /* 2020-01-01T00:00:00Z, when the first bar is visible */
#define BAR_MS INT64_C(60000)

static FILE *open_in(const char *folder, const char *name)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        perror(path);
    }
    return file;
}

static bool close_file(FILE *file)
{
    const bool failed = ferror(file) != 0;
    return fclose(file) == 0 && !failed;
}

/* One number of `cents`, padded to the eight places of the exchange's own files. */
static void put_number(FILE *file, int64_t cents, const char *quote, char end)
{
    fprintf(file, "%s%" PRId64 ".%02" PRId64 "000000%s%c", quote, cents / 100, cents % 100, quote,
            end);
}

/* A walk in cents, at most 0.05 % a minute, turned back at 8 000 and 90 000. */
static int64_t step_price(int64_t cents, uint64_t *random)
{
    const int64_t span = cents / 2000;
    const int64_t move = (int64_t)(random_next(random) % (uint64_t)(2 * span + 1)) - span;
    const int64_t next = cents + move;
    return next < 800000 || next > 9000000 ? cents - move : next;
}

static void put_bar(FILE *file, int64_t time_ms, int64_t open, int64_t close, uint64_t *random,
                    const char *quote)
{
    const int64_t top = open > close ? open : close;
    const int64_t bottom = open > close ? close : open;
    fprintf(file, "%s%" PRId64 "%s,", quote, time_ms, quote);
    put_number(file, open, quote, ',');
    put_number(file, top + (int64_t)(random_next(random) % 500), quote, ',');
    put_number(file, bottom - (int64_t)(random_next(random) % 500), quote, ',');
    put_number(file, close, quote, ',');
    put_number(file, 100 + (int64_t)(random_next(random) % 9900), quote, '\n');
}

static bool write_prices(const char *folder, const char *name, const char *quote)
{
    FILE *file = open_in(folder, name);
    if (file == NULL) {
        return false;
    }
    fprintf(file, "time_ms,open,high,low,close,volume\n");
    uint64_t random = 42;
    int64_t cents = 4000000;
    for (int64_t bar = 0; bar < BARS; bar++) {
        const int64_t close = step_price(cents, &random);
        put_bar(file, START_MS + (bar - 1) * BAR_MS, cents, close, &random, quote);
        cents = close;
    }
    return close_file(file);
}

/* Two deposits for each smaller withdrawal, so that nobody asks for more than he has. */
static bool write_flows(const char *folder)
{
    FILE *file = open_in(folder, "flows.csv");
    if (file == NULL) {
        return false;
    }
    fprintf(file, "time_ms,lp,kind,amount\n");
    uint64_t random = 7919;
    const int64_t span = (BARS - 1) * BAR_MS / FLOWS;
    for (int64_t flow = 0; flow < FLOWS; flow++) {
        const int64_t offset = (int64_t)(random_next(&random) % (uint64_t)span);
        const bool out = flow % 3 == 2;
        const int64_t amount = out ? 100 + (int64_t)(random_next(&random) % 900)
                                   : 20000 + (int64_t)(random_next(&random) % 10000);
        fprintf(file, "%" PRId64 ",lp%" PRId64 ",%s,%" PRId64 ".50\n",
                START_MS + 1 + flow * span + offset, flow / 3 % LPS, out ? "withdraw" : "deposit",
                amount);
    }
    return close_file(file);
}

/* venue: beside the taker fee. */
static bool write_scenario(const char *folder, const char *name, const char *sizing,
                           const char *venue)
{
    FILE *file = open_in(folder, name);
    if (file == NULL) {
        return false;
    }
    fprintf(file,
            "name: five years of minutes, a rescale every four hours\n"
            "seed: 7\n"
            "start: 2020-01-01T00:00:00Z\n"
            "end: 2024-12-30T00:00:00Z\n"
            "vault: {preset: hyro, capital: 10000000, min_deposit: 1, delay: 0s, fees: none}\n"
            "modes: ['interval:4h']\n"
            "rebalance: {sizing: %s, atomicity: all_or_none, on_failure: revert}\n"
            "instruments:\n"
            "  - {name: BTC, prices: prices.csv, bar: 1m, step: 0.00000001, min_qty: 0.00000001,\n"
            "     min_notional: 0, price_decimals: 8, quantity_decimals: 8, target: 2.0}\n"
            "venue: {fee: {taker: 5bp}%s}\n"
            "flows: flows.csv\n",
            sizing, venue);
    return close_file(file);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: make_w1 FOLDER\n");
        return 2;
    }
    const bool done = write_prices(argv[1], "prices.csv", "") &&
                      write_prices(argv[1], "quoted.csv", "\"") && write_flows(argv[1]) &&
                      write_scenario(argv[1], "w1.yaml", "target", "") &&
                      write_scenario(argv[1], "plain_venue.yaml", "proportional", "") &&
                      write_scenario(argv[1], "full_venue.yaml", "proportional",
                                     ", capacity: {regime: {limit: 100%}}, "
                                     "price: {almgren_2005: {window: 1d}}");
    return done ? 0 : 4;
}
