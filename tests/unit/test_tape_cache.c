/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_tape_cache.c - a tape gives what its source would, whatever has happened to either, and
 * nothing that happens to the cache is an error.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../data/columns.h"
#include "../support/cases.h"
#include "../support/sample_run.h"
#include "../support/tape_world.h"

static bl_tape_world world;
static bl_diags diags;

static void begin(void)
{
    bl_tape_world_open(&world);
}

static void finish(void)
{
    bl_tape_world_close(&world);
}

static bool read_again(void)
{
    return bl_tape_world_read(&world, &diags);
}

/* The first reading writes, the second maps. */
static void warm_up(void)
{
    ck_assert(!read_again());
    ck_assert_uint_eq(diags.warnings, 0);
    ck_assert(read_again());
    ck_assert_uint_eq(diags.warnings, 0);
}

static void expect_warning(const char *text)
{
    ck_assert_uint_eq(diags.errors, 0);
    ck_assert_uint_eq(diags.warnings, 1);
    ck_assert_msg(strstr(diags.items[0].message, text) != NULL, "%s", diags.items[0].message);
    ck_assert_str_eq(diags.items[0].file, world.prices);
}

static char *load(const char *path, size_t *out_len)
{
    enum { ROOM = 4096 };
    char *bytes = malloc(ROOM);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    *out_len = fread(bytes, 1, ROOM, file);
    ck_assert_uint_lt(*out_len, ROOM);
    fclose(file);
    return bytes;
}

static void store(const char *path, const char *bytes, size_t len)
{
    unlink(path); /* never into a file that may be mapped */
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
    ck_assert_int_eq(fclose(file), 0);
}

/* ---- hits */

START_TEST(a_second_reading_comes_from_the_tape)
{
    warm_up();
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", NULL), 1);
    ck_assert_uint_eq(bl_tape_world_count(&world, ".index", NULL), 1);
}
END_TEST

START_TEST(a_copy_shares_the_tape)
{
    warm_up();
    bl_tape_world_put_prices(&world, "copy.csv", 5, 1);
    ck_assert(!read_again());
    ck_assert(read_again());
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", NULL), 1);
    ck_assert_uint_eq(bl_tape_world_count(&world, ".index", NULL), 2);
}
END_TEST

START_TEST(other_options_are_another_tape)
{
    const bl_feed_bars_options variants[] = {
        {.price_decimals = 2, .quantity_decimals = 4, .bar_ns = 60 * BL_NS_PER_S},
        {.price_decimals = 3, .quantity_decimals = 4, .bar_ns = 60 * BL_NS_PER_S},
        {.price_decimals = 3, .quantity_decimals = 5, .bar_ns = 60 * BL_NS_PER_S},
        {.price_decimals = 3,
         .quantity_decimals = 5,
         .bar_ns = 60 * BL_NS_PER_S,
         .stamp_close = true}};
    warm_up();
    for (size_t i = 0; i < 4; i++) {
        bl_feed_bars feeds[2];
        bl_feed_bars_options options = variants[i];
        ck_assert(bl_feed_read_bars(world.prices, &options, &feeds[0], &diags));
        options.cache = &world.cache;
        for (size_t k = 0; k < 2; k++) {
            ck_assert(bl_feed_read_bars(world.prices, &options, &feeds[1], &diags));
            ck_assert_int_eq(((bl_columns *)feeds[1].memory)->map.at != NULL, k == 1);
            for (size_t row = 0; row < 5; row++) {
                ck_assert_int_eq(bl_bars_time(&feeds[1].bars, row),
                                 bl_bars_time(&feeds[0].bars, row));
            }
            ck_assert_mem_eq(feeds[1].bars.close, feeds[0].bars.close, 40);
            ck_assert_mem_eq(feeds[1].bars.volume, feeds[0].bars.volume, 40);
            ck_assert_uint_eq(feeds[1].report.gaps, feeds[0].report.gaps);
            bl_feed_close_bars(&feeds[1]);
        }
        bl_feed_close_bars(&feeds[0]);
        ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", NULL), i + 2);
    }
}
END_TEST

