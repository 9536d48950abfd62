/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * make_stress.c - writes the price tapes of the stress scenarios: `make_stress OUTDIR`.
 *
 * A tape is a path of straight lines through a few prices with a little noise on every bar and a
 * volume for each stretch. Integers only; the noise is a hash of tape and bar, so the same bytes
 * come out on every machine. Nothing here happened; where a tape is named after a day, its shape
 * follows that day roughly.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../decimal.h"
#include "../timestamp.h"

enum { POINTS_MAX = 16, PATH_BYTES = 1024, DAY = 1440, HOUR = 60 };

typedef struct {
    int minute;
    int64_t price;  /* at that minute, in units of the tape's places */
    int64_t volume; /* of a bar up to the next point, whole coins */
} point;

typedef struct {
    const char *file;
    int64_t start_s;
    int bar_min, places, noise_ppm;
    point points[POINTS_MAX];
    size_t points_len; /* the last one ends the tape */
} tape;

static const tape tapes[] = {
    {.file = "stress-flat.csv",
     .start_s = 1717372800 /* 2024-06-03 */,
     .bar_min = 5,
     .places = 2,
     .noise_ppm = 300,
     .points_len = 2,
     .points = {{0, 6000000, 150}, {3 * DAY + 12 * HOUR, 6000000, 150}}},
    {.file = "stress-thursday.csv",
     .start_s = 1583971200 /* 2020-03-12 */,
     .bar_min = 5,
     .places = 2,
     .noise_ppm = 1500,
     .points_len = 14,
     .points = {{0, 790000, 900},
                {6 * HOUR, 765000, 1200},
                {10 * HOUR + 20, 730000, 5000},
                {11 * HOUR + 10, 600000, 2500},
                {14 * HOUR, 580000, 1800},
                {16 * HOUR, 610000, 1500},
                {22 * HOUR, 570000, 2500},
                {23 * HOUR + 30, 490000, 3500},
                {24 * HOUR + 30, 560000, 2000},
                {26 * HOUR, 470000, 1500},
                {26 * HOUR + 15, 395000, 400},
                {27 * HOUR, 500000, 2500},
                {32 * HOUR, 550000, 1800},
                {36 * HOUR, 530000, 1500}}},
    {.file = "stress-bleed.csv",
     .start_s = 1717372800 /* 2024-06-03 */,
     .bar_min = 4 * HOUR,
     .places = 2,
     .noise_ppm = 4000,
     .points_len = 4,
     .points = {{0, 6000000, 4000},
                {20 * DAY, 4900000, 4000},
                {40 * DAY, 4000000, 4000},
                {60 * DAY, 3300000, 4000}}},
    {.file = "stress-depeg.csv",
     .start_s = 1678478400 /* 2023-03-10T20:00:00Z */,
     .bar_min = 5,
     .places = 4,
     .noise_ppm = 400,
     .points_len = 8,
     .points = {{0, 10000, 9000000},
                {7 * HOUR, 9850, 30000000},
                {11 * HOUR, 8700, 20000000},
                {14 * HOUR, 9200, 12000000},
                {26 * HOUR, 9550, 9000000},
                {44 * HOUR, 9700, 9000000},
                {60 * HOUR, 9950, 9000000},
                {66 * HOUR, 9990, 9000000}}},
    {.file = "stress-halt.csv",
     .start_s = 1589846400 /* 2020-05-19 */,
     .bar_min = 5,
     .places = 2,
     .noise_ppm = 600,
     .points_len = 6,
     .points = {{0, 970000, 600},
                {12 * HOUR, 975000, 700},
                {12 * HOUR + 40, 950000, 300},
                {14 * HOUR, 955000, 900},
                {18 * HOUR, 978000, 600},
                {24 * HOUR, 972000, 600}}},
    {.file = "stress-may.csv",
     .start_s = 1621382400 /* 2021-05-19 */,
     .bar_min = 5,
     .places = 2,
     .noise_ppm = 1500,
     .points_len = 8,
     .points = {{0, 4300000, 200},
                {6 * HOUR, 4050000, 350},
                {11 * HOUR, 3850000, 500},
                {12 * HOUR + 45, 3600000, 700},
                {13 * HOUR + 10, 3020000, 900},
                {14 * HOUR, 3500000, 700},
                {18 * HOUR, 3850000, 400},
                {24 * HOUR, 3700000, 300}}},
    {.file = "stress-weekend.csv",
     .start_s = 1678478400 /* 2023-03-10T20:00:00Z, a Friday */,
     .bar_min = 5,
     .places = 4,
     .noise_ppm = 400,
     .points_len = 9,
     .points = {{0, 10000, 9000000},
                {4 * HOUR, 9950, 450000}, /* Saturday: a twentieth */
                {7 * HOUR, 9850, 1500000},
                {11 * HOUR, 8700, 1000000},
                {14 * HOUR, 9200, 600000},
                {26 * HOUR, 9550, 450000},
                {44 * HOUR, 9700, 450000},
                {52 * HOUR, 9950, 9000000},
                {72 * HOUR, 9990, 9000000}}},
    {.file = "stress-october.csv",
     .start_s = 1760097600 /* 2025-10-10T12:00:00Z */,
     .bar_min = 5,
     .places = 2,
     .noise_ppm = 800,
     .points_len = 7,
     .points = {{0, 12150000, 300},
                {3 * HOUR, 11700000, 500},
                {8 * HOUR + 50, 11350000, 900},
                {9 * HOUR + 20, 10300000, 3000},
                {9 * HOUR + 50, 11000000, 2000},
                {12 * HOUR, 11300000, 700},
                {24 * HOUR, 11150000, 300}}},
    {.file = "stress-crash.csv",
     .start_s = 1717372800 /* 2024-06-03 */,
     .bar_min = 5,
     .places = 2,
     .noise_ppm = 1000,
     .points_len = 7,
     .points = {{0, 6000000, 400},
                {8 * HOUR, 5800000, 800},
                {14 * HOUR, 5000000, 1500},
                {20 * HOUR, 4200000, 2500},
                {24 * HOUR, 3600000, 2500},
                {30 * HOUR, 3900000, 1200},
                {48 * HOUR, 3800000, 600}}},
    {.file = "stress-run.csv",
     .start_s = 1717372800 /* 2024-06-03 */,
     .bar_min = 5,
     .places = 2,
     .noise_ppm = 300,
     .points_len = 3,
     .points = {{0, 6000000, 50000}, /* LPs pay in */
                {5 * HOUR, 6000000, 150},
                {2 * DAY, 6000000, 150}}},
};
enum { TAPES_LEN = sizeof tapes / sizeof tapes[0] };

