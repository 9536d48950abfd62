/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ours_tape.c - W2 again, from its tape: `ours_tape FILE CACHE [touch]`. The inner time is of
 * opening and checking the tape; with `touch`, the limit of that, of mapping the file and reading
 * each word.
 */
#define _GNU_SOURCE
#include "../../data/feed.h"
#include "../../data/tape_cache.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static bl_tape_cache cache;
static bl_diags diags;

static bool read_feed(const char *path, bl_feed_bars *out)
{
    const bl_feed_bars_options options = {
        .price_decimals = 8, .quantity_decimals = 8, .bar_ns = 60 * BL_NS_PER_S, .cache = &cache};
    bl_diag_init(&diags);
    if (bl_feed_read_bars(path, &options, out, &diags)) {
        return true;
    }
    fprintf(stderr, "%s\n", diags.items[0].message);
    return false;
}

/* The file under the mapping that holds the columns. */
static int open_tape(const bl_feed_bars *feed)
{
    char line[4096];
    char path[4096];
    int fd = -1;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps != NULL && fd < 0 && fgets(line, sizeof line, maps) != NULL) {
        uintptr_t begin, end;
        const uintptr_t at = (uintptr_t)feed->bars.close;
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %*s %*s %*s %*s %4000s", &begin, &end, path) ==
                3 &&
            begin <= at && at < end) {
            fd = open(path, O_RDONLY);
        }
    }
    if (maps != NULL) {
        fclose(maps);
    }
    return fd;
}

static uint64_t touch(int fd, size_t len)
{
    uint64_t sum = 0;
    const uint64_t *words = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, 0);
    for (size_t i = 0; words != MAP_FAILED && i < len / 8; i++) {
        sum += words[i];
    }
    return sum;
}

int main(int argc, char **argv)
{
    bl_feed_bars feed;
    clock_t begin;
    if (argc < 3 || !bl_tape_cache_open(&cache, argv[2]) || !read_feed(argv[1], &feed)) {
        return 2;
    }
    bl_feed_close_bars(&feed);
    begin = clock();
    if (!read_feed(argv[1], &feed)) {
        return 3;
    }
    if (argc > 3) {
        const int fd = open_tape(&feed);
        if (fd < 0) {
            return 4;
        }
        begin = clock();
        const uint64_t sum = touch(fd, (size_t)lseek(fd, 0, SEEK_END));
        printf("check %016" PRIx64 "\n", sum);
    } else {
        printf("check rows=%zu\n", feed.bars.len);
    }
    printf("inner %.6f\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
    bl_feed_close_bars(&feed);
    return 0;
}
