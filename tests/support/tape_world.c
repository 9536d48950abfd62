/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tape_world.c - see the header.
 */
#include "tape_world.h"

#include <check.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../data/columns.h"
#include "sample_run.h"

void bl_tape_world_open(bl_tape_world *world)
{
    char cache[2080];
    bl_sample_run_make_folder(world->folder, sizeof world->folder);
    snprintf(cache, sizeof cache, "%s/cache", world->folder);
    ck_assert(bl_tape_cache_open(&world->cache, cache));
    world->cache.source_min = 0;
    world->cache.settle_s = 0;
    bl_tape_world_put_prices(world, "prices.csv", 5, 1);
}

void bl_tape_world_close(bl_tape_world *world)
{
    bl_sample_run_remove_folder(world->folder);
}

void bl_tape_world_put(const bl_tape_world *world, const char *name, const char *bytes, size_t len)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", world->folder, name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
    ck_assert_int_eq(fclose(file), 0);
}

const char *bl_tape_world_put_prices(bl_tape_world *world, const char *name, size_t rows,
                                     unsigned seed)
{
    enum { ROW = 80 };
    char *text = malloc(ROW * (rows + 1));
    int len = snprintf(text, ROW, "time_s,open,high,low,close,volume\n");
    unsigned close = 100 + seed % 7;
    for (size_t i = 0; i < rows; i++) {
        close += (unsigned)(i * 7919 + seed) % 5;
        len += snprintf(text + len, ROW, "%zu,%u,%u,%u,%u.25,%u.5\n", 1700006400 + 3600 * i, close,
                        close + 1, close - 1, close, (unsigned)(i + seed) % 9);
    }
    bl_tape_world_put(world, name, text, (size_t)len);
    free(text);
    snprintf(world->prices, sizeof world->prices, "%s/%s", world->folder, name);
    return world->prices;
}

bool bl_tape_world_read(bl_tape_world *world, bl_diags *diags)
{
    static bl_diags ignored;
    bl_feed_bars_options options = {
        .price_decimals = 2, .quantity_decimals = 4, .bar_ns = 3600 * BL_NS_PER_S};
    bl_feed_bars expected;
    bl_feed_bars got;
    bl_diag_init(&ignored);
    bl_diag_init(diags);
    ck_assert_msg(bl_feed_read_bars(world->prices, &options, &expected, &ignored), "%s",
                  ignored.items[0].message);
    options.cache = &world->cache;
    ck_assert_msg(bl_feed_read_bars(world->prices, &options, &got, diags), "%s",
                  diags->items[0].message);
    ck_assert_uint_eq(got.bars.len, expected.bars.len);
    for (size_t row = 0; row < got.bars.len; row++) {
        ck_assert_int_eq(bl_bars_time(&got.bars, row), bl_bars_time(&expected.bars, row));
    }
    ck_assert_mem_eq(got.bars.close, expected.bars.close, 8 * got.bars.len);
    ck_assert_mem_eq(got.bars.volume, expected.bars.volume, 8 * got.bars.len);
    ck_assert_str_eq(got.report.path, expected.report.path);
    ck_assert_mem_eq(&got.report, &expected.report, sizeof got.report);
    const bool from_tape = ((const bl_columns *)got.memory)->map.at != NULL;
    bl_feed_close_bars(&expected);
    bl_feed_close_bars(&got);
    return from_tape;
}

size_t bl_tape_world_count(const bl_tape_world *world, const char *suffix, char *name)
{
    size_t count = 0;
    DIR *dir = opendir(world->cache.folder);
    if (dir == NULL) {
        return 0;
    }
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        const size_t len = strlen(entry->d_name);
        if (len < strlen(suffix) || strcmp(entry->d_name + len - strlen(suffix), suffix) != 0 ||
            entry->d_name[0] == '.') {
            continue;
        }
        count++;
        if (name != NULL) {
            snprintf(name, 4096, "%s/%s", world->cache.folder, entry->d_name);
        }
    }
    closedir(dir);
    return count;
}