/* From -noise to noise, millionths. */
static int64_t draw_noise(size_t which, int minute, int noise_ppm)
{
    uint64_t x = ((uint64_t)which << 32 | (uint32_t)minute) + UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    x ^= x >> 31;
    return (int64_t)(x % (uint64_t)(2 * noise_ppm + 1)) - noise_ppm;
}

/* The stretch that a minute lies in. */
static const point *find_point(const tape *it, int minute)
{
    size_t at = 0;
    while (at + 2 < it->points_len && it->points[at + 1].minute <= minute) {
        at++;
    }
    return &it->points[at];
}

static int64_t price_at(const tape *it, size_t which, int minute)
{
    const point *from = find_point(it, minute);
    const int64_t way = from[1].price - from[0].price;
    const int64_t base =
        from[0].price + way * (minute - from[0].minute) / (from[1].minute - from[0].minute);
    return base + base * draw_noise(which, minute, it->noise_ppm) / 1000000;
}

static void put_price(FILE *out, int64_t price, int places)
{
    char text[BL_DECIMAL_TEXT];
    const size_t len = bl_decimal_print64(price, places, text);
    fprintf(out, "%.*s,", (int)len, text);
}

static void put_bar(FILE *out, const tape *it, size_t which, int minute)
{
    char time[BL_TIMESTAMP_TEXT];
    const int64_t open = price_at(it, which, minute);
    const int64_t close = price_at(it, which, minute + it->bar_min);
    const size_t len = bl_timestamp_print((it->start_s + minute * 60) * BL_NS_PER_S, time);
    fprintf(out, "%.*s,", (int)len, time);
    put_price(out, open, it->places);
    put_price(out, open > close ? open : close, it->places);
    put_price(out, open < close ? open : close, it->places);
    put_price(out, close, it->places);
    fprintf(out, "%" PRId64 "\n", find_point(it, minute)->volume);
}

static bool write_tape(const tape *it, size_t which, const char *folder)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", folder, it->file);
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        fprintf(stderr, "make_stress: %s: %s\n", path, strerror(errno));
        return false;
    }
    fputs("time,open,high,low,close,volume\n", out);
    for (int minute = 0; minute < it->points[it->points_len - 1].minute; minute += it->bar_min) {
        put_bar(out, it, which, minute);
    }
    const bool written = !ferror(out);
    return fclose(out) == 0 && written;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("Usage: make_stress OUTDIR\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < TAPES_LEN; i++) {
        if (!write_tape(&tapes[i], i, argv[1])) {
            return 4;
        }
    }
    return 0;
}
