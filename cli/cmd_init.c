/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmd_init.c - `ballast init DIR`: a small example that works, the same bytes everywhere: sixty
 * days of hourly prices from a walk in integers, with one bad week, and a dozen flows.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../data/folder.h"
#include "../data/outfile.h"
#include "../data/timestamp.h"
#include "cmd.h"
#include "say.h"

enum { HOURS = 60 * 24, CRASH_BEGIN = 30 * 24, CRASH_END = 33 * 24, ROW_BYTES = 256 };

#define START_NS INT64_C(1704067200000000000) /* 2024-01-01T00:00:00Z */

static const char scenario_text[] =
    "# A vault at 1.5x BTC through a quiet month, a crash with a run on the vault and a\n"
    "# recovery: does it matter when the position follows the money?\n"
    "name: a first vault\n"
    "seed: 1\n"
    "start: 2024-01-01T01:00:00Z\n"
    "end: 2024-03-01T00:00:00Z\n"
    "record: 1h\n"
    "vault: {preset: hyro, capital: 1000000, delay: 12h}\n"
    "modes: [immediate, 4h, 24h]\n"
    "instruments:\n"
    "  - {name: BTC, prices: prices.csv, bar: 1h, step: 0.001, min_qty: 0.001, min_notional: 5,\n"
    "     target: 1.5}\n"
    "venue:\n"
    "  price: {fixed: {half_spread: 1bp, slippage: 2bp}}\n"
    "  fee: {taker: 5.5bp, maker: 2bp}\n"
    "flows: flows.csv\n";

static const char flows_text[] = "time,lp,kind,amount\n"
                                 "2024-01-03T09:00:00Z,ann,deposit,150000\n"
                                 "2024-01-08T14:00:00Z,bob,deposit,400000\n"
                                 "2024-01-15T10:30:00Z,cat,deposit,250000\n"
                                 "2024-01-22T08:00:00Z,ann,withdraw,50%\n"
                                 "2024-01-29T16:00:00Z,dan,deposit,600000\n"
                                 "2024-01-31T06:00:00Z,dan,withdraw,all\n"
                                 "2024-01-31T20:00:00Z,bob,withdraw,300000\n"
                                 "2024-02-01T02:00:00Z,seed,withdraw,25%\n"
                                 "2024-02-01T11:00:00Z,cat,withdraw,all\n"
                                 "2024-02-12T12:00:00Z,eve,deposit,500000\n"
                                 "2024-02-20T07:00:00Z,bob,deposit,100000\n"
                                 "2024-02-26T15:00:00Z,ann,withdraw,all\n";

/* A step of the walk: splitmix64, its top bits taken as a number from -range to range. */
static int64_t draw(uint64_t *state, int64_t range)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t mixed = *state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (int64_t)((mixed >> 33) % (uint64_t)(2 * range + 1)) - range;
}

/* Prices in cents; moves in parts per million of the price before. */
static bool put_bar(bl_outfile *out, int hour, int64_t open, int64_t close, int64_t wick)
{
    char time[BL_TIMESTAMP_TEXT];
    int time_len = (int)bl_timestamp_print(START_NS + hour * INT64_C(3600) * BL_NS_PER_S, time);
    int64_t high = (open > close ? open : close) + wick;
    int64_t low = (open < close ? open : close) - wick;
    int64_t volume = 200 + wick / 50;
    char *row = bl_outfile_room(out, ROW_BYTES);
    if (!row) {
        return false;
    }
    int len = snprintf(row, ROW_BYTES,
                       "%.*s,%" PRId64 ".%02d,%" PRId64 ".%02d,%" PRId64 ".%02d,%" PRId64
                       ".%02d,%" PRId64 "\n",
                       time_len, time, open / 100, (int)(open % 100), high / 100, (int)(high % 100),
                       low / 100, (int)(low % 100), close / 100, (int)(close % 100), volume);
    bl_outfile_take(out, row + len);
    return true;
}

static void put_prices(bl_outfile *out)
{
    static const char header[] = "time,open,high,low,close,volume\n";
    uint64_t state = 1;
    int64_t price = 4200000;
    bl_outfile_put(out, header, sizeof header - 1);
    for (int hour = 0; hour < HOURS; hour++) {
        bool crash = hour >= CRASH_BEGIN && hour < CRASH_END;
        int64_t move_ppm = draw(&state, crash ? 12000 : 5000) + (crash ? -3500 : 100);
        int64_t close = price + price * move_ppm / 1000000;
        int64_t wick = price * (1000 + draw(&state, 1000)) / 1000000;
        if (!put_bar(out, hour, price, close, wick)) {
            return;
        }
        price = close;
    }
}

static bl_status write_example(const bl_folder *folder, bl_err *err)
{
    static const struct {
        const char *name, *text;
    } files[] = {{"scenario.yaml", scenario_text}, {"flows.csv", flows_text}, {"prices.csv", NULL}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        bl_outfile out;
        if (bl_outfile_open(&out, folder->temporary, files[i].name, NULL, err) != BL_OK) {
            return err->status;
        }
        if (files[i].text) {
            bl_outfile_put(&out, files[i].text, strlen(files[i].text));
        } else {
            put_prices(&out);
        }
        if (bl_outfile_close(&out, err) != BL_OK) {
            return err->status;
        }
    }
    return BL_OK;
}

static error_t take_option(int key, char *text, struct argp_state *state)
{
    const char **path = state->input;
    if (key == ARGP_KEY_ARG && !*path) {
        *path = text;
        return 0;
    }
    if (key == ARGP_KEY_ARG) {
        argp_error(state, "one DIR at a time; '%s' is a second one", text);
    }
    if (key == ARGP_KEY_END && !*path) {
        argp_error(state, "expected a DIR, which must not exist yet");
    }
    return key == ARGP_KEY_END ? 0 : ARGP_ERR_UNKNOWN;
}

static const struct argp parser = {
    NULL,  take_option,
    "DIR", "Write a small working example into a new folder: scenario.yaml, prices.csv, flows.csv.",
    NULL,  NULL,
    NULL};

int bl_cmd_init_main(int argc, char **argv)
{
    const char *path = NULL;
    bl_folder folder;
    bl_err err = {.status = BL_OK};
    argp_parse(&parser, argc, argv, 0, NULL, &path);
    if (bl_folder_open(&folder, path, false, &err) != BL_OK) {
        return bl_say_error(&err, false);
    }
    if (write_example(&folder, &err) == BL_OK) {
        bl_folder_commit(&folder, &err);
    }
    bl_folder_drop(&folder);
    if (err.status != BL_OK) {
        return bl_say_error(&err, false);
    }
    printf("Wrote scenario.yaml, prices.csv (%d rows), flows.csv (12 rows) into %s.\n"
           "Next: cd %s && ballast compare scenario.yaml\n",
           HOURS, path, path);
    return 0;
}