static const char flows_text[] = "time,lp,kind,amount\n"
                                 "2024-01-01T00:00:00Z,ann,deposit,1000.0000005\n"
                                 "2024-01-01T05:00:00Z,\"comma, lp\",withdraw,12.5%\n"
                                 "2024-01-01T06:00:00Z,ann,withdraw,all\n";

START_TEST(flows_come_with_names_and_texts)
{
    char path[4096];
    bl_tape_world_put(&world, "flows.csv", flows_text, sizeof flows_text - 1);
    snprintf(path, sizeof path, "%s/flows.csv", world.folder);
    for (int k = 0; k < 3; k++) {
        bl_feed_flows feed;
        bl_diag_init(&diags);
        ck_assert(bl_feed_read_flows(path, 6, 0, &world.cache, &feed, &diags));
        ck_assert_uint_eq(feed.flows.len, 3);
        ck_assert_uint_eq(feed.flows.lps_len, 3);
        ck_assert_str_eq(feed.names[0], "seed");
        ck_assert_str_eq(feed.names[feed.flows.lp[1]], "comma, lp");
        ck_assert_ptr_null(feed.names[3]);
        ck_assert_uint_eq(feed.flows.amount[0], 1000000000);
        ck_assert_uint_eq(feed.flows.amount[1], 125000000);
        ck_assert_int_eq(feed.flows.kind[2], BL_FLOW_WITHDRAW_ALL);
        ck_assert_int_eq(memcmp(feed.requested_text, "1000.000000512.5%all", 20), 0);
        ck_assert_uint_eq(feed.requested_begin[3], 20);
        ck_assert_uint_eq(feed.report.rounded, 1);
        ck_assert_str_eq(feed.report.path, path);
        bl_feed_close_flows(&feed);
        ck_assert_uint_eq(diags.warnings, 0);
    }
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", NULL), 1);
}
END_TEST

START_TEST(series_come_from_tapes_too)
{
    static const char rates[] = "time,rate\n2024-01-01T00:00:00Z,0.0001\n2024-01-01T08:00:00Z,-1\n";
    static const char index[] = "time,exchange_price,available\n2024-01-01T00:00:00Z,1.5,\n"
                                "2024-01-01T08:00:00Z,1.6,7.5\n";
    static const char shares[] = "time,utilisation\n2024-01-01T00:00:00Z,0.25\n";
    char paths[3][4096];
    bl_tape_world_put(&world, "rates.csv", rates, sizeof rates - 1);
    bl_tape_world_put(&world, "index.csv", index, sizeof index - 1);
    bl_tape_world_put(&world, "shares.csv", shares, sizeof shares - 1);
    snprintf(paths[0], sizeof paths[0], "%s/rates.csv", world.folder);
    snprintf(paths[1], sizeof paths[1], "%s/index.csv", world.folder);
    snprintf(paths[2], sizeof paths[2], "%s/shares.csv", world.folder);
    for (int k = 0; k < 2; k++) {
        bl_feed_rates a;
        bl_feed_index b;
        bl_feed_utilisation c;
        bl_diag_init(&diags);
        ck_assert(bl_feed_read_rates(paths[0], &world.cache, &a, &diags));
        ck_assert(bl_feed_read_index(paths[1], 6, &world.cache, &b, &diags));
        ck_assert(bl_feed_read_utilisation(paths[2], &world.cache, &c, &diags));
        ck_assert_int_eq(((bl_columns *)a.memory)->map.at != NULL, k == 1);
        ck_assert_int_eq(((bl_columns *)b.memory)->map.at != NULL, k == 1);
        ck_assert_int_eq(((bl_columns *)c.memory)->map.at != NULL, k == 1);
        ck_assert_uint_eq(a.rates.len, 2);
        ck_assert_int_eq(a.rates.rate_ppb[1], -BL_PPB);
        ck_assert_uint_eq(b.index.available[0], BL_NO_LIMIT);
        ck_assert_uint_eq(b.index.available[1], 7500000);
        ck_assert_int_eq(c.utilisation.share_ppb[0], 250000000);
        bl_feed_close_rates(&a);
        bl_feed_close_index(&b);
        bl_feed_close_utilisation(&c);
    }
}
END_TEST

