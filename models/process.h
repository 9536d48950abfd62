/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * process.h - synthetic worlds: what a process is asked and what processes share. A process fills
 * the columns of a feed as a pure function of its parameters, the world and nothing else; a
 * longer world begins like a shorter one.
 *
 * A year has 365 days. Prices and volumes are in 10^-8, amounts in 10^-6, shares and rates in
 * parts per billion: the places of the feeds that are written.
 */
#ifndef BL_PROCESS_H
#define BL_PROCESS_H

#include "../sim/model.h"
#include "../sim/tape.h"
#include "draw.h"

enum { BL_PROCESS_PRICE_PLACES = 8, BL_PROCESS_AMOUNT_PLACES = 6 };
#define BL_PROCESS_YEAR_NS (365 * BL_NS_PER_DAY)

typedef enum {
    BL_PROCESS_PRICES,
    BL_PROCESS_FLOWS,
    BL_PROCESS_UTILISATION,
    BL_PROCESS_FUNDING
} bl_process_feed;

/* Everything a process may depend on beside its parameters. */
typedef struct {
    uint64_t seed, replicate;
    uint16_t entity; /* which of several alike; they are independent unless a process says else */
    int64_t start_ns, step_ns;
    size_t len;     /* steps; the world ends at start + len steps, which is in it */
    bl_bars prices; /* given ones; len 0: none */
    double *room;   /* scratch for as many numbers as there are given prices */
} bl_process_world;

/* Rows in time order. Columns that a feed has not may be NULL. */
typedef struct {
    size_t len, cap;
    bool full;        /* there are more rows than room; with more room the same ones come first */
    int64_t *time_ns; /* of a bar: its open, the first a step before the start */
    int64_t *value;   /* close; amount; share; rate */
    int64_t *volume;  /* prices only */
    uint32_t *lp;     /* flows only; from 0 */
    uint8_t *kind;    /* flows only: bl_flow_kind, never WITHDRAW_PART */
    double block;     /* resampling only: the mean length of a block, steps */
    uint64_t raised;  /* prices and amounts below one unit, made one unit */
    uint64_t cut;     /* flows cut to what the LP had left or 2^52 units; rates cut to their cap */
    uint64_t dropped; /* withdrawals nobody had anything left for */
} bl_process_tape;

typedef struct {
    bl_model_info info;
    bl_process_feed feed;
    bool reads_prices;
    bool has_steps; /* false: events fall where they fall, and only the end matters */
    /* Appends to an empty tape. NULL, or a sentence why there is no such world. */
    const char *(*fill)(const int64_t *params, const bl_process_world *world, bl_process_tape *out);
} bl_process_model;

/* ---- for processes */

#define BL_PROCESS_TOO_LARGE "the price leaves its range, 0.00000001 to 45035996"

bl_draw_key bl_process_key(const bl_process_world *world, bl_draw_purpose purpose);
int64_t bl_process_end(const bl_process_world *world);
/* Parts per billion as a number, and a duration in years. */
double bl_process_ratio(int64_t ppb);
double bl_process_years(int64_t ns);
/* Waits `seconds`, rounded up to the ns; false where that is beyond the end. */
bool bl_process_wait(const bl_process_world *world, double seconds, int64_t *time_ns);
/* Room for one more row: its place in *row; false, and full, where there is none. */
bool bl_process_take_row(bl_process_tape *out, int64_t time_ns, size_t *row);

/* A price on its way: where it began and the logarithm of what became of it. */
typedef struct {
    double first;  /* price units */
    double growth; /* sum of the logarithmic returns */
    int64_t volume;
} bl_process_path;

/* From parameters of kind NUMBER. */
bl_process_path bl_process_make_path(int64_t price_ppb, int64_t volume_ppb);
/* The first bar ends at the start, at the first price, so that it is visible there. False: out of
 * range, or the tape is full. */
bool bl_process_begin_path(const bl_process_world *world, const bl_process_path *path,
                           bl_process_tape *out);
/* The bar of a step ends at what the path is now; quantised once, half to even (spec 1.9). */
bool bl_process_put_bar(const bl_process_world *world, const bl_process_path *path, size_t step,
                        bl_process_tape *out);

/* A value that returns to its mean (Ornstein, Uhlenbeck), sampled exactly. */
typedef struct {
    double mean, value;
    double keep; /* of the distance, each step */
    double sd;   /* of a step */
} bl_process_returning;

/* spread: standard deviation in the long run; reversion_ns: mean distance falls to 1/e. */
bl_process_returning bl_process_begin_returning(double mean, double value, double spread,
                                                int64_t reversion_ns, int64_t step_ns);
void bl_process_step_returning(bl_process_returning *returning, double normal);

#define BL_PROCESS_PARAM_PRICE                                                                     \
    {                                                                                              \
        .name = "price", .kind = BL_PARAM_NUMBER, .unit = "quote per coin", .low = 10,             \
        .high = 45000000 * BL_PPB, .fallback = 100 * BL_PPB, .help = "at the start"                \
    }
#define BL_PROCESS_PARAM_DRIFT                                                                     \
    {                                                                                              \
        .name = "drift", .kind = BL_PARAM_RATIO, .unit = "ratio a year", .low = -20 * BL_PPB,      \
        .high = 20 * BL_PPB, .fallback = 0,                                                        \
        .help = "growth of the mean price, continuously compounded"                                \
    }
#define BL_PROCESS_PARAM_VOLUME                                                                    \
    {                                                                                              \
        .name = "volume", .kind = BL_PARAM_NUMBER, .unit = "coins", .low = 0,                      \
        .high = INT64_C(4000000000) * BL_PPB, .fallback = 1000 * BL_PPB, .help = "of every bar"    \
    }

#endif
