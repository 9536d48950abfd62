/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_quoted_book.c - a real order book, imported from quotes and traded on with capacity and
 * price `depth`: every fill of docs/cases/book-2022.yaml against the snapshot that was known, in
 * whole hundredths of a dollar and millionths of a coin. What is taken is what rests at the best
 * price, to the last step, and costs mark * (1 + |2p - (bid + ask)| / (bid + ask)), the part up to
 * whole ppb and the price outward to the tick.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../data/decimal.h"
#include "../../data/timestamp.h"
#include "../support/cases.h"
#include "../support/program.h"
#include "../support/story.h"

#define FEEDS "build/cases/book-2022"

enum { ROWS_MAX = 2000, FILLS = 23, PPB = 1000000000, SIDES = 2, ASK = 0, BID = 1 };

typedef struct {
    int64_t time_ns;
    int64_t price[SIDES], quantity[SIDES]; /* hundredths, millionths */
} quote;

typedef struct {
    int64_t known_ns, close;
} bar;

static quote quotes[ROWS_MAX];
static bar bars[ROWS_MAX];
static size_t quotes_len, bars_len;

static int64_t read_number(const char *text, int places)
{
    int64_t value = 0;
    bool rounded = true;
    ck_assert_int_eq(bl_decimal_parse(text, strlen(text), places, &value, &rounded), BL_DECIMAL_OK);
    ck_assert(!rounded);
    return value;
}

/* The fields of the next line; NULL past the last. */
static char *next_line(FILE *in, char line[256], char *fields[9])
{
    if (!fgets(line, 256, in)) {
        return NULL;
    }
    line[strcspn(line, "\n")] = '\0';
    for (size_t i = 0; i < 9; i++) {
        fields[i] = i == 0 ? line : fields[i - 1] ? strchr(fields[i - 1], ',') : NULL;
        if (i > 0 && fields[i]) {
            *fields[i]++ = '\0';
        }
    }
    return line;
}

static FILE *open_table(const char *path)
{
    char header[256];
    FILE *const in = fopen(path, "r");
    ck_assert_msg(in != NULL, "%s", path);
    ck_assert_ptr_nonnull(fgets(header, sizeof header, in));
    return in;
}

static int64_t read_time(const char *text)
{
    int64_t time_ns = 0;
    ck_assert(bl_timestamp_parse_iso(text, strlen(text), &time_ns));
    return time_ns;
}

/* time,side,price,quantity: bid, then ask. */
static void read_quotes(void)
{
    char line[256];
    char *fields[9];
    FILE *const in = open_table(FEEDS "/book.csv");
    for (size_t row = 0; next_line(in, line, fields); row++) {
        const int side = strcmp(fields[1], "bid") == 0 ? BID : ASK;
        quote *const at = &quotes[row / SIDES];
        ck_assert_uint_lt(row / SIDES, ROWS_MAX);
        at->time_ns = read_time(fields[0]);
        at->price[side] = read_number(fields[2], 2);
        at->quantity[side] = read_number(fields[3], 6);
        quotes_len = row / SIDES + 1;
    }
    fclose(in);
}

/* A bar of a minute is known when it has ended. */
static void read_bars(void)
{
    char line[256];
    char *fields[9];
    FILE *const in = open_table(FEEDS "/btc.csv");
    for (bars_len = 0; next_line(in, line, fields); bars_len++) {
        ck_assert_uint_lt(bars_len, ROWS_MAX);
        bars[bars_len] = (bar){read_time(fields[0]) + 60 * BL_NS_PER_S, read_number(fields[4], 2)};
    }
    fclose(in);
}

static int64_t divide_up(int64_t a, int64_t b)
{
    return a / b + (a % b != 0);
}

/* What a fill at this time must cost and may take. */
static void check_fill(int64_t time_ns, int64_t quantity, int64_t mark, int64_t price, bool partial)
{
    const int side = quantity > 0 ? ASK : BID;
    size_t known = quotes_len - 1;
    size_t last = bars_len - 1;
    while (quotes[known].time_ns > time_ns) {
        ck_assert_uint_gt(known--, 0);
    }
    while (bars[last].known_ns > time_ns) {
        ck_assert_uint_gt(last--, 0);
    }
    const quote *const book = &quotes[known];
    const int64_t twice_mid = book->price[ASK] + book->price[BID];
    const int64_t away = llabs(2 * book->price[side] - twice_mid);
    const int64_t ppb = divide_up(away * PPB, twice_mid);
    const int64_t wanted =
        side == ASK ? divide_up(mark * (PPB + ppb), PPB) : mark * (PPB - ppb) / PPB;
    ck_assert_int_eq(mark, bars[last].close);
    ck_assert_int_eq(price, wanted);
    ck_assert_int_le(llabs(quantity), book->quantity[side]);
    ck_assert(!partial || llabs(quantity) == book->quantity[side]);
}

START_TEST(fills_take_what_the_quotes_had_at_their_price)
{
    char line[256];
    char *fields[9];
    size_t fills = 0;
    size_t partial = 0;
    story_import("docs/cases/book-2022.import.yaml", FEEDS);
    ck_assert_int_eq(PROGRAM_RUN("run", "docs/cases/book-2022.yaml", "-o", "run"), 0);
    read_quotes();
    read_bars();
    FILE *const in = open_table("run/immediate/fills.csv");
    ck_assert_ptr_nonnull(next_line(in, line, fields)); /* the opening stands outside the venue */
    for (; next_line(in, line, fields); fills++) {
        const bool part = strcmp(fields[8], "PARTIAL") == 0;
        ck_assert(part || strcmp(fields[8], "FILLED") == 0);
        check_fill(strtoll(fields[1], NULL, 10), read_number(fields[4], 6),
                   read_number(fields[5], 2), read_number(fields[6], 2), part);
        partial += part;
    }
    fclose(in);
    ck_assert_uint_eq(fills, FILLS);
    ck_assert_uint_gt(partial, 0);
    ck_assert_uint_lt(partial, fills);
}
END_TEST

/* The minute of 08:14 ended with a bid of 17158.54, 0.000613 asked at 17160.28 and a last trade at
 * 17160.43, so the deposit of 08:15:00 takes 0.000613: 1.74 of 34318.82 is 50702 ppb, up, and
 * 17160.43 * 1.000050702 is 17161.3001, up to the tick 17161.31. The next minute has 0.005. */
START_TEST(the_first_fills_by_hand)
{
    static char fills[PROGRAM_ANSWER_BYTES];
    story_import("docs/cases/book-2022.import.yaml", FEEDS);
    ck_assert_int_eq(PROGRAM_RUN("run", "docs/cases/book-2022.yaml", "-o", "run"), 0);
    program_read("ballast/run/immediate/fills.csv", fills);
    program_expect_in(fills, "\n2,1670919300000000000,1,BTC,0.00061300,17160.43000000,"
                             "17161.31000000,0.005786,PARTIAL\n"
                             "3,1670919360000000000,1,BTC,0.00500000,");
}
END_TEST

int main(void)
{
    if (!story_find()) {
        return EXIT_SUCCESS;
    }
    TCase *const all = tcase_create("quoted_book");
    tcase_add_checked_fixture(all, story_begin, story_finish);
    tcase_add_test(all, fills_take_what_the_quotes_had_at_their_price);
    tcase_add_test(all, the_first_fills_by_hand);
    return cases_run("quoted_book", all);
}