static const char book_text[] = "time,side,price,quantity\n2024-01-01T00:00:00Z,bid,9.5,1\n"
                                "2024-01-01T00:00:00Z,ask,10.5,2\n";
static const char targets_text[] = "time,instrument,leverage\n2024-01-01T00:00:00Z,ETH,-1.5\n";
static const char cranks_text[] = "time,signer,action,strategy,amount\n"
                                  "2024-01-01T00:00:00Z,key,deposit_strategy,lend,7\n";

/* Writes a text and answers its path. */
static const char *put_text(const char *name, const char *text)
{
    static char path[4096];
    bl_tape_world_put(&world, name, text, strlen(text));
    snprintf(path, sizeof path, "%s/%s", world.folder, name);
    bl_diag_init(&diags);
    return path;
}

START_TEST(books_come_from_tapes_and_whole_ones_only)
{
    const char *path = put_text("book.csv", book_text);
    for (int k = 0; k < 4; k++) {
        const bl_feed_depth_options options = {2 + k / 2, 3, &world.cache};
        bl_feed_depth book;
        ck_assert(bl_feed_read_depth(path, &options, &book, &diags));
        ck_assert_int_eq(((bl_columns *)book.memory)->map.at != NULL, k % 2 == 1);
        ck_assert_uint_eq(book.depth.len, 2);
        ck_assert_int_eq(book.depth.price[1], k < 2 ? 1050 : 10500);
        ck_assert_uint_eq(book.depth.bids[0], 1);
        bl_feed_close_depth(&book);
    }
    char cut[sizeof book_text] = "";
    memcpy(cut, book_text, (size_t)(strstr(book_text, "2024-01-01T00:00:00Z,ask") - book_text));
    path = put_text("cut.csv", cut);
    for (int k = 0; k < 2; k++) {
        const bl_feed_depth_options options = {2, 3, &world.cache};
        bl_feed_depth book;
        bl_diag_init(&diags);
        ck_assert(!bl_feed_read_depth(path, &options, &book, &diags));
        ck_assert_ptr_nonnull(strstr(diags.items[0].message, "the last snapshot has no asks"));
    }
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", NULL), 2);
}
END_TEST

START_TEST(places_of_names_are_those_of_the_names_asked_for)
{
    static const char *const orders[2][2] = {{"BTC", "ETH"}, {"ETH", "BTC"}};
    const char *const path = put_text("targets.csv", targets_text);
    for (int k = 0; k < 4; k++) {
        bl_feed_targets feed;
        ck_assert(bl_feed_read_targets(path, orders[k / 2], 2, &world.cache, &feed, &diags));
        ck_assert_int_eq(((bl_columns *)feed.memory)->map.at != NULL, k % 2 == 1);
        ck_assert_uint_eq(feed.targets.instrument[0], k < 2 ? 1 : 0);
        bl_feed_close_targets(&feed);
    }
}
END_TEST

START_TEST(cranks_come_from_tapes_but_none_before_the_start)
{
    static const char *const strategies[] = {"lend"};
    static const char *const operators[] = {"key"};
    bl_feed_cranks_options options = {strategies, 1, operators, 1, 6, 0, &world.cache};
    const char *const path = put_text("cranks.csv", cranks_text);
    for (int k = 0; k < 4; k++) {
        bl_feed_cranks feed;
        options.operators_len = k < 2 ? 1 : 0;
        ck_assert(bl_feed_read_cranks(path, &options, &feed, &diags));
        ck_assert_int_eq(((bl_columns *)feed.memory)->map.at != NULL, k % 2 == 1);
        ck_assert_uint_eq(feed.cranks.amount[0], 7000000);
        ck_assert_int_eq(feed.cranks.signer[0] >= BL_SIGNER_NAMED, k < 2);
        bl_feed_close_cranks(&feed);
    }
    bl_feed_cranks feed;
    options.start_ns = INT64_C(1704067200) * BL_NS_PER_S + 1;
    ck_assert(!bl_feed_read_cranks(path, &options, &feed, &diags));
    ck_assert_uint_eq(diags.items[0].line, 2);
    ck_assert_ptr_nonnull(strstr(diags.items[0].message, "not before the start"));
}
END_TEST

/* ---- what a reading would refuse, a tape does not let through */

START_TEST(times_are_kept_where_steps_differ)
{
    static const int times[][5] = {
        {0, 3600, 7200, 14400, 18000},  /* a gap */
        {0, 60, 3600, 7200, 10800},     /* within a bar */
        {0, 7200, 14400, 21600, 28800}, /* equal, of two bars */
        {0, 3600, 7200, 10800, 14400},
    };
    for (size_t i = 0; i < 4 * 5; i++) {
        char name[16];
        char text[512];
        int len = snprintf(text, sizeof text, "time_s,open,high,low,close,volume\n");
        for (size_t row = 0; row <= i % 5; row++) {
            len += snprintf(text + len, sizeof text - (size_t)len, "%d,1,2,1,2,%zu\n",
                            1700006400 + times[i / 5][row], row);
        }
        snprintf(name, sizeof name, "%zu.csv", i);
        bl_tape_world_put(&world, name, text, (size_t)len);
        snprintf(world.prices, sizeof world.prices, "%s/%s", world.folder, name);
        (void)read_again(); /* a tape of the same bytes may be there */
        ck_assert(read_again());
    }
}
END_TEST

START_TEST(a_gap_is_refused_though_there_is_a_tape)
{
    bl_feed_bars feed;
    bl_feed_bars_options options = {
        .price_decimals = 2, .quantity_decimals = 4, .bar_ns = 60 * BL_NS_PER_S};
    options.cache = &world.cache;
    ck_assert(bl_feed_read_bars(world.prices, &options, &feed, &diags));
    bl_feed_close_bars(&feed);
    options.gap_fail = true;
    for (int k = 0; k < 2; k++) {
        bl_diag_init(&diags);
        ck_assert(!bl_feed_read_bars(world.prices, &options, &feed, &diags));
        ck_assert_uint_eq(diags.errors, 4);
        ck_assert_uint_eq(diags.items[0].line, 3);
        ck_assert_uint_eq(diags.warnings, 0);
    }
}
END_TEST

START_TEST(a_flow_before_the_start_is_refused_though_there_is_a_tape)
{
    char path[4096];
    bl_feed_flows feed;
    bl_tape_world_put(&world, "flows.csv", flows_text, sizeof flows_text - 1);
    snprintf(path, sizeof path, "%s/flows.csv", world.folder);
    ck_assert(bl_feed_read_flows(path, 6, 0, &world.cache, &feed, &diags));
    const int64_t first_ns = feed.flows.time_ns[0];
    bl_feed_close_flows(&feed);
    bl_diag_init(&diags);
    ck_assert(!bl_feed_read_flows(path, 6, first_ns + 1, &world.cache, &feed, &diags));
    ck_assert_uint_eq(diags.errors, 1);
    ck_assert_uint_eq(diags.items[0].line, 2);
    ck_assert(bl_feed_read_flows(path, 6, first_ns, &world.cache, &feed, &diags));
    bl_feed_close_flows(&feed);
}
END_TEST

START_TEST(a_refused_feed_leaves_no_tape)
{
    bl_feed_bars feed;
    bl_feed_bars_options options = {.bar_ns = 60 * BL_NS_PER_S, .cache = &world.cache};
    options.gap_fail = true;
    bl_diag_init(&diags);
    ck_assert(!bl_feed_read_bars(world.prices, &options, &feed, &diags));
    ck_assert_uint_eq(bl_tape_world_count(&world, "", NULL), 0);
}
END_TEST

/* ---- damage */

START_TEST(every_changed_bit_of_a_tape_is_noticed)
{
    char path[4096];
    bl_tape tape;
    warm_up();
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", path), 1);
    const char *key = strrchr(path, '/') + 1;
    const int fd = open(path, O_RDWR);
    const off_t len = lseek(fd, 0, SEEK_END);
    ck_assert_int_gt(len, 500);
    for (off_t bit = 0; bit < 8 * len; bit++) {
        char byte;
        ck_assert_int_eq(pread(fd, &byte, 1, bit / 8), 1);
        byte = (char)(byte ^ (1 << bit % 8));
        ck_assert_int_eq(pwrite(fd, &byte, 1, bit / 8), 1);
        ck_assert_msg(bl_tape_file_map(fd, key, &tape) == BL_INTEGRITY, "bit %d", (int)bit);
        byte = (char)(byte ^ (1 << bit % 8));
        ck_assert_int_eq(pwrite(fd, &byte, 1, bit / 8), 1);
    }
    ck_assert_int_eq(bl_tape_file_map(fd, key, &tape), BL_OK);
    bl_tape_file_unmap(tape.map);
    close(fd);
}
END_TEST

START_TEST(a_damaged_tape_is_said_and_written_anew)
{
    char path[4096];
    size_t len;
    warm_up();
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", path), 1);
    char *bytes = load(path, &len);
    for (size_t at = 0; at < len; at += 23) { /* some of every field and part */
        bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
        store(path, bytes, len);
        bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
        ck_assert(!read_again());
        expect_warning("is damaged");
        ck_assert(read_again());
        ck_assert_uint_eq(diags.warnings, 0);
    }
    free(bytes);
}
END_TEST

START_TEST(a_tape_of_another_length_is_noticed)
{
    char path[4096];
    size_t len;
    warm_up();
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", path), 1);
    char *bytes = load(path, &len);
    char *longer = calloc(1, len + 64);
    memcpy(longer, bytes, len);
    for (size_t cut = 0; cut <= len + 64; cut += 32) {
        if (cut == len) {
            continue;
        }
        store(path, longer, cut);
        ck_assert(!read_again());
        expect_warning("is damaged");
        ck_assert(read_again());
    }
    free(bytes);
    free(longer);
}
END_TEST

START_TEST(a_tape_under_another_name_is_noticed)
{
    char path[4096];
    size_t len;
    warm_up();
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", path), 1);
    char *bytes = load(path, &len);
    bl_tape_world_put_prices(&world, "prices.csv", 5, 2);
    unlink(path);
    ck_assert(!read_again());
    ck_assert(read_again());
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", path), 1);
    store(path, bytes, len);
    ck_assert(!read_again());
    expect_warning("is damaged");
    free(bytes);
}
END_TEST

START_TEST(a_changed_byte_of_the_index_never_gives_another_tape)
{
    char path[4096];
    size_t len;
    warm_up();
    ck_assert_uint_eq(bl_tape_world_count(&world, ".index", path), 1);
    char *bytes = load(path, &len);
    for (size_t at = 0; at < len; at += 5) {
        bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
        store(path, bytes, len);
        bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
        (void)read_again();
        ck_assert_uint_eq(diags.errors, 0);
        ck_assert(read_again());
    }
    for (size_t cut = 0; cut < len; cut += 7) {
        store(path, bytes, cut);
        ck_assert(!read_again());
        ck_assert(read_again());
    }
    free(bytes);
}
END_TEST

/* ---- sources that change */

START_TEST(a_changed_source_is_read_again)
{
    warm_up();
    bl_tape_world_put_prices(&world, "prices.csv", 5, 2);
    ck_assert(!read_again());
    expect_warning("has changed");
    ck_assert(read_again());
    ck_assert_uint_eq(diags.warnings, 0);
}
END_TEST

START_TEST(a_source_with_its_old_size_and_time_is_read_again)
{
    struct stat before;
    warm_up();
    ck_assert_int_eq(stat(world.prices, &before), 0);
    const struct timespec times[2] = {before.st_atim, before.st_mtim};
    bl_tape_world_put_prices(&world, "prices.csv", 5, 3);
    ck_assert_int_eq(utimensat(AT_FDCWD, world.prices, times, 0), 0);
    struct stat after;
    ck_assert_int_eq(stat(world.prices, &after), 0);
    ck_assert_int_eq(after.st_size, before.st_size);
    ck_assert_int_eq(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
    ck_assert(!read_again());
    expect_warning("has changed");
}
END_TEST

START_TEST(a_source_replaced_by_another_file_is_read_again)
{
    char other[4096];
    char path[4096];
    warm_up();
    snprintf(path, sizeof path, "%s", world.prices);
    snprintf(other, sizeof other, "%s", bl_tape_world_put_prices(&world, "other.csv", 5, 4));
    ck_assert_int_eq(rename(other, path), 0);
    snprintf(world.prices, sizeof world.prices, "%.2000s", path);
    ck_assert(!read_again());
    expect_warning("has changed");
}
END_TEST

START_TEST(a_source_that_has_just_changed_gets_no_index)
{
    world.cache.settle_s = 2;
    ck_assert(!read_again());
    ck_assert(!read_again());
    ck_assert_uint_eq(diags.warnings, 0);
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", NULL), 1);
    ck_assert_uint_eq(bl_tape_world_count(&world, ".index", NULL), 0);
    usleep(2100000);
    ck_assert(!read_again());
    ck_assert(read_again());
}
END_TEST

START_TEST(a_source_from_the_future_gets_no_index)
{
    const struct timespec times[2] = {{.tv_sec = 4000000000}, {.tv_sec = 4000000000}};
    ck_assert_int_eq(utimensat(AT_FDCWD, world.prices, times, 0), 0);
    ck_assert(!read_again());
    ck_assert(!read_again());
    ck_assert_uint_eq(bl_tape_world_count(&world, ".index", NULL), 0);
}
END_TEST

START_TEST(a_source_that_changes_while_it_is_read_is_not_kept)
{
    bl_tape_slot slot;
    bl_tape tape;
    ck_assert(!bl_tape_cache_find(&world.cache, world.prices, "x", &slot, &tape, &diags));
    bl_tape_world_put_prices(&world, "prices.csv", 6, 5);
    tape = (bl_tape){.parts_len = 0};
    memset(tape.report.sha256, 'a', 64);
    bl_tape_cache_keep(&slot, &tape, &diags);
    ck_assert_uint_eq(bl_tape_world_count(&world, "", NULL), 0);
}
END_TEST

START_TEST(a_small_source_is_read_each_time)
{
    world.cache.source_min = 100000;
    ck_assert(!read_again());
    ck_assert(!read_again());
    ck_assert_uint_eq(bl_tape_world_count(&world, "", NULL), 0);
}
END_TEST

/* ---- the folder */

START_TEST(runs_at_the_same_time_agree)
{
    enum { RUNS = 8, ROUNDS = 20 };
    pid_t children[RUNS];
    bl_tape_world_put_prices(&world, "prices.csv", 3000, 6);
    world.cache.bytes_max = 70000; /* one tape fits: they evict each other's */
    for (int i = 0; i < RUNS; i++) {
        children[i] = fork();
        if (children[i] != 0) {
            continue;
        }
        bool good = true;
        for (int k = 0; good && k < ROUNDS; k++) {
            bl_feed_bars feed;
            bl_feed_bars_options options = {.price_decimals = k % 3,
                                            .quantity_decimals = 4,
                                            .bar_ns = 3600 * BL_NS_PER_S,
                                            .cache = &world.cache};
            bl_diag_init(&diags);
            good = bl_feed_read_bars(world.prices, &options, &feed, &diags) &&
                   diags.warnings == 0 && feed.bars.len == 3000;
            int64_t sum = 0;
            for (size_t row = 0; good && row < 3000; row++) {
                sum += feed.bars.volume[row];
            }
            good = good && sum == INT64_C(135090000);
            bl_feed_close_bars(&feed);
        }
        _exit(good ? 0 : 1);
    }
    for (int i = 0; i < RUNS; i++) {
        int status;
        ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
        ck_assert_int_eq(status, 0);
    }
    ck_assert_uint_le(bl_tape_world_count(&world, ".tape", NULL), 1);
    ck_assert_uint_eq(bl_tape_world_count(&world, "", NULL),
                      bl_tape_world_count(&world, ".tape", NULL) +
                          bl_tape_world_count(&world, ".index", NULL));
}
END_TEST

START_TEST(tapes_used_longest_ago_go_first)
{
    char first[4096];
    bl_tape_world_put_prices(&world, "a.csv", 1000, 1);
    ck_assert(!read_again());
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", first), 1);
    bl_tape_world_put_prices(&world, "b.csv", 1000, 2);
    ck_assert(!read_again());
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", NULL), 2);
    const struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    ck_assert_int_eq(utimensat(AT_FDCWD, first, old, 0), 0);
    world.cache.bytes_max = 40000; /* two of 16.4 KB fit, not three */
    snprintf(world.prices, sizeof world.prices, "%s/a.csv", world.folder);
    ck_assert(read_again()); /* used: no longer the oldest */
    char path[4096];
    struct stat info;
    ck_assert_int_eq(stat(first, &info), 0);
    ck_assert_int_gt(info.st_mtim.tv_sec, 1000);
    bl_tape_world_put_prices(&world, "c.csv", 1000, 3);
    ck_assert(!read_again());
    ck_assert_uint_eq(bl_tape_world_count(&world, ".tape", path), 2);
    ck_assert_int_eq(access(first, F_OK), 0);
}
END_TEST

START_TEST(a_tape_larger_than_the_cache_is_not_kept)
{
    world.cache.bytes_max = 50;
    ck_assert(!read_again());
    ck_assert(!read_again());
    ck_assert_uint_eq(diags.warnings, 0);
    ck_assert_uint_eq(bl_tape_world_count(&world, "", NULL), 0);
}
END_TEST

START_TEST(a_folder_that_cannot_be_is_one_warning)
{
    ck_assert(bl_tape_cache_open(&world.cache, world.prices)); /* a file */
    world.cache.source_min = 0;
    ck_assert(!read_again());
    expect_warning("its tape is not kept");
    ck_assert(!read_again());
    ck_assert_uint_eq(diags.warnings, 0); /* said already */
}
END_TEST

START_TEST(a_folder_that_cannot_be_written_still_gives_its_tapes)
{
    warm_up();
    ck_assert_int_eq(chmod(world.cache.folder, 0555), 0);
    ck_assert_int_eq(chmod(world.folder, 0755), 0);
    if (geteuid() == 0) {
        ck_assert_int_eq(seteuid(65534), 0); /* nobody */
    }
    ck_assert(read_again());
    ck_assert_uint_eq(diags.warnings, 0);
    bl_feed_bars feed;
    const bl_feed_bars_options options = {.bar_ns = BL_NS_PER_S, .cache = &world.cache};
    bl_diag_init(&diags);
    ck_assert(bl_feed_read_bars(world.prices, &options, &feed, &diags));
    expect_warning("its tape is not kept");
    bl_feed_close_bars(&feed);
    ck_assert(getuid() != 0 || seteuid(0) == 0);
    ck_assert_int_eq(chmod(world.cache.folder, 0755), 0);
}
END_TEST

START_TEST(what_is_not_the_caches_stays)
{
    bl_tape_cache_sums sums;
    char path[4096];
    warm_up();
    bl_tape_world_put(&world, "cache/notes.txt", "mine", 4);
    bl_tape_world_put(&world, "cache/0123456789abcdef.tape", "mine", 4);
    world.cache.bytes_max = 700;
    bl_tape_world_put_prices(&world, "b.csv", 5, 2);
    ck_assert(!read_again());
    ck_assert(bl_tape_cache_sum(&world.cache, &sums));
    ck_assert_uint_le(sums.bytes, 1400);
    ck_assert_uint_le(sums.tapes, 1);
    ck_assert(bl_tape_cache_clear(&world.cache));
    ck_assert_uint_eq(bl_tape_world_count(&world, "", NULL), 2);
    ck_assert(bl_tape_cache_sum(&world.cache, &sums));
    ck_assert_uint_eq(sums.bytes, 0);
    snprintf(path, sizeof path, "%s/notes.txt", world.cache.folder);
    ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

START_TEST(what_a_dead_run_left_behind_goes_after_an_hour)
{
    static const char name[] =
        "cache/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.tape.77";
    char path[4096];
    warm_up();
    bl_tape_world_put(&world, name, "half", 4);
    snprintf(path, sizeof path, "%s/%s", world.folder, name);
    bl_tape_cache_sums sums;
    ck_assert(bl_tape_cache_sum(&world.cache, &sums));
    ck_assert_int_eq(access(path, F_OK), 0);
    const struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    ck_assert_int_eq(utimensat(AT_FDCWD, path, old, 0), 0);
    ck_assert(bl_tape_cache_sum(&world.cache, &sums));
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

int main(void)
{
    TCase *list = tcase_create("tape cache");
    tcase_add_checked_fixture(list, begin, finish);
    tcase_add_test(list, a_second_reading_comes_from_the_tape);
    tcase_add_test(list, a_copy_shares_the_tape);
    tcase_add_test(list, other_options_are_another_tape);
    tcase_add_test(list, flows_come_with_names_and_texts);
    tcase_add_test(list, series_come_from_tapes_too);
    tcase_add_test(list, books_come_from_tapes_and_whole_ones_only);
    tcase_add_test(list, places_of_names_are_those_of_the_names_asked_for);
    tcase_add_test(list, cranks_come_from_tapes_but_none_before_the_start);
    tcase_add_test(list, times_are_kept_where_steps_differ);
    tcase_add_test(list, a_gap_is_refused_though_there_is_a_tape);
    tcase_add_test(list, a_flow_before_the_start_is_refused_though_there_is_a_tape);
    tcase_add_test(list, a_refused_feed_leaves_no_tape);
    tcase_add_test(list, every_changed_bit_of_a_tape_is_noticed);
    tcase_add_test(list, a_damaged_tape_is_said_and_written_anew);
    tcase_add_test(list, a_tape_of_another_length_is_noticed);
    tcase_add_test(list, a_tape_under_another_name_is_noticed);
    tcase_add_test(list, a_changed_byte_of_the_index_never_gives_another_tape);
    tcase_add_test(list, a_changed_source_is_read_again);
    tcase_add_test(list, a_source_with_its_old_size_and_time_is_read_again);
    tcase_add_test(list, a_source_replaced_by_another_file_is_read_again);
    tcase_add_test(list, a_source_that_has_just_changed_gets_no_index);
    tcase_add_test(list, a_source_from_the_future_gets_no_index);
    tcase_add_test(list, a_source_that_changes_while_it_is_read_is_not_kept);
    tcase_add_test(list, a_small_source_is_read_each_time);
    tcase_add_test(list, runs_at_the_same_time_agree);
    tcase_add_test(list, tapes_used_longest_ago_go_first);
    tcase_add_test(list, a_tape_larger_than_the_cache_is_not_kept);
    tcase_add_test(list, a_folder_that_cannot_be_is_one_warning);
    tcase_add_test(list, a_folder_that_cannot_be_written_still_gives_its_tapes);
    tcase_add_test(list, what_is_not_the_caches_stays);
    tcase_add_test(list, what_a_dead_run_left_behind_goes_after_an_hour);
    return cases_run("tape cache", list);
}
